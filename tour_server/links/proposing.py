"""Proposes links: which works belong together, a few for each work.

For each work all others are scored that share something rare with it. Then the best pairs are taken first, until each
of their works has its few, and of each work not two for the same reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from tour_server.links.label_terms import LabelReader
from tour_server.links.reasons import LabelField, LinkProposal, LinkReason, SharedKind
from tour_server.links.term_table import TermTable
from tour_server.links.trait_words import trait_words
from tour_server.links.work_label import WorkLabel

LEAST_SCORE = 0.6
"""What a proposal has to reach. Chosen by eye on proposals from Carnegie's collection and the Tate's: lower, one
thing suffices that many works have (a market, a basket); higher, a rare material never does."""
MOST_A_WORK = 3
SHOWN_REASONS = 5
_MOST_OF_WORDS = 0.9  # of the words of two texts together
_CANDIDATES = 16  # of each work, the best
_LEAST_REASON = 0.1  # a reason that counts for less is not told
_LEAST_TEXT_WORDS = 3  # shared words of two texts; two alone are chance
_LEAST_MAIN = 0.4  # of a reason that a proposal may rest on
_FEW = 0.4
"""A reason is rare where so few works have it: the number of works to this power, 86 of the Tate's 69,202. Judged by
eye on 200 proposals: without this bound 15 of 100 rested on two common things, like a hat and a dress."""
_ONE_IN = 1500
"""A thing that is shared alone has to be rarer still: 46 of 69,202 works. A maker suffices, however many works."""
_FEWEST = 3  # works that may share a thing in the smallest collection
_BESIDE = 0.2  # what a second reason counts at least
_SEVERAL_OF = 3
"""Three reasons suffice where each is had by so many times the works of a rare one: 72 of 3,000. Without this bound
3 of 25 proposals from 3,000 of the Tate's works rested on a horse, a river and a wood."""
_MADE_ALIKE = (SharedKind.MATERIAL, SharedKind.TECHNIQUE)
_BY_THEMSELVES = (SharedKind.MAKER, SharedKind.HAND, SharedKind.PICTURE)
_CHUNK = 20_000

Pair = tuple[str, str]
Progress = Callable[[int, int], object]


def read_labels(labels: Iterable[WorkLabel], reader: LabelReader | None = None) -> TermTable:
    """Return the terms of these works."""
    reader, table = reader or LabelReader(), TermTable()
    for label in labels:
        table.add(label.key, reader.terms(label))
    table.close()
    return table


def propose(
    table: TermTable,
    *,
    without: Collection[Pair] = (),
    extra: Sequence[tuple[str, str, LinkReason]] = (),
    progress: Progress | None = None,
) -> list[LinkProposal]:
    """Return the proposals, the strongest first.

    `without`: pairs that are linked or were refused, each in the order of the alphabet. `extra`: what more two works
    share (a likeness of their pictures), which is added to what their labels say.
    """
    numbers = {key: number for number, key in enumerate(table.keys)}
    alike = _by_pair(extra, numbers)
    scored = _scored_pairs(table, progress or _silent)
    for pair, reason in alike.items():
        scored[pair] = scored.get(pair, 0.0) + reason.weight
    return list(_chosen(table, scored, alike, set(without)))


def _silent(_done: int, _of: int) -> None:
    """Tell nobody how far it is."""


def _by_pair(
    extra: Sequence[tuple[str, str, LinkReason]], numbers: dict[str, int]
) -> dict[tuple[int, int], LinkReason]:
    found = {}
    for left, right, reason in extra:
        if left in numbers and right in numbers and left != right:
            first, second = numbers[left], numbers[right]
            if first > second:
                first, second = second, first
                reason = reason.turned()
            found[first, second] = reason
    return found


def _scored_pairs(table: TermTable, progress: Progress) -> dict[tuple[int, int], float]:
    """Return the score of each pair of works that is among the best of one of them."""
    scores = np.zeros(len(table))
    found: dict[tuple[int, int], float] = {}
    for work in range(len(table)):
        if work % _CHUNK == 0:
            progress(work, len(table))
        others = _best(table, work, scores)
        for other, score in others:
            pair = (work, other) if work < other else (other, work)
            found[pair] = score
    return found


def _best(table: TermTable, work: int, scores: NDArray[np.float64]) -> Iterator[tuple[int, float]]:
    """Yield (work, score) of the works that share most with `work`. `scores`: zeros, before and afterwards."""
    terms = table.bringing_together(work)
    if not len(terms):
        return
    groups = [table.works_with(term) for term in terms]
    touched = np.concatenate(groups)
    weights = np.repeat(table.weights[terms], [len(group) for group in groups])
    np.add.at(scores, touched, weights)
    scores[work] = 0.0
    others = np.unique(touched)
    reached = scores[others]
    scores[touched] = 0.0
    enough = reached >= LEAST_SCORE
    others, reached = others[enough], reached[enough]
    if len(others) > _CANDIDATES:
        best = np.argpartition(-reached, _CANDIDATES)[:_CANDIDATES]
        others, reached = others[best], reached[best]
    yield from zip(others.tolist(), reached.tolist(), strict=True)


def _chosen(
    table: TermTable,
    scored: dict[tuple[int, int], float],
    alike: dict[tuple[int, int], LinkReason],
    without: set[Pair],
) -> Iterator[LinkProposal]:
    of_work: Counter[int] = Counter()
    used: set[tuple[int, SharedKind, str]] = set()
    ordered = sorted(scored.items(), key=lambda one: (-one[1], one[0]))
    for (left, right), _score in ordered:
        if of_work[left] >= MOST_A_WORK or of_work[right] >= MOST_A_WORK:
            continue
        keys = table.keys[left], table.keys[right]
        if (min(keys), max(keys)) in without:
            continue
        reasons = table.reasons(left, right)
        if (picture := alike.get((left, right))) is not None:
            reasons = sorted([*reasons, picture], key=lambda one: -one.weight)
        reasons = _worth_telling(reasons)
        total = _total(reasons)
        if total < LEAST_SCORE or not _has_a_basis(reasons, table):
            continue
        main = reasons[0].kind, reasons[0].name
        if (left, *main) in used or (right, *main) in used:
            continue
        used |= {(left, *main), (right, *main)}
        of_work.update((left, right))
        yield LinkProposal(*keys, round(total, 3), reasons[:SHOWN_REASONS])


def _worth_telling(reasons: list[LinkReason]) -> list[LinkReason]:
    """Return the reasons that count, each name once, without words of texts where only a few are shared."""
    by_name: dict[str, LinkReason] = {}
    for one in reasons:
        by_name.setdefault(one.name, one)
    reasons = list(by_name.values())
    words = [one for one in reasons if one.kind is SharedKind.TEXT and one.weight < _LEAST_MAIN]
    in_titles = [one for one in words if _in_a_title(one)]
    few = len(words) < _LEAST_TEXT_WORDS and len(in_titles) < len(words)
    return [
        one
        for one in reasons
        if one.weight >= _LEAST_REASON and not (few and one in words and one not in in_titles)
    ]


def _total(reasons: list[LinkReason]) -> float:
    """Return how much reasons count together. Many common words of long texts count for no more than one rare thing."""
    words = [one for one in reasons if one.kind is SharedKind.TEXT and one.weight < _LEAST_MAIN]
    others = sum(one.weight for one in reasons) - sum(one.weight for one in words)
    return others + min(_MOST_OF_WORDS, sum(one.weight for one in words))


def _has_a_basis(reasons: list[LinkReason], table: TermTable) -> bool:
    """Whether several uncommon reasons are a basis together, or one that few works have.

    A reason that stands alone has to be rarer, and so do materials and techniques where they stand alone.
    """
    beside, works = trait_words().only_beside, len(table)
    few, fewest = max(_FEWEST, works**_FEW), max(_FEWEST, works // _ONE_IN)
    firm = [one for one in reasons if one.weight >= _LEAST_MAIN]
    words = sum(
        one.kind is SharedKind.TEXT and not beside(one.name) and not table.is_unread(one)
        for one in reasons
    )
    telling = [one for one in reasons if one.weight >= _BESIDE]
    alike = all(one.kind in _MADE_ALIKE for one in telling)
    uncommon = sum(one.works <= _SEVERAL_OF * few for one in firm)
    if not alike and max(words, uncommon) >= _LEAST_TEXT_WORDS:
        return True
    most = fewest if alike or len(telling) == 1 else few
    return any(one.kind in _BY_THEMSELVES or one.works <= most for one in firm)


def _in_a_title(reason: LinkReason) -> bool:
    return LabelField.TITLE in (reason.left.field, reason.right.field)
