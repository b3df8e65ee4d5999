"""A socket whose every operation ends by a deadline, as `http.client` uses sockets.

Note: a socket's own timeout counts from each byte. A server that sends one byte a second never exceeds it.
"""

from __future__ import annotations

import io
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

READ_SECONDS = 20.0


class TimedSocket:
    """Wraps a connected socket."""

    def __init__(self, inner: socket.socket, deadline: float, clock: Callable[[], float]) -> None:
        """`deadline`: when all must have ended, by `clock` (monotonic seconds)."""
        self._inner, self._deadline, self._clock = inner, deadline, clock

    def sendall(self, data: bytes) -> None:
        """Send all of it. Raises TimeoutError, ConnectionError."""
        self._set_timeout()
        with _as_connection_errors():
            self._inner.sendall(data)

    def makefile(self, mode: str = "rb", *_args: Any, **_options: Any) -> io.BufferedReader:
        """Returns the socket as a file to read."""
        return io.BufferedReader(_TimedReads(self))

    def receive_into(self, buffer: Any) -> int:
        """Read what there is. Raises TimeoutError, ConnectionError."""
        self._set_timeout()
        with _as_connection_errors():
            return self._inner.recv_into(buffer)

    def close(self) -> None:
        """Do nothing: `http.client` closes its socket while the body is still read from its file."""

    def _set_timeout(self) -> None:
        left = self._deadline - self._clock()
        if left <= 0:
            raise TimeoutError("the deadline is over")
        self._inner.settimeout(min(left, READ_SECONDS))


@contextmanager
def _as_connection_errors() -> Iterator[None]:
    """Tell errors of the network from those of the disk, which are OSErrors, too."""
    try:
        yield
    except TimeoutError:
        raise
    except OSError as error:
        raise ConnectionError(str(error)) from error


class _TimedReads(io.RawIOBase):
    def __init__(self, timed: TimedSocket) -> None:
        self._timed = timed

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._timed.receive_into(buffer)
