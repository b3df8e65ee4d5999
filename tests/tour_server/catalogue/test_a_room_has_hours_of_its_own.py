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


def test_pauses_and_a_night_are_typed_and_shown() -> None:
    typed = {
        "open.0.opens": "10:00",
        "open.0.closes": "17:00",
        "open.0.pauses": "12.30-13.30; 15-16",
        "open.4.opens": "20:00",
        "open.4.closes": "1:00",
    }
    room, errors = FORM.read(ATTIC, typed)
    assert errors == {}
    assert room.opening is not None
    pauses = ((dt.time(12, 30), dt.time(13, 30)), (dt.time(15), dt.time(16)))
    assert room.opening[0] == Hours(dt.time(10), dt.time(17), pauses)
    assert room.opening[4] == Hours(dt.time(20), dt.time(23, 59), next_day=dt.time(1))
    values = FORM.values(room)
    assert values["open.0.pauses"] == "12:30–13:30, 15:00–16:00"
    assert values["open.4.closes"] == "01:00"
    assert FORM.read(room, values) == (room, {})


def test_pauses_that_can_not_be_are_refused() -> None:
    day = {"open.0.opens": "10:00", "open.0.closes": "17:00"}
    for pauses in ("noon", "12:30", "9:00–9:30", "16:00–18:00", "13:00–12:00", "12–13, 12:30–14"):
        room, errors = FORM.read(ATTIC, {**day, "open.0.pauses": pauses})
        assert list(errors) == ["open.0.pauses"], pauses
        assert room.opening is None
    _room, errors = FORM.read(ATTIC, {"open.0.pauses": "12:00–13:00"})
    assert list(errors) == ["open.0.opens"]


def test_days_on_which_it_is_closed() -> None:
    room, errors = FORM.read(ATTIC, {"closed": "2027-02-01 – 2027-02-28\n2027-01-05\n"})
    assert errors == {}
    february = (dt.date(2027, 2, 1), dt.date(2027, 2, 28))
    assert room.closed == [(dt.date(2027, 1, 5), dt.date(2027, 1, 5)), february]
    assert FORM.read(room, FORM.values(room)) == (room, {})
    for text in ("soon", "2027-02-28 2027-02-01", "2027-02-30", "2027-01-01 2027-01-02 2027-01-03"):
        same, errors = FORM.read(room, {"closed": text})
        assert list(errors) == ["closed"], text
        assert same.closed == room.closed
