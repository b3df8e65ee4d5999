"""Builds what brings new software to the kiosk, from what the other capabilities have built.

Note: nothing of a capability is imported at the top; see device.capabilities.
"""

from __future__ import annotations

import importlib.metadata
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from device.capability import KioskContribution
from device.wiring import KioskWiring

if TYPE_CHECKING:
    from contract.software import SoftwareOrder
    from device.content.store import ContentStore
    from device.updates.bundle_door import BundleDoor
    from device.updates.bundle_files import BundleFiles
    from device.updates.trial_watch import Check

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True)
class SoftwareHooks:
    """What the kiosk itself knows. `watched`: its own browser shows its page."""

    watched: Callable[[], bool]


def software_capability(wiring: KioskWiring) -> KioskContribution:
    """Build the updates. Without a second slot they refuse what is ordered."""
    from contract.credentials import DeviceCredentials
    from device.desk_link import DeskHooks
    from device.health.machine_state import MachineReader
    from device.message_trouble import MessageTrouble
    from device.updates import rauc_updater, shared_data
    from device.updates.bundle_files import BundleFiles
    from device.updates.kept_update import FOLDER, ask_restart
    from device.updates.software_updates import SoftwareUpdates
    from device.updates.stick_bundles import StickBundles
    from device.updates.update_parts import UpdateParts
    from device.uplink.uplink import Uplink

    settings, clock, uplink = wiring.settings, wiring.clock, wiring.require(Uplink)
    credentials = wiring.find(DeviceCredentials)
    folder, boot = wiring.data / FOLDER, boot_id()
    files = BundleFiles(folder)
    updates = SoftwareUpdates(
        UpdateParts(
            folder=folder,
            site=settings.site,
            device=settings.name,
            key=None if credentials is None else credentials.key_bytes,
            package=importlib.metadata.version("zaalgids"),
            slot=MachineReader().slot(),
            boot=boot,
            updater=rauc_updater.updater_of_this_machine(),
            files=files,
            door=_door(wiring, files),
            sticks=StickBundles(settings.updates.sticks, time.monotonic),
            checks=_checks(wiring),
            reads=shared_data.versions_read(),
            now=clock.known,
            monotonic=time.monotonic,
            uptime=lambda: time.clock_gettime(time.CLOCK_BOOTTIME),
            calm=wiring.require(DeskHooks).calm,
            connected=lambda: uplink.connected,
            tell=uplink.tell,
            restart=lambda: ask_restart(folder, boot),
            good=_bring_up,
            show=wiring.show,
            trouble=wiring.require(MessageTrouble),
        )
    )
    wiring.provide(updates)
    return KioskContribution(
        parts=(updates,), problems=lambda: updates.problems, alerts=lambda: updates.alerts
    )


def _bring_up() -> None:
    from device.updates import shared_data

    shared_data.hold(None)


def take_software(wiring: KioskWiring, order: SoftwareOrder) -> None:
    """Take in an order of software."""
    from device.updates.software_updates import SoftwareUpdates

    wiring.require(SoftwareUpdates).heard(order)


def restarting(wiring: KioskWiring) -> bool:
    """Returns whether the machine restarts any moment, for new software."""
    from device.updates.software_updates import SoftwareUpdates

    updates = wiring.find(SoftwareUpdates)
    return updates is not None and updates.restarting


def boot_id() -> str:
    """Returns what names this start of the machine."""
    return _BOOT_ID.read_text(encoding="ascii").strip()


def _door(wiring: KioskWiring, files: BundleFiles) -> BundleDoor | None:
    from device.updates.bundle_door import BundleDoor

    claimed = wiring.claimed
    if claimed is None:
        return None
    speed = wiring.settings.updates.kilobytes_per_second * 1000
    return BundleDoor(wiring.settings.door, claimed.store, files, speed)


def _checks(wiring: KioskWiring) -> Mapping[str, Check]:
    from device.cameras import Cameras
    from device.content.store import ContentStore
    from device.health.machine import temperature
    from device.health.machine_state import MachineReader
    from device.updates import shared_data, trial_checks
    from device.uplink.uplink import Uplink
    from narration.speech.settings import open_voice
    from narration.voice_renderer import VoiceRenderer

    content, cameras = wiring.require(ContentStore), wiring.require(Cameras)
    uplink, settings = wiring.require(Uplink), wiring.settings
    language = settings.language or "en"
    return {
        "data": trial_checks.fixed(shared_data.hold_for_other_slot(wiring.data)),
        "camera": trial_checks.cameras_deliver(lambda: cameras.states),
        "model": trial_checks.recognises(
            lambda: content.features_path, lambda: _own_pictures(content), settings.threads
        ),
        "speech": trial_checks.speaks(
            lambda: VoiceRenderer(open_voice(settings.speech), for_phones=False), language
        ),
        "screen": trial_checks.screen_watched(wiring.require(SoftwareHooks).watched),
        "uplink": trial_checks.connected(lambda: uplink.connected),
        "memory": trial_checks.memory_left(MachineReader().memory),
        "temperature": trial_checks.cool(temperature),
    }


def _own_pictures(content: ContentStore) -> dict[str, Path]:
    """Returns a reference picture of each work of the release in use."""
    release = content.release
    found: dict[str, Path] = {}
    if release is None:
        return found
    for work in release.museum.works:
        if work.by_number:
            continue  # no camera names it
        files = [one.file for one in work.media if one.reference and one.detail is None]
        for file in files[:1]:
            try:
                found[work.key] = content.path(release.pictures[file])
            except KeyError:
                continue  # it is not on this kiosk's disk
    return found
