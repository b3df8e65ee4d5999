"""Tries whether this machine's recogniser names a picture that it has enrolled: a small, fixed task of a self test."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from msgspec import Struct

from device.camera.camera import Image
from models.features import combine_references
from models.recogniser import Recogniser
from zaalgids.evaluation.enrol_pictures import EnrolmentSource, enrolled
from zaalgids.simulation.drawn_pictures import drawn_pictures

WORKS = 8
SEED = 7
FRAME_PX = (640, 480)
TURN_DEGREES, SCALE, WALL_GREY = 6.0, 0.8, 170


class OwnPictureResult(Struct, frozen=True):
    """How many of the pictures were named right, and the mean milliseconds of a frame."""

    named: int
    shown: int
    mean_ms: float


def recognise_own_pictures(say: Callable[[str], None], works: int = WORKS) -> OwnPictureResult:
    """Enrol drawn pictures, show each on a wall, and recognise it. Raises MissingModelError, NoInferenceError."""
    pictures = list(drawn_pictures(works, SEED))
    say(f"Enrolling and showing {works} pictures.")
    with tempfile.TemporaryDirectory(prefix="zaalgids-own-") as folder:
        sources = []
        for number, picture in enumerate(pictures):
            file = Path(folder) / f"{number}.png"
            cv2.imwrite(str(file), picture)
            sources.append(EnrolmentSource(file.stem, file.name, file))
        recogniser = Recogniser(combine_references(enrolled(sources, 1)))
    recogniser.recognise(on_a_wall(pictures[0]))  # the libraries allocate at their first frame
    began = time.monotonic()
    named = [recogniser.recognise(on_a_wall(picture)).work for picture in pictures]
    mean = (time.monotonic() - began) * 1000 / works
    right = sum(name == str(number) for number, name in enumerate(named))
    return OwnPictureResult(right, works, round(mean, 1))


def on_a_wall(picture: Image) -> Image:
    """Returns a frame of a camera that sees the picture on a grey wall, a little turned."""
    height, width = picture.shape[:2]
    fits = SCALE * min(FRAME_PX[0] / width, FRAME_PX[1] / height)
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), TURN_DEGREES, fits)
    turn[:, 2] += (FRAME_PX[0] - width) / 2, (FRAME_PX[1] - height) / 2
    wall = (WALL_GREY, WALL_GREY, WALL_GREY)
    return np.asarray(cv2.warpAffine(picture, turn, FRAME_PX, borderValue=wall), np.uint8)
