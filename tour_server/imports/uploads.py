"""The files of imports that wait for a decision, in a folder for each import."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import IO

from runtime.durable_files import sync, sync_all
from runtime.private_files import private_folder

_LONGEST_NAME = 150  # characters: file systems take 255 bytes


class Uploads:
    """The folder of the uploads. Its names are made by us, so that no upload leaves its folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def folder(self, number: int) -> Path:
        """Return the folder of an import; it may be missing."""
        return self._folder / str(number)

    def add(self, number: int, files: Iterable[tuple[str, IO[bytes]]]) -> list[str]:
        """Store (name, content) of an import's files piece by piece. Returns their names there. Raises OSError."""
        private_folder(self._folder)
        folder = self.folder(number)
        folder.mkdir(parents=True, exist_ok=True)
        stored: dict[str, Path] = {}
        for name, content in files:
            path = folder / file_name(name)
            if stored.setdefault(path.name, path) is path:
                with path.open("wb") as file:
                    shutil.copyfileobj(content, file)
        # They are named in the database afterwards, so none has to be there before the others.
        sync_all(stored.values())
        sync(folder)
        return list(stored)

    def delete(self, number: int) -> None:
        """Delete the files of an import."""
        shutil.rmtree(self.folder(number), ignore_errors=True)


def file_name(name: str) -> str:
    """Return the last part of a name that a browser sent, without what no file name may hold."""
    last = PurePosixPath(name.replace("\\", "/")).name.strip().lstrip(".")
    kept = "".join(sign for sign in last if sign.isprintable() and sign not in '/\\:*?"<>|')
    stem, dot, ending = kept.rpartition(".")
    kept = f"{stem[: _LONGEST_NAME - len(ending)]}{dot}{ending}" if stem else kept[:_LONGEST_NAME]
    return kept or "file"
