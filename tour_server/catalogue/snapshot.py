"""What forms choose from and names must differ from: the museum's languages, rooms, themes, works, links."""

from __future__ import annotations

from collections.abc import Collection

from msgspec import Struct

from contract.museum import Block, Link, Room, Site, Text, Theme, Work
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.parts import Kind, NoMuseumError


class House(Struct, frozen=True):
    """The drafts that others refer to, as they stand now."""

    site: Site
    rooms: list[Room]
    themes: list[Theme]
    works: list[Work]
    links: list[Link] = []

    @property
    def languages(self) -> list[str]:
        """The museum's languages, in its own order."""
        return self.site.languages

    def name(self, text: Text) -> str:
        """A wording for staff: the first of the museum's languages that has one, else any, else an em dash."""
        for language in self.languages:
            if text.get(language):
                return text[language]
        return next((words for words in text.values() if words), "—")

    def room(self, key: str) -> str:
        """The name of a room; its key when there is no such room any more."""
        return next((self.name(room.name) for room in self.rooms if room.key == key), key)

    @property
    def block_keys(self) -> set[str]:
        """The name of every narration block, of works and of links."""
        return {block.key for block in self.blocks}

    @property
    def blocks(self) -> list[Block]:
        """Every narration block, of works and of links."""
        works = [block for work in self.works for block in work.blocks]
        return works + [block for link in self.links for block in link.blocks]

    def choices(self, without: Collection[str]) -> list[tuple[str, str]]:
        """(key, number and title) of every work but those of `without`, after one that is no work."""
        works = [work for work in self.works if work.key not in without]
        named = [(work.key, f"{work.number} {self.name(work.title)}") for work in works]
        return [("", "Choose a work"), *named]

    def work(self, key: str) -> Work | None:
        """The work of this key."""
        return next((work for work in self.works if work.key == key), None)


def house(drafts: Drafts) -> House:
    """The house as the drafts have it. Raises NoMuseumError when there is no museum yet."""
    sites = drafts.all(Kind.SITE)
    if not sites:
        raise NoMuseumError("there is no museum yet")
    return House(
        site=sites[0].body,
        rooms=[part.body for part in drafts.all(Kind.ROOM)],
        themes=[part.body for part in drafts.all(Kind.THEME)],
        works=sorted((part.body for part in drafts.all(Kind.WORK)), key=lambda work: work.number),
        links=[part.body for part in drafts.all(Kind.LINK)],
    )
