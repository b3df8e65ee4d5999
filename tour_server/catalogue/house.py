"""What the forms of works, tours and offers choose from: the museum's languages, rooms, themes, works."""

from __future__ import annotations

from msgspec import Struct

from contract.museum import Room, Site, Text, Theme, Work
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.parts import Kind, NoMuseumError


class House(Struct, frozen=True):
    """The drafts that others refer to, as they stand now."""

    site: Site
    rooms: list[Room]
    themes: list[Theme]
    works: list[Work]

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
    )
