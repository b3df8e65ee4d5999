"""Writes and reads WebVTT.

Note: `&`, `<` and `>` have a meaning in a WebVTT text and are written as entities; a blank line inside a cue would end
it. The reader accepts what other programs write: a byte order mark, Windows line ends, times without hours; it skips
settings, notes, style sheets and tags.
"""

from __future__ import annotations

import html
import re

from narration.subtitles import Cue

_TIME = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMING = re.compile(rf"^\s*{_TIME}\s+-->\s+{_TIME}(?:\s.*)?$")
_TAG = re.compile(r"<[^>]*>")


class SubtitleError(ValueError):
    """A file that is not WebVTT. The message names the line."""


def write(cues: list[Cue]) -> str:
    """Return the cues as a WebVTT file, numbered from 1, with times in whole milliseconds."""
    blocks = ["WEBVTT"]
    for number, cue in enumerate(cues, start=1):
        lines = [html.escape(line, quote=False) for line in cue.lines if line.strip()]
        blocks.append(
            "\n".join([str(number), f"{_stamp(cue.start)} --> {_stamp(cue.end)}", *lines])
        )
    return "\n\n".join(blocks) + "\n"


def read(text: str) -> list[Cue]:
    """Return the cues of a WebVTT file, in its order. Raises SubtitleError."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not re.match(r"^WEBVTT(?:[ \t]|$)", lines[0]):
        raise SubtitleError("line 1: a WebVTT file begins with the word WEBVTT")
    found: list[Cue] = []
    at = 1
    while at < len(lines):
        if "-->" not in lines[at]:
            if re.match(r"^(NOTE|STYLE|REGION)(\s|$)", lines[at]):
                at = _past_block(lines, at)
            at += 1
            continue
        start, end = _timing(lines[at], at + 1)
        stop = _past_block(lines, at + 1)
        shown = (html.unescape(_TAG.sub("", line)) for line in lines[at + 1 : stop])
        found.append(Cue(start, end, tuple(line for line in shown if line.strip())))
        at = stop
    return found


def _past_block(lines: list[str], at: int) -> int:
    """Return the index of the next blank line from `at` on, or the end."""
    while at < len(lines) and lines[at].strip():
        at += 1
    return at


def _timing(line: str, number: int) -> tuple[float, float]:
    match = _TIMING.match(line)
    if match is None:
        raise SubtitleError(
            f"line {number}: {line.strip()!r} is not a time; write 00:01.000 --> 00:04.000"
        )
    values = [int(value or 0) for value in match.groups()]
    return _seconds(values[:4]), _seconds(values[4:])


def _seconds(parts: list[int]) -> float:
    hours, minutes, seconds, thousandths = parts
    return (hours * 3_600_000 + minutes * 60_000 + seconds * 1000 + thousandths) / 1000


def _stamp(seconds: float) -> str:
    thousandths = round(seconds * 1000)
    hours, rest = divmod(thousandths, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"
