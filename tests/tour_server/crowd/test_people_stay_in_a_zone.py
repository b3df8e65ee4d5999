"""Zones of a kiosk: stored with their minute, and shown as people in view and stays."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import text

from contract.messages import DWELL_EDGES, ZoneCounts
from tour_server.crowd.messages import store_bins
from tour_server.crowd.zones import bar_labels, zones_today
from tour_server.ingest.message_handler import ReceivedMessage

NOW = 1_800_000_000.0


def store(database, *bins):
    with database.writing() as session:
        store_bins(session, [ReceivedMessage("door", one, one.start + 60) for one in bins])


def today(database, now=NOW, room="tile-room"):
    with database.reading() as session:
        return zones_today(session, room, NOW - 3600, now)


def test_stays_add_up_and_the_newest_minute_is_in_view(database, a_bin):
    store(
        database,
        a_bin(0, start=NOW - 180, zones={"bench": ZoneCounts(1.0, 2, [1, 0, 0, 2, 0, 0, 0, 0])}),
        a_bin(1, start=NOW - 120, zones={"bench": ZoneCounts(2.5, 3, [0, 0, 0, 1, 0, 0, 0, 4])}),
        a_bin(2, start=NOW - 120, zones=None),
        a_bin(3, start=NOW - 90_000, zones={"bench": ZoneCounts(9.0, 9, [9] * 8)}),
        a_bin(4, start=NOW - 120, room="curves", zones={"stairs": ZoneCounts(1.0, 1, [1] * 8)}),
    )
    (bench,) = today(database)
    assert (bench.kiosk, bench.zone, bench.in_view) == ("door", "bench", 2.5)
    assert bench.dwell == [1, 0, 0, 3, 0, 0, 0, 4]
    assert bench.stays == 8
    (later,) = today(database, NOW + 600)
    assert later.in_view is None, "not known, not empty"


def test_every_bar_has_a_name():
    assert len(bar_labels()) == len(DWELL_EDGES) + 1
    assert bar_labels()[0] == "under 5 s"
    assert bar_labels()[4:6] == ["30 s to 1 min", "1 min to 2 min"]
    assert bar_labels()[-1] == "5 min and more"


def test_the_room_shows_them(page):
    page.count(-2, room="tile-room", zones={"bench": ZoneCounts(0.5, 1, [0, 0, 1, 0, 0, 0, 0, 0])})
    shown = page.client.get("/desk/rooms/room/tile-room").text
    assert "0.5 people in view, 1 stay ended" in shown
    assert "10 s to 20 s" in shown
    page.now += dt.timedelta(minutes=30)
    assert "not known now" in page.client.get("/desk/rooms/room/tile-room/board").text


def test_a_database_from_before_there_were_zones(database, a_bin):
    """Existing minutes survive the migration."""
    database.migrate("0001")
    row = a_bin(1, start=NOW - 60)
    with database.writing() as session:
        session.execute(
            text(
                "INSERT INTO footfall (device, epoch, sequence, boot, monotonic, start, clock_trusted, room,"
                ' observed_seconds, entered, "left", in_view_mean, in_view_max, received_at)'
                " VALUES ('old', :epoch, 1, :boot, 1.0, :start, true, 'tile-room', 60, 2, 1, 0.5, 2, :start)"
            ),
            {"epoch": row.epoch, "boot": row.boot, "start": row.start},
        )
    database.migrate()
    store(database, a_bin(2, start=NOW - 60, zones={"bench": ZoneCounts(1.0, 1, [1] * 8)}))
    with database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM footfall")).scalar_one() == 2
    assert [zone.zone for zone in today(database)] == ["bench"]


def test_nothing_was_observed(database, a_bin):
    blind = {"entered": None, "left": None, "in_view_mean": None, "in_view_max": None}
    store(database, a_bin(0, start=NOW - 60, observed_seconds=0.0, **blind))
    assert today(database) == []
