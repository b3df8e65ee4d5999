"""Writes each step of an update to the disk, and says it to the server. Thread-safe.

One write per step: what changes together (a new order and its first step, the end of a trial and its reason) is in
one file, which a power cut leaves as it was before or after.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from contract.software import SoftwareReason, SoftwareState, SoftwareStep
from device.updates.kept_update import (
    FAILED_REMEMBERED,
    VERDICT,
    FailedBundle,
    KeptUpdate,
    UpdateJob,
    read_update,
    write_update,
)
from device.updates.system_updater import SystemSlots

log = logging.getLogger(__name__)

PROGRESS_STEP = 0.1  # of a step, between two messages


class UpdateLedger:
    """What is on the disk, and what the server was told of it."""

    def __init__(
        self,
        folder: Path,
        package: str,
        now: Callable[[], float | None],
        connected: Callable[[], bool],
        tell: Callable[[SoftwareState], None],
    ) -> None:
        """`package`: the version of this program, for a slot that no bundle was installed into."""
        self._folder, self._package = folder, package
        self._now, self._connected, self._tell = now, connected, tell
        self.lock = threading.RLock()
        self._kept, self.problem = read_update(folder)
        self.slots: SystemSlots | None = None
        self._progress = self._told_progress = 0.0
        self._told: SoftwareState | None = None

    @property
    def kept(self) -> KeptUpdate:
        """What is on the disk now."""
        return self._kept

    @property
    def running(self) -> str:
        """The version that runs: of the booted slot's bundle, or of this program."""
        return (self.slots.booted.version if self.slots else None) or self._package

    def write(self, **changes: Any) -> None:
        """Write fields that are no step. Raises OSError."""
        with self.lock:
            new = replace(self._kept, **changes)
            if new != self._kept:
                write_update(self._folder, new)
                self._kept = new

    def step(
        self,
        step: SoftwareStep,
        reason: SoftwareReason | None = None,
        words: str = "",
        **changes: Any,
    ) -> None:
        """Write a step before it is begun, with other fields that change with it. Raises OSError."""
        with self.lock:
            kept, now = self._kept, self._now()
            new = replace(kept, step=step, reason=reason, words=words[:200], **changes)
            if new == kept:
                return
            if kept.step is not step or kept.job is not new.job:
                self._progress = 0.0
            if now is not None:
                new = replace(new, at=now)
            write_update(self._folder, new)
            self._kept = new
        self.tell()

    def end(
        self,
        step: SoftwareStep,
        reason: SoftwareReason | None = None,
        words: str = "",
        *,
        remember: UpdateJob | None = None,
        **changes: Any,
    ) -> None:
        """Write the last step of a job. `remember`: a job whose bundle is not to be tried again. Raises OSError."""
        log.info("software order: %s, %s", step.value, words)
        if remember is not None:
            before = [one for one in self._kept.failed if one.sha256 != remember.sha256]
            failed = FailedBundle(remember.sha256, remember.version, words[:200])
            changes["failed"] = [*before, failed][-FAILED_REMEMBERED:]
        self.step(step, reason, words, trial=None, **changes)
        (self._folder / VERDICT).unlink(missing_ok=True)

    def going(self, share: float) -> None:
        """Take in how much of a step is done, and say it now and then."""
        self._progress = min(1.0, max(0.0, share))
        if abs(self._progress - self._told_progress) >= PROGRESS_STEP:
            self.tell()

    def state(self) -> SoftwareState | None:
        """Returns what the server is told; None where nothing was ever ordered."""
        with self.lock:
            kept, slots, progress = self._kept, self.slots, self._progress
        if kept.job is None:
            return None
        return SoftwareState(
            id=kept.job.id,
            step=kept.step,
            version=kept.job.version,
            running=self.running,
            at=max(0.0, kept.at),
            reason=kept.reason,
            words=kept.words,
            slot=None if slots is None else slots.booted.name[:32],
            other=None if slots is None else slots.other.version,
            progress=progress,
        )

    def tell(self, *, always: bool = False) -> None:
        """Say how far it is, where that has changed, or where there was no connection before."""
        if not self._connected():
            self._told = None
            return
        state = self.state()
        if state is None:
            return
        told = self._told
        moved = abs(state.progress - self._told_progress) >= PROGRESS_STEP
        same = told is not None and replace(told, progress=0.0) == replace(state, progress=0.0)
        if always or moved or not same:
            self._told, self._told_progress = state, state.progress
            self._tell(state)
