"""The typefaces of what is printed: the museum's own, ours, and of what neither has those that the server has.

The typesetter reads TTF and OTF of one weight, so files are unpacked, set to the usual weight and given a name of
their own, once. Each keeps its licence among its names.
"""

from __future__ import annotations

import hashlib
import io
import logging
from collections.abc import Iterable
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib import instancer
from msgspec import Struct

from contract.look import Look, Typeface
from runtime.durable_files import write_durably
from tour_server.catalogue.pictures import Pictures
from tour_server.catalogue.typefaces import is_letter
from web import static_folder

VERSION = "1"  # of how files are made; another one makes all of them again
USUAL_WEIGHT = 400
_DIGITS = 32
_FAMILY_NAMES = (1, 4, 16)  # in a font's table of names: what a program finds it by
_STYLE_NAMES = (2, 17)
_FONTS = static_folder() / "fonts"
_SERIF = (
    "source-serif-4-latin-wght",
    "source-serif-4-latin-ext-wght",
    "noto-naskh-arabic-arabic-wght",
    "noto-serif-hebrew-hebrew-wght",
    "noto-serif-thai-thai-wght",
)
_SANS = (
    "source-sans-3-latin-wght",
    "source-sans-3-latin-ext-wght",
    "noto-naskh-arabic-arabic-wght",
    "noto-sans-hebrew-hebrew-wght",
    "noto-sans-thai-thai-wght",
)
_STYLES = ("normal", "italic")
_SYSTEM = {
    "serif": ("Noto Serif CJK JP", "Noto Serif"),
    "sans": ("Noto Sans CJK JP", "Noto Sans"),
}  # Debian's, that tokens.css names too; after them the typesetter takes whatever has the letter


class FontStacks(Struct, frozen=True):
    """Names of typefaces, the first one first, and the folders in which their files are. `unknown`: see `stacks`."""

    serif: list[str]
    sans: list[str]
    folders: list[str]
    unknown: str


class PrintFonts:
    """Makes the files of typefaces, kept in `cache`. May be called from any thread."""

    def __init__(self, pictures: Pictures, cache: Path) -> None:
        self._pictures, self._cache = pictures, cache

    def stacks(self, look: Look, characters: Iterable[str]) -> FontStacks:
        """Returns the typefaces of a museum's look, with the letters of `characters` that neither it nor we have.

        Raises KeyError for a file of the look that is gone, OSError.
        """
        houses = {name: self._house(name) for name in dict.fromkeys((*_SERIF, *_SANS))}
        museum_serif = self._museum(look.titles)
        museum_sans = self._museum(look.controls)
        known: set[int] = set()
        for _family, files in [*houses.values(), *museum_serif, *museum_sans]:
            known |= _cmap(files[0])
        folders = dict.fromkeys(
            str(file.parent)
            for _family, files in [*museum_serif, *museum_sans, *houses.values()]
            for file in files
        )
        return FontStacks(
            serif=[name for name, _ in [*museum_serif, *(houses[one] for one in _SERIF)]]
            + list(_SYSTEM["serif"]),
            sans=[name for name, _ in [*museum_sans, *(houses[one] for one in _SANS)]]
            + list(_SYSTEM["sans"]),
            folders=list(folders),
            unknown="".join(
                sorted({one for one in characters if is_letter(one) and ord(one) not in known})
            ),
        )

    def _house(self, name: str) -> tuple[str, list[Path]]:
        """Returns the family and the files of one of our typefaces."""
        sources = [_FONTS / f"{name}-{style}.woff2" for style in _STYLES]
        return self._family([one.read_bytes() for one in sources if one.exists()])

    def _museum(self, face: Typeface | None) -> list[tuple[str, list[Path]]]:
        if face is None:
            return []
        return [self._family([self._pictures.path(file).read_bytes() for file in face.files])]

    def _family(self, contents: list[bytes]) -> tuple[str, list[Path]]:
        """Returns the family of an upright file and perhaps an italic one, made unless they are there."""
        digits = hashlib.sha256(VERSION.encode() + b"".join(contents)).hexdigest()[:_DIGITS]
        family = f"print {digits}"
        files = []
        for style, content in zip(_STYLES, contents, strict=False):
            path = self._cache / digits / f"{style}.ttf"
            if not path.exists():
                write_durably(path, _single_weight(content, family, style))
            files.append(path)
        return family, files


def _single_weight(content: bytes, family: str, style: str) -> bytes:
    """Returns a typeface as TTF or OTF of the usual weight under another name."""
    logging.getLogger("fontTools").setLevel(logging.ERROR)  # else a line for each oddity of a file
    font = TTFont(io.BytesIO(content), recalcTimestamp=False)
    if "fvar" in font:
        axes = {
            axis.axisTag: min(max(USUAL_WEIGHT, axis.minValue), axis.maxValue)
            if axis.axisTag == "wght"
            else axis.defaultValue
            for axis in font["fvar"].axes
        }
        font = instancer.instantiateVariableFont(font, axes, inplace=True)
    for record in font["name"].names:
        if record.nameID in _FAMILY_NAMES:
            record.string = family
        elif record.nameID in _STYLE_NAMES:
            record.string = "Italic" if style == "italic" else "Regular"
    font.flavor = None
    written = io.BytesIO()
    font.save(written)
    return written.getvalue()


def _cmap(file: Path) -> set[int]:
    with TTFont(file, lazy=True) as font:
        return set(font.getBestCmap() or {})
