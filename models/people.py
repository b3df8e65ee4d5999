"""Detects people in a frame: SSD MobileNetV2, trained on Open Images v4, 300 × 300.

Detections stay in memory: nothing here writes, logs or identifies a person. The model gives a dog some score as a
person and a higher one as a dog, so a box whose highest animal score exceeds its person score is dropped.

The classes are those of the label map `object_detection_oidv4_labelmap.txt`, which Google's MediaPipe ships beside
the file.

Note: the scores of this model peak near 0.6. A threshold of 0.5 loses most people.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models import inference

# The anchor layout of the model file (SSD, six maps, the finest first); box coding as in Liu et al., "SSD: Single Shot
# MultiBox Detector", 2016, with TensorFlow's scales 10, 10, 5, 5.
SIDE_PX = 300
STRIDES_PX = (16, 32, 64, 128, 256, 512)
SCALE_MIN, SCALE_MAX = 0.2, 0.95
CENTRE_CODE, SIZE_CODE = 10.0, 5.0
PERSON = 4  # class of "Person" in the file; 0 is background
ANIMALS = (6, 8, 20)  # cattle, cat, dog


@dataclass(frozen=True, slots=True)
class PersonDetection:
    """A detected person: a box in pixels of the frame (`x`, `y` its upper left corner) and its score, 0 to 1."""

    x: float
    y: float
    w: float
    h: float
    score: float


def anchors() -> NDArray[np.float32]:
    """Returns the 1,917 anchor boxes, n × 4: x and y of the centre, width, height, as shares of the frame."""
    steps = len(STRIDES_PX)
    scales = [SCALE_MIN + (SCALE_MAX - SCALE_MIN) * i / (steps - 1) for i in range(steps)] + [1.0]
    boxes: list[tuple[float, float, float, float]] = []
    for level, stride in enumerate(STRIDES_PX):
        cells = int(np.ceil(SIDE_PX / stride))
        scale = scales[level]
        if level == 0:  # the first map has three anchors a cell, a small square among them
            shapes = [(1.0, 0.1), (2.0, scale), (0.5, scale)]
        else:
            shapes = [(ratio, scale) for ratio in (1.0, 2.0, 0.5, 3.0, 0.3333)]
            shapes.append((1.0, float(np.sqrt(scale * scales[level + 1]))))
        for y in range(cells):
            for x in range(cells):
                for ratio, size in shapes:
                    root = float(np.sqrt(ratio))
                    boxes.append(((x + 0.5) / cells, (y + 0.5) / cells, size * root, size / root))
    return np.array(boxes, np.float32)


class PersonDetector:
    """One loaded detector. Not safe to share between threads: each builds its own."""

    def __init__(
        self,
        model: Path,
        threads: int = 1,
        backend: inference.Backend | None = None,
        threshold: float = 0.4,
        overlap: float = 0.45,
    ) -> None:
        """Load `model`, which `model_file.path(model_file.PERSON_DETECTOR)` gives.

        `threshold`: the least score, more than 0 and less than 1 (0.4: see the model's card). `overlap`: of two boxes
        with a larger intersection over union only the better one is kept. Raises NoInferenceError, ValueError.
        """
        self._interpreter = inference.load(model, threads, backend)
        self._anchors = anchors()
        self._threshold = threshold
        self._overlap = overlap
        self._min_logit = float(np.log(threshold / (1 - threshold)))
        self._input = np.empty((1, SIDE_PX, SIDE_PX, 3), np.float32)

    @property
    def backend(self) -> inference.Backend:
        """Which inference library runs the network."""
        return self._interpreter.name

    def detect(
        self, frame: NDArray[np.uint8], offset_px: tuple[int, int] = (0, 0)
    ) -> list[PersonDetection]:
        """Detect the people in `frame` (uint8 BGR, height × width × 3).

        `offset_px`: how far right and down the frame is moved on the detector's grid of 300 × 300. A person missed at
        one offset may be found at another, half a cell away. Returns the detections by falling score; a box may
        reach past the frame's edge.
        """
        height, width = frame.shape[:2]
        rgb = cv2.cvtColor(_resized_with_offset(frame, offset_px), cv2.COLOR_BGR2RGB)
        np.multiply(rgb, np.float32(1 / 127.5), out=self._input[0])
        np.subtract(self._input, np.float32(1), out=self._input)
        codes, logits = self._interpreter.run(self._input)[:2]
        rows = np.flatnonzero(logits[0, :, PERSON] > self._min_logit)
        row_logits = logits[0, rows]
        is_person = row_logits[:, PERSON] >= row_logits[:, ANIMALS].max(axis=1)
        rows, score = rows[is_person], 1 / (1 + np.exp(-row_logits[is_person, PERSON]))
        if not len(rows):
            return []
        code, anchor = codes[0, rows], self._anchors[rows]
        y = code[:, 0] / CENTRE_CODE * anchor[:, 3] + anchor[:, 1] - offset_px[1] / SIDE_PX
        x = code[:, 1] / CENTRE_CODE * anchor[:, 2] + anchor[:, 0] - offset_px[0] / SIDE_PX
        h = np.exp(code[:, 2] / SIZE_CODE) * anchor[:, 3] * height
        w = np.exp(code[:, 3] / SIZE_CODE) * anchor[:, 2] * width
        boxes = np.stack([x * width - w / 2, y * height - h / 2, w, h], axis=1)
        best = cv2.dnn.NMSBoxes(boxes.tolist(), score.tolist(), self._threshold, self._overlap)
        order = sorted(np.asarray(best).ravel(), key=lambda i: -score[i])
        return [_detection(boxes[i], score[i]) for i in order]


def _resized_with_offset(frame: NDArray[np.uint8], offset_px: tuple[int, int]) -> NDArray[np.uint8]:
    """Resize the frame to SIDE_PX × SIDE_PX and move it; its edge is repeated where it no longer reaches."""
    small = np.asarray(cv2.resize(frame, (SIDE_PX, SIDE_PX)), np.uint8)
    if offset_px == (0, 0):
        return small
    x, y = offset_px
    above, below, left, right = max(y, 0), max(-y, 0), max(x, 0), max(-x, 0)
    wide = cv2.copyMakeBorder(small, above, below, left, right, cv2.BORDER_REPLICATE)
    return np.asarray(wide[below:, right:][:SIDE_PX, :SIDE_PX], np.uint8)


def _detection(box: NDArray[np.float32], score: np.float32) -> PersonDetection:
    x, y, w, h = (float(length) for length in box)
    return PersonDetection(x, y, w, h, float(score))
