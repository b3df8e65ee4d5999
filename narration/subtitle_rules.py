"""Checks a subtitle file against rules, each with its limit and the source of the limit.

The rules read finished cues, so they judge files from any program alike. Whether the cues are in step with a voice
needs the voice: see `lags`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from narration.phrases import INSERTED_HYPHEN
from narration.speech.voice import Synthesis
from narration.subtitle_layout import Limits
from narration.subtitles import GAP_SECONDS, Cue

MAX_LAG_SECONDS = 0.1  # lead or lag of a cue to its words; EN 301 549 §7.1.2, when synchronised

RULES = {
    "characters_per_second": "the text is on the screen for too short a time to read (Netflix timed text)",
    "seconds_per_word": "less than 0.3 s a word (BBC §4)",
    "line_length": "a line is wider than the screen holds (BBC §3; Netflix for Arabic and Japanese)",
    "lines": "too many lines at once (BBC §3)",
    "overlap": "begins before the one before it ends",
    "gap": "a gap under a second flickers: none, or a whole one (BBC §4.5)",
    "duration": "ends when it begins, or before",
    "empty": "nothing to read",
}


@dataclass(frozen=True)
class Violation:
    """Cue number `cue` (from 1) breaks `rule`: it has `value` where `limit` is allowed."""

    cue: int
    rule: str
    value: float
    limit: float


def violations(cues: list[Cue], room: Limits) -> list[Violation]:
    """Return every violation, in the order of the cues."""
    found: list[Violation] = []
    before: Cue | None = None
    for number, cue in enumerate(cues, start=1):
        found += [Violation(number, *broken) for broken in _of_one(cue, room)]
        if before is not None:
            found += [Violation(number, *broken) for broken in _of_two(before, cue)]
        before = cue
    return found


def _of_one(cue: Cue, room: Limits) -> Iterator[tuple[str, float, float]]:
    if not cue.text.strip():
        yield "empty", 0, 1
        return
    seconds = cue.end - cue.start
    if seconds <= 0:
        yield "duration", round(seconds, 3), 0
    else:
        speed = room.measure(cue.text) / seconds
        if speed > room.characters_a_second:
            yield "characters_per_second", round(speed, 2), room.characters_a_second
        word = seconds / len(cue.text.split())
        if room.seconds_a_word is not None and word < room.seconds_a_word:
            yield "seconds_per_word", round(word, 3), room.seconds_a_word
    if len(cue.lines) > room.lines:
        yield "lines", len(cue.lines), room.lines
    widest = max(room.measure(line) for line in cue.lines)
    if widest > room.line:
        yield "line_length", widest, room.line


def _of_two(before: Cue, cue: Cue) -> Iterator[tuple[str, float, float]]:
    gap = round(cue.start - before.end, 3)
    if gap < 0:
        yield "overlap", -gap, 0
    elif 0 < gap < GAP_SECONDS:
        yield "gap", gap, GAP_SECONDS


def lags(cues: list[Cue], spoken: Synthesis) -> list[float]:
    """Return for each cue how much later than its first word it begins, in seconds (negative: earlier).

    Raises ValueError when the cues do not hold the words of this text.
    """
    found: list[float] = []
    position = 0
    for cue in cues:
        for line in cue.lines:
            while position < len(spoken.text) and spoken.text[position].isspace():
                position += 1
            if line is cue.lines[0]:
                found.append(cue.start - spoken.time_of(position))
            position = _past(line, spoken.text, position)
    if spoken.text[position:].strip():
        raise ValueError("the cues end before the text does")
    return found


def _past(line: str, text: str, position: int) -> int:
    """Return the index past the characters of `line` in `text`, spaces ignored. Raises ValueError on a difference."""
    for sign in line:
        if sign.isspace():
            continue
        while position < len(text) and text[position].isspace():
            position += 1
        if position < len(text) and text[position] == sign:
            position += 1
        elif sign != INSERTED_HYPHEN:
            raise ValueError(
                f"the cue has {sign!r} where the text has {text[position : position + 1]!r}"
            )
    return position
