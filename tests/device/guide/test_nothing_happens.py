"""While nothing happens, no scene is made: `tick` says whether one made now may differ from the last."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest

from contract.museum import Hours, Level
from device.guide import states
from device.guide.choices import Choices
from device.guide.states import (
    GRACE_SECONDS,
    IDLE_SECONDS,
    UNKNOWN_SECONDS,
    WARN_SECONDS,
    Attract,
    GuideState,
    Playing,
    UnknownWork,
)
from narration.script import Script

HOME = Choices("", Level.ADULT)
REST = GuideState(Attract(), HOME)


def changes(visit: Any, seconds: float) -> int:
    """Return how often the kiosk makes a scene in the next `seconds`, with four ticks a second."""
    made = 0
    visit.guide.scene(visit.now)
    for _ in range(round(seconds * 4)):
        visit.now += 0.25
        if visit.guide.tick(visit.now):
            made += 1
            visit.guide.scene(visit.now)
    return made


def test_at_rest_no_scene_is_made(visit: Any) -> None:
    assert changes(visit, 600) == 0


def test_while_a_work_is_played_no_scene_is_made(visit: Any) -> None:
    visit.shown("knot")
    visit.plays("started")
    assert changes(visit, 60) == 0


def test_the_warning_and_the_end_of_the_visit_are_shown(visit: Any) -> None:
    visit.touch("language", "en")
    assert changes(visit, IDLE_SECONDS + WARN_SECONDS + 60) == 2


def test_what_is_unknown_is_put_away_once(visit: Any) -> None:
    visit.guide.unknown_shown(("net",), visit.now)
    assert changes(visit, 2 * UNKNOWN_SECONDS) == 1


def test_a_new_release_is_shown(visit: Any) -> None:
    assert changes(visit, 1) == 0
    visit.source.release = msgspec.structs.replace(visit.source.release, number=2)
    assert visit.guide.tick(visit.now)


def test_opening_hours_are_looked_up_once_a_minute(visit: Any) -> None:
    museum = visit.source.release.museum
    site = msgspec.structs.replace(museum.site, opening=[Hours(dt.time(10), dt.time(17))] * 7)
    museum = msgspec.structs.replace(museum, site=site)
    visit.source.release = msgspec.structs.replace(visit.source.release, museum=museum)
    visit.wall_clock = dt.datetime(2026, 3, 3, 8, 58, 30, tzinfo=dt.UTC)  # 9:58:30 in Amsterdam
    assert visit.scene.closed
    made = []
    for _ in range(4 * 120):
        visit.now += 0.25
        visit.wall_clock += dt.timedelta(seconds=0.25)
        if visit.guide.tick(visit.now):
            made.append((visit.wall_clock.minute, visit.scene.closed))
    assert made == [(59, True), (0, False)]


def test_a_state_that_nothing_changes_is_the_same_object() -> None:
    assert states.present(REST) is REST
    assert states.time_passed(REST, HOME, 1e6) is REST


def test_a_visitor_who_left_is_forgotten_after_the_grace() -> None:
    left = states.left(states.touched(REST, 10.0), 20.0)
    assert states.left(left, 25.0) is left
    assert states.time_passed(left, HOME, 20.0 + GRACE_SECONDS - 0.1) is left
    assert states.time_passed(left, HOME, 20.0 + GRACE_SECONDS).visits == 1


def begun(reading_seconds: float) -> states.GuideState:
    script = Script("knot", (), "nl", Level.ADULT, 1, ("nl",))
    return states.play(
        REST,
        script,
        "nl",
        by_hand=False,
        reading_seconds=reading_seconds,
        now=0.0,
    )


def test_something_unknown_never_replaces_a_playback() -> None:
    playing = begun(1.0)
    assert isinstance(playing.screen, Playing)
    assert states.unknown_shown(playing, ("net",), 1.0) is playing
    unknown = states.unknown_shown(REST, ("net",), 1.0)
    assert unknown.screen == UnknownWork(("net",), 1.0 + UNKNOWN_SECONDS)


@pytest.mark.parametrize("started", [True, False])
def test_an_end_without_a_start_is_no_end(started: bool) -> None:
    state = begun(100.0)
    assert isinstance(state.screen, Playing)
    if started:
        state = states.playback_started(state, state.screen, "knot-nl", 5.0, 1.0)
    assert isinstance(state.screen, Playing)
    before = states.warn_after_seconds(state)
    ended = states.playback_ended(state, state.screen, 0.0, 6.0)
    assert (states.warn_after_seconds(ended) == before) is not started
