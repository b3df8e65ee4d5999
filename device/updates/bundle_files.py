"""The bundles on the kiosk's data partition: one that is being fetched, or one that is whole and checked."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from contract.software import SoftwareReason
from device.updates.kept_update import UpdateJob
from device.updates.system_updater import UpdaterError
from runtime.durable_files import sync

PART, WHOLE = ".part", ".raucb"
RESERVE_BYTES = 200_000_000  # that stay free for counts, content and logs while a bundle is there
CHUNK_BYTES = 1_000_000
_LIKE_A_BUNDLE = b"hsqs"  # the first bytes of a SquashFS, which a bundle begins with


class WrongHashError(UpdaterError):
    """A file is not what the order names."""

    def __init__(self) -> None:
        super().__init__(
            SoftwareReason.WRONG_HASH,
            "The bundle is not the one that was ordered: its SHA-256 is another.",
        )


class BundleFiles:
    """Below one folder, by their SHA-256. Not safe to share between threads."""

    def __init__(self, folder: Path, free: Callable[[Path], int] | None = None) -> None:
        """`free`: bytes that the disk of a folder has left; the system's answer by default."""
        self._folder = folder
        self._free = free or (lambda place: shutil.disk_usage(place).free)

    def whole(self, job: UpdateJob) -> Path | None:
        """Returns the checked bundle of a job; None where it is not there."""
        file = self._folder / f"{job.sha256}{WHOLE}"
        return file if file.is_file() and file.stat().st_size == job.bytes else None

    def part_bytes(self, job: UpdateJob) -> int:
        """Returns how much of a bundle is there."""
        part = self._part(job)
        return part.stat().st_size if part.is_file() else 0

    def check_room(self, job: UpdateJob) -> None:
        """Raises UpdaterError where the disk has no room for the rest of a bundle."""
        self._folder.mkdir(parents=True, exist_ok=True)
        if self.whole(job) is not None:
            return
        needed = job.bytes - self.part_bytes(job) + RESERVE_BYTES
        if needed > self._free(self._folder):
            raise UpdaterError(
                SoftwareReason.TOO_LARGE,
                f"The bundle of {_mega(job.bytes)} MB does not fit: the disk has {_mega(self._free(self._folder))} MB "
                f"left, and {_mega(RESERVE_BYTES)} MB of them stay free.",
            )

    @contextmanager
    def appending(self, job: UpdateJob) -> Iterator[BinaryIO]:
        """Give the file to which the rest of a bundle is written. Raises OSError."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with self._part(job).open("ab") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())

    def start_anew(self, job: UpdateJob) -> None:
        """Forget what was fetched of a bundle. Raises OSError."""
        self._part(job).unlink(missing_ok=True)

    def finish(self, job: UpdateJob) -> Path:
        """Check what was fetched, and keep it under its name. Raises OSError.

        Raises UpdaterError where it is not what was ordered; then nothing of it stays.
        """
        part, whole = self._part(job), self._folder / f"{job.sha256}{WHOLE}"
        try:
            self.check(part, job)
        except UpdaterError:
            part.unlink(missing_ok=True)
            raise
        part.replace(whole)
        sync(self._folder)
        return whole

    def check(self, file: Path, job: UpdateJob) -> None:
        """Raises UpdaterError where a file is not the bundle of a job, and OSError."""
        size = file.stat().st_size
        if size != job.bytes:
            raise UpdaterError(
                SoftwareReason.TRUNCATED,
                f"The bundle has {size} bytes; the order says {job.bytes}.",
            )
        if sha256_of(file) != job.sha256:
            raise WrongHashError
        check_form(file)

    def keep_only(self, job: UpdateJob | None) -> None:
        """Delete the bundles of other jobs; of all of them where there is no job. Raises OSError."""
        names = set() if job is None else {f"{job.sha256}{PART}", f"{job.sha256}{WHOLE}"}
        for file in self._folder.glob("*"):
            if file.suffix in (PART, WHOLE) and file.name not in names:
                file.unlink(missing_ok=True)

    def _part(self, job: UpdateJob) -> Path:
        return self._folder / f"{job.sha256}{PART}"


def check_form(file: Path) -> None:
    """Raises UpdaterError where a file can't be a whole bundle: its end says how long its signature is."""
    size = file.stat().st_size
    with file.open("rb") as opened:
        begins = opened.read(len(_LIKE_A_BUNDLE))
        opened.seek(max(0, size - 8))
        signature = int.from_bytes(opened.read(8), "big")
    if begins != _LIKE_A_BUNDLE or not 0 < signature < size - 8:
        raise UpdaterError(SoftwareReason.TRUNCATED, "The file is no whole bundle.")


def sha256_of(file: Path) -> str:
    """Returns the SHA-256 of a file. Raises OSError."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def on_sticks(places: Sequence[str]) -> list[Path]:
    """Returns the bundles on USB sticks, by the settings' patterns. A stick that can't be read has none."""
    found = []
    for place in places:
        pattern = Path(place)
        root = Path(pattern.anchor or ".")
        try:
            files = sorted(root.glob(str(pattern.relative_to(pattern.anchor))))
            found += [one for one in files if one.is_file()]
        except OSError:
            continue
    return found


def _mega(size: int) -> int:
    return size // 1_000_000
