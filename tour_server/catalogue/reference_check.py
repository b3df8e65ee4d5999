"""Check a reference picture when it is uploaded: can the kiosk use it, and could it take it for another work?

Recognition is not trained, so a new picture does not change the rest of the collection. One vector is kept for each
picture. A new picture is compared with the nearest pictures of other works: they alone are enrolled, and the
recogniser's answer to the new picture is what a kiosk would answer. Of a picture with a crop the part that it leaves is
checked, as kiosks recognise the work by that.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from contract.framing import Crop
from models import fine_features, model_file
from models.decision import ACCEPT
from models.embedding import Embedder
from models.features import (
    REFERENCE_METHOD,
    Reference,
    combine_references,
    compute_reference,
)
from models.picture import PictureError, read_picture
from models.recogniser import Recogniser
from models.reference_advice import ReferenceAdvice, advise
from runtime.durable_files import write_durably
from tour_server.catalogue.pictures import Pictures, cut
from tour_server.catalogue.reference_pictures import CroppedPicture, ReferencePicture
from tour_server.catalogue.twin_places import TwinWork, twins_of_first

COMPARED_SIDE_PX = 640  # pixels, long side; no step of recognition uses more
# Pictures of other works that are compared closely; each costs an enrolment, about 0.1 s.
NEAREST_PICTURES = 3
FEW_PICTURES = 20  # of other works: up to here the nearest are compared even below CLOSE_COSINE
CLOSE_COSINE = 0.25  # of vectors without their mean, from which a picture is compared closely
# Confidence from which staff see the other work. The kiosk names a work from ACCEPT on.
SHOWN_CONFIDENCE = 0.5
_ADVICE_VERSION = 1  # raise it when models.reference_advice judges otherwise


class Verdict(Struct, frozen=True):
    """The size of a picture in pixels, and what is wrong with it, the worst first."""

    width: int
    height: int
    advice: list[ReferenceAdvice]

    @property
    def usable(self) -> bool:
        """Whether the kiosk can know a work by it."""
        return not any(one.by_number for one in self.advice)


class SimilarWork(Struct, frozen=True):
    """Another work that the kiosk could take a picture for: that work's picture, and the kiosk's confidence, 0 to 1."""

    work: str
    file: str
    confidence: float

    @property
    def is_named(self) -> bool:
        """Whether the kiosk would name that work."""
        return self.confidence >= ACCEPT


class Comparison(Struct, frozen=True):
    """The works that a picture could be taken for, and its twins.

    Of `others` pictures of other works, `compared` were looked at.
    """

    similar: list[SimilarWork]
    compared: int
    others: int
    twins: list[TwinWork] = []


class _Close(Struct, frozen=True):
    """What the close comparison found; it is stored."""

    similar: list[SimilarWork]
    twins: list[TwinWork]


class ReferenceCheck:
    """Checks pictures of the store. Safe to call from many threads; it works on one picture at a time."""

    def __init__(
        self, pictures: Pictures, cache: Path, references: Callable[[], Sequence[ReferencePicture]]
    ) -> None:
        """`references` returns every reference in the drafts. `cache` is a folder for results."""
        self._pictures, self._references = pictures, references
        version = f"{REFERENCE_METHOD}/{_ADVICE_VERSION}"
        self._cache = cache / hashlib.sha256(version.encode()).hexdigest()[:16]
        self._vectors: dict[CroppedPicture, NDArray[np.float32]] = {}
        self._usable: dict[CroppedPicture, bool] = {}
        self._embedder: Embedder | None = None
        self._one_at_a_time = threading.RLock()

    def check_all(self, progress: Callable[[int, int], None]) -> None:
        """Judge and embed every reference that was not yet, so that the first upload finds them done.

        `progress` is called before each with (references done, all references), and may raise to stop. Raises OSError,
        and MissingModelError or NoInferenceError where no model can run.
        """
        references = self._references()
        for done, one in enumerate(references):
            progress(done, len(references))
            try:
                with self._one_at_a_time:
                    self._vector(one.picture)
                self.verdict(one.file, one.crop)
            except (KeyError, PictureError):
                continue  # the page of the work says so

    def verdict(self, file: str, crop: Crop | None = None) -> Verdict:
        """Say whether the kiosk can use a picture. Raises KeyError, PictureError, OSError."""
        picture = CroppedPicture(file, crop)
        place = self._cache_file(_name(picture), "json")
        if not place.exists():
            with self._one_at_a_time:
                write_durably(place, msgspec.json.encode(self._judge(picture)))
        return msgspec.json.decode(place.read_bytes(), type=Verdict)

    def known_usable(self, file: str, crop: Crop | None = None) -> bool | None:
        """Whether the kiosk can use a picture, as far as it was judged; None where it was not. Raises OSError."""
        picture = CroppedPicture(file, crop)
        if picture not in self._usable:
            try:
                content = self._cache_file(_name(picture), "json").read_bytes()
            except FileNotFoundError:
                return None
            self._usable[picture] = msgspec.json.decode(content, type=Verdict).usable
        return self._usable[picture]

    def compare(self, work: str, file: str, crop: Crop | None = None) -> Comparison:
        """Compare a picture of `work` with the most similar pictures of other works. The surest work comes first.

        Raises KeyError, PictureError, OSError, and MissingModelError or NoInferenceError where no model can run.
        """
        references = self._references()
        others = [one for one in references if one.work != work]
        picture = CroppedPicture(file, crop)
        with self._one_at_a_time:
            mine = self._vector(picture)
            known = [
                (one, vector)
                for one in others
                if (vector := self._cached_vector(one.picture)) is not None
            ]
            near = _nearest(mine, known)
            listed = (one if one.crop else one[:3] for one in near)
            compared = [_name(picture), *(str(part) for one in listed for part in one)]
            place = self._cache_file("\n".join(compared), "alike")
            if not place.exists():
                write_durably(place, msgspec.json.encode(self._closely(work, picture, near)))
        close = msgspec.json.decode(place.read_bytes(), type=_Close)
        return Comparison(close.similar, len(known), len(others), close.twins)

    def _judge(self, picture: CroppedPicture) -> Verdict:
        pixels = cut(read_picture(self._pictures.path(picture.file)), picture.crop)
        height, width = pixels.shape[:2]
        return Verdict(width, height, advise(pixels))

    def _closely(
        self, work: str, picture: CroppedPicture, near: Sequence[ReferencePicture]
    ) -> _Close:
        """Compare a picture of `work` with pictures of other works, as a kiosk would."""
        if not near:
            return _Close([], [])
        details = {row for row, one in enumerate(near) if one.is_detail}
        of_objects = fine_features.of_objects([one.work for one in near], details)
        others = [
            (one.work, self._reference(one.picture, fine))
            for one, fine in zip(near, of_objects, strict=True)
        ]
        answer = Recogniser(combine_references(others, details=details)).recognise(
            self._pixels(picture)
        )
        files = {one.work: one.file for one in reversed(near)}  # the nearest picture of each work
        similar = [
            SimilarWork(candidate.work, files[candidate.work], candidate.confidence)
            for candidate in sorted(answer.candidates, key=lambda one: -one.confidence)
            if candidate.confidence >= SHOWN_CONFIDENCE
        ]
        mine = self._reference(picture)
        if isinstance(mine, str):
            return _Close(similar, [])
        usable = [
            picture.file,
            *(
                one.file
                for one, (_, reference) in zip(near, others, strict=True)
                if not isinstance(reference, str)
            ),
        ]
        shifted = {row + 1 for row in details}
        together = combine_references([(work, mine), *others], details=shifted)
        return _Close(similar, twins_of_first(together, usable))

    def _reference(self, picture: CroppedPicture, fine: bool = False) -> Reference | str:
        return compute_reference(self._pixels(picture), self._network(), fine)

    def _pixels(self, picture: CroppedPicture) -> NDArray[np.uint8]:
        return read_picture(self._pictures.thumbnail(picture.file, COMPARED_SIDE_PX, picture.crop))

    def _vector(self, picture: CroppedPicture) -> NDArray[np.float32]:
        """Return the embedding of a picture, a unit vector of 1,280 numbers. It is made once."""
        vector = self._cached_vector(picture)
        if vector is None:
            vector = self._vectors[picture] = self._network().embed(self._pixels(picture))
            place = self._cache_file(_name(picture), "vector")
            write_durably(place, vector.astype(np.float16).tobytes())
        return vector

    def _network(self) -> Embedder:
        """Return the embedding network, loaded at the first call. Call it under the lock."""
        if self._embedder is None:
            self._embedder = Embedder(model_file.path(model_file.EMBEDDER))
        return self._embedder

    def _cached_vector(self, picture: CroppedPicture) -> NDArray[np.float32] | None:
        place = self._cache_file(_name(picture), "vector")
        if picture not in self._vectors and place.exists():
            stored = np.frombuffer(place.read_bytes(), np.float16)
            self._vectors[picture] = stored.astype(np.float32)
        return self._vectors.get(picture)

    def _cache_file(self, name: str, ending: str) -> Path:
        return self._cache / f"{hashlib.sha256(name.encode()).hexdigest()[:32]}.{ending}"


def _name(picture: CroppedPicture) -> str:
    """Return what a picture's results are stored under: of a whole picture its file, as before there were crops."""
    return picture.file if picture.crop is None else f"{picture.file} {picture.crop}"


def _nearest(
    mine: NDArray[np.float32], known: Sequence[tuple[ReferencePicture, NDArray[np.float32]]]
) -> list[ReferencePicture]:
    """Return the NEAREST_PICTURES by cosine, after the mean of all vectors is taken off."""
    if not known:
        return []
    vectors = np.stack([vector for _, vector in known])
    centred = vectors - vectors.mean(axis=0)
    wanted = mine - vectors.mean(axis=0)
    norms = np.maximum(np.linalg.norm(centred, axis=1) * np.linalg.norm(wanted), 1e-6)
    cosine = (centred @ wanted) / norms
    order = np.argsort(-cosine, kind="stable")[:NEAREST_PICTURES]
    return [
        known[at][0] for at in order if len(known) <= FEW_PICTURES or cosine[at] >= CLOSE_COSINE
    ]
