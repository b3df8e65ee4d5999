"""The interface through which the guide and the screen read the release that the kiosk holds."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from contract.bundle import Release, Speech


class ReleaseSource(Protocol):
    """The kiosk's content store (device.content), as the guide and the screen use it."""

    @property
    def release(self) -> Release | None:
        """The release in use; None while there is none."""

    def path(self, target: str) -> Path:
        """Returns the path of a target of that release. Raises KeyError for one it does not name or lacks."""

    def has_speech(self, speech: Speech) -> bool:
        """Returns whether the files of a block of that release are on the kiosk."""
