"""Makes the Museum of Pattern as a museum folder: texts copied, pictures rendered from the drawings.

What a newcomer would get wrong: a work's key has hyphens and its module underscores
(`kites-and-darts`, `works/kites_and_darts.py`), and both files must be there for the work to exist.
"""

from __future__ import annotations

import importlib
import shutil
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import resvg_py

from contract.museum import Museum
from contract.museum_folder import PICTURES, read_museum

LONG_SIDE = 1600  # pixels; enough for a 15.6″ screen and for recognition, which needs 640

_PACKAGE = Path(__file__).parent
_CONTENT = _PACKAGE / "content"


def _discover() -> tuple[str, ...]:
    labelled = {file.stem for file in (_CONTENT / "works").glob("*.toml")}
    drawn = {
        file.stem.replace("_", "-")
        for file in (_PACKAGE / "works").glob("*.py")
        if not file.stem.startswith("_")
    }
    return tuple(sorted(labelled & drawn))


WORKS = _discover()
"""Keys of the works that have both a drawing and a label."""


def draw(key: str) -> str:
    """The SVG document of the work of this key. Raises ModuleNotFoundError when there is none."""
    module = importlib.import_module(f"museum_of_pattern.works.{key.replace('-', '_')}")
    document: str = module.draw()
    return document


def render(document: str, long_side: int = LONG_SIDE) -> bytes:
    """`document` (SVG with width and height) as a PNG file, its long side `long_side` pixels."""
    root = ET.fromstring(document)  # noqa: S314  our own drawings, not a stranger's file
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    scale = long_side / max(width, height)
    png: bytes = resvg_py.svg_to_bytes(
        svg_string=document,
        width=round(width * scale),
        height=round(height * scale),
        skip_system_fonts=True,
    )
    return bytes(png)


def build(
    folder: Path,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    *,
    long_side: int = LONG_SIDE,
) -> Museum:
    """Writes the whole museum into `folder` and reads it back.

    `progress` is called with (pictures ready, pictures in all), first with 0. `long_side` is that of
    the pictures, in pixels. Files of an earlier
    build are replaced; nothing else in `folder` is touched. Raises OSError where it can't be written
    and contract.museum_folder.MuseumError where the content has a fault.
    """
    (folder / "works").mkdir(parents=True, exist_ok=True)
    (folder / PICTURES).mkdir(exist_ok=True)
    shutil.copyfile(_CONTENT / "museum.toml", folder / "museum.toml")
    progress(0, len(WORKS))
    for done, key in enumerate(WORKS, start=1):
        shutil.copyfile(_CONTENT / "works" / f"{key}.toml", folder / "works" / f"{key}.toml")
        (folder / PICTURES / f"{key}.png").write_bytes(render(draw(key), long_side))
        progress(done, len(WORKS))
    return read_museum(folder)
