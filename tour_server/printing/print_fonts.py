"""The typefaces of what is printed: the museum's own, ours, and of what neither has those that the server has.

The typesetter reads TTF and OTF of one weight, so files are unpacked, set to the usual weight and given a name of
their own, once. Each keeps its licence among its names.
"""

from __future__ import annotations

import hashlib
import io
import logging
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib import instancer
from msgspec import Struct

from contract.look import Look, Typeface
from runtime.durable_files import write_durably
from tour_server.catalogue.pictures import Pictures
from web import static_folder

VERSION = "1"  # of how files are made; another one makes all of them again
USUAL_WEIGHT = 400
_DIGITS = 32
_NAMES = (
    1,
    2,
    4,
    6,
)  # in a font's table of names: family, style, both, and for PostScript; none may be absent
_OTHER_NAMES = (16, 17, 21, 22, 25)  # further names of the family, which would go before those
_WINDOWS_ENGLISH = (3, 1, 0x409)
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
# Debian's, that tokens.css names too; after them the typesetter takes whatever has the letter.
_SYSTEM_SERIF = ("Noto Serif CJK JP", "Noto Serif")
_SYSTEM_SANS = ("Noto Sans CJK JP", "Noto Sans")


class FontStacks(Struct, frozen=True):
    """Names of typefaces, the first one first. `families` are those whose files are in `folders`.

    `unknown`: see `stacks`.
    """

    serif: list[str]
    sans: list[str]
    folders: list[str]
    families: list[str]
    unknown: str


class PrintFonts:
    """Makes the files of typefaces, kept in `cache`. May be called from any thread."""

    def __init__(self, pictures: Pictures, cache: Path) -> None:
        self._pictures, self._cache = pictures, cache

    def stacks(self, look: Look, characters: Iterable[str]) -> FontStacks:
        """Returns the typefaces of a museum's look, with the signs of `characters` that neither it nor we have.

        Raises KeyError for a file of the look that is gone, OSError.
        """
        museum = {
            "serif": self._museum(look.titles),
            "sans": self._museum(look.controls),
        }
        ours = {name: self._house(name) for name in dict.fromkeys((*_SERIF, *_SANS))}
        made = dict([*museum["serif"], *museum["sans"], *ours.values()])
        known = set().union(*(_cmap(files[0]) for files in made.values()))
        return FontStacks(
            serif=[*_names(museum["serif"]), *(ours[one][0] for one in _SERIF), *_SYSTEM_SERIF],
            sans=[*_names(museum["sans"]), *(ours[one][0] for one in _SANS), *_SYSTEM_SANS],
            folders=list(dict.fromkeys(str(file.parent) for one in made.values() for file in one)),
            families=list(made),
            unknown="".join(
                sorted({one for one in characters if is_drawn(one) and ord(one) not in known})
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


def is_drawn(character: str) -> bool:
    """Returns whether a character needs a shape: no space, no control, and no selector of another character's shape."""
    return unicodedata.category(character)[0] not in "CZ" and not "\ufe00" <= character <= "\ufe0f"


def _names(families: list[tuple[str, list[Path]]]) -> list[str]:
    return [name for name, _files in families]


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
    names = font["name"]
    for number in _OTHER_NAMES:
        names.removeNames(nameID=number)
    subfamily = "Italic" if style == "italic" else "Regular"
    for number, said in zip(
        _NAMES, (family, subfamily, f"{family} {subfamily}", family.replace(" ", "-")), strict=True
    ):
        names.removeNames(nameID=number)
        names.setName(said, number, *_WINDOWS_ENGLISH)
    font.flavor = None
    written = io.BytesIO()
    font.save(written)
    return written.getvalue()


def _cmap(file: Path) -> set[int]:
    with TTFont(file, lazy=True) as font:
        return set(font.getBestCmap() or {})
