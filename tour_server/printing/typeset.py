"""The child program that sets one document: `python -m tour_server.printing.typeset FOLDER`. See typesetter.py."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import msgspec
import typst
from fontTools.ttLib import TTFont

from tour_server.printing.typesetter import ORDER, RESULT, TypesettingOrder, TypesettingResult

STANDARDS: list[typst.PDFStandard] = ["ua-1"]  # a tagged PDF, with a title and words for pictures


def typeset(folder: Path) -> TypesettingResult:
    """Set the document in `folder`. Raises typst.TypstError, OSError."""
    order = msgspec.json.decode((folder / ORDER).read_bytes(), type=TypesettingOrder)
    fonts = typst.Fonts(include_embedded_fonts=False, font_paths=list(order.folders))
    unread = set(order.families) - set(fonts.families())
    if unread:
        raise OSError(f"{len(unread)} of the typefaces can't be read by the typesetter")
    lacking = lacking_letters(order.unknown, fonts)
    if lacking:
        return TypesettingResult(lacking)
    compiler = typst.Compiler(folder / order.layout, root=folder, font_paths=fonts)
    if order.asked:
        return TypesettingResult(values=json.loads(compiler.query(order.asked, field="value")))
    output = Path(order.output)
    pages = 0
    if output.suffix == ".png":
        found = compiler.compile(format="png", ppi=order.ppi)
        images = found if isinstance(found, list) else [found]
        output.write_bytes(images[min(order.page, len(images) - 1)] or b"")
        pages = len(images)
    else:
        compiler.compile(output=output, format="pdf", pdf_standards=STANDARDS)
        pages = int(json.loads(compiler.query("<pages>", field="value", one=True)))
    return TypesettingResult(pages=pages)


def lacking_letters(letters: str, fonts: typst.Fonts) -> str:
    """Returns those of `letters` that no typeface has."""
    left = {ord(letter) for letter in letters}
    for one in fonts.fonts() if left else ():
        if one.path is not None:
            with TTFont(one.path, fontNumber=one.index, lazy=True) as font:
                left -= set(font.getBestCmap() or {})
        if not left:
            break
    return "".join(sorted(map(chr, left)))


if __name__ == "__main__":
    here = Path(sys.argv[1])
    try:
        (here / RESULT).write_bytes(msgspec.json.encode(typeset(here)))
    except (typst.TypstError, OSError) as problem:
        sys.exit(str(problem))
