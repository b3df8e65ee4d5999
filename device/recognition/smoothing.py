"""Smooths the answers about single frames into one work in view.

Everything here is in seconds, not in frames, because a kiosk may see 15 frames a second or 3. A work is announced
within 0.7 s of being held still and dropped within 2 s of leaving; in between, frames without an answer (a hand, a
blur) change nothing.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass

WINDOW_SECONDS = 0.6  # of answers that decide on a new work
MIN_AGREEING = 2  # frames that must name a work; a single one may be an error
SHARE_OF_NAMED = 0.75  # of the frames that name any work, that must name this one
SHARE_OF_ALL = 0.4  # of all frames, also blurred ones, that must name it
DROP_SECONDS = 1.6  # without a frame that names the work, after which it is dropped
REPLACE_SECONDS = 0.5  # the same, when other frames agree on another work


@dataclass(frozen=True, slots=True)
class FrameAnswer:
    """The answer for one frame: the work it named, or None, and what else it may be, best first.

    `offered`: two works of which the frame shows one, where it named none.
    """

    at: float
    work: str | None
    candidates: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()


class Smoothing:
    """Takes every frame's answer, in order of time; `work` is what is in view.

    `offered`: the two works of which one is in view, while no frame tells which. A frame that tells decides.
    """

    def __init__(self) -> None:
        self._answers: deque[FrameAnswer] = deque()
        self._named_at = float("-inf")
        self._offered_at = float("-inf")
        self.offered: tuple[str, ...] = ()
        self.work: str | None = None
        self.candidates: tuple[str, ...] = ()

    def see(self, answer: FrameAnswer) -> str | None:
        """Take in one frame. Returns the work in view after it, or None."""
        self._answers.append(answer)
        while self._answers[0].at < answer.at - WINDOW_SECONDS:
            self._answers.popleft()
        if self.work is not None and self.work in (answer.work, *answer.offered):
            self._named_at = answer.at
        unseen = answer.at - self._named_at
        if self.work is not None and unseen >= DROP_SECONDS:
            self.work = None
        if self.work is None or unseen >= REPLACE_SECONDS:
            following = self._agreed()
            if following is not None and following != self.work:
                self.work, self._named_at = following, answer.at
        if self.work is not None and answer.work == self.work:
            self.candidates = answer.candidates
        elif self.work is None:
            self.candidates = answer.candidates or self.candidates
        self._see_offered(answer)
        return self.work

    def forget(self) -> None:
        """Forget everything: there are no frames any more, and nothing is in view."""
        self._answers.clear()
        self.work, self.candidates, self.offered = None, (), ()
        self._named_at = self._offered_at = float("-inf")

    def _see_offered(self, answer: FrameAnswer) -> None:
        """Keep the pair that is offered. Frames offer it in either order; the first order stays."""
        if set(answer.offered) == set(self.offered):
            self._offered_at = answer.at
        if self.work is not None or answer.at - self._offered_at >= DROP_SECONDS:
            self.offered = ()
        if self.work is None and not self.offered:
            self.offered = self._agreed_pair()
            self._offered_at = answer.at

    def _agreed_pair(self) -> tuple[str, ...]:
        """Returns the two works that enough frames offer, if no frame names another work; else ()."""
        pairs = Counter(frozenset(answer.offered) for answer in self._answers if answer.offered)
        if not pairs:
            return ()
        pair, votes = pairs.most_common(1)[0]
        others = any(answer.work not in (None, *pair) for answer in self._answers)
        if others or votes < MIN_AGREEING or votes < SHARE_OF_ALL * len(self._answers):
            return ()
        return next(one.offered for one in reversed(self._answers) if set(one.offered) == pair)

    def _agreed(self) -> str | None:
        names = Counter(answer.work for answer in self._answers if answer.work is not None)
        if not names:
            return None
        work, votes = names.most_common(1)[0]
        enough = (
            votes >= MIN_AGREEING
            and votes >= SHARE_OF_NAMED * names.total()
            and votes >= SHARE_OF_ALL * len(self._answers)
        )
        return work if enough else None
