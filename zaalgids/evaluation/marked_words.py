"""Compares the aligner with words whose beginnings somebody marked by eye in a spectrogram.

A folder has `clips.csv` (clip, language, voice, licence, text; `part` of the collection and `speaker`, person or
machine, may be absent), `marks.csv` (clip, start, word, seconds) and the sound of each clip, `<clip>.opus`.
tests/narration/marked_speech is one, and tells how it was marked.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from narration.sound_file import SoundFileError, decode
from narration.speech.alignment import align
from narration.speech.espeak import EspeakVoice


class MarkedWordsError(Exception):
    """The folder can't be used. The message is a plain sentence."""


@dataclass(frozen=True)
class MarkedClip:
    """What the aligner found in one clip. `errors`: in milliseconds, its time less the mark, of each word with both.

    `missed`: marked words to which it gave no time.
    """

    language: str
    part: str
    speaker: str
    voice: str
    missed: int
    errors: tuple[float, ...]


def marked_clips(folder: Path) -> list[MarkedClip]:
    """Align each clip of a folder, and compare it with its marks. Raises MarkedWordsError, VoiceError."""
    reference = EspeakVoice()
    try:
        marks = _rows(folder / "marks.csv")
        return [_compared(folder, clip, marks, reference) for clip in _rows(folder / "clips.csv")]
    except (OSError, KeyError, ValueError, SoundFileError) as error:
        raise MarkedWordsError(f"{folder} can't be used: {error}") from error
    finally:
        reference.close()


def _compared(
    folder: Path, clip: dict[str, str], marks: list[dict[str, str]], reference: EspeakVoice
) -> MarkedClip:
    samples, rate = decode(folder / f"{clip['clip']}.opus")
    words = align(reference, clip["text"], clip["language"], samples, rate)
    times = {word.start: word.seconds for word in words}
    mine = {
        int(mark["start"]): float(mark["seconds"]) for mark in marks if mark["clip"] == clip["clip"]
    }
    both = sorted(mine.keys() & times.keys())
    return MarkedClip(
        language=clip["language"],
        part=clip.get("part", ""),
        speaker=clip.get("speaker", ""),
        voice=clip["voice"],
        missed=len(mine) - len(both),
        errors=tuple(1000 * (times[at] - mine[at]) for at in both),
    )


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))
