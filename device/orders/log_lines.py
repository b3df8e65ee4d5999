"""The kiosk's last log lines, in words that can't be about a person.

A line leaves the kiosk only as the sentence that stands in the program's own source, with the numbers that were put
into it. Every other value (a name, an address, what somebody typed) becomes "…", but for the sentences that the kiosk's
health reports anyway. A sentence that was put together at run time stands in no source, and becomes "…", too.
"""

from __future__ import annotations

import ast
import datetime as dt
import logging
import os
import threading
from collections import deque
from collections.abc import Collection
from pathlib import Path
from typing import Any

from contract.kiosk_messages import LOG_LINES

KEPT_RECORDS = 400
LINE_LETTERS = 300  # contract.kiosk_messages.LogLine
LEFT_OUT = "…"
LARGEST_NUMBER = 9_999_999


class RecentLog(logging.Handler):
    """Remembers the last records in memory; nothing of them reaches a disk."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self._records: deque[logging.LogRecord] = deque(maxlen=KEPT_RECORDS)
        self._constants: dict[str, frozenset[str]] = {}
        self._reading = threading.Lock()

    def emit(self, record: logging.LogRecord) -> None:
        """Remember a record."""
        self._records.append(record)

    def start(self) -> None:
        """Listen to every logger of the program."""
        logging.getLogger().addHandler(self)

    def stop(self) -> None:
        """Stop listening."""
        logging.getLogger().removeHandler(self)

    def lines(self, sentences: Collection[str]) -> list[str]:
        """Returns the newest lines, the oldest first. `sentences`: values that leave the kiosk anyway, whole."""
        known = frozenset(sentences)
        with self._reading:
            newest = list(self._records)[-LOG_LINES:]
            return [self._line(one, known) for one in newest]

    def _line(self, record: logging.LogRecord, known: frozenset[str]) -> str:
        at = dt.datetime.fromtimestamp(record.created, dt.UTC).strftime("%m-%d %H:%M:%S")
        template = record.msg if isinstance(record.msg, str) else LEFT_OUT
        if template not in self._sentences_of(record.pathname):
            template, arguments = LEFT_OUT, ()
        else:
            arguments = _shown(record.args, known)
        try:
            words = template % arguments if arguments else template
        except (TypeError, ValueError):
            words = template
        words = "".join(letter if letter.isprintable() else " " for letter in words)
        failed = f" [{_failure(record)}]" if record.exc_info else ""
        place = f"{record.name}:{record.lineno}"
        return f"{at} {record.levelname} {place} {words}{failed}"[:LINE_LETTERS]

    def _sentences_of(self, source: str) -> frozenset[str]:
        """Returns every text that stands in a file of the program."""
        if source not in self._constants:
            try:
                tree = ast.parse(Path(source).read_bytes())
                found = frozenset(
                    node.value
                    for node in ast.walk(tree)
                    if isinstance(node, ast.Constant) and isinstance(node.value, str)
                )
            except (OSError, SyntaxError, ValueError):
                found = frozenset()
            self._constants[source] = found
        return self._constants[source]


def _shown(arguments: Any, known: frozenset[str]) -> Any:
    """Returns the arguments of a record with everything that could be about a person left out."""
    if isinstance(arguments, dict):
        return {name: _value(value, known) for name, value in arguments.items()}
    if not isinstance(arguments, tuple):
        return ()
    return tuple(_value(value, known) for value in arguments)


def _value(value: Any, known: frozenset[str]) -> Any:
    if isinstance(value, bool | int | float):  # a telephone's number would be larger
        return value if abs(value) <= LARGEST_NUMBER else LEFT_OUT
    if isinstance(value, BaseException):
        return _error(value)
    return value if isinstance(value, str) and value in known else LEFT_OUT


def _error(error: BaseException) -> str:
    """Returns the kind of an error, and the system's own words for its number."""
    number = getattr(error, "errno", None)
    words = f": {os.strerror(number)}" if isinstance(number, int) and number > 0 else ""
    return type(error).__name__ + words


def _failure(record: logging.LogRecord) -> str:
    """Returns the kind of the error of a record and where it was raised, without its words."""
    error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
    if error is None:
        return LEFT_OUT
    trace, place = error.__traceback__, ""
    while trace is not None:
        place = f" at {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return _error(error) + place
