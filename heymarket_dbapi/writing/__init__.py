"""Writes to Heymarket's tables: what a statement means for each row, the calls that say it, and what came of them."""
