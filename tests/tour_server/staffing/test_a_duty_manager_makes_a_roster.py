"""The pages of the roster: rules, colleagues, a week by hand with its checks, publishing, links, removal."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re

import pytest
from lxml import html
from msgspec.structs import replace

from tests.desk import Browser, Desk, fields_of
from tests.tour_server.staffing.rostering import (
    RULES,
    TUESDAY,
    WEEK,
    add_colleague,
    compute,
    put,
    wait_for_roster,
)
from tour_server.database import Base
from tour_server.forecast.known_days import KnownDay, KnownDays, KnownKind
from tour_server.staff.permissions import Role
from tour_server.staffing.colleagues import Colleagues
from tour_server.staffing.planned_shift import PlannedShift
from tour_server.staffing.roster_weeks import RosterWeeks
from tour_server.staffing.rosters import Rosters
from tour_server.staffing.week_facts import WeekFacts


def link_of(browser: Browser, key: str) -> str:
    page = browser.post(f"/desk/roster/colleagues/{key}/link").text
    found = re.search(r"http://localhost(/roster/[\w-]+)", page)
    assert found is not None
    return found[1]


def test_a_week_is_made_by_hand_and_shown(bram: Browser, desk: Desk) -> None:
    noor, els = add_colleague(bram, "Noor"), add_colleague(bram, "Els", most_days="2")
    options = bram.get(f"{WEEK}?cell={noor}.{TUESDAY}").text
    assert "Day, 09:30–17:30, guard" in options
    put(bram, noor, TUESDAY, "1.guard")
    board = bram.get(WEEK).text
    assert "<strong>09:30–17:30</strong>" in board
    assert "by hand" in board
    assert "Colleagues don&#39;t see this week yet" in board or "don't see this week yet" in board
    link = link_of(bram, noor)
    stranger = desk.stranger()
    assert "No shift is published" in stranger.get(link).text
    assert bram.post(f"{WEEK}/publish").status_code == 303
    page = stranger.get(link)
    assert "Tuesday 3 March" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "Els" not in page.text
    calendar = stranger.get(f"{link}/shifts.ics")
    assert calendar.content_type == "text/calendar; charset=utf-8"
    assert "BEGIN:VEVENT\r\n" in calendar.text
    put(bram, noor, TUESDAY, "")
    assert "1 day of a colleague has changed since" in bram.get(WEEK).text
    assert "Tuesday 3 March" in stranger.get(link).text, "a draft is nobody's shift yet"
    link_of(bram, noor)
    assert stranger.get(link).status_code == 404, "a new link ends the one before"
    assert els


def test_a_drag_says_what_it_would_break(bram: Browser) -> None:
    noor, els = add_colleague(bram, "Noor"), add_colleague(bram, "Els", skills="desk")
    put(bram, noor, TUESDAY, "2.guard")
    query = f"source={noor}.{TUESDAY}&target={els}.2026-03-04"
    would = bram.get(f"{WEEK}/would?{query}").get_json()
    assert "Els is no guard." in would["worse"]
    assert any("needs 1 × guard" in sentence for sentence in would["worse"])
    put(bram, noor, "2026-03-04", "1.guard")
    rest = bram.get(f"{WEEK}?cell={noor}.2026-03-04").text
    assert "Noor has 13 h 30 min" not in rest, "13 and a half hours of rest are enough"
    answer = bram.post(f"{WEEK}/drag", source=f"{noor}.{TUESDAY}", target=f"{els}.2026-03-04")
    assert answer.status_code == 303
    page = bram.get(WEEK).text
    assert "Els is no guard." in page
    assert bram.post(f"{WEEK}/drag", source="x", target="y").status_code == 404


@pytest.mark.long
def test_two_shifts_change_places(bram: Browser, desk: Desk) -> None:
    noor, els = add_colleague(bram, "Noor"), add_colleague(bram, "Els")
    put(bram, noor, TUESDAY, "1.guard")
    put(bram, els, TUESDAY, "2.guard")
    bram.post(f"{WEEK}/drag", source=f"{noor}.{TUESDAY}", target=f"{els}.{TUESDAY}")
    day = dt.date.fromisoformat(TUESDAY)
    shifts = desk.parts.assembly.context.get(Rosters).shifts(day, day)
    assert {one.colleague: one.begins for one in shifts} == {noor: 720, els: 570}


def test_the_csv_is_safe_in_a_spreadsheet(bram: Browser) -> None:
    key = add_colleague(bram, "=1+1")
    put(bram, key, TUESDAY, "1.guard")
    rows = list(csv.reader(io.StringIO(bram.get(f"{WEEK}/csv").text)))
    assert rows[1] == [TUESDAY, "'=1+1", "09:30", "17:30", "13:15", "30", "guard"]


def test_whoever_is_removed_is_gone_everywhere(bram: Browser, desk: Desk) -> None:
    zita = add_colleague(bram, "Zita")
    bram.post(f"/desk/roster/colleagues/{zita}/absent", first=TUESDAY, last="", kind="ill")
    wish = {"when": "every", "rather": "1", "begins": "11:00", "ends": ""}
    assert bram.post(f"/desk/roster/colleagues/{zita}/wish", wish).status_code == 303
    put(bram, zita, TUESDAY, "1.guard")
    bram.post(f"{WEEK}/publish")
    link = link_of(bram, zita)
    kept = json.loads(bram.get(f"/desk/roster/colleagues/{zita}/data.json").text)
    assert kept["colleague"]["name"] == "Zita"
    assert [len(kept["shifts"][which]) for which in ("draft", "published")] == [1, 1]
    bram.post(f"/desk/roster/colleagues/{zita}/remove")
    assert bram.get(f"/desk/roster/colleagues/{zita}").status_code == 200, "it asks first"
    assert bram.post(f"/desk/roster/colleagues/{zita}/remove", sure="1").status_code == 303
    assert "Zita" not in bram.get(WEEK).text
    assert desk.stranger().get(link).status_code == 404
    context = desk.parts.assembly.context
    day = dt.date.fromisoformat(TUESDAY)
    for published in (False, True):
        assert context.get(Rosters).shifts(day, day, published=published) == []
    assert "Zita" not in desk.colleague("Ada").get("/desk/events").text
    with desk.parts.database.reading() as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(table.select()):
                assert not {"Zita", zita} & {*map(str, row)}, table.name
                assert zita not in str(row), table.name


def test_an_account_that_is_removed_takes_the_colleague_along(bram: Browser, desk: Desk) -> None:
    add_colleague(bram, "Jan")
    desk.colleague("Jan", Role.AUTHOR)
    desk.parts.accounts.remove("Jan")
    assert desk.parts.assembly.context.get(Colleagues).everyone() == ()


@pytest.mark.long
def test_old_rosters_are_forgotten(bram: Browser, desk: Desk) -> None:
    noor = add_colleague(bram, "Noor")
    put(bram, noor, TUESDAY, "1.guard")
    colleagues = desk.parts.assembly.context.get(Colleagues)
    assert colleagues.forget_before(dt.date.fromisoformat(TUESDAY)) == 0
    assert colleagues.forget_before(dt.date(2026, 3, 4)) == 1


@pytest.mark.long
@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", " ", "Name: write something"),
        ("skills", ",", "Write what they can do"),
        ("week_hours", "many", "Hours a week: write hours from 0 to 60."),
        ("week_hours", "٣", "Hours a week: write hours from 0 to 60."),
        ("most_days", "8", "Days in a row: write a whole number from 1 to 7."),
        ("from0", "25:00", "Monday: write a time, such as 09:30."),
        ("to1", "07:00", "Tuesday: it ends before it begins."),
    ],
)
def test_what_cant_be_is_said_and_kept(bram: Browser, field: str, typed: str, said: str) -> None:
    add_colleague(bram, "Els")
    page = bram.get("/desk/roster/colleagues/new").text
    assert 'name="name"' in page
    fields = {**fields_of(page), "name": "Noor", "skills": "guard", field: typed}
    answer = bram.post("/desk/roster/colleagues/new", fields)
    assert answer.status_code == 422
    assert said in answer.text
    again = {**fields_of(page), "name": "Els", "skills": "guard"}
    same = bram.post("/desk/roster/colleagues/new", again)
    assert "There is already somebody called Els." in same.text


@pytest.mark.long
@pytest.mark.parametrize(
    ("form", "typed", "said"),
    [
        ("rule", {"need": "x"}, "Choose what makes people needed."),
        ("rule", {"need": "open", "room": "x"}, "Choose a room"),
        ("rule", {"need": "open", "room": "", "skill": ""}, "Who: write something"),
        ("kind", {"begins": "10:00", "ends": "09:00"}, "Shift: it ends before it begins."),
        ("kind", {"begins": "9:00", "ends": "10:00", "break": "60"}, "The break is longer"),
        ("tour", {"day": "2026-02-30"}, "Day: write a day"),
        ("tour", {"day": "2026-03-01", "begins": "10:00", "ends": "11:00"}, "That day is over."),
        ("tour", {"day": "2026-03-05", "begins": "x", "ends": "y"}, "Tour: write a time"),
    ],
)
def test_a_rule_that_cant_be_is_said(
    bram: Browser, form: str, typed: dict[str, str], said: str
) -> None:
    bram.get(RULES)
    answer = bram.post(f"{RULES}/{form}", typed)
    assert (answer.status_code, said in answer.text) == (422, True)


@pytest.mark.long
def test_rules_and_tours_are_added_and_taken_off(bram: Browser) -> None:
    bram.post(f"{RULES}/tour", day="2026-03-05", begins="10:30", ends="11:30", groups="2")
    page = bram.get(RULES).text
    assert "2 groups" in page
    assert "1 × guard while the house is open" in page
    for what in ("tour", "rule", "kind"):
        assert bram.post(f"{RULES}/remove", what=what, number="1").status_code == 303
    page = bram.get(RULES).text
    assert "2 groups" not in page
    assert "No rule yet" in page
    assert bram.post(f"{RULES}/remove", what="rule", number="9" * 30).status_code == 303
    assert bram.post(f"{RULES}/remove", what="staff", number="1").status_code == 404


@pytest.mark.long
@pytest.mark.parametrize("monday", ["2026-03-03", "x", "2026-02-31", "9999-01-01", "２026-03-02"])
def test_an_address_of_no_week(bram: Browser, monday: str) -> None:
    assert bram.get(f"/desk/roster/week/{monday}").status_code == 404


def test_only_who_may_sees_it(desk: Desk) -> None:
    author = desk.colleague("Anna", Role.AUTHOR)
    assert author.get(WEEK).status_code == 403
    assert "/desk/roster" not in author.get("/desk").text


@pytest.mark.long
def test_a_day_is_read_by_the_quarter_of_an_hour(bram: Browser) -> None:
    noor = add_colleague(bram, "Noor")
    put(bram, noor, TUESDAY, "2.guard")
    tree = html.fromstring(bram.get(f"{WEEK}/day/{TUESDAY}").text)
    page = " ".join(" ".join(tree.itertext()).split())
    assert "Noor 12:00–20:00 17:00–17:30 guard" in page, "the break is taken after closing"
    assert "10:00–12:00 0 there, 1 needed too few" in page
    assert "12:00–17:00 1 there, 1 needed 17:00–17:30 1 there, 0 needed 1 at a break" in page
    assert bram.get(f"{WEEK}/day/2026-03-09").status_code == 404


@pytest.mark.long
@pytest.mark.solver
def test_the_week_is_computed_and_somebody_falls_ill(bram: Browser, desk: Desk) -> None:
    for name in ("Noor", "Els", "Jan"):
        add_colleague(bram, name, flex_hours="32")
    with desk.parts.running():
        bram.post(f"{WEEK}/compute")
        wait_for_roster(bram)
        page = bram.get(WEEK).text
        assert "found the best roster there is, and proved it" in page
        assert "Every need is met, and no rule is broken." in page
        bram.post(f"{WEEK}/publish")
        rosters = desk.parts.assembly.context.get(Rosters)
        days = dt.date(2026, 3, 2), dt.date(2026, 3, 8)
        before = {(one.colleague, one.day) for one in rosters.shifts(*days)}
        ill, day = min(before, key=lambda one: one[1])
        bram.post(f"{WEEK}/ill", cell=f"{ill}.{day}")
        wait_for_roster(bram)
    after = {(one.colleague, one.day) for one in rosters.shifts(*days)}
    assert before - after == {(ill, day)}
    assert len(after - before) == 1
    page = bram.get(WEEK).text
    assert "2 days of colleagues have changed since" in page
    names = {one.key: one.name for one in desk.parts.assembly.context.get(Colleagues).everyone()}
    ((taker, _day),) = after - before
    weekday = f"{day:%A}"
    assert f"{names[ill]}, {weekday}: off (shown: 09:30–17:30 guard)" in page
    assert f"{names[taker]}, {weekday}: 09:30–17:30 guard (shown: off)" in page


@pytest.mark.long
@pytest.mark.solver
def test_two_are_ill_at_once(bram: Browser, desk: Desk) -> None:
    keys = [add_colleague(bram, name, flex_hours="32") for name in ("Noor", "Els", "Jan", "Ida")]
    for key in keys[:2]:
        put(bram, key, TUESDAY, "1.guard")
    bram.post(f"{WEEK}/ill", cell=f"{keys[0]}.{TUESDAY}")
    bram.post(f"{WEEK}/ill", cell=f"{keys[1]}.{TUESDAY}")
    assert "The roster that is being computed takes it in." in bram.get(WEEK).text
    with desk.parts.running():
        wait_for_roster(bram)
    day = dt.date.fromisoformat(TUESDAY)
    working = {one.colleague for one in desk.parts.assembly.context.get(Rosters).shifts(day, day)}
    assert len(working) == 1
    assert working < set(keys[2:])
    assert "Every need is met, and no rule is broken." in bram.get(WEEK).text


@pytest.mark.long
@pytest.mark.solver
def test_who_falls_ill_while_a_week_is_computed_is_not_put_back(
    bram: Browser, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tour_server.staffing import lawful_week

    noor = add_colleague(bram, "Noor")
    rosters = desk.parts.assembly.context.get(Rosters)
    days = dt.date(2026, 3, 2), dt.date(2026, 3, 8)
    rounds: list[int] = []

    def found(facts: WeekFacts, *_args: object, **_more: object) -> lawful_week.FoundWeek:
        (who,) = facts.colleagues
        day = dt.date.fromisoformat(TUESDAY)
        rounds.append(len(who.absences))
        if who.absence(day) is None:
            bram.post(f"{WEEK}/ill", cell=f"{noor}.{TUESDAY}")
            one = PlannedShift(noor, day, 1, 570, 1050, 30, "guard")
            return lawful_week.FoundWeek([one], 1, 1)
        return lawful_week.FoundWeek([], 1, 1)

    monkeypatch.setattr(lawful_week, "find_week", found)
    compute(bram, desk)
    assert rounds == [0, 1]
    assert rosters.shifts(*days) == []


@pytest.mark.long
@pytest.mark.solver
def test_a_week_that_changes_each_time_it_is_computed_says_so(
    bram: Browser, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tour_server.staffing import lawful_week

    noor = add_colleague(bram, "Noor")
    ill = iter(range(3, 9))

    def found(*_args: object, **_more: object) -> lawful_week.FoundWeek:
        bram.post(f"{WEEK}/ill", cell=f"{noor}.2026-03-0{next(ill)}")
        return lawful_week.FoundWeek([], 1, 1)

    monkeypatch.setattr(lawful_week, "find_week", found)
    compute(bram, desk)
    assert next(ill) == 6, "it tries three times"
    assert "Compute it again." in bram.get(WEEK).text


@pytest.mark.long
@pytest.mark.parametrize(
    ("begins", "ends", "pause", "said"),
    [
        ("00:00", "24:00", "30", "23 h 30 min of work, and the law allows 10 h"),
        ("22:00", "10:00", "60", "11 h of work, and the law allows 10 h"),
        ("09:00", "17:00", "0", "The law asks for a break of 30 min in it"),
    ],
)
def test_a_shift_against_the_law_is_kept_and_told(
    bram: Browser, begins: str, ends: str, pause: str, said: str
) -> None:
    kind = {"name": "X", "begins": begins, "ends": ends, "break": pause, "skill": ""}
    assert "no computation uses it" not in bram.get(RULES).text
    assert bram.post(f"{RULES}/kind", kind).status_code == 303
    assert said in bram.get(RULES).text


@pytest.mark.long
def test_somebody_is_ill_for_days(bram: Browser, desk: Desk) -> None:
    noor = add_colleague(bram, "Noor")
    for day in ("03", "04", "06"):
        put(bram, noor, f"2026-03-{day}", "1.guard")
    bram.post(f"{WEEK}/ill", cell=f"{noor}.{TUESDAY}", until="2026-03-05")
    context = desk.parts.assembly.context
    days = dt.date(2026, 3, 2), dt.date(2026, 3, 8)
    assert [one.day.day for one in context.get(Rosters).shifts(*days)] == [6]
    (absence,) = context.get(Colleagues).find(noor).absences
    assert (absence.first.day, absence.last.day) == (3, 5)
    bram.post(f"{WEEK}/compute")
    assert "Another roster is being computed" in bram.get(WEEK).text


def test_who_is_ill_into_a_later_week_loses_the_drafts_of_it(bram: Browser, desk: Desk) -> None:
    noor, els = add_colleague(bram, "Noor"), add_colleague(bram, "Els")
    put(bram, noor, TUESDAY, "1.guard")
    for week, day in (("2026-03-09", "2026-03-10"), ("2026-03-16", "2026-03-17")):
        for key in (noor, els):
            path = f"/desk/roster/week/{week}"
            assert bram.post(f"{path}/put", cell=f"{key}.{day}", shift="1.guard").status_code == 303
    form = html.fromstring(bram.get(f"{WEEK}?cell={noor}.{TUESDAY}").text)
    (until_field,) = form.xpath("//input[@id='until']")
    assert (until_field.get("type"), until_field.get("min")) == ("date", TUESDAY)
    bram.post(f"{WEEK}/ill", cell=f"{noor}.{TUESDAY}", until="2026-03-20")
    context = desk.parts.assembly.context
    (absence,) = context.get(Colleagues).find(noor).absences
    assert absence.last == dt.date(2026, 3, 20)
    left = context.get(Rosters).shifts(dt.date(2026, 3, 2), dt.date(2026, 3, 22))
    assert [(one.colleague, one.day.day) for one in left] == [(els, 10), (els, 17)]
    assert "Compute those of 9 March, 16 March as well." in bram.get(WEEK).text
    bram.post(f"{WEEK}/ill", cell=f"{els}.{TUESDAY}", until="2096-03-20")
    (absence,) = context.get(Colleagues).find(els).absences
    assert absence.last == dt.date(2027, 3, 4), "a year that was typed wrong"


def test_a_house_without_opening_hours_is_told_to_state_them(bram: Browser, desk: Desk) -> None:
    said = "The museum has not stated its opening hours"
    assert said not in bram.get(WEEK).text
    weeks = desk.parts.assembly.context.get(RosterWeeks)
    house = weeks._museum()
    assert house is not None
    site = replace(house.site, opening=[None] * 7, exceptions=[])
    weeks._museum = lambda: replace(house, site=site)
    page = bram.get(WEEK).text
    assert said in page
    (link,) = html.fromstring(page).xpath("//a[text()='Opening hours']/@href")
    assert bram.get(link).status_code in (200, 302)
    assert 'id="hours"' in bram.get(link, follow_redirects=True).text


def test_how_far_the_best_roster_may_be_is_said(bram: Browser, desk: Desk) -> None:
    add_colleague(bram, "Noor")
    rosters, monday = desk.parts.assembly.context.get(Rosters), dt.date(2026, 3, 2)
    rosters.replace_week(monday, [], 400, 390)
    assert "a roster better by 2.5 % at most may exist" in bram.get(WEEK).text
    rosters.replace_week(monday, [], 400, 400)
    page = bram.get(WEEK).text
    assert "and proved it" in page
    assert "at most may exist" not in page


def test_a_closed_house_needs_nobody(bram: Browser, desk: Desk) -> None:
    put(bram, add_colleague(bram, "Noor"), "2026-03-07", "1.guard")
    assert "5 needs are not met" in bram.get(WEEK).text
    day = dt.date.fromisoformat(TUESDAY)
    known = KnownDay(KnownKind.CLOSED, day, day, "the lift")
    desk.parts.assembly.context.get(KnownDays).add([known], "Bram")
    assert "4 needs are not met" in bram.get(WEEK).text


def test_what_is_changed_while_a_week_is_computed_stays(bram: Browser, desk: Desk) -> None:
    noor, els = add_colleague(bram, "Noor"), add_colleague(bram, "Els")
    put(bram, noor, TUESDAY, "1.guard")
    rosters = desk.parts.assembly.context.get(Rosters)
    days = dt.date(2026, 3, 2), dt.date(2026, 3, 8)
    (before,) = rosters.shifts(*days)
    put(bram, noor, TUESDAY, "")
    put(bram, els, TUESDAY, "2.guard")
    (by_hand,) = rosters.shifts(*days)
    computed = [before, replace(by_hand, begins=570, ends=1050, kind=1, pinned=False)]
    rosters.replace_week(days[0], computed, 0, 0)
    assert rosters.shifts(*days) == [by_hand]


@pytest.mark.long
def test_without_the_solver_the_page_says_what_to_install(
    bram: Browser, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_colleague(bram, "Noor")
    for module in ("week_pages", "jobs"):
        monkeypatch.setattr(f"tour_server.staffing.{module}.solver_is_installed", lambda: False)
    assert "pip install &#39;zaalgids[roster]&#39;" in bram.get(WEEK).text
    compute(bram, desk)
    assert bram.get(f"{WEEK}/why?of=x").status_code == 200
    monkeypatch.undo()
    assert "pip install" in bram.get(WEEK).text, "the computation that failed says why"
    assert "pip install" not in bram.get("/desk/roster/week/2026-03-09").text
