"""Which files make an upload, and how several of them become one folder: a spreadsheet, pictures, zips of pictures."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from tour_server.imports.formats.recognise import FORMAT_ENDINGS
from tour_server.imports.sheet_limits import SheetLimits
from tour_server.imports.sheet_pictures import is_picture
from tour_server.imports.sheet_table import SheetError
from tour_server.imports.spreadsheet import TABLE_ENDINGS
from tour_server.imports.zip_file import unpack
from web.translations import gettext as _

TAKEN_ENDINGS = TABLE_ENDINGS | FORMAT_ENDINGS | {".zip"}
"""The endings of what can be brought in, besides those of pictures."""


def is_zip(name: str) -> bool:
    """Return whether a file is a zip by its ending."""
    return name.casefold().endswith(".zip")


def first_file(names: Sequence[str]) -> str | None:
    """Return which file of an upload is opened, None where it is not clear what is meant.

    The one spreadsheet or collection, beside pictures and zips; a zip alone; the first of pictures and zips of them.
    """
    others = [name for name in names if not is_picture(name) and not is_zip(name)]
    if not others:
        return next((name for name in names if is_zip(name)), next(iter(names), None))
    is_read = others[0].casefold().endswith(tuple(TABLE_ENDINGS | FORMAT_ENDINGS))
    return others[0] if len(others) == 1 and is_read else None


def may_be_added(name: str) -> bool:
    """Return whether a file may come to an upload afterwards: a picture, or a zip of pictures."""
    return is_picture(name) or is_zip(name)


def gather(files: Sequence[Path], into: Path, limits: SheetLimits) -> list[str]:
    """Put the files of an upload into one folder, each zip unpacked into a folder of its own name.

    What was in the folder goes away. Returns the names that were left out of zips. Raises SheetError for a zip that is
    damaged, beyond the limits, or has neither a spreadsheet nor a picture in it; OSError.
    """
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir(parents=True)
    left_out: list[str] = []
    for number, file in enumerate(files, 1):
        if not is_zip(file.name):
            os.link(file, into / file.name)
            continue
        folder = into / file.stem
        if folder.exists():
            folder = into / f"{file.stem}-{number}"
        left_out += unpack(file, folder, limits)
        if not folder.exists():
            raise SheetError(_("{name} holds no picture and no spreadsheet.", name=file.name))
    return left_out
