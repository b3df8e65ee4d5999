"""A kiosk's newest health message, as stored, and its blindness in words for staff."""

from __future__ import annotations

from collections.abc import Mapping

from contract.messages import Blindness, Health, UnknownMessageError, decode
from web.translations import gettext as _
from web.translations import mark

BLINDNESS_WORDS: Mapping[Blindness, str] = {
    Blindness.DARK: mark("it is too dark to see anyone"),
    Blindness.COVERED: mark("its camera is covered"),
    Blindness.FROZEN: mark("its camera's picture has frozen"),
    Blindness.NO_PICTURES: mark("its camera gives no pictures"),
    Blindness.DETECTOR: mark("its person detector has failed"),
}


def decoded_health(body: str | None) -> Health | None:
    """Decode a stored health message. Returns None when there is none that this server can read."""
    if body is None:
        return None
    try:
        return decode(body.encode(), Health)
    except UnknownMessageError:  # stored by a newer server, before a downgrade to this one
        return None


def blindness_in_words(health: Health | None) -> str:
    """Return why its counting cameras can't see, each reason once; "" when they can."""
    if health is None:
        return ""
    return ", ".join(_(words) for words in blindness_texts(health))


def blindness_texts(health: Health) -> list[str]:
    """Return why its counting cameras can't see, each reason once, in the language of the code."""
    reasons = [BLINDNESS_WORDS[health.blind[camera]] for camera in sorted(health.blind)]
    return list(dict.fromkeys(reasons))


def lost_cameras(health: Health) -> list[str]:
    """Return the cameras that should see and don't, whether they recognise works or count."""
    states = health.cameras.items()
    return sorted({name for name, state in states if state != "ok"} | set(health.blind))
