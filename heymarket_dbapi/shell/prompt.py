"""The prompt: statements typed line by line, carried out as each is ended."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING

from heymarket_dbapi.errors import Error
from heymarket_dbapi.shell.completion import KnownTables
from heymarket_dbapi.shell.failure import ShellError, describe
from heymarket_dbapi.shell.reading import Statement, is_whole, split
from heymarket_dbapi.shell.running import Failed, Runner
from heymarket_dbapi.shell.slash import Ask, Leave, Say, read_command

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession

PROMPT = "heymarket> "
CONTINUED = "......... > "
_WORDS_TO_LEAVE = ("exit", "quit")

Reader = Callable[[], str]


class Prompt:
    """Reads texts until the user leaves; an error is told, and the next text is read."""

    def __init__(self, read: Reader, runner: Runner, say: Callable[[str], None], tables: KnownTables) -> None:
        self._read = read
        self._runner = runner
        self._say = say
        self._tables = tables

    def run(self) -> None:
        """Go on until Ctrl-D or ``\\q``."""
        while True:
            try:
                text = self._read()
            except EOFError:
                self._say("")
                return
            except KeyboardInterrupt:
                self._say("")
                continue
            if not self._attempt(text):
                return

    def _attempt(self, text: str) -> bool:
        """Carry out what was typed, and tell what went wrong; whether to go on."""
        try:
            return self._answer(text)
        except KeyboardInterrupt:
            self._say("cancelled")
        except Failed as failed:
            self._say(describe(failed.error, failed.statement))
        except (ShellError, Error) as error:
            self._say(f"error: {error}")
        return True

    def _answer(self, text: str) -> bool:
        """Carry out what was typed; whether to go on."""
        if text.strip().rstrip(";").lower() in _WORDS_TO_LEAVE:
            return False
        if not text.lstrip().startswith("\\"):
            self._tables.forget()
            self._runner.run_all(split(text))
            return True
        match read_command(text):
            case Leave():
                return False
            case Say(shown):
                self._say(shown)
            case Ask(sql, parameters, check):
                if check is not None:
                    self._runner.check(Statement(check))
                self._runner.run(Statement(sql), parameters)
        return True


def is_finished(text: str) -> bool:
    """Whether Enter sends the text: a command, a word that leaves, nothing, or SQL that is ended."""
    stripped = text.strip()
    return not stripped or stripped.startswith("\\") or stripped.lower() in _WORDS_TO_LEAVE or is_whole(text)


def plain_reader(ask: Callable[[str], str] = input) -> Reader:
    """What reads lines until they are whole."""

    def read() -> str:
        text = ask(PROMPT)
        while not is_finished(text):
            text += "\n" + ask(CONTINUED)
        return text

    return read


def prompt_reader(tables: KnownTables) -> Reader:
    """What reads with history and completion where prompt_toolkit is installed, and plain lines elsewhere."""
    if find_spec("prompt_toolkit") is None:
        return plain_reader()
    session = _session(tables)
    return lambda: session.prompt(PROMPT)


def _session(tables: KnownTables) -> PromptSession[str]:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.application import get_app
    from prompt_toolkit.filters import Condition

    from heymarket_dbapi.shell.typing_aids import TableCompleter, prompt_history

    return PromptSession(
        history=prompt_history(),
        completer=TableCompleter(tables),
        complete_in_thread=True,
        complete_while_typing=False,
        multiline=Condition(lambda: not is_finished(get_app().current_buffer.text)),
        prompt_continuation=CONTINUED,
    )
