"""Cameras, scanners and phones give TIFF, AVIF, HEIC and worse: it becomes a JPEG, or is refused by name."""

from __future__ import annotations

import io
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from models import picture_formats
from models.picture import PictureError, read_header, read_picture
from models.picture_formats import format_problem, picture_format, storable_picture
from tests.models.conftest import Picture

HEIC = Path(__file__).with_name("corner.heic")  # 80 × 60, blue, the upper left quarter red
RED, BLUE = (20, 30, 200), (200, 30, 20)  # BGR


@pytest.fixture
def corner() -> Image.Image:
    """A blue picture of 80 × 60 pixels whose upper left quarter is red."""
    made = Image.new("RGB", (80, 60), BLUE[::-1])
    made.paste(RED[::-1], (0, 0, 40, 30))
    return made


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def stored(data: bytes, name: str = "") -> Picture:
    made = storable_picture(data, name)
    assert read_header(made).format == "JPEG"
    return read_picture(made)


def is_corner(pixels: Picture, tolerance: int = 6) -> bool:
    spots = ((5, 5, RED), (5, 75, BLUE), (55, 5, BLUE), (55, 75, BLUE))
    return pixels.shape == (60, 80, 3) and all(
        np.abs(pixels[y, x].astype(int) - colour).max() <= tolerance for y, x, colour in spots
    )


@pytest.mark.parametrize("kind", ["TIFF", "AVIF"])
def test_it_becomes_a_jpeg(corner: Image.Image, kind: str) -> None:
    assert is_corner(stored(saved(corner, kind)))


@pytest.mark.parametrize("compression", ["raw", "tiff_lzw", "tiff_deflate", "packbits"])
def test_a_tiff_of_any_compression(corner: Image.Image, compression: str) -> None:
    assert is_corner(stored(saved(corner, "TIFF", compression=compression)))


def test_a_heic_of_a_phone() -> None:
    assert is_corner(stored(HEIC.read_bytes(), "IMG_1.HEIC"))


def test_a_heic_where_nothing_can_read_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_formats, "_heif", lambda: None)
    with pytest.raises(PictureError, match=r"HEIC picture.*Save it as JPEG.*extra `heic`"):
        storable_picture(HEIC.read_bytes(), "IMG_1.HEIC")


def test_a_tiff_of_sixteen_bits() -> None:
    grey = np.full((60, 80), 30_000, np.uint16)
    colour = np.full((60, 80, 3), (200 << 8, 30 << 8, 20 << 8), np.uint16)
    for pixels, wanted in ((grey, [117] * 3), (colour, [200, 30, 20])):
        done, data = cv2.imencode(".tiff", pixels)
        assert done
        assert np.abs(stored(bytes(data))[30, 40].astype(int) - wanted).max() <= 6


def test_a_tiff_for_print(corner: Image.Image) -> None:
    pixels = stored(saved(corner.convert("CMYK"), "TIFF"))
    assert is_corner(pixels, 30)


def test_the_first_page_of_a_tiff_that_is_no_preview(corner: Image.Image) -> None:
    small = corner.resize((8, 6))
    pages = saved(corner, "TIFF", save_all=True, append_images=[small])
    assert is_corner(stored(pages))
    file = io.BytesIO()
    small.save(file, "TIFF", save_all=True, append_images=[corner], tiffinfo={254: 1})
    data = file.getvalue()
    assert stored(data).shape in ((60, 80, 3), (6, 8, 3))


def test_a_turned_picture_is_turned_upright(corner: Image.Image) -> None:
    exif = Image.Exif()
    exif[0x0112] = 8
    turned = corner.transpose(Image.Transpose.ROTATE_270)
    for kind in ("TIFF", "AVIF"):
        assert is_corner(stored(saved(turned, kind, exif=exif)))


def test_transparency_is_white() -> None:
    assert (
        stored(saved(Image.new("RGBA", (20, 20), (0, 0, 0, 0)), "TIFF"))[9, 9].tolist() == [255] * 3
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_browsers_show_is_kept_byte_for_byte(corner: Image.Image, kind: str) -> None:
    data = saved(corner, kind)
    assert storable_picture(data, "a.tif") is data


def wide_profile() -> bytes:
    """A profile in which red and blue have changed places, which no decoder can do by chance."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, blue = profile.index(b"rXYZ"), profile.index(b"bXYZ")
    profile[red : red + 4], profile[blue : blue + 4] = b"bXYZ", b"rXYZ"
    at = profile.index("sRGB".encode("utf-16-be"))
    profile[at : at + 8] = "xRGB".encode("utf-16-be")
    return bytes(profile)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_a_colour_profile_is_brought_to_srgb(corner: Image.Image, kind: str) -> None:
    data = saved(corner, kind, icc_profile=wide_profile())
    red, blue = read_picture(storable_picture(data))[[5, 55], [5, 75]]
    assert red[0] > 150 > red[2]
    assert blue[2] > 150 > blue[0]


@pytest.mark.parametrize("profile", [b"no profile", b"", wide_profile()[:200]])
def test_a_profile_that_can_not_be_used_changes_nothing(
    corner: Image.Image, profile: bytes
) -> None:
    assert is_corner(read_picture(saved(corner, "PNG", icc_profile=profile)))


def test_a_profile_of_srgb_changes_no_pixel(corner: Image.Image) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    plain, profiled = saved(corner, "PNG"), saved(corner, "PNG", icc_profile=profile)
    assert (read_picture(plain) == read_picture(profiled)).all()


@pytest.mark.parametrize(
    ("start", "name", "said"),
    [
        (b"GIF89a", "a.gif", "GIF"),
        (b"BM" + bytes(20), "a.bmp", "BMP"),
        (b"8BPS\0\1", "a.psd", "Photoshop document"),
        (b"%PDF-1.7", "a.pdf", "PDF"),
        (b"II*\0\x10\0\0\0CR\2\0", "a.cr2", "camera raw"),
        (b"II*\0\x08\0\0\0", "a.NEF", "camera raw"),
        (b"<svg xmlns=", "a.svg", "SVG"),
        (b"\0\0\0\x0cJXL \r\n", "a.jxl", "JPEG XL"),
        (b"\0\0\0\x18ftypqt  ", "a.mov", "video"),
        (b"", "a.jpg", "empty"),
        (b"hello", "a.jpg", "no picture"),
    ],
)
def test_others_are_refused_by_name(start: bytes, name: str, said: str) -> None:
    problem = format_problem(start, name)
    assert problem is not None
    assert said in problem
    with pytest.raises(PictureError, match=said):
        storable_picture(start, name)


def test_a_large_tiff_is_refused_before_it_is_decoded() -> None:
    data = saved(Image.new("1", (20_000, 20_000)), "TIFF", compression="group4")
    assert len(data) < 100_000
    with pytest.raises(PictureError, match=r"20000 × 20000 pixels; 64 megapixels at most"):
        storable_picture(data)
    with pytest.raises(PictureError, match=r"64 MB at most"):
        storable_picture(b"II*\0" + bytes(70_000_000))


@given(
    st.integers(0, 600),
    st.binary(min_size=1, max_size=8),
    st.sampled_from(["TIFF", "AVIF", "HEIC"]),
)
@settings(max_examples=60, deadline=None)
def test_damage_never_raises_anything_else(at: int, damage: bytes, kind: str) -> None:
    image = Image.new("RGB", (40, 30), (200, 30, 20))
    data = bytearray(HEIC.read_bytes() if kind == "HEIC" else saved(image, kind))
    data[at : at + len(damage)] = damage
    try:
        read_picture(storable_picture(bytes(data)))
    except PictureError as error:
        assert str(error).endswith(".")  # noqa: PT017


def test_a_format_is_known_by_its_content() -> None:
    assert picture_format(HEIC.read_bytes()[:64], "a.jpg") == "HEIC"
