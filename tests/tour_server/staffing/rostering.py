"""A desk with rules, kinds of shifts and colleagues, as a duty manager types them."""

from __future__ import annotations

from tests.desk import Browser, Desk, fields_of
from tests.waiting import until

DAYS = 7
RULES = "/desk/roster/rules"
WEEK = "/desk/roster/week/2026-03-02"  # of the twin clock
TUESDAY = "2026-03-03"  # of that week


def add_rules(browser: Browser) -> None:
    """Write a rule and two kinds of shifts."""
    browser.get(RULES)
    rule = {"people": "1", "skill": "Guard", "need": "open", "per": "60", "room": ""}
    assert browser.post(f"{RULES}/rule", rule, early="0", late="0").status_code == 303
    for name, begins, ends in (("Day", "09:30", "17:30"), ("Late", "12:00", "20:00")):
        kind = {"name": name, "begins": begins, "ends": ends, "break": "30", "skill": ""}
        assert browser.post(f"{RULES}/kind", kind).status_code == 303


def add_colleague(browser: Browser, name: str, **changes: str) -> str:
    """Add a colleague with the values that the form offers, and these. Returns the key."""
    page = browser.get("/desk/roster/colleagues/new")
    late = {f"to{day}": "22:00" for day in range(DAYS)}
    fields = {**fields_of(page.text), **late, "name": name, "skills": "guard", **changes}
    answer = browser.post("/desk/roster/colleagues/new", fields)
    assert answer.status_code == 303, answer.text
    return str(answer.location.rpartition("/")[2])


def put(browser: Browser, key: str, day: str, shift: str) -> None:
    """Put a shift into a cell, or empty it."""
    answer = browser.post(f"{WEEK}/put", cell=f"{key}.{day}", shift=shift)
    assert answer.status_code == 303, answer.text


def compute(browser: Browser, desk: Desk) -> None:
    """Ask for the roster of the week, and wait until it has been computed."""
    with desk.parts.running():
        browser.post(f"{WEEK}/compute")
        wait_for_roster(browser)


def wait_for_roster(browser: Browser) -> None:
    """Wait until the roster that was asked for has been computed; the desk must be running."""
    until(lambda: browser.get(f"{WEEK}/state").get_json()["ended"])
