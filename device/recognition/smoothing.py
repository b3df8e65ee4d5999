"""Answers about single frames become one work that stands still.

The one thing a newcomer would get wrong: counting frames. A kiosk may see 15 frames a second or 3; what a visitor
feels is time, so everything here is in seconds. A work is announced within 0.7 s of standing still before it and
dropped within 2 s of leaving; in between, frames without an answer (a hand, a blur) change nothing.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass

WINDOW = 0.6  # seconds that are looked back on before a work is announced
AGREEING = 2  # frames that must name a work: one alone may be chance
SHARE_OF_NAMED = 0.75  # of the frames that name any work, how many must name this one
SHARE_OF_ALL = 0.4  # of all frames, blurred ones among them
DROPPED_AFTER = 1.6  # seconds in which no frame named the work
OUSTED_AFTER = 0.5  # the same, when another work is there instead


@dataclass(frozen=True, slots=True)
class Sight:
    """What one frame said: the work it named, or None, and what else it may be, best first."""

    at: float
    work: str | None
    candidates: tuple[str, ...] = ()


class Smoothing:
    """Give it every frame's answer, in order of time; `work` is then what is in view."""

    def __init__(self) -> None:
        self._sights: deque[Sight] = deque()
        self._named_at = float("-inf")
        self.work: str | None = None
        self.candidates: tuple[str, ...] = ()

    def see(self, sight: Sight) -> str | None:
        """Takes in one frame; the work in view after it, or None."""
        self._sights.append(sight)
        while self._sights[0].at < sight.at - WINDOW:
            self._sights.popleft()
        if self.work is not None and sight.work == self.work:
            self._named_at = sight.at
        unseen = sight.at - self._named_at
        if self.work is not None and unseen >= DROPPED_AFTER:
            self.work = None
        if self.work is None or unseen >= OUSTED_AFTER:
            following = self._agreed()
            if following is not None and following != self.work:
                self.work, self._named_at = following, sight.at
        if self.work is not None and sight.work == self.work:
            self.candidates = sight.candidates
        elif self.work is None:
            self.candidates = sight.candidates or self.candidates
        return self.work

    def forget(self) -> None:
        """There are no frames any more (the camera is lost): nothing is in view."""
        self._sights.clear()
        self.work, self.candidates = None, ()
        self._named_at = float("-inf")

    def _agreed(self) -> str | None:
        names = Counter(sight.work for sight in self._sights if sight.work is not None)
        if not names:
            return None
        work, votes = names.most_common(1)[0]
        enough = (
            votes >= AGREEING
            and votes >= SHARE_OF_NAMED * names.total()
            and votes >= SHARE_OF_ALL * len(self._sights)
        )
        return work if enough else None
