"""Sends the scene to every page that watches, by server-sent events.

Each event holds the whole scene, so a page that connects late, or again, misses nothing.

The pages of the kiosk itself and those of other machines have places of their own, so that others can't take the
kiosk's. A page that connects again replaces its earlier stream, whose connection may be dead without anyone knowing.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

# A page that runs says so every 5 s; one that is not in view is let run once a minute by its browser.
ALIVE_SECONDS, ALIVE_HIDDEN_SECONDS = 20.0, 150.0
KEEP_ALIVE_SECONDS = 5.0  # without a change; then a comment is sent, which finds closed connections
OWN_STREAMS = 8  # of pages on the kiosk itself; one more ends the oldest. Each takes a thread
STRANGER_STREAMS = 4  # of pages on other machines; one more is refused


class TooManyStreamsError(Exception):
    """STRANGER_STREAMS pages of other machines watch already."""


class SceneStreams:
    """Holds the newest scene, numbered, and wakes the streams that wait for the next."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock`: monotonic seconds."""
        self._clock = clock
        self._alive_until = float("-inf")  # the kiosk's own page, as it says itself
        self._changed = threading.Condition()
        self._number = 0
        self._body = b"null"
        self._open: list[SceneStream] = []  # the oldest first
        self._closed = False

    def show(self, body: bytes) -> None:
        """Send a scene (JSON) to all pages when it differs from the last."""
        with self._changed:
            if body != self._body:
                self._number += 1
                self._body = body
                self._changed.notify_all()

    @property
    def own_page_watches(self) -> bool:
        """Whether a page on the kiosk itself watches and runs.

        A browser that crashed has no stream. One whose page hangs keeps its stream, and says no more that it is alive.
        """
        with self._changed:
            return self._clock() < self._alive_until and any(one.own for one in self._open)

    def alive(self, *, hidden: bool = False) -> None:
        """Take in that the kiosk's own page runs. `hidden`: it is not in view, so it will say so less often."""
        with self._changed:
            seconds = ALIVE_HIDDEN_SECONDS if hidden else ALIVE_SECONDS
            self._alive_until = self._clock() + seconds

    def close(self) -> None:
        """End every stream."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def watch(self, page: str = "", *, own: bool = True) -> SceneStream:
        """Open a stream for one page, until it is closed, another takes its place or the kiosk stops.

        `page`: what the page calls itself; empty for a program without a name. `own`: it is on the kiosk itself.
        Raises TooManyStreamsError for a page of another machine.
        """
        with self._changed:
            alike = [one for one in self._open if one.own == own]
            earlier = [one for one in alike if page and one.page == page]
            if not earlier and len(alike) >= (OWN_STREAMS if own else STRANGER_STREAMS):
                if not own:
                    raise TooManyStreamsError
                earlier = alike[:1]
            stream = SceneStream(self, page, own=own)
            if own:
                self._alive_until = max(self._alive_until, self._clock() + ALIVE_SECONDS)
            self._open = [one for one in self._open if one not in earlier] + [stream]
            self._changed.notify_all()
        return stream

    def next_event(self, stream: SceneStream) -> bytes | None:
        """Wait for the next event of a stream. Returns None when the stream has ended."""

        def has_news() -> bool:
            return self._closed or stream not in self._open or self._number != stream.seen

        with self._changed:
            self._changed.wait_for(has_news, timeout=KEEP_ALIVE_SECONDS)
            if self._closed or stream not in self._open:
                return None
            if self._number == stream.seen:
                return b": still here\n\n"
            stream.seen = self._number
            return b"id: %d\ndata: %s\n\n" % (self._number, self._body)

    def end(self, stream: SceneStream) -> None:
        """Give the place of a stream to others."""
        with self._changed:
            self._open = [one for one in self._open if one is not stream]
            self._changed.notify_all()


class SceneStream(Iterator[bytes]):
    """The events for one page. The page server closes it, whether or not it has read an event."""

    def __init__(self, streams: SceneStreams, page: str, *, own: bool) -> None:
        self.page, self.own = page, own
        self.seen = -1  # number of the last scene that was sent
        self._streams = streams

    def __next__(self) -> bytes:
        event = self._streams.next_event(self)
        if event is None:
            raise StopIteration
        return event

    def close(self) -> None:
        """End the stream. May be called twice."""
        self._streams.end(self)
