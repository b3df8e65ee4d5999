"""Writes the sound files of one spoken text: levelled, then in Opus and, for phones, in AAC."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from narration.encoding import EncodingError, encode_aac, encode_opus
from narration.levelling import LevellingError, levelled
from narration.speech.voice import Synthesis


def write_speech(spoken: Synthesis, opus: Path, aac: Path | None) -> float:
    """Write the speech at the loudness of all speech (narration.levelling) to `opus` and, where given, to `aac`.

    Returns how long it plays, in seconds. Raises EncodingError.
    """
    try:
        spoken = replace(spoken, samples=levelled(spoken.samples, spoken.sample_rate))
    except LevellingError as error:
        raise EncodingError(str(error)) from error
    seconds = encode_opus(spoken, opus)
    if aac is not None:
        encode_aac(spoken, aac)
    return seconds
