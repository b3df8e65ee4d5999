"""Captions in another language than the voice: the words of one block, with the times at which the voice says them.

Sentence by sentence where both blocks have as many; else groups of sentences stand for each other, found by their
lengths. Within them the words are spread by how much there is to read. A caption follows the one before it without a
gap as long as the voice sounds.

Note: a language that needs more letters than the voice gives time for is read too fast in some sentences. There a
sentence may stay on, or come early, by MOST_SHIFT_MS, where its neighbours have time to spare.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, chain, product

from msgspec.structs import replace

from contract.timed_text import TimedPiece, TimedText
from narration.phrases import SENTENCE

# Sentences of one text that stand for sentences of the other, with how rare that is (−ln of its share against 1 to 1),
# and the variance of their lengths: Gale and Church, tables 5 and section 3.2; they have no 1 to 3.
_STEPS = {(1, 1): 0.0, (1, 2): 2.3, (2, 1): 2.3, (2, 2): 4.4, (1, 3): 5.0, (3, 1): 5.0}
_VARIANCE = 6.8
_SWEEPS = 5  # over the edges of a block; ten give the same
_HURRIED = 1.25  # times the speed that readers follow
MOST_SHIFT_MS = 1500  # BBC §5.2: the most that a subtitle leads or lags the speech


def captions(heard: TimedText, written: TimedText) -> TimedText:
    """Return `written` (narration.timed_text.untimed_text) with the times to read it while `heard` is played."""
    sentences = _sentences(written.pieces)
    said = _sentences(heard.pieces)
    if not sentences or not said:
        return replace(written, milliseconds=heard.milliseconds)
    if len(said) != len(sentences):
        said, sentences = _alike(said, sentences, heard.space, written.space)
    needed = [_reading_ms(sentence, written) for sentence in sentences]
    edges = [*(sentence[0].start for sentence in said), heard.milliseconds]
    starts = _with_time_to_read(edges, needed)
    pieces: list[TimedPiece] = []
    for at, sentence in enumerate(sentences):
        start, end = starts[at], starts[at + 1]
        # Where the next sentence comes late, its voice sounds already: this one stays until then.
        until = end if end > edges[at + 1] else max(piece.until for piece in said[at])
        pieces += _spread(sentence, start, end, max(start, min(until, end)), written.space)
    return replace(written, milliseconds=heard.milliseconds, pieces=pieces)


def notice(written: TimedText, milliseconds: int) -> TimedText:
    """Return `written`, one sentence that stands in place of captions, for all of so many milliseconds of speech."""
    reading = min(round(_reading_ms(written.pieces, written)), milliseconds)
    pieces = _spread(written.pieces, 0, reading, milliseconds, written.space)
    return replace(written, milliseconds=milliseconds, pieces=pieces)


def without_times(written: TimedText, milliseconds: int) -> TimedText:
    """Return `written` spread over speech of so many milliseconds, which came without the times of its words."""
    pieces = _spread(written.pieces, 0, milliseconds, milliseconds, written.space)
    return replace(written, milliseconds=milliseconds, pieces=pieces)


def _sentences(pieces: Sequence[TimedPiece]) -> list[list[TimedPiece]]:
    found: list[list[TimedPiece]] = []
    ended = True
    for piece in pieces:
        if ended:
            found.append([])
        found[-1].append(piece)
        ended = piece.cost == SENTENCE
    return found


def _alike(
    said: list[list[TimedPiece]],
    written: list[list[TimedPiece]],
    said_space: float,
    written_space: float,
) -> tuple[list[list[TimedPiece]], list[list[TimedPiece]]]:
    """Return both texts in as many groups of sentences, of which each says the same in both.

    By the lengths of the sentences (Gale and Church, A Program for Aligning Sentences in Bilingual Corpora, 1993).
    """
    heard = _lengths(said, said_space)
    read = _lengths(written, written_space)
    ratio = heard[-1] / (read[-1] or 1.0)
    costs = {(0, 0): 0.0}
    came: dict[tuple[int, int], tuple[int, int]] = {}
    for left, right in product(range(1, len(heard)), range(1, len(read))):
        for (here, there), rarity in _STEPS.items():
            before = left - here, right - there
            if before not in costs:
                continue
            length = heard[left] - heard[before[0]]
            differs = length - ratio * (read[right] - read[before[1]])
            cost = costs[before] + rarity + differs**2 / (2 * _VARIANCE * max(length, 1.0))
            if cost < costs.get((left, right), float("inf")):
                costs[left, right], came[left, right] = cost, before
    at = (len(said), len(written))
    if at not in came:  # one text has more than three times as many sentences
        return [_joined(said)], [_joined(written)]
    groups: list[tuple[list[TimedPiece], list[TimedPiece]]] = []
    while at != (0, 0):
        before = came[at]
        groups.append((_joined(said[before[0] : at[0]]), _joined(written[before[1] : at[1]])))
        at = before
    return [one for one, _ in reversed(groups)], [one for _, one in reversed(groups)]


def _joined(sentences: Sequence[list[TimedPiece]]) -> list[TimedPiece]:
    return list(chain.from_iterable(sentences))


def _lengths(sentences: list[list[TimedPiece]], space: float) -> list[float]:
    """Return the lengths of the first 0, 1, 2 … sentences, in characters."""
    return [0.0, *accumulate(sum(_sizes(sentence, space)) for sentence in sentences)]


def _sizes(pieces: Sequence[TimedPiece], space: float) -> list[float]:
    """Return how much there is to read in each piece, with the space before it."""
    return [piece.size + space * piece.spaced for piece in pieces]


def _reading_ms(pieces: Sequence[TimedPiece], text: TimedText) -> float:
    """Return the milliseconds that readers need for these pieces at least."""
    seconds = sum(_sizes(pieces, text.space)) / text.characters_a_second
    if text.seconds_a_word is not None:
        words = 1 + sum(piece.spaced for piece in pieces[1:])
        seconds = max(seconds, words * text.seconds_a_word)
    return seconds * 1000


def _with_time_to_read(edges: Sequence[int], needed: Sequence[float]) -> list[int]:
    """Move the edges between sentences, as little as possible, so that each has the time it needs.

    The first and the last edge stay; the others move by MOST_SHIFT_MS at most. Where that is not enough, time is short
    in as few sentences as possible, and where it would be very short there, their neighbours share it.
    """
    moved = [float(edge) for edge in edges]
    inner = range(1, len(edges) - 1)
    for at in inner:  # a sentence that is long stays on
        late = min(moved[at - 1] + needed[at - 1], edges[at] + MOST_SHIFT_MS)
        moved[at] = max(moved[at], late)
    for at in reversed(inner):  # one that is still long comes early
        early = max(moved[at + 1] - needed[at], edges[at] - MOST_SHIFT_MS)
        moved[at] = min(moved[at], early)
    for at in inner:
        moved[at] = min(max(moved[at], moved[at - 1]), edges[-1])
    for at in [*inner] * _SWEEPS:
        before, after = moved[at - 1], moved[at + 1]
        left, right = needed[at - 1], needed[at]
        hurried = left > _HURRIED * (moved[at] - before) or right > _HURRIED * (after - moved[at])
        if hurried:
            shared = before + (after - before) * left / (left + right)
            place = min(max(shared, edges[at] - MOST_SHIFT_MS), edges[at] + MOST_SHIFT_MS)
            moved[at] = min(max(place, before), after)
    return [round(edge) for edge in moved]


def _spread(
    pieces: Sequence[TimedPiece], start: int, end: int, until: int, space: float
) -> list[TimedPiece]:
    """Return the pieces from `start` to `end` (milliseconds), each as long as there is to read; the last `until`."""
    sizes = _sizes(pieces, space)
    whole = sum(sizes) or 1.0
    found: list[TimedPiece] = []
    read = 0.0
    for piece, size in zip(pieces, sizes, strict=True):
        begins = start + round((end - start) * read / whole)
        read += size
        found.append(
            replace(piece, start=begins, until=start + round((end - start) * read / whole))
        )
    found[-1] = replace(found[-1], until=max(found[-1].start, until))
    return found
