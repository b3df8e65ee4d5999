"""The drafts as they are at one moment, for the forms: what a field can choose from, and which names are taken."""

from __future__ import annotations

from collections.abc import Collection

from msgspec import Struct

from contract.museum import Block, Link, Room, Site, Text, Theme, VisitorPlace, Work, worded
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.parts import NoMuseumError, PartKind
from web.translations import gettext as _

MOST_LISTED_WORKS = 500  # in a list to choose from; with more, the page is large and the list can't be looked through


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

    @property
    def lists_works(self) -> bool:
        """Whether the works are few enough to choose from a list; otherwise one is typed, for `typed_work`."""
        return len(self.works) <= MOST_LISTED_WORKS

    def work_name(self, work: Work) -> str:
        """Return the number and the title of a work."""
        return f"{work.number} {self.name(work.title)}"

    def work_choices(self, without: Collection[str]) -> list[tuple[str, str]] | None:
        """Return (key, number and title) of every work whose key is not in `without`, after a first empty choice.

        None where the works are too many for a list.
        """
        if not self.lists_works:
            return None
        named = [(work.key, self.work_name(work)) for work in self.works if work.key not in without]
        return [("", _("Choose a work")), *named]

    def typed_work(self, text: str) -> Work | None:
        """Return the work that a person means: by its key, number (a title may follow), inventory number or title.

        None where no work is meant, or a title could mean several.
        """
        text = " ".join(text.split())
        if (work := self.work(text)) is not None:
            return work
        first, _space, _title = text.partition(" ")
        wanted = text.casefold()
        for means in (
            lambda one: str(one.number) == text,
            lambda one: str(one.number) == first and self.work_name(one) == text,
            lambda one: one.inventory.casefold() == wanted,
            lambda one: wanted in {title.casefold() for title in one.title.values()},
        ):
            if found := [one for one in self.works if text and means(one)]:
                return found[0] if len(found) == 1 else None
        return None

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
