"""The kiosk's software order as it lies on the data partition, which both slots share.

Every step is written before it is begun, so after a power cut, or a restart into the other slot, either slot's
software knows how far the other one came. The unit zaalgids-trial (deploy/zaalgids-trial) reads `step` and `trial`
of it without our packages.
"""

from __future__ import annotations

import logging
from pathlib import Path

from msgspec import DecodeError, Struct

from contract.software import InstallHours, SoftwareOrder, SoftwareStep
from runtime.document_version import DocumentVersionError, DocumentVersions
from runtime.durable_files import write_durably

log = logging.getLogger(__name__)

FOLDER = "updates"  # in the kiosk's data folder
FILE, VERDICT, REBOOT = "software.json", "verdict", "reboot"
FAILED_REMEMBERED = 20
# Note: zaalgids-trial of an older slot reads it; a new version needs one there first.
VERSIONS = DocumentVersions("kiosk's software order")


class UpdateJob(Struct, frozen=True, kw_only=True):
    """What is to be installed. `id`: of the server's order; None for a bundle from a stick, which has no hours."""

    id: str | None
    version: str
    bytes: int
    sha256: str
    path: str = ""
    not_before: float = 0.0
    hours: InstallHours | None = None
    trial_minutes: int = 15
    older: bool = False
    again: bool = False


class UpdateTrial(Struct, frozen=True, kw_only=True):
    """From which slot to which, written before the other slot is.

    `reads`: the newest version of each document that the software in `from_slot` reads. `ill_before`: checks that
    failed there already. `boot`: the boot in which the restart was asked for; `tries`: how often. `begun`: boots of
    `to_slot` in which its kiosk has run. `failed`: why the check has failed, written before the slot is given up.
    """

    from_slot: str
    to_slot: str
    minutes: int
    reads: dict[str, int] = {}
    ill_before: list[str] = []
    boot: str = ""
    tries: int = 0
    begun: list[str] = []
    failed: str = ""


class FailedBundle(Struct, frozen=True):
    """A bundle that did not work here; it is not tried again until the desk asks for that."""

    sha256: str
    version: str
    words: str


class KeptUpdate(Struct, frozen=True, kw_only=True):
    """`sent`: when the server sent the newest order. `at`: when the step or its reason last changed."""

    sent: float = 0.0
    job: UpdateJob | None = None
    step: SoftwareStep = SoftwareStep.WAITING
    reason: str | None = None
    words: str = ""
    at: float = 0.0
    trial: UpdateTrial | None = None
    failed: list[FailedBundle] = []
    v: int = 1


def job_of(order: SoftwareOrder) -> UpdateJob:
    """Returns what an order asks for."""
    return UpdateJob(
        id=order.id,
        version=order.version,
        bytes=order.bytes,
        sha256=order.sha256,
        path=order.path,
        not_before=order.not_before,
        hours=order.hours,
        trial_minutes=order.trial_minutes,
        older=order.older,
        again=order.again,
    )


def read_update(folder: Path) -> tuple[KeptUpdate, str]:
    """Returns what is kept in the kiosk's folder of updates, and a sentence when it can't be read."""
    try:
        return VERSIONS.decode((folder / FILE).read_bytes(), KeptUpdate), ""
    except FileNotFoundError:
        return KeptUpdate(), ""
    except OSError as error:
        return KeptUpdate(), f"The software order on its disk can't be read: {error.strerror}."
    except (DocumentVersionError, DecodeError) as error:
        log.warning("%s is damaged: %s", FILE, error)
        return KeptUpdate(), "The software order on its disk is damaged; it waits for a new one."


def write_update(folder: Path, kept: KeptUpdate) -> None:
    """Keep it, also through a power cut. Raises OSError."""
    write_durably(folder / FILE, VERSIONS.encode(kept))


def ask_restart(folder: Path, boot: str) -> None:
    """Ask zaalgids-restart, which may, to restart the machine. `boot`: names this start; a later one ignores it.

    Raises OSError.
    """
    write_durably(folder / REBOOT, boot.encode("ascii"))


def on_trial(kept: KeptUpdate, slot: str | None) -> bool:
    """Returns whether the slot that runs is being tried: writing it was begun, and nobody has called it good.

    Whatever the step says: a machine that lost power while it waited for its restart starts in the new slot, too.
    """
    return kept.trial is not None and slot == kept.trial.to_slot and not kept.step.is_end
