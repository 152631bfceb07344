"""What the caller asked: the only room that sees sqlglot."""

import logging

# sqlglot writes the text of statements it does not know to its log: that is personal data.
logging.getLogger("sqlglot").setLevel(logging.CRITICAL + 1)
