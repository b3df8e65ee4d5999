"""Drafts a tour along links: each stop belongs to the one before it, and a link tells why.

Of all chains from the first work, those are followed that have most links in the time; a beam keeps the best of each
length. At the second of two linked works a visitor hears the link (narration.script): no stop needs words of its own.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from contract.museum import BlockPart, Key, Language, Level, Museum, Work
from narration.link_blocks import link_blocks
from narration.speaking_pace import text_seconds
from tour_server.routing.walking_plan import Place, WalkingPlan

LOOKING_SECONDS = 45.0
"""Before a work, beside hearing about it: half of the 90 s that visitors spend at a stop (NUMBERS: 60 to 90 s told)."""
LONGEST_TOLD_SECONDS = 90.0
_BEAM = 60  # chains of one length that are followed
_MOST_STOPS = 25


class ChainStop(Struct, frozen=True):
    """A stop. `links`: the keys of the links to the stop before it, the first of which is told. `seconds`: from the
    stop before, with the walk."""

    work: Key
    links: tuple[Key, ...]
    seconds: float


class ChainTour(Struct, frozen=True):
    """Stops in their order, and how long it takes."""

    stops: tuple[ChainStop, ...]
    seconds: float

    @property
    def minutes(self) -> int:
        """The minutes that it takes, rounded up to five."""
        return max(5, 5 * -(-int(self.seconds) // 300))


class LinkChains:
    """Which works of a museum are linked, how far apart they are and how long each takes."""

    def __init__(self, museum: Museum, *, step_free: bool = False) -> None:
        """`step_free`: no walk leads over steps."""
        self._museum = museum
        self._plan = WalkingPlan(museum, step_free=step_free)
        self._works = {work.key: work for work in museum.works}
        self._links = {link.key: link for link in museum.links}
        self._places: dict[Key, Place] = {}
        self.linked = _linked(museum, self._works)

    def chains_from(self) -> list[Work]:
        """Return the works at which a chain can begin, in the museum's order."""
        return [work for work in self._museum.works if self.linked[work.key]]

    def chain(self, first: Key, minutes: int) -> ChainTour:
        """Return the best chain from a work within the minutes, from the museum's entrance on.

        It has one stop where the time is for no more. Raises KeyError for a work that is not there.
        """
        whole = minutes * 60.0
        walk = self._plan.walk_seconds(self._plan.start(None), self._place(first)) or 0.0
        begin = ChainTour(
            (ChainStop(first, (), walk + self._told(first)),), walk + self._told(first)
        )
        best, beam = begin, [begin]
        for _ in range(_MOST_STOPS - 1):
            longer = [one for chain in beam for one in self._continued(chain, whole)]
            if not longer:
                break
            beam = sorted(longer, key=_worth, reverse=True)[:_BEAM]
            best = max(best, beam[0], key=_worth)
        return best

    def _continued(self, chain: ChainTour, whole: float) -> list[ChainTour]:
        last = chain.stops[-1].work
        visited = {stop.work for stop in chain.stops}
        told = {key for stop in chain.stops for key in stop.links[:1]}
        found = []
        for other, links in self.linked[last].items():
            fresh = tuple(sorted(links, key=lambda key: (key in told, key)))
            if other in visited or fresh[0] in told:  # a link is told once
                continue
            walk = self._plan.walk_seconds(self._place(last), self._place(other))
            if walk is None:
                continue
            seconds = walk + self._told(other, fresh[0])
            if chain.seconds + seconds <= whole:
                stop = ChainStop(other, fresh, seconds)
                found.append(ChainTour((*chain.stops, stop), chain.seconds + seconds))
        return found

    def _place(self, work: Key) -> Place:
        if work not in self._places:
            self._places[work] = self._plan.place_of(self._works[work])
        return self._places[work]

    def _told(self, key: Key, link: Key | None = None) -> float:
        """Return the seconds at a work: to look, and to hear its first layer and a link, in the language that has most.

        A link is told in the language of the work, and no work is told in a language in which it has no block.
        """
        by_language: dict[str, float] = {}
        for block in self._works[key].blocks:
            if block.layer == 1:
                is_told = block.level is Level.ADULT and block.part is BlockPart.TELLING
                seconds = text_seconds(block.text) if is_told else 0.0
                by_language[block.language] = by_language.get(block.language, 0.0) + seconds
        told = (
            min(seconds, LONGEST_TOLD_SECONDS) + self._link_seconds(link, language)
            for language, seconds in by_language.items()
        )
        return LOOKING_SECONDS + max(told, default=0.0)

    def _link_seconds(self, key: Key | None, language: Language) -> float:
        """Return how long the first block of a link takes: a telling has one."""
        if key is None:
            return 0.0
        told = link_blocks(self._links[key], language, Level.ADULT)
        return text_seconds(told[0].text) if told else 0.0


def _worth(chain: ChainTour) -> tuple[int, float]:
    """More stops are better; of as many, less time."""
    return len(chain.stops), -chain.seconds


def _linked(museum: Museum, works: Mapping[Key, Work]) -> dict[Key, dict[Key, list[Key]]]:
    """Return for each work those that links join to it, with the links' keys."""
    found: dict[Key, dict[Key, list[Key]]] = {key: {} for key in works}
    for link in museum.links:
        for one in link.works:
            for other in link.works:
                if one != other and one in works and other in works:
                    found[one].setdefault(other, []).append(link.key)
    return found
