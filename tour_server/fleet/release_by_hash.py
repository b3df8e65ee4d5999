"""Which kiosk has the newest release, by its hash: numbers come again after a back-up was restored."""

from __future__ import annotations

from collections.abc import Sequence

from tour_server.fleet.kiosk_list import KioskStatus
from tour_server.publishing.kiosk_releases import KioskRelease

SHOWN_DIGITS = 8  # of a hash: enough to tell two releases of one museum apart by eye


def kiosk_releases(kiosks: Sequence[KioskStatus], newest_hash: str | None) -> list[KioskRelease]:
    """Return what the page Publish shows of each kiosk that is registered or was heard."""
    return [
        KioskRelease(
            name=one.name,
            room=one.room or "",
            online=one.online,
            release=one.release,
            release_hash=(one.release_hash or "")[:SHOWN_DIGITS],
            has_newest=_has_newest(one, newest_hash),
            last_seen=one.last_seen,
            problems=one.problems,
        )
        for one in kiosks
    ]


def _has_newest(kiosk: KioskStatus, newest_hash: str | None) -> bool | None:
    if kiosk.release is None or newest_hash is None:
        return False
    if kiosk.release_hash is not None:
        return kiosk.release_hash == newest_hash
    return None if kiosk.newest else False
