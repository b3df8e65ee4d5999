"""Which groups of works the links leave out, by what the museum's own labels say: nothing else is known of anybody."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from enum import StrEnum

from msgspec import Struct

from contract.museum import Museum, Work, worded
from tour_server.links.maker_names import maker_names

FEWEST_WORKS = 5  # of a group that is shown: of fewer, a share says nothing
MOST_GROUPS = 40  # of one kind
_FAR_BELOW = 0.5  # of the share of all works: then a group is marked
_YEAR = re.compile(r"(?<!\d)(1\d{3}|20\d{2}|[5-9]\d{2})(?!\d)")
_NUMERALS = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|e|de|ste|ème|er|\.)?\s*"
    r"(?:century|eeuw|siècle|jahrhundert|siglo|jh)",
    re.IGNORECASE,
)


class GroupKind(StrEnum):
    """By what works are put into groups."""

    ROOM = "room"
    LANGUAGE = "language"
    MAKER = "maker"
    PERIOD = "period"
    PLACE = "place"
    WORDS = "words"


class LeftOutGroup(Struct, frozen=True):
    """A group: its works, how many of them have a link, and how many a link or a proposal.

    `behind`: whether its share with a link or proposal is less than half of that of all works. `key`: what it is.
    """

    kind: GroupKind
    key: str
    works: int
    linked: int
    linked_or_proposed: int
    behind: bool

    @property
    def percent(self) -> int:
        """The share of its works that have a link or a proposal."""
        return round(100 * self.linked_or_proposed / self.works)


def left_out_groups(
    museum: Museum, proposed: Collection[str]
) -> dict[GroupKind, list[LeftOutGroup]]:
    """Return the groups of each kind, those first that the links leave out most. `proposed`: works in proposals."""
    linked = {key for link in museum.links for key in link.works}
    either = linked.union(proposed)
    members: dict[tuple[GroupKind, str], list[str]] = defaultdict(list)
    for work in museum.works:
        for called in _groups_of(work, museum):
            members[called].append(work.key)
    all_share = _share([work.key for work in museum.works], either)
    found: dict[GroupKind, list[LeftOutGroup]] = {kind: [] for kind in GroupKind}
    for (kind, key), works in members.items():
        if len(works) >= min(FEWEST_WORKS, max(2, len(museum.works) // 10)):
            share = _share(works, either)
            group = LeftOutGroup(
                kind,
                key,
                len(works),
                len(linked.intersection(works)),
                len(either.intersection(works)),
                share < _FAR_BELOW * all_share,
            )
            found[kind].append(group)
    return {kind: sorted(groups, key=_order)[:MOST_GROUPS] for kind, groups in found.items()}


def _order(group: LeftOutGroup) -> tuple[float, int, str]:
    return group.linked_or_proposed / group.works, -group.works, group.key


def _share(works: list[str], linked: Collection[str]) -> float:
    return sum(key in linked for key in works) / len(works) if works else 0.0


def _groups_of(work: Work, museum: Museum) -> Iterator[tuple[GroupKind, str]]:
    languages = museum.site.languages
    room = next((one for one in museum.rooms if one.key == work.room), None)
    yield GroupKind.ROOM, work.room if room is None else worded(room.name, languages)[0]
    told = {block.language for block in work.blocks}
    yield from ((GroupKind.LANGUAGE, one) for one in languages if one in told)
    maker = worded(work.maker, languages)[0]
    yield GroupKind.MAKER, _maker_group(maker)
    yield GroupKind.PERIOD, period_of(worded(work.date, languages)[0])
    place = worded(work.place, languages)[0]
    yield GroupKind.PLACE, place.rsplit(",", maxsplit=1)[-1].strip()
    yield GroupKind.WORDS, "told" if told else "untold"


def _maker_group(maker: str) -> str:
    if not maker:
        return ""
    return "named" if maker_names(maker) else "unnamed"


def period_of(date: str) -> str:
    """Return the century of a date as a number ("17"), "" where its words name none."""
    if year := _YEAR.search(date):
        return str(int(year[1]) // 100 + 1)
    numeral = _NUMERALS.search(date)
    return numeral[1] if numeral else ""
