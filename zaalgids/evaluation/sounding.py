"""When a voice sounds: read from a file with its words, or heard in a file with its sound."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from msgspec import Struct

from contract.timed_text import TimedText, read_timed_text
from narration.sound_file import decode
from runtime.document_version import DocumentVersionError

_STEP_SECONDS = 0.01
_SILENT_SHARE = 0.01  # of the loudest sample: as narration.speech.voice has it
_BREATH_SECONDS = 0.2  # a shorter silence is inside speech


class WordsError(ValueError):
    """A file of words that can't be read. The message is a sentence."""


class _Word(Struct, frozen=True):
    start: float
    end: float
    text: str = ""


def sounding_by_words(file: Path) -> list[tuple[float, float]]:
    """Return (start, end) in seconds of each word in a file.

    It is JSON, a list of `{"text", "start", "end"}` in seconds or an object with such a list as `words`, as `evaluate
    speech --json` prints it; or CSV with the columns `text,start,end`; or a release's timed text (`.words.json`).
    Raises WordsError, OSError.
    """
    body = file.read_text(encoding="utf-8-sig")
    if not body.lstrip().startswith(("[", "{")):
        words = _converted(list(csv.DictReader(body.splitlines())), file)
    else:
        try:
            plain = json.loads(body)
        except json.JSONDecodeError as error:
            raise WordsError(f"{file}: this is neither JSON nor CSV: {error}") from error
        if isinstance(plain, dict) and "pieces" in plain:
            return _of_timed_text(body, file)
        words = _converted(_word_list(plain), file)
    if not words:
        raise WordsError(f"{file}: there are no words in it; write text, start and end of each")
    wrong = next((word for word in words if not 0 <= word.start <= word.end), None)
    if wrong is not None:
        raise WordsError(f"{file}: {wrong.text!r} ends before it starts")
    return [(word.start, word.end) for word in words]


def sounding_in_audio(file: Path) -> list[tuple[float, float]]:
    """Return (start, end) in seconds of each stretch of sound in a file. Raises SoundFileError."""
    samples, rate = decode(file)
    step = max(round(rate * _STEP_SECONDS), 1)
    peaks = np.abs(samples[: len(samples) // step * step].astype(np.int32)).reshape(-1, step)
    loud = peaks.max(axis=1, initial=0) > _SILENT_SHARE * peaks.max(initial=0)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], loud, [False]]).astype(np.int8)))
    found: list[tuple[float, float]] = []
    for start, end in (edges.reshape(-1, 2) * step / rate).tolist():
        if found and start - found[-1][1] < _BREATH_SECONDS:
            start = found.pop()[0]
        found.append((start, end))
    return found


def _word_list(plain: Any) -> Any:
    if isinstance(plain, dict):
        phrases = plain.get("phrases")
        one = phrases[0] if isinstance(phrases, list) and len(phrases) == 1 else plain
        return one.get("words") if isinstance(one, dict) else None
    return plain


def _converted(plain: Any, file: Path) -> list[_Word]:
    try:
        return msgspec.convert(plain, list[_Word], strict=False)
    except msgspec.ValidationError as error:
        raise WordsError(
            f"{file}: each word has text, start and end, in seconds; {error}"
        ) from error


def _of_timed_text(body: str, file: Path) -> list[tuple[float, float]]:
    try:
        text: TimedText = read_timed_text(body)
    except (DocumentVersionError, msgspec.DecodeError) as error:
        raise WordsError(f"{file}: {error}") from error
    return [(piece.start / 1000, piece.until / 1000) for piece in text.pieces]
