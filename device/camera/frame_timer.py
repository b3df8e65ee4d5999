"""Keeps a drawn or stored picture in step with the clock, as a real camera's shutter would."""

from __future__ import annotations

from collections.abc import Callable


class FrameTimer:
    """Frame `n` is due `n / fps` seconds after the first. After a delay of over a second, the count starts anew."""

    def __init__(
        self, fps: float, clock: Callable[[], float], sleep: Callable[[float], None]
    ) -> None:
        self._period = 1.0 / fps
        self._clock = clock
        self._sleep = sleep
        self._due: float | None = None

    def wait(self) -> float:
        """Wait until the next frame is due. Returns the time then (seconds, of the clock)."""
        now = self._clock()
        if self._due is None or now > self._due + 1.0:
            self._due = now
        while now < self._due:
            self._sleep(self._due - now)
            now = self._clock()
        self._due += self._period
        return now
