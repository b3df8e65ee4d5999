"""A floor plan as a PDF: its first page becomes a picture, drawn by a child program with limits of its own.

A PDF from outside may be made to crash what reads it, or to take all memory: then the child ends, and the server says
that the plan can't be drawn.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from models.picture import PictureError
from tour_server.house.draw_pdf import CPU_SECONDS, MOST_PAGES, PDF, PNG, PdfProblem
from web.translations import gettext as _
from web.translations import mark

MAX_PDF_BYTES = 50_000_000
SECONDS = 2.0 * CPU_SECONDS  # on a busy machine
_SENTENCES = {
    PdfProblem.DAMAGED: mark("This PDF is damaged, or has no page."),
    PdfProblem.PASSWORD: mark("This PDF needs a password. Save it without one, and use that."),
    PdfProblem.MANY_PAGES: mark(
        "This PDF has more than {most} pages. Save the page with the floor as a PDF of its own, and use that."
    ),
    PdfProblem.SHAPE: mark("This plan is too long and narrow."),
}


def drawn_pdf(content: bytes, long_side_px: int) -> bytes:
    """Return the first page of a PDF as a PNG whose longer side has so many pixels. Raises PictureError."""
    if len(content) > MAX_PDF_BYTES:
        raise PictureError(
            _(
                "This PDF is too large: {megabytes} MB at most.",
                megabytes=MAX_PDF_BYTES // 1_000_000,
            )
        )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / PDF).write_bytes(content)
        said = _draw(folder, long_side_px)
        if said in list(PdfProblem):
            raise PictureError(_(_SENTENCES[PdfProblem(said)], most=MOST_PAGES))
        try:
            return (folder / PNG).read_bytes()
        except OSError as error:
            raise PictureError(_too_much()) from error


def _draw(folder: Path, long_side_px: int) -> str:
    """Run the child. Returns what it says. Raises PictureError where it was ended or ended itself."""
    command = [sys.executable, "-m", "tour_server.house.draw_pdf", str(folder), str(long_side_px)]
    try:
        done = subprocess.run(command, check=True, capture_output=True, timeout=SECONDS, text=True)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        raise PictureError(_too_much()) from error
    return done.stdout.strip()


def _too_much() -> str:
    return _("This PDF has too much in it to be drawn. Save the page as PNG, and use that.")
