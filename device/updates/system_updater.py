"""The seam to what writes a machine's slots: RAUC on a kiosk's image, a twin in tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from contract.software import SoftwareReason


class UpdaterError(Exception):
    """The machine can't do it. `words`: a plain sentence."""

    def __init__(self, reason: SoftwareReason, words: str) -> None:
        self.reason, self.words = reason, words
        super().__init__(words)


class SystemSlot(Struct, frozen=True):
    """One of the two slots. `version`: of the bundle that was installed there; None where no bundle was."""

    name: str
    version: str | None = None
    good: bool | None = None


class SystemSlots(Struct, frozen=True):
    """The slots of this machine. `booted`: that runs. `primary`: the name of the one that starts next."""

    compatible: str
    booted: SystemSlot
    other: SystemSlot
    primary: str


class BundleFacts(Struct, frozen=True):
    """What a bundle says of itself, its signature verified."""

    compatible: str
    version: str


class SystemUpdater(Protocol):
    """Writes and chooses slots. Each method may take minutes, and raises UpdaterError."""

    def slots(self) -> SystemSlots:
        """Returns the slots as they are now."""

    def inspect(self, bundle: Path) -> BundleFacts:
        """Returns what a bundle says. Raises UpdaterError where its signature is not ours, or it is damaged."""

    def install(self, bundle: Path, progress: Callable[[float], None]) -> None:
        """Write a bundle into the other slot, which then starts next, once. `progress` is called with 0 to 1."""

    def activate_other(self) -> None:
        """Let the other slot start next, once, as it is."""

    def mark_good(self) -> None:
        """Keep the booted slot: it starts from now on."""

    def mark_bad(self) -> None:
        """Give the booted slot up: the other one starts next."""


class NoSystemUpdater:
    """A machine whose software this program can't change."""

    def slots(self) -> SystemSlots:
        """Raise UpdaterError."""
        raise UpdaterError(
            SoftwareReason.NO_UPDATER,
            "This machine has no second slot for software; it was not set up from the image.",
        )

    def inspect(self, bundle: Path) -> BundleFacts:
        """Raise UpdaterError."""
        self.slots()
        raise AssertionError(bundle)

    def install(self, bundle: Path, progress: Callable[[float], None]) -> None:
        """Raise UpdaterError."""
        self.slots()

    def activate_other(self) -> None:
        """Raise UpdaterError."""
        self.slots()

    def mark_good(self) -> None:
        """Raise UpdaterError."""
        self.slots()

    def mark_bad(self) -> None:
        """Raise UpdaterError."""
        self.slots()
