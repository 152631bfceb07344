"""Heymarket for SQLAlchemy: the dialect ``heymarket://``, blocking and awaiting."""

from __future__ import annotations
