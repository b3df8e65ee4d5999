"""Sets a document in type: the layout of this folder and its data become a PDF, or a picture of one page.

The work is done by a child program (tour_server.printing.typeset), so that what a large print takes of memory goes back
to the machine, and one that takes too long can be ended.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from tour_server.printing.print_fonts import FontStacks
from web.translations import gettext as _

LAYOUTS = Path(__file__).parent / "layouts"
ORDER, RESULT = "order.json", "result.json"  # in the folder that the child is given
SECONDS = 300.0  # 1,000 labels whose letters are chosen took 4 s
PICTURE_PPI = 96.0


class TypesettingError(Exception):
    """A document can't be set. The message is a sentence for staff."""


class TypesettingOrder(Struct, frozen=True):
    """What the child reads: the layout, the file to write (PDF, or PNG of one page, from 0), and the typefaces.

    `asked`: what to ask the layout for, and write nothing. `families`: those of the files in `folders`. `unknown`:
    signs that only a typeface of the machine can have.
    """

    layout: str
    output: str
    folders: list[str]
    families: list[str]
    unknown: str
    page: int = 0
    asked: str = ""
    ppi: float = PICTURE_PPI


class TypesettingResult(Struct, frozen=True):
    """What the child writes. `lacking`: signs that no typeface has; then nothing was set.

    `values`: what the layout was asked for. `pages`: how many were set.
    """

    lacking: str = ""
    values: list[Any] = []
    pages: int = 0


class Document(Struct, frozen=True):
    """What to set: a layout, its data, and the files that these name. `cut`: names of what does not fit in it."""

    layout: str
    data: Mapping[str, Any]
    fonts: FontStacks
    files: Mapping[str, Path] = {}
    cut: list[str] = []


def set_in_type(document: Document, output: Path, page: int = 0) -> TypesettingResult:
    """Write a document to `output`, whose ending says what it is: PDF, or PNG of one page (from 0).

    Raises TypesettingError, OSError.
    """
    return _set(document, str(output.absolute()), page=page)


def ask_layout(document: Document, asked: str) -> list[Any]:
    """Returns what a layout says where it is asked: the values of a label of its metadata.

    Raises TypesettingError, OSError.
    """
    return _set(document, "", asked=asked).values


def _set(document: Document, output: str, *, page: int = 0, asked: str = "") -> TypesettingResult:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for layout in LAYOUTS.glob("*.typ"):
            shutil.copyfile(layout, folder / layout.name)
        for file, source in document.files.items():
            shutil.copyfile(source, folder / file)
        data = {**document.data, "serif": document.fonts.serif, "sans": document.fonts.sans}
        (folder / "data.json").write_bytes(msgspec.json.encode(data))
        order = TypesettingOrder(
            document.layout,
            output,
            document.fonts.folders,
            document.fonts.families,
            document.fonts.unknown,
            page,
            asked,
        )
        (folder / ORDER).write_bytes(msgspec.json.encode(order))
        _run(folder)
        result = msgspec.json.decode((folder / RESULT).read_bytes(), type=TypesettingResult)
    if result.lacking:
        raise TypesettingError(_lacking(result.lacking))
    return result


def all_characters(data: object) -> set[str]:
    """Returns the characters of every text in some data."""
    if isinstance(data, str):
        return set(data)
    parts: Iterable[object] = ()
    if isinstance(data, Mapping):
        parts = data.values()
    elif isinstance(data, list | tuple):
        parts = data
    return set().union(*map(all_characters, parts))


def _run(folder: Path) -> None:
    command = [sys.executable, "-m", "tour_server.printing.typeset", str(folder)]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
    except subprocess.TimeoutExpired as error:
        raise TypesettingError(
            _("The print was not ready after {minutes} minutes.", minutes=int(SECONDS / 60))
        ) from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip().splitlines()
        raise TypesettingError(
            _("The print can't be made: {reason}", reason=said[-1] if said else error)
        ) from error


def _lacking(letters: str) -> str:
    shown = " ".join(letters[:20])
    return _(
        "No typeface of this server has these signs: {letters}. Change the words, choose typefaces that have them in "
        "the museum's look, or ask the technician to install Debian's fonts-noto-core and fonts-noto-cjk on it.",
        letters=shown,
    )
