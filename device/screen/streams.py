"""One scene to every page that watches, by server-sent events.

A page that comes late, or comes back, gets the whole scene at once: there is nothing to miss.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

KEEP_ALIVE = (
    5.0  # seconds without a change until a comment goes out, which finds pages that have gone
)
LIMIT = 8  # pages that may watch one kiosk; each holds a thread


class TooManyStreamsError(Exception):
    """No room for another page."""


class Streams:
    """The newest scene, numbered, and who waits for the next."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._number = 0
        self._body = b"null"
        self._open = 0
        self._closed = False

    def show(self, body: bytes) -> None:
        """A scene as JSON; shown to all when it differs from the last."""
        with self._changed:
            if body != self._body:
                self._number += 1
                self._body = body
                self._changed.notify_all()

    def close(self) -> None:
        """Ends every stream."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def watch(self) -> Iterator[bytes]:
        """Events for one page, until it goes or the kiosk stops. Raises TooManyStreamsError."""
        with self._changed:
            if self._open >= LIMIT:
                raise TooManyStreamsError
            self._open += 1
        return self._events()

    def _events(self) -> Iterator[bytes]:
        seen = -1
        try:
            while True:
                with self._changed:
                    self._changed.wait_for(self._news(seen), timeout=KEEP_ALIVE)
                    if self._closed:
                        return
                    number, body = self._number, self._body
                if number == seen:
                    yield b": still here\n\n"
                else:
                    seen = number
                    yield b"id: %d\ndata: %s\n\n" % (number, body)
        finally:
            with self._changed:
                self._open -= 1

    def _news(self, seen: int) -> Callable[[], bool]:
        return lambda: self._closed or self._number != seen
