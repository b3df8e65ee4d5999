"""Reads sound files as staff upload them: which formats, and what is said of a file that can't be used.

Note: FFmpeg recognises a file by its content, and some of what it recognises (playlists) makes it open further files
and addresses. So the container is told from the first bytes, and each file is read as that one alone.
"""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray

from narration.levelling import LevellingError, levelled
from narration.sound_file import SoundFileError, SoundTooLongError, decode
from web.translations import gettext as _

# A sample at full scale is the top of a loud wave; three in a row are a wave whose top was cut off.
_FULL_SCALE, _CUT_OFF_SAMPLES = 32_600, 3
_CLIPPED_SHARE = (
    0.0005  # of all samples; a speaker 6 dB too loud has 0.01, and music for radio has 0.0001
)
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


def decode_sound(
    content: bytes, longest_seconds: float, rate: int | None = None
) -> tuple[NDArray[np.int16], int]:
    """Decode an uploaded file. Returns what narration.sound_file.decode does.

    Raises SoundRefusedError, narration.sound_file.SoundTooLongError.
    """
    form = FORMS[sound_ending(content)]
    try:
        return decode(io.BytesIO(content), form=form, longest_seconds=longest_seconds, rate=rate)
    except SoundTooLongError:
        raise
    except SoundFileError as error:
        raise SoundRefusedError(
            _("It can't be read to its end: it is damaged, or not what its name says.")
        ) from error


def refuse_too_short(seconds: float, shortest: float) -> None:
    """Raises SoundRefusedError for what is shorter than `shortest` seconds."""
    if seconds < shortest:
        raise SoundRefusedError(_("It is only {seconds} seconds long.", seconds=f"{seconds:.1f}"))


def refuse_silence(samples: NDArray[np.int16], rate: int) -> None:
    """Raises SoundRefusedError where there is no speech to hear."""
    try:
        levelled(samples, rate)
    except LevellingError as error:
        raise SoundRefusedError(
            _(
                "There is no speech to hear in it: it is silent, or has only clicks. Look whether the right "
                "microphone is chosen, and not muted."
            )
        ) from error


def sound_ending(content: bytes) -> str:
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


def is_clipped(samples: NDArray[np.int16]) -> bool:
    """Returns whether the tops of loud waves are cut off."""
    full = np.abs(samples.astype(np.int32)) >= _FULL_SCALE
    runs = np.lib.stride_tricks.sliding_window_view(full, _CUT_OFF_SAMPLES).all(axis=1)
    return bool(runs.mean() > _CLIPPED_SHARE)
