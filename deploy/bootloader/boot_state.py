"""The state that outlives a power cut: which slot starts, which one is to be tried, which ones are known to work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol


class BootloaderError(Exception):
    """What a technician reads in RAUC's log."""


@dataclass(frozen=True)
class BootState:
    """Which slot starts, which one is to be tried, and which ones are known to work."""

    committed: str
    trial: str | None = None
    is_armed: bool = False
    """The restart into `trial` has been asked for; the next start of another slot ends the trial."""
    good: frozenset[str] = frozenset()

    def checked(self, slots: Iterable[str]) -> BootState:
        """Return the state itself. Raises BootloaderError when it names a slot that is not one of `slots`."""
        known = set(slots)
        if not {self.committed, *self.good} <= known or self.trial not in {None, *known}:
            raise BootloaderError("the state names a slot that this kiosk doesn't have")
        if self.trial == self.committed:
            raise BootloaderError("the state names one slot as committed and on trial")
        return self

    def primary(self) -> str:
        """Return the slot that the next restart starts."""
        return self.trial if self.trial and not self.is_armed else self.committed

    def with_primary(self, slot: str, running: str) -> BootState:
        """Let `slot` be tried at the next restart; the committed one ends a trial instead."""
        if slot == self.committed:
            return replace(self, trial=None, is_armed=False)
        if slot == self.trial and slot == running:
            return self  # it is being tried, and only `good` gives it a second start
        return replace(self, trial=slot, is_armed=False)

    def with_good(self, slot: str, running: str) -> BootState:
        """Commit the slot that is being tried. Raises BootloaderError for a slot that does not run."""
        if slot == self.committed:
            return replace(self, good=self.good | {slot})
        if slot != running:
            raise BootloaderError(f"slot {slot} does not run, so nothing shows that it is good")
        if slot != self.trial:
            raise BootloaderError(f"slot {slot} was given up: install it again to try it again")
        return BootState(slot, good=self.good | {slot})

    def with_bad(self, slot: str, running: str) -> BootState:
        """Never start `slot` again. Raises BootloaderError when no other slot is known to work."""
        good = self.good - {slot}
        if slot != self.committed:
            ends = slot == self.trial
            return BootState(
                self.committed,
                None if ends else self.trial,
                self.is_armed and not ends,
                good,
            )
        if not good:
            raise BootloaderError(f"slot {slot} is the only one that is known to work")
        return BootState(next(iter(good)), good=good)

    def after_start(self, running: str) -> BootState:
        """Note what a start shows: another slot than the one on trial means that the trial failed."""
        if self.trial == running:
            return replace(self, is_armed=True)
        if self.trial and self.is_armed:
            return self.with_bad(self.trial, running)
        return self

    def armed(self, running: str) -> BootState:
        """Return the state for a restart into the trial; itself where there is nothing to try."""
        is_due = self.trial is not None and self.trial != running and not self.is_armed
        return replace(self, is_armed=True) if is_due else self


class BootDriver(Protocol):
    """One way to keep the state, and to have a slot tried once."""

    name: str

    def check(self) -> None:
        """Raise BootloaderError when this machine can't be asked for a trial start."""

    def read(self) -> BootState:
        """Return the state. Raises BootloaderError when it can't be read."""

    def write(self, state: BootState, requests: bool) -> None:
        """Keep the state; with `requests`, let the very next start, and no other, be the slot on trial."""
