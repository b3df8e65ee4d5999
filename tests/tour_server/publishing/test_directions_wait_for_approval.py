"""Where words need approval, the museum's own directions go out as they were approved; places are facts."""

from __future__ import annotations

import datetime as dt

from msgspec.structs import replace

from contract.museum import (
    Connection,
    ConnectionKind,
    Museum,
    VisitorPlace,
    VisitorPlaceKind,
)
from tests.tiny_museum import tiny_museum
from tour_server.catalogue.approval_units import approval_units
from tour_server.catalogue.approved_museum import approved_museum
from tour_server.catalogue.approved_wordings import ApprovedContent

DOOR = Connection(
    ("hal", "zolder"),
    ConnectionKind.STAIRS,
    20,
    ((1, 2), (3, 4)),
    there={"nl": "de marmeren trap op", "en": "up the marble stairs"},
    back={"nl": "de marmeren trap af"},
)


def published(drafts: Museum, approved: Connection | None) -> Museum:
    """What goes out when all words are approved, those of the connection as they are in `approved`."""
    parts = [drafts.site, *drafts.rooms, *drafts.themes, *drafts.works, *drafts.tours]
    units = {unit: text for part in parts for unit, text in approval_units(part).items()}
    units |= approval_units(approved)
    found = {
        unit: ApprovedContent(content, "Eva", dt.datetime(2026, 1, 1, tzinfo=dt.UTC), stands=True)
        for unit, content in units.items()
    }
    return approved_museum(drafts, found).museum


def test_directions_go_out_as_they_were_approved() -> None:
    changed = replace(DOOR, there={"nl": "de stenen trap op", "en": "up the marble stairs"})
    drafts = replace(tiny_museum(), connections=[changed])
    assert published(drafts, DOOR).connections == [DOOR]
    assert published(drafts, None).connections == [replace(DOOR, there={}, back={})]


def test_a_place_goes_out_with_its_room() -> None:
    cafe = VisitorPlace("cafe", VisitorPlaceKind.CAFE, "hal", 1.0, 2.0)
    seats = VisitorPlace("seats", VisitorPlaceKind.SEATS, "zolder", 1.0, 2.0)
    museum = tiny_museum()
    unnamed = [replace(room, name={}) if room.key == "zolder" else room for room in museum.rooms]
    drafts = replace(museum, rooms=unnamed, places=[cafe, seats])
    assert published(drafts, None).places == [cafe]
