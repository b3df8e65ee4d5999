"""Works drawn by code, and a simulated camera that photographs them: the input of the tests of recognition."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from models import features
from models.features import Features
from models.recogniser import Recogniser
from zaalgids.simulation.drawn_pictures import drawn_pictures

Picture = NDArray[np.uint8]

SHARED_ARTWORK = Path(__file__).parents[3] / "shared" / "data" / "artwork"
WORKS = 12


def framed(picture: Picture) -> Picture:
    """Put a picture into a gilded frame with ornaments, the same for every picture."""
    inner = cv2.resize(picture, (400, 300))
    edge = 60
    random = np.random.default_rng(5)
    wide, high = inner.shape[1] + 2 * edge, inner.shape[0] + 2 * edge
    ornament = cv2.GaussianBlur(random.uniform(0, 1, (high, wide)), (0, 0), 2.2)
    ornament = (ornament - ornament.min()) / np.ptp(ornament)
    frame = np.clip(ornament[..., None] * np.array([90, 190, 250]), 0, 255).astype(np.uint8)
    frame[edge:-edge, edge:-edge] = inner
    return frame


def photograph(
    *pictures: Picture,
    seed: int = 0,
    roll: float = 3.0,
    side: float = 20.0,
    height: float = 0.7,
    blur: float = 0.8,
    noise: float = 3.0,
) -> Picture:
    """Photograph `pictures` on a wall, the first in the middle and largest, the others to its right and left.

    `roll` and `side` (the viewing angle) in degrees; `height` of the first one as a share of the frame's. Returns
    720 × 1280 × 3.
    """
    random = np.random.default_rng(seed)
    wall = np.full((720, 1280, 3), random.uniform(120, 200, 3), np.float32)
    places = [(640.0, 1.0), (1080.0, 0.6), (200.0, 0.6)]
    for picture, (x, share) in zip(pictures, places, strict=False):
        high = 720 * height * share
        wide = high * picture.shape[1] / picture.shape[0]
        box = np.array([[-wide, -high], [wide, -high], [wide, high], [-wide, high]]) / 2
        turned = np.deg2rad(side)
        depth = 1 + box[:, :1] * np.sin(turned) / (3 * high)
        box = box * (np.cos(turned), 1) / depth
        c, s = np.cos(np.deg2rad(roll)), np.sin(np.deg2rad(roll))
        quad = (box @ np.array([[c, s], [-s, c]]) + (x, 360)).astype(np.float32)
        flat = np.array(
            [[0, 0], [picture.shape[1], 0], picture.shape[1::-1], [0, picture.shape[0]]], np.float32
        )
        to_wall = cv2.getPerspectiveTransform(flat, quad)
        size = (1280, 720)
        mask = cv2.warpPerspective(np.ones(picture.shape[:2], np.float32), to_wall, size)
        seen = cv2.warpPerspective(picture.astype(np.float32), to_wall, size)
        wall = wall * (1 - mask[..., None]) + seen * mask[..., None]
    light = np.linspace(0.7, 1.1, 1280)[None, :, None]
    dim = cv2.GaussianBlur((wall * light).astype(np.float32), (0, 0), blur)
    dim += random.normal(0, noise, dim.shape)
    return np.clip(dim, 0, 255).astype(np.uint8)


@pytest.fixture(scope="session")
def works() -> dict[str, Picture]:
    """Returns two of each style of drawn picture."""
    return {f"w{number}": picture for number, picture in enumerate(drawn_pictures(WORKS, seed=77))}


@pytest.fixture(scope="session")
def known(works: dict[str, Picture]) -> Features:
    """Returns the features of `works`, each enrolled from one picture."""
    return features.enrol(works.items())


@pytest.fixture(scope="session")
def recogniser(known: Features) -> Recogniser:
    return Recogniser(known)


@pytest.fixture(scope="session")
def artwork() -> Path:
    """Returns the folder of real photographs, which are not in the repository."""
    if not SHARED_ARTWORK.is_dir():
        pytest.skip("the real gallery photographs (../shared/data/artwork) are not here")
    return SHARED_ARTWORK
