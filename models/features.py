"""`Features`: everything that recognition needs to know about a set of references.

The server computes them when it publishes, the file travels in the bundle, and a kiosk only loads it. Several
pictures can belong to one work; each is a reference of its own here.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from models import (
    block_agreement,
    descriptor_index,
    embedding,
    feature_file,
    fine_features,
    local_features,
    model_file,
    patch_comparison,
    twin_search,
    twins,
)
from models.compared_pairs import ComparedPairs
from models.descriptor_index import WORD_LENGTH, DescriptorIndex
from models.embedding import Embedder, Whitening
from models.feature_file import DiskRows
from models.fine_buffer import FineBuffer
from models.fine_features import FineFeatures, FineRows
from models.flat_works import flat_works
from models.inference import Backend
from models.local_features import LocalFeatures
from models.patch_comparison import THUMBNAIL_PX
from models.reference_advice import MIN_SIDE_PX
from models.twins import TwinPair

# Features of one method cannot be compared with those of another.
METHOD = "lite0-int8-160/whiten128-mean/rootsift/6"
# What `compute_reference` accepts and returns: besides METHOD's features a colour picture, which only twins are told
# apart by. Features of METHOD stay comparable when this changes. Fine features have a name of their own.
REFERENCE_METHOD = METHOD + "+colour+structure"
MIN_KEYPOINTS = 12  # twice what the keypoint check needs at least; not tuned
# Arrays of some 70 kB a reference, 220 kB of an object in the round, which stay on disk until it is checked.
_ON_DISK = ("thumbnails", "spots", "descriptors", *fine_features.ARRAYS)

FeatureFileError = feature_file.FeatureFileError


@dataclass(frozen=True, slots=True)
class UnusablePicture:
    """A picture that cannot serve as a reference: its `index` among those given, its work, and a plain sentence."""

    index: int
    work: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reference:
    """The features of one picture: VIEWS × 1,280 unit vectors, 128 × 128 thumbnail, local features.

    `colour`: the JPEG bytes of its colour picture (models/twins.py), of which only those of twins are kept. `fine`:
    its fine features, which only the photographs of an object in the round need.
    """

    views: NDArray[np.float16]
    thumbnail: NDArray[np.uint8]
    local: LocalFeatures
    colour: NDArray[np.uint8] = field(default_factory=lambda: np.zeros(0, np.uint8))
    fine: FineFeatures | None = None


@dataclass(frozen=True)
class Features:
    """The features of r references with k keypoints altogether. Made by `enrol`, `combine_references` or `load`.

    `works`: the work of each reference (r). `vectors`: r × d, of unit length, the mean of each reference's whitened
    views. `thumbnails`: r × 128 × 128. `sizes`: r × 2 (w, h). `first_keypoint`: r + 1, where each reference's rows
    of `keypoints` (k × 2) and `descriptors` (k × 128) begin. `words`: k × WORD_LENGTH, of the descriptors; None where
    the file has none of this version's vocabulary. `twins`: the pairs of references of different works that explain
    each other. `fine` is None where the server that published was older. `details`: the references (rows) that show a
    part of a work, which are flat whatever the work is.
    """

    works: tuple[str, ...]
    whitening: Whitening
    vectors: NDArray[np.float32]
    thumbnails: NDArray[np.uint8] | DiskRows
    sizes: NDArray[np.int32]
    first_keypoint: NDArray[np.int64]
    keypoints: NDArray[np.float32] | DiskRows
    descriptors: NDArray[np.uint8] | DiskRows
    unusable: tuple[UnusablePicture, ...] = ()
    words: NDArray[np.uint8] | None = None
    twins: tuple[TwinPair, ...] = ()
    fine: FineRows | None = None
    details: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.works)

    @cached_property
    def index(self) -> DescriptorIndex:
        """The index over all descriptors, built when it is first used.

        Without stored words it reads all descriptors once: some seconds for 10,000 references. Raises OSError,
        MissingModelError.
        """
        return DescriptorIndex(self._known_words(), self.first_keypoint)

    def _known_words(self) -> NDArray[np.uint8]:
        return descriptor_index.words(self.descriptors) if self.words is None else self.words

    def local(self, reference: int) -> LocalFeatures:
        """Returns the local features of one reference (its row). Raises OSError."""
        first, last = self.first_keypoint[reference], self.first_keypoint[reference + 1]
        rows = slice(int(first), int(last))
        width, height = self.sizes[reference]
        return LocalFeatures(
            np.asarray(self.keypoints[rows], np.float32),
            np.asarray(self.descriptors[rows]),
            (int(width), int(height)),
        )

    def thumbnail(self, reference: int) -> NDArray[np.uint8]:
        """Returns the thumbnail of one reference (its row), see patch_comparison.thumbnail. Raises OSError."""
        return np.asarray(self.thumbnails[reference : reference + 1][0], np.uint8)

    def write(self, file: BinaryIO) -> None:
        """Write all of it to an open file. Raises OSError.

        The names of the arrays are those of the file's version 1.
        """
        feature_file.write(
            file,
            {
                "mean": self.whitening.mean,
                "matrix": self.whitening.matrix,
                "vectors": self.vectors.astype(np.float16),
                "thumbnails": np.asarray(self.thumbnails),
                "sizes": self.sizes,
                "first_spot": self.first_keypoint,
                "spots": np.asarray(self.keypoints).astype(np.float16),
                "descriptors": np.asarray(self.descriptors),
                "words": self._known_words(),
                **twins.to_arrays(self.twins),
                **({} if self.fine is None else self.fine.to_file()),
                **({"details": np.array(self.details, np.int32)} if self.details else {}),
            },
            {
                "method": METHOD,
                "works": self.works,
                "vocabulary": descriptor_index.vocabulary_name(),
                "unusable": [[one.index, one.work, one.reason] for one in self.unusable],
            },
        )

    @classmethod
    def load(cls, file: Path) -> Features:
        """Read a file that `write` made. The local features stay on disk until they are needed.

        Raises FeatureFileError for a damaged file or one of another method, OSError for one that cannot be read.
        """
        arrays, about = feature_file.read(file, _ON_DISK)
        if about.get("method") != METHOD:
            raise FeatureFileError(
                f"{file.name} holds features of the method {about.get('method')!r}; "
                f"this program uses {METHOD!r}. Publish again with this version."
            )
        same_vocabulary = about.get("vocabulary") == descriptor_index.vocabulary_name()
        try:
            features = cls(
                works=tuple(str(work) for work in about["works"]),
                whitening=Whitening(np.array(arrays["mean"]), np.array(arrays["matrix"])),
                vectors=np.asarray(arrays["vectors"]).astype(np.float32),
                thumbnails=arrays["thumbnails"],
                sizes=np.array(arrays["sizes"]),
                first_keypoint=np.array(arrays["first_spot"]),
                keypoints=arrays["spots"],
                descriptors=arrays["descriptors"],
                unusable=tuple(UnusablePicture(*one) for one in about["unusable"]),
                words=np.asarray(arrays["words"]) if same_vocabulary else None,
                twins=twins.from_arrays(arrays, len(about["works"])),
                fine=FineRows.from_file(arrays),
                details=tuple(int(row) for row in np.asarray(arrays.get("details", ()))),
            )
        except (KeyError, TypeError) as error:
            raise FeatureFileError(f"{file.name} is damaged: {error} is missing.") from None
        except ValueError as error:
            raise FeatureFileError(f"{file.name} is damaged: {error}.") from None
        features._check(file)
        return features

    def _check(self, file: Path) -> None:
        """Raises FeatureFileError where the arrays' shapes do not fit each other."""
        references, keypoints = len(self.works), len(self.keypoints)
        dimensions = self.whitening.matrix.shape[-1]
        fits = (
            self.whitening.mean.shape == (embedding.VECTOR_LENGTH,)
            and self.whitening.matrix.shape == (embedding.VECTOR_LENGTH, dimensions)
            and self.vectors.shape == (references, dimensions)
            and self.thumbnails.shape == (references, THUMBNAIL_PX, THUMBNAIL_PX)
            and self.sizes.shape == (references, 2)
            and self.first_keypoint.shape == (references + 1,)
            and self.keypoints.shape == (keypoints, 2)
            and self.descriptors.shape == (keypoints, local_features.DESCRIPTOR_LENGTH)
            and (self.words is None or self.words.shape == (keypoints, WORD_LENGTH))
            and bool((np.diff(self.first_keypoint) >= 0).all())
            and int(self.first_keypoint[0]) == 0
            and int(self.first_keypoint[-1]) == keypoints
            and (self.fine is None or self.fine.fits(references))
            and all(0 <= row < references for row in self.details)
        )
        if not fits:
            raise FeatureFileError(f"{file.name} is damaged: its parts do not fit each other.")


def enrol(
    pictures: Iterable[tuple[str, NDArray[np.uint8]]],
    progress: Callable[[int], None] | None = None,
    threads: int = 1,
    backend: Backend | None = None,
) -> Features:
    """Compute the features of (work, picture as uint8 BGR) pairs; a work may come several times.

    `progress` is called with the number done. The result names unusable pictures in `unusable`; without a usable
    picture it is empty, and recognition refuses everything. Raises MissingModelError, NoInferenceError.
    """
    embedder = Embedder(model_file.path(model_file.EMBEDDER), threads, backend)
    known = list(pictures)
    is_fine = fine_features.of_objects([work for work, _ in known])
    pairs = (
        (work, compute_reference(picture, embedder, fine))
        for (work, picture), fine in zip(known, is_fine, strict=True)
    )
    return combine_references(pairs, progress)


def compute_reference(
    picture: NDArray[np.uint8], embedder: Embedder, fine: bool = False
) -> Reference | str:
    """Compute the features of one picture (uint8 BGR); they depend on no other picture.

    `fine`: also its fine features, which take as long again; `fine_features.of_objects` tells where they are needed.
    Returns a plain sentence for a picture that cannot serve as a reference.
    """
    height, width = picture.shape[:2]
    if min(height, width) < MIN_SIDE_PX:
        return f"It is {width} × {height} pixels; at least {MIN_SIDE_PX} each way are needed."
    grey = local_features.resized_grey(picture, local_features.REFERENCE_SIDE_PX)
    local = local_features.describe(grey, local_features.REFERENCE_KEYPOINTS)
    thumbnail = patch_comparison.thumbnail(grey)
    tells = block_agreement.information(thumbnail) >= block_agreement.MIN_INFORMATION
    if len(local.keypoints) < MIN_KEYPOINTS or not tells:
        return "It shows too little to tell it from others: take a sharper or closer photograph."
    views = embedder.embed_reference(picture).astype(np.float16)
    colour = twins.compressed_square(picture)
    return Reference(
        views, thumbnail, local, colour, fine_features.describe(picture) if fine else None
    )


def combine_references(
    references: Iterable[tuple[str, Reference | str]],
    progress: Callable[[int], None] | None = None,
    details: Collection[int] = (),
    compared: ComparedPairs | None = None,
) -> Features:
    """Combine what `compute_reference` returned for each picture of a work. Whitening and twins need all of them.

    The rows are in the order of `references`. `progress` is called with the number taken in. `details`: the indexes
    among `references` of those that show a part of a work. `compared`: see find_twins.
    Raises OSError where no temporary file can be made, ValueError where a photograph of an object in the round has no
    fine features.
    """
    with tempfile.TemporaryFile(prefix="zaalgids-") as file, FineBuffer() as fine:
        colours = _ByteStore(file)
        combined = _combine(references, progress, colours, fine, details)
        works, thumbnails, local = combined.works, np.asarray(combined.thumbnails), combined.local
        of_objects = fine_features.of_objects(works, combined.details)
        flat = flat_works(works, of_objects, thumbnails, local)
        is_kept = [kept and work not in flat for work, kept in zip(works, of_objects, strict=True)]
        return replace(
            combined,
            twins=twin_search.find_twins(
                works, combined.vectors, thumbnails, local, colours.of, compared
            ),
            fine=fine.rows(is_kept),
        )


def _combine(
    references: Iterable[tuple[str, Reference | str]],
    progress: Callable[[int], None] | None,
    colours: _ByteStore,
    fine: FineBuffer,
    details: Collection[int],
) -> Features:
    """Combine all else; put each usable picture's colours into `colours`, its fine features into `fine`."""
    works: list[str] = []
    unusable: list[UnusablePicture] = []
    counts = [0]
    sizes: list[tuple[int, int]] = []
    views = _RowBuffer(np.float16, embedding.VECTOR_LENGTH)
    thumbnails = _RowBuffer(np.uint8, THUMBNAIL_PX, THUMBNAIL_PX)
    keypoints = _RowBuffer(np.float32, 2)
    descriptors = _RowBuffer(np.uint8, local_features.DESCRIPTOR_LENGTH)
    detail_rows: list[int] = []
    for index, (work, one) in enumerate(references):
        if isinstance(one, str):
            unusable.append(UnusablePicture(index, work, one))
        else:
            if index in details:
                detail_rows.append(len(works))
            works.append(work)
            counts.append(len(one.local.keypoints))
            sizes.append(one.local.size)
            views.add(one.views)
            thumbnails.add(one.thumbnail)
            keypoints.add(one.local.keypoints)
            descriptors.add(one.local.descriptors)
            colours.add(one.colour)
            fine.add(one.fine)
        if progress is not None:
            progress(index + 1)
    all_views = views.rows()
    whitening = embedding.fit_whitening(all_views) if works else _no_whitening()
    all_descriptors = descriptors.rows()
    return Features(
        works=tuple(works),
        whitening=whitening,
        vectors=embedding.mean_of_views(whitening.apply(all_views)),
        thumbnails=thumbnails.rows(),
        sizes=np.array(sizes, np.int32).reshape(-1, 2),
        first_keypoint=np.cumsum(counts, dtype=np.int64),
        keypoints=keypoints.rows(),
        descriptors=all_descriptors,
        unusable=tuple(unusable),
        words=descriptor_index.words(all_descriptors),
        details=tuple(detail_rows),
    )


def _no_whitening() -> Whitening:
    """Returns the whitening of an empty set of references."""
    length = embedding.VECTOR_LENGTH
    return Whitening(np.zeros(length, np.float32), np.zeros((length, 1), np.float32))


class _RowBuffer:
    """Collects rows, one reference at a time. A list of arrays that is concatenated takes twice the memory."""

    def __init__(self, dtype: type[np.generic], *shape: int) -> None:
        self._dtype, self._shape = dtype, shape
        self._bytes = bytearray()

    def add(self, rows: NDArray[Any]) -> None:
        """Append rows."""
        self._bytes += np.ascontiguousarray(rows, self._dtype).tobytes()

    def rows(self) -> NDArray[Any]:
        """Returns all rows. After this call no row may be added."""
        return np.frombuffer(self._bytes, self._dtype).reshape(-1, *self._shape)


class _ByteStore:
    """Keeps the bytes of many pictures in a file without a name: those of 10,000 would take 200 MB of memory."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._starts = file, [0]

    def add(self, data: NDArray[np.uint8]) -> None:
        """Append one picture's bytes. Raises OSError."""
        self._file.write(data.tobytes())
        self._starts.append(self._starts[-1] + data.nbytes)

    def of(self, picture: int) -> NDArray[np.uint8]:
        """Returns the bytes of the picture that was added as number `picture`. Raises OSError."""
        self._file.seek(self._starts[picture])
        length = self._starts[picture + 1] - self._starts[picture]
        return np.frombuffer(self._file.read(length), np.uint8)
