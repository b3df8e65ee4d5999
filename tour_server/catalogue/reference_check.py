"""Will the kiosk know the work by this picture, and could it take it for another? Said at once, when it is uploaded.

What a newcomer would get wrong: nothing is trained, so nothing has to be made again for the whole collection. One
vector a picture is kept; those of the nearest other works alone are enrolled, and the new picture is shown to a
recogniser that knows nothing else. Then it says what the kiosk would say.
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

from models import model_file
from models.decision import ACCEPT
from models.embedding import Embedder
from models.features import METHOD, compute_reference, enrol
from models.picture import PictureError, read_picture
from models.quality_gate import Fault, quality
from models.recogniser import Recogniser
from runtime.durable_files import write_durably
from tour_server.catalogue.pictures import Pictures

LOOKED_AT = 640  # pixels, long side; no step of recognition uses more
# Pictures of other works that are compared closely; each costs an enrolment, about 0.1 s.
NEAREST = 3
FEW = 20  # pictures of other works: up to here the nearest are compared however unlike they seem
LIKELY = 0.25  # cosine, beyond what all works share, from which a picture is compared closely
# Confidence from which staff are shown the other work; the kiosk names one from ACCEPT.
COULD_BE = 0.5
SMALL = 480  # pixels, short side: below, the details that tell works apart are few
SOFT = 10.0  # sharpness below that of photographs taken with care (models.quality_gate)
MUCH_PLAIN = 0.4  # share of the picture that is plain margin
_PLAIN = 3.0  # standard deviation of a row or column, 0 to 255: a wall, a sheet of paper
_FAULTS = {
    Fault.TOO_SMALL: "It is too small.",
    Fault.TOO_DARK: "It is too dark. Take it again in more light, without a flash.",
    Fault.NOTHING_IN_VIEW: "It shows nothing to know a work by.",
    Fault.NOT_SHARP: "It is not sharp. Rest the camera on something and take it again.",
}


class Verdict(Struct, frozen=True):
    """What recognition makes of one picture: whether it can serve, its size in pixels, and what would be better."""

    usable: bool
    width: int
    height: int
    words: list[str]


class Alike(Struct, frozen=True):
    """Another work that the picture could be taken for: one of its pictures, and how sure the kiosk would be."""

    work: str
    file: str
    confidence: float

    @property
    def named(self) -> bool:
        """True where the kiosk would name that work."""
        return self.confidence >= ACCEPT


class Comparison(Struct, frozen=True):
    """The works that a picture could be taken for; `compared` of `others` pictures of other works were looked at."""

    alike: list[Alike]
    compared: int
    others: int


class ReferenceCheck:
    """Checks pictures of the store. Safe to call from many threads; one at a time is looked at."""

    def __init__(
        self, pictures: Pictures, cache: Path, references: Callable[[], Sequence[tuple[str, str]]]
    ) -> None:
        """`references` gives (work, picture) of every reference in the drafts; `cache` is a folder."""
        self._pictures, self._references = pictures, references
        self._cache = cache / hashlib.sha256(METHOD.encode()).hexdigest()[:16]
        self._vectors: dict[str, NDArray[np.float32]] = {}
        self._embedder: Embedder | None = None
        self._one_at_a_time = threading.RLock()

    def check_all(self, progress: Callable[[int, int], None]) -> None:
        """Embed every reference that has no vector yet, so that the first upload finds them done.

        `progress` is called before each with (references looked at, of all), and may raise to stop. Raises OSError;
        MissingModelError or NoInferenceError where nothing can be embedded.
        """
        references = self._references()
        for done, (_, file) in enumerate(references):
            progress(done, len(references))
            try:
                with self._one_at_a_time:
                    self._vector(file)
            except (KeyError, PictureError):
                continue  # the work's own page says so

    def verdict(self, file: str) -> Verdict:
        """What recognition makes of a picture. Raises KeyError, PictureError, OSError."""
        place = self._place(file, "json")
        if not place.exists():
            with self._one_at_a_time:
                write_durably(place, msgspec.json.encode(self._judge(file)))
        return msgspec.json.decode(place.read_bytes(), type=Verdict)

    def compare(self, work: str, file: str) -> Comparison:
        """Which other works a picture of `work` could be taken for; the surest first.

        Raises KeyError, PictureError, OSError; MissingModelError or NoInferenceError where nothing is recognised.
        """
        others = [one for one in self._references() if one[0] != work]
        with self._one_at_a_time:
            mine = self._vector(file)
            known = [(one, vector) for one in others if (vector := self._kept(one[1])) is not None]
            near = _nearest(mine, known)
            place = self._place("\n".join([file, *(name for one in near for name in one)]), "alike")
            if not place.exists():
                write_durably(place, msgspec.json.encode(self._alike(file, near)))
        alike = msgspec.json.decode(place.read_bytes(), type=list[Alike])
        return Comparison(alike, len(known), len(others))

    def _judge(self, file: str) -> Verdict:
        whole = read_picture(self._pictures.path(file))
        picture = self._picture(file)
        height, width = whole.shape[:2]
        found = compute_reference(picture, self._network())
        seen = quality(picture)
        if isinstance(found, str):
            return Verdict(False, width, height, [found])
        if seen.fault is not None:
            words = [_FAULTS[seen.fault]]
            return Verdict(False, width, height, words)
        words = []
        if min(width, height) < SMALL:
            words.append(f"It is small. {SMALL} pixels each way or more show what only it has.")
        if seen.sharpness < SOFT:
            words.append("It is soft. A sharper one is known from farther away.")
        if plain_share(picture) > MUCH_PLAIN:
            words.append("Much of it is plain margin. Crop it to the work itself.")
        return Verdict(True, width, height, words)

    def _alike(self, file: str, near: Sequence[tuple[str, str]]) -> list[Alike]:
        if not near:
            return []
        known = enrol([(work, self._picture(other)) for work, other in near])
        answer = Recogniser(known).recognise(self._picture(file))
        files = dict(reversed(near))  # of a work's pictures the nearest
        alike = [Alike(one.work, files[one.work], one.confidence) for one in answer.candidates]
        likely = [one for one in alike if one.confidence >= COULD_BE]
        return sorted(likely, key=lambda one: -one.confidence)

    def _picture(self, file: str) -> NDArray[np.uint8]:
        return read_picture(self._pictures.small(file, LOOKED_AT))

    def _vector(self, file: str) -> NDArray[np.float32]:
        """The unit vector of a picture (1,280), made once."""
        kept = self._kept(file)
        if kept is None:
            kept = self._vectors[file] = self._network().embed(self._picture(file))
            write_durably(self._place(file, "vector"), kept.astype(np.float16).tobytes())
        return kept

    def _network(self) -> Embedder:
        """Loaded once, used under the lock."""
        if self._embedder is None:
            self._embedder = Embedder(model_file.path(model_file.EMBEDDER))
        return self._embedder

    def _kept(self, file: str) -> NDArray[np.float32] | None:
        place = self._place(file, "vector")
        if file not in self._vectors and place.exists():
            self._vectors[file] = np.frombuffer(place.read_bytes(), np.float16).astype(np.float32)
        return self._vectors.get(file)

    def _place(self, called: str, ending: str) -> Path:
        return self._cache / f"{hashlib.sha256(called.encode()).hexdigest()[:32]}.{ending}"


def plain_share(picture: NDArray[np.uint8]) -> float:
    """The share of a picture (uint8 BGR) that lies in plain rows and columns along its edges, 0 to 1."""
    grey = picture.mean(axis=2)
    left = 1.0
    for lines in (grey, grey.T):
        telling = np.flatnonzero(lines.std(axis=1) > _PLAIN)
        left *= (telling[-1] - telling[0] + 1) / len(lines) if len(telling) else 0.0
    return 1.0 - left


def _nearest(
    mine: NDArray[np.float32], known: Sequence[tuple[tuple[str, str], NDArray[np.float32]]]
) -> list[tuple[str, str]]:
    """The nearest NEAREST by cosine, of vectors without what all of them share."""
    if not known:
        return []
    vectors = np.stack([vector for _, vector in known])
    centred = vectors - vectors.mean(axis=0)
    wish = mine - vectors.mean(axis=0)
    norms = np.maximum(np.linalg.norm(centred, axis=1) * np.linalg.norm(wish), 1e-6)
    likeness = (centred @ wish) / norms
    order = np.argsort(-likeness, kind="stable")[:NEAREST]
    return [known[at][0] for at in order if len(known) <= FEW or likeness[at] >= LIKELY]
