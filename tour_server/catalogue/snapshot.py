"""The drafts as they are at one moment, for the forms: what a field can choose from, and which names are taken."""

from __future__ import annotations

from collections.abc import Collection

from msgspec import Struct

from contract.museum import Block, Link, Room, Site, Text, Theme, VisitorPlace, Work, worded
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.parts import NoMuseumError, PartKind
from web.translations import gettext as _


class CatalogueSnapshot(Struct, frozen=True):
    """The drafts that other drafts refer to, at one moment."""

    site: Site
    rooms: list[Room]
    themes: list[Theme]
    works: list[Work]
    links: list[Link] = []
    places: list[VisitorPlace] = []

    @property
    def languages(self) -> list[str]:
        """The museum's languages, in its own order."""
        return self.site.languages

    def name(self, text: Text) -> str:
        """Return a text for staff: in the museum's language that suits best, else in any, else a dash."""
        return worded(text, self.languages)[0] or "—"

    def room(self, key: str) -> str:
        """Return the name of a room, or its key when the room does not exist."""
        return next((self.name(room.name) for room in self.rooms if room.key == key), key)

    def room_choices(self) -> list[tuple[str, str]]:
        """Return (key, name) of every room."""
        return [(room.key, self.name(room.name)) for room in self.rooms]

    @property
    def block_keys(self) -> set[str]:
        """The keys of all narration blocks, of works and of links."""
        return {block.key for block in self.blocks}

    @property
    def blocks(self) -> list[Block]:
        """All narration blocks, of works and of links."""
        owners: list[Work | Link] = [*self.works, *self.links]
        return [block for owner in owners for block in owner.blocks]

    def work_choices(self, without: Collection[str]) -> list[tuple[str, str]]:
        """Return (key, number and title) of every work whose key is not in `without`, after a first empty choice."""
        works = [work for work in self.works if work.key not in without]
        named = [(work.key, f"{work.number} {self.name(work.title)}") for work in works]
        return [("", _("Choose a work")), *named]

    def work(self, key: str) -> Work | None:
        """Return the work with this key, or None."""
        return next((work for work in self.works if work.key == key), None)


def take_snapshot(drafts: Drafts) -> CatalogueSnapshot:
    """Read the drafts, without the parts that newer software wrote (the desk names them above each page).

    Raises NoMuseumError when no museum was imported yet, DocumentVersionError when newer software wrote the site.
    """
    sites = drafts.all(PartKind.SITE)
    if not sites:
        raise NoMuseumError("there is no museum yet")
    museum = drafts.museum(without_newer=True)
    return CatalogueSnapshot(
        site=sites[0].body,
        rooms=museum.rooms,
        themes=museum.themes,
        works=museum.works,
        links=museum.links,
        places=museum.places,
    )
