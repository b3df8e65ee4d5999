"""Makes the vectors of the newest release's passages, by which visitors' questions find them, as a job beside it.

No release waits for them and none names them: until they are all there, words alone find what answers. Each is kept
under the hash of its text in a folder of its model, so a release makes only those of its new texts, and what is lost is
made again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

from contract.museum import Museum
from narration.answers.e5_likeness import E5Likeness
from narration.answers.likeness import Likeness, Vectors, compared_texts
from narration.answers.passages import passages_in
from runtime.durable_files import PART_PREFIX, write_durably
from tour_server.jobs.job import JobKind, JobRun
from tour_server.jobs.jobs import Jobs
from tour_server.staff.permissions import Permission
from web.translations import mark

VECTORS_FOLDER = "likeness"  # in the server's cache
_NAME = "passage-likeness"
_NUMBERS = np.dtype("<f4")  # of a kept vector, nothing else is in its file


class KeptVectors:
    """A folder of vectors by the hash of their text. Safe to use from many threads."""

    def __init__(self, folder: Path) -> None:
        """`folder`: of one model; others' vectors can't be compared with them."""
        self._folder = folder

    def lacking(self, texts: Iterable[str]) -> list[str]:
        """Return the texts without a vector, each once."""
        return [text for text in dict.fromkeys(texts) if not self._path(text).is_file()]

    def put(self, text: str, vector: Vectors) -> None:
        """Keep the vector of a text (D,). Raises OSError."""
        write_durably(self._path(text), vector.astype(_NUMBERS).tobytes())

    def get(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors (N, D). Raises OSError where one isn't there."""
        kept = [np.frombuffer(self._path(text).read_bytes(), _NUMBERS) for text in texts]
        return np.stack(kept).astype(np.float32) if kept else np.empty((0, 0), np.float32)

    def keep(self, texts: Iterable[str]) -> None:
        """Delete the vectors of all other texts. Raises OSError."""
        needed = {self._path(text).name for text in texts}
        for path in self._folder.glob("*/*"):
            if path.name not in needed and not path.name.startswith(PART_PREFIX):
                path.unlink(missing_ok=True)

    def _path(self, text: str) -> Path:
        name = hashlib.sha256(text.encode()).hexdigest()
        return self._folder / name[:2] / name


class PassageLikeness:
    """Asks for the vectors that texts of the newest release lack: when the server starts, and after each release."""

    def __init__(
        self,
        folder: Path,
        model: Callable[[], E5Likeness | None],
        museum: Callable[[], Museum | None],
        jobs: Jobs,
    ) -> None:
        """`model` returns None where this machine has none, `museum` the one that was published last."""
        self._folder, self._model, self._museum, self._jobs = folder, model, museum, jobs
        self._ready: tuple[Museum, Likeness] | None = None
        self.kind = JobKind(
            _NAME,
            "Compare texts for visitors' questions",
            self._run,
            can_wait=True,
            permission=Permission.PUBLISH,
        )

    def start(self) -> None:
        """Ask for what may be missing; which texts lack a vector is looked up by the job, because it takes a moment."""
        if self._model() is not None and self._museum() is not None:
            self._jobs.ask(self.kind)

    def stop(self) -> None:
        """Do nothing: the jobs' runner ends the job."""

    def released(self, _number: int) -> None:
        """Ask for what a new release needs."""
        self.start()

    def of(self, museum: Museum) -> Likeness | None:
        """Return the likeness where all passages of this museum have their vector, else None."""
        ready = self._ready
        return ready[1] if ready is not None and ready[0] is museum else None

    def _run(self, run: JobRun) -> None:
        model, museum = self._model(), self._museum()
        if model is None or museum is None:
            return
        kept = KeptVectors(self._folder / model.name)
        while lacking := kept.lacking(texts := _texts(museum)):
            for done, text in enumerate(lacking):
                run.progress(mark("comparing texts"), done, len(lacking))
                kept.put(text, model.passages([text])[0])
            museum = self._museum() or museum
        kept.keep(texts)
        self._ready = museum, _KeptLikeness(kept, model)


class _KeptLikeness:
    """Makes the vectors of questions, and takes those of passages from the folder."""

    def __init__(self, kept: KeptVectors, model: E5Likeness) -> None:
        self._kept, self._model = kept, model

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return a unit vector for each passage. One that was deleted since is made again, which takes a moment."""
        for text in self._kept.lacking(texts):
            self._kept.put(text, self._model.passages([text])[0])
        return self._kept.get(texts)

    def query(self, text: str) -> Vectors:
        """Return the unit vector of a question."""
        return self._model.query(text)


def _texts(museum: Museum) -> list[str]:
    return [
        text
        for language in museum.site.languages
        for text in compared_texts(museum, list(passages_in(museum, language)))
    ]
