"""A museum as one file: a zip of its museum folder, in and out."""

from __future__ import annotations

import shutil
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from contract.museum_folder import (
    GLOSSARY,
    LOOK,
    PICTURES,
    PRONUNCIATIONS,
    MuseumError,
    read_museum,
)
from runtime.durable_files import durable_file
from tour_server.imports.formats.format_source import UNDETERMINED, FormatSource
from tour_server.imports.formats.museum_records import museum_records
from tour_server.imports.records import Record

MUSEUM_FILE = "museum.toml"
FOLDERS = ("works", "links", GLOSSARY, PICTURES, LOOK, PRONUNCIATIONS)
MAX_FILES, MAX_BYTES = 200_000, 8_000_000_000
"""Ten times a museum of 10,000 works with two pictures each."""
_NO_DATE = (1980, 1, 1, 0, 0, 0)
_CHUNK_BYTES = 1 << 20


class MuseumZipSource(FormatSource):
    """The works of a museum in a zip. Its pictures are unpacked beside it."""

    format_name = "Zaalgids"

    def __init__(
        self, path: Path, name: str = "", language: str = UNDETERMINED, into: Path | None = None
    ) -> None:
        """`into`: where it is unpacked; otherwise a folder beside the file, named after it."""
        super().__init__(path, name, language)
        self.folder = into or path.with_name(f"{path.name}.unpacked")

    @staticmethod
    def recognises(path: Path) -> bool:
        """Returns whether a file is a zip that holds a museum."""
        try:
            with zipfile.ZipFile(path) as archive:
                return any(PurePosixPath(one).name == MUSEUM_FILE for one in archive.namelist())
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            return False

    def _read(self) -> Iterator[Record]:
        if not (self.folder / MUSEUM_FILE).is_file():
            unpack_museum(self.path, self.folder)
        yield from museum_records(read_museum(self.folder), self.folder / PICTURES)


def write_museum_zip(folder: Path, file: Path) -> int:
    """Put a museum folder into a zip. Returns the number of its files. Raises OSError."""
    files = [folder / MUSEUM_FILE]
    for name in FOLDERS:
        files += sorted(one for one in (folder / name).rglob("*") if one.is_file())
    with durable_file(file) as out, zipfile.ZipFile(out, "w") as archive:
        for one in files:
            entry = zipfile.ZipInfo(one.relative_to(folder).as_posix(), _NO_DATE)
            is_text = one.suffix == ".toml"
            entry.compress_type = zipfile.ZIP_DEFLATED if is_text else zipfile.ZIP_STORED
            entry.file_size = one.stat().st_size  # tells whether the entry needs ZIP64
            with one.open("rb") as source, archive.open(entry, "w") as target:
                shutil.copyfileobj(source, target, _CHUNK_BYTES)
    return len(files)


def unpack_museum(file: Path, folder: Path) -> None:
    """Unpack the museum in a zip to `folder`, in one step. Raises MuseumError, OSError."""
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        with _opened(file) as archive:
            left = MAX_BYTES
            for entry, place in _entries(archive, file.name):
                left -= _unpack(archive, entry, part / place, left, file.name)
        if folder.exists():
            shutil.rmtree(folder)
        part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError) as error:
        raise MuseumError([f"{file.name} is not a zip that can be read: {error}."]) from error
    except RuntimeError as error:  # what zipfile raises for a password
        raise MuseumError([f"{file.name} has a password; make one without."]) from error


def _entries(archive: zipfile.ZipFile, name: str) -> list[tuple[zipfile.ZipInfo, PurePosixPath]]:
    """Returns the files of the museum, with their places in its folder. Raises MuseumError."""
    listed = [one for one in archive.infolist() if not one.is_dir()]
    if len(listed) > MAX_FILES:
        raise MuseumError([f"{name} holds more than {MAX_FILES} files."])
    museums = [one.filename for one in listed if PurePosixPath(one.filename).name == MUSEUM_FILE]
    root = min(museums, key=lambda one: one.count("/"), default=MUSEUM_FILE)[: -len(MUSEUM_FILE)]
    found: dict[PurePosixPath, zipfile.ZipInfo] = {}
    for entry in listed:
        place = PurePosixPath(entry.filename.removeprefix(root))
        if not entry.filename.startswith(root) or not _belongs(place):
            continue
        unsafe = ".." in place.parts or place.is_absolute() or "\\" in entry.filename
        if unsafe or stat.S_ISLNK(entry.external_attr >> 16):
            raise MuseumError([f"{name}: {entry.filename} would leave its folder; it is not read."])
        if place in found:
            raise MuseumError([f"{name} holds {entry.filename} twice."])
        found[place] = entry
    if PurePosixPath(MUSEUM_FILE) not in found:
        raise MuseumError([f"{name} holds no {MUSEUM_FILE}."])
    return [(entry, place) for place, entry in found.items()]


def _belongs(place: PurePosixPath) -> bool:
    """Returns whether a file is of the museum, and no companion that a Mac or Windows made."""
    parts = place.parts
    return place.name == MUSEUM_FILE or (
        len(parts) > 1
        and parts[0] in FOLDERS
        and not place.name.startswith(".")
        and place.name.lower() not in ("thumbs.db", "desktop.ini")
    )


def _unpack(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, left: int, name: str
) -> int:
    """Unpack one file of at most `left` bytes. Returns its length."""
    target.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    with archive.open(entry) as source, target.open("wb") as out:
        while chunk := source.read(_CHUNK_BYTES):
            written += len(chunk)
            if written > left:
                raise MuseumError([f"{name} unpacks to more than {MAX_BYTES // 10**9} GB."])
            out.write(chunk)
    return written
