"""A week changed by hand: two people at once, one step undone, all undone, forms that are refused."""

from __future__ import annotations

import datetime as dt

from lxml import html

from tests.desk import Browser, Desk
from tests.tour_server.staffing.rostering import RULES, TUESDAY, WEEK, add_colleague, put
from tour_server.staff.permissions import Role
from tour_server.staffing.planned_shift import PlannedShift
from tour_server.staffing.roster_weeks import RosterWeeks
from tour_server.staffing.rosters import Rosters


def test_two_people_change_one_cell(bram: Browser, desk: Desk) -> None:
    noor, els = add_colleague(bram, "Noor"), add_colleague(bram, "Els")
    put(bram, noor, TUESDAY, "1.guard")
    other = desk.colleague("Dirk", Role.DUTY_MANAGER)
    other.get(WEEK)
    put(other, noor, TUESDAY, "2.guard")
    cell = f"{noor}.{TUESDAY}"
    late = bram.post(f"{WEEK}/put", cell=cell, shift="", was="1.guard")
    assert late.location.endswith(f"?cell={cell}")
    said = "Noor, Tuesday: 12:00–20:00 guard. Somebody changed this after you opened the page"
    assert said in bram.get(late.location).text
    drag = {"source": cell, "target": f"{els}.{TUESDAY}", "source_was": "1.guard", "target_was": ""}
    answer = bram.post(f"{WEEK}/drag", drag)
    assert answer.status_code == 409
    assert said in answer.get_json()["words"]
    day = dt.date.fromisoformat(TUESDAY)
    rosters = desk.parts.assembly.context.get(Rosters)
    assert [(one.colleague, one.begins) for one in rosters.shifts(day, day)] == [(noor, 720)]
    seen = bram.post(f"{WEEK}/put", cell=cell, shift="", was="2.guard")
    assert "?cell=" not in seen.location
    assert rosters.shifts(day, day) == []


def test_the_last_change_is_undone(bram: Browser, desk: Desk) -> None:
    noor, els = add_colleague(bram, "Noor"), add_colleague(bram, "Els")
    put(bram, noor, TUESDAY, "1.guard")
    put(bram, els, TUESDAY, "2.guard")
    bram.post(f"{WEEK}/drag", source=f"{noor}.{TUESDAY}", target=f"{els}.{TUESDAY}")
    assert "Els, Tuesday: 09:30–17:30 guard (before: 12:00–20:00 guard)" in bram.get(WEEK).text
    bram.post(f"{WEEK}/undo")
    day = dt.date.fromisoformat(TUESDAY)
    rosters = desk.parts.assembly.context.get(Rosters)
    assert {one.colleague: one.begins for one in rosters.shifts(day, day)} == {noor: 570, els: 720}
    assert "You changed:" not in bram.get(WEEK).text
    bram.post(f"{WEEK}/undo")
    assert "Nothing was undone" in bram.get(WEEK).text
    put(bram, els, TUESDAY, "")
    other = desk.colleague("Dirk", Role.DUTY_MANAGER)
    other.get(WEEK)
    assert "You changed:" not in other.get(WEEK).text, "it is no change of Dirk's"
    put(other, els, TUESDAY, "1.guard")
    assert "You changed:" not in bram.get(WEEK).text, "Dirk has changed it since"


def test_a_draft_goes_back_to_what_colleagues_see(bram: Browser, desk: Desk) -> None:
    noor, els = add_colleague(bram, "Noor"), add_colleague(bram, "Els")
    put(bram, noor, TUESDAY, "1.guard")
    assert bram.post(f"{WEEK}/as-shown").status_code == 404, "nothing is shown yet"
    bram.post(f"{WEEK}/publish")
    put(bram, noor, TUESDAY, "")
    put(bram, els, TUESDAY, "2.guard")
    assert "Back to what colleagues see" in bram.get(WEEK).text
    bram.post(f"{WEEK}/as-shown")
    day = dt.date.fromisoformat(TUESDAY)
    draft = desk.parts.assembly.context.get(Rosters).shifts(day, day)
    assert [(one.colleague, one.begins) for one in draft] == [(noor, 570)]
    assert "as it stands here" in bram.get(WEEK).text


def test_an_empty_week_lists_no_faults(bram: Browser) -> None:
    noor = add_colleague(bram, "Noor")
    page = bram.get(WEEK).text
    assert "No shift is in this week yet" in page
    assert "needs 1 × guard" not in page
    assert "rules are broken" not in page
    put(bram, noor, TUESDAY, "1.guard")
    assert "needs 1 × guard" in bram.get(WEEK).text
    assert "Mon: " not in page, "the house is closed on Mondays"


def test_a_form_that_is_refused_keeps_what_was_chosen(bram: Browser) -> None:
    rule = {"people": "0", "skill": "guide", "need": "tour", "per": "60", "room": "zolder"}
    page = html.fromstring(bram.post(f"{RULES}/rule", rule, early="0", late="0").text)
    chosen = page.xpath("//form[contains(@action, '/rule')]//option[@selected]/@value")
    assert chosen == ["tour", "zolder"]
    key = add_colleague(bram, "Noor")
    typed = {"first": "2026-03-10", "last": "2026-03-05", "kind": "wish"}
    answer = bram.post(f"/desk/roster/colleagues/{key}/absent", typed)
    page = html.fromstring(answer.text)
    assert page.xpath("//input[@id='first' or @id='last']/@value") == ["2026-03-10", "2026-03-05"]
    assert page.xpath("//select[@id='kind']/option[@selected]/@value") == ["wish"]


def test_a_day_lists_people_by_name(bram: Browser) -> None:
    for name in ("Wim", "Aylin", "noor"):
        put(bram, add_colleague(bram, name), TUESDAY, "1.guard")
    page = html.fromstring(bram.get(f"{WEEK}/day/{TUESDAY}").text)
    names = page.xpath("(//table)[1]//tbody//th/text()")
    assert names == ["Aylin", "noor", "Wim"]


def test_a_day_off_by_hand_stays(bram: Browser, desk: Desk) -> None:
    noor, els = add_colleague(bram, "Noor"), add_colleague(bram, "Els")
    rosters = desk.parts.assembly.context.get(Rosters)
    weeks = desk.parts.assembly.context.get(RosterWeeks)
    days = dt.date(2026, 3, 2), dt.date(2026, 3, 8)
    day = dt.date.fromisoformat(TUESDAY)
    computed = [PlannedShift(one, day, 1, 570, 1050, 30, "guard") for one in (noor, els)]
    rosters.replace_week(days[0], computed, 0, 0)
    put(bram, noor, TUESDAY, "")  # taken out while the next roster is computed
    put(bram, noor, "2026-03-04", "")  # was off before
    rosters.replace_week(days[0], computed, 0, 0)
    assert [one.colleague for one in rosters.shifts(*days)] == [els]
    facts = weeks.facts(days[0])
    assert facts.days_off == {(noor, day), (noor, dt.date(2026, 3, 4))}
    page = bram.get(WEEK).text
    assert "2 days off were given by hand and stay." in page
    assert "off, by hand" in page
    assert "00:00" not in bram.get(f"{WEEK}/csv").text
    bram.post(f"{WEEK}/publish")
    assert len(rosters.shifts(*days, published=True)) == 1
    bram.post(f"{WEEK}/as-shown")
    assert len(weeks.facts(days[0]).days_off) == 2
    bram.post(f"{WEEK}/let-go")
    assert weeks.facts(days[0]).days_off == frozenset()
    rosters.replace_week(days[0], computed, 0, 0)
    assert len(rosters.shifts(*days)) == 2


def test_an_empty_cell_is_off_by_hand_after_a_drag_and_not_after_an_undo(
    bram: Browser, desk: Desk
) -> None:
    noor, els = add_colleague(bram, "Noor"), add_colleague(bram, "Els")
    rosters = desk.parts.assembly.context.get(Rosters)
    days = dt.date(2026, 3, 2), dt.date(2026, 3, 8)
    day = dt.date.fromisoformat(TUESDAY)
    put(bram, noor, TUESDAY, "1.guard")
    bram.post(f"{WEEK}/undo")
    assert rosters.days_off(*days) == frozenset()
    put(bram, noor, TUESDAY, "1.guard")
    bram.post(f"{WEEK}/drag", source=f"{noor}.{TUESDAY}", target=f"{els}.{TUESDAY}")
    assert [one.colleague for one in rosters.shifts(*days)] == [els]
    assert rosters.days_off(*days) == {(noor, day)}
    put(bram, noor, TUESDAY, "1.guard")
    assert rosters.days_off(*days) == frozenset()
