"""A line that is kept open, for whoever says something again and again: a release, rooms and kiosks.

The one thing a newcomer would get wrong: who was cut off does not know what the broker still has. `lost` is called
before each connection, the first one too, and whoever speaks says everything again after it.

The ingest keeps its own line open (`tour_server.ingest`): what it has not stored yet decides when it may come back.
"""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable

from runtime.backoff import Backoff
from tour_server.broker.mqtt_client import Line

log = logging.getLogger(__name__)

LONGEST_PAUSE = 30.0  # seconds before the broker is tried again


class KeptLine:
    """Owns one thread, on which everything happens with `line`, between `start` and `stop`."""

    def __init__(
        self,
        line: Line,
        *,
        name: str,
        idle_seconds: float,
        lost: Callable[[], None],
        say: Callable[[], None],
        chance: random.Random,
    ) -> None:
        """`say` is called while the line is up, at least each `idle_seconds`; it may raise OSError.

        `name` is the thread's; `chance` scatters the pauses between two attempts.
        """
        self._line, self._idle_seconds = line, idle_seconds
        self._lost, self._say = lost, say
        self._backoff = Backoff(chance, most=LONGEST_PAUSE)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begins to connect."""
        self._thread.start()

    def stop(self) -> None:
        """Leaves the broker and ends the thread."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        coming_back = False
        while not self._stopping.is_set():
            try:
                if not self._line.open:
                    self._lost()
                    if coming_back and self._stopping.wait(self._backoff.next()):
                        break
                    coming_back = True
                    self._line.connect()
                self._line.step(self._idle_seconds)
                if self._line.up:
                    self._backoff.reset()
                    self._say()
            except OSError as error:
                log.warning("The broker can't be reached: %s.", error.strerror or error)
        self._line.close()
        self._line.free()
