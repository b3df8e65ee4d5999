"""The twin of the speaker: keeps in memory the last hundred reports of what the page played, and when."""

from __future__ import annotations

from collections import deque

from msgspec import Struct


class SpeakerReport(Struct, frozen=True):
    """One report of the page's player. `at`: monotonic seconds; `position`: seconds into the block."""

    play: int
    block: str
    what: str  # started | paused | ended
    position: float
    at: float


class SpeakerTwin:
    """Records what was played, in place of a microphone before the loudspeaker."""

    def __init__(self) -> None:
        self.reports: deque[SpeakerReport] = deque(maxlen=100)

    def hear(self, report: SpeakerReport) -> None:
        """Keep the report."""
        self.reports.append(report)
