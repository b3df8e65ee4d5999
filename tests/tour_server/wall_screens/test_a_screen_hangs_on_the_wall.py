"""A wall screen: opened by its own address, on for months, removed while it is on, without access to other pages."""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections.abc import Iterator

import pytest

from tests.desk import Desk
from tour_server.staff.permissions import Role
from tour_server.wall_screens.screens import MAX_NAME_CHARACTERS, WallScreenError, WallScreens
from tour_server.wall_screens.tables import WallScreen


def opened(browser, name="Staff room") -> str:
    """Create a wall screen at the desk. Returns its path."""
    browser.get("/desk/walls")
    page = browser.post("/desk/walls", name=name)
    assert page.status_code == 200, page.text
    found = re.search(r"<code>http://localhost(/wall/)<wbr><span>([^<]+)</span>", page.text)
    assert found, page.text
    return found[1] + found[2]


@pytest.fixture
def open_desk(desk: Desk) -> Iterator[Desk]:
    """A desk whose museum is published, so that there are rooms."""
    desk.parts.publisher.publish("Noor")
    yield desk
    desk.parts.changes.close()


def test_staff_open_it_and_it_stays_on(open_desk: Desk) -> None:
    noor = open_desk.colleague("Noor")
    address = opened(noor)
    assert "not opened yet" in noor.get("/desk/walls").text

    wall = open_desk.stranger()
    page = wall.get(address)
    assert page.status_code == 200
    assert "Hal: not known." in page.text
    assert "Staff room" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert wall.get(f"{address}/board").status_code == 200
    assert "not opened yet" not in noor.get("/desk/walls").text

    open_desk.clock.at += dt.timedelta(days=200)  # longer than any sign-in lasts
    noor.post("/desk/sign-out")
    assert wall.get(address).status_code == 200


def test_it_is_still_there_after_the_server_started_again(open_desk: Desk, tmp_path) -> None:
    address = opened(open_desk.colleague("Noor"))
    open_desk.close()
    again = Desk(tmp_path / "server")
    try:
        assert again.stranger().get(address).status_code == 200
    finally:
        again.close()


def test_the_address_is_typed_with_a_remote_control(desk: Desk) -> None:
    address = opened(desk.colleague("Noor"))
    secret = address.removeprefix("/wall/")
    assert desk.stranger().get(f"/wall/{secret.upper()}").status_code == 200
    assert re.fullmatch(r"(\w{4}-){3}\w{4}", secret)


def test_it_opens_no_other_page_and_leaves_no_cookie(open_desk: Desk) -> None:
    address = opened(open_desk.colleague("Noor"))
    wall = open_desk.stranger()
    for part in ("", "/board"):
        answer = wall.get(address + part)
        assert "Set-Cookie" not in answer.headers
        assert "/desk/rooms/room/" not in answer.text
        assert "<a " not in answer.text, "a wall screen can't open other pages"
    stream = wall.client.get(f"{address}/events")
    assert "Set-Cookie" not in stream.headers
    stream.close()
    for page in ("/desk", "/desk/rooms", "/desk/rooms/board", "/desk/walls", "/desk/people"):
        assert wall.get(page).status_code == 302, "to the sign-in"
    for page in ("/visit", "/health", "/"):
        assert "Set-Cookie" not in wall.get(page).headers
    assert wall.client.post(address).status_code in (400, 405)


def test_an_unknown_address(desk: Desk) -> None:
    stranger = desk.stranger()
    for address in ("/wall/abcd-efgh-jkmn-pqrs", "/wall/x/board", "/wall/x/events"):
        answer = stranger.get(address)
        assert answer.status_code == 404
        assert "This wall screen is not in use" in answer.text
        assert "Set-Cookie" not in answer.headers


def test_it_is_taken_off_while_it_is_on(open_desk: Desk) -> None:
    noor = open_desk.colleague("Noor")
    address, other = opened(noor), opened(noor, "Ticket desk")
    on, stays = open_desk.stranger(), open_desk.stranger()
    stream = on.client.get(f"{address}/events")
    events = iter(stream.response)
    assert b"event: board" in next(events)

    rest: list[bytes] = []
    reader = threading.Thread(target=lambda: rest.extend(events))
    reader.start()
    noor.get("/desk/walls")
    noor.post("/desk/walls/take-off", name="Staff room")
    reader.join(60)
    assert not reader.is_alive(), "the stream ends"
    stream.close()
    assert not any(b"event: board" in event for event in rest)

    for part in ("", "/board", "/events"):
        assert on.get(address + part).status_code == 404
    assert stays.get(other).status_code == 200
    listed = noor.get("/desk/walls").text
    assert "Ticket desk" in listed
    assert "<td>Staff room</td>" not in listed


def test_only_some_roles_change_screens(desk: Desk) -> None:
    address = opened(desk.colleague("Tess", Role.TECHNICIAN))
    editor = desk.colleague("Ed", Role.AUTHOR, Role.EDITOR, Role.PUBLISHER)
    listed = editor.get("/desk/walls").text
    assert "Staff room" in listed
    assert "Duty managers, technicians and administrators change rooms and wall screens" in listed
    assert 'action="/desk/walls' not in listed
    editor.get("/desk/tours/kort")  # any page with a form's token
    assert editor.post("/desk/walls", name="Mine").status_code == 403
    assert editor.post("/desk/walls/take-off", name="Staff room").status_code == 403
    assert desk.stranger().get(address).status_code == 200
    assert desk.stranger().get("/desk/walls").status_code == 302


def test_a_form_that_did_not_come_from_the_desk(desk: Desk) -> None:
    noor = desk.colleague("Noor")
    noor.token = "made up"
    assert noor.post("/desk/walls", name="Planted").status_code == 400
    assert desk.parts.walls.all_screens() == []


def test_the_account_that_created_it_is_removed(desk: Desk) -> None:
    desk.colleague("Other manager")
    address = opened(desk.colleague("Noor"))
    desk.parts.accounts.remove("Noor")
    assert desk.stranger().get(address).status_code == 200


def test_a_name_that_will_not_do(desk: Desk) -> None:
    noor = desk.colleague("Noor")
    opened(noor)
    for name, words in (
        ("  ", "Give the screen a name"),
        ("x" * (MAX_NAME_CHARACTERS + 1), "Give the screen a name"),
        ("Staff  room", "already a wall screen called Staff room"),
    ):
        answer = noor.post("/desk/walls", name=name)
        assert answer.status_code == 422
        assert words in answer.text
        assert noor.get("/desk/walls").text.count("<td>Staff room</td>") == 1


def test_a_name_is_words_never_markup(desk: Desk) -> None:
    noor = desk.colleague("Noor")
    wall = opened(noor, "<b>Attic</b>")
    assert "<b>Attic" not in noor.get("/desk/walls").text
    assert "<b>Attic" not in desk.stranger().get(wall).text


def test_the_secret_is_not_stored(database) -> None:
    now = [dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)]
    screens = WallScreens(database, lambda: now[0])
    _, secret = screens.create("Staff room")
    with database.reading() as session:
        row = session.get(WallScreen, "Staff room")
    assert secret not in (row.name, row.secret_hash)
    assert len(row.secret_hash) == 64
    with pytest.raises(WallScreenError):
        screens.create("Staff room")


def test_when_it_was_seen_is_written_once_a_minute(database) -> None:
    now = [dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)]
    screens = WallScreens(database, lambda: now[0])
    _, secret = screens.create("Staff room")
    began = now[0]

    def seen(after: float) -> dt.datetime | None:
        now[0] = began + dt.timedelta(seconds=after)
        assert screens.authenticate(secret) == "Staff room"
        [screen] = screens.all_screens()
        return screen.last_seen

    assert seen(0) == began
    assert seen(30) == began
    assert seen(61) == now[0]
    assert seen(-3600) == now[0], "after a correction of the clock"
    screens.remove("Staff room")
    screens.remove("Staff room")
    assert screens.authenticate(secret) is None


def test_the_migration_runs_back_and_forth(database) -> None:
    WallScreens(database, lambda: dt.datetime(2026, 3, 2, tzinfo=dt.UTC)).create("Staff room")
    database.go_back("0002")
    database.migrate()
    assert WallScreens(database, lambda: dt.datetime(2026, 3, 2, tzinfo=dt.UTC)).all_screens() == []
