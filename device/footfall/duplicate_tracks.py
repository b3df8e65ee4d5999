"""Who steps out from behind somebody came the way they did; and two boxes on one person are still one person.

Nobody comes out of nothing. A track that begins beside another, in the middle of the picture, is one of two
things: somebody who walked hidden by the other, or the same person boxed twice. Either way its past is the
other's. The one thing a newcomer would get wrong: deciding which at once. It takes a second of seeing both, apart,
to know that they are two; until then the two together count once.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from device.footfall.line import Direction, Passage
from device.footfall.track import Track

RECENT = 0.6  # seconds back to which somebody hidden is taken to have come along
TOGETHER = 1.5  # seconds in which two boxes on one person pass the line, one after the other


@dataclass(slots=True, eq=False)
class _Pair:
    """A track and the one beside which it began, while it is not known whether they are two."""

    young: Track
    counted: dict[Direction, float] = field(default_factory=dict)  # when either last passed
    held: list[Passage] = field(default_factory=list)  # made by either, as the second of the two
    inherited: list[Passage] = field(
        default_factory=list
    )  # made by the elder just before the young was seen


class Kin:
    """Takes in every passage, and gives back those that count: at once, or when two are known to be two."""

    def __init__(self) -> None:
        self._pairs: list[_Pair] = []
        self._last: dict[Track, tuple[Passage, float]] = {}  # and when it was certain
        self._early: list[tuple[Track, Passage]] = []  # of tracks that may yet prove a flicker

    def born(self, young: Track, at: float) -> None:
        """A track that began at `at` (seconds) beside its `elder`."""
        pair = _Pair(young)
        self._pairs.append(pair)
        last = self._last.get(young.elder) if young.elder is not None else None
        if last is not None and at - last[1] <= RECENT:
            pair.counted[last[0].direction] = last[1]
            pair.inherited.append(last[0])

    def passes(self, track: Track, passage: Passage, at: float) -> list[Passage]:
        """`track` was certain at `at` (seconds) to have made `passage`: that, where it counts at once."""
        if track.thing:
            return []
        if not track.believed:
            self._early.append((track, passage))
            return []
        self._last[track] = passage, at
        return [passage] if self._counts(track, passage, at) else []

    def known(self, at: float) -> list[Passage]:
        """What counts, as is known at `at` (seconds) and was not before."""
        early, self._early = self._early, []
        found = [counted for track, passage in early for counted in self.passes(track, passage, at)]
        for pair in self._pairs:
            if pair.young.proved:
                found += pair.held + pair.inherited
            elif pair.young.parted:  # two, but not two who came together
                found += pair.held
        self._pairs = [pair for pair in self._pairs if not (pair.young.proved or pair.young.parted)]
        return found

    def ended(self, track: Track) -> None:
        """Nobody will see it again: what is held for it never counts."""
        self._last.pop(track, None)
        self._early = [(other, passage) for other, passage in self._early if other is not track]
        self._pairs = [pair for pair in self._pairs if pair.young is not track]

    def _counts(self, track: Track, passage: Passage, at: float) -> bool:
        for pair in self._pairs:
            if track is pair.young:  # who comes the other way did not come along
                same = [one for one in pair.inherited if one.direction is passage.direction]
                pair.inherited = same
            if track is pair.young or track is pair.young.elder:
                before = pair.counted.get(passage.direction)
                pair.counted[passage.direction] = at
                if before is not None and at - before <= TOGETHER:
                    pair.held.append(passage)
                    return False
        return True
