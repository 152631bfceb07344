"""Apache Superset 6.1 over the sandbox, in an environment of its own: SQLAlchemy 1.4, an older sqlglot and pyarrow.

    python -m venv E && E/bin/pip install -r examples/superset/requirements.txt -e '.[sqlalchemy]' pytest selenium
    E/bin/python -m pytest --confcutdir tests/clients/superset tests/clients/superset

Where Superset is not installed, the tests are skipped.
"""
