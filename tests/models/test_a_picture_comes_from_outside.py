"""People send pictures that are turned, grey, transparent, made for print, truncated, or not pictures."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from models.picture import PictureError, PictureHeader, read_header, read_picture
from tests.models.cmyk import cmyk_jpeg
from tests.models.conftest import Picture


def encoded(picture: np.ndarray, ending: str = ".jpg") -> bytes:
    done, data = cv2.imencode(ending, picture)
    assert done
    return bytes(data)


def with_orientation(jpeg: bytes, orientation: int, order: str = "<") -> bytes:
    mark = b"II*\0" if order == "<" else b"MM\0*"
    entry = struct.pack(order + "HHIHH", 0x0112, 3, 1, orientation, 0)
    return with_exif(jpeg, mark + struct.pack(order + "IH", 8, 1) + entry + bytes(4))


def with_exif(jpeg: bytes, block: bytes) -> bytes:
    body = b"Exif\0\0" + block
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + jpeg[2:]


@pytest.fixture
def corner() -> Picture:
    """A blue picture of 60 × 80 pixels whose upper left quarter is red, which shows its orientation."""
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


def test_it_is_grey_and_has_sixteen_bits() -> None:
    deep = np.tile(np.array([0, 256, 32768, 65535], np.uint16), (40, 10))
    assert read_picture(encoded(deep, ".png"))[0, :4, 0].tolist() == [0, 1, 128, 255]


def test_it_has_a_palette_and_one_colour_of_it_is_transparent() -> None:
    picture = Image.new("P", (40, 20), 1)
    picture.putpalette([0, 0, 0, 200, 30, 20])
    picture.paste(0, (0, 0, 20, 20))
    out = io.BytesIO()
    picture.save(out, "PNG", transparency=0)
    read = read_picture(out.getvalue())
    assert read[0, 0].tolist() == [255, 255, 255]
    assert read[0, 30].tolist() == [20, 30, 200]


def test_it_is_black_and_white() -> None:
    out = io.BytesIO()
    Image.new("1", (40, 20), 1).save(out, "PNG")
    assert (read_picture(out.getvalue()) == 255).all()


@pytest.mark.parametrize("ending", [".jpg", ".png", ".webp"])
def test_pixels_are_those_of_opencv(works: dict[str, Picture], ending: str) -> None:
    """Features that were enrolled when OpenCV decoded stay comparable."""
    data = encoded(works["w2"], ending)
    opencv = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert np.array_equal(read_picture(data), opencv)


def test_it_moves() -> None:
    frames = [Image.new("RGB", (40, 20), colour) for colour in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])
    with pytest.raises(PictureError, match="moves"):
        read_picture(out.getvalue())


@pytest.mark.parametrize(
    ("ending", "named"), [(".jpg", "JPEG"), (".png", "PNG"), (".webp", "WEBP")]
)
def test_its_header_is_read_without_decoding(corner: Picture, ending: str, named: str) -> None:
    header = read_header(encoded(corner, ending))
    assert (header.format, header.width, header.height) == (named, 80, 60)


def test_the_header_of_a_truncated_picture_is_read(works: dict[str, Picture]) -> None:
    data = encoded(works["w1"])
    height, width = works["w1"].shape[:2]
    assert read_header(data[: len(data) // 2]) == PictureHeader("JPEG", width, height)


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
def test_it_is_truncated(works: dict[str, Picture], ending: str, kept: float) -> None:
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
def test_it_is_not_a_picture(data: bytes) -> None:
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


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow warns of EXIF that is cut off
@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=80), st.sampled_from([b"II*\0", b"MM\0*", b""]))
def test_any_exif_leaves_a_picture(noise: bytes, start: bytes) -> None:
    plain = encoded(np.full((8, 16, 3), 90, np.uint8))
    assert read_picture(with_exif(plain, start + noise)).shape in ((8, 16, 3), (16, 8, 3))


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_the_orientation_is_invalid(corner: Picture, orientation: int) -> None:
    assert read_picture(with_orientation(encoded(corner), orientation)).shape == (60, 80, 3)
