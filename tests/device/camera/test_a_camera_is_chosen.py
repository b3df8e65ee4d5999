"""The settings name a device, a video file, a folder or a virtual camera."""

import cv2
import msgspec
import numpy as np
import pytest

from device.camera.camera import CameraLostError
from device.camera.settings import (
    CameraSource,
    HeldPicture,
    PictureFolder,
    UsbCamera,
    VideoFile,
    VirtualDoorway,
    VirtualGallery,
    from_address,
    open_camera,
)


def test_an_address_is_a_folder_a_video_or_a_device(tmp_path, video):
    assert from_address(str(tmp_path)) == PictureFolder(path=str(tmp_path))
    assert from_address(str(video)) == VideoFile(path=str(video), loop=True)
    assert from_address("0") == UsbCamera(device="0")
    assert from_address("/dev/video2") == UsbCamera(device="/dev/video2")


def test_an_invalid_address_is_refused_in_words(tmp_path):
    with pytest.raises(ValueError, match="There is no camera, folder or video"):
        from_address(str(tmp_path / "nothing"))
    (tmp_path / "letter.txt").write_text("a letter")
    with pytest.raises(ValueError, match="is no video this kiosk knows"):
        from_address(str(tmp_path / "letter.txt"))


@pytest.mark.parametrize(
    "settings",
    [
        VirtualGallery(),
        VirtualDoorway(),
        VideoFile(path="a"),
        PictureFolder(path="b"),
        HeldPicture(path="c.jpg"),
        UsbCamera(device="0"),
    ],
)
def test_settings_survive_a_round_trip_through_toml(settings):
    plain = msgspec.toml.encode({"camera": settings})
    back = msgspec.convert(msgspec.toml.decode(plain)["camera"], CameraSource)
    assert back == settings


def test_an_unknown_setting_is_refused():
    with pytest.raises(msgspec.ValidationError, match="colour"):
        msgspec.convert({"type": "virtual-doorway", "colour": "red"}, CameraSource)


@pytest.mark.parametrize("settings", [VirtualGallery(), VirtualDoorway()])
def test_the_twins_open_without_any_setting(settings, clock):
    camera = open_camera(settings, clock, clock.sleep)
    frames = [camera.read() for _ in range(3)]
    assert all(frame.image.shape == (480, 640, 3) for frame in frames)
    assert frames[1].at - frames[0].at == pytest.approx(1 / settings.fps)


def test_a_folder_shows_each_picture_followed_by_an_empty_frame(tmp_path, clock):
    for name, grey in (("a.png", 50), ("b.png", 120)):
        cv2.imwrite(str(tmp_path / name), np.full((60, 80, 3), grey, np.uint8))
    (tmp_path / "broken.jpg").write_bytes(b"not a picture")
    camera = open_camera(
        PictureFolder(path=str(tmp_path), seconds=2, pause_seconds=1, fps=1), clock, clock.sleep
    )
    seen = [round(float(camera.read().image.mean())) for _ in range(9)]
    assert seen == [50, 50, 200, 120, 120, 200, 50, 50, 200]


def test_a_folder_without_a_readable_picture_is_reported(tmp_path, clock):
    with pytest.raises(CameraLostError, match="There are no pictures in"):
        open_camera(PictureFolder(path=str(tmp_path)), clock, clock.sleep)
    (tmp_path / "broken.jpg").write_bytes(b"not a picture")
    camera = open_camera(PictureFolder(path=str(tmp_path)), clock, clock.sleep)
    with pytest.raises(CameraLostError, match="None of the pictures"):
        camera.read()
