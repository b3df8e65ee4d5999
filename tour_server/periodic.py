"""A task that is done again and again while the server runs."""

from __future__ import annotations

import logging
from collections.abc import Callable

from runtime.worker import Worker

log = logging.getLogger(__name__)

DAY_SECONDS = 24 * 3600.0


class PeriodicTask:
    """Calls a function in a thread of its own, each time after a pause."""

    def __init__(
        self, name: str, seconds: float, task: Callable[[], object], *, at_once: bool = False
    ) -> None:
        """`seconds`: the pause between two calls, and before the first unless `at_once`. A failed call is logged."""
        self._name, self._seconds, self._task = name, seconds, task
        self._at_once = at_once
        self._worker = Worker(name, self._run)

    def start(self) -> None:
        """Start the thread."""
        self._worker.start()

    def stop(self) -> None:
        """End the thread, after the call that is under way."""
        self._worker.stop(10.0)

    def _run(self) -> None:
        if self._at_once:
            self._call()
        while not self._worker.wait(self._seconds):
            self._call()

    def _call(self) -> None:
        try:
            self._task()
        except Exception:  # the database or the disk may be away; the next time is another
            log.exception("the task %s failed", self._name)
