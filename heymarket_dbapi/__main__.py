"""`python -m heymarket_dbapi`: the SQL shell."""

import sys

from heymarket_dbapi.shell.main import main

if __name__ == "__main__":
    sys.exit(main())
