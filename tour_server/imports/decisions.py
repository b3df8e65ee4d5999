"""What staff decide about the parts of a proposal: on a page of it, or about all parts of a kind at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from msgspec.structs import replace
from sqlalchemy import ColumnElement, update

from tour_server.imports.import_documents import Outcome
from tour_server.imports.proposals import Proposals, StoredPart
from tour_server.imports.tables import ProposedRow

MINE, THEIRS = "mine", "theirs"
ALL_MINE, ALL_THEIRS = "all-mine", "all-theirs"
REMOVE_ALL, KEEP_ALL = "remove-all", "keep-all"


class Decisions:
    """Decides about all parts of a kind at once."""

    def __init__(self, proposals: Proposals) -> None:
        self._proposals = proposals

    def decide_all(self, number: int, action: str) -> int | None:
        """Do what a button says about all parts. Returns how many it is about, None for a button of one page."""
        conflict = ProposedRow.outcome == Outcome.CONFLICT.value
        if action == ALL_MINE:
            return self._change(number, conflict, lambda part: _chosen(part, []))
        if action == ALL_THEIRS:
            return self._change(
                number,
                conflict,
                lambda part: _chosen(part, [one.path for one in part.proposed.conflicts]),
            )
        if action not in (REMOVE_ALL, KEEP_ALL):
            return None
        gone = ProposedRow.number == number, ProposedRow.outcome == Outcome.GONE.value
        with self._proposals.database.writing() as session:
            session.execute(update(ProposedRow).where(*gone).values(taken=action == REMOVE_ALL))
        return self._proposals.count(number, gone[1])

    def undecided(self, number: int) -> int:
        """Return how many parts have conflicts: as long as nobody decides otherwise, ours is kept."""
        return self._proposals.count(number, ProposedRow.outcome == Outcome.CONFLICT.value)

    def _change(
        self,
        number: int,
        condition: ColumnElement[bool],
        change: Callable[[StoredPart], StoredPart],
    ) -> int:
        count = 0
        with self._proposals.database.writing() as session:
            for batch in self._proposals.batches(session, number, condition):
                self._proposals.update_parts(session, number, [change(part) for part in batch])
                count += len(batch)
        return count


def with_choices(part: StoredPart, typed: Mapping[str, str], rooms: Collection[str]) -> StoredPart:
    """Return a part with what a page's form says of it. `rooms`: the keys of the rooms that there are."""
    prefix = f"{part.place}-"
    taken = f"{prefix}take" in typed if f"{prefix}may-take" in typed else part.taken
    chosen = [
        one.path
        for place, one in enumerate(part.proposed.conflicts)
        if typed.get(f"{prefix}choice-{place}", _now(part, one.path)) == THEIRS
    ]
    instead = typed.get(f"{prefix}instead", part.proposed.instead)
    proposed = replace(part.proposed, chosen=chosen, instead=instead if instead in rooms else "")
    return replace(part, taken=taken, proposed=proposed)


def _now(part: StoredPart, path: str) -> str:
    return THEIRS if path in part.proposed.chosen else MINE


def _chosen(part: StoredPart, paths: list[str]) -> StoredPart:
    return replace(part, proposed=replace(part.proposed, chosen=paths))
