"""Counts in the frames of one camera, and adds the counts up by the minute.

The loop reads the newest frame at its own pace and never waits for recognition.

Note: no frame does not mean no people. While the camera is lost, covered, dark or frozen, or the detector fails, the
minutes go on with no seconds observed, and their counts become "not known".
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from contract.messages import Blindness
from device.camera import frame_loop
from device.camera.camera import Frame
from device.camera.shared_frames import SharedFrames
from device.footfall.crossing import Crossing, Direction
from device.footfall.minute import MinuteCounts, Minutes
from device.footfall.view_counter import FrameCounter
from device.footfall.visibility import BLINDNESS_SENTENCES, MAX_GAP_SECONDS, VisibilityCheck
from runtime.worker import Worker

log = logging.getLogger(__name__)


class FootfallWatch:
    """Counts in one camera's frames, between `start` and `stop`."""

    def __init__(
        self,
        frames: SharedFrames,
        counter: FrameCounter,
        on_change: Callable[[MinuteCounts], None],
        on_end: Callable[[MinuteCounts], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`on_change`, `on_end`: see device.footfall.minute.Minutes; they run on this thread.

        `clock`: monotonic seconds, the clock of the frames' times.
        """
        self._frames = frames
        self._counter = counter
        self._clock = clock
        self._visibility = VisibilityCheck()
        self._minutes = Minutes(clock(), on_change, on_end, counter.zones)
        self._in_view = 0
        self._blind = True
        self._seen_at = clock()
        self._worker = Worker("footfall", self._run, daemon=False)
        self.blindness: Blindness | None = None
        self.problem: str | None = None

    def start(self) -> None:
        """Start counting."""
        self._worker.start()

    def stop(self) -> None:
        """End the thread, and the open minute as it stands."""
        self._worker.stop()
        self._minutes.note(self._clock(), 0.0, 0, _directions(self._counter.finish()))
        self._minutes.close()

    def take(self, frame: Frame) -> None:
        """Count in one frame. The loop calls it; a test may, with frames of its own."""
        blindness = self._visibility.blindness(frame.image, frame.at)
        watched = self._visibility.observed_seconds(blindness is None, frame.at)
        self._seen_at = frame.at
        if blindness is not None:
            self._set_blindness(blindness)
            self._go_blind(frame.at)
            return
        self._blind = False
        seen = self._counter.feed(frame.image, frame.at)
        self._set_blindness(None)
        self._in_view = seen.in_view
        crossed = _directions(seen.crossings)
        self._minutes.note(frame.at, watched, self._in_view, crossed, seen.in_zones, seen.stays)

    def _run(self) -> None:
        frame_loop.watch(
            self._frames, self._worker.stopping, self.take, self._without_a_frame, self._failed
        )

    def _failed(self, error: Exception) -> None:
        if self.blindness is not Blindness.DETECTOR:  # log once, not on every frame of a night
            log.error("footfall could not count in a frame", exc_info=error)
        self._set_blindness(Blindness.DETECTOR)
        self._visibility = VisibilityCheck()
        self._go_blind(self._clock())

    def _without_a_frame(self) -> None:
        now = self._clock()
        if now - self._seen_at > MAX_GAP_SECONDS:
            self._set_blindness(Blindness.NO_PICTURES, self._frames.problem)
            self._go_blind(now)

    def _go_blind(self, at: float) -> None:
        """End all tracks, because nothing can be seen. People who were over the line have crossed it."""
        crossed = [] if self._blind else _directions(self._counter.finish())
        self._blind = True
        self._in_view = 0
        self._minutes.note(at, 0.0, 0, crossed)

    def _set_blindness(self, blindness: Blindness | None, sentence: str | None = None) -> None:
        problem = None if blindness is None else sentence or BLINDNESS_SENTENCES[blindness]
        if problem is not None and problem != self.problem:
            log.warning("%s", problem)
        self.blindness, self.problem = blindness, problem


def _directions(crossings: list[Crossing]) -> list[Direction]:
    return [crossing.direction for crossing in crossings]
