"""The page of the device door that sends bundles to kiosks, with ranges, and no faster than the setting says."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import cast

from flask import Blueprint, Response, abort, send_file
from flask.typing import ResponseReturnValue

from tour_server.updates.bundle_store import ENDING, FOLDER, BundleStore

AT_ONCE = 4  # bundles that go out at one time: the door has more threads, for claims and content
BUSY_SECONDS = 60
LONGEST_PAUSE = 5.0  # seconds
HASH_LETTERS = 64
MEGABYTE = 1_000_000


class SharedRate:
    """Makes who sends wait, so that all together send no more than so many bytes a second."""

    def __init__(
        self,
        bytes_per_second: float,
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._rate, self._clock, self._wait = bytes_per_second, clock, wait
        self._lock = threading.Lock()
        self._free_at = clock()

    def take(self, size: int) -> None:
        """Wait until so many bytes may be sent."""
        with self._lock:
            now = self._clock()
            begins = max(now, self._free_at)
            self._free_at = begins + size / self._rate
        while (left := begins - self._clock()) > 0:
            self._wait(min(left, LONGEST_PAUSE))


class SoftwarePages:
    """The pages `/software/<sha256>.raucb` of the device door."""

    def __init__(self, bundles: BundleStore, rate: SharedRate, at_once: int = AT_ONCE) -> None:
        """`at_once`: how many bundles go out at one time."""
        self._bundles, self._rate = bundles, rate
        self._places = threading.BoundedSemaphore(at_once)

    def blueprint(self) -> Blueprint:
        """Return the page, to be added to the device door."""
        pages = Blueprint("software", __name__, url_prefix=f"/{FOLDER}")
        pages.add_url_rule("/<name>", "bundle", self.bundle)
        return pages

    def bundle(self, name: str) -> ResponseReturnValue:
        """Send a bundle, or the range of it that the kiosk lacks."""
        sha256 = name.removesuffix(ENDING)
        if not name.endswith(ENDING) or len(sha256) != HASH_LETTERS:
            abort(404)
        bundle = self._bundles.bundle(sha256)
        if bundle is None or not bundle.is_there:
            abort(404)
        if not self._places.acquire(blocking=False):
            return Response(
                "Other kiosks are fetching. Try again.\n",
                503,
                mimetype="text/plain",
                headers={"Retry-After": str(BUSY_SECONDS), "Cache-Control": "no-store"},
            )
        released = _Once(self._places.release)
        try:
            response = send_file(
                bundle.file, mimetype="application/octet-stream", conditional=True, etag=sha256
            )
        except BaseException:
            released()
            raise
        response.headers["Cache-Control"] = "private, no-store"
        response.direct_passthrough = False
        pieces = cast("Iterable[bytes]", response.response)
        response.response = self._paced(pieces)
        close = getattr(pieces, "close", None)  # of the open file
        if close is not None:
            response.call_on_close(close)
        response.call_on_close(released)
        return response

    def _paced(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self._rate.take(len(piece))
            yield piece


class _Once:
    """Calls a function at the first call, and does nothing after it."""

    def __init__(self, function: Callable[[], None]) -> None:
        self._function: Callable[[], None] | None = function

    def __call__(self) -> None:
        function, self._function = self._function, None
        if function is not None:
            function()
