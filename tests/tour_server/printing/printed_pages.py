"""What stands on the pages of a print: pictures, codes, and the boxes of its letters, by PDFium and OpenCV."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
import pypdfium2
import pytest
from numpy.typing import NDArray

MM = 72 / 25.4  # points
SCALE = 4.0  # pixels a point: a code's module of 0.5 mm has six


def most_of_them_long(values: Iterable[str], *in_the_core: str) -> list[Any]:
    """Returns values for `pytest.mark.parametrize`; all but some belong to `make test-long`."""
    return [
        one if one in in_the_core else pytest.param(one, marks=pytest.mark.long) for one in values
    ]


class PrintedLetter(NamedTuple):
    """A letter and its box from the page's left upper corner, in millimetres."""

    letter: str
    left: float
    top: float
    right: float
    bottom: float


class PrintedPages:
    """The pages of a PDF."""

    def __init__(self, file: Path) -> None:
        self._document = pypdfium2.PdfDocument(file)

    def __len__(self) -> int:
        return len(self._document)

    def close(self) -> None:
        self._document.close()

    def size(self, page: int = 0) -> tuple[float, float]:
        """Returns width and height in millimetres."""
        width, height = self._document[page].get_size()
        return width / MM, height / MM

    def pixels(self, page: int = 0, scale: float = SCALE) -> NDArray[np.uint8]:
        return np.asarray(self._document[page].render(scale=scale).to_numpy()[:, :, :3])

    def codes(self, page: int = 0) -> set[str]:
        """Returns what the codes on a page say."""
        pixels = np.ascontiguousarray(self.pixels(page))
        detector = cv2.QRCodeDetector()
        done, said, _places, _straight = detector.detectAndDecodeMulti(pixels)
        alone, _place, _straightened = detector.detectAndDecode(
            pixels
        )  # finds one beside a picture
        return {one for one in (*(said if done else ()), alone) if one}

    def code_in(self, box: tuple[float, float, float, float], page: int = 0) -> str:
        """Returns what the code in a part of a page says: left, top, right, bottom in millimetres."""
        left, top, right, bottom = (round(one * MM * SCALE) for one in box)
        said, _places, _straight = cv2.QRCodeDetector().detectAndDecode(
            np.ascontiguousarray(self.pixels(page)[top:bottom, left:right])
        )
        return said

    def text(self, page: int = 0) -> str:
        said: str = self._document[page].get_textpage().get_text_range()
        return " ".join(said.replace("\u200b", "").split())

    def letters(self, page: int = 0) -> list[PrintedLetter]:
        """Returns every letter of a page that leaves ink."""
        of_page = self._document[page]
        _width, height = of_page.get_size()
        words = of_page.get_textpage()
        found = []
        for index in range(words.count_chars()):
            letter = words.get_text_range(index, 1)
            if letter.strip("\u200b\u00ad\u200f\u200e \r\n"):
                left, bottom, right, top = words.get_charbox(index)
                found.append(
                    PrintedLetter(
                        letter,
                        left / MM,
                        (height - top) / MM,
                        right / MM,
                        (height - bottom) / MM,
                    )
                )
        return found

    def is_tagged(self) -> bool:
        return self._document.is_tagged()
