"""What the plan shows: rooms, ways, places, works and kiosks, each with the fields that the plan changes.

The fields are those of the forms of tour_server.catalogue, so a change on the plan and one in a form are merged alike.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from contract.museum import Connection, Museum, Room, VisitorPlace, Work
from contract.outlines import distance_to_wall, lies_in, walls
from tour_server.catalogue.connections import ConnectionResource
from tour_server.catalogue.drafts import Drafts, Part
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.places import VisitorPlaceResource
from tour_server.catalogue.snapshot import CatalogueSnapshot
from tour_server.fleet.kiosk_list import KioskStatus
from tour_server.house.kiosk_places import KioskPlace, KioskPlaces
from tour_server.house.plan_pictures import PlanPicture, PlanPictures

KIOSK, PICTURE = "kiosk", "picture"
MOST_WORKS = 3000  # on the plan: more can't be told apart on it
CORNER_METRES = 0.05  # so near to a wall 0, 0 is a corner of the plan
MOST_IN_LIST = 100  # works without a place, in the list beside the plan


class PlanPart(Struct, frozen=True):
    """A part on the plan. `values`: its fields as a form writes them. `placed`: it has a place on the plan."""

    kind: str
    key: str
    version: int
    name: str
    values: dict[str, str]
    placed: bool = True
    address: str = ""


class PlanContent(Struct, frozen=True):
    """All that the plan shows. `waiting`: how many works have no place, also those that are not in `parts`."""

    parts: list[PlanPart]
    pictures: list[PlanPicture]
    waiting: int


class PlanReader:
    """Reads what the plan shows from the drafts, the pictures of floors, and the kiosks."""

    def __init__(
        self,
        drafts: Drafts,
        pictures: PlanPictures,
        places: KioskPlaces,
        kiosks: Callable[[], Sequence[KioskStatus]],
    ) -> None:
        self._drafts, self._pictures, self._places = drafts, pictures, places
        self._kiosks = kiosks

    def read(self, snapshot: CatalogueSnapshot, search: str = "") -> PlanContent:
        """Return all that the plan shows. `search`: what the works without a place have in number or title."""
        drafts = self._drafts
        parts = [
            draft_part(snapshot, part)
            for kind in (PartKind.ROOM, PartKind.CONNECTION, PartKind.PLACE)
            for part in drafts.all(kind, without_newer=True)
        ]
        outlines = {room.key: room.outline for room in snapshot.rooms}
        placed: list[Part] = []
        waiting: list[Part] = []
        for part in drafts.all(PartKind.WORK, without_newer=True):
            has_place = is_placed(part.body, outlines)
            (placed if has_place else waiting).append(part)
        wanted = search.casefold()
        found = [
            part
            for part in waiting
            if wanted in f"{part.body.number} {' '.join(part.body.title.values())}".casefold()
        ]
        found.sort(key=lambda part: part.body.number)
        parts += [draft_part(snapshot, part) for part in placed[:MOST_WORKS]]
        parts += [draft_part(snapshot, part, placed=False) for part in found[:MOST_IN_LIST]]
        parts += [*self.kiosks()]
        return PlanContent(parts, self._pictures.all(), len(waiting))

    def kiosks(self) -> list[PlanPart]:
        """Return the kiosks by name; those that were taken off the list are left out."""
        places = self._places.all()
        names = sorted(one.name for one in self._kiosks())
        return [kiosk_part(name, places.get(name)) for name in names]

    def reported_rooms(self) -> dict[str, str]:
        """Return kiosk -> the room that it reports to stand in."""
        return {one.name: one.room for one in self._kiosks() if one.room is not None}

    def museum(self) -> Museum:
        """Return the drafts as a museum."""
        return self._drafts.museum(without_newer=True)


def is_placed(work: Work, outlines: dict[str, list[tuple[float, float]]]) -> bool:
    """Return whether staff have put a work somewhere: it is at 0, 0 until then, unless that lies well inside its room.

    The upper left corner of a room is no place of a work: many plans begin there.
    """
    if (work.x, work.y) != (0.0, 0.0):
        return True
    outline = outlines.get(work.room, [])
    return (
        bool(outline)
        and lies_in(outline, (0.0, 0.0))
        and all(distance_to_wall(wall, (0.0, 0.0)) > CORNER_METRES for wall in walls(outline))
    )


def works_without_place(snapshot: CatalogueSnapshot) -> int:
    """Return how many works staff have not put anywhere."""
    outlines = {room.key: room.outline for room in snapshot.rooms}
    return sum(not is_placed(work, outlines) for work in snapshot.works)


def draft_part(snapshot: CatalogueSnapshot, part: Part, *, placed: bool | None = None) -> PlanPart:
    """Return a draft as the plan shows it."""
    body = part.body
    if isinstance(body, Room):
        return _part(part, snapshot.name(body.name), _room_values(snapshot, body), body.outline)
    if isinstance(body, Connection):
        return _part(part, ConnectionResource.name(snapshot, body), _way_values(body), True)
    if isinstance(body, VisitorPlace):
        values = {"kind": body.kind.value, "room": body.room, "x": _m(body.x), "y": _m(body.y)}
        return _part(part, VisitorPlaceResource.name(snapshot, body), values, True)
    work: Work = body
    if placed is None:
        placed = is_placed(work, {room.key: room.outline for room in snapshot.rooms})
    values = {"room": work.room, "x": _m(work.x), "y": _m(work.y), "number": str(work.number)}
    return _part(part, f"{work.number} {snapshot.name(work.title)}", values, placed)


def kiosk_part(name: str, place: KioskPlace | None) -> PlanPart:
    """Return a kiosk as the plan shows it."""
    values = {"floor": "", "x": "", "y": ""}
    if place is not None:
        values = {"floor": str(place.floor), "x": _m(place.x), "y": _m(place.y)}
    return PlanPart(KIOSK, name, 0, name, values, placed=place is not None)


def _part(part: Part, name: str, values: dict[str, str], placed: object) -> PlanPart:
    return PlanPart(part.kind.value, part.key, part.version, name, values, bool(placed))


def _room_values(snapshot: CatalogueSnapshot, room: Room) -> dict[str, str]:
    names = {
        f"name.{language}": room.name.get(language, "")
        for language in dict.fromkeys([*snapshot.languages, *room.name])
    }
    return {
        **names,
        "floor": str(room.floor),
        "capacity": str(room.capacity),
        "outline": "\n".join(f"{x:g} {y:g}" for x, y in room.outline),
    }


def _way_values(way: Connection) -> dict[str, str]:
    (x1, y1), (x2, y2) = way.at
    return {
        "from": way.rooms[0],
        "to": way.rooms[1],
        "from.x": _m(x1),
        "from.y": _m(y1),
        "to.x": _m(x2),
        "to.y": _m(y2),
        "way": way.kind.value,
        "seconds": f"{way.seconds:g}",
        "width": "" if way.width is None else f"{way.width:g}",
    }


def _m(value: float) -> str:
    """Return metres as the forms write them."""
    return f"{value:g}"
