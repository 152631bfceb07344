"""Local tables: what the caller made, kept in the engine, and our own catalog of what the engine forgets."""
