"""One thread with a beginning and an end: every part of the kiosk and the server that works in the background has one.

A part makes its worker when it is built, starts it in its own `start` and stops it in its own `stop`. Only a
composition root calls those two. A test checks that no other module makes a thread.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)


class Worker:
    """Runs `run` once, in a thread of its own, from `start` until it returns or sees `stopping`."""

    def __init__(
        self,
        name: str,
        run: Callable[[], None],
        *,
        wake: Callable[[], None] | None = None,
        daemon: bool = True,
    ) -> None:
        """`run` has to return soon after `stopping` is set. `wake` interrupts what `run` waits for.

        A daemon thread does not keep the process alive.
        """
        self.stopping = threading.Event()
        self._run, self._wake = run, wake
        self._thread = threading.Thread(target=self._guarded, name=name, daemon=daemon)

    def start(self) -> None:
        """Start the thread. Raises RuntimeError when it was started before."""
        self._thread.start()

    def stop(self, timeout_seconds: float | None = None) -> bool:
        """Set `stopping`, wake the thread and wait for its end. Returns False when it still runs after the time-out.

        May be called twice, before `start`, and from the thread itself, which then does not wait for itself.
        """
        self.stopping.set()
        if self._wake is not None:
            self._wake()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(timeout_seconds)
        return not self._thread.is_alive()

    @property
    def running(self) -> bool:
        """Whether the thread runs now."""
        return self._thread.is_alive()

    def wait(self, seconds: float) -> bool:
        """Pause the thread for `seconds`. Returns True when it has to stop; then the pause ends at once."""
        return self.stopping.wait(seconds)

    def _guarded(self) -> None:
        try:
            self._run()
        except Exception:
            log.exception("the thread %s has ended with an error", self._thread.name)
