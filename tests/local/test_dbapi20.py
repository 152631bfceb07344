"""The classic public compliance class of PEP 249, on local tables, in both modes."""

from __future__ import annotations

import types
from typing import Any

import dbapi20  # type: ignore[import-untyped]  # it has no types

import heymarket_dbapi
from tests.driver.conftest import DSN
from tests.driver.modes import Awaiting, Blocking


class Left:
    """What the class leaves to the driver."""

    driver: Any
    connect_args = (DSN,)

    def _connect(self) -> Any:
        """A connection that is closed at the end, where the test does not."""
        connection = self.driver.connect(*self.connect_args)
        self.addCleanup(connection.close)  # type: ignore[attr-defined]  # a TestCase stands beside it
        return connection

    def test_nextset(self) -> None:
        """A statement has one result."""
        connection = self._connect()
        try:
            assert connection.cursor().nextset() is None
        finally:
            connection.close()

    def test_setoutputsize(self) -> None:
        """Sizes are taken and ignored."""
        connection = self._connect()
        try:
            connection.cursor().setoutputsize(1000, 1)
        finally:
            connection.close()

    def test_callproc(self) -> None:
        """The procedures are the driver's own."""
        connection = self._connect()
        try:
            assert list(connection.cursor().callproc("refresh_metadata", ())) == []
        finally:
            connection.close()

    def test_non_idempotent_close(self) -> None:
        """A second close is harmless: pools and context managers close what was closed by hand."""
        connection = self._connect()
        connection.close()
        connection.close()


def _driver(mode: Any) -> Any:
    """The module with connections of one mode."""
    driver = types.ModuleType("driver")
    driver.__dict__.update({name: getattr(heymarket_dbapi, name) for name in heymarket_dbapi.__all__})
    driver.connect = mode.connect  # type: ignore[attr-defined]  # it is made here
    return driver


class TestBlocking(Left, dbapi20.DatabaseAPI20Test):  # type: ignore[misc]  # it has no types
    """The blocking mode."""

    driver = _driver(Blocking())


class TestAwaiting(Left, dbapi20.DatabaseAPI20Test):  # type: ignore[misc]  # it has no types
    """The awaiting mode, awaited in one loop."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.mode = Awaiting()
        cls.driver = _driver(cls.mode)

    @classmethod
    def tearDownClass(cls) -> None:
        cls.mode.end()
