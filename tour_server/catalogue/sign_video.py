"""Videos in sign language, as staff upload them: only what phones play, and what FFmpeg reads."""

from __future__ import annotations

import io

import av
from msgspec.structs import replace

from contract.museum import SignVideo, Work
from web.translations import gettext as _

MAX_SECONDS = 600.0  # ten minutes: a telling in sign language takes as long as one that is spoken
_CODECS = {".mp4": {"h264"}, ".webm": {"vp8", "vp9", "av1"}}


class SignVideoError(ValueError):
    """A file is no video that phones play. The message is a sentence for staff."""


def video_ending(content: bytes) -> str:
    """Returns `.mp4` or `.webm`, what the file is. Raises SignVideoError for anything else."""
    ending = (
        ".mp4" if content[4:8] == b"ftyp" else ".webm" if content[:4] == b"\x1aE\xdf\xa3" else ""
    )
    if not ending:
        raise SignVideoError(_("This is no MP4 or WebM file."))
    try:
        # The container is named: what FFmpeg recognises by itself may name further files.
        form = {".mp4": "mp4", ".webm": "matroska"}[ending]
        with av.open(io.BytesIO(content), "r", format=form) as container:
            if not container.streams.video:
                raise SignVideoError(_("There is no picture in this video."))
            stream = container.streams.video[0]
            codec = stream.codec_context.name.removeprefix("lib")
            if not any(codec.startswith(one) for one in _CODECS[ending]) and codec != "dav1d":
                raise SignVideoError(
                    _("Phones don't play {codec} in such a file. Use H.264 in MP4.", codec=codec)
                )
            if (container.duration or 0) / av.time_base > MAX_SECONDS:
                raise SignVideoError(_("A video in sign language takes ten minutes at most."))
            next(container.decode(stream))
    except (av.FFmpegError, StopIteration, ValueError) as error:
        if isinstance(error, SignVideoError):
            raise
        raise SignVideoError(_("This video can't be read.")) from error
    return ending


def with_sign_video(work: Work, video: SignVideo) -> Work:
    """Returns the work with this video in place of the one in its language."""
    others = [one for one in work.sign_videos if one.language != video.language]
    return replace(work, sign_videos=[*others, video])


def without_sign_video(work: Work, language: str) -> Work:
    """Returns the work without the video in this language. The file stays in the store, so that undo finds it."""
    videos = [one for one in work.sign_videos if one.language != language]
    return replace(work, sign_videos=videos)
