"""`Features`: all that recognition needs to know of a set of references, computed once, when publishing.

A newcomer would enrol on the kiosk. The server enrols, the file travels in the bundle, and a kiosk only loads
it. Several pictures may belong to one work; each is a reference of its own here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models import embedding, feature_file, geometric_check, local_features, model_file
from models.embedding import Embedder, Whitening
from models.feature_file import Rows
from models.inference import Backend
from models.local_features import LocalFeatures

# Features of another method can't be compared with ours.
METHOD = "lite0-int8-160/whiten128-mean/rootsift/6"
FEWEST_SPOTS = 12  # a reference with fewer can't pass the geometric check reliably
SMALLEST_SIDE = 64  # pixels
_ON_DISK = ("thumbnails", "spots", "descriptors")  # 60 kB a reference, read when it is looked at

FeatureFileError = feature_file.FeatureFileError


@dataclass(frozen=True, slots=True)
class Unusable:
    """A picture that can't serve as a reference: the `index` among those given, its work, and why, in words."""

    index: int
    work: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reference:
    """What one picture gives: `views`, VIEWS × 1,280 unit vectors as float16, its 128 × 128 thumbnail, its spots."""

    views: NDArray[np.float16]
    thumbnail: NDArray[np.uint8]
    local: LocalFeatures


@dataclass(frozen=True)
class Features:
    """Arrays by reference row r and spot row s. Made by `enrol` or `load`.

    `works` (r) names; `vectors` r × d unit vectors, the mean of each reference's whitened views; `thumbnails`
    r × 128 × 128; `sizes` r × 2 (w, h); `first_spot` r + 1; `spots` s × 2; `descriptors` s × 128.
    """

    works: tuple[str, ...]
    whitening: Whitening
    vectors: NDArray[np.float32]
    thumbnails: NDArray[np.uint8] | Rows
    sizes: NDArray[np.int32]
    first_spot: NDArray[np.int64]
    spots: NDArray[np.float32] | Rows
    descriptors: NDArray[np.uint8] | Rows
    unusable: tuple[Unusable, ...] = ()

    def __len__(self) -> int:
        return len(self.works)

    def local(self, reference: int) -> LocalFeatures:
        """The local features of one reference."""
        part = slice(int(self.first_spot[reference]), int(self.first_spot[reference + 1]))
        width, height = self.sizes[reference]
        return LocalFeatures(
            np.asarray(self.spots[part], np.float32),
            np.asarray(self.descriptors[part]),
            (int(width), int(height)),
        )

    def thumbnail(self, reference: int) -> NDArray[np.uint8]:
        """What of one reference is compared: see geometric_check.thumbnail."""
        return np.asarray(self.thumbnails[reference : reference + 1][0], np.uint8)

    def save(self, file: Path) -> None:
        """Writes all of it to one file. Raises OSError."""
        feature_file.write(
            file,
            {
                "mean": self.whitening.mean,
                "matrix": self.whitening.matrix,
                "vectors": self.vectors.astype(np.float16),
                "thumbnails": np.asarray(self.thumbnails),
                "sizes": self.sizes,
                "first_spot": self.first_spot,
                "spots": np.asarray(self.spots).astype(np.float16),
                "descriptors": np.asarray(self.descriptors),
            },
            {
                "method": METHOD,
                "works": self.works,
                "unusable": [[one.index, one.work, one.reason] for one in self.unusable],
            },
        )

    @classmethod
    def load(cls, file: Path) -> Features:
        """Reads what `save` wrote; local features stay on disk until they are looked at.

        Raises FeatureFileError for a broken file or one of another method, OSError for one that can't be read.
        """
        arrays, about = feature_file.read(file, _ON_DISK)
        if about.get("method") != METHOD:
            raise FeatureFileError(
                f"{file.name} holds features of the method {about.get('method')!r}; "
                f"this program uses {METHOD!r}. Publish again with this version."
            )
        try:
            features = cls(
                works=tuple(str(work) for work in about["works"]),
                whitening=Whitening(np.array(arrays["mean"]), np.array(arrays["matrix"])),
                vectors=np.asarray(arrays["vectors"]).astype(np.float32),
                thumbnails=arrays["thumbnails"],
                sizes=np.array(arrays["sizes"]),
                first_spot=np.array(arrays["first_spot"]),
                spots=arrays["spots"],
                descriptors=arrays["descriptors"],
                unusable=tuple(Unusable(*one) for one in about["unusable"]),
            )
        except (KeyError, TypeError) as error:
            raise FeatureFileError(f"{file.name} is damaged: {error} is missing.") from None
        features._check(file)
        return features

    def _check(self, file: Path) -> None:
        """Raises FeatureFileError where the arrays do not fit each other."""
        references, spots = len(self.works), len(self.spots)
        dimensions = self.whitening.matrix.shape[-1]
        fits = (
            self.whitening.mean.shape == (embedding.LENGTH,)
            and self.whitening.matrix.shape == (embedding.LENGTH, dimensions)
            and self.vectors.shape == (references, dimensions)
            and self.thumbnails.shape == (references, geometric_check.KEPT, geometric_check.KEPT)
            and self.sizes.shape == (references, 2)
            and self.first_spot.shape == (references + 1,)
            and self.spots.shape == (spots, 2)
            and self.descriptors.shape == (spots, local_features.DESCRIPTOR)
            and bool((np.diff(self.first_spot) >= 0).all())
            and int(self.first_spot[0]) == 0
            and int(self.first_spot[-1]) == spots
        )
        if not fits:
            raise FeatureFileError(f"{file.name} is damaged: its parts do not fit each other.")


def enrol(
    pictures: Iterable[tuple[str, NDArray[np.uint8]]],
    progress: Callable[[int], None] | None = None,
    threads: int = 1,
    backend: Backend | None = None,
) -> Features:
    """Computes the features of references: (work, picture as uint8 BGR) each; a work may come several times.

    `progress` is called with the number done. Pictures that can't serve are named in `unusable`; no usable
    picture at all gives an empty set, with which everything is refused.
    """
    embedder = Embedder(model_file.path(model_file.EMBEDDER), threads, backend)
    return gather(((work, reference(picture, embedder)) for work, picture in pictures), progress)


def reference(picture: NDArray[np.uint8], embedder: Embedder) -> Reference | str:
    """All that one picture (uint8 BGR) gives, whatever the others are; or why it can't serve, in words."""
    height, width = picture.shape[:2]
    if min(height, width) < SMALLEST_SIDE:
        return f"It is {width} × {height} pixels; at least {SMALLEST_SIDE} each way are needed."
    grey = local_features.resized_grey(picture, local_features.REFERENCE_SIDE)
    local = local_features.describe(grey, local_features.REFERENCE_SPOTS)
    if len(local.spots) < FEWEST_SPOTS:
        return "It shows too little to tell it from others: take a sharper or closer photograph."
    views = embedder.embed_reference(picture).astype(np.float16)
    return Reference(views, geometric_check.thumbnail(grey), local)


def gather(
    references: Iterable[tuple[str, Reference | str]],
    progress: Callable[[int], None] | None = None,
) -> Features:
    """Puts together what `reference` gave for each picture of a work; the whitening alone needs all of them.

    The order of `references` is that of the rows. `progress` is called with the number taken in.
    """
    works: list[str] = []
    unusable: list[Unusable] = []
    counts = [0]
    sizes: list[tuple[int, int]] = []
    views = _Pile(np.float16, embedding.LENGTH)
    thumbnails = _Pile(np.uint8, geometric_check.KEPT, geometric_check.KEPT)
    spots = _Pile(np.float32, 2)
    descriptors = _Pile(np.uint8, local_features.DESCRIPTOR)
    for index, (work, one) in enumerate(references):
        if isinstance(one, str):
            unusable.append(Unusable(index, work, one))
        else:
            works.append(work)
            counts.append(len(one.local.spots))
            sizes.append(one.local.size)
            views.add(one.views)
            thumbnails.add(one.thumbnail)
            spots.add(one.local.spots)
            descriptors.add(one.local.descriptors)
        if progress is not None:
            progress(index + 1)
    plain = views.rows()
    whitening = (
        embedding.fit(plain)
        if works
        else Whitening(
            np.zeros(embedding.LENGTH, np.float32), np.zeros((embedding.LENGTH, 1), np.float32)
        )
    )
    return Features(
        works=tuple(works),
        whitening=whitening,
        vectors=embedding.mean_of_views(whitening.apply(plain)),
        thumbnails=thumbnails.rows(),
        sizes=np.array(sizes, np.int32).reshape(-1, 2),
        first_spot=np.cumsum(counts, dtype=np.int64),
        spots=spots.rows(),
        descriptors=descriptors.rows(),
        unusable=tuple(unusable),
    )


class _Pile:
    """Rows that come a reference at a time. A list of them, joined at its end, would be held twice."""

    def __init__(self, kind: type[np.generic], *shape: int) -> None:
        self._kind, self._shape = kind, shape
        self._bytes = bytearray()

    def add(self, rows: NDArray[Any]) -> None:
        self._bytes += np.ascontiguousarray(rows, self._kind).tobytes()

    def rows(self) -> NDArray[Any]:
        """All of them; nothing may be added any more."""
        return np.frombuffer(self._bytes, self._kind).reshape(-1, *self._shape)
