"""Apache Superset over a Heymarket account: `python -m examples.superset.start` does it from nothing."""
