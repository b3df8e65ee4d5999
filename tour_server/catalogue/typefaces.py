"""A museum's typefaces, as staff upload them: what a browser reads, may be embedded, and does not cut captions.

Visitors get another file: the letters of the museum's own texts alone (`TypefaceFile.subset`), written anew, so that no
browser reads a file that came from outside.
"""

from __future__ import annotations

import io
import logging
import unicodedata
from collections.abc import Collection, Iterable

import brotli
from fontTools.pens.boundsPen import BoundsPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.woff2 import WOFF2DirectoryEntry

from web.translations import gettext as _

MAX_BYTES = 10_000_000  # a Japanese typeface with 20,000 signs has 8 MB
MAX_UNPACKED_BYTES = 60_000_000  # of WOFF2
HOUSE_CAPITAL = 0.66  # height of our capitals in em, by which screens set their type (device/screen/static/measure.js)
HOUSE_ASCENT, HOUSE_DESCENT = 1.036, 0.335  # of Source Serif 4, in em
TIGHTEST_LINE = 1.2  # em, of captions on small screens; ours take 1.17 with Å and ș
# Letters that stand by themselves. The marks of other scripts stack up, and lines have room for ours.
_OUTLINED = ("LATIN", "GREEK", "CYRILLIC", "DIGIT")
_ALWAYS = [*range(0x20, 0x7F), *range(0xA0, 0xC0), *range(0x2010, 0x2027), 0x2039, 0x203A, 0x20AC]
_NUMERALS = [
    "onum",
    "lnum",
    "pnum",
    "tnum",
]  # that our style sheets ask for, beside what is on by default
_ENDINGS = {b"wOF2": ".woff2", b"\0\1\0\0": ".ttf", b"true": ".ttf", b"OTTO": ".otf"}
_NEEDED = ("cmap", "head", "hhea", "hmtx", "maxp", "OS/2")
_RESTRICTED, _NO_SUBSETTING, _BITMAPS_ONLY = 0x0002, 0x0100, 0x0200  # of OS/2.fsType
_OTHER_PERMISSIONS = 0x000C
logging.getLogger("fontTools").setLevel(logging.ERROR)  # else a line for each oddity of a file


class TypefaceError(ValueError):
    """A file is no typeface that screens can use. The message is a sentence for staff."""


class TypefaceFile:
    """One file of a typeface."""

    def __init__(self, content: bytes) -> None:
        """Raises TypefaceError."""
        self.ending = _ending(content)
        self._content = content
        try:
            self._font = TTFont(io.BytesIO(content), recalcTimestamp=False)
            self._cmap: dict[int, str] = self._font.getBestCmap() or {}
            complete = all(table in self._font for table in _NEEDED)
            self._em = int(self._font["head"].unitsPerEm)
            rights = int(self._font["OS/2"].fsType)
            self._glyphs = self._font.getGlyphSet()
            capital = self._reach("H")[0] if ord("H") in self._cmap else HOUSE_CAPITAL
            axes = (
                {axis.axisTag: axis for axis in self._font["fvar"].axes}
                if "fvar" in self._font
                else {}
            )
        except Exception as error:  # fontTools raises whatever it comes upon in a broken file
            raise TypefaceError(_("This typeface can't be read: the file is damaged.")) from error
        if not complete or not self._cmap or capital <= 0:
            raise TypefaceError(_("This typeface can't be read: the file is damaged."))
        if rights & _RESTRICTED and not rights & _OTHER_PERMISSIONS:
            raise TypefaceError(
                _(
                    "Its maker does not allow it on screens (“restricted licence”). Ask for its web licence."
                )
            )
        if rights & (_NO_SUBSETTING | _BITMAPS_ONLY):
            raise TypefaceError(
                _(
                    "Its maker does not allow it to be cut down to fewer letters. Ask for its web licence."
                )
            )
        self.size_adjust = HOUSE_CAPITAL / capital
        weight = axes.get("wght")
        # A file with one weight serves all: a browser would make up the others.
        self.weights = (int(weight.minValue), int(weight.maxValue)) if weight else (1, 1000)

    def lacks(self, characters: Iterable[str]) -> list[str]:
        """Returns the letters, marks and digits among these that it does not have, sorted."""
        return sorted(c for c in set(characters) if is_letter(c) and ord(c) not in self._cmap)

    def has(self, characters: Iterable[str]) -> list[int]:
        """Returns the code points of these that it has, with those of every museum, sorted."""
        return sorted({*map(ord, characters), *_ALWAYS} & self._cmap.keys())

    def line(self, characters: Iterable[str]) -> tuple[float, float]:
        """Returns how far letters reach above and below the line, in em as screens set it. Raises TypefaceError."""
        reaches = [
            self._checked_reach(chr(code)) for code in self.has(characters) if _is_outlined(code)
        ]
        if not reaches:
            return HOUSE_CAPITAL, 0.0
        above, below = max(top for top, _b in reaches), max(bottom for _t, bottom in reaches)
        return above * self.size_adjust, below * self.size_adjust

    def subset(self, characters: Collection[str]) -> bytes:
        """Returns the file that visitors get, WOFF2, with these characters and ours' place on the line.

        Raises TypefaceError.
        """
        options = Options()
        options.layout_features = [*options.layout_features, *_NUMERALS]
        options.hinting, options.notdef_outline = False, True
        options.name_IDs = [0, 1, 2, 13, 14]  # with its licence
        try:
            font = TTFont(io.BytesIO(self._content), recalcTimestamp=False)
            subsetter = Subsetter(options)
            subsetter.populate(unicodes=self.has(characters))
            subsetter.subset(font)
            self._place(font, *self.line(characters))
            font.flavor = "woff2"
            written = io.BytesIO()
            font.save(written)
        except TypefaceError:
            raise
        except Exception as error:  # see above
            raise TypefaceError(_("This typeface can't be read: the file is damaged.")) from error
        return written.getvalue()

    def _place(self, font: TTFont, above: float, below: float) -> None:
        """Give the font our ascent and descent, moved so that its letters fit in the tightest line.

        Note: `size-adjust` scales these too, so they are divided by it.
        """
        baseline = (TIGHTEST_LINE + HOUSE_ASCENT - HOUSE_DESCENT) / 2  # from the top of that line
        moved = max(above - baseline, 0.0) - max(below - (TIGHTEST_LINE - baseline), 0.0)
        ascent = round((HOUSE_ASCENT + moved) / self.size_adjust * self._em)
        descent = round((HOUSE_DESCENT - moved) / self.size_adjust * self._em)
        font["hhea"].ascent, font["hhea"].descent, font["hhea"].lineGap = ascent, -descent, 0
        metrics = font["OS/2"]
        metrics.sTypoAscender, metrics.sTypoDescender, metrics.sTypoLineGap = ascent, -descent, 0
        metrics.usWinAscent, metrics.usWinDescent = max(ascent, 0), max(descent, 0)

    def _checked_reach(self, character: str) -> tuple[float, float]:
        try:
            return self._reach(character)
        except Exception as error:  # see above
            raise TypefaceError(_("This typeface can't be read: the file is damaged.")) from error

    def _reach(self, character: str) -> tuple[float, float]:
        """Returns how far a letter reaches above and below its line, in em of the file."""
        pen = BoundsPen(self._glyphs)
        self._glyphs[self._cmap[ord(character)]].draw(pen)
        return (pen.bounds[3] / self._em, -pen.bounds[1] / self._em) if pen.bounds else (0.0, 0.0)


def is_letter(character: str) -> bool:
    """Returns whether a character is a letter, a mark or a digit: what a word is made of."""
    return unicodedata.category(character)[0] in "LMN"


def _is_outlined(code: int) -> bool:
    return is_letter(chr(code)) and unicodedata.name(chr(code), "").startswith(_OUTLINED)


def _ending(content: bytes) -> str:
    """Returns what the file is. Raises TypefaceError for anything else, and for one that is too large."""
    ending = _ENDINGS.get(content[:4], "")
    if not ending:
        raise TypefaceError(_("This is no typeface. Choose a WOFF2, TTF or OTF file."))
    if len(content) > MAX_BYTES or (ending == ".woff2" and not _unpacks(content)):
        raise TypefaceError(
            _("This typeface is too large: {most} MB at most.", most=MAX_BYTES // 1_000_000)
        )
    return ending


def _unpacks(content: bytes) -> bool:
    """Returns False where a WOFF2 file becomes too large. One that is damaged is found when it is read."""
    try:
        file = io.BytesIO(content)
        file.seek(48)  # its header
        for _number in range(int.from_bytes(content[12:14], "big")):
            WOFF2DirectoryEntry().fromFile(file)
        unpacked = brotli.Decompressor().process(
            file.read(), output_buffer_limit=MAX_UNPACKED_BYTES + 1
        )
    except Exception:  # see above
        return True
    return len(unpacked) <= MAX_UNPACKED_BYTES
