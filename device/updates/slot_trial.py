"""Tries the slot that runs: keeps it when the kiosk was well for long enough, otherwise gives it up."""

from __future__ import annotations

import logging
from collections.abc import Callable

from msgspec.structs import replace

from contract.software import SoftwareReason, SoftwareStep
from device.updates.kept_update import UpdateTrial
from device.updates.system_updater import UpdaterError
from device.updates.trial_watch import TrialWatch
from device.updates.update_ledger import UpdateLedger
from device.updates.update_parts import UpdateParts

log = logging.getLogger(__name__)

LEAVING_SECONDS = 600.0  # that an ill slot waits for a visitor to end their visit


class SlotTrial:
    """One turn at a time, on the thread of the updates, in the slot that is tried."""

    def __init__(
        self, parts: UpdateParts, ledger: UpdateLedger, ask_restart: Callable[[], None]
    ) -> None:
        self._parts, self._ledger, self._ask_restart = parts, ledger, ask_restart
        self._watch: TrialWatch | None = None
        self._leaving_since: float | None = None

    def turn(self, trial: UpdateTrial) -> None:
        """Ask the checks once, and do what follows. Raises OSError."""
        parts, ledger = self._parts, self._ledger
        if parts.boot not in trial.begun:
            trial = replace(trial, begun=[*trial.begun, parts.boot])
            ledger.step(SoftwareStep.TRYING, trial=trial)
        if trial.failed:
            self._leave()
            return
        if self._watch is None:
            self._watch = TrialWatch(parts.checks, trial.ill_before, trial.minutes, parts.uptime)
        result = self._watch.turn()
        if result.passed is None:
            reason = SoftwareReason.UNHEALTHY if result.words else None
            ledger.step(SoftwareStep.TRYING, reason, result.words)
            ledger.going(result.progress)
        elif result.passed:
            self._keep()
        else:
            log.error("the new software is not well: %s", result.words)
            ledger.write(trial=replace(trial, failed=result.words))
            self._leave()

    def _keep(self) -> None:
        try:
            self._parts.updater.mark_good()
        except UpdaterError as error:  # the next turn tries again; zaalgids-trial ends that
            self._ledger.step(SoftwareStep.TRYING, error.reason, error.words)
            return
        self._ledger.end(SoftwareStep.GOOD)
        self._parts.good()  # only now: until then the other slot reads what this one writes
        self._parts.files.keep_only(None)

    def _leave(self) -> None:
        """Give this slot up, and restart into the one before, when no visitor is there."""
        now = self._parts.monotonic()
        since = self._leaving_since = now if self._leaving_since is None else self._leaving_since
        if not self._parts.calm() and now < since + LEAVING_SECONDS:
            return
        try:
            self._parts.updater.mark_bad()
        except UpdaterError as error:  # a slot that is not marked good is tried only once anyway
            log.error("the slot can't be marked: %s", error.words)
        self._ask_restart()
