"""Compares the aligner with words whose beginnings somebody marked by eye in a spectrogram.

A folder has `clips.csv` (clip, language, voice, licence, text), `marks.csv` (clip, start, word, seconds) and the sound
of each clip, `<clip>.opus`. tests/narration/marked_speech is one, and tells how it was marked.
"""

from __future__ import annotations

import csv
from pathlib import Path

from narration.sound_file import SoundFileError, decode
from narration.speech.alignment import align
from narration.speech.espeak import EspeakVoice


class MarkedWordsError(Exception):
    """The folder can't be used. The message is a plain sentence."""


def marked_errors(folder: Path) -> dict[str, tuple[int, int, list[float]]]:
    """Return (clips, words without a time, errors in milliseconds) by language: the aligner's time less the mark.

    Raises MarkedWordsError, VoiceError.
    """
    found: dict[str, tuple[int, int, list[float]]] = {}
    reference = EspeakVoice()
    try:
        marks = _rows(folder / "marks.csv")
        for clip in _rows(folder / "clips.csv"):
            language, text = clip["language"], clip["text"]
            samples, rate = decode(folder / f"{clip['clip']}.opus")
            words = align(reference, text, language, samples, rate)
            times = {word.start: word.seconds for word in words}
            mine = {
                int(mark["start"]): float(mark["seconds"])
                for mark in marks
                if mark["clip"] == clip["clip"]
            }
            clips, missed, errors = found.setdefault(language, (0, 0, []))
            errors += [1000 * (times[at] - mine[at]) for at in mine.keys() & times.keys()]
            found[language] = (clips + 1, missed + len(mine.keys() - times.keys()), errors)
    except (OSError, KeyError, ValueError, SoundFileError) as error:
        raise MarkedWordsError(f"{folder} can't be used: {error}") from error
    finally:
        reference.close()
    return {language: one for language, one in sorted(found.items()) if one[2]}


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))
