"""Staff add a video in sign language; it is published, exported and shown, and where there is none nothing stands."""

from __future__ import annotations

import io
from pathlib import Path

import av
import numpy as np
import pytest

from contract.museum_folder import read_museum, write_museum
from tests.desk import Desk
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.pictures import Pictures
from tour_server.catalogue.sign_video import MAX_SECONDS, SignVideoError, video_ending
from tour_server.staff.permissions import Role


def video(codec: str = "libvpx-vp9", form: str = "webm", seconds: int = 1) -> bytes:
    """A video of a moving square: ten frames in `seconds`."""
    body = io.BytesIO()
    with av.open(body, "w", format=form) as container:
        stream = container.add_stream(codec, rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(10):
            pixels = np.zeros((48, 64, 3), np.uint8)
            pixels[10:20, number : number + 10] = 255
            frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
            frame.pts = number * seconds
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return body.getvalue()


def sound() -> bytes:
    body = io.BytesIO()
    with av.open(body, "w", format="webm") as container:
        stream = container.add_stream("libopus", rate=48_000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 960), np.int16), "s16", "mono")
        frame.sample_rate, frame.pts = 48_000, 0
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return body.getvalue()


def test_what_phones_play_is_taken() -> None:
    assert video_ending(video()) == ".webm"
    assert video_ending(video("libvpx")) == ".webm"


@pytest.mark.parametrize(
    ("content", "because"),
    [
        (b"", "no MP4 or WebM"),
        (b"GIF89a" + bytes(100), "no MP4 or WebM"),
        (video()[:300], "can't be read"),
        (sound(), "no picture"),
        (video("mpeg4", "mp4"), "Phones don't play"),
        (video(seconds=int(MAX_SECONDS) + 120), "ten minutes"),
    ],
)
def test_anything_else_is_refused_in_a_sentence(content: bytes, because: str) -> None:
    with pytest.raises(SignVideoError, match=because):
        video_ending(content)


def test_from_the_desk_to_the_phone_and_into_a_folder(desk: Desk, tmp_path: Path) -> None:
    browser = desk.colleague("Noor", Role.AUTHOR, Role.PUBLISHER)
    address = "/desk/works/lijn"
    fields = browser.fill_in(address) | {"sign.language": "nl"}
    refused = browser.post(address, fields | {"sign": (io.BytesIO(b"no"), "gebaren.mp4")})
    assert refused.status_code == 422
    assert "gebaren.mp4: This is no MP4 or WebM file." in refused.text
    fields = browser.fill_in(address) | {"sign.language": "nl"}
    browser.post(address, fields | {"sign": (io.BytesIO(video()), "gebaren.webm")})
    (signed,) = desk.parts.drafts.get(PartKind.WORK, "lijn").body.sign_videos
    assert (signed.language, signed.file.endswith("/gebaren.webm")) == ("nl", True)

    pictures: Pictures = desk.parts.pictures
    museum = pictures.export_pictures(desk.parts.drafts.museum(), tmp_path / "pictures")
    write_museum(museum, tmp_path)
    again = read_museum(tmp_path)
    assert again.work("lijn").sign_videos[0].file == "gebaren.webm"
    imported = Pictures(tmp_path / "store").import_pictures(again, tmp_path / "pictures")
    assert imported.work("lijn").sign_videos[0].file == signed.file

    desk.parts.take_on_rights("Noor")
    desk.parts.publisher.publish("Noor")
    release = desk.parts.releases.release()
    assert release is not None
    target = release.videos[signed.file]
    page = browser.get("/visit/work/1?l=nl").text
    assert f"/visit/media/{target}?r=" in page
    assert browser.get(f"/visit/media/{target}").status_code == 200
    assert "<video" not in browser.get("/visit/work/1?l=en").text
    assert "<video" not in browser.get("/visit/work/2?l=nl").text

    browser.post(address, browser.fill_in(address), action="without-sign:nl")
    assert desk.parts.drafts.get(PartKind.WORK, "lijn").body.sign_videos == []
