"""A video file is read to its end, in real time or as fast as possible, once or in a loop."""

from contextlib import suppress
from pathlib import Path

import cv2
import numpy as np
import pytest

from device.camera.camera import CameraLostError, VideoEndedError
from device.camera.file import FileCamera
from device.camera.settings import VideoFile, open_camera


def _greys(camera, n):
    return [round(float(camera.read().image.mean()) / 20) for _ in range(n)]


def _frames_until_the_end(camera):
    frames = 0
    with suppress(CameraLostError):
        while camera.read() is not None:
            frames += 1
    return frames


def test_all_frames_are_read_and_the_end_is_reported(video, clock):
    camera = FileCamera(video, clock, clock.sleep, real_time=False)
    assert _greys(camera, 12) == list(range(12))
    for _ in range(2):
        with pytest.raises(VideoEndedError, match=r"twelve\.avi has ended"):
            camera.read()
    camera.close()
    camera.close()


def test_frames_read_as_fast_as_possible_carry_the_video_time(video, clock):
    camera = FileCamera(video, clock, clock.sleep, real_time=False)
    assert [camera.read().at for _ in range(3)] == pytest.approx([0.0, 0.1, 0.2])
    assert clock.slept == []


def test_in_real_time_frames_come_when_they_are_due(video, clock):
    camera = FileCamera(video, clock, clock.sleep)
    assert [camera.read().at for _ in range(4)] == pytest.approx([100.0, 100.1, 100.2, 100.3])
    clock.now += 5.0  # the reader was late; later frames keep their distance
    assert [camera.read().at for _ in range(2)] == pytest.approx([105.3, 105.4])


def test_a_looped_video_starts_again_and_its_time_goes_on(video, clock):
    camera = open_camera(VideoFile(path=str(video), real_time=False, loop=True), clock, clock.sleep)
    assert _greys(camera, 14) == [*range(12), 0, 1]
    assert camera.read().at == pytest.approx(1.4)


def test_a_truncated_video_gives_its_complete_frames(clock, tmp_path):
    whole, cut = tmp_path / "whole.avi", tmp_path / "cut.avi"
    random = np.random.default_rng(1)
    writer = cv2.VideoWriter(str(whole), cv2.VideoWriter.fourcc(*"MJPG"), 10, (160, 120))
    for _ in range(12):
        writer.write(random.integers(0, 255, (120, 160, 3), np.uint8))
    writer.release()
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size * 2 // 3])
    camera = FileCamera(cut, clock, clock.sleep, real_time=False)
    assert 0 < _frames_until_the_end(camera) < 12


@pytest.mark.parametrize("content", [b"", b"no video at all" * 100])
def test_a_file_that_is_not_a_video_is_refused_in_words(content, clock, tmp_path):
    file = tmp_path / "broken.mp4"
    file.write_bytes(content)
    with pytest.raises(CameraLostError, match="not a video that can be read"):
        FileCamera(file, clock, clock.sleep)


def test_a_missing_video_is_refused_in_words(clock):
    with pytest.raises(CameraLostError, match="There is no video"):
        FileCamera(Path("nowhere.mp4"), clock, clock.sleep)
