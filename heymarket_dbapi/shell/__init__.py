"""A small SQL shell: `python -m heymarket_dbapi`."""
