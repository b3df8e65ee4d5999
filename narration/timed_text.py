"""Makes the timed text of speech: its pieces, with the times of the voice and the cost of each break."""

from __future__ import annotations

from contract.museum import Level
from contract.timed_text import TimedPiece, TimedText
from narration.line_breaks import cut_places, cut_with_hyphen, no_break_spaces
from narration.phrases import Token, break_costs, tokens
from narration.speech.voice import Synthesis, sounding_until
from narration.subtitle_layout import Layout, limits

_LONG_PIECE = 8.0  # characters; a shorter piece fits on every line, and needs no places to cut it


def timed_text(spoken: Synthesis, language: str, level: Level) -> TimedText:
    """Return the text of this speech, for readers of this level."""
    room = limits(language, level, Layout.LANDSCAPE)  # the widest
    parts = tokens(spoken.text, language)
    costs = break_costs(spoken.text, parts, language)
    begins = [begins_at(spoken, token) for token in parts] + [spoken.seconds]
    pieces: list[TimedPiece] = []
    for at, (token, cost) in enumerate(zip(parts, costs, strict=True)):
        start, following = begins[at], max(begins[at + 1], begins[at])
        text = no_break_spaces(token.text)
        size = room.measure(text)
        long = size > _LONG_PIECE
        pieces.append(
            TimedPiece(
                text,
                token.spaced,
                milliseconds(start),
                milliseconds(sounding_until(spoken, start, following)),
                size,
                cost,
                cut_places(text, language) if long else (),
                long and cut_with_hyphen(text),
            )
        )
    return TimedText(
        language,
        level,
        milliseconds(spoken.seconds),
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
