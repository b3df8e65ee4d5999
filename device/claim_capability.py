"""Builds what a claimed kiosk has beside its other parts: the look after its certificate, and downloads with it.

Note: nothing of a capability is imported at the top; see device.capabilities.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from device.capability import KioskContribution
from device.wiring import KioskWiring

if TYPE_CHECKING:
    from contract.claimed_identity import KioskPlacing
    from device.content.certificate_fetcher import CertificateFetcher


FILE_LEFT = "The file on its card or stick still has the Wi-Fi's password. Delete it."


def certificate_fetcher(wiring: KioskWiring) -> CertificateFetcher | None:
    """Returns what fetches with the kiosk's certificate; None for a kiosk without one."""
    from device.content.certificate_fetcher import CertificateFetcher
    from device.content.fetcher import TIMEOUT_SECONDS

    if wiring.claimed is None:
        return None
    files = wiring.claimed.store
    return CertificateFetcher(files.authority, files.certificate, files.key, TIMEOUT_SECONDS)


def claim_capability(wiring: KioskWiring) -> KioskContribution:
    """Builds the kiosk's membership; nothing for a kiosk whose settings say who it is."""
    import datetime as dt

    from device.claim.membership import Membership
    from device.claim.new_file import ClaimByNewFile
    from device.claim.prepared_search import find_prepared
    from device.claim.secret_wiping import SecretWiping, password_left
    from device.desk_settings.desk_settings import DeskSettings
    from device.uplink.outbox import Outbox
    from runtime.clocks import utc_now

    claimed = wiring.claimed
    if claimed is None:
        return KioskContribution()
    outbox = wiring.require(Outbox)

    def now() -> dt.datetime | None:
        return utc_now() if wiring.clock.trusted() else None

    membership = Membership(
        claimed.store,
        claimed.identity,
        claimed.key,
        placing=lambda: _placing(wiring),
        waiting=lambda: outbox.depth,
        clock=now,
        monotonic=time.monotonic,
        changed=claimed.changed,
        seconds=wiring.settings.claim.state_seconds,
        door=wiring.settings.door,
        settled=lambda: wiring.require(DeskSettings).settled,
        anew=ClaimByNewFile(
            wiring.settings.claim.files, claimed.key, SecretWiping(claimed.store.folder)
        ),
        moved=lambda: wiring.require(DeskSettings).give_up_addresses(),
    )

    def file_problems() -> list[str]:
        left = password_left(find_prepared(wiring.settings.claim.files).prepared)
        return [FILE_LEFT] if left else []

    return KioskContribution(
        parts=(membership,),
        problems=lambda: [*membership.problems, *file_problems()],
        alerts=lambda: membership.alerts,
    )


def _placing(wiring: KioskWiring) -> KioskPlacing:
    """Returns what was set up at this kiosk's place, for the spare that may take it."""
    from contract.claimed_identity import KioskPlacing
    from device.camera_setup.saving import drawn
    from device.cameras import Cameras

    return KioskPlacing(cameras=tuple(map(drawn, wiring.require(Cameras).counting())))
