"""What a kiosk is given that was claimed: its identity, where that stands, its key, and whom to tell of a change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from contract.claimed_identity import ClaimedIdentity
from device.claim.device_key import DeviceKeyPair
from device.claim.identity_store import IdentityStore


@dataclass(frozen=True)
class ClaimedPart:
    """Who this kiosk is by a claim."""

    identity: ClaimedIdentity
    store: IdentityStore
    key: DeviceKeyPair
    changed: Callable[[], None]
    """Called when the kiosk has to start anew, with another identity or without one."""
