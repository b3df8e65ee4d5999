"""Every frozen database is migrated to the newest revision, back, and up again, and its rows are there each time.

What a way back loses, because the earlier revision has no place for it, is listed in LOST with the reason. What a way
up rewrites is listed in REWRITTEN. A row that changes without being listed fails the test.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.frozen.databases import (
    DIALECTS,
    Rows,
    all_revisions,
    frozen_revisions,
    load,
    rows,
)
from tests.postgres import Postgres
from tour_server.database import Database

LOST = {
    "0002": {"footfall.zones": "before, no kiosk counted in zones"},
    "0003": {"wall_screen": "before, no screen hung on a wall"},
    "0004": {
        "event": "before, no log of events was kept",
        "job": "before, work in the background was not stored",
    },
    "0005": {
        "staff.roles": "before, a person had one role: the one that permits most of theirs is kept"
    },
    "0006": {
        "staff_sign_in": "before, a sign-in was kept in the browser: people sign in again",
        "staff.rescued_at": "before, no command let a person in again",
    },
    "0007": {
        "device": "before, no device had a key: after the next upgrade it is registered again",
        "footfall_differing": "before, the second of two differing bins was refused",
        "told_differing": "before, the second of two differing counts was refused",
        "kiosk.starts": "before, two machines of one name were not seen",
        "kiosk.conflict_at": "before, two machines of one name were not seen",
    },
    "0008": {
        "approved_wording": "before, only what drafts say was known; the way up fills it from them",
        "published_release.words_approved": "before, it was not known of a release",
    },
    "0009": {"visitor_note": "before, visitors could not say that something is wrong"},
    "0011": {"recording": "before, the desk took no recordings; their files stay on the disk"},
    "0012": {
        "offer_number": "before, an offer had no codes",
        "offer_code": "before, an offer had no codes",
        "offer_count": "before, offers were not counted",
        "offer_hour": "before, offers were not counted",
        "offer_rain": "before, no offer asked whether it rains",
    },
    "0018": {"api_token": "before, no program read the drafts"},
    "0014": {"room_closure": "before, staff could not close a room"},
    "0015": {
        "offer_at_kiosk": "before, kiosks did not count what they showed of offers",
        "offer_at_kiosk_differing": "before, kiosks did not count what they showed of offers",
    },
    "0017": {
        "planned_publish": "before, nothing was published at a time",
        "replaced_drafts": "before, drafts were not replaced as a whole",
        "stopping_check": "before, the museum did not decide what stops a publish",
        "shown_without_rights": "before, unknown rights stopped nothing",
    },
    "0025": {
        "search_stale": "before, nothing was searched by an index",
        "bulk_change": "before, works were changed one by one",
        "bulk_change_work": "before, works were changed one by one",
    },
    "0031": {
        "kiosk_settings": "before, the desk set no kiosk",
        "kiosk_sample": "before, no history of a kiosk was kept",
        "kiosk_order": "before, staff gave kiosks no orders",
        "kiosk_alarm": "before, nobody was told of a kiosk in trouble",
    },
    "0032": {
        "software_bundle": "before, kiosks got no software from the server",
        "software_rollout": "before, kiosks got no software from the server",
        "software_order": "before, kiosks got no software from the server",
        "kiosk_software": "before, kiosks said nothing of their slots; they say it again",
    },
    "0033": {
        "visitor_hour": "before, nothing was forecast; hours of the last months are counted again",
        "visitor_count_import": "before, no counts could be brought in; the file can be brought in again",
        "visitor_known_day": "before, nothing was noted of a day",
        "visitor_forecast": "before, nothing was forecast; the next night forecasts again",
        "visitor_forecast_model": "chosen again",
        "visitor_holiday_place": "before, nobody said whose holidays count",
    },
    "0034": {
        "roster_colleague": "before, no roster was made",
        "roster_absence": "before, no roster was made",
        "roster_shift": "before, no roster was made",
        "roster_week": "before, no roster was made",
        "roster_shift_kind": "before, no roster was made",
        "staffing_rule": "before, no roster was made",
        "booked_tour": "before, no roster was made",
    },
    "0035": {
        "proposed_link": "before, no links were proposed; the next night finds them again",
        "link_decision": "before, no links were proposed",
        "work_term": "before, works had no subject terms; the table can be brought in again",
        "name_match": "before, names were not matched with those of other houses",
    },
    "0036": {"roster_wish": "before, a wish was about whole days"},
    "0019": {"silence": "before, staff could not silence all kiosks"},
    "0024": {"ended_rights_choice": "before, the rights of a picture had no end"},
    "0023": {
        "plan_picture": "before, no picture of a floor was kept",
        "kiosk_place": "before, kiosks had no place on a plan",
    },
    "0027": {
        "plan_picture.shown": "before, visitors saw no picture of a floor",
        "plan_picture.phone_file": "before, visitors saw no picture of a floor",
        "plan_picture.rights": "before, nobody said whose a picture of a floor is",
    },
    "0029": {"draft_change": "before, a server compared the versions of all drafts"},
    "0026": {"preview_link": "before, drafts had no preview"},
    "0028": {"translation_file_unit.italics": "before, a translator's file had no italics"},
    "0030": {
        "claim_token": "before, kiosks were set up by hand",
        "kiosk_key": "before, kiosks were set up by hand; they are claimed again",
        "device_certificate": "before, no server signed certificates of kiosks",
    },
    "0022": {
        "translation_origin": "before, no translation knew what it was made from; it is read from the history again",
        "translated_part": "counted again from the drafts",
        "translation_cell": "counted again from the drafts",
        "translation_segment": "read again from the drafts",
        "translation_file": "before, translators' files did not come in",
        "translation_file_unit": "before, translators' files did not come in",
    },
    "0021": {
        "typed_text": "before, what was typed and not saved was not kept",
        "block_comment": "before, nobody could comment on a text",
    },
    "0016": {
        "import": "before, an import was no proposal",
        "import_part": "before, an import was no proposal",
        "import_said": "before, an import did not know what the source had said last",
        "import_columns": "before, the columns of spreadsheets had fixed names",
    },
}
"""Revision -> the tables and columns that its downgrade drops, and why nothing can keep their values."""
REWRITTEN = {
    "0005": {"staff.role": "became roles"},
}
"""Revision -> the tables and columns that its upgrade replaces, and by what."""


@pytest.fixture(
    params=[
        pytest.param(
            dialect, marks=[pytest.mark.postgresql] if dialect == "postgresql" else [], id=dialect
        )
        for dialect in DIALECTS
    ]
)
def dialect(request: pytest.FixtureRequest) -> str:
    chosen: str = request.param
    return chosen


@pytest.fixture(params=list(frozen_revisions()))
def revision(request: pytest.FixtureRequest) -> str:
    chosen: str = request.param
    return chosen


@pytest.fixture
def database(
    dialect: str, revision: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Database]:
    """The frozen database of the revision."""
    frozen = frozen_revisions()[revision] / f"{dialect}-{revision}.sql"

    def postgres() -> Postgres:
        server: Postgres = request.getfixturevalue("postgres")
        return server

    opened = Database(load(frozen, dialect, tmp_path, postgres))
    yield opened
    opened.close()


def listed(table: dict[str, dict[str, str]], after: str) -> set[str]:
    """The tables and columns that revisions after `after` have in LOST or REWRITTEN."""
    return {name for revision, names in table.items() if revision > after for name in names}


def without(found: Rows, names: set[str]) -> Rows:
    """The rows without some tables and columns."""
    return {
        table: [
            {column: value for column, value in row.items() if f"{table}.{column}" not in names}
            for row in all_rows
        ]
        for table, all_rows in found.items()
        if table not in names
    }


def as_in(found: Rows, like: Rows) -> Rows:
    """The rows with the tables and columns of `like` alone: newer ones may stand beside them."""
    return {
        table: [{name: row.get(name) for name in like[table][0]} for row in found.get(table, [])]
        for table in like
    }


def test_each_revision_is_frozen() -> None:
    missing = set(all_revisions()) - frozen_revisions().keys()
    assert not missing, (
        f"{sorted(missing)}: run `python -m tests.frozen.add_revision`, commit its files"
    )


def test_a_frozen_database_is_what_it_says(database: Database, revision: str) -> None:
    assert database.revision() == revision
    empty = [table for table, found in rows(database).items() if not found]
    assert empty == []


def test_rows_stay_on_the_way_up_back_and_up_again(database: Database, revision: str) -> None:
    before = rows(database)
    kept = without(before, listed(REWRITTEN, revision))
    database.migrate()
    assert database.revision() == database.newest_revision()
    above = rows(database)
    assert as_in(above, kept) == kept

    database.go_back(revision)
    assert database.revision() == revision
    assert rows(database) == before, "what was not there before is gone, what was there is whole"
    database.migrate()
    again = rows(database)
    assert as_in(again, kept) == kept
    assert {table: list(found[0]) for table, found in again.items() if found} == {
        table: list(above[table][0]) for table, found in again.items() if found
    }


@pytest.mark.parametrize("to", list(frozen_revisions())[:-1])
def test_the_newest_goes_back_to_each_revision_and_up_again(
    dialect: str, to: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """With rows in every table: what is not listed as lost is the same afterwards."""
    newest, folder = list(frozen_revisions().items())[-1]
    frozen = folder / f"{dialect}-{newest}.sql"
    database = Database(
        load(frozen, dialect, tmp_path, lambda: request.getfixturevalue("postgres"))
    )
    try:
        kept = without(rows(database), listed(LOST, to))
        database.go_back(to)
        assert database.revision() == to
        database.migrate(newest)
        assert as_in(rows(database), kept) == kept
    finally:
        database.close()


def test_no_way_back_drops_everything(database: Database) -> None:
    before = rows(database)
    for way in ("base", "-99", f"-{len(all_revisions())}"):
        with pytest.raises(ValueError, match="would drop every table"):
            database.go_back(way)
    database.migrate("base")
    assert rows(database) == before
