"""The desk says about when the speech of a release is done, as far as that can be known."""

from __future__ import annotations

import datetime as dt
from typing import cast
from zoneinfo import ZoneInfo

import pytest

from tour_server.publishing.publish_state import SpeechState
from tour_server.publishing.publish_words import about_time, speech_words
from tour_server.publishing.publisher import Publisher
from tour_server.publishing.speech_pace import WINDOW_SECONDS, SpeechPace


class Seconds:
    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


def pace_after(*noted: tuple[float, int]) -> SpeechPace:
    clock = Seconds()
    pace = SpeechPace(clock)
    for clock.at, done in noted:
        pace.note(done)
    return pace


def test_it_is_not_known_at_first() -> None:
    assert pace_after().seconds_left(100) is None
    assert pace_after((0.0, 0), (60.0, 4)).seconds_left(100) is None
    assert pace_after((0.0, 0), (9.0, 50)).seconds_left(100) is None


def test_the_rest_takes_as_long_as_what_was_made() -> None:
    assert pace_after((0.0, 40), (20.0, 50)).seconds_left(100) == pytest.approx(200)


def test_a_voice_that_hangs_makes_it_later() -> None:
    clock = Seconds()
    pace = SpeechPace(clock)
    for clock.at, done in ((0.0, 0), (20.0, 10)):
        pace.note(done)
    clock.at = 40.0
    assert pace.seconds_left(10) == pytest.approx(40)


def test_the_pace_of_the_last_minutes_counts() -> None:
    slow = [(float(second), second // 10) for second in range(0, 1000, 10)]
    fast = [(1000.0 + second, 100 + second) for second in range(int(WINDOW_SECONDS) + 20)]
    assert pace_after(*slow, *fast).seconds_left(100) == pytest.approx(100, rel=0.1)


def test_another_museum_begins_anew() -> None:
    assert pace_after((0.0, 500), (20.0, 600), (21.0, 3)).seconds_left(10) is None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (30.0, "14:03"),
        (600.0, "14:12"),
        (1100.0, "14:20"),
        (7200.0, "16:15"),
        (14 * 3600.0, "2 March 04:15"),
    ],
)
def test_it_is_told_as_exactly_as_it_is_known(seconds: float, words: str) -> None:
    now = dt.datetime(2026, 3, 1, 14, 1, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))
    assert about_time(now, seconds) == words


class PublisherWith:
    """What `speech_words` reads of a publisher."""

    to_speak = 0

    def __init__(self, following: SpeechState) -> None:
        self.following = following


@pytest.mark.parametrize(
    ("left", "words"),
    [(None, "follows by itself."), (1100.0, "At this pace it is done about 14:20.")],
)
def test_the_desk_tells_the_time_as_soon_as_it_is_known(left: float | None, words: str) -> None:
    now = dt.datetime(2026, 3, 1, 14, 1, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))
    publisher = cast("Publisher", PublisherWith(SpeechState(2, 40, 120, seconds_left=left)))
    said = speech_words(publisher, now)
    assert said is not None
    assert said.startswith("Speech: 40 of 120 blocks.")
    assert said.endswith(words)
