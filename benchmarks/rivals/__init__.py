"""Other ways to ask the same: an adapter of shillelagh, a load by dlt, and a script as people write it."""
