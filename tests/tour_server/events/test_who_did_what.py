"""The log of events: what is recorded, what is not, who reads it, and how long it is kept."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import func, select

from contract.messages import Presence
from tests.desk import PASSWORD, Desk
from tests.waiting import until
from tour_server.catalogue.approval_units import block_unit
from tour_server.catalogue.parts import PartKind
from tour_server.database import Database
from tour_server.events.event_log import Event, EventFilter, EventLog
from tour_server.events.settings_event import SettingsEvent
from tour_server.events.tables import EventRow
from tour_server.ingest.message_handler import ReceivedMessage
from tour_server.recorder import EventKind
from tour_server.staff.permissions import Role

DOCS = Path(__file__).resolve().parents[3] / "docs"


def recorded(desk: Desk, *kinds: str) -> list[tuple[str, str, str, str]]:
    """Events in the order in which they happened; of these kinds, where any are named."""
    events = reversed(list(desk.parts.events.export(EventFilter())))
    return [
        (one.kind, one.who, one.subject, one.detail)
        for one in events
        if not kinds or one.kind in kinds
    ]


def test_sign_ins_are_recorded_and_what_was_typed_as_an_unknown_name_is_not(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    browser.get("/desk")
    browser.post("/desk/sign-out")
    browser.get("/desk/sign-in")
    browser.post("/desk/sign-in", name="Noor", password="not mine at all")
    browser.get("/desk/sign-in")
    browser.post("/desk/sign-in", name=PASSWORD, password="Noor")
    assert recorded(desk, "signed-in", "signed-out", "sign-in-failed") == [
        ("signed-in", "Noor", "Noor", ""),
        ("signed-out", "Noor", "Noor", ""),
        ("sign-in-failed", "Noor", "Noor", ""),
        ("sign-in-failed", "", "", ""),
    ]


def test_accounts_are_recorded_with_who_made_and_removed_them(desk: Desk) -> None:
    administrator = desk.colleague("Noor")
    administrator.get("/desk/people")
    administrator.post("/desk/people", name="Bram", role="editor")
    administrator.post("/desk/people/Bram/password")
    administrator.post("/desk/people/Bram/remove")
    assert recorded(desk, "account-created", "password-changed", "account-removed")[1:] == [
        ("account-created", "Noor", "Bram", "editor"),
        ("password-changed", "Noor", "Bram", ""),
        ("account-removed", "Noor", "Bram", ""),
    ]


def test_a_changed_draft_is_recorded_without_its_text_and_approvals_by_name(desk: Desk) -> None:
    part = desk.parts.drafts.get(PartKind.WORK, "lijn")
    first, *others = part.body.blocks
    secret = "Een tekst die in geen logboek hoort."
    body = replace(part.body, blocks=[replace(first, text=secret), *others])
    part = desk.parts.drafts.put(PartKind.WORK, "lijn", body, part.version, "Noor")
    units = [block_unit(body, first.key), ("work/lijn/title", "nl")]
    part = desk.parts.drafts.approve(PartKind.WORK, "lijn", units, part.version, "Noor")
    body = replace(part.body, title={"nl": "Een ander"}, blocks=[first, *others])
    part = desk.parts.drafts.put(PartKind.WORK, "lijn", body, part.version, "Bram")
    assert recorded(desk, "draft-changed", "approved", "approval-lost")[-6:] == [
        ("draft-changed", "Noor", "work lijn", f"version {part.version - 1}"),
        ("approved", "Noor", "work lijn", "lijn-nl-1"),
        ("approved", "Noor", "work lijn", "title nl"),
        ("draft-changed", "Bram", "work lijn", f"version {part.version}"),
        ("approval-lost", "Bram", "work lijn", "lijn-nl-1"),
        ("approval-lost", "Bram", "work lijn", "title nl"),
    ]
    assert not any(secret in " ".join(one) for one in recorded(desk))


def test_publishing_is_recorded(desk: Desk) -> None:
    curator = desk.colleague("Noor", Role.EDITOR, Role.PUBLISHER)
    with desk.parts.running():
        curator.get("/desk/publish")
        curator.publish("Open.")
        until(lambda: (job := desk.parts.publisher.job) is not None and job.ended)
    assert recorded(desk, "publish-asked", "published", "publish-failed") == [
        ("publish-asked", "Noor", "", "Open."),
        ("published", "Noor", "release 1", "Open."),
    ]


def test_a_kiosk_appears_goes_offline_and_comes_back(desk: Desk) -> None:
    presence = desk.parts.assembly.context.message_handlers["presence"]
    for at, online in enumerate((True, True, False, False, True)):
        with desk.parts.database.writing() as session:
            presence(session, [ReceivedMessage("hall", Presence(online=online), float(at))])
    assert [
        kind for kind, *_ in recorded(desk, "kiosk-appeared", "kiosk-offline", "kiosk-back")
    ] == [
        "kiosk-appeared",
        "kiosk-offline",
        "kiosk-back",
    ]


def test_a_wall_screen_is_added_and_taken_off(desk: Desk) -> None:
    administrator = desk.colleague("Noor")
    administrator.get("/desk/walls")
    administrator.post("/desk/walls", name="Staff room")
    administrator.post("/desk/walls/take-off", name="Staff room")
    administrator.post("/desk/walls/take-off", name="Staff room")
    assert recorded(desk, "wall-screen-added", "wall-screen-removed") == [
        ("wall-screen-added", "Noor", "Staff room", ""),
        ("wall-screen-removed", "Noor", "Staff room", ""),
    ]


def test_other_settings_at_a_start_are_recorded_once(desk: Desk) -> None:
    for needs_approval in (False, False, True):
        SettingsEvent(desk.parts.events, {"needs_approval": needs_approval}).start()
    assert [detail for *_, detail in recorded(desk, "settings-changed")] == [
        '{"needs_approval":false}',
        '{"needs_approval":true}',
    ]


def test_nothing_of_a_visitor_is_ever_an_event(desk: Desk) -> None:
    assert Event.__struct_fields__ == ("number", "at", "kind", "who", "subject", "detail")
    assert set(EventRow.__table__.columns.keys()) == {
        "id",
        "at",
        "kind",
        "who",
        "subject",
        "detail",
    }
    desk.parts.publisher.publish("Noor")
    before = recorded(desk)
    visitor = desk.app.test_client()
    for address in (
        "/visit",
        "/visit/plan",
        "/visit/work/1",
        "/visit/number?number=1",
        "/visit/now",
    ):
        assert visitor.get(address, headers={"Accept-Language": "nl"}).status_code < 500, address
    answer = visitor.post("/visit/plan", json={"minutes": 40, "languages": ["nl"]})
    assert answer.status_code == 200, answer.text
    assert recorded(desk) == before


def test_every_kind_is_documented_for_staff(desk: Desk) -> None:
    written = (DOCS / "staff.md").read_text(encoding="utf-8")
    missing = [
        kind.name
        for kind in desk.parts.assembly.context.event_kinds.values()
        if f"| `{kind.name}` | {kind.description} |" not in written
    ]
    assert not missing


def test_a_administrator_filters_pages_and_exports(desk: Desk) -> None:
    administrator = desk.colleague("Noor")
    kind = next(iter(desk.parts.assembly.context.event_kinds.values()))
    for number in range(120):
        desk.parts.events.record(kind, "Bram", f"=number {number}")
    page = administrator.get("/desk/events?who=Bram").text
    assert page.count("=number") == 50
    assert "=number 119" in page
    older = page[page.index('href="/desk/events?who=Bram') + 6 :].split('"')[0]
    assert administrator.get(older.replace("&amp;", "&")).text.count("=number") == 50
    exported = administrator.get("/desk/events/events.csv?who=Bram").text
    rows = list(csv.reader(io.StringIO(exported)))
    assert len(rows) == 121
    assert rows[1][4] == "'=number 119", "a spreadsheet must not take it for a formula"
    assert "No event fits these filters" in administrator.get("/desk/events?to=2020-01-01").text
    assert (
        "=number 113"
        in administrator.get("/desk/events?from=2026-03-02&to=2026-03-02&who=Bram").text
    )


def test_only_administrators_read_events(desk: Desk) -> None:
    assert (
        desk.colleague("Bram", Role.EDITOR, Role.PUBLISHER).get("/desk/events").status_code == 403
    )


def test_old_events_are_forgotten_and_unknown_kinds_refused(database: Database) -> None:
    now = [dt.datetime(2026, 3, 2, tzinfo=dt.UTC)]
    kind = EventKind("tested", "A test ran.")
    log = EventLog(database, lambda: now[0], {"tested": kind})
    log.record(kind, "Noor")
    now[0] += dt.timedelta(days=2)
    log.record(kind, "Noor")
    log.forget(now[0] - dt.timedelta(days=1))
    assert [one.at for one in log.export(EventFilter())] == [now[0]]
    with pytest.raises(ValueError, match="no capability contributes the event other"):
        log.record(EventKind("other", "Something else."), "Noor")
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(EventRow)) == 1
