"""A timed text: the words of a narration block with the times of the voice, and where they may break into lines.

It is published beside the speech, `Speech.words`. A screen divides it into subtitles for the place that it has, and
needs to know nothing of languages: every break that it may choose is between two pieces, and has its cost.
"""

from __future__ import annotations

from msgspec import Struct

from contract.museum import Language, Level
from runtime.document_version import DocumentVersions


class TimedPiece(Struct, frozen=True, array_like=True):
    """A piece of text that stays whole on one line.

    `spaced`: a space stands before it. `start`: when the voice begins it; `until`: when the voice ends it, both in
    milliseconds. `size`: how much there is to read, in characters of its script. `cost`: of a break after it, from 0,
    at a sentence's end, to 22, inside a word.

    `cuts`: where the piece may be cut when it is wider than a line, in characters from its start; with a hyphen at
    the end of the line if `hyphen` is true.
    """

    text: str
    spaced: bool
    start: int
    until: int
    size: float
    cost: float
    cuts: tuple[int, ...] = ()
    hyphen: bool = False


class TimedText(Struct, frozen=True):
    """The pieces of a block in their order. `milliseconds`: the length of its speech.

    `characters_a_second` and `seconds_a_word` are what its readers follow at most; `seconds_a_word` is null for a
    script without spaces between words. `longest_line`: the most characters on a line, however wide the screen;
    `space`: how much of a character a space counts.
    """

    language: Language
    level: Level
    milliseconds: int
    characters_a_second: float
    seconds_a_word: float | None
    longest_line: float
    space: float
    pieces: list[TimedPiece]


VERSIONS = DocumentVersions("timed text")
"""The versions of the files."""


def read_timed_text(body: bytes | str) -> TimedText:
    """Returns the timed text in a file. Raises DocumentVersionError for a newer one, msgspec.DecodeError."""
    return VERSIONS.decode(body, TimedText)


def write_timed_text(text: TimedText) -> bytes:
    """Returns the file of a timed text."""
    return VERSIONS.encode(text)
