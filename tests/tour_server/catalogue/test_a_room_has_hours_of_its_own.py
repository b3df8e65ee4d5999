"""A room may have hours of its own; without any it has those of the museum."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

from contract.museum import Hours, Room
from tour_server.catalogue.rooms import RoomForm

ATTIC = Room("attic", {"en": "Attic"}, 2, 10)
FORM = RoomForm(SimpleNamespace(languages=["en"]))  # type: ignore[arg-type]


def test_the_form_reads_what_it_shows() -> None:
    hours = [None, *[Hours(dt.time(11), dt.time(16, 30))] * 6]
    room = Room("attic", {"en": "Attic"}, 2, 10, opening=hours)
    for stored in (ATTIC, room):
        assert FORM.read(stored, FORM.values(stored)) == (stored, {})
        assert FORM.read(stored, {}) == (stored, {})  # a form of before had no such fields


def test_hours_are_typed_and_taken_away() -> None:
    typed = {**FORM.values(ATTIC), "open.2.opens": "11:00", "open.2.closes": "16.30"}
    room, errors = FORM.read(ATTIC, typed)
    assert errors == {}
    assert room.opening == [None, None, Hours(dt.time(11), dt.time(16, 30)), *[None] * 4]
    cleared, _ = FORM.read(room, FORM.values(ATTIC))
    assert cleared.opening is None


def test_hours_that_end_before_they_begin_are_refused() -> None:
    room, errors = FORM.read(ATTIC, {"open.0.opens": "16:00", "open.0.closes": "11:00"})
    assert list(errors) == ["open.0.closes"]
    assert room.opening is None
