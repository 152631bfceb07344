"""Writes the corpus's plans anew."""

from tests.plans.corpus import files, write

for path in files():
    write(path)
