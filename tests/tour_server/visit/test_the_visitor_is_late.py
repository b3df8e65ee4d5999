"""A visitor who is behind the plan is asked once, while nothing is told: what is left out, or so many minutes more."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask, url_for

from tests.tour_server.visit.test_a_visit_with_a_phone import Visit, visit
from tests.waiting import stays, until

pytestmark = pytest.mark.browser

__all__ = ["visit"]

MINUTE = 60_000
PLAN = {"made": 0, "seconds": 1800, "open_seconds": 7200}
NEXT = {"arrives": 300, "walk": 30, "wait": 0}
LATE = [
    # what happens, the facts, what comes of it; the plan wants to set off after 270 s and lasts 1530 s from then
    ("in time", [PLAN, NEXT, 30 * MINUTE, 270_000], None),
    ("two minutes are no matter", [PLAN, NEXT, 30 * MINUTE, 390_000], None),
    ("late, and there is time", [PLAN, NEXT, 60 * MINUTE, 870_000], None),
    (
        "ten minutes late",
        [PLAN, NEXT, 30 * MINUTE, 870_000],
        {"minutes": 10, "until": 31 * MINUTE, "longer": 10},
    ),
    (
        "the time is up already",
        [PLAN, NEXT, 10 * MINUTE, 870_000],
        {"minutes": 10, "until": 11 * MINUTE, "longer": 26},
    ),
    (
        "the museum closes with the plan",
        [{**PLAN, "open_seconds": 1800}, NEXT, 30 * MINUTE, 870_000],
        {"minutes": 10, "until": 30 * MINUTE, "longer": None},
    ),
    (
        "the museum closes before",
        [{**PLAN, "open_seconds": 1500}, NEXT, 60 * MINUTE, 870_000],
        {"minutes": 10, "until": 25 * MINUTE, "longer": None},
    ),
    (
        "a museum without hours",
        [{**PLAN, "open_seconds": None}, NEXT, 30 * MINUTE, 870_000],
        {"minutes": 10, "until": 31 * MINUTE, "longer": 10},
    ),
    (
        "who waits for a full room is not late",
        [PLAN, {**NEXT, "wait": 200}, 30 * MINUTE, 240_000],
        None,
    ),
    ("a plan of an earlier script", [{"seconds": 1800}, NEXT, 30 * MINUTE, 870_000], None),
    ("nothing comes next", [PLAN, None, 30 * MINUTE, 870_000], None),
]
ASKED = [
    ([{"no": None, "answered": 0}, 5, None, 20 * MINUTE], True),
    ([{"no": 5, "answered": 0}, 5, None, 20 * MINUTE], False),  # said no in this visit
    ([{"no": 4, "answered": 0}, 5, None, 20 * MINUTE], True),  # in the visit before
    ([{"no": None, "answered": 15 * MINUTE}, 5, None, 20 * MINUTE], False),
    ([{"no": None, "answered": 0}, 5, 19 * MINUTE, 20 * MINUTE], False),  # it is in view
    ([{"no": None, "answered": 0}, 5, 17 * MINUTE, 20 * MINUTE], True),  # its numbers are old
]


def test_the_phone_works_out_how_late_it_is(visit: Visit, app: Flask) -> None:
    with app.test_request_context():
        module = url_for("visit.static", filename="late.js")
    visit.open("/visit?l=en")
    late, asked = visit.phone.execute_async_script(
        """const [module, late, asked, done] = arguments;
        import(module).then(({ lateness, mayAsk }) =>
          done([late.map((facts) => lateness(...facts)), asked.map((facts) => mayAsk(...facts))]));""",
        module,
        [facts for _, facts, _ in LATE],
        [facts for facts, _ in ASKED],
    )
    assert dict(zip([name for name, _, _ in LATE], late, strict=True)) == {
        name: wanted for name, _, wanted in LATE
    }
    assert asked == [wanted for _, wanted in ASKED]


def dawdle(visit: Visit, minutes: float) -> None:
    """Put the plan and the begin of the visit so many minutes back, as time does."""
    visit.script(
        """const back = 60000 * arguments[0];
        const set = (name, value) => localStorage.setItem("zaalgids." + name, JSON.stringify(value));
        const get = (name) => JSON.parse(localStorage.getItem("zaalgids." + name));
        set("route", { ...get("route"), made: get("route").made - back });
        set("began", get("began") - back);""",
        minutes,
    )
    visit.open("/visit/work/1?l=en")
    visit.look_now()


def test_a_visitor_who_stays_too_long_leaves_out_or_stays_longer(visit: Visit, house: Any) -> None:
    visit.make_tour(20)
    dawdle(visit, 19)
    until(lambda: visit.words("#line p"), what="the question")
    said = re.fullmatch(
        r"We are 1[89] minutes behind the plan\. To be done by \d+:\d\d [AP]M we leave out (\d) works?: (.+)\.",
        visit.words("#line p"),
    )
    assert said, visit.words("#line p")
    left_out = said[2].split(", ")
    assert len(left_out) == int(said[1]) > 0
    assert visit.words("[data-answer=yes]") == "Leave out"
    more = re.fullmatch(r"(\d+) minutes? more", visit.words("[data-answer=no]"))
    assert more
    assert [stop["number"] for stop in visit.stored("route")["stops"]] == [1, 2, 3, 4, 5]
    visit.tap("[data-answer=no]")
    until(lambda: visit.stored("profile")["minutes"] == 20 + int(more[1]), what="more time")
    until(
        lambda: visit.stored("route")["made"] > visit.stored("began") + 18 * MINUTE,
        what="new times",
    )
    assert [stop["number"] for stop in visit.stored("route")["stops"]] == [1, 2, 3, 4, 5]
    visit.look_now()
    stays(lambda: visit.words("#line p") == "", 0.5, "it does not ask again and again")
    visit.script("localStorage.setItem('zaalgids.late_answered', '0')")  # ten minutes later
    dawdle(visit, int(more[1]) + 1)
    until(lambda: visit.words("#line p"), what="the question")
    titles = [stop["title"] for stop in visit.stored("route")["stops"]]
    visit.tap("[data-answer=yes]")
    until(lambda: len(visit.stored("route")["stops"]) < 4, what="a shorter plan")
    assert {stop["title"] for stop in visit.stored("route")["stops"]} <= set(titles)
    assert visit.troubles() == []


def test_a_room_closes_and_the_line_says_so(visit: Visit, house: Any) -> None:
    visit.make_tour(60)
    visit.open("/visit/work/1?l=en")
    house.closed = {"tiles": None}
    visit.look_now()
    until(lambda: visit.words("#line p"), what="the sentence")
    assert visit.words("#line p") == (
        "The Tile Room is closed now. Not seen then: Wall tile, Zellij star."
    )
    assert [stop["number"] for stop in visit.stored("route")["stops"] if stop["number"] != 1] == [
        4,
        5,
    ]
    visit.tap("[data-answer=yes]")
    assert visit.words("[data-next-number]") == "4"
    assert visit.troubles() == []
