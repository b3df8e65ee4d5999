"""Resolves a track that starts next to another, its parent: either a person who was hidden, or a duplicate box.

A person hidden by the parent inherits the parent's past and counts. A duplicate box on the parent must not count.

Note: the difference shows only after about a second in which both tracks are seen, apart from each other. Until then
the two together count once.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from device.footfall.crossing import Crossing, Direction
from device.footfall.track import MAX_MISSED_SECONDS, MAX_TENTATIVE_SECONDS, PersonTrack

INHERIT_SECONDS = 2 * MAX_TENTATIVE_SECONDS  # in which a crossing of the parent may be the child's


@dataclass(slots=True, eq=False)
class _Pair:
    """A child and its parent, while it is not known whether they are two people."""

    child: PersonTrack
    counted_at: dict[Direction, float] = field(default_factory=dict)  # when either last crossed
    held: list[Crossing] = field(default_factory=list)  # made by the second of the two
    inherited: list[Crossing] = field(default_factory=list)  # made by the parent just before


class DuplicateTracks:
    """Takes in every crossing and returns those that count: at once, or when two are known to be two people."""

    def __init__(self) -> None:
        self._pairs: list[_Pair] = []
        self._last: dict[PersonTrack, tuple[Crossing, float]] = {}  # and when it was certain
        self._tentative: list[tuple[PersonTrack, Crossing]] = []  # of tracks not yet confirmed

    def add_child(self, child: PersonTrack, at: float) -> None:
        """Take in a track that started at `at` (seconds) beside its parent."""
        pair = _Pair(child)
        self._pairs.append(pair)
        last = self._last.get(child.parent) if child.parent is not None else None
        if last is not None and at - last[1] <= INHERIT_SECONDS:
            crossing, certain_at = last
            pair.counted_at[crossing.direction] = certain_at
            pair.inherited.append(crossing)

    def accept(self, track: PersonTrack, crossing: Crossing, at: float) -> list[Crossing]:
        """Take in a crossing that was certain at `at` (seconds). Returns it where it counts at once."""
        if track.is_non_person:
            return []
        if not track.is_confirmed:
            self._tentative.append((track, crossing))
            return []
        self._last[track] = crossing, at
        return [crossing] if self._counts(track, crossing, at) else []

    def release(self, at: float) -> list[Crossing]:
        """Return the held crossings that are known at `at` (seconds) to count."""
        tentative, self._tentative = self._tentative, []
        released = [
            counted for track, crossing in tentative for counted in self.accept(track, crossing, at)
        ]
        open_pairs: list[_Pair] = []
        for pair in self._pairs:
            if pair.child.is_second_person:
                released += pair.held + pair.inherited
            elif pair.child.was_far_apart:  # two people, who did not come together
                released += pair.held
            else:
                open_pairs.append(pair)
        self._pairs = open_pairs
        return released

    def forget(self, track: PersonTrack) -> None:
        """Drop a track that ended, and what is held for it."""
        self._last.pop(track, None)
        self._tentative = [one for one in self._tentative if one[0] is not track]
        self._pairs = [pair for pair in self._pairs if pair.child is not track]

    def _counts(self, track: PersonTrack, crossing: Crossing, at: float) -> bool:
        for pair in self._pairs:
            if track is pair.child:  # a child that goes the other way did not come with its parent
                same_way = [one for one in pair.inherited if one.direction is crossing.direction]
                pair.inherited = same_way
            if track is pair.child or track is pair.child.parent:
                before = pair.counted_at.get(crossing.direction)
                pair.counted_at[crossing.direction] = at
                if before is not None and at - before <= MAX_MISSED_SECONDS:
                    pair.held.append(crossing)
                    return False
        return True
