"""What belongs to one work: its links and its proposals, and a picture of them that can be walked."""

from __future__ import annotations

import math
from collections.abc import Sequence

from msgspec import Struct

from contract.museum import Link, Museum
from tour_server.links.proposal_rows import ProposalRow, ProposalWords, WorkSide
from tour_server.links.reasons import LinkProposal

MOST_DRAWN = 12  # neighbours in the picture; the list has every one
WIDTH, HEIGHT = 640.0, 520.0
_RADII = (215.0, 180.0)  # of the ellipse on which neighbours stand, to the side and upwards
_LONGEST_LABEL = 24  # characters of a line
_LONGEST_AT_A_SIDE = 16  # there the edge is near, and a phone's letters are large
_AT_A_SIDE = 0.6  # of the way from the middle to the side
_LINE_EM = 1.15  # between two lines of a label
_ABOVE, _BELOW = 16.0, 32.0  # px from a dot to the baseline of its label


class NearWork(Struct, frozen=True):
    """A work that belongs to another one. `link`: the key of the link that joins them, "" while it is proposed.

    `row`: the proposal, None for a link.
    """

    side: WorkSide
    link: str
    row: ProposalRow | None = None


class DrawnNeighbour(Struct, frozen=True):
    """Where a neighbour stands in the picture, in px. `label_y`: the baseline of the first or of the last line.

    `label`: its name in short lines, each with how far below the one before it is, in em: a phone has larger letters.
    """

    neighbour: NearWork
    x: float
    y: float
    label_y: float
    label: list[tuple[float, str]]


class NeighbourPicture(Struct, frozen=True):
    """The picture. The work itself stands in the middle."""

    width: float
    height: float
    drawn: list[DrawnNeighbour]
    middle: tuple[float, float]
    title_y: float
    title: list[tuple[float, str]]


def neighbours_of(
    museum: Museum, key: str, proposals: Sequence[LinkProposal], words: ProposalWords
) -> list[NearWork]:
    """Return the works that links join to a work, in the links' order, and then those that are proposed."""
    works = {work.key: work for work in museum.works}
    found: dict[str, NearWork] = {}
    for link in museum.links:
        for other in _others(link, key):
            if other in works:
                found.setdefault(other, NearWork(words.side(works[other]), link.key))
    for row in words.rows(proposals):
        side = row.right if row.left.key == key else row.left
        found.setdefault(side.key, NearWork(side, "", row))
    return list(found.values())


def _others(link: Link, key: str) -> list[str]:
    return [work for work in link.works if work != key] if key in link.works else []


def neighbour_picture(side: WorkSide, near: Sequence[NearWork]) -> NeighbourPicture:
    """Return where the work and its first MOST_DRAWN neighbours are drawn: on an ellipse, clockwise from the top."""
    middle = WIDTH / 2, HEIGHT / 2
    shown = near[:MOST_DRAWN]
    drawn = []
    for place, one in enumerate(shown):
        angle = 2 * math.pi * place / len(shown)
        x = middle[0] + _RADII[0] * math.sin(angle)
        y = middle[1] - _RADII[1] * math.cos(angle)
        drawn.append(_drawn(one, round(x, 1), round(y, 1), angle))
    title = _below(_lines(side.name))
    return NeighbourPicture(WIDTH, HEIGHT, drawn, middle, middle[1] + _BELOW, title)


def _drawn(neighbour: NearWork, x: float, y: float, angle: float) -> DrawnNeighbour:
    """Place a label away from the middle: above the dot in the upper third, else below it."""
    beside = abs(math.sin(angle)) > _AT_A_SIDE
    lines = _lines(neighbour.side.name, _LONGEST_AT_A_SIDE if beside else _LONGEST_LABEL)
    if math.cos(angle) > 0.5:
        up = -_LINE_EM * (len(lines) - 1)
        label = [(up if n == 0 else _LINE_EM, line) for n, line in enumerate(lines)]
        return DrawnNeighbour(neighbour, x, y, y - _ABOVE, label)
    return DrawnNeighbour(neighbour, x, y, y + _BELOW, _below(lines))


def _below(lines: Sequence[str]) -> list[tuple[float, str]]:
    return [(0.0 if n == 0 else _LINE_EM, line) for n, line in enumerate(lines)]


def _lines(name: str, longest: int = _LONGEST_LABEL) -> list[str]:
    """Return a name in two lines at most, cut with a dot where it is longer."""
    lines = [""]
    for word in name.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= longest or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    cut = [line if len(line) <= longest else f"{line[: longest - 1]}…" for line in lines]
    return cut if len(cut) <= 2 else [cut[0], f"{cut[1][: longest - 2].rstrip()} …"]
