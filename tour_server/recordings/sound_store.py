"""The files of recordings, as they came, named by their content; and what is checked before one is stored.

Note: FFmpeg recognises a file by its content, and some of what it recognises (playlists) makes it open further files
and addresses. So the container is told from the first bytes, and each file is read as that one alone.
"""

from __future__ import annotations

import hashlib
import io
import re
from pathlib import Path

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from narration.levelling import LevellingError, levelled
from narration.sound_file import SoundFileError, SoundTooLongError, decode
from runtime.durable_files import write_durably
from web.translations import gettext as _

LONGEST_SECONDS = 600.0  # a block of 6,000 characters takes seven minutes
SHORTEST_SECONDS = 0.5
# A sample at full scale is the top of a loud wave; three in a row are a wave whose top was cut off.
_FULL_SCALE, _CUT_OFF_SAMPLES = 32_600, 3
_CLIPPED_SHARE = (
    0.0005  # of all samples; a speaker 6 dB too loud has 0.01, and music for radio has 0.0001
)
_DIGITS = 32
_NAME = re.compile(rf"^[0-9a-f]{{{_DIGITS}}}/recording\.[a-z0-9]+\Z")
# The ending of a stored file -> FFmpeg's name of its container.
FORMS = {
    ".wav": "wav",
    ".flac": "flac",
    ".mp3": "mp3",
    ".m4a": "mp4",
    ".aac": "aac",
    ".ogg": "ogg",
    ".webm": "webm",
}


class SoundRefusedError(ValueError):
    """A file can't be a recording. The message is a sentence for staff."""


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
        ending = _ending(content)
        samples, rate = _decoded(content, FORMS[ending])
        seconds = len(samples) / rate
        if seconds < SHORTEST_SECONDS:
            raise SoundRefusedError(
                _("It is only {seconds} seconds long.", seconds=f"{seconds:.1f}")
            )
        try:
            levelled(samples, rate)
        except LevellingError as error:
            raise SoundRefusedError(
                _(
                    "There is no speech to hear in it: it is silent, or has only clicks. Look whether the right "
                    "microphone is chosen, and not muted."
                )
            ) from error
        name = f"{hashlib.sha256(content).hexdigest()[:_DIGITS]}/recording{ending}"
        if not (self._folder / name).exists():
            write_durably(self._folder / name, content)
        return StoredSound(name, seconds, _is_clipped(samples))

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


def _ending(content: bytes) -> str:
    """Returns what the file is, by its first bytes. Raises SoundRefusedError."""
    if not content:
        raise SoundRefusedError(_("The file is empty."))
    if content[:4] in (b"RIFF", b"RF64") and content[8:12] == b"WAVE":
        return ".wav"
    if content[4:8] == b"ftyp":
        return ".m4a"
    if content[:2] in (b"\xff\xf1", b"\xff\xf9"):
        return ".aac"
    if content[:1] == b"\xff" and content[1:2] >= b"\xe0":
        return ".mp3"
    starts = {b"fLaC": ".flac", b"OggS": ".ogg", b"\x1aE\xdf\xa3": ".webm", b"ID3": ".mp3"}
    for start, ending in starts.items():
        if content.startswith(start):
            return ending
    raise SoundRefusedError(_("This is no sound file: it has to be WAV, FLAC, MP3, M4A or Ogg."))


def _decoded(content: bytes, form: str) -> tuple[NDArray[np.int16], int]:
    try:
        return decode(io.BytesIO(content), form=form, longest_seconds=LONGEST_SECONDS)
    except SoundTooLongError as error:
        raise SoundRefusedError(
            _(
                "It is longer than {most} minutes ({minutes} or more), and one text takes less. Cut it into a file for "
                "each text.",
                most=round(LONGEST_SECONDS / 60),
                minutes=int(error.seconds // 60),
            )
        ) from error
    except SoundFileError as error:
        raise SoundRefusedError(
            _("It can't be read to its end: it is damaged, or not what its name says.")
        ) from error


def _is_clipped(samples: NDArray[np.int16]) -> bool:
    """Returns whether the tops of loud waves are cut off."""
    full = np.abs(samples.astype(np.int32)) >= _FULL_SCALE
    runs = np.lib.stride_tricks.sliding_window_view(full, _CUT_OFF_SAMPLES).all(axis=1)
    return bool(runs.mean() > _CLIPPED_SHARE)
