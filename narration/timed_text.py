"""Makes the timed text of speech: its pieces, with the times of the voice and the cost of each break."""

from __future__ import annotations

from msgspec.structs import replace

from contract.museum import Level
from contract.timed_text import TimedPiece, TimedText
from narration.line_breaks import cut_places, cut_with_hyphen, no_break_spaces
from narration.phrases import Token, break_costs, tokens
from narration.speech.voice import Synthesis, sounding_until
from narration.subtitle_layout import Layout, limits

_LONG_PIECE = 8.0  # characters; a shorter piece fits on every line, and needs no places to cut it


def timed_text(spoken: Synthesis, language: str, level: Level) -> TimedText:
    """Return the text of this speech, for readers of this level."""
    parts = tokens(spoken.text, language)
    begins = [begins_at(spoken, token) for token in parts] + [spoken.seconds]
    text = _untimed(spoken.text, parts, language, level)
    pieces: list[TimedPiece] = []
    for at, piece in enumerate(text.pieces):
        start, following = begins[at], max(begins[at + 1], begins[at])
        until = sounding_until(spoken, start, following)
        pieces.append(replace(piece, start=milliseconds(start), until=milliseconds(until)))
    return replace(text, milliseconds=milliseconds(spoken.seconds), pieces=pieces)


def untimed_text(text: str, language: str, level: Level) -> TimedText:
    """Return the pieces of a text that no voice says, for readers of this level. All times are 0."""
    return _untimed(text, tokens(text, language), language, level)


def _untimed(text: str, parts: list[Token], language: str, level: Level) -> TimedText:
    room = limits(language, level, Layout.LANDSCAPE)  # the widest
    pieces: list[TimedPiece] = []
    for token, cost in zip(parts, break_costs(text, parts, language), strict=True):
        shown = no_break_spaces(token.text)
        size = room.measure(shown)
        long = size > _LONG_PIECE
        cuts = cut_places(shown, language) if long else ()
        hyphen = long and cut_with_hyphen(shown)
        pieces.append(TimedPiece(shown, token.spaced, 0, 0, size, cost, cuts, hyphen))
    return TimedText(
        language,
        level,
        0,
        room.characters_a_second,
        room.seconds_a_word,
        room.line,
        room.measure(" "),
        pieces,
    )


def begins_at(spoken: Synthesis, token: Token) -> float:
    """Return when the voice begins a token, in seconds: at its first letter or digit; signs before it are not said."""
    voiced = (at for at, sign in enumerate(token.text) if sign.isalnum())
    return spoken.time_of(token.start + next(voiced, 0))


def milliseconds(seconds: float) -> int:
    """Return whole milliseconds; a half goes up, as in the browser."""
    return int(seconds * 1000 + 0.5)
