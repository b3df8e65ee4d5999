"""Finds people in a frame: SSD MobileNetV2, trained on Open Images v4, 300 × 300.

The one thing a newcomer would get wrong: scores of this model peak near 0.6, so a threshold of 0.5 loses most
people. What it finds stays in memory; nothing here writes, logs or names anyone. A dog looks a little like a person
to it, and more like a dog: a box that it takes for an animal before a person is nobody.

Classes after the label map `object_detection_oidv4_labelmap.txt`, which Google's MediaPipe ships beside the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models import inference

# The anchor layout of the model file (SSD, six maps, 16 px stride first); box coding as in Liu et al., "SSD:
# Single Shot MultiBox Detector", 2016, with TensorFlow's scales 10, 10, 5, 5.
SIDE = 300
STRIDES = (16, 32, 64, 128, 256, 512)
SCALE_MIN, SCALE_MAX = 0.2, 0.95
CENTRE_CODE, SIZE_CODE = 10.0, 5.0
PERSON = 4  # class of "Person" in the file; 0 is background
ANIMALS = (6, 8, 20)  # cattle, cat, dog


@dataclass(frozen=True, slots=True)
class Person:
    """A box in pixels of the frame (`x`, `y` its upper left corner) and the detector's score, 0 to 1."""

    x: float
    y: float
    w: float
    h: float
    score: float


def anchors() -> NDArray[np.float32]:
    """The 1,917 anchor boxes, n × 4: x and y of the centre, width, height, in shares of the frame."""
    steps = len(STRIDES)
    scales = [SCALE_MIN + (SCALE_MAX - SCALE_MIN) * i / (steps - 1) for i in range(steps)] + [1.0]
    boxes: list[tuple[float, float, float, float]] = []
    for level, stride in enumerate(STRIDES):
        cells = int(np.ceil(SIDE / stride))
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
    """One loaded detector; each thread builds its own."""

    def __init__(
        self,
        model: Path,
        threads: int = 1,
        backend: inference.Backend | None = None,
        threshold: float = 0.4,
        overlap: float = 0.45,
    ) -> None:
        """`model` from `model_file.path(model_file.PERSON_DETECTOR)`; boxes under `threshold`
        (between 0 and 1, neither of them) are dropped.

        Of two boxes that share more than `overlap` (intersection over union) the better one stays.
        """
        self._interpreter = inference.load(model, threads, backend)
        self._anchors = anchors()
        self._threshold = threshold
        self._overlap = overlap
        self._logit = float(np.log(threshold / (1 - threshold)))
        self._input = np.empty((1, SIDE, SIDE, 3), np.float32)

    @property
    def backend(self) -> inference.Backend:
        """Which inference library runs it."""
        return self._interpreter.name

    def detect(self, frame: NDArray[np.uint8], aside: tuple[int, int] = (0, 0)) -> list[Person]:
        """The people in `frame` (uint8 BGR, height × width × 3), best score first. Boxes may reach past its edge.

        `aside`: how far right and down the frame is laid on the detector's grid, in pixels of its 300 × 300. Whom it
        overlooks in one place it may see in another, half a cell away.
        """
        height, width = frame.shape[:2]
        small = cv2.cvtColor(_laid(frame, aside), cv2.COLOR_BGR2RGB)
        np.multiply(small, np.float32(1 / 127.5), out=self._input[0])
        np.subtract(self._input, np.float32(1), out=self._input)
        codes, logits = self._interpreter.run(self._input)[:2]
        kept = np.flatnonzero(logits[0, :, PERSON] > self._logit)
        said = logits[0, kept]
        human = said[:, PERSON] >= said[:, ANIMALS].max(axis=1)
        kept, score = kept[human], 1 / (1 + np.exp(-said[human, PERSON]))
        if not len(kept):
            return []
        code, anchor = codes[0, kept], self._anchors[kept]
        y = code[:, 0] / CENTRE_CODE * anchor[:, 3] + anchor[:, 1] - aside[1] / SIDE
        x = code[:, 1] / CENTRE_CODE * anchor[:, 2] + anchor[:, 0] - aside[0] / SIDE
        h = np.exp(code[:, 2] / SIZE_CODE) * anchor[:, 3] * height
        w = np.exp(code[:, 3] / SIZE_CODE) * anchor[:, 2] * width
        boxes = np.stack([x * width - w / 2, y * height - h / 2, w, h], axis=1)
        best = cv2.dnn.NMSBoxes(boxes.tolist(), score.tolist(), self._threshold, self._overlap)
        order = sorted(np.asarray(best).ravel(), key=lambda i: -score[i])
        return [_person(boxes[i], score[i]) for i in order]


def _laid(frame: NDArray[np.uint8], aside: tuple[int, int]) -> NDArray[np.uint8]:
    """The frame at SIDE × SIDE, moved; its edge is carried on where it does not reach."""
    small = np.asarray(cv2.resize(frame, (SIDE, SIDE)), np.uint8)
    if aside == (0, 0):
        return small
    x, y = aside
    beyond = max(y, 0), max(-y, 0), max(x, 0), max(-x, 0)  # above, below, left, right
    wide = cv2.copyMakeBorder(small, *beyond, cv2.BORDER_REPLICATE)
    return np.asarray(wide[beyond[1] :, beyond[3] :][:SIDE, :SIDE], np.uint8)


def _person(box: NDArray[np.float32], score: np.float32) -> Person:
    x, y, w, h = (float(length) for length in box)
    return Person(x, y, w, h, float(score))
