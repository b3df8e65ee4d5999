"""Visitors have time: a warning of 20 s, and one touch extends it, ten times and more (WCAG 2.2.1)."""

from __future__ import annotations

from typing import Any

from device.guide.states import (
    IDLE_SECONDS,
    LINGER_SECONDS,
    MOST_READING_SECONDS,
    WARN_SECONDS,
)


def test_a_chosen_language_is_forgotten_only_after_a_warning(visit: Any) -> None:
    assert WARN_SECONDS >= 20
    visit.touch("language", "en")
    visit.wait(IDLE_SECONDS - 1)
    assert visit.scene.warn_seconds is None
    visit.wait(2)
    assert visit.scene.warn_seconds == WARN_SECONDS
    visit.wait(WARN_SECONDS - 2)
    assert visit.scene.language == "en"
    visit.wait(2)
    assert visit.scene.language == "nl"
    assert visit.scene.warn_seconds is None


def test_one_touch_extends_again_and_again(visit: Any) -> None:
    visit.touch("language", "en")
    for _ in range(12):
        visit.wait(IDLE_SECONDS + WARN_SECONDS - 1)
        assert visit.scene.warn_seconds is not None
        assert visit.touch("stay")
        assert visit.scene.warn_seconds is None
    assert visit.scene.language == "en"


def test_a_long_playback_is_not_idleness(visit: Any) -> None:
    visit.touch("language", "nl")
    visit.shown("knot")
    visit.plays("started")
    visit.wait(59)
    visit.plays("ended")
    visit.wait(LINGER_SECONDS - 1)
    assert (visit.scene.screen, visit.scene.warn_seconds) == ("telling", None)
    visit.wait(2)
    assert visit.scene.warn_seconds == WARN_SECONDS
    visit.wait(WARN_SECONDS - 2)
    assert visit.scene.screen == "telling"
    visit.wait(2)
    assert visit.scene.screen == "attract"


def test_paused_is_not_for_ever(visit: Any) -> None:
    visit.shown("knot")
    visit.plays("started")
    visit.plays("paused")
    visit.wait(IDLE_SECONDS + 1)
    assert visit.scene.warn_seconds == WARN_SECONDS
    visit.wait(WARN_SECONDS)
    assert visit.scene.screen == "attract"
    assert visit.counted[-1] == ("stopped", "knot", "nl")


def test_words_without_a_voice_stay_as_long_as_reading_takes(visit: Any) -> None:
    visit.shown("net")
    assert visit.scene.blocks[0].opus is None
    visit.wait(LINGER_SECONDS + 7)
    assert visit.scene.warn_seconds is None
    visit.wait(2)
    assert visit.scene.warn_seconds == WARN_SECONDS


def test_the_page_dies_in_the_middle_of_a_playback(visit: Any) -> None:
    visit.shown("knot")
    visit.plays("started")
    visit.wait(60 + LINGER_SECONDS + LINGER_SECONDS + WARN_SECONDS + 1)
    assert visit.scene.screen == "attract"


def test_without_a_choice_or_a_playback_there_is_no_warning(visit: Any) -> None:
    visit.shown("knot")
    visit.touch("stop")
    visit.wait(IDLE_SECONDS + 1)
    assert visit.scene.warn_seconds is None


def test_signs_that_choose_nothing_extend_a_visit_and_begin_none(visit: Any) -> None:
    assert visit.touch("sign")
    assert visit.touch("reading", "0")
    visit.wait(IDLE_SECONDS + 1)
    assert visit.scene.warn_seconds is None, "nobody is there"
    visit.touch("language", "en")
    for _ in range(3):
        visit.wait(IDLE_SECONDS - 1)
        assert visit.touch("sign")
    assert visit.scene.warn_seconds is None
    visit.wait(IDLE_SECONDS + 1)
    assert visit.scene.warn_seconds == WARN_SECONDS
    visit.touch("sign")
    assert visit.scene.warn_seconds is None


def test_a_text_that_is_open_has_the_time_that_reading_takes(visit: Any) -> None:
    assert not visit.touch("reading", "much")
    assert visit.touch("reading", "1200")  # two minutes; it begins a visit
    visit.wait(120 + LINGER_SECONDS - 1)
    assert visit.scene.warn_seconds is None
    visit.touch("reading", "1210")  # it has changed by itself: that is no sign
    visit.wait(3)
    assert visit.scene.warn_seconds == WARN_SECONDS
    visit.touch("reading", "0")
    assert visit.scene.warn_seconds is None, "who closes it is there"
    visit.wait(IDLE_SECONDS + 1)
    assert visit.scene.warn_seconds == WARN_SECONDS
    visit.touch("stay")
    visit.touch("reading", "99999")
    visit.wait(MOST_READING_SECONDS + LINGER_SECONDS + 1)
    assert visit.scene.warn_seconds == WARN_SECONDS, "but not for ever"
