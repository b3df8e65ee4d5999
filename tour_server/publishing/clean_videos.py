"""Videos as visitors get them: their pictures and sound as they came, and nothing else of the file.

A camera writes where it was, its serial number and its owner into a video, and adds tracks of measurements. A film is
not encoded again, which would take minutes and lose sharpness: its packets are copied into a new container.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.video.stream import VideoStream

from runtime.durable_files import write_durably

_VERSION = 1  # raise it when what is kept of a video changes
_FORMATS = {".mp4": "mp4", ".webm": "webm"}  # FFmpeg's names of the containers that are stored


class UnreadableVideoError(ValueError):
    """A stored video can't be read any more."""


def clean_video(source: Path, cache: Path) -> Path:
    """Make the file in `cache` with the pictures and the sound of a stored video. Returns the file.

    `source` is named by its content (tour_server.catalogue.pictures). Raises UnreadableVideoError, OSError.
    """
    file = cache / f"{source.parent.name}-{_VERSION}{source.suffix}"
    if not file.exists():
        with tempfile.TemporaryDirectory() as folder:
            made = Path(folder) / file.name
            try:
                _copy(source, made)
            except (av.FFmpegError, ValueError) as error:
                raise UnreadableVideoError(f"{source.name} can't be read: {error}") from error
            write_durably(file, made.read_bytes())
    return file


def _copy(source: Path, target: Path) -> None:
    """Copy the first video and the first sound of a file. Raises av.FFmpegError, ValueError."""
    form = _FORMATS[source.suffix]
    with _opened(source, target, form) as (reading, writing):
        kept: list[VideoStream | AudioStream] = [
            *reading.streams.video[:1],
            *reading.streams.audio[:1],
        ]
        copies: dict[int, VideoStream | AudioStream] = {}
        for stream in kept:
            copies[stream.index] = copy = writing.add_stream_from_template(stream)
            copy.metadata.clear()
        for packet in reading.demux(*kept):
            if packet.dts is None:
                continue  # the empty packet after the last one
            packet.stream = copies[packet.stream.index]
            writing.mux(packet)


@contextmanager
def _opened(
    source: Path, target: Path, form: str
) -> Iterator[tuple[InputContainer, OutputContainer]]:
    # The container is named, so that FFmpeg takes the file for no other kind, which could name further files.
    reads = {"mp4": "mp4", "webm": "matroska"}[form]
    options = (
        {"movflags": "+faststart"} if form == "mp4" else {}
    )  # a phone begins before it has all
    options["fflags"] = "+bitexact"  # without the program's name; equal files for equal videos
    with (
        av.open(str(source), "r", format=reads) as reading,
        av.open(str(target), "w", format=form, options=options) as writing,
    ):
        yield reading, writing
