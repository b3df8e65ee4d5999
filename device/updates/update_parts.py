"""What updates work on, as the kiosk's wiring or a test gives it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from msgspec import Struct

from contract.software import SoftwareState
from device.message_trouble import MessageTrouble
from device.updates.bundle_door import BundleSource
from device.updates.bundle_files import BundleFiles
from device.updates.stick_bundles import StickBundles
from device.updates.system_updater import SystemUpdater
from device.updates.trial_watch import Check


class UpdateParts(Struct, frozen=True, kw_only=True):
    """`folder`: of the data partition, where steps are kept. `key`: the kiosk's, None without credentials.

    `package`: the version of this program. `slot`: that the kernel has started. `boot`: names this start of the
    machine. `reads`: see UpdateTrial. `now`: the wall clock, None where it is not set; `monotonic` and `uptime` in
    seconds. `calm`: no visitor is there now. `restart` asks for a restart of the machine. `good` is called when a
    slot is kept, `show` when the screen should change. `trouble` takes what reaches the kiosk and is not its server's.
    """

    folder: Path
    site: str
    device: str
    key: bytes | None
    package: str
    slot: str | None
    boot: str
    updater: SystemUpdater
    files: BundleFiles
    door: BundleSource | None
    sticks: StickBundles
    checks: Mapping[str, Check]
    reads: Mapping[str, int]
    now: Callable[[], float | None]
    monotonic: Callable[[], float]
    uptime: Callable[[], float]
    calm: Callable[[], bool]
    connected: Callable[[], bool]
    tell: Callable[[SoftwareState], None]
    restart: Callable[[], None]
    good: Callable[[], None]
    show: Callable[[], None]
    trouble: MessageTrouble
    turn_seconds: float = 5.0
