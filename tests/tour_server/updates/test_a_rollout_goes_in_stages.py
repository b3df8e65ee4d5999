"""A rollout by itself: how many kiosks at once, when, what stops it, and whom it waits for."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.tour_server.updates.kiosks_at_night import (
    BAD,
    HOUR,
    NEW,
    OLD,
    RULES,
    TAKES_IT,
    House,
    KioskHabit,
    KioskTwin,
)
from tour_server.updates.rollout import (
    Rollout,
    RolloutMember,
    RolloutState,
    SeenKiosk,
    Stage,
    Standing,
    Why,
    candidates,
    next_state,
    went_on,
)

DAYS = 24
MONTH = 40 * 24


def house(*habits: KioskHabit, first: str | None = None) -> House:
    kiosks = [KioskTwin(f"kiosk-{number}", one) for number, one in enumerate(habits)]
    return House(kiosks, Rollout(NEW, first=first))


def until_state(running: House, *states: RolloutState, hours: int = MONTH) -> None:
    for _ in range(hours):
        running.hour()
        if running.state in states:
            return
    raise AssertionError(f"after {hours} hours it is still {running.state}")


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(KioskHabit), min_size=1, max_size=25), st.data())
def test_never_more_kiosks_at_once_than_the_stage_has(
    habits: list[KioskHabit], data: st.DataObject
) -> None:
    first = data.draw(st.sampled_from([None, "kiosk-0"]))
    running = house(*habits, first=first)
    pauses = data.draw(st.sets(st.integers(0, 200), max_size=6))
    before: dict[str, Standing] = {}
    for hour in range(12 * DAYS):
        if hour in pauses:
            paused = running.state is RolloutState.RUNNING
            if paused:
                running.rollout = replace(running.rollout, state=RolloutState.PAUSED)
            elif running.state in (RolloutState.PAUSED, RolloutState.FAILED):
                running.rollout = went_on(running.rollout)
        held = running.state
        running.hour()
        now = {name: one.standing for name, one in running.rollout.members.items()}
        assert running.busy() <= running.limit()
        told = {name for name, one in now.items() if one is Standing.TOLD}
        assert len(told) <= running.limit()
        begun = told - {name for name, one in before.items() if one is Standing.TOLD}
        if begun:
            assert running.is_night()
            assert held in (RolloutState.RUNNING, RolloutState.DONE)
        before = now


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.sampled_from([one for one in KioskHabit if one not in BAD]), min_size=1, max_size=25
    )
)
def test_no_kiosk_holds_it_for_ever(habits: list[KioskHabit]) -> None:
    running = house(*habits)
    for _ in range(60 * DAYS):
        running.hour()
    for one in running.kiosks:
        if one.habit in TAKES_IT:
            assert running.standing(one.name) is Standing.GOOD
            assert one.running == NEW
        elif one.habit in (KioskHabit.OLD, KioskHabit.NO_UPDATER):
            assert running.standing(one.name) is Standing.UNABLE
        else:
            assert running.standing(one.name) in (None, Standing.AWAY, Standing.TOLD)
    assert running.state is not RolloutState.FAILED


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(KioskHabit), min_size=1, max_size=25))
def test_it_stops_by_the_morning_at_the_first_that_fails(habits: list[KioskHabit]) -> None:
    running = house(*habits)
    failed_at: dt.datetime | None = None
    for _ in range(20 * DAYS):
        running.hour()
        if running.state is RolloutState.FAILED:
            assert running.rollout.failed is not None
            told = [
                one for one in running.rollout.members.values() if one.standing is Standing.TOLD
            ]
            assert len(told) <= running.busy()
            return
        for one in running.kiosks:
            member = running.rollout.members.get(one.name)
            if one.habit in BAD and member and member.standing is Standing.TOLD and one.step:
                failed_at = failed_at or running.night().ends + 2 * HOUR
        assert failed_at is None or running.now <= failed_at or running.state is RolloutState.DONE


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 60))
def test_each_stage_waits_until_the_one_before_is_good(count: int) -> None:
    running = house(*[KioskHabit.GOOD] * count)
    begun: dict[Stage, dt.datetime] = {}
    good: dict[Stage, dt.datetime] = {}
    while running.state is not RolloutState.DONE:
        running.hour()
        members = running.rollout.members.values()
        for stage in Stage:
            mine = [one for one in members if one.stage is stage]
            if mine and stage not in begun:
                begun[stage] = running.now
            if mine and all(one.standing is Standing.GOOD for one in mine):
                good.setdefault(stage, running.now)
        assert running.now - running.rollout.members.get(
            "kiosk-0", RolloutMember("", Stage.ONE, running.now, running.now)
        ).told_at < dt.timedelta(days=8)
    for stage in (Stage.TENTH, Stage.ALL):
        if stage in begun:
            assert begun[stage] - good[Stage(stage - 1)] >= RULES.good
    sizes = [sum(one.stage is stage for one in members) for stage in Stage]
    assert sizes[0] == 1
    assert sizes[1] <= -(-count // 10)
    assert sum(sizes) == count


def test_forty_kiosks_take_three_nights() -> None:
    running = house(*[KioskHabit.GOOD] * 40)
    until_state(running, RolloutState.DONE)
    assert [
        sum(one.stage is stage for one in running.rollout.members.values()) for stage in Stage
    ] == [1, 4, 35]
    assert running.now - running.kiosks[0].last_seen < HOUR
    assert (running.now.day, running.now.hour) == (4, 22)  # it began on the morning of the second


@pytest.mark.parametrize("habit", BAD)
def test_it_goes_on_without_the_one_that_failed(habit: KioskHabit) -> None:
    running = house(habit, *[KioskHabit.GOOD] * 5)
    until_state(running, RolloutState.FAILED)
    assert running.rollout.failed == "kiosk-0"
    for _ in range(5 * DAYS):
        running.hour()
    assert running.state is RolloutState.FAILED  # until staff have looked
    assert sum(one.running == NEW for one in running.kiosks) == 0
    running.rollout = went_on(running.rollout)
    until_state(running, RolloutState.DONE)
    assert sum(one.running == NEW for one in running.kiosks) == 5
    assert running.standing("kiosk-0") is Standing.FAILED


def test_the_chosen_kiosk_is_first_and_holds_one_night_when_it_is_off() -> None:
    running = house(KioskHabit.GOOD, KioskHabit.GOOD, KioskHabit.OFF, first="kiosk-2")
    for _ in range(DAYS):
        running.hour()
    assert list(running.rollout.members) == ["kiosk-2"]
    assert running.rollout.members["kiosk-2"].why is Why.OFF
    until_state(running, RolloutState.DONE)
    assert [one.running for one in running.kiosks] == [NEW, NEW, OLD]


def test_a_kiosk_that_was_good_and_runs_the_old_again_has_failed() -> None:
    running = house(KioskHabit.GOOD, *[KioskHabit.GOOD] * 3)
    while running.standing("kiosk-0") is not Standing.GOOD:
        running.hour()
    running.kiosks[0].running = OLD
    running.hour()
    assert running.state is RolloutState.FAILED
    assert running.rollout.members["kiosk-0"].why is Why.WENT_BACK


def test_the_first_one_that_goes_silent_lets_no_stage_begin() -> None:
    running = house(*[KioskHabit.GOOD] * 20)
    while running.standing("kiosk-0") is not Standing.GOOD:
        running.hour()
    running.kiosks[0].habit = KioskHabit.OFF
    for _ in range(2 * DAYS):
        running.hour()
    assert list(running.rollout.members) == ["kiosk-0"]
    for _ in range(2 * DAYS):
        running.hour()
    assert running.rollout.members["kiosk-0"].why is Why.SILENT_SINCE
    assert running.rollout.members["kiosk-1"].stage is Stage.ONE  # tried in its place


def test_a_kiosk_that_is_claimed_later_gets_the_version_in_force() -> None:
    running = house(*[KioskHabit.GOOD] * 3)
    until_state(running, RolloutState.DONE)
    running.kiosks.append(KioskTwin("spare", KioskHabit.GOOD))
    for _ in range(2 * DAYS):
        running.hour()
    assert running.kiosks[-1].running == NEW
    running.kiosks.append(KioskTwin("bad", KioskHabit.ROLLS_BACK))
    for _ in range(2 * DAYS):
        running.hour()
    assert running.standing("bad") is Standing.FAILED
    assert running.state is RolloutState.DONE


def test_what_staff_sent_to_one_kiosk_stays_there() -> None:
    now = House([]).now
    seen = [
        SeenKiosk("own", True, running="2.0.0", own=True),
        SeenKiosk("newer", True, running="1.5.0"),
        SeenKiosk("older", True, running="1.3.9"),
        SeenKiosk("pre-release", True, running="1.4.0rc1"),
        SeenKiosk("has it", True, running=NEW),
        SeenKiosk("unable", True, able=False),
        SeenKiosk("hot", True, ill=True, unfit=True),
    ]
    names = [one.name for one in candidates(Rollout(NEW), seen)]
    assert names == ["older", "pre-release"]
    names = [one.name for one in candidates(Rollout(NEW, older=True), seen)]
    assert names == ["newer", "older", "pre-release"]
    assert next_state(Rollout(NEW), seen[:2], now, None, RULES).state is RolloutState.DONE


def test_a_kiosk_with_a_dark_screen_takes_new_software_after_the_others() -> None:
    seen = [SeenKiosk("dark", True, ill=True), SeenKiosk("well", True, calm=9.0)]
    assert [one.name for one in candidates(Rollout(NEW), seen)] == ["well", "dark"]


def test_the_calmest_kiosk_is_first() -> None:
    seen = [SeenKiosk("a", True, calm=30.0), SeenKiosk("b", True, calm=2.0)]
    assert candidates(Rollout(NEW), seen)[0].name == "b"
    assert candidates(Rollout(NEW, first="a"), seen)[0].name == "a"
