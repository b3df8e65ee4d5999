"""The files of recordings, as they came, named by their content; and what is checked before one is stored."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from narration.sound_file import SoundTooLongError
from runtime.durable_files import write_durably
from tour_server.uploaded_sound import (
    FORMS,
    SoundRefusedError,
    decode_sound,
    is_clipped,
    refuse_silence,
    refuse_too_short,
    sound_ending,
)
from web.translations import gettext as _

LONGEST_SECONDS = 600.0  # a block of 6,000 characters takes seven minutes
SHORTEST_SECONDS = 0.5
_DIGITS = 32
_NAME = re.compile(rf"^[0-9a-f]{{{_DIGITS}}}/recording\.[a-z0-9]+\Z")


class StoredSound(Struct, frozen=True):
    """A sound in the store: its name there, how long it is, and whether its loud places are cut off."""

    file: str
    seconds: float
    clipped: bool


class SoundStore:
    """A folder of recordings."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, content: bytes) -> StoredSound:
        """Check a recording and store it. Raises SoundRefusedError, OSError on a full disk."""
        samples, rate = _decoded(content)
        seconds = len(samples) / rate
        refuse_too_short(seconds, SHORTEST_SECONDS)
        refuse_silence(samples, rate)
        name = f"{hashlib.sha256(content).hexdigest()[:_DIGITS]}/recording{sound_ending(content)}"
        if not (self._folder / name).exists():
            write_durably(self._folder / name, content)
        return StoredSound(name, seconds, is_clipped(samples))

    def path(self, name: str) -> Path:
        """Returns where a recording is. Raises KeyError for a name that is malformed or not in the store."""
        path = self._folder / name
        if not _NAME.match(name) or not path.is_file():
            raise KeyError(name)
        return path

    def delete(self, name: str) -> None:
        """Delete a recording that no take names. Raises OSError."""
        path = self._folder / name
        if _NAME.match(name) and path.is_file():
            path.unlink()
            path.parent.rmdir()


def form_of(sound: Path) -> str:
    """Returns FFmpeg's name of the container of a stored file."""
    return FORMS[sound.suffix]


def _decoded(content: bytes) -> tuple[NDArray[np.int16], int]:
    try:
        return decode_sound(content, LONGEST_SECONDS)
    except SoundTooLongError as error:
        raise SoundRefusedError(
            _(
                "It is longer than {most} minutes ({minutes} or more), and one text takes less. Cut it into a file for "
                "each text.",
                most=round(LONGEST_SECONDS / 60),
                minutes=int(error.seconds // 60),
            )
        ) from error
