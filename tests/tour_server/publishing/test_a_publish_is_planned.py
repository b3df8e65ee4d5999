"""A publish at a time: in the museum's zone, across changes of the clocks, and after a server that was off."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from tests.desk import BEGAN, Desk, fields_of
from tests.waiting import until
from tour_server.catalogue.current_museum import CurrentMuseum
from tour_server.events.event_log import EventFilter
from tour_server.publishing.local_time import (
    LocalTimeError,
    RepeatedTimeError,
    SkippedTimeError,
    read_local_time,
)
from tour_server.publishing.planned_publishes import PlannedPublishes, PlanState
from tour_server.recorder import NoRecorder
from tour_server.staff.permissions import Role

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def plans_of(desk: Desk) -> PlannedPublishes:
    zone = desk.parts.assembly.context.get(CurrentMuseum).zone
    return PlannedPublishes(
        desk.parts.database, desk.parts.publisher, desk.clock, zone, NoRecorder()
    )


def plan(desk: Desk, date: str, time: str, **fields: str) -> str:
    """Plan at the desk, agreeing to words without approval. Returns the page that follows."""
    browser = desk.signed_in("Noor")
    browser.get("/desk/publish")
    sent = {"date": date, "time": time, "note": "Spring.", **fields}
    answer = browser.post("/desk/publish/planned", sent)
    if answer.status_code == 409:
        answer = browser.post("/desk/publish/planned", sent | fields_of(answer.text))
    return answer.text if answer.status_code == 422 else browser.get("/desk/publish").text


@pytest.fixture(autouse=True)
def noor(desk: Desk) -> None:
    desk.colleague("Noor", Role.PUBLISHER)


def test_it_goes_out_at_its_time(desk: Desk) -> None:
    page = plan(desk, "2026-03-02", "12:00")  # the clock begins at 9:30 UTC, 10:30 there
    assert "today 12:00: Spring." in page
    plans = plans_of(desk)
    (planned,) = plans.planned()
    assert planned.at == dt.datetime(2026, 3, 2, 11, 0, tzinfo=dt.UTC)
    assert "A publish is planned for that time already." in plan(desk, "2026-03-02", "12:00")
    plans.begin_due()
    assert desk.parts.publisher.job is None, "it is not time"
    desk.clock.at = planned.at
    with desk.parts.running():
        plans.begin_due()
        plans.begin_due()
        until(lambda: desk.parts.releases.newest_number() == 1)
    (release,) = desk.parts.releases.listed()
    assert (release.published_by, release.note) == ("Noor", "Spring.")
    (ended,) = plans.ended()
    assert (ended.state, ended.was_late) == (PlanState.BEGUN, False)
    assert "begun at its time" in desk.signed_in("Noor").get("/desk/publish").text


def test_a_server_that_was_off_then_publishes_at_its_start_and_says_so(desk: Desk) -> None:
    plan(desk, "2026-03-02", "12:00")
    desk.clock.at = BEGAN + dt.timedelta(days=2)
    started = [
        part
        for part in desk.parts.assembly.parts
        if getattr(part, "_name", "") == "planned-publishes"
    ]
    with desk.parts.running():
        for part in started:
            part.start()
        try:
            until(lambda: desk.parts.releases.newest_number() == 1)
        finally:
            for part in started:
                part.stop()
    (release,) = desk.parts.releases.listed()
    assert release.note == "Spring. (Planned for 2026-03-02 12:00; the server was off then.)"
    assert "because the server was off then" in desk.signed_in("Noor").get("/desk/publish").text


def test_it_waits_for_a_publish_that_is_under_way(desk: Desk) -> None:
    plan(desk, "2026-03-02", "12:00")
    plans = plans_of(desk)
    desk.clock.at = plans.planned()[0].at
    desk.parts.publisher.ask("Bram", "Another one.")
    plans.begin_due()
    assert len(plans.planned()) == 1
    with desk.parts.running():
        until(lambda: desk.parts.releases.newest_number() == 1)
        until(lambda: not desk.parts.jobs.unended("publish"))
        plans.begin_due()
        until(lambda: desk.parts.releases.newest_number() == 2)


def test_it_is_cancelled(desk: Desk) -> None:
    plan(desk, "2026-03-02", "12:00")
    plans = plans_of(desk)
    (planned,) = plans.planned()
    author, publisher = desk.colleague("Bram", Role.AUTHOR), desk.signed_in("Noor")
    publisher.get("/desk/publish")
    author.get("/desk/publish")
    address = f"/desk/publish/planned/{planned.id}/cancel"
    assert author.post(address).status_code == 403
    assert publisher.post(address).status_code == 302
    assert publisher.post(address).status_code == 302
    assert publisher.post("/desk/publish/planned/999/cancel").status_code == 404
    assert "cancelled by Noor" in publisher.get("/desk/publish").text
    desk.clock.at = planned.at
    plans.begin_due()
    assert desk.parts.publisher.job is None
    kinds = [one.kind for one in desk.parts.events.export(EventFilter())]
    assert kinds.count("publish-planned") == kinds.count("plan-cancelled") == 1


@pytest.mark.parametrize(
    ("date", "time", "words"),
    [
        ("2026-03-02", "08:00", "That time is over."),
        ("2026-02-30", "08:00", "Give a date and a time"),
        ("", "", "Give a date and a time"),
        ("2026-03-02", "12:00Z", "The time is the museum"),
        ("2031-03-02", "12:00", "more than two years away"),
        ("9999-12-31", "23:59", "away"),
        ("2026-03-29", "02:30", "02:30 does not exist on that night"),
        ("2026-10-25", "02:30", "02:30 comes twice on that night"),
    ],
)
def test_what_can_not_be_planned_is_said_and_kept(
    desk: Desk, date: str, time: str, words: str
) -> None:
    page = plan(desk, date, time)
    assert words in page
    assert f'name="date" type="date" value="{date}"' in page
    assert 'value="Spring."' in page
    assert plans_of(desk).planned() == []


@pytest.mark.parametrize(("which", "hour"), [("first", 0), ("second", 1)])
def test_an_hour_that_comes_twice_is_chosen(desk: Desk, which: str, hour: int) -> None:
    plan(desk, "2026-10-25", "02:30", which=which)
    (planned,) = plans_of(desk).planned()
    assert planned.at == dt.datetime(2026, 10, 25, hour, 30, tzinfo=dt.UTC)


def test_times_around_the_changes_of_the_clocks() -> None:
    with pytest.raises(SkippedTimeError, match=r"Choose 03:30"):
        read_local_time("2026-03-29", "02:30", AMSTERDAM)
    with pytest.raises(RepeatedTimeError):
        read_local_time("2026-10-25", "02:00", AMSTERDAM)
    assert read_local_time("2026-10-25", "03:00", AMSTERDAM).hour == 2
    assert read_local_time("2026-03-29", "03:00", AMSTERDAM).hour == 1
    assert read_local_time("2026-03-29", "02:30", dt.UTC).hour == 2
    with pytest.raises(LocalTimeError, match="too far"):
        read_local_time("0001-01-01", "00:00", AMSTERDAM)


def test_a_server_that_dies_while_it_begins_has_begun_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan(desk, "2026-03-02", "12:00")
    plans = plans_of(desk)
    desk.clock.at = plans.planned()[0].at

    def die(*_given: object, **_named: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(NoRecorder, "record", die)  # after the job was asked for
        with pytest.raises(KeyboardInterrupt):
            plans.begin_due()
    assert desk.parts.publisher.job is None
    assert len(plans.planned()) == 1
    plans.begin_due()
    assert desk.parts.publisher.job is not None
    assert plans.planned() == []
