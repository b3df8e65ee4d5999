"""Brings a kiosk to the software that its server orders: fetch, check, install by night, try, keep or give back.

One turn does one thing, and each step stands on the disk before it is begun (device.updates.update_ledger), so that a
kill between any two of them loses neither the order nor the answer. Which slot runs decides, not what was meant: a
kiosk that wanted to restart into the new slot and finds itself in the old one has come back.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from contract.kiosk_alerts import KioskAlert
from contract.signed_notices import is_authentic_software
from contract.software import SoftwareOrder, SoftwareReason, SoftwareState, SoftwareStep
from device.message_trouble import FORGED_SOFTWARE, OLD_SECONDS, OLD_SOFTWARE
from device.updates.bundle_door import NoConnectionError
from device.updates.bundle_files import WrongHashError
from device.updates.kept_update import (
    VERDICT,
    KeptUpdate,
    UpdateJob,
    UpdateTrial,
    job_of,
    on_trial,
)
from device.updates.refusals import UpdateObstacle, delay, refusal_of, wrong_bundle
from device.updates.slot_trial import SlotTrial
from device.updates.system_updater import UpdaterError
from device.updates.trial_watch import ill
from device.updates.update_ledger import UpdateLedger
from device.updates.update_parts import UpdateParts
from runtime.worker import Worker

log = logging.getLogger(__name__)

FUTURE_SECONDS = 86_400.0  # see device.desk_settings.desk_settings
SENT_SECONDS = 3600.0  # a newer date of an order that is known is kept as often as this
RETRY_SECONDS = 60.0  # after a server that did not answer, a full disk, an installer that was busy
CALM_SECONDS = 60.0  # without a visitor before anything is installed
RESTART_SECONDS = 180.0  # after which a restart that did not come is asked for again
RESTART_SHOWN_SECONDS = (
    60.0  # that the screen says so; a machine that does not restart goes on with its visitors
)
# Starts of a slot that ended without a word: a power cut in the middle of its trial is not the software's fault.
TRIES = 2
# What is wrong with a bundle itself, and not with how it came here.
LASTING = (
    SoftwareReason.WRONG_SIGNATURE,
    SoftwareReason.WRONG_COMPATIBLE,
    SoftwareReason.WRONG_VERSION,
    SoftwareReason.INSTALLER,
)


class SoftwareUpdates:
    """Owns one thread between `start` and `stop`. `heard` and `state` may be called from any thread."""

    def __init__(self, parts: UpdateParts) -> None:
        self._parts = parts
        self._ledger = UpdateLedger(
            parts.folder, parts.package, parts.now, parts.connected, parts.tell
        )
        self._trial = SlotTrial(parts, self._ledger, self._ask_restart)
        self._sent = self._ledger.kept.sent
        self._problems = {"kept": self._ledger.problem} if self._ledger.problem else {}
        self._calm_since: float | None = None
        self._after = float("-inf")  # until then nothing is tried again
        self._asked_at = float("-inf")  # when a restart was asked for
        self._inspected: UpdateJob | None = None  # whose bundle is known to be ours
        self._wrong_hash = False  # this bundle has come with a wrong hash once
        self._shown_restarting = False
        self._slots_stale = False
        self._worker = Worker("software-updates", self._run)

    def start(self) -> None:
        """Begin to look."""
        self._worker.start()

    def stop(self) -> None:
        """End the thread. What it was doing goes on at the next start."""
        self._worker.stop()

    @property
    def problems(self) -> Sequence[str]:
        """What is wrong now, in plain sentences."""
        return [*self._problems.values(), *self._parts.sticks.problems]

    @property
    def alerts(self) -> Sequence[KioskAlert]:
        """Returns the alerts of sticks. The server knows by itself what becomes of its orders."""
        return self._parts.sticks.alerts

    @property
    def restarting(self) -> bool:
        """Whether the machine restarts any moment, for the screen."""
        return self._parts.monotonic() < self._asked_at + RESTART_SHOWN_SECONDS

    @property
    def kept(self) -> KeptUpdate:
        """What is on the disk now."""
        return self._ledger.kept

    def state(self) -> SoftwareState | None:
        """Returns what the server is told; None where nothing was ever ordered."""
        return self._ledger.state()

    def heard(self, order: SoftwareOrder) -> None:
        """Take in an order, or say again how far it is. An order that is not our server's is not answered."""
        parts = self._parts
        if parts.key is None or not is_authentic_software(
            order, parts.key, parts.site, parts.device
        ):
            parts.trouble.forged(FORGED_SOFTWARE)
            return
        with self._ledger.lock:
            now = parts.now()
            too_new = now is not None and order.sent > now + FUTURE_SECONDS
            if order.sent < self._sent or too_new:
                log.warning("an order of software of another time came, and is not taken")
                if order.sent < self._sent - OLD_SECONDS:
                    parts.trouble.replayed(OLD_SOFTWARE)
                return
            try:
                self._take(order)
                self._problems.pop("disk", None)
            except OSError as error:  # the server sends it again
                self._problems["disk"] = f"An order of software can't be kept: {error.strerror}."
                return
            self._sent = order.sent
        self._ledger.tell(always=True)

    def turn(self) -> None:
        """Do the next thing, if it may be done now. Called by the thread. Raises OSError."""
        parts, kept = self._parts, self._ledger.kept
        if not parts.calm():
            self._calm_since = None
        elif self._calm_since is None:
            self._calm_since = parts.monotonic()
        if self._shown_restarting and not self.restarting:
            self._shown_restarting = False
            parts.show()
        self._ledger.tell()
        if parts.monotonic() < self._after or not self._know_slots():
            return
        if kept.trial is not None and on_trial(kept, parts.slot):
            self._trial.turn(kept.trial)
        elif kept.job is None or kept.step.is_end:
            self._adopt_stick()
        elif kept.step is SoftwareStep.TRYING and kept.trial is not None:
            self._into_other(kept.job, kept.trial)
        else:
            self._advance(kept.job)
        self._ledger.tell()

    # Orders.

    def _take(self, order: SoftwareOrder) -> None:
        kept, job = self._ledger.kept, job_of(order)
        known = kept.job is not None and kept.job.id == order.id
        begun = kept.trial is not None and not kept.step.is_end
        unchanged = known and (kept.step.is_end or (kept.job == job and not order.withdrawn))
        if begun or unchanged:  # a newer one is taken later: the server goes on sending it
            if order.sent > kept.sent + SENT_SECONDS:
                self._ledger.write(sent=order.sent)
            return
        self._after, self._wrong_hash, self._inspected = float("-inf"), False, None
        if order.withdrawn:
            words = "The order was withdrawn."
            reason = SoftwareReason.WITHDRAWN
            self._ledger.end(SoftwareStep.REFUSED, reason, words, job=job, sent=order.sent)
        else:
            self._ledger.step(SoftwareStep.WAITING, job=job, sent=order.sent, trial=None)

    def _adopt_stick(self) -> None:
        found = self._parts.sticks.next(self._parts.updater, self._ledger.running)
        if found is None:
            return
        with self._ledger.lock:
            kept = self._ledger.kept
            if kept.job is None or kept.step.is_end:  # no order has come meanwhile
                self._inspected = None
                self._ledger.step(SoftwareStep.WAITING, job=found, trial=None)

    # In the slot from which a job is installed.

    def _advance(self, job: UpdateJob) -> None:
        parts, ledger = self._parts, self._ledger
        refusal = refusal_of(job, ledger.running, ledger.kept.failed)
        if refusal is not None:
            self._refuse(job, refusal)
            return
        try:
            bundle = parts.files.whole(job) or self._fetched(job)
            if not self._is_ours(job, bundle):
                return
            waits = self._delay(job)
            if waits is not None:
                ledger.step(SoftwareStep.WAITING, waits.reason, waits.words)
                return
            parts.files.check(bundle, job)
            self._install(job, bundle)
        except WrongHashError as error:
            self._fetch_anew(job, error)
        except UpdaterError as error:
            self._refuse(job, UpdateObstacle(error.reason, error.words))
        except NoConnectionError as error:
            self._later(SoftwareReason.NO_CONNECTION, str(error))
        except OSError as error:
            self._later(SoftwareReason.DISK, f"The disk takes no bundle: {error.strerror}.")

    def _fetched(self, job: UpdateJob) -> Path:
        """Fetch a bundle and check it. Returns where it is."""
        parts = self._parts
        parts.files.keep_only(job)
        parts.files.check_room(job)
        self._ledger.step(SoftwareStep.FETCHING)
        if not parts.sticks.copy(job, parts.files):
            if job.id is None:
                raise UpdaterError(SoftwareReason.NOT_FOUND, "The stick is gone.")
            if parts.door is None:
                raise UpdaterError(
                    SoftwareReason.NOT_FOUND,
                    "This kiosk was set up by hand, and has no certificate for the device door.",
                )
            parts.door.fetch(
                job, self._ledger.going, lambda seconds: self._stops_fetching(job, seconds)
            )
        return parts.files.finish(job)

    def _is_ours(self, job: UpdateJob, bundle: Path) -> bool:
        """Returns whether a bundle may be installed here; otherwise the job has been refused."""
        slots = self._ledger.slots
        if slots is None or self._inspected is job:
            return slots is not None
        facts = self._parts.updater.inspect(bundle)
        wrong = wrong_bundle(job, facts, slots, self._ledger.running)
        if wrong is not None:
            self._refuse(job, wrong)
            return False
        self._inspected = job
        return True

    def _fetch_anew(self, job: UpdateJob, error: WrongHashError) -> None:
        """Fetch a second time what came with a wrong hash: the server may have changed its file meanwhile."""
        self._parts.files.keep_only(None)
        if self._wrong_hash or job.id is None:
            self._refuse(job, UpdateObstacle(error.reason, error.words))
        else:
            self._wrong_hash = True
            self._later(SoftwareReason.WRONG_HASH, error.words)

    def _install(self, job: UpdateJob, bundle: Path) -> None:
        parts, ledger, slots = self._parts, self._ledger, self._ledger.slots
        if slots is None:
            return
        trial = UpdateTrial(
            from_slot=slots.booted.name,
            to_slot=slots.other.name,
            minutes=job.trial_minutes,
            reads=dict(parts.reads),
            ill_before=sorted(ill(parts.checks)),
        )
        with ledger.lock:
            if ledger.kept.job is not job:
                return  # another order has come meanwhile, or this one was withdrawn
            ledger.step(SoftwareStep.INSTALLING, trial=trial)
        log.info("software %s is installed into slot %s", job.version, trial.to_slot)
        parts.updater.install(bundle, ledger.going)
        self._slots_stale = True  # the other slot has another version now
        self._know_slots()
        ledger.step(SoftwareStep.TRYING)

    def _into_other(self, job: UpdateJob, trial: UpdateTrial) -> None:
        """Restart into the slot that was installed, or find that the machine has come back from it."""
        parts = self._parts
        if parts.monotonic() < self._asked_at + RESTART_SECONDS:
            return  # it restarts any moment
        if trial.boot != parts.boot and (trial.boot or trial.begun):
            came_back = self._came_back(trial)
            if came_back is not None:
                self._roll_back(job, came_back)
                return
        waits = self._delay(job)
        if waits is not None:
            self._ledger.step(SoftwareStep.TRYING, waits.reason, waits.words)
            return
        if trial.boot == parts.boot:
            self._ask_restart()
            return
        try:
            parts.updater.activate_other()
        except UpdaterError as error:
            self._roll_back(job, UpdateObstacle(error.reason, error.words))
            return
        self._ledger.step(
            SoftwareStep.TRYING, trial=replace(trial, boot=parts.boot, tries=trial.tries + 1)
        )
        self._ask_restart()

    def _came_back(self, trial: UpdateTrial) -> UpdateObstacle | None:
        """Returns why the machine is in the old slot again; None where the trial was only cut short."""
        if trial.failed:
            return UpdateObstacle(SoftwareReason.UNHEALTHY, trial.failed)
        if (self._parts.folder / VERDICT).exists():
            words = "Its kiosk did not call the new slot good in time."
            return UpdateObstacle(SoftwareReason.NOT_STARTED, words)
        if max(trial.tries, len(trial.begun)) < TRIES:
            return None
        words = (
            "The machine went back twice in the middle of the trial."
            if trial.begun
            else "The new slot did not come up, and the machine went back."
        )
        return UpdateObstacle(SoftwareReason.NOT_STARTED, words)

    def _roll_back(self, job: UpdateJob, why: UpdateObstacle) -> None:
        self._ledger.end(SoftwareStep.ROLLED_BACK, why.reason, why.words, remember=job)
        self._parts.files.keep_only(None)

    # Waiting and refusing.

    def _delay(self, job: UpdateJob) -> UpdateObstacle | None:
        now, since = self._parts.monotonic(), self._calm_since
        calm = since is not None and now - since >= CALM_SECONDS
        try:
            return delay(job, self._parts.now(), calm=calm)
        except ValueError as error:  # of the zone
            return UpdateObstacle(SoftwareReason.OUTSIDE_HOURS, str(error))

    def _refuse(self, job: UpdateJob, why: UpdateObstacle) -> None:
        with self._ledger.lock:
            if self._ledger.kept.job is not job:
                return
            if why.reason is SoftwareReason.SAME:
                self._ledger.end(SoftwareStep.GOOD, why.reason, why.words)
            else:
                remember = job if why.reason in LASTING else None
                self._ledger.end(SoftwareStep.REFUSED, why.reason, why.words, remember=remember)
                if job.id is None and why.reason in LASTING:
                    self._parts.sticks.refused()
        self._parts.files.keep_only(None)

    def _later(self, reason: SoftwareReason, words: str) -> None:
        self._after = self._parts.monotonic() + RETRY_SECONDS
        with self._ledger.lock:
            if self._ledger.kept.step in (SoftwareStep.WAITING, SoftwareStep.FETCHING):
                self._ledger.step(SoftwareStep.WAITING, reason, words)

    def _know_slots(self) -> bool:
        """Returns whether the slots are known."""
        ledger = self._ledger
        if ledger.slots is not None and not self._slots_stale:
            return True
        try:
            ledger.slots = self._parts.updater.slots()
            self._slots_stale = False
        except UpdaterError as error:
            kept = ledger.kept
            if kept.job is not None and not kept.step.is_end:
                if error.reason is SoftwareReason.NO_UPDATER:
                    self._refuse(kept.job, UpdateObstacle(error.reason, error.words))
                else:
                    self._later(error.reason, error.words)
            return False
        return True

    def _stops_fetching(self, job: UpdateJob, seconds: float) -> bool:
        """Wait between two parts of a bundle. Returns whether to stop."""
        return self._worker.wait(seconds) or self._ledger.kept.job is not job

    def _ask_restart(self) -> None:
        now = self._parts.monotonic()
        if now < self._asked_at + RESTART_SECONDS:
            return
        self._asked_at = now
        self._shown_restarting = True
        self._parts.show()
        self._parts.restart()

    def _run(self) -> None:
        while not self._worker.wait(self._parts.turn_seconds):
            try:
                self.turn()
                self._problems.pop("failed", None)
            except OSError as error:
                self._problems["failed"] = f"Software can't be looked after: {error.strerror}."
                self._worker.wait(RETRY_SECONDS)
            except Exception:
                log.exception("looking after the software failed; it is tried again")
                self._problems["failed"] = "Looking after software failed; the log says how."
                self._worker.wait(RETRY_SECONDS)
