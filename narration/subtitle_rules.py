"""Checks a subtitle file against rules, each with its limit and the source of the limit.

The rules read finished cues, so they judge files from any program alike. Two need the voice: `silent_screens` takes
the times at which it sounds, from words or from the sound itself, and `lags` the text with its times.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from narration.line_breaks import may_break, without_spaces
from narration.speech.voice import Synthesis
from narration.subtitle_layout import Limits
from narration.subtitles import GAP_SECONDS, INSERTED_HYPHEN, Cue
from runtime.languages import primary_language

MAX_LAG_SECONDS = 0.1  # lead or lag of a cue to its words; EN 301 549 §7.1.2, when synchronised

RULES = {
    "characters_per_second": "the text is on the screen for too short a time to read (Netflix timed text)",
    "seconds_per_word": "less than 0.3 s a word (BBC §4)",
    "line_length": "a line is wider than the screen holds (BBC §3; Netflix for other scripts)",
    "lines": "too many lines at once (BBC §3)",
    "line_break": "a line ends where this language does not break (Unicode, UAX 14)",
    "french_space": "a sign that stands with a no-break space in French has another space, or none",
    "overlap": "begins before the one before it ends",
    "gap": "a gap under a second flickers: none, or a whole one (BBC §4.5)",
    "silent_screen": "the voice sounds, and there is no subtitle: seconds of sound",
    "duration": "ends when it begins, or before",
    "empty": "nothing to read",
}

_NO_BREAK = "\u00a0\u202f"
_HIGH_SIGNS = (
    "?!;»"  # French sets a no-break space before them; before a colon only where a space follows it
)
_CLOSING_SIGNS = "»”)]"
_CANADA = "fr-ca"  # sets none before ? ! ;


@dataclass(frozen=True)
class Violation:
    """Cue number `cue` (from 1) breaks `rule`: it has `value` where `limit` is allowed."""

    cue: int
    rule: str
    value: float
    limit: float


def violations(cues: Sequence[Cue], room: Limits) -> list[Violation]:
    """Return every violation that needs no voice to be found, in the order of the cues."""
    found: list[Violation] = []
    before: Cue | None = None
    for number, cue in enumerate(cues, start=1):
        found += [Violation(number, *broken) for broken in _of_one(cue, room)]
        if before is not None:
            found += [Violation(number, *broken) for broken in _of_two(before, cue, room)]
        before = cue
    return found


def silent_screens(cues: Sequence[Cue], sounding: Sequence[tuple[float, float]]) -> list[Violation]:
    """Return where the voice sounds without a subtitle, for longer than a subtitle may lag.

    `sounding`: from when to when the voice sounds, in seconds. A violation has the number of the cue that ended too
    early; what sounds before the first cue has the number of that.
    """
    shown = sorted((cue.start, cue.end) for cue in cues)
    edges = [0.0, *(edge for times in shown for edge in times), float("inf")]
    found: list[Violation] = []
    for number, (left, right) in enumerate(zip(edges[::2], edges[1::2], strict=True)):
        heard = sum(max(min(end, right) - max(start, left), 0.0) for start, end in sounding)
        if heard > MAX_LAG_SECONDS:
            found.append(
                Violation(max(number, 1), "silent_screen", round(heard, 3), MAX_LAG_SECONDS)
            )
    return found


def _of_one(cue: Cue, room: Limits) -> Iterator[tuple[str, float, float]]:
    if not all(cue.lines) or not cue.text.strip():
        yield "empty", 0, 1
        return
    seconds = cue.end - cue.start
    if seconds <= 0:
        yield "duration", round(seconds, 3), 0
    else:
        speed = _characters(cue.lines, room) / seconds
        if speed > room.characters_a_second:
            yield "characters_per_second", round(speed, 2), room.characters_a_second
        word = seconds / len([word for word in cue.text.split(" ") if word])
        if room.seconds_a_word is not None and word < room.seconds_a_word:
            yield "seconds_per_word", round(word, 3), room.seconds_a_word
    if len(cue.lines) > room.lines:
        yield "lines", len(cue.lines), room.lines
    widest = max(room.measure(line) for line in cue.lines)
    if widest > room.line:
        yield "line_length", widest, room.line
    wrong = sum(_wrong_break(*lines, room.language) for lines in pairwise(cue.lines))
    if wrong:
        yield "line_break", wrong, 0
    spaces = sum(_wrong_french_spaces(line, room.language) for line in cue.lines)
    if spaces:
        yield "french_space", spaces, 0


def _characters(lines: Sequence[str], room: Limits) -> float:
    """Return how much there is to read; between two lines is a space where the script has spaces."""
    spaces = sum(not without_spaces(above[-1], below[0]) for above, below in pairwise(lines))
    return sum(room.measure(line) for line in lines) + spaces * room.measure(" ")


def _of_two(before: Cue, cue: Cue, room: Limits) -> Iterator[tuple[str, float, float]]:
    gap = round(cue.start - before.end, 3)
    if gap < 0:
        yield "overlap", -gap, 0
    elif 0 < gap < GAP_SECONDS:
        yield "gap", gap, GAP_SECONDS
    if before.lines and cue.lines and _wrong_break(before.lines[-1], cue.lines[0], room.language):
        yield "line_break", 1, 0


def _wrong_break(above: str, below: str, language: str) -> bool:
    """Return whether no text in this language breaks between these lines, with or without a space there."""
    above, below = above.strip(" "), below.strip(" ")
    if not above or not below or above.endswith((INSERTED_HYPHEN, "-")):
        return False
    if may_break(above + " ", below, language):
        # Where words stand without spaces, there was none; else a space was there, and is where the line ends.
        return without_spaces(above[-1], below[0]) and not may_break(above, below, language)
    return True


def _wrong_french_spaces(line: str, language: str) -> int:
    """Return how many signs of a line stand with another space than French has, or with none."""
    if primary_language(language) != "fr":
        return 0
    high = "»" if language.lower() == _CANADA else _HIGH_SIGNS
    wrong = 0
    for at, sign in enumerate(line):
        before, after = line[max(at - 1, 0) : at], line[at + 1 : at + 2]
        if sign in high and before:
            wrong += before not in (*_NO_BREAK, *high, *_CLOSING_SIGNS, "…", ".")
        elif sign == ":" and before:
            wrong += before == " " or (before.isalpha() and after == " ")
        if sign == "«" and after:
            wrong += after not in _NO_BREAK
    return wrong


def lags(cues: Sequence[Cue], spoken: Synthesis) -> list[float]:
    """Return for each cue how much later than its first word it begins, in seconds (negative: earlier).

    A word begins with its first letter or digit, not with a sign before it that the voice does not say. Raises
    ValueError when the cues do not hold the words of this text.
    """
    found: list[float] = []
    position = 0
    for cue in cues:
        for line in cue.lines:
            while position < len(spoken.text) and spoken.text[position].isspace():
                position += 1
            if line is cue.lines[0]:
                word = spoken.text[position:].split(None, 1)[0]
                voiced = (at for at, sign in enumerate(word) if sign.isalnum())
                found.append(cue.start - spoken.time_of(position + next(voiced, 0)))
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
