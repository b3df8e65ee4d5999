"""Cost matrices for matching tracks to detections and to foreground blobs, with gating."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from device.footfall.boxes import Box, as_array, centre_distance, iou, iou_matrix
from device.footfall.detection import Detection
from device.footfall.track import PersonTrack

IMPOSSIBLE = 2.0  # the cost of a pair outside the gate
# Logarithm of two heights' ratio above which they are not one person's. Sensitivity, of 94: ×0.5 → +10, ×2 → −1
# (bench_sensitivity).
MAX_SIZE_RATIO_LOG = 0.45
# That a box may seem to move though nothing moves in it. Sensitivity, of 94: ×0.5 → 0, ×2 → 0 (bench_sensitivity).
STILL_SHIFT_HEIGHTS = 0.25
# The gate's radius: heights, and standard deviations beyond. Sensitivity, of 94: GATE_HEIGHTS ×0.5 → +1, ×2 → −1;
# GATE_SIGMAS ×0.5 → 0, ×2 → −1 (bench_sensitivity).
GATE_HEIGHTS, GATE_SIGMAS = 0.25, 2.0
# The gate's radius at most. Sensitivity, of 94: ×0.5 → 0, ×2 → 0 (bench_sensitivity).
MAX_GATE_HEIGHTS = 1.2
# Sensitivity, of 94: DISTANCE_WEIGHT ×0.5 → +2, ×2 → +9; IOU_WEIGHT ×0.5 → −1, ×2 → +1; COLOUR_WEIGHT ×0.5 → −1, ×2 →
# +1 (bench_sensitivity).
DISTANCE_WEIGHT, IOU_WEIGHT, COLOUR_WEIGHT = 0.55, 0.25, 0.5


def detection_costs(
    tracks: Sequence[PersonTrack], detections: Sequence[Detection], min_iou: float = 0.0
) -> NDArray[np.float64]:
    """Return the cost of each track with each detection, rows × columns: 0 the same, from 1 on surely not.

    It adds up distance, overlap and, where all have one, colour histogram. A pair outside the gate, with an
    IoU under `min_iou`, or that would move a box in which nothing moves, is IMPOSSIBLE.
    """
    before = as_array([track.box for track in tracks])[:, None]
    now = as_array([one.box for one in detections])
    heights_before, heights_now = np.maximum(before[..., 3], 1), np.maximum(now[:, 3], 1)
    scale = np.sqrt(heights_before * heights_now)
    distance = centre_distance(before, now) / scale
    sigmas = np.array([track.sigma for track in tracks])[:, None]
    gate = GATE_HEIGHTS + GATE_SIGMAS * sigmas
    size = np.abs(np.log(heights_now / heights_before))
    overlap = iou(before, now)
    cost = DISTANCE_WEIGHT * distance / gate
    cost += IOU_WEIGHT * (1 - overlap)
    cost += COLOUR_WEIGHT * _colour_distance(tracks, detections)
    impossible = (
        (distance > np.minimum(gate, MAX_GATE_HEIGHTS))
        | (size > MAX_SIZE_RATIO_LOG)
        | (overlap < min_iou)
        | _jumps_without_motion(tracks, detections, scale)
    )
    return np.where(impossible, IMPOSSIBLE, cost)


def blob_costs(
    tracks: Sequence[PersonTrack],
    boxes: Sequence[Box],
    min_iou: float,
    max_size_ratio_log: float = math.inf,
) -> NDArray[np.float64]:
    """Return 1 − IoU of each track with each box, rows × columns, for boxes that may be no person's.

    A pair with an IoU under `min_iou`, or with a larger logarithm of the heights' ratio, is IMPOSSIBLE.
    """
    before, now = [track.box for track in tracks], as_array(boxes)
    overlap = iou_matrix(before, boxes)
    heights_before = np.maximum(as_array(before)[:, 3], 1)[:, None]
    size = np.abs(np.log(now[:, 3] / heights_before))
    return np.where((overlap < min_iou) | (size > max_size_ratio_log), IMPOSSIBLE, 1 - overlap)


def _colour_distance(
    tracks: Sequence[PersonTrack], detections: Sequence[Detection]
) -> NDArray[np.float64] | float:
    """Return 1 less the histograms' intersection, rows × columns; 0 where a histogram is missing."""
    before = [track.colours for track in tracks if track.colours is not None]
    now = [one.colours for one in detections if one.colours is not None]
    if len(before) < len(tracks) or len(now) < len(detections):
        return 0.0
    common = np.minimum(np.array(before)[:, None], np.array(now)).sum(axis=-1)
    return np.asarray(1 - common, np.float64)


def _jumps_without_motion(
    tracks: Sequence[PersonTrack], detections: Sequence[Detection], scale: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Return True where a track would change its place though nothing moves in its box or in the detection's."""
    seen = as_array([track.seen_box for track in tracks])[:, None]
    now = as_array([one.box for one in detections])
    was_moving = np.array([track.was_moving for track in tracks])[:, None]
    is_moving = np.array([one.is_moving for one in detections])
    shift = centre_distance(seen, now) / scale
    return np.asarray(~(was_moving & is_moving) & (shift > STILL_SHIFT_HEIGHTS), np.bool_)
