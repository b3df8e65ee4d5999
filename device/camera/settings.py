"""The settings of each kind of camera: one type a back end, told apart by `type`.

To add a back end, add a type here, a file beside it, and a case to `open_camera`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct

from device.camera.camera import Camera

VIDEO_ENDINGS = {".mp4", ".avi", ".mpg", ".mpeg", ".mkv", ".mov", ".webm", ".m4v"}

Fps = Annotated[float, Meta(gt=0, le=60, description="Frames a second.")]
Width = Annotated[int, Meta(ge=160, le=3840, description="Width of the picture in pixels.")]
Height = Annotated[int, Meta(ge=120, le=2160, description="Height of the picture in pixels.")]
Seed = Annotated[int, Meta(ge=0, description="Same seed, same visitors.")]


class VirtualGallery(Struct, frozen=True, tag="virtual-gallery", forbid_unknown_fields=True):
    """The twin of a camera in a gallery: it meets the works of a museum, photographed badly."""

    pictures: Annotated[
        str,
        Meta(description="Museum folder whose works hang on its wall, or a folder of pictures."),
    ] = ""
    seed: Seed = 1
    fps: Fps = 12.0
    width: Width = 640
    height: Height = 480


class VirtualDoorway(Struct, frozen=True, tag="virtual-doorway", forbid_unknown_fields=True):
    """The twin of a camera over a doorway: drawn people walk in and out of it."""

    seed: Seed = 1
    fps: Fps = 10.0
    people_per_minute: Annotated[
        float, Meta(gt=0, le=30, description="How many people pass, on average.")
    ] = 6.0
    width: Width = 640
    height: Height = 480


class VideoFile(Struct, frozen=True, tag="file", forbid_unknown_fields=True):
    """A video file."""

    path: Annotated[str, Meta(min_length=1, description="The video.")]
    real_time: Annotated[
        bool, Meta(description="At the speed it was filmed; else as fast as it can be read.")
    ] = True
    loop: Annotated[bool, Meta(description="Start again at its end.")] = False


class PictureFolder(Struct, frozen=True, tag="folder", forbid_unknown_fields=True):
    """A folder of pictures, each shown for a while, again and again."""

    path: Annotated[str, Meta(min_length=1, description="The folder.")]
    seconds: Annotated[float, Meta(gt=0, description="How long each picture is in view.")] = 20.0
    pause_seconds: Annotated[
        float, Meta(ge=0, description="How long nothing is in view between two pictures.")
    ] = 4.0
    fps: Fps = 5.0


class HeldPicture(Struct, frozen=True, tag="held-picture", forbid_unknown_fields=True):
    """The twin of a camera before which somebody holds a picture: the one in a file, while that is there."""

    path: Annotated[str, Meta(min_length=1, description="The file; without it, a bare wall.")]
    fps: Fps = 5.0


class UsbCamera(Struct, frozen=True, tag="device", forbid_unknown_fields=True):
    """A camera on USB or V4L2, through OpenCV."""

    device: Annotated[str, Meta(min_length=1, description="Its number, or /dev/video….")] = "0"
    width: Width = 1280
    height: Height = 720
    fps: Fps = 15.0


CameraSource = VirtualGallery | VirtualDoorway | VideoFile | PictureFolder | HeldPicture | UsbCamera


def from_address(address: str) -> CameraSource:
    """Returns the settings for what a person types: a folder of pictures, a video, 0 or /dev/video0.

    A video starts again at its end, because a kiosk must not lose its camera. Raises ValueError,
    with a plain sentence, where there is no such thing.
    """
    if address.isdecimal() or address.startswith("/dev/"):
        return UsbCamera(device=address)
    path = Path(address)
    if path.is_dir():
        return PictureFolder(path=address)
    if path.is_file():
        if path.suffix.lower() not in VIDEO_ENDINGS:
            raise ValueError(
                f"{address} is no video this kiosk knows. Give a folder for pictures, or one of "
                f"{', '.join(sorted(VIDEO_ENDINGS))}."
            )
        return VideoFile(path=address, loop=True)
    raise ValueError(f"There is no camera, folder or video {address}.")


def open_camera(
    settings: CameraSource,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Camera:
    """Make the camera of `settings`. Raises CameraLostError where it can't be made at all.

    `clock`: monotonic seconds; `sleep`: what its frame timer waits with. A missing USB camera is no error here: its
    `read` raises, and tries again at each call.
    """
    match settings:
        case VirtualGallery():
            from device.camera.gallery import GalleryCamera, hang

            wall = hang(Path(settings.pictures)) if settings.pictures else []
            size = (settings.width, settings.height)
            return GalleryCamera(wall, settings.seed, settings.fps, size, clock, sleep)
        case VirtualDoorway():
            from device.camera.doorway import DoorwayCamera

            return DoorwayCamera(
                settings.seed,
                settings.fps,
                settings.people_per_minute,
                (settings.width, settings.height),
                clock,
                sleep,
            )
        case VideoFile():
            from device.camera.file import FileCamera

            return FileCamera(
                Path(settings.path), clock, sleep, real_time=settings.real_time, loop=settings.loop
            )
        case PictureFolder():
            from device.camera.folder import FolderCamera

            return FolderCamera(
                Path(settings.path),
                settings.seconds,
                settings.pause_seconds,
                settings.fps,
                clock,
                sleep,
            )
        case HeldPicture():
            from device.camera.held_picture import HeldPictureCamera

            return HeldPictureCamera(Path(settings.path), settings.fps, clock, sleep)
        case UsbCamera():
            from device.camera.opencv import OpenCvCamera

            return OpenCvCamera(
                settings.device, (settings.width, settings.height), settings.fps, clock, sleep
            )
