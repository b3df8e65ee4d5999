"""What the guide takes from the release the kiosk holds."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from contract.bundle import Release


class Shelf(Protocol):
    """The kiosk's content store (device.content), as the guide and the screen see it."""

    @property
    def release(self) -> Release | None:
        """The release in use, or None while there is none."""

    def path(self, target: str) -> Path:
        """Where a target of that release lies. Raises KeyError for one it does not name."""
