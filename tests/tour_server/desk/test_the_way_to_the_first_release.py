"""A new museum reads on Today what comes next, until its first release; the sign-in names the first account."""

from __future__ import annotations

from pathlib import Path

from lxml import html

from tests.desk import PASSWORD, Desk
from tour_server.staff.first_account import FIRST_NAME, FirstAccount
from tour_server.staff.permissions import Role


def steps(page: str) -> list[tuple[str, bool]]:
    """Return the steps of the page Today, and which of them are done."""
    entries = html.fromstring(page).xpath("//section[@class='first-steps']//li")
    return [(one.xpath("./a")[0].text_content(), "done" in one.get("class", "")) for one in entries]


def test_steps_are_done_one_by_one_until_the_release(desk: Desk) -> None:
    noor = desk.colleague("Noor")
    shown = steps(noor.get("/desk").text)
    assert [is_done for _, is_done in shown].count(True) >= 2
    assert ("Bring your works in", True) in shown
    assert ("Publish", False) in shown
    for link in html.fromstring(noor.get("/desk").text).xpath(
        "//section[@class='first-steps']//a/@href"
    ):
        assert noor.client.get(link, follow_redirects=True).status_code == 200, link
    desk.parts.publisher.publish("Noor")
    assert steps(noor.get("/desk").text) == []


def test_an_empty_desk_has_its_three_beginnings_instead(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "server")
    noor = desk.colleague("Noor")
    page = noor.get("/desk").text
    assert steps(page) == []
    assert "Import a spreadsheet" in page
    noor.post("/desk/imports/begin")
    assert ("Bring your works in", False) in steps(noor.get("/desk").text)
    desk.close()


def test_the_first_account_is_named_until_somebody_has_signed_in(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "server")
    FirstAccount(desk.parts.accounts, PASSWORD, tmp_path / "server").start()
    stranger = desk.stranger()
    named = f"The first account is called {FIRST_NAME}"
    assert named in stranger.get("/desk/sign-in").text
    wrong = stranger.post("/desk/sign-in", name="admin", password="a wrong one, for sure")
    assert named in wrong.text, "who mistook the name reads it now"
    stranger.post("/desk/sign-in", name=FIRST_NAME, password=PASSWORD)
    assert named not in desk.stranger().get("/desk/sign-in").text
    desk.close()


def test_a_museum_with_colleagues_names_nobody(desk: Desk) -> None:
    desk.parts.accounts.create("Noor", PASSWORD, {Role.ADMINISTRATOR})
    assert "The first account" not in desk.stranger().get("/desk/sign-in").text
