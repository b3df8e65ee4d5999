"""A typeface for tests: a box for each letter, of the scripts that no typeface here has."""

from __future__ import annotations

import io
from collections.abc import Iterable

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._g_l_y_f import Glyph

EM = 1000


def typeface_of_boxes(characters: Iterable[str]) -> bytes:
    """Returns a TTF with these characters, each as wide as high, and the letter H."""
    codes = sorted({*map(ord, characters), ord("H"), ord(" ")})
    names = {code: f"uni{code:04X}" for code in codes}
    glyphs = [".notdef", *names.values()]
    builder = FontBuilder(EM, isTTF=True)
    builder.setupGlyphOrder(glyphs)
    builder.setupCharacterMap(names)
    builder.setupGlyf({name: _box() for name in glyphs})
    builder.setupHorizontalMetrics(dict.fromkeys(glyphs, (EM, 100)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Boxes", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWinAscent=880, usWinDescent=120)
    builder.setupPost()
    written = io.BytesIO()
    builder.save(written)
    return written.getvalue()


def _box() -> Glyph:
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for corner in ((100, 700), (900, 700), (900, 0)):
        pen.lineTo(corner)
    pen.closePath()
    return pen.glyph()
