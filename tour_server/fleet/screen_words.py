"""What a kiosk's screen shows, in words for staff; never of whom."""

from __future__ import annotations

from collections.abc import Mapping

from contract.kiosk_messages import ScreenState
from web.translations import gettext as _
from web.translations import mark

SCREEN_WORDS: Mapping[ScreenState, str] = {
    ScreenState.ATTRACT: mark("waits for a visitor"),
    ScreenState.RESTING: mark("rests"),
    ScreenState.CHOOSE: mark("shows its list of works"),
    ScreenState.SEEN: mark("has seen something"),
    ScreenState.UNKNOWN: mark("asks which work it is"),
    ScreenState.TELLING: mark("tells of a work"),
    ScreenState.OTHER: mark("shows something else"),
    ScreenState.NO_PAGE: mark("no browser of its own shows its page"),
}


def screen_words(state: ScreenState) -> str:
    """Return what the screen shows."""
    return _(SCREEN_WORDS[state])
