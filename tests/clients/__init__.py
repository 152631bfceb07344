"""Real clients against the sandbox; those of the ``test`` extra run everywhere, the others by ``environments.py``."""
