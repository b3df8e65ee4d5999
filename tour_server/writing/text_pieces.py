"""Divides a text into pieces to show: which stand in italics, and which part can't be read in time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from contract.italics import italic_ranges
from contract.museum import Block
from tour_server.writing.block_speech import SubtitleFault


class ShownPiece(Struct, frozen=True):
    """A piece of a text. `fault`: the number, from 1, of the fault that it belongs to; 0 for none."""

    text: str
    italic: bool = False
    fault: int = 0


def shown_pieces(block: Block, faults: Sequence[SubtitleFault] = ()) -> list[ShownPiece]:
    """Return the pieces of a block's text, in order; together they are the text."""
    text, italics = block.text, italic_ranges(block.text, block.italics)
    edges = {0, len(text)}
    edges.update(edge for span in italics for edge in span)
    edges.update(edge for fault in faults for edge in (fault.begin, fault.end))
    places = sorted(edges)
    return [
        ShownPiece(
            text[begin:end],
            any(low <= begin < high for low, high in italics),
            next((n for n, one in enumerate(faults, 1) if one.begin <= begin < one.end), 0),
        )
        for begin, end in pairwise(places)
    ]
