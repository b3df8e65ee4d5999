"""Cameras and drawing programs write into files where, when and by whom they were made; none of it goes out."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from msgspec.structs import replace
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from contract.look import Logo, Look
from models.picture import PictureError, read_picture
from tests.desk import Desk, picture
from tour_server.catalogue.clean_logo import clean_logo
from tour_server.catalogue.logos import LogoError
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.pictures import Pictures
from tour_server.publishing.clean_videos import UnreadableVideoError, clean_video
from tour_server.publishing.display_pictures import display_picture, phone_picture
from tour_server.publishing.picture_sizes import PictureSizes, kinds

SECRET = "SN-4711-of-Noor"
GPS_INFO, ORIENTATION, SERIAL_NUMBER = 0x8825, 0x0112, 0xA431
LATITUDE = 2


def photograph(form: str) -> bytes:
    """A picture of 240 × 120 pixels, red on its left, which its EXIF turns to stand upright; with a place in it."""
    pixels = np.zeros((120, 240, 3), np.uint8)
    pixels[:, :120] = (255, 0, 0)
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # 90 degrees clockwise
    exif[0x010F] = SECRET  # make
    exif.get_ifd(0x8769)[SERIAL_NUMBER] = SECRET
    exif.get_ifd(GPS_INFO)[LATITUDE] = (52.0, 21.0, 36.0)
    body = io.BytesIO()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.fromarray(pixels).save(body, form, exif=exif, icc_profile=profile, quality=95)
    assert SECRET.encode() in body.getvalue()
    return body.getvalue()


def is_clean(file: Path) -> bool:
    content = file.read_bytes()
    with Image.open(io.BytesIO(content)) as image:
        told = [*image.getexif(), *(name for name in image.info if name in ("exif", "xmp"))]
    return not told and SECRET.encode() not in content


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photograph(tmp_path: Path, form: str) -> None:
    store = Pictures(tmp_path / "pictures")
    name = store.add(photograph(form), "photo")
    source, cache = store.path(name), tmp_path / "cache"
    shown, on_phones = display_picture(source, cache), phone_picture(source, cache)
    sizes = PictureSizes(tmp_path / "sizes", lambda _target: shown)
    sizes.make("pictures/x.jpg")
    made = [shown, on_phones, store.thumbnail(name, 160)]
    small = [sizes.file("pictures/x.jpg", width, kind) for width in (176,) for kind in kinds()]
    assert all(is_clean(one) for one in made)
    assert all(one is None or is_clean(one) for one in small)
    pixels = read_picture(shown)
    assert pixels.shape[:2] == (240, 120), "it stands upright without its EXIF"
    assert pixels[20, 60, 2] > 200, "what was left is above"
    assert pixels[220, 60, 2] < 60


def test_a_part_of_a_photograph_that_lies_on_its_side(tmp_path: Path) -> None:
    """Shares are of the upright picture, as staff see it."""
    store = Pictures(tmp_path / "pictures")
    source = store.path(store.add(photograph("JPEG"), "photo.jpg"))
    upper = read_picture(display_picture(source, tmp_path / "cache", (0.0, 0.0, 1.0, 0.4)))
    assert upper.shape[:2] == (96, 120)
    assert upper[:, :, 2].mean() > 200


def logo_png() -> bytes:
    notes, body = PngInfo(), io.BytesIO()
    notes.add_text("Author", SECRET)
    pixels = np.zeros((400, 400, 4), np.uint8)
    pixels[100:300, 100:300] = (0, 0, 0, 255)
    Image.fromarray(pixels).save(body, "PNG", pnginfo=notes)
    return body.getvalue()


LOGO_SVG = f"""<?xml version="1.0"?><!-- {SECRET} -->
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
  xmlns:d="http://draw.example/ns" viewBox="0 0 20 10" d:owner="{SECRET}">
  <title>{SECRET}</title><metadata><d:by>{SECRET}</d:by></metadata>
  <d:view zoom="{SECRET}"><d:deep/></d:view>
  <defs><linearGradient id="g"><stop offset="0" stop-color="#777"/></linearGradient>
    <rect id="r" width="8" height="8"/></defs>
  <style>.a {{ fill: url(#g) }}</style>
  <use xlink:href="#r" class="a" d:label="{SECRET}"/><rect x="10" width="8" height="8" fill="#777"/>
</svg>""".encode()


@pytest.mark.parametrize("content", [logo_png(), LOGO_SVG])
def test_a_logo_is_written_anew(tmp_path: Path, content: bytes) -> None:
    store = Pictures(tmp_path / "pictures")
    stored = store.path(store.add_logo(content, "logo")).read_bytes()
    assert SECRET.encode() not in stored
    assert clean_logo(stored) == stored, "the same when it comes back"


def test_what_is_drawn_of_a_logo_stays() -> None:
    root = ET.fromstring(clean_logo(LOGO_SVG))  # noqa: S314 - ours
    names = [str(element.tag).rpartition("}")[2] for element in root.iter()]
    assert names == ["svg", "defs", "linearGradient", "stop", "rect", "style", "use", "rect"]
    assert root.find(".//*[@class='a']") is not None
    png = cv2.imdecode(np.frombuffer(clean_logo(logo_png()), np.uint8), cv2.IMREAD_UNCHANGED)
    assert png is not None
    assert (png.shape, png[0, 0, 3], png[200, 200, 3]) == ((400, 400, 4), 0, 255)


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"\x89PNG\r\n\x1a\n", LOGO_SVG[:-20]])
def test_what_is_no_logo(content: bytes) -> None:
    with pytest.raises(LogoError):
        clean_logo(content)


def test_a_logo_that_software_of_before_stored_as_it_came(desk: Desk) -> None:
    raw = desk.parts.pictures._store(LOGO_SVG, "logo.svg", ".svg")
    site = desk.parts.drafts.all(PartKind.SITE)[0]
    desk.parts.drafts.put(
        PartKind.SITE, site.key, replace(site.body, look=Look(logo=Logo(raw))), site.version, "N"
    )
    desk.parts.publisher.publish("Noor")
    release = desk.parts.releases.release()
    assert release is not None
    assert release.look is not None
    assert release.look.logo_day is not None
    published = desk.parts.releases.file(release.look.logo_day)
    assert published is not None
    assert SECRET.encode() not in published.read_bytes()


def film(path: Path, codec: str, form: str) -> Path:
    path.parent.mkdir(parents=True)
    with av.open(str(path), "w", format=form) as container:
        stream = container.add_stream(codec, rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        stream.metadata["handler_name"] = SECRET
        sound = container.add_stream("libopus" if form == "webm" else "aac", rate=48_000)
        container.metadata.update({"title": SECRET, "location": "+52.36+004.88/", "artist": SECRET})
        for number in range(10):
            frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), 25 * number, np.uint8))
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        quiet = av.AudioFrame.from_ndarray(np.zeros((1, 960), np.int16), "s16", "mono")
        quiet.sample_rate, quiet.pts = 48_000, 0
        container.mux(sound.encode(quiet))
        container.mux(sound.encode(None))
    assert SECRET.encode() in path.read_bytes()
    return path


@pytest.mark.parametrize(("codec", "form"), [("libvpx", "webm"), ("libx264", "mp4")])
def test_a_video(tmp_path: Path, codec: str, form: str) -> None:
    source = film(tmp_path / ("a" * 32) / f"signed.{form}", codec, form)
    made = clean_video(source, tmp_path / "cache")
    content = made.read_bytes()
    assert SECRET.encode() not in content
    assert b"+52.36" not in content
    with av.open(str(made)) as container:
        assert [stream.type for stream in container.streams] == ["video", "audio"]
        assert len(list(container.decode(video=0))) == 10
    assert clean_video(source, tmp_path / "cache") == made
    again = clean_video(source, tmp_path / "another-cache")
    assert again.read_bytes() == content, "equal videos are equal files"


def test_a_video_that_is_damaged(tmp_path: Path) -> None:
    source = tmp_path / ("b" * 32) / "signed.mp4"
    source.parent.mkdir()
    source.write_bytes(b"\0\0\0\x18ftypmp42" + bytes(50))
    with pytest.raises(UnreadableVideoError):
        clean_video(source, tmp_path / "cache")


def test_the_page_of_a_picture_shows_no_raw_drawing(desk: Desk) -> None:
    """A picture that is no picture is refused, also one that says that it is an SVG."""
    for content in (LOGO_SVG, b"<?xml version='1.0'?>" + LOGO_SVG, b"GIF89a" + picture()):
        with pytest.raises(PictureError):
            desk.parts.pictures.add(content, "x.png")
