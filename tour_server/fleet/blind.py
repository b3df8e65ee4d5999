"""Which kiosks see nothing, and why: for the rooms they count in."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from tour_server.fleet.health import blind_words, health_of
from tour_server.fleet.tables import Kiosk


def blind_because(session: Session) -> dict[str, str]:
    """Device -> why it is blind, for those that said so when they were last heard."""
    rows = session.execute(select(Kiosk.device, Kiosk.health))
    said = {device: blind_words(health_of(body)) for device, body in rows}
    return {device: words for device, words in said.items() if words}
