"""The documents on the data partition, which the software of both slots reads.

While a slot is tried its software writes each of them in a version that the software of the other slot reads; the slot
from which it was installed has noted these versions (UpdateTrial.reads). When the slot is kept, documents are brought
up as they are written next, the outbox at the kiosk's next start.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

import contract.claimed_identity
from device.content import stored_releases
from device.desk_settings import kept_settings
from device.health import own_screen
from device.health.machine_state import MachineReader
from device.orders import orders
from device.sound_level import sound_level
from device.updates import kept_update
from device.updates.kept_update import FOLDER, on_trial, read_update
from device.uplink import outbox_file
from runtime.document_version import DocumentVersions

log = logging.getLogger(__name__)

OUTBOX = "outbox"
# A test finds each DocumentVersions of the device. Not here: the settings file, which a person writes and whose text
# keeps its version; the credentials file, made anew from the identity at each start.
SHARED: Sequence[DocumentVersions] = (
    kept_settings.VERSIONS,
    orders.VERSIONS,
    sound_level.VERSIONS,
    own_screen.VERSIONS,
    stored_releases.VERSIONS,
    contract.claimed_identity.VERSIONS,
    kept_update.VERSIONS,
)


def versions_read() -> dict[str, int]:
    """Returns the newest version of each document that this software reads, by its name."""
    return {one.name: one.current for one in SHARED} | {OUTBOX: outbox_file.SCHEMA_VERSION}


def hold_for_other_slot(data: Path, reader: MachineReader | None = None) -> list[str]:
    """Write what the other slot reads, where this slot is being tried, otherwise the newest versions.

    Call it before anything of the data folder is opened. Returns what this software can't write so, as sentences; then
    the trial has to fail. `reader`: of the slot that the kernel has started.
    """
    kept, _ = read_update(data / FOLDER)
    slot = (reader or MachineReader()).slot()
    trial = kept.trial
    reads = trial.reads if trial is not None and on_trial(kept, slot) else None
    return hold(reads)


def hold(reads: Mapping[str, int] | None) -> list[str]:
    """Write no newer versions than `reads`; None: the newest. Returns what this software can't write so."""
    outbox_file.hold_at(None if reads is None else reads.get(OUTBOX))
    problems = []
    for one in SHARED:
        try:
            one.hold_at(None if reads is None else reads.get(one.name))
        except ValueError as error:
            log.error("%s", error)
            problems.append(str(error))
    return problems
