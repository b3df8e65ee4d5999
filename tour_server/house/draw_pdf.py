"""The child program that draws the first page of a PDF: `python -m tour_server.house.draw_pdf FOLDER PIXELS`.

It reads `plan.pdf` in FOLDER and writes `plan.png`, whose longer side has so many pixels. What it can't draw it names
on standard output, by a word of `PdfProblem`. See pdf_plan.py, which limits what it may take of the machine.
"""

from __future__ import annotations

import math
import resource
import sys
from enum import StrEnum
from pathlib import Path

PDF, PNG = "plan.pdf", "plan.png"
CPU_SECONDS = 15  # a plan of an architect with 100,000 lines takes 2 s, an assumed 16 on a Raspberry Pi 4 as server
MEMORY_BYTES = 1_000_000_000  # of addresses; a page of 2,400 px takes 23 MB
FILE_BYTES = 100_000_000
MOST_PAGES = 100
LEAST_RATIO = 0.05  # of the sides of a page, as of an SVG


class PdfProblem(StrEnum):
    """Why a PDF can't be drawn."""

    DAMAGED = "damaged"  # or it has no page, which PDFium does not tell from damage
    PASSWORD = "password"  # noqa: S105, it is the name of a problem
    MANY_PAGES = "many_pages"
    SHAPE = "shape"


def limit_this_process() -> None:
    """Let this process take no more than the limits above, and leave no core dump."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def draw(folder: Path, long_side_px: int) -> PdfProblem | None:
    """Draw the first page. Returns why it can't be, or None."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(folder / PDF)
        pages = len(document)
        if not 0 < pages <= MOST_PAGES:
            return PdfProblem.MANY_PAGES if pages else PdfProblem.DAMAGED
        page = document[0]
        width, height = page.get_size()
        sides = (width, height)
        if not all(math.isfinite(side) and side > 0 for side in sides) or (
            min(sides) / max(sides) < LEAST_RATIO
        ):
            return PdfProblem.SHAPE
        bitmap = page.render(scale=long_side_px / max(sides), draw_annots=False)
        bitmap.to_pil().convert("RGB").save(folder / PNG)
    except pypdfium2.PdfiumError as error:
        is_locked = "password" in str(error).lower() or "security" in str(error).lower()
        return PdfProblem.PASSWORD if is_locked else PdfProblem.DAMAGED
    return None


if __name__ == "__main__":
    limit_this_process()
    print(draw(Path(sys.argv[1]), int(sys.argv[2])) or "")
