"""A kiosk's health as it stands in the table, and why it sees nothing, in words for whoever goes and looks."""

from __future__ import annotations

from collections.abc import Mapping

from contract.messages import Blindness, Health, UnknownMessageError, decode

WORDS: Mapping[Blindness, str] = {
    Blindness.DARK: "it is too dark to see anyone",
    Blindness.COVERED: "its camera is covered",
    Blindness.FROZEN: "its camera's picture has frozen",
    Blindness.NO_PICTURES: "its camera gives no pictures",
    Blindness.DETECTOR: "its person detector has failed",
}


def health_of(body: str | None) -> Health | None:
    """What stands in the table, read; None where there is nothing that this server can read."""
    if body is None:
        return None
    try:
        return decode(body.encode(), Health)
    except UnknownMessageError:  # written by a newer server, before somebody went back to this one
        return None


def blind_words(health: Health | None) -> str:
    """Why its cameras that should count can't, each reason once; empty when they can."""
    if health is None:
        return ""
    reasons = [WORDS[health.blind[camera]] for camera in sorted(health.blind)]
    return ", ".join(dict.fromkeys(reasons))
