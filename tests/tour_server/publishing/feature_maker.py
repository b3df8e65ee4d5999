"""Makes the reference features of small museums, for the tests of publishing."""

from __future__ import annotations

import io
from collections.abc import Collection
from pathlib import Path

import cv2
import numpy as np
from msgspec.structs import replace

from contract.museum import Detail, Medium, Museum
from models.features import Features, enrol
from models.picture import read_picture
from tests.desk import picture
from tests.tiny_museum import tiny_museum
from tour_server.catalogue.pictures import Pictures, shrink
from tour_server.publishing import reference_features
from tour_server.publishing.picture_features import LONG_SIDE_PX
from tour_server.publishing.reference_features import References


def png(pixels: np.ndarray) -> bytes:
    done, body = cv2.imencode(".png", pixels)
    assert done
    return bytes(body)


BLANK = png(np.full((300, 300, 3), 120, np.uint8))


def museum_of(*works: tuple[str, str], parts: Collection[str] = ()) -> Museum:
    """Return a museum of works (key, picture); a key may occur several times. `parts`: pictures that are details."""
    museum = tiny_museum()
    of_work: dict[str, list[Medium]] = {}
    for key, file in works:
        detail = Detail(works[0][1], (0.0, 0.0, 0.5, 0.5)) if file in parts else None
        of_work.setdefault(key, []).append(Medium(file=file, detail=detail))
    shown = [
        replace(museum.works[0], key=key, media=media, blocks=[]) for key, media in of_work.items()
    ]
    return replace(museum, works=shown)


class FeatureMaker:
    """Makes the reference features of museums; records which pictures were read and the progress reports."""

    def __init__(self, folder: Path) -> None:
        self.store = Pictures(folder / "pictures")
        self.cache = folder / "cache"
        self.stored = self.cache / "pictures"
        self.read: list[str] = []
        self.progress: list[tuple[int, int]] = []

    def picture(self, seed: int) -> str:
        return self.store.add(picture(seed), f"{seed}.png")

    def find(self, medium: str) -> Path:
        self.read.append(medium)
        return self.store.path(medium)

    def publish(self, *works: tuple[str, str], parts: Collection[str] = ()) -> References:
        self.read, self.progress = [], []
        museum = museum_of(*works, parts=parts)
        return reference_features.reference_features(
            museum, self.find, self.cache, lambda *now: self.progress.append(now)
        )

    def works(self, *works: tuple[str, str]) -> tuple[str, ...]:
        file = self.publish(*works).file
        assert file is not None
        return Features.load(file).works

    def enrolled(self, *works: tuple[str, str]) -> bytes:
        """Return the content of the file that enrolling every picture anew gives."""
        features = enrol(
            (key, shrink(read_picture(self.store.path(file)), LONG_SIDE_PX)) for key, file in works
        )
        file = io.BytesIO()
        features.write(file)
        return file.getvalue()
