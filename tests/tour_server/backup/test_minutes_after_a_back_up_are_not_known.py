"""Minutes that a kiosk forgot after the back-up are gone: everywhere they show as not known, never as zero."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

from tests.bins import a_bin
from tests.desk import Desk
from tests.tour_server.backup.conftest import restore_from
from tour_server.backup.back_up import back_up_everything
from tour_server.crowd.balance import balances, open_days
from tour_server.crowd.export import as_csv, day_tables
from tour_server.crowd.messages import store_bins
from tour_server.crowd.rooms_now import RoomsNow
from tour_server.database import Database
from tour_server.ingest.message_handler import ReceivedMessage

ROOM = "hal"
OPENS = dt.datetime(2026, 3, 3, 9, 0, tzinfo=dt.UTC)  # 10:00 in the museum's own time
HOURS = 8
LOST = range(130, 310)  # minutes since opening: with all of the hour from 13:00 and from 14:00


def store(database: Database, minutes: range) -> None:
    """Store what a kiosk counted: five in and four out in each minute."""
    with database.writing() as session:
        for minute in minutes:
            sent = a_bin(
                minute,
                start=OPENS.timestamp() + 60 * minute,
                room=ROOM,
                entered=5,
                left=4,
                in_view_mean=0.0,
                in_view_max=0,
            )
            store_bins(session, [ReceivedMessage("kiosk-1", sent, sent.start + 61)])


def test_a_day_with_a_restore(prepared: Path, tmp_path: Path) -> None:
    shutil.copytree(prepared, tmp_path / "server")
    before = Desk(tmp_path / "server")
    before.parts.publisher.publish("noor")
    store(before.parts.database, range(LOST.start))
    file = tmp_path / "b.tar"
    back_up_everything(before.parts.database, tmp_path / "server", None, file, OPENS)
    store(before.parts.database, LOST)
    before.close()

    restore_from(file, tmp_path / "new")
    after = Desk(tmp_path / "new")
    database = after.parts.database
    store(database, range(LOST.stop, HOURS * 60))  # what no server had acknowledged

    now = OPENS + dt.timedelta(minutes=LOST.stop + 20)
    rooms = RoomsNow(database, after.parts.releases.museum, lambda: now, after.parts.changes)
    (state,) = (one for one in rooms.rooms() if one.room.key == ROOM)
    points = {round((point.at - OPENS.timestamp()) / 60): point for point in state.now.history}
    assert all(points[minute].people is None for minute in LOST)
    assert all(points[minute].people is not None for minute in range(LOST.start))
    uncertain = points[LOST.stop]
    assert uncertain.people is not None
    assert uncertain.high is not None
    assert uncertain.low is not None
    before_gap = points[LOST.start - 1]
    assert before_gap.high is not None
    assert before_gap.low is not None
    assert uncertain.high - uncertain.low > before_gap.high - before_gap.low

    (table,) = day_tables(database, OPENS.date(), OPENS.date(), "Europe/Amsterdam")
    found = {row.hour.hour if row.hour else "day": row for row in table if row.room == ROOM}
    assert [*found] == [10, 11, 12, 15, 16, 17, "day"]
    assert found[12].observed_minutes == 10
    assert found[15].observed_minutes == 50
    assert found["day"].observed_minutes == HOURS * 60 - len(LOST)
    assert found["day"].entered == 5 * (HOURS * 60 - len(LOST))
    assert ",13:00" not in "".join(as_csv([table]))

    museum = after.parts.releases.museum()
    assert museum is not None
    with database.reading() as session:
        days = open_days(museum.site, OPENS + dt.timedelta(days=1))
        assert ROOM not in balances(session, days), "no bias is learnt from a day with a gap"
    after.close()
