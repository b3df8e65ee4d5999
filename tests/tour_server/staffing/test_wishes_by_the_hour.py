"""Hours in which colleagues would rather work or rather not: typed, weighed in the search, told, deleted."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from lxml import html

from tests.desk import Browser, Desk
from tests.tour_server.staffing.rostering import TUESDAY, WEEK, add_colleague, put
from tests.tour_server.staffing.weeks import DAY, EVENING, MONDAY, colleague, needed, shift, week
from tour_server.staffing.colleagues import Colleagues
from tour_server.staffing.moves import consequences
from tour_server.staffing.needs import Band
from tour_server.staffing.planned_shift import Absence, AbsenceKind, HourWish, PlannedShift
from tour_server.staffing.week_check import week_issues
from tour_server.staffing.week_facts import WeekFacts
from tour_server.staffing.week_problem import LEAST_WISH_COST, WISH_COST, WeekProblem
from tour_server.staffing.wishes import days_in_words, hours_in_words, unkept_wishes

NOON, MIDNIGHT = 12 * 60, 24 * 60
WEDNESDAY = dt.date(2026, 3, 4)
LATE = HourWish(11 * 60, MIDNIGHT, rather=True)  # not before 11:00
NO_EVENING = HourWish(18 * 60, MIDNIGHT, rather=False)


def computed(facts: WeekFacts) -> list[PlannedShift]:
    from tour_server.staffing.solving.find_roster import TimeLimit, find_roster

    problem = WeekProblem(facts, Band.MIDDLE)
    found = find_roster(problem.problem, TimeLimit(20), workers=1)
    assert found.is_best
    return problem.planned(found.roster)


def costs(facts: WeekFacts, day: dt.date) -> dict[int, int]:
    """Returns for each kind of shift what it costs the first colleague on a day."""
    week_problem = WeekProblem(facts, Band.MIDDLE)
    number = facts.days.index(day)
    return {
        week_problem.slots[one.shift].kind: one.cost
        for one in week_problem.problem.wishes
        if (one.person, one.day) == (0, number)
    }


@pytest.mark.solver
def test_the_wish_decides_who_comes_early_and_who_stays() -> None:
    needs = {MONDAY: (needed(10, 17, 1), needed(17, 21, 1, "desk"))}
    both = ("guard", "desk")
    for wish, early in ((LATE, "els"), (NO_EVENING, "noor")):
        noor = colleague("noor", *both, wishes=(wish,))
        facts = week(noor, colleague("els", *both), needs=needs, skills=both)
        found = {one.colleague: one.kind for one in computed(facts)}
        assert found == {early: DAY.number, ({"noor", "els"} - {early}).pop(): EVENING.number}


@pytest.mark.solver
def test_a_need_goes_before_a_wish() -> None:
    never = HourWish(0, MIDNIGHT, rather=False)
    facts = week(colleague("noor", wishes=(never,)), needs={MONDAY: (needed(10, 17, 1),)})
    assert [one.day for one in computed(facts)] == [MONDAY]


def test_a_wish_costs_more_the_more_of_it_is_not_kept() -> None:
    facts = week(colleague("noor", wishes=(LATE, NO_EVENING)))
    found = costs(facts, MONDAY)
    assert LEAST_WISH_COST < found[DAY.number] < WISH_COST, "an hour and a half of eight"
    assert found[DAY.number] < found[EVENING.number] < WISH_COST, "three of eight hours"
    rather_off = (Absence(MONDAY, MONDAY, AbsenceKind.WISH),)
    facts = week(colleague("noor", wishes=(LATE,), absences=rather_off))
    assert costs(facts, MONDAY) == {DAY.number: WISH_COST, EVENING.number: WISH_COST}


@pytest.mark.parametrize(
    ("wish", "days"),
    [
        (HourWish(0, NOON, rather=False), [0, 1, 2, 3, 4, 5, 6]),
        (HourWish(0, NOON, rather=False, weekday=2), [2]),
        (HourWish(0, NOON, rather=False, day=WEDNESDAY), [2]),
        (HourWish(0, NOON, rather=False, day=WEDNESDAY + dt.timedelta(weeks=1)), []),
        (HourWish(NOON, MIDNIGHT, rather=True, weekday=2), [2]),
    ],
)
def test_a_wish_is_about_its_days(wish: HourWish, days: list[int]) -> None:
    facts = week(colleague("noor", wishes=(wish,)))
    shifts = [shift("noor", day) for day in range(7)]
    found = [(one.day - MONDAY).days for one in unkept_wishes(facts, shifts) if one.day]
    assert found == days
    assert [number for number, day in enumerate(facts.days) if costs(facts, day)] == days


@pytest.mark.parametrize(
    ("wish", "begins", "ends", "minutes"),
    [
        (LATE, 570, 1050, 90),
        (LATE, 660, 1050, 0),
        (LATE, 1320, 1800, 0),  # a night that begins late enough
        (HourWish(600, 1020, rather=True), 570, 1050, 60),
        (HourWish(1320, 1800, rather=True), 1320, 1800, 0),
        (NO_EVENING, 780, 1260, 180),
        (HourWish(0, 360, rather=False, weekday=1), 1320, 1800, 360),  # into Tuesday morning
        (HourWish(0, 360, rather=False, weekday=0), 1320, 1800, 0),
        (HourWish(1320, 1560, rather=False, weekday=6), 0, 480, 120),  # out of Sunday's night
    ],
)
def test_minutes_against_a_wish(wish: HourWish, begins: int, ends: int, minutes: int) -> None:
    assert wish.minutes_against(MONDAY, begins, ends) == minutes


def test_a_move_says_which_wish_it_goes_against_and_breaks_no_rule() -> None:
    facts = week(colleague("noor", wishes=(LATE,)), colleague("els"))
    before, after = [shift("els", 0)], [shift("noor", 0)]
    there = consequences(facts, before, after, Band.MIDDLE)
    said = "Noor works 09:30–17:30 on Monday and wished: rather from 11:00 on."
    assert there.worse == (said,)
    back = consequences(facts, after, before, Band.MIDDLE)
    assert back.better == (f"No longer: {said}",)
    assert week_issues(facts, after) == []
    off = (Absence(MONDAY, MONDAY, AbsenceKind.WISH),)
    (issue,) = unkept_wishes(week(colleague("noor", absences=off)), after)
    assert issue.sentence == "Noor works 09:30–17:30 on Monday and wished: rather off."


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        (LATE, "every day: rather from 11:00 on"),
        (HourWish(1080, MIDNIGHT, rather=False, weekday=4), "every Friday: rather not after 18:00"),
        (HourWish(0, 660, rather=False, day=WEDNESDAY), "4 March 2026: rather not before 11:00"),
        (HourWish(0, 1020, rather=True), "every day: rather until 17:00"),
        (HourWish(600, 900, rather=True), "every day: rather from 10:00 to 15:00"),
        (HourWish(1320, 1560, rather=False), "every day: rather not from 22:00 to 02:00"),
    ],
)
def test_a_wish_in_words(wish: HourWish, words: str) -> None:
    assert f"{days_in_words(wish)}: {hours_in_words(wish)}" == words


def test_a_wish_is_noted_seen_in_the_week_and_taken_back(bram: Browser, desk: Desk) -> None:
    noor = add_colleague(bram, "Noor")
    page = f"/desk/roster/colleagues/{noor}"
    bram.get(page)
    wish = {"when": "1", "rather": "1", "begins": "11:00", "ends": ""}
    assert bram.post(f"{page}/wish", wish).status_code == 303
    assert "every Tuesday: rather from 11:00 on" in bram.get(page).text
    cell = f"//td[@data-cell='{noor}.{TUESDAY}']"
    (off,) = html.fromstring(bram.get(WEEK).text).xpath(cell)
    assert "rather from 11:00 on" in off.text_content()
    bram.post(f"{page}/wish", {**wish, "when": "every", "rather": "0", "begins": "18:00"})
    tree = html.fromstring(bram.get(WEEK).text)
    said = [one.text_content() for one in tree.xpath("//*[text()='rather not after 18:00']/..")]
    assert len(said) == 1, "once a row, and not on each day"
    assert said[0].startswith("Noor")
    options = bram.get(f"{WEEK}?cell={noor}.{TUESDAY}").text
    assert "Noor works 09:30–17:30 on Tuesday and wished: rather from 11:00 on." in options
    put(bram, noor, TUESDAY, "1.guard")
    board = bram.get(WEEK).text
    assert "1 wish is not kept" in board
    (shown,) = html.fromstring(board).xpath(cell)
    assert "against a wish" in shown.text_content()
    assert "not right" not in shown.text_content()
    kept = json.loads(bram.get(f"{page}/data.json").text)["colleague"]["wishes"]
    assert [(one["weekday"], one["begins"], one["rather"]) for one in kept] == [
        (1, 660, True),
        (None, 1080, False),
    ]
    els = add_colleague(bram, "Els")
    number = kept[0]["number"]
    bram.post(f"/desk/roster/colleagues/{els}/unwish", number=str(number))
    bram.post(f"{page}/unwish", number="9" * 30)
    assert len(desk.parts.assembly.context.get(Colleagues).find(noor).wishes) == 2
    bram.post(f"{page}/unwish", number=str(number))
    assert "rather from 11:00 on" not in bram.get(page).text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"begins": ""}, "Wish: write from when, or until when."),
        ({"begins": "x"}, "Wish: write a time, such as 09:30."),
        ({"begins": "15:00", "ends": "14:00"}, "Wish: it ends before it begins."),
        ({"rather": "2"}, "Choose whether they would rather work or rather not."),
        ({"when": "7"}, "Choose which days."),
        ({"when": "day", "wish_day": ""}, "The one day: write a day"),
    ],
)
def test_a_wish_that_cant_be_is_said_and_kept(
    bram: Browser, changes: dict[str, str], said: str
) -> None:
    page = f"/desk/roster/colleagues/{add_colleague(bram, 'Noor')}"
    bram.get(page)
    typed = {"when": "3", "rather": "0", "begins": "10:00", "ends": "", **changes}
    answer = bram.post(f"{page}/wish", typed)
    assert (answer.status_code, said in answer.text) == (422, True)
    form = html.fromstring(answer.text)
    assert form.xpath("//input[@id='begins']/@value") == [typed["begins"]]
    assert "rather not" not in bram.get(page).text.split("Note the wish")[1]


def test_wishes_of_a_day_that_is_over_are_forgotten(bram: Browser, desk: Desk) -> None:
    noor = add_colleague(bram, "Noor")
    colleagues = desk.parts.assembly.context.get(Colleagues)
    for wish in (LATE, HourWish(0, NOON, rather=False, day=WEDNESDAY)):
        colleagues.add_wish(noor, wish)
        colleagues.add_wish(noor, wish)
    assert [one.begins for one in colleagues.find(noor).wishes] == [11 * 60, 0], "each is kept once"
    assert colleagues.forget_before(WEDNESDAY) == 0
    assert colleagues.forget_before(WEDNESDAY + dt.timedelta(days=1)) == 1
    assert [one.day for one in colleagues.find(noor).wishes] == [None]
    with pytest.raises(KeyError):
        colleagues.add_wish("nobody", LATE)
