"""TLS connections that don't wait for ever for an answer that comes drop by drop.

A time-out of a socket is between two bytes, so a server that sends one byte each few seconds keeps its client waiting
for weeks: in the headers as well as in the body.
"""

from __future__ import annotations

import ssl
import time
from typing import Any

SLOW_SECONDS = 60.0  # of an answer, after which its average counts
SLOWEST_BYTES_PER_SECOND = (
    500.0  # an answer of 5 MB takes three hours then; a bad Wi-Fi gives a hundred times more
)


class AnswerTooSlowError(TimeoutError):
    """An answer comes, and too slowly to wait for it."""


class PatientSocket(ssl.SSLSocket):
    """Raises AnswerTooSlowError where an answer comes too slowly. It counts anew with each request that is sent."""

    _began = 0.0
    _received = 0

    def send(self, *arguments: Any, **named: Any) -> int:
        """See ssl.SSLSocket."""
        self._began, self._received = time.monotonic(), 0
        return super().send(*arguments, **named)

    def recv_into(self, *arguments: Any, **named: Any) -> int:
        """See ssl.SSLSocket. Raises AnswerTooSlowError."""
        if self._began and is_too_slow(self._received, time.monotonic() - self._began):
            raise AnswerTooSlowError("the answer comes too slowly")
        number: int = super().recv_into(*arguments, **named)
        self._received += number
        return number


def is_too_slow(received: int, seconds: float) -> bool:
    """Returns whether an answer comes too slowly. `received`: bytes in `seconds` since the request."""
    return seconds > SLOW_SECONDS and received < SLOWEST_BYTES_PER_SECOND * seconds


def patient(context: ssl.SSLContext) -> ssl.SSLContext:
    """Let a context make connections of this kind. Returns it."""
    context.sslsocket_class = PatientSocket
    return context
