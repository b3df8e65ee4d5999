"""Makes subtitles from speech: cues that a reader can follow, in step with the voice.

Note: cues are chosen all at once, not one after the other. A greedy cut leaves "it began." alone on the screen for half
a second; here the whole text is divided so that the total cost of bad breaks, stray words and hurried reading is least
(shortest path).

A cue begins when its first word sounds and stays until the next begins (BBC §4.5: no gap, or one of a second).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise

from contract.museum import Level
from narration.phrases import SENTENCE, Token, break_cost, shown, tokens
from narration.speech.voice import Synthesis, sounding_until
from narration.subtitle_layout import Layout, Limits, limits

# Costs, on the scale of those of breaks (narration.phrases). Set by reading the cues of the Museum of Pattern;
# narration.subtitle_rules checks the result independently of them.
_A_CUE = 4.0
_SENTENCE_INSIDE = 5.0
_STRAY = 10.0  # a cue that is nearly empty
_FULL_ENOUGH = 0.4  # of what the cue can hold
_UNEVEN = 3.0  # lines of very different length
_A_LINE = 1.0
_TOO_FAST = 60.0  # per whole excess over the reading limit
_TOO_LONG = 5.0  # per second
_LONGEST_SECONDS = 7.0  # Netflix, general
_SHORTEST_SECONDS = 5 / 6  # Netflix, general

GAP_SECONDS = 1.0  # BBC §4.5: this or more between subtitles where there is a pause, else no gap
_LAST_WORD_SECONDS = (
    3.0  # that a cue stays after its last word began; longer while the voice says that word
)


@dataclass(frozen=True)
class Cue:
    """One subtitle: on the screen from `start` to `end` (seconds), in these lines."""

    start: float
    end: float
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """Its lines joined by spaces."""
        return " ".join(self.lines)


def cues(spoken: Synthesis, language: str, level: Level, layout: Layout) -> list[Cue]:
    """Return the cues of this speech, in order, without overlap, with every word of its text.

    Speech that is faster than the reading limit can't be mended by cutting: see narration/subtitled_speech.py.
    """
    room = limits(language, level, layout)
    parts = tokens(spoken.text, room.line, room.measure)
    if not parts:
        return []
    begins = [spoken.time_of(token.start) for token in parts] + [spoken.seconds]
    pieces = _Division(parts, begins, room).best()
    sounds = [
        sounding_until(spoken, begins[piece.last - 1], begins[piece.last]) for piece in pieces
    ]
    return _timed(pieces, begins, sounds)


@dataclass(frozen=True)
class _Piece:
    """The tokens from `first` up to, not including, `last`, laid into lines."""

    first: int
    last: int
    lines: tuple[str, ...]


class _Division:
    """Finds the cheapest division of a text into cues.

    Prefix sums give the width, the words and the sentences of any range of tokens by two look-ups: one narration block
    needs tens of thousands of ranges.
    """

    def __init__(self, parts: list[Token], begins: list[float], room: Limits) -> None:
        self._parts = parts
        self._begins = begins
        self._room = room
        self._space = room.measure(" ")
        self._spaces = [self._space if token.spaced else 0.0 for token in parts]
        sizes = (room.measure(token.shown) for token in parts)
        self._sums = _sums(size + gap for size, gap in zip(sizes, self._spaces, strict=True))
        self._words = _sums(float(token.spaced) for token in parts)
        self._after = [*(break_cost(left, right) for left, right in pairwise(parts)), SENTENCE]
        self._sentences = _sums(float(cost == SENTENCE) for cost in self._after)

    def best(self) -> list[_Piece]:
        """Return the cheapest division: the shortest path over the places where the text may break."""
        count = len(self._parts)
        cheapest = [0.0] + [float("inf")] * count
        found: list[tuple[int, ...]] = [()] * (count + 1)  # the edges of the last cue's lines
        most = self._room.line * self._room.lines + self._room.lines
        for last in range(1, count + 1):
            for first in range(last - 1, -1, -1):
                if self._width(first, last) > most:
                    break
                cost = cheapest[first] + self._cost_of_cue(first, last)
                if cost >= cheapest[last]:
                    continue  # laying it into lines, the expensive part, only adds to the cost
                wrapped = self._wrapped(first, last)
                if wrapped is not None and cost + wrapped[0] < cheapest[last]:
                    cheapest[last], found[last] = cost + wrapped[0], wrapped[1]
        pieces: list[_Piece] = []
        at = count
        while at > 0:
            edges = found[at]
            lines = tuple(shown(self._parts[left:right]) for left, right in pairwise(edges))
            pieces.append(_Piece(edges[0], at, lines))
            at = edges[0]
        return pieces[::-1]

    def _width(self, first: int, last: int) -> float:
        """Return the width of these tokens as one line."""
        return self._sums[last] - self._sums[first] - self._spaces[first]

    def _cost_of_cue(self, first: int, last: int) -> float:
        """Return the cost of these tokens as one cue, before it is laid into lines."""
        room = self._room
        seconds = self._begins[last] - self._begins[first]
        size = self._width(first, last)
        needed = size / room.characters_a_second
        if room.seconds_a_word is not None:
            words = 1 + self._words[last] - self._words[first + 1]
            needed = max(needed, words * room.seconds_a_word)
        return (
            _A_CUE
            + self._after[last - 1]
            + _SENTENCE_INSIDE * (self._sentences[last - 1] - self._sentences[first])
            + _STRAY * max(1 - size / (room.line * room.lines * _FULL_ENOUGH), 0.0)
            + _STRAY * max(_SHORTEST_SECONDS - seconds, 0.0)
            + _TOO_LONG * max(seconds - _LONGEST_SECONDS, 0.0)
            + _TOO_FAST * max(needed / max(seconds, 0.001) - 1, 0.0)
        )

    def _wrapped(self, first: int, last: int) -> tuple[float, tuple[int, ...]] | None:
        """Return the cost and the edges of the best lines, as few as possible; None when they don't fit."""
        for lines in range(1, self._room.lines + 1):
            options = (
                (self._cost_of_lines(edges), edges) for edges in self._edges(first, last, lines)
            )
            best = min(options, default=None)
            if best is not None:
                return best[0] + _A_LINE * (lines - 1), best[1]
        return None

    def _edges(self, first: int, last: int, lines: int) -> Iterator[tuple[int, ...]]:
        """Yield every way to lay the tokens into exactly this many lines: (first, …, last)."""
        line = self._room.line
        if lines == 1:
            if self._width(first, last) <= line:
                yield (first, last)
            return
        rest = (line + self._space) * (lines - 1)  # what fits on the lines below, spaces included
        for edge in range(first + 1, last - lines + 2):
            if self._width(first, edge) > line:
                return
            if self._width(edge, last) <= rest:
                for below in self._edges(edge, last, lines - 1):
                    yield (first, *below)

    def _cost_of_lines(self, edges: tuple[int, ...]) -> float:
        if len(edges) == 2:
            return 0.0
        widths = [self._width(left, right) for left, right in pairwise(edges)]
        uneven = (max(widths) - min(widths)) / self._room.line
        return sum(self._after[edge - 1] for edge in edges[1:-1]) / 2 + _UNEVEN * uneven


def _sums(values: Iterable[float]) -> list[float]:
    """Return the sums of the first 0, 1, 2 … values."""
    return [0.0, *accumulate(values)]


def _timed(pieces: list[_Piece], begins: list[float], sounds: list[float]) -> list[Cue]:
    """Return the cues with times in whole milliseconds, each one millisecond long or more.

    `sounds`: when the voice ends the last word of each piece, in seconds. A cue never goes before.
    """
    starts: list[int] = []
    for piece in pieces:
        earliest = starts[-1] + 1 if starts else 0
        starts.append(max(round(begins[piece.first] * 1000), earliest))
    ends = [*starts[1:], round(begins[-1] * 1000)]
    found: list[Cue] = []
    for piece, start, until, sound in zip(pieces, starts, ends, sounds, strict=True):
        lingers = round(max(begins[piece.last - 1] + _LAST_WORD_SECONDS, sound) * 1000)
        end = lingers if until - lingers >= GAP_SECONDS * 1000 else until
        found.append(Cue(start / 1000, max(end, start + 1) / 1000, piece.lines))
    return found
