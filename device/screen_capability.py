"""Builds what looks whether the kiosk's own screen is dark. The kiosk itself builds its screen.

Note: nothing of a capability is imported at the top; see device.capabilities.
"""

from __future__ import annotations

import time

from device.capability import KioskContribution
from device.software_capability import SoftwareHooks
from device.wiring import KioskWiring


def screen_capability(wiring: KioskWiring) -> KioskContribution:
    """Build the look at the screen. Needs the content and what the kiosk knows of its browser."""
    from contract.opening import is_closed
    from device.content.store import ContentStore
    from device.health.own_screen import FILE, OwnScreen

    content, clock = wiring.require(ContentStore), wiring.clock

    def closed() -> bool:
        release, now = content.release, clock.known()
        return release is not None and now is not None and is_closed(release.museum.site, now)

    screen = OwnScreen(
        wiring.data / FILE,
        wiring.require(SoftwareHooks).watched,
        closed,
        time.monotonic,
        wiring.settings.screen.browser,
    )
    return KioskContribution(
        parts=(screen,), problems=lambda: screen.problems, alerts=lambda: screen.alerts
    )
