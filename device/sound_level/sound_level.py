"""The level of the kiosk's sound, between the loudspeaker's amplifier and what a visitor may change.

A technician sets it by ear where visitors stand: the kiosk has no microphone, so it can't measure it. It lowers the
page's sound only; for more there is the amplifier.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from msgspec import DecodeError, Struct

from runtime.document_version import DocumentVersionError, DocumentVersions
from runtime.durable_files import READABLE_BY_OWNER, write_durably

log = logging.getLogger(__name__)

FILE = "sound-level.json"
VERSIONS = DocumentVersions("kiosk's sound level")
LOWEST_DB, HIGHEST_DB, STEP_DB = -24, 0, 2


class KeptSoundLevel(Struct, frozen=True, kw_only=True):
    """The level as it lies on the disk."""

    decibels: int = HIGHEST_DB
    v: int = 1


class SoundLevel:
    """The level, and how often the sentence was asked for by which it is heard. Thread-safe."""

    def __init__(self, folder: Path, on_change: Callable[[], object]) -> None:
        """`folder`: the kiosk's data. `on_change` is called when the page has to know."""
        self._file, self._on_change = folder / FILE, on_change
        self._lock = threading.Lock()
        self._decibels = _read(self._file)
        self._checks = 0

    @property
    def decibels(self) -> int:
        """The level in dB; 0 is the loudest."""
        return self._decibels

    @property
    def factor(self) -> float:
        """The level as a factor of the sound's amplitude, 1 at the loudest."""
        return round(10 ** (self._decibels / 20), 4)

    @property
    def checks(self) -> int:
        """A number that rises each time that the page is to say its sentence."""
        return self._checks

    def change(self, steps: int) -> None:
        """Make it louder by so many steps, or quieter, keep it, and have the page say its sentence.

        Raises OSError where it can't be kept; it holds until the next start then.
        """
        with self._lock:
            level = self._decibels + steps * STEP_DB
            self._decibels = min(max(level, LOWEST_DB), HIGHEST_DB)
            kept = VERSIONS.encode(KeptSoundLevel(decibels=self._decibels))
        self.check()
        write_durably(self._file, kept, READABLE_BY_OWNER)

    def check(self) -> None:
        """Have the page say the sentence."""
        with self._lock:
            self._checks += 1
        self._on_change()


def _read(file: Path) -> int:
    try:
        found = VERSIONS.decode(file.read_bytes(), KeptSoundLevel).decibels
        return min(max(found, LOWEST_DB), HIGHEST_DB)
    except FileNotFoundError:
        return HIGHEST_DB
    except (OSError, DocumentVersionError, DecodeError) as error:
        log.warning("the sound level can't be read, and the loudest is used: %s", error)
        return HIGHEST_DB
