"""Writes a folder beside the one that it replaces, so that a run that ends early leaves the earlier one whole."""

from __future__ import annotations

import shutil
from pathlib import Path

from contract.museum_folder import MuseumError

MADE_BY_IMPORT = ".made-by-zaalgids-import"


def folder_beside(folder: Path) -> Path:
    """Make an empty folder beside `folder`. Raises MuseumError when `folder` holds files that no import wrote."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MADE_BY_IMPORT).exists():
        raise MuseumError([f"{folder} is not empty; choose a new folder."])
    new = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    return new


def take_its_place(new: Path, folder: Path) -> None:
    """Move a finished folder to where an earlier one may stand, which it replaces."""
    (new / MADE_BY_IMPORT).touch()
    if folder.exists():
        shutil.rmtree(folder)
    new.rename(folder)
