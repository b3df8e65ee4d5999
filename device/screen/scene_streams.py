"""Sends the scene to every page that watches, by server-sent events.

Each event holds the whole scene, so a page that connects late, or again, misses nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

KEEP_ALIVE_SECONDS = 5.0  # without a change; then a comment is sent, which finds closed connections
MAX_STREAMS = 8  # pages that may watch one kiosk; each takes a thread


class TooManyStreamsError(Exception):
    """MAX_STREAMS pages watch already."""


class SceneStreams:
    """Holds the newest scene, numbered, and wakes the streams that wait for the next."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._number = 0
        self._body = b"null"
        self._open = 0
        self._closed = False

    def show(self, body: bytes) -> None:
        """Send a scene (JSON) to all pages when it differs from the last."""
        with self._changed:
            if body != self._body:
                self._number += 1
                self._body = body
                self._changed.notify_all()

    def close(self) -> None:
        """End every stream."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def watch(self) -> Iterator[bytes]:
        """Yield events for one page, until it closes or the kiosk stops. Raises TooManyStreamsError."""
        with self._changed:
            if self._open >= MAX_STREAMS:
                raise TooManyStreamsError
            self._open += 1
        return self._events()

    def _events(self) -> Iterator[bytes]:
        seen = -1
        try:
            while True:
                with self._changed:
                    self._changed.wait_for(self._has_news(seen), timeout=KEEP_ALIVE_SECONDS)
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

    def _has_news(self, seen: int) -> Callable[[], bool]:
        return lambda: self._closed or self._number != seen
