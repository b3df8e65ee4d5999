"""What the page of kiosks offers about a kiosk's identity."""

from __future__ import annotations

from flask import url_for

from tour_server.fleet.kiosk_list import KioskStatus
from tour_server.fleet.overview import KioskAction
from web.translations import gettext as _


def fleet_actions(kiosk: KioskStatus) -> list[KioskAction]:
    """Returns the links to revoke and to replace a registered kiosk."""
    if not kiosk.registered:
        return []
    replace = KioskAction(
        _("Replace {name} by…", name=kiosk.name),
        url_for("claims.ask_to_replace", name=kiosk.name),
    )
    if kiosk.revoked:
        return [replace]
    revoke = KioskAction(
        _("Revoke {name}", name=kiosk.name), url_for("claims.ask_to_revoke", name=kiosk.name)
    )
    return [replace, revoke]
