"""Finds the picture that a cell names among the files of a folder.

Cells name pictures as people do: without their folder, in another case, with backslashes, with accents written in
another way, with a path of somebody's own disk, without the ending.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from models.picture_formats import START_BYTES, format_problem
from tour_server.imports.sheet_limits import SheetLimits
from tour_server.imports.sheet_table import SheetError
from web.translations import gettext as _

PICTURE_ENDINGS = frozenset(
    re.findall(
        r"\S+",
        """
        .jpg .jpeg .jpe .jfif .png .webp .tif .tiff .avif .heic .heif .gif .bmp .psd .svg .jp2 .jxl .cr2 .cr3 .nef
        .arw .dng .raf .orf .rw2 .raw .eps .ai .indd .pdf
        """,
    )
)
"""The endings of pictures, also of those that can't be used: these are refused by name."""
_COMPANIONS = frozenset({"thumbs.db", "desktop.ini", ".ds_store", "icon\r", "ehthumbs.db"})
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)


class AmbiguousPictureError(LookupError):
    """Several files have the name; `files` are their paths in the folder."""

    def __init__(self, files: list[str]) -> None:
        self.files = files
        super().__init__(", ".join(files))


def is_companion(name: str) -> bool:
    """Return whether a file or folder is one that systems and programs write beside others: `._a.jpg`, `Thumbs.db`."""
    path = PurePosixPath(name.replace("\\", "/"))
    return any(
        part.startswith((".", "~$")) or part.casefold() in _COMPANIONS or part == "__MACOSX"
        for part in path.parts
        if part != ".."
    )


def is_picture(name: str) -> bool:
    """Return whether a file is a picture by its ending, usable or not."""
    return PurePosixPath(name).suffix.casefold() in PICTURE_ENDINGS


def has_picture_ending(value: str) -> bool:
    """Return whether a cell names a picture: a file, or a web address with or without a query."""
    return value.casefold().partition("?")[0].endswith(tuple(PICTURE_ENDINGS))


def is_address(name: str) -> bool:
    """Return whether a cell names a web address."""
    return _ADDRESS.fullmatch(name) is not None


def natural_order(name: str) -> list[tuple[int, int, str]]:
    """Return the sort key by which 2.jpg comes before 10.jpg."""
    pieces = re.split(r"(\d+)", unicodedata.normalize("NFC", name).casefold())
    return [
        (0, int(piece), "") if piece.isdecimal() else (1, 0, piece) for piece in pieces if piece
    ]


def format_problem_of(path: Path) -> str | None:
    """Return why a file can't be a picture that is used, by its first bytes; None where it may be one."""
    try:
        with path.open("rb") as file:
            return format_problem(file.read(START_BYTES), path.name)
    except OSError as error:
        return _("it can't be read: {reason}", reason=error.strerror)


class PictureFiles:
    """The pictures in a folder and the folders in it; companions and links that lead elsewhere are no part of it."""

    def __init__(self, folder: Path, limits: SheetLimits, *, beyond: bool = False) -> None:
        """`beyond`: a path that leads out of the folder is followed, too.

        Note: only for whoever may read this machine's files anyway, at its command line; never for an upload.
        """
        self.folder, self._beyond = folder, beyond
        self.files = sorted(_files(folder, limits), key=natural_order)
        self._by_end: dict[str, list[str]] = {}
        for file in self.files:
            for end in _ends(_plain(file)):
                self._by_end.setdefault(end, []).append(file)
        self._named: set[str] = set()

    def find(self, name: str) -> Path | None:
        """Return the file that a cell names, None without one. Raises AmbiguousPictureError."""
        wanted = [part for part in _plain(name).split("/") if part not in ("", ".", "..")]
        for start in range(len(wanted)):
            found = self._by_end.get("/".join(wanted[start:]), [])
            same = [
                file for file in found if composed(file).endswith(composed(name))
            ]  # also in case
            found = same if len(same) == 1 else found
            if len(found) > 1:
                whole = [file for file in found if _plain(file) == "/".join(wanted)]
                found = whole if len(whole) == 1 else found
            if len(found) > 1:
                raise AmbiguousPictureError(found)
            if found:
                self._named.add(found[0])
                return self.folder / found[0]
        elsewhere = self.folder / composed(name)  # an absolute path replaces the folder
        return elsewhere if self._beyond and elsewhere.is_file() else None

    def has(self, name: str) -> bool:
        """Return whether a file, or several, may be meant by a name."""
        try:
            return self.find(name) is not None
        except AmbiguousPictureError:
            return True

    def unnamed(self) -> list[str]:
        """Return the pictures that nothing has named since the start, in their natural order."""
        return [file for file in self.files if file not in self._named]

    def start_anew(self) -> None:
        """Forget which pictures were named."""
        self._named.clear()


def composed(name: str) -> str:
    """Return a name with composed accents and slashes; a Mac writes é as two characters, Windows a backslash."""
    return unicodedata.normalize("NFC", name).replace("\\", "/")


def _plain(name: str) -> str:
    """Return a name as names are compared: composed accents, slashes, small letters."""
    return composed(name).casefold()


def _ends(name: str) -> Iterator[str]:
    """Yield each name by which a file may be called: a/b.jpg, b.jpg, and both without the ending."""
    parts = name.split("/")
    for start in range(len(parts)):
        end = "/".join(parts[start:])
        yield end
        yield end.rpartition(".")[0]


def _files(folder: Path, limits: SheetLimits) -> Iterator[str]:
    """Yield the pictures in a folder as paths with slashes. Raises SheetError for too many files."""
    count = 0
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(one for one in folders if not is_companion(one))
        for name in names:
            count += 1
            if count > limits.import_files:
                raise SheetError(
                    _(
                        "{name} holds more than {limit} files. Divide it, or ask a technician to "
                        "raise the setting {setting}.",
                        name=folder.resolve().name,
                        limit=limits.import_files,
                        setting="import_files",
                    )
                )
            if is_picture(name) and not is_companion(name):
                yield (Path(place) / name).relative_to(folder).as_posix()
