"""A duty manager sees tomorrow, enters what is known of days, asks what if, and sees how right the forecasts were."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from sqlalchemy import select

from tests.desk import Desk
from tests.tour_server.forecast.counted_desk import TODAY, count, forecast, made
from tests.tour_server.forecast.test_hours_are_counted import seen
from tour_server.catalogue.current_museum import CurrentMuseum
from tour_server.forecast.count_imports import CountImports
from tour_server.forecast.count_table import CountRow, CountTable
from tour_server.forecast.forecast_store import ForecastStore
from tour_server.forecast.hour_counts import IMPORTED
from tour_server.forecast.jobs import ForecastJobs, country_of
from tour_server.forecast.known_days import KnownDay, KnownDays, KnownKind
from tour_server.forecast.tables import VisitorForecastRow, VisitorHourRow
from tour_server.forecast.today_course import KEPT
from tour_server.jobs.job import JobFailedError, JobState
from tour_server.staff.permissions import Role

TOMORROW = TODAY + dt.timedelta(days=1)


def totals(desk: Desk, day: dt.date = TOMORROW) -> dict[str, float]:
    store = desk.parts.assembly.context.get(ForecastStore)
    return {one.forecast.series: one.forecast.middle for one in store.newest(day, day)}


def test_nothing_was_counted(desk: Desk) -> None:
    dirk = desk.colleague("Dirk", Role.DUTY_MANAGER)
    for path in ("", "/days", "/right", "/known", "/counts"):
        assert dirk.get(f"/desk/tomorrow{path}").status_code == 200, path
    assert "Nothing was forecast yet" in dirk.get("/desk/tomorrow").text
    job = made(desk)
    assert job.state is JobState.FAILED
    assert "Fewer than seven days" in job.problem


def test_a_day_is_entered_before_models_were_chosen(desk: Desk) -> None:
    count(desk, 24)
    made(desk, choose=False)
    job = desk.parts.jobs.newest("forecast-visitors")
    assert job is not None
    assert (job.state, job.problem) == (JobState.DONE, ""), "three weeks were counted"
    assert totals(desk)["house"] > 150


def test_what_changes_while_a_forecast_is_made_is_taken_in(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    forecast(desk)
    before = totals(desk)["house"]
    context = desk.parts.assembly.context
    known, jobs = context.get(KnownDays), context.get(ForecastJobs)
    keep, rounds = ForecastStore.keep, []

    def keep_later(self: ForecastStore, *given: object) -> None:
        if len(rounds) < 4:  # staff enter a day after the job has read what is known
            known.add([KnownDay(KnownKind.EVENT, TOMORROW, TOMORROW, "Fair", people=25)], "Dirk")
            jobs.ask("Dirk")
        rounds.append(1)
        keep(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(ForecastStore, "keep", keep_later)
    made(desk, choose=False)
    assert len(rounds) == 5
    assert totals(desk)["house"] == pytest.approx(before + 100, abs=1)


def test_a_page_waits_for_its_forecast(desk: Desk) -> None:
    dirk = desk.colleague("Dirk", Role.DUTY_MANAGER)
    assert dirk.get("/desk/tomorrow/state").get_json() == {"ended": True}
    dirk.get("/desk/tomorrow")
    assert dirk.post("/desk/tomorrow/now").status_code == 302
    assert dirk.get("/desk/tomorrow/state").get_json() == {"ended": False}
    for page in ("", "/days"):
        text = dirk.get(f"/desk/tomorrow{page}").text
        assert "A forecast is being made. This page shows it when it is there." in text
        assert "Nothing was forecast yet" not in text
    made(desk)
    for page in ("", "/days"):
        text = dirk.get(f"/desk/tomorrow{page}").text
        assert "Fewer than seven days were counted" in text
        assert "Nothing was forecast yet" not in text, "once is enough"


def test_absurd_numbers_are_no_people_and_no_hour(desk: Desk) -> None:
    forecast(desk)
    dirk = desk.colleague("Dirk", Role.DUTY_MANAGER)
    dirk.get("/desk/tomorrow/known")
    group = {"kind": "group", "first": f"{TOMORROW}", "people": "28", "hour": "10:00"}
    for wrong in ({"people": "000000001999999999999"}, {"hour": "0000999"}, {"hour": "24:00"}):
        assert dirk.post("/desk/tomorrow/known", {**group, **wrong}).status_code == 422, wrong
    page = dirk.get("/desk/tomorrow?people=99999999999999").text
    assert "1000000 visitors more" in page, "the most that is taken, and said"


def test_the_calendar_names_the_room_that_is_closed(desk: Desk) -> None:
    forecast(desk)
    known = desk.parts.assembly.context.get(KnownDays)
    known.add([KnownDay(KnownKind.CLOSED, TOMORROW, TOMORROW, "Painting", "zolder")], "Dirk")
    dirk = desk.colleague("Dirk", Role.DUTY_MANAGER)
    assert "Zolder closed" in dirk.get("/desk/tomorrow/days").text


def test_three_weeks_make_an_honest_wide_band(desk: Desk) -> None:
    forecast(desk, 24)
    dirk = desk.colleague("Dirk", Role.DUTY_MANAGER)
    page = dirk.get("/desk/tomorrow")
    assert page.status_code == 200
    assert "visitors are expected" in page.text
    assert "Tomorrow, Tuesday 3 March" in page.text
    assert "too short a past to compare models" in page.text
    store = desk.parts.assembly.context.get(ForecastStore)
    near = store.newest(TOMORROW, TOMORROW, "house")[0].forecast
    far = store.newest(TODAY + dt.timedelta(days=22), TODAY + dt.timedelta(days=22), "house")[0]
    assert 150 < near.middle < 400
    assert (near.high - near.low) / near.middle > 0.25
    assert far.forecast.high / far.forecast.middle > near.high / near.middle
    assert totals(desk, TODAY)["house"] == 0, "Mondays are closed"
    assert "closed" in dirk.get("/desk/tomorrow/days").text
    assert totals(desk)["house"] == pytest.approx(totals(desk)["room/hal"])


def test_groups_events_and_closures_change_the_forecast(desk: Desk) -> None:
    forecast(desk)
    before = totals(desk)
    dirk = desk.colleague("Dirk", Role.DUTY_MANAGER)
    dirk.get("/desk/tomorrow/known")
    group = {"kind": "group", "first": f"{TOMORROW}", "people": "28", "hour": "10:00"}
    assert dirk.post("/desk/tomorrow/known", group).status_code == 302
    late = {"kind": "group", "first": f"{TOMORROW}", "people": "9", "hour": "20:00"}
    assert dirk.post("/desk/tomorrow/known", late).status_code == 302
    event = {"kind": "event", "first": f"{TOMORROW}", "people": "100", "name": "Market <b>"}
    assert dirk.post("/desk/tomorrow/known", event).status_code == 302
    closed = {"kind": "closed", "first": f"{TOMORROW}", "room": "zolder"}
    assert dirk.post("/desk/tomorrow/known", closed).status_code == 302
    made(desk, choose=False)
    after = totals(desk)
    assert after["house"] == pytest.approx(before["house"] + 128, abs=1)
    assert after["room/zolder"] == 0
    page = dirk.get("/desk/tomorrow").text
    assert "A group of 28 comes at 10:00" in page
    assert "It is closed at that hour, so they are not in the forecast." in page
    assert "Market &lt;b&gt;" in page
    number = desk.parts.assembly.context.get(KnownDays).all()[0].number
    assert dirk.post(f"/desk/tomorrow/known/{number}/remove").status_code == 302
    assert dirk.post(f"/desk/tomorrow/known/{number}/remove").status_code == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"kind": "parade"}, "Choose what is known"),
        ({"first": "soon"}, "is no day"),
        ({"first": "2026-03-09", "last": "2026-03-01"}, "before the first"),
        ({"last": "2029-03-01"}, "more than a year"),
        ({"room": "cellar"}, "no such room"),
        ({"kind": "group"}, "how many people"),
        ({"kind": "group", "people": "28", "hour": "99"}, "at which hour"),
        ({"kind": "rain", "millimetres": "wet"}, "millimetres"),
        ({"kind": "rain", "millimetres": "nan"}, "millimetres"),
        ({"people": "-3"}, "how many people"),
        ({"people": "9" * 5000}, "how many people"),
    ],
)
def test_what_is_typed_wrong_is_said(desk: Desk, typed: dict[str, str], said: str) -> None:
    dirk = desk.colleague("Dirk", Role.DUTY_MANAGER)
    dirk.get("/desk/tomorrow/known")
    answer = dirk.post("/desk/tomorrow/known", {"kind": "event", "first": "2026-03-09", **typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert desk.parts.assembly.context.get(KnownDays).all() == []


def test_what_if(desk: Desk) -> None:
    forecast(desk)
    dirk = desk.colleague("Dirk", Role.DUTY_MANAGER)
    plain = totals(desk)["house"]
    page = dirk.get("/desk/tomorrow?people=100&rain=1&closed=zolder").text
    assert f"<b>{round(plain + 100)}</b>" in page
    assert "What if it rains: what it does here is not known" in page
    assert "stay as they are" in page
    assert totals(desk)["house"] == plain, "asking changes nothing"
    shut = dirk.get("/desk/tomorrow?series=room/zolder&closed=zolder").text
    assert "nobody comes in" in shut
    room = dirk.get("/desk/tomorrow?series=room/zolder&people=100").text
    assert "this room stays as it is" in room
    assert f"<b>{round(totals(desk)['room/zolder'])}</b>" in room
    monday = dirk.get(f"/desk/tomorrow?day={TODAY}&people=100&rain=1").text
    assert "what you ask changes nothing" in monday
    known = desk.parts.assembly.context.get(KnownDays)
    known.add([KnownDay(KnownKind.RAIN, TOMORROW, TOMORROW, millimetres=8.0)], "Dirk")
    assert "the forecast has it already" in dirk.get("/desk/tomorrow?rain=1").text
    for odd in ("people=x&closed=cellar", "day=never", "series=room/none", "people=" + "9" * 400):
        assert dirk.get(f"/desk/tomorrow?{odd}").status_code == 200


def test_counts_of_whole_days_forecast_too(desk: Desk) -> None:
    with desk.parts.database.writing() as session:
        for back in range(1, 29):
            day = TODAY - dt.timedelta(days=back)
            if day.weekday():
                session.add(
                    VisitorHourRow(
                        series="house",
                        day=day,
                        hour=-1,
                        source=IMPORTED,
                        people=140.0 + back,
                        open_share=1.0,
                    )
                )
    assert made(desk).state is JobState.DONE
    assert totals(desk)["house"] == pytest.approx(150, abs=15)
    assert totals(desk).keys() == {"house"}, "no room was counted"
    dirk = desk.colleague("Dirk", Role.DUTY_MANAGER)
    assert "Only whole days were counted" in dirk.get("/desk/tomorrow").text


@pytest.mark.long
def test_how_right_we_were_is_kept(desk: Desk) -> None:
    forecast(desk)
    for _night in range(8):
        desk.clock.at += dt.timedelta(days=1)
        made(desk, choose=False)
    with desk.parts.database.writing() as session:
        kept = session.scalars(
            select(VisitorForecastRow).where(
                VisitorForecastRow.series == "house", VisitorForecastRow.lead == 2
            )
        ).all()
        assert len(kept) == 9, "one for each night"
        for row in kept:
            row.counted = row.middle * 1.02 if row.middle else None
    dirk = desk.colleague("Dirk", Role.DUTY_MANAGER)
    page = dirk.get("/desk/tomorrow/right").text
    assert "missed <b>2.0 %</b>" in page
    assert "100 % of the bands held" in page
    assert "No forecast of this kind" in dirk.get("/desk/tomorrow/right?horizon=28").text


def test_an_outcome_is_what_was_counted_in_every_open_hour(desk: Desk) -> None:
    forecast(desk)
    desk.clock.at += dt.timedelta(days=2)
    count(desk, 0)
    made(desk, choose=False)
    store = desk.parts.assembly.context.get(ForecastStore)
    assert store.judged("house", 2, TODAY) == [], "Tuesday was not counted"


def tickets(day: dt.date, people: float) -> CountTable:
    rows = [CountRow("house", day, hour, people) for hour in range(10, 17)]
    return CountTable(rows, {}, [], 0, day_first=True, ambiguous=False)


def test_what_came_of_a_forecast_is_noted_and_corrected(desk: Desk) -> None:
    context = desk.parts.assembly.context
    store, imports = context.get(ForecastStore), CountImports(desk.parts.database, desk.clock)
    museum = context.get(CurrentMuseum)()
    assert museum is not None
    forecast(desk)
    planned = totals(desk)["house"]
    desk.clock.at += dt.timedelta(days=2)
    numbers = []
    for people in (100.0, 10.0):
        if numbers:
            imports.take_back(numbers[-1], museum)
        numbers.append(imports.add("till.csv", tickets(TOMORROW, people), "Dirk"))
        imports.apply(numbers[-1], museum)
        assert store.judged("house", 2, TODAY) == [], "what was noted is open again"
        made(desk, choose=False)
        assert [one.counted for one in store.judged("house", 2, TODAY)] == [7 * people]
        assert store.judged("room/hal", 2, TODAY) == [], "a room was not counted"
    dirk = desk.colleague("Dirk", Role.DUTY_MANAGER)
    page = dirk.get(f"/desk/tomorrow?day={TOMORROW}").text
    assert "visitors were expected, probably" in page
    assert f'min="{TOMORROW}"' in page, "the form can be sent as it stands"
    assert totals(desk)["house"] == planned, "a day that is over keeps its forecast"
    imports.take_back(numbers[-1], museum)
    made(desk, choose=False)
    assert store.judged("house", 2, TODAY) == [], "nothing is known of that day any more"


@pytest.mark.long
def test_school_holidays_and_public_holidays(desk: Desk) -> None:
    dirk = desk.colleague("Dirk", Role.DUTY_MANAGER)
    dirk.get("/desk/tomorrow/known")
    calendar = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Spring\r\n"
        "DTSTART;VALUE=DATE:20260425\r\nDTEND;VALUE=DATE:20260504\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    given = {"calendar": (io.BytesIO(calendar.encode()), "school.ics")}
    assert dirk.post("/desk/tomorrow/known/school", given).status_code == 302
    (one,) = desk.parts.assembly.context.get(KnownDays).all()
    assert (one.kind, one.first.day, one.last.day) == (KnownKind.SCHOOL, 25, 3)
    for wrong in (b"not a calendar", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", b""):
        given = {"calendar": (io.BytesIO(wrong), "x.ics")}
        assert dirk.post("/desk/tomorrow/known/school", given).status_code == 422
    jobs = desk.parts.assembly.context.get(ForecastJobs)
    assert jobs.place() == "NL", "of the time zone, until somebody says another"
    assert dirk.post("/desk/tomorrow/known/holidays", place="DE-BY").status_code == 302
    assert jobs.place() == "DE-BY"
    assert dirk.post("/desk/tomorrow/known/holidays", place="Atlantis").status_code == 422
    assert country_of("Etc/UTC") == ""


@pytest.mark.long
def test_todays_course_stands_beside_its_forecast(desk: Desk) -> None:
    forecast(desk)
    noor = desk.colleague("Noor")
    noor.get("/desk/publish")
    desk.parts.publisher.publish("Noor")
    desk.clock.at += dt.timedelta(days=1, hours=4)
    noor = desk.signed_in("Noor")
    page = noor.get("/desk/rooms").text
    assert "Came in until 14:00, beside the forecast" in page
    assert "not known" in page, "no kiosk counts here"
    seen(desk.parts.database, "kiosk-1", TOMORROW, range(10, 14), entered=9)
    desk.clock.at += KEPT
    page = noor.get("/desk/rooms").text
    came = " ".join(page[page.index("today-course") :].split())
    assert '<td class="number">2160 <b>more than expected</b></td>' in came
    (kept,) = desk.parts.assembly.context.get(ForecastStore).newest(TOMORROW, TOMORROW, "house")
    middle = sum(one[1] for one in kept.forecast.hours[:14] if one)
    low, high = (
        round(middle * end / kept.forecast.middle)
        for end in (kept.forecast.low, kept.forecast.high)
    )
    assert f'{round(middle)} <span class="second">({low}–{high})</span>' in came


def test_a_server_without_counts_asks_for_nothing(desk: Desk) -> None:
    jobs = desk.parts.assembly.context.get(ForecastJobs)
    jobs.look()
    assert desk.parts.jobs.listed() == []
    count(desk, 8)
    jobs.look()
    assert desk.parts.jobs.unended(jobs.weekly.name)


def test_it_is_made_each_night_and_chosen_each_week(desk: Desk) -> None:
    jobs, asked = desk.parts.assembly.context.get(ForecastJobs), desk.parts.jobs
    forecast(desk)
    jobs.look()
    assert not asked.unended(jobs.nightly.name), (
        "the models were chosen today, and a forecast with them"
    )
    desk.clock.at += dt.timedelta(days=1)
    jobs.look()
    assert asked.unended(jobs.nightly.name)
    desk.clock.at += dt.timedelta(days=7)
    jobs.look()
    assert asked.unended(jobs.weekly.name)


def test_a_choice_that_fails_leaves_the_nights_forecast(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs, asked = desk.parts.assembly.context.get(ForecastJobs), desk.parts.jobs
    forecast(desk)

    def fails(*_given: object, **_named: object) -> None:
        raise JobFailedError("no model could be chosen")

    monkeypatch.setattr("tour_server.forecast.jobs.choose_models", fails)
    for days in (7, 8):
        desk.clock.at += dt.timedelta(days=days - (desk.clock.at.date() - TODAY).days)
        jobs.look()
        assert asked.unended(jobs.weekly.name), "it is tried again each day"
        assert not asked.unended(jobs.nightly.name), "a choice that succeeds forecasts, too"
        assert made(desk).state is JobState.FAILED
        jobs.look()
        assert asked.unended(jobs.nightly.name)
        assert made(desk, choose=False).state is JobState.DONE
        assert totals(desk, TODAY + dt.timedelta(days=days + 1))["house"] > 0
        jobs.look()
        assert not any(asked.unended(kind.name) for kind in (jobs.weekly, jobs.nightly))
