"""Why a kiosk that should count can't: from its health, in words for whoever goes and looks."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from contract.messages import Blindness
from tour_server.fleet.roll import health_of
from tour_server.fleet.tables import Kiosk

WORDS: Mapping[Blindness, str] = {
    Blindness.DARK: "it is too dark to see anyone",
    Blindness.COVERED: "its camera is covered",
    Blindness.FROZEN: "its camera's picture has frozen",
    Blindness.NO_PICTURES: "its camera gives no pictures",
    Blindness.DETECTOR: "its person detector has failed",
}


def blind_because(session: Session) -> dict[str, str]:
    """Device -> why it is blind, for those that said so when they were last heard."""
    found = {}
    for device, body in session.execute(select(Kiosk.device, Kiosk.health)):
        health = health_of(body)
        if health is not None and health.blind:
            found[device] = ", ".join(
                dict.fromkeys(WORDS[health.blind[name]] for name in sorted(health.blind))
            )
    return found
