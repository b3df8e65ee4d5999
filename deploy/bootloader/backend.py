"""Answers RAUC's questions, and follows the machine's starts."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection

from deploy.bootloader.boot_state import BootDriver, BootloaderError, BootState
from deploy.bootloader.programs import restart


class Backend:
    """What the program knows: two slots, the driver of this machine, and the slot that runs."""

    def __init__(
        self,
        slots: Collection[str],
        driver: BootDriver,
        running: str,
        restart: Callable[[], None] = restart,
    ) -> None:
        self._slots, self._driver, self._restart = slots, driver, restart
        self.running = self._known(running)

    def _known(self, slot: str) -> str:
        if slot not in self._slots:
            raise BootloaderError(f"there is no slot {slot}")
        return slot

    def _write(self, before: BootState | None, after: BootState, requests: bool = False) -> None:
        if after != before:
            self._driver.write(after, requests)

    def get_primary(self) -> str:
        """Return the slot that the next restart starts."""
        return self._driver.read().primary()

    def set_primary(self, slot: str) -> None:
        """Let a slot be tried once at the next restart."""
        state = self._driver.read()
        after = state.with_primary(self._known(slot), self.running)
        if after.trial:
            self._driver.check()
        self._write(state, after)

    def get_state(self, slot: str) -> str:
        """Return `good` for a slot that has been marked good since it was installed, else `bad`."""
        return "good" if self._known(slot) in self._driver.read().good else "bad"

    def set_state(self, slot: str, value: str) -> None:
        """Mark a slot good, which commits the one on trial, or bad."""
        if value not in {"good", "bad"}:
            raise BootloaderError(f"a slot is good or bad, not {value}")
        state = self._driver.read()
        change = state.with_good if value == "good" else state.with_bad
        self._write(state, change(self._known(slot), self.running))

    def booted(self) -> str:
        """Note this start, and return a sentence about it. Writes a state anew that can't be read."""
        try:
            state = self._driver.read()
        except BootloaderError as error:
            self._write(None, BootState(self.running, good=frozenset({self.running})))
            return f"{error}; written anew with slot {self.running}, which runs"
        after = state.after_start(self.running)
        self._write(state, after)
        if after.trial == self.running:
            return f"slot {self.running} is tried: unless it is marked good, the next start is {state.committed}"
        if state.trial and not after.trial:
            return f"slot {state.trial} was tried and not marked good: slot {self.running} is back"
        if after.trial:
            return f"slot {after.trial} waits for a restart to be tried"
        return f"slot {self.running} runs"

    def arm(self) -> str:
        """Ask for the trial, if one is due. Called while the machine restarts."""
        state = self._driver.read()
        after = state.armed(self.running)
        self._write(state, after, requests=True)
        return f"the restart tries slot {after.trial}" if after != state else "nothing to try"

    def expire(self) -> str:
        """Give a trial up that has not come to an end: restart, which starts the committed slot."""
        state = self._driver.read()
        if state.trial != self.running:
            return f"slot {self.running} is not on trial"
        self._write(state, state.with_bad(self.running, self.running))
        self._restart()
        return f"slot {self.running} did not come up in its trial: slot {state.committed} starts"

    def status(self) -> str:
        """Return the whole state as JSON."""
        state = self._driver.read()
        return json.dumps(
            {
                "driver": self._driver.name,
                "running": self.running,
                "next": state.primary(),
                "committed": state.committed,
                "trial": state.trial,
                "good": sorted(state.good),
            }
        )
