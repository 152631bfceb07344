"""The tree of errors: PEP 249's, and nothing else leaves the driver.

    Warning
      IncompleteWarning            an answer that could not be proved whole, with incomplete=warn
    Error
      InterfaceError               the driver is used wrongly (a closed connection, another process)
      DatabaseError
        DataError                  a value or a page is not what the specification says
        OperationalError           server, network, credential, timeout, cancel, max_calls, incomplete
        IntegrityError             a duplicate, a constraint
        InternalError              an aborted local transaction
        ProgrammingError           the SQL: syntax, unknown names, parameters, what the API refuses
        NotSupportedError          "the API cannot" or "we have not"

Every message says what is wrong, where in the SQL, and what to try. No message holds a secret, a parameter or a
text of a message.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Sequence


class Warning(builtins.UserWarning):
    """PEP 249's warning; also the category of the driver's own warnings."""


class IncompleteWarning(Warning):
    """The answer could not be proved whole, and the caller chose ``incomplete=warn``."""


class Error(Exception):
    """The base of all errors of the driver.

    ``position`` is the place in the SQL as (line, column), both from 1, or None; ``request_id`` is the API's
    ``X-Request-Id`` where a reply led to the error; ``status`` is that reply's HTTP status. ``row_results`` tell what
    came of each row of a write that failed in part.
    """

    def __init__(
        self,
        message: str = "",
        *,
        position: tuple[int, int] | None = None,
        request_id: str | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.position = position
        self.request_id = request_id
        self.status = status
        self.row_results: Sequence[object] = ()

    def __str__(self) -> str:
        parts = [self.message]
        if self.position is not None:
            parts.append(f"(line {self.position[0]}, column {self.position[1]})")
        if self.request_id is not None:
            parts.append(f"[request id {self.request_id}]")
        return " ".join(parts)

    def __reduce__(self) -> tuple[Callable[..., Error], tuple[object, ...]]:
        told = (self.message, self.position, self.request_id, self.status, tuple(self.row_results))
        return _restore, (type(self), *told)


def _restore(
    kind: type[Error],
    message: str,
    position: tuple[int, int] | None,
    request_id: str | None,
    status: int | None,
    row_results: Sequence[object] = (),
) -> Error:
    made = kind(message, position=position, request_id=request_id, status=status)
    made.row_results = row_results
    return made


class InterfaceError(Error):
    """The driver's interface is used wrongly, not the database."""


class DatabaseError(Error):
    """Something is wrong with the database: here, the API, the engine or the statement."""


class DataError(DatabaseError):
    """A value or a page is not what the specification says."""


class OperationalError(DatabaseError):
    """The server, the network, the credential or a limit stopped the statement."""


class IntegrityError(DatabaseError):
    """A duplicate, or a constraint that does not hold."""


class InternalError(DatabaseError):
    """A local transaction is aborted and must be rolled back."""


class ProgrammingError(DatabaseError):
    """The statement is wrong: syntax, names, parameters, or what the API refuses."""


class NotSupportedError(DatabaseError):
    """The API cannot do it, or the driver does not do it yet; the message says which."""
