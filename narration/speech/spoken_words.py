"""Ties the words that an engine spoke to the words that were written."""

from __future__ import annotations

from collections.abc import Sequence

from narration.speech.voice import WordTime
from narration.spoken_form.spoken_text import SpokenText


def written_times(form: SpokenText, words: Sequence[WordTime]) -> tuple[WordTime, ...]:
    """Return the times of written words, from those of the spoken words that an engine reported, in their order.

    A piece that is said in several words, such as 1642, begins with the first of them and lasts until the next piece.
    """
    found: list[WordTime] = []
    for word in words:
        start, end, whole = form.written_place(word.start)
        if not whole:
            last = form.written_place(word.start + max(word.length, 1) - 1)
            end = last[0] if last[2] else last[1]
        if found and start < found[-1].start + found[-1].length:
            continue  # another word of the same piece
        found.append(WordTime(start, max(end - start, 1), word.seconds))
    return tuple(found)
