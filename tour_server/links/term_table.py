"""Which works have which terms, and how much sharing one counts: what few works share counts for more."""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tour_server.links.label_terms import BESIDE_FACTOR, LabelTerm
from tour_server.links.person_names import is_person_name
from tour_server.links.reasons import LabelField, LinkReason, SharedKind

MOST_WORKS = 300
"""A term that more works have brings no two of them together; it only counts where they share something rarer. The
time grows with it: so many works are compared with each other."""
_LEAST_SHARED = 2


class TermTable:
    """The terms of all works of a collection. Works are numbered in the order in which they were given."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.terms: list[Sequence[LabelTerm]] = []
        self._ids: dict[tuple[SharedKind, str], int] = {}
        self._factors = array("d")
        self._unread: set[int] = set()
        self._of_works = array("i")
        self._starts = array("q", [0])

    def add(self, key: str, terms: Sequence[LabelTerm]) -> None:
        """Add a work."""
        self.keys.append(key)
        self.terms.append(terms)
        for term in terms:
            number = self._ids.setdefault((term.kind, term.name), len(self._ids))
            self._of_works.append(number)
            if number == len(self._factors):
                self._factors.append(term.most)
            else:
                self._factors[number] = max(self._factors[number], term.most)
            if term.is_unread:
                self._unread.add(number)
        self._starts.append(len(self._of_works))

    def __len__(self) -> int:
        return len(self.keys)

    def close(self) -> None:
        """Count, once every work was added."""
        self.ids = np.frombuffer(self._of_works, np.int32) if self._of_works else np.zeros(0, int)
        self.starts = np.frombuffer(self._starts, np.int64)
        self.counts = np.bincount(self.ids, minlength=len(self._ids))
        rarity = _rarities(self.counts, len(self.keys))
        for number in self._unread:
            self._factors[number] = min(self._factors[number], BESIDE_FACTOR)
        self.weights: NDArray[np.float64] = (rarity * np.array(self._factors)).round(4)
        order = np.argsort(self.ids, kind="stable")
        owners = np.repeat(np.arange(len(self.keys), dtype=np.int32), np.diff(self.starts))
        self._owners = owners[order]
        self._first = np.concatenate([[0], np.cumsum(self.counts)])
        makers = (name for kind, name in self._ids if kind is SharedKind.MAKER)
        self._maker_names = frozenset(makers)

    def works_with(self, term: int) -> NDArray[np.int32]:
        """Return the works that have a term."""
        return self._owners[self._first[term] : self._first[term + 1]]

    def of_work(self, work: int) -> NDArray[np.int32]:
        """Return the terms of a work."""
        return self.ids[self.starts[work] : self.starts[work + 1]]

    def bringing_together(self, work: int) -> NDArray[np.int32]:
        """Return the terms of a work by which others are looked for."""
        own = self.of_work(work)
        counts = self.counts[own]
        return own[(counts >= _LEAST_SHARED) & (counts <= MOST_WORKS)]

    def is_unread(self, reason: LinkReason) -> bool:
        """Return whether a reason may say what a person is in a language without a list."""
        return self._ids.get((reason.kind, reason.name)) in self._unread

    def reasons(self, left: int, right: int) -> list[LinkReason]:
        """Return what two works share, what counts most first."""
        mine = {self._ids[term.kind, term.name]: term for term in self.terms[left]}
        theirs = {self._ids[term.kind, term.name]: term for term in self.terms[right]}
        found = [self._reason(one, mine[one], theirs[one]) for one in mine.keys() & theirs.keys()]
        return sorted(found, key=lambda one: (-one.weight, one.kind, one.name))

    def _reason(self, term: int, mine: LabelTerm, theirs: LabelTerm) -> LinkReason:
        return LinkReason(
            self._kind(mine, theirs),
            mine.name,
            int(self.counts[term]),
            float(self.weights[term]),
            mine.evidence,
            theirs.evidence,
        )

    def _kind(self, mine: LabelTerm, theirs: LabelTerm) -> SharedKind:
        """Return HAND for a maker with a reserve on a side, PERSON for a subject that is a person or a maker."""
        if mine.kind is SharedKind.MAKER and (mine.reserve or theirs.reserve):
            return SharedKind.HAND
        subjects = [one.words for one in (mine, theirs) if one.field is LabelField.SUBJECTS]
        if mine.kind in (SharedKind.MOTIF, SharedKind.PLACE) and any(map(is_person_name, subjects)):
            return SharedKind.PERSON
        if mine.kind is SharedKind.MOTIF:
            last, comma, first = mine.name.partition(", ")
            if mine.name in self._maker_names or (comma and f"{first} {last}" in self._maker_names):
                return SharedKind.PERSON
        return mine.kind


def _rarities(counts: NDArray[np.int64], works: int) -> NDArray[np.float64]:
    """Return 1 for what one work has, 0 for what all have, on a scale of logarithms."""
    if works < _LEAST_SHARED:
        return np.zeros(len(counts))
    share: NDArray[np.float64] = np.log(np.maximum(counts, 1)) / math.log(works)
    return np.clip(1.0 - share, 0.0, 1.0)
