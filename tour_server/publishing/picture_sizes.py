"""Makes the pictures of a release smaller for phones, in several widths, as a job beside the release.

No release waits for them and none names them: a page offers the widths that are there, and the whole picture until
then. So pictures of releases of before get theirs, too, kiosks fetch nothing that they do not need, and what is lost is
made again. A file is named by its target, which stands for its content.
"""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath

from msgspec import Struct
from PIL import Image, features

from runtime.durable_files import PART_PREFIX, write_durably
from tour_server.jobs.job import JobKind, JobRun
from tour_server.jobs.jobs import Jobs
from tour_server.staff.permissions import Permission
from web.translations import mark

# A thumbnail of 88 CSS pixels on a dense screen; a small phone; most phones; what a phone on its side shows.
WIDTHS_PX = (176, 360, 720, 1440)
JPEG, AVIF = "jpg", "avif"
# AVIF at 55 looks like JPEG at 78 beside it, on drawn works and on photographs of the collections, at half the bytes.
# Speed 7 takes 0.2 s of processor time for 720 px, 0.7 for 1,440; 5 takes three times as long and saves a twentieth.
_AVIF_QUALITY, _AVIF_SPEED, _JPEG_QUALITY = 55, 7, 78
_VERSION = f"{_AVIF_QUALITY}-{_JPEG_QUALITY}"
SIZES_FOLDER = "sizes"  # in the server's cache
_NAME = "picture-sizes"


class PictureFacts(Struct, frozen=True):
    """The size of a picture in pixels, and the widths that it can be had in, beside its own."""

    width: int
    height: int
    widths: tuple[int, ...]


class PictureSizes:
    """A folder of pictures in several widths. Safe to use from many threads."""

    def __init__(self, folder: Path, find: Callable[[str], Path | None]) -> None:
        """`find` returns the file of a target of the newest release, None when there is none."""
        self._folder, self._find = folder, find
        self._known: dict[str, PictureFacts] = {}  # of pictures with all their widths
        self._pixels: dict[str, tuple[int, int]] = {}  # a target stands for its content
        self._lock = threading.Lock()

    def of(self, target: str) -> PictureFacts | None:
        """Returns what is known of a picture; None where it can't be read."""
        with self._lock:
            known = self._known.get(target)
        if known is not None:
            return known
        size = self._size(target)
        if size is None:
            return None
        wanted = _smaller_than(size[0])
        there = tuple(width for width in wanted if self._is_there(target, width))
        facts = PictureFacts(*size, there)
        if there == wanted:
            with self._lock:
                self._known[target] = facts
        return facts

    def file(self, target: str, width: int, kind: str) -> Path | None:
        """Returns the file of a picture in a width, as JPEG or AVIF; None when there is none."""
        if width not in WIDTHS_PX or kind not in kinds():
            return None
        path = self._path(target, width, kind)
        return path if path.is_file() else None

    def lacking(self, targets: Iterable[str]) -> list[str]:
        """Returns the pictures of which a width is missing."""
        found = []
        for target in dict.fromkeys(targets):
            facts = self.of(target)
            if facts is not None and facts.widths != _smaller_than(facts.width):
                found.append(target)
        return found

    def make(self, target: str) -> None:
        """Make the widths of a picture that are missing. Raises OSError, also for what is no picture."""
        path = self._find(target)
        if path is None:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        with Image.open(path) as opened:
            whole = opened.convert("RGB")
        for width in reversed(_smaller_than(whole.width)):
            if self._is_there(target, width):
                continue
            height = max(1, round(whole.height * width / whole.width))
            pixels = whole.resize((width, height), Image.Resampling.LANCZOS)
            for kind in kinds():
                write_durably(self._path(target, width, kind), _encoded(pixels, kind))

    def keep(self, targets: Iterable[str]) -> None:
        """Delete the files of all other pictures. Raises OSError."""
        if not self._folder.is_dir():
            return
        needed = {
            self._path(target, width, kind).name
            for target in targets
            for width in WIDTHS_PX
            for kind in (JPEG, AVIF)
        }
        with os.scandir(self._folder) as entries:
            others = [entry.path for entry in entries if entry.name not in needed]
        for path in others:
            if not Path(path).name.startswith(PART_PREFIX):
                Path(path).unlink(missing_ok=True)

    def _size(self, target: str) -> tuple[int, int] | None:
        with self._lock:
            known = self._pixels.get(target)
        path = self._find(target) if known is None else None
        if path is None:
            return known
        try:
            with Image.open(path) as opened:
                known = opened.size
        except OSError:
            return None
        with self._lock:
            self._pixels[target] = known
        return known

    def _is_there(self, target: str, width: int) -> bool:
        return all(self._path(target, width, kind).is_file() for kind in kinds())

    def _path(self, target: str, width: int, kind: str) -> Path:
        return self._folder / f"{PurePosixPath(target).stem}.{width}-{_VERSION}.{kind}"


class PictureSizing:
    """Asks for the widths that pictures of the newest release lack: when the server starts, and after each release."""

    def __init__(
        self, sizes: PictureSizes, targets: Callable[[], Iterable[str]], jobs: Jobs
    ) -> None:
        """`targets` returns the pictures of the newest release."""
        self._sizes, self._targets, self._jobs = sizes, targets, jobs
        self.kind = JobKind(
            _NAME,
            "Smaller pictures for phones",
            self._run,
            can_wait=True,
            permission=Permission.PUBLISH,
        )

    def start(self) -> None:
        """Ask for what is missing."""
        if self._sizes.lacking(self._targets()):
            self._jobs.ask(self.kind)

    def stop(self) -> None:
        """Do nothing: the jobs' runner ends the job."""

    def released(self, _number: int) -> None:
        """Ask for what a new release needs."""
        self.start()

    def _run(self, run: JobRun) -> None:
        while lacking := self._sizes.lacking(self._targets()):
            for done, target in enumerate(lacking):
                run.progress(mark("making pictures"), done, len(lacking))
                self._sizes.make(target)
        self._sizes.keep(self._targets())


def kinds() -> tuple[str, ...]:
    """Returns the file formats, the smaller one first: AVIF where this Pillow writes it, and JPEG for every phone."""
    return (AVIF, JPEG) if features.check("avif") else (JPEG,)


def _smaller_than(width: int) -> tuple[int, ...]:
    return tuple(one for one in WIDTHS_PX if one < width)


def _encoded(pixels: Image.Image, kind: str) -> bytes:
    body = io.BytesIO()
    if kind == AVIF:
        pixels.save(body, "AVIF", quality=_AVIF_QUALITY, speed=_AVIF_SPEED, max_threads=1)
    else:
        pixels.save(body, "JPEG", quality=_JPEG_QUALITY, optimize=True, progressive=True)
    return body.getvalue()
