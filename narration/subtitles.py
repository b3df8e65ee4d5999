"""Makes subtitles from speech: cues that a reader can follow, in step with the voice.

Note: cues are chosen all at once, not one after the other. A greedy cut leaves "it began." alone on the screen for half
a second; here the whole text is divided so that the total cost of bad breaks, stray words and hurried reading is least
(shortest path).

A cue begins when its first word sounds and stays until the next begins (BBC §4.5: no gap, or one of a second).

Note: a kiosk's screen makes its cues itself, for the column that it has, by the same rules and costs
(web/static/cues.js). A test compares the two; change them together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise

from contract.museum import Level
from contract.timed_text import TimedPiece, TimedText
from narration.phrases import INSIDE_A_WORD, SENTENCE
from narration.speech.voice import Synthesis
from narration.subtitle_layout import Layout, Limits, limits
from narration.timed_text import timed_text

INSERTED_HYPHEN = "\u2010"  # marks a cut that this module made; the text's own hyphens are U+002D

# Costs, on the scale of those of breaks (narration.phrases). Set by reading the cues of the Museum of Pattern;
# narration.subtitle_rules checks the result independently of them.
_A_CUE = 4.0
_SENTENCE_INSIDE = 5.0
_STRAY = 10.0  # a cue that is nearly empty
_FULL_ENOUGH = 0.4  # of what the cue can hold
_UNEVEN = 3.0  # lines of very different length
_A_LINE = 1.0
_OVER_THE_LIMIT = 15.0  # of reading, however little: more than a break inside a phrase
_TOO_FAST = 60.0  # per whole excess over the reading limit
_TOO_LONG = 5.0  # per second
_LONGEST_SECONDS = 7.0  # Netflix, general
_SHORTEST_SECONDS = 5 / 6  # Netflix, general

GAP_SECONDS = 1.0  # BBC §4.5: this or more between subtitles where there is a pause, else no gap
_LAST_WORD_MS = (
    3000  # that a cue stays after its last word began; longer while the voice says that word
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
    return divided(timed_text(spoken, language, level), limits(language, level, layout))


def divided(text: TimedText, room: Limits) -> list[Cue]:
    """Return the cues of a timed text for this much room."""
    parts = list(_narrowed(text, room))
    if not parts:
        return []
    return _timed(_Division(parts, text, room).best(), parts, text.milliseconds)


@dataclass(frozen=True)
class _Part:
    """A piece, or what was cut from one that is wider than a line; `start` and `until` in milliseconds."""

    shown: str
    spaced: bool
    start: int
    until: int
    size: float
    cost: float


def _narrowed(text: TimedText, room: Limits) -> Iterator[_Part]:
    """Yield the pieces of the text, those that are wider than a line in several parts."""
    for at, piece in enumerate(text.pieces):
        later = text.pieces[at + 1].start if at + 1 < len(text.pieces) else text.milliseconds
        edges = [0, *_cuts(piece, room), len(piece.text)]
        for left, right in pairwise(edges):
            last = right == len(piece.text)
            shown = piece.text[left:right] + (INSERTED_HYPHEN if piece.hyphen and not last else "")
            span = max(later - piece.start, 0)
            yield _Part(
                shown,
                piece.spaced and left == 0,
                piece.start + span * left // len(piece.text),
                piece.until if last else piece.start + span * right // len(piece.text),
                piece.size * (right - left) / len(piece.text),
                piece.cost if last else INSIDE_A_WORD,
            )


def _cuts(piece: TimedPiece, room: Limits) -> Iterator[int]:
    """Yield where this piece is cut, so that as much as possible stands on each line."""
    hyphen = INSERTED_HYPHEN if piece.hyphen else ""
    left = 0
    while room.measure(piece.text[left:]) > room.line:
        places = [at for at in piece.cuts if at > left]
        if not places:
            return  # no place is left to cut it
        fitting = [at for at in places if room.measure(piece.text[left:at] + hyphen) <= room.line]
        left = fitting[-1] if fitting else places[0]
        yield left


@dataclass(frozen=True)
class _Piece:
    """The parts from `first` up to, not including, `last`, laid into lines."""

    first: int
    last: int
    lines: tuple[str, ...]


class _Division:
    """Finds the cheapest division of a text into cues.

    Prefix sums give the width, the words and the sentences of any range of parts by two look-ups: one narration block
    needs tens of thousands of ranges.
    """

    def __init__(self, parts: list[_Part], text: TimedText, room: Limits) -> None:
        self._parts = parts
        self._text = text
        self._room = room
        self._begins = [*(part.start / 1000 for part in parts), text.milliseconds / 1000]
        self._space = room.measure(" ")
        self._spaces = [self._space if part.spaced else 0.0 for part in parts]
        sizes = (room.measure(part.shown) for part in parts)
        self._sums = _sums(size + gap for size, gap in zip(sizes, self._spaces, strict=True))
        self._reading = _sums(part.size + text.space * part.spaced for part in parts)
        self._words = _sums(float(part.spaced) for part in parts)
        self._after = [part.cost for part in parts]
        self._sentences = _sums(float(cost == SENTENCE) for cost in self._after)

    def best(self) -> list[_Piece]:
        """Return the cheapest division: the shortest path over the places where the text may break."""
        count = len(self._parts)
        cheapest = [0.0] + [float("inf")] * count
        found: list[tuple[int, ...]] = [()] * (count + 1)  # the edges of the last cue's lines
        most = self._room.line * self._room.lines + self._room.lines
        for last in range(1, count + 1):
            for first in range(last - 1, -1, -1):
                if first < last - 1 and self._width(first, last) > most:
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
            lines = tuple(_shown(self._parts[left:right]) for left, right in pairwise(edges))
            pieces.append(_Piece(edges[0], at, lines))
            at = edges[0]
        return pieces[::-1]

    def _width(self, first: int, last: int) -> float:
        """Return the width of these parts as one line."""
        return self._sums[last] - self._sums[first] - self._spaces[first]

    def _cost_of_cue(self, first: int, last: int) -> float:
        """Return the cost of these parts as one cue, before it is laid into lines."""
        room, text = self._room, self._text
        seconds = self._begins[last] - self._begins[first]
        size = self._width(first, last)
        characters = (
            self._reading[last] - self._reading[first] - text.space * self._parts[first].spaced
        )
        needed = characters / text.characters_a_second
        if text.seconds_a_word is not None:
            words = 1 + self._words[last] - self._words[first + 1]
            needed = max(needed, words * text.seconds_a_word)
        excess = needed / max(seconds, 0.001) - 1
        return (
            _A_CUE
            + self._after[last - 1]
            + _SENTENCE_INSIDE * (self._sentences[last - 1] - self._sentences[first])
            + _STRAY * max(1 - size / (room.line * room.lines * _FULL_ENOUGH), 0.0)
            + _STRAY * max(_SHORTEST_SECONDS - seconds, 0.0)
            + _TOO_LONG * max(seconds - _LONGEST_SECONDS, 0.0)
            + (_OVER_THE_LIMIT + _TOO_FAST * excess if excess > 0 else 0.0)
        )

    def _wrapped(self, first: int, last: int) -> tuple[float, tuple[int, ...]] | None:
        """Return the cost and the edges of the best lines, as few as possible; None when they don't fit.

        A part alone stands on a line of its own, however wide it is.
        """
        if last - first == 1:
            return 0.0, (first, last)
        for lines in range(1, self._room.lines + 1):
            options = (
                (self._cost_of_lines(edges), edges) for edges in self._edges(first, last, lines)
            )
            best = min(options, default=None)
            if best is not None:
                return best[0] + _A_LINE * (lines - 1), best[1]
        return None

    def _edges(self, first: int, last: int, lines: int) -> Iterator[tuple[int, ...]]:
        """Yield every way to lay the parts into exactly this many lines: (first, …, last)."""
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


def _shown(line: list[_Part]) -> str:
    return "".join((" " if part.spaced else "") + part.shown for part in line).lstrip(" ")


def _sums(values: Iterable[float]) -> list[float]:
    """Return the sums of the first 0, 1, 2 … values."""
    return [0.0, *accumulate(values)]


def _timed(pieces: list[_Piece], parts: list[_Part], last: int) -> list[Cue]:
    """Return the cues with times in whole milliseconds, each one millisecond long or more; `last`: of the speech.

    A cue never goes before the voice has ended its last word.
    """
    starts: list[int] = []
    for piece in pieces:
        earliest = starts[-1] + 1 if starts else 0
        starts.append(max(parts[piece.first].start, earliest))
    found: list[Cue] = []
    for piece, start, until in zip(pieces, starts, [*starts[1:], last], strict=True):
        end_part = parts[piece.last - 1]
        lingers = max(end_part.start + _LAST_WORD_MS, end_part.until)
        end = lingers if until - lingers >= GAP_SECONDS * 1000 else until
        found.append(Cue(start / 1000, max(end, start + 1) / 1000, piece.lines))
    return found
