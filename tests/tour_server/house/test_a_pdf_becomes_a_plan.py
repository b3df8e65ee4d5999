"""The first page of a PDF becomes a plan; what is damaged, locked, endless or made to harm is refused in a sentence."""

from __future__ import annotations

import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest

from models.picture import PictureError
from tour_server.house import pdf_plan
from tour_server.house.plan_pictures import LONG_SIDE_PX, plan_png

A_SQUARE = b"1 0 0 rg 0 0 100 100 re f"
MEGABYTE = 1_000_000


def pdf(
    drawn: bytes = A_SQUARE,
    box: str = "0 0 400 200",
    pages: int = 1,
    trailer: bytes = b"",
    packed: bool = False,
) -> bytes:
    """Returns a PDF whose pages all have the same content."""
    kids = " ".join(f"{4 + number} 0 R" for number in range(pages))
    body = zlib.compress(drawn, 9) if packed else drawn
    filtered = b"/Filter /FlateDecode " if packed else b""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {pages} /Kids [{kids}] >>".encode(),
        b"<< %s/Length %d >>\nstream\n%s\nendstream" % (filtered, len(body), body),
    ]
    page = f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] /Contents 3 0 R >>".encode()
    objects += [page] * pages
    found, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(found))
        found += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return found + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n"
        % (count, table, count, trailer, len(found))
    )


LOCKED = b"/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >> " % (
    b"41" * 32,
    b"42" * 32,
)


def pixels(content: bytes) -> np.ndarray:
    found = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    assert found is not None
    return found


def test_the_first_page_is_drawn_on_white() -> None:
    found = pixels(plan_png(pdf(pages=3), "floor.pdf"))
    assert found.shape == (LONG_SIDE_PX // 2, LONG_SIDE_PX, 3)
    assert found[-100, 100].tolist() == [0, 0, 255]  # the square, lower left
    assert found[100, 100].tolist() == [255, 255, 255]


@pytest.mark.parametrize("box", ["0 0 14400 14400", "0 0 20000000 10000000", "0 0 2 1"])
def test_a_page_of_any_size_becomes_a_picture_of_one_size(box: str) -> None:
    assert max(pixels(plan_png(pdf(box=box), "floor.pdf")).shape) == LONG_SIDE_PX


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7 and so on", "damaged"),
        (pdf()[:200], "damaged"),
        (pdf(trailer=LOCKED), "password"),
        (pdf(pages=0), "no page"),
        (pdf(pages=1000), "more than 100 pages"),
        (pdf(box="0 0 100000 10"), "too long and narrow"),
    ],
)
def test_what_is_no_plan_is_refused_in_a_sentence(content: bytes, said: str) -> None:
    with pytest.raises(PictureError, match=said):
        plan_png(content, "floor.pdf")


@pytest.mark.long
def test_a_small_file_that_unpacks_to_a_huge_one() -> None:
    bomb = pdf(A_SQUARE * (1500 * MEGABYTE // len(A_SQUARE) // 20), packed=True)
    assert len(bomb) < 3 * MEGABYTE
    try:
        assert max(pixels(plan_png(bomb, "floor.pdf")).shape) == LONG_SIDE_PX
    except PictureError as error:
        assert "too much in it" in str(error)  # noqa: PT017, either is right, by the machine


def test_a_page_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_plan, "SECONDS", 0.01)
    with pytest.raises(PictureError, match="too much in it"):
        plan_png(pdf(), "floor.pdf")


def test_a_file_that_is_too_large_is_not_even_opened(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(pdf_plan, "MAX_PDF_BYTES", 10)
    with pytest.raises(PictureError, match="too large"):
        plan_png(pdf(), "floor.pdf")
