"""The desk says when the last back-up was made, and to whom it matters when it is old."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.desk import Desk
from tour_server.backup.events import BACKED_UP, RESTORED
from tour_server.staff.permissions import Role

NEVER = "This server has never been backed up."


def later(desk: Desk, days: int) -> None:
    desk.clock.at += dt.timedelta(days=days)


def test_a_new_server_is_not_warned_about(desk: Desk) -> None:
    technician = desk.colleague("Bram", Role.TECHNICIAN)
    page = technician.get("/desk/back-ups").text
    assert "This server has not been backed up yet." in page
    assert NEVER not in page


def test_without_a_back_up_for_a_week(desk: Desk) -> None:
    later(desk, 8)
    technician = desk.colleague("Bram", Role.TECHNICIAN)
    for address in ("/desk", "/desk/back-ups"):
        assert technician.get(address).text.count(NEVER) == 1


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.EDITOR, Role.PUBLISHER, Role.DUTY_MANAGER])
def test_who_can_do_nothing_about_it_is_left_in_peace(desk: Desk, role: Role) -> None:
    later(desk, 70)
    browser = desk.colleague("Noor", role)
    assert NEVER not in browser.get("/desk").text
    assert browser.get("/desk/back-ups").status_code == 403


def test_the_last_back_up_is_named_and_grows_old(desk: Desk) -> None:
    desk.parts.events.record(BACKED_UP, "command line", "museum <1>.tar", "12.0 MB")
    administrator = desk.colleague("Noor", Role.ADMINISTRATOR)
    page = administrator.get("/desk/back-ups").text
    assert "today" in page
    assert "museum &lt;1&gt;.tar, 12.0 MB" in page
    assert "days old" not in page
    later(desk, 9)
    technician = desk.colleague("Bram", Role.TECHNICIAN)
    assert "The last back-up is 9 days old." in technician.get("/desk").text


def test_a_restored_server_has_the_age_of_its_back_up(desk: Desk) -> None:
    desk.parts.events.record(BACKED_UP, "command line", "museum.tar", "12.0 MB")
    written = desk.clock.at - dt.timedelta(days=30)
    desk.parts.events.record(RESTORED, "command line", written.isoformat())
    technician = desk.colleague("Bram", Role.TECHNICIAN)
    assert "was restored from the back-up of" in technician.get("/desk/back-ups").text
    assert "The last back-up is 30 days old." in technician.get("/desk").text
