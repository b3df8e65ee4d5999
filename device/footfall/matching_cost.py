"""How unlike those who were in view and those who are seen now: what pairing goes by."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from device.footfall.boxes import Box, away, crossed, overlaps, rows
from device.footfall.track import Sighting, Track

NEVER = 2.0  # the cost of a pair that can't be
OTHER_SIZE = 0.45  # logarithm of two heights' ratio from which they are not one person's
NEAR = 0.25  # heights that something may seem to move by in which nothing stirs


def costs(
    tracks: Sequence[Track], sightings: Sequence[Sighting], share: float = 0.0
) -> NDArray[np.float64]:
    """How unlike each track and each sighting are, rows × columns: 0 the same, 1 and more surely not.

    Under an overlap of `share` they are not the same.
    """
    was = rows([track.box for track in tracks])[:, None]
    now = rows([one.box for one in sightings])
    seen = np.array([track.seen_box for track in tracks])[:, None]
    scale = np.sqrt(np.maximum(was[..., 3], 1) * np.maximum(now[:, 3], 1))
    off = away(was, now) / scale
    gate = np.array([0.25 + 2.0 * track.spread() for track in tracks])[:, None]
    size = np.abs(np.log(np.maximum(now[:, 3], 1) / np.maximum(was[..., 3], 1)))
    overlap = overlaps(was, now)
    cost = 0.55 * off / gate + 0.35 * np.minimum(size, 1.0) + 0.25 * (1 - overlap)
    old = [track.look for track in tracks if track.look is not None]
    new = [one.look for one in sightings if one.look is not None]
    if len(old) == len(tracks) and len(new) == len(sightings):
        alike = np.minimum(np.array(old)[:, None], np.array(new)).sum(axis=-1)
        cost += 0.5 * (1 - alike)
    moves = np.array([track.moves() for track in tracks])[:, None]
    stirs = np.array([one.stirs for one in sightings])
    jumps = ~(moves & stirs) & (away(seen, now) / scale > NEAR)
    never = (off > np.minimum(gate, 1.2)) | (size > OTHER_SIZE) | jumps | (overlap < share)
    return np.where(never, NEVER, cost)


def box_costs(
    tracks: Sequence[Track], boxes: Sequence[Box], share: float, size: float = math.inf
) -> NDArray[np.float64]:
    """The same by place alone, for boxes that are not sure to be people's: what they do not share.

    Under an overlap of `share`, or from a logarithm of `size` between their heights, they are not the same.
    """
    was, now = [track.box for track in tracks], rows(boxes)
    overlap = crossed(was, boxes)
    other = np.abs(np.log(now[:, 3] / np.maximum(rows(was)[:, 3], 1)[:, None])) > size
    return np.where((overlap < share) | other, NEVER, 1 - overlap)
