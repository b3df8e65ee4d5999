"""Counts the answers of `evaluate recognition` by kind and by the share of the work that is covered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zaalgids.evaluation.picture_list import PictureRow

COLUMNS = ("Kind", "In view", "Named", "Wrong", "Offered", "Refused", "Strangers", "Accepted")
_STRANGER = "stranger, "  # begins the kind of a photograph whose work is not enrolled


@dataclass
class KindCounts:
    """The answers to the photographs of one kind.

    `known`: photographs of enrolled works. Of these `named` are named rightly, `wrong` wrongly, `refused` not at all;
    of the refused, `offered` as one of two works, the right one among them. `strangers`: photographs of no enrolled
    work, of which `accepted` are named all the same.
    """

    name: str
    known: int = 0
    named: int = 0
    wrong: int = 0
    offered: int = 0
    refused: int = 0
    strangers: int = 0
    accepted: int = 0

    def add(self, works: Sequence[str], answer: str | None, offered: Sequence[str] = ()) -> None:
        """Count one answer. `works`: the right ones, none for a stranger."""
        if not works:
            self.strangers += 1
            self.accepted += answer is not None
            return
        self.known += 1
        self.named += answer in works
        self.wrong += answer is not None and answer not in works
        self.refused += answer is None
        self.offered += answer is None and bool(set(works) & set(offered))

    def values(self) -> tuple[int, ...]:
        """Returns the counts in the order of COLUMNS, without the name."""
        return (
            *(self.known, self.named, self.wrong, self.offered, self.refused),
            *(self.strangers, self.accepted),
        )


def by_kind(
    queries: Sequence[PictureRow], answered: Sequence[Mapping[str, Any]]
) -> list[KindCounts]:
    """Returns the counts of each kind that the list names; empty where it names none.

    `answered`: the answer to each query, as the answering process or the command's JSON has it. Strangers count with
    the kind that they are strangers of ("stranger, twins" with "twins").
    """
    named = {row.kind for row in queries}
    found: dict[str, KindCounts] = {}
    for row, answer in zip(queries, answered, strict=True):
        plain = row.kind.removeprefix(_STRANGER)
        name = plain if plain in named else row.kind
        if name:
            _count(found.setdefault(name, KindCounts(name)), row, answer)
    return [found[name] for name in sorted(found)]


def by_share(
    queries: Sequence[PictureRow], answered: Sequence[Mapping[str, Any]]
) -> list[KindCounts]:
    """Returns the counts by the share that is covered, in steps of a tenth; empty where the list has no shares."""
    found: dict[int, KindCounts] = {}
    for row, answer in zip(queries, answered, strict=True):
        if row.share is not None:
            tenth = int(row.share * 10 + 0.5)
            name = f"about {tenth * 10} %"
            _count(found.setdefault(tenth, KindCounts(name)), row, answer)
    return [found[tenth] for tenth in sorted(found)]


def in_all(
    name: str, queries: Sequence[PictureRow], answered: Sequence[Mapping[str, Any]]
) -> KindCounts:
    """Returns the counts of all photographs under one name."""
    counts = KindCounts(name)
    for row, answer in zip(queries, answered, strict=True):
        _count(counts, row, answer)
    return counts


def _count(counts: KindCounts, row: PictureRow, answer: Mapping[str, Any]) -> None:
    named = answer["work"] if "work" in answer else answer["answer"]  # the command's JSON: answer
    counts.add(row.works, named, answer.get("offered") or ())
