"""Why a kiosk refuses software, or waits with it: each rule with its sentence. Nothing here has a state."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from contract.software import SoftwareReason, is_older
from device.updates.install_hours import lasts_all_day, length_minutes, minutes_left
from device.updates.kept_update import FailedBundle, UpdateJob
from device.updates.system_updater import BundleFacts, SystemSlots

INSTALL_MINUTES = 15  # that writing a slot and the restart take on a slow card, at most


class UpdateObstacle(Struct, frozen=True):
    """Why something ends or waits, as a key and in words."""

    reason: SoftwareReason
    words: str


def refusal_of(
    job: UpdateJob, running: str, failed: Sequence[FailedBundle]
) -> UpdateObstacle | None:
    """Returns why a job is not begun, before anything of it is fetched; SAME where it runs already."""
    if job.version == running:
        return UpdateObstacle(SoftwareReason.SAME, f"{running} runs already.")
    before = next((one for one in failed if one.sha256 == job.sha256), None)
    if before is not None and not job.again:
        return UpdateObstacle(
            SoftwareReason.FAILED_BEFORE, f"It has failed here before: {before.words}"[:200]
        )
    return _older(job, job.version, running)


def wrong_bundle(
    job: UpdateJob, facts: BundleFacts, slots: SystemSlots, running: str
) -> UpdateObstacle | None:
    """Returns why a bundle, whose signature is right, is not installed here."""
    if facts.compatible != slots.compatible:
        return UpdateObstacle(
            SoftwareReason.WRONG_COMPATIBLE,
            f"The bundle is for {facts.compatible[:60]}, and this machine is {slots.compatible[:60]}.",
        )
    if facts.version != job.version:
        return UpdateObstacle(
            SoftwareReason.WRONG_VERSION,
            f"The bundle holds {facts.version[:60]}; {job.version} was ordered.",
        )
    return _older(job, facts.version, running)


def delay(job: UpdateJob, now: float | None, *, calm: bool) -> UpdateObstacle | None:
    """Returns why a job waits now; None where it may install and restart.

    `now`: the wall clock, None where it is not set. `calm`: no visitor has been there for a while. Without hours, of a
    bundle from a stick, only a visitor is waited for. What may be done all day needs no clock: the server sends it when
    it is due.
    """
    if job.hours is not None and not (now is None and lasts_all_day(job.hours)):
        if now is None:
            return UpdateObstacle(
                SoftwareReason.CLOCK, "Its clock is not set, so it does not know the hour."
            )
        if now < job.not_before:
            return UpdateObstacle(SoftwareReason.NOT_YET, "Its turn comes later.")
        left = minutes_left(job.hours, now)
        needed = min(INSTALL_MINUTES + job.trial_minutes, length_minutes(job.hours) // 2)
        if left < max(1, needed):
            return UpdateObstacle(
                SoftwareReason.OUTSIDE_HOURS,
                f"It waits for the hours from {job.hours.begins} to {job.hours.ends}.",
            )
    if not calm:
        return UpdateObstacle(SoftwareReason.VISITOR, "It waits for a calm screen.")
    return None


def _older(job: UpdateJob, version: str, running: str) -> UpdateObstacle | None:
    if is_older(version, running) and not job.older:
        return UpdateObstacle(
            SoftwareReason.OLDER,
            f"{version} is older than {running}, which runs; nobody asked for that.",
        )
    return None
