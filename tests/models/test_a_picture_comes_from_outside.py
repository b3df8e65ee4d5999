"""Pictures as people send them: turned, grey, transparent, for print, cut off, or no picture at all."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import exif
from models.picture import PictureError, read_picture
from tests.models.cmyk import cmyk_jpeg
from tests.models.conftest import Picture


def encoded(picture: np.ndarray, ending: str = ".jpg") -> bytes:
    done, data = cv2.imencode(ending, picture)
    assert done
    return bytes(data)


def with_orientation(jpeg: bytes, orientation: int, order: str = "<") -> bytes:
    mark = b"II*\0" if order == "<" else b"MM\0*"
    entry = struct.pack(order + "HHIHH", 0x0112, 3, 1, orientation, 0)
    block = mark + struct.pack(order + "IH", 8, 1) + entry + bytes(4)
    body = b"Exif\0\0" + block
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + jpeg[2:]


@pytest.fixture
def corner() -> Picture:
    """60 × 80, blue, its upper left quarter red: one sees which way up it is."""
    picture = np.full((60, 80, 3), (200, 30, 20), np.uint8)
    picture[:30, :40] = (20, 30, 200)
    return picture


@pytest.mark.parametrize("ending", [".jpg", ".png", ".webp"])
def test_it_is_a_picture(corner: Picture, ending: str, tmp_path: Path) -> None:
    data = encoded(corner, ending)
    file = tmp_path / "no-ending"
    file.write_bytes(data)
    for read in (read_picture(data), read_picture(file)):
        assert read.shape == (60, 80, 3)
        assert read.dtype == np.uint8
        assert np.abs(read.astype(int) - corner).mean() < 4


@pytest.mark.parametrize(
    ("orientation", "red"),
    [
        (1, "upper left"),
        (2, "upper right"),
        (3, "lower right"),
        (4, "lower left"),
        (5, "upper left"),
        (6, "upper right"),
        (7, "lower right"),
        (8, "lower left"),
    ],
)
@pytest.mark.parametrize("order", ["<", ">"])
def test_the_camera_was_turned(corner: Picture, orientation: int, red: str, order: str) -> None:
    read = read_picture(with_orientation(encoded(corner), orientation, order))
    assert read.shape == ((80, 60, 3) if orientation >= 5 else (60, 80, 3))
    height, width = read.shape[:2]
    y = height // 4 if red.startswith("upper") else 3 * height // 4
    x = width // 4 if red.endswith("left") else 3 * width // 4
    assert read[y, x, 2] > 150


def test_a_transparent_picture_is_turned_too(corner: Picture) -> None:
    alpha = np.dstack([corner, np.full((60, 80), 255, np.uint8)])
    png = encoded(alpha, ".png")
    entry = struct.pack(">HHIHH", 0x0112, 3, 1, 6, 0)
    block = b"MM\0*" + struct.pack(">IH", 8, 1) + entry + bytes(4)
    chunk = struct.pack(">I", len(block)) + b"eXIf" + block
    chunk += struct.pack(">I", zlib.crc32(b"eXIf" + block))
    at = 8 + 25  # after the signature and IHDR
    assert read_picture(png[:at] + chunk + png[at:]).shape == (80, 60, 3)


def test_it_is_grey() -> None:
    grey = np.tile(np.arange(0, 200, 2, dtype=np.uint8), (50, 1))
    read = read_picture(encoded(grey, ".png"))
    assert read.shape == (50, 100, 3)
    assert (read == grey[..., None]).all()
    assert read_picture(encoded(grey)).shape == (50, 100, 3)


def test_it_has_sixteen_bits() -> None:
    deep = np.full((40, 40, 3), (0, 32768, 65535), np.uint16)
    assert read_picture(encoded(deep, ".png"))[0, 0].tolist() == [0, 128, 255]


def test_transparency_is_laid_on_white() -> None:
    picture = np.zeros((300, 40, 4), np.uint8)
    picture[:, 20:] = (10, 20, 30, 255)
    picture[100:, :20, 3] = 128
    read = read_picture(encoded(picture, ".png"))
    assert read[0, 0].tolist() == [255, 255, 255]
    assert read[0, 30].tolist() == [10, 20, 30]
    assert read[290, 0].tolist() == [127, 127, 127]


@pytest.mark.parametrize(
    ("ink", "colour"),
    [
        ((0, 0, 0, 0), (255, 255, 255)),
        ((255, 0, 0, 0), (255, 255, 0)),
        ((0, 255, 0, 0), (255, 0, 255)),
        ((0, 0, 255, 0), (0, 255, 255)),
        ((0, 0, 0, 255), (0, 0, 0)),
    ],
)
def test_it_was_made_for_print(
    ink: tuple[int, int, int, int], colour: tuple[int, int, int]
) -> None:
    """CMYK, stored inverted as Adobe does; BGR out."""
    read = read_picture(cmyk_jpeg(ink))
    assert read.shape == (16, 16, 3)
    assert np.abs(read.reshape(-1, 3).astype(int) - colour).max() <= 3


@pytest.mark.parametrize("ending", [".jpg", ".png", ".webp"])
@pytest.mark.parametrize("kept", [0.02, 0.3, 0.7, 0.97])
def test_it_is_cut_off(works: dict[str, Picture], ending: str, kept: float) -> None:
    data = encoded(works["w1"], ending)
    with pytest.raises(PictureError, match=r"cut off|damaged|not a JPEG"):
        read_picture(data[: int(len(data) * kept)])


def test_a_byte_has_changed(works: dict[str, Picture]) -> None:
    data = bytearray(encoded(works["w1"], ".png"))
    data[len(data) // 2] ^= 0x55
    with pytest.raises(PictureError, match="damaged"):
        read_picture(bytes(data))


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a" + bytes(100), b"<svg/>", b"%PDF-1.7", b"\xff\xd8", b"RIFF"]
)
def test_it_is_no_picture(data: bytes) -> None:
    with pytest.raises(PictureError) as error:
        read_picture(data)
    assert str(error.value).endswith(".")


def test_it_claims_to_be_huge() -> None:
    """300 bytes that would decode to 10 GB are refused by their header."""
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)

    def chunk(kind: bytes, body: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + checksum

    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")
    with pytest.raises(PictureError, match="60000 × 60000"):
        read_picture(bomb)


def test_the_file_is_too_large(tmp_path: Path) -> None:
    """200 MB are refused without being read."""
    file = tmp_path / "scan.jpg"
    with file.open("wb") as out:
        out.truncate(200 * 1024 * 1024)
    with pytest.raises(PictureError, match="200 MB"):
        read_picture(file)


def test_there_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match="no file"):
        read_picture(tmp_path / "absent.jpg")
    with pytest.raises(PictureError, match="can't be read"):
        read_picture(tmp_path)


def test_it_is_one_pixel() -> None:
    assert read_picture(encoded(np.full((1, 1, 3), 9, np.uint8), ".png")).shape == (1, 1, 3)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b""]))
def test_any_bytes_are_refused_in_words(noise: bytes, start: bytes) -> None:
    with pytest.raises(PictureError):
        read_picture(start + noise)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=80), st.sampled_from([b"II*\0", b"MM\0*", b""]))
def test_any_exif_gives_an_orientation(noise: bytes, start: bytes) -> None:
    assert 1 <= exif.orientation(start + noise) <= 8
