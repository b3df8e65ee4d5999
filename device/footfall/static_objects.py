"""What has stood there since the camera looks: mannequins, statues, coats on racks, for which the detector has people.

A box in which nothing stirs, at one place for some seconds, is a piece of furniture: nobody begins there, and nobody
who walks past goes on as it. What a newcomer would get wrong: people stand still, too. So whoever has walked, or has
just stirred, is left out of it (see Tracker); and who walks through a piece of furniture's box goes on in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from device.footfall.boxes import Box, crossed, overlapping

LOOKS = 3  # at it, at least, until it is known
SECONDS = 3.0  # between the first and the last of them, at least
SAME = 0.4  # overlap from which a box shows a known piece; the detector's boxes on a still thing tremble so much
SAME_PIECE = 0.5  # overlap from which a look adds to a piece
FORGOTTEN = 60.0  # seconds unseen after which it is gone: somebody has moved it
DOUBTED = 2.0  # the same while it is not yet known
SHARE = 0.1  # of its box that the newest look counts


@dataclass(slots=True, eq=False)
class _Piece:
    box: Box
    first: float
    last: float
    looks: int = 1

    @property
    def known(self) -> bool:
        return self.looks >= LOOKS and self.last - self.first >= SECONDS


class Furniture:
    """The pieces seen so far; in memory, and as coarse as boxes are."""

    def __init__(self) -> None:
        self._pieces: list[_Piece] = []

    def shows(self, boxes: Sequence[Box]) -> list[bool]:
        """For each box whether it shows a known piece."""
        return overlapping(boxes, [piece.box for piece in self._pieces if piece.known], SAME)

    def see(self, boxes: Sequence[Box], at: float) -> None:
        """Takes in boxes of which none is a person's, as far as can be told, of time `at` (seconds)."""
        before = self._pieces
        overlap = crossed(boxes, [piece.box for piece in before])
        for number, box in enumerate(boxes):
            nearest = int(overlap[number].argmax()) if before else 0
            if before and overlap[number, nearest] >= SAME_PIECE:
                piece = before[nearest]
                piece.box = (1 - SHARE) * piece.box + SHARE * box
                piece.looks += 1
                piece.last = at
            else:
                self._pieces = [*self._pieces, _Piece(box, at, at)]
        self._pieces = [
            piece
            for piece in self._pieces
            if at - piece.last <= (FORGOTTEN if piece.looks >= LOOKS else DOUBTED)
        ]
