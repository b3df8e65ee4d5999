"""Run by bench_counting in the peer's environment: ByteTrack and LineZone of `supervision` over given detections.

Reads one JSON object on standard input (frames of [x1, y1, x2, y2, score], fps, line, point) and writes one
(crossings as [frame, direction], ms a frame).
"""

from __future__ import annotations

import json
import sys
import time
import warnings

import numpy as np

warnings.simplefilter("ignore")  # the peer's own deprecation warnings
import supervision as sv  # noqa: E402


def main() -> None:
    """Count one clip over one line."""
    task = json.load(sys.stdin)
    x1, y1, x2, y2 = task["line"]
    anchor = sv.Position.CENTER if task["point"] == "centre" else sv.Position.BOTTOM_CENTER
    zone = sv.LineZone(sv.Point(x1, y1), sv.Point(x2, y2), triggering_anchors=[anchor])
    tracker = sv.ByteTrack(frame_rate=round(task["fps"]), track_activation_threshold=0.4)
    vector = x2 - x1, y2 - y1
    crossings: list[tuple[int, str]] = []
    took: list[float] = []
    for number, boxes in enumerate(task["frames"]):
        found = np.array(boxes, np.float64).reshape(-1, 5)
        began = time.perf_counter()
        people = sv.Detections(
            found[:, :4], confidence=found[:, 4], class_id=np.zeros(len(found), int)
        )
        tracked = tracker.update_with_detections(people)
        one_way, other_way = zone.trigger(tracked)
        took.append((time.perf_counter() - began) * 1000)
        crossed = np.logical_or(one_way, other_way)
        for box, over in zip(tracked.xyxy, crossed, strict=True):
            x = (box[0] + box[2]) / 2 - x1
            y = ((box[1] + box[3]) / 2 if task["point"] == "centre" else box[3]) - y1
            side = vector[0] * y - vector[1] * x
            if over:
                crossings.append((number, "in" if side > 0 else "out"))
    json.dump({"crossings": crossings, "took": took}, sys.stdout)


if __name__ == "__main__":
    main()
