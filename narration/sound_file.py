"""Reads sound files of any format that FFmpeg knows: recordings by people, answers of speech services."""

from __future__ import annotations

import math
from pathlib import Path
from typing import BinaryIO

import av
import numpy as np
from numpy.typing import NDArray


class SoundFileError(RuntimeError):
    """A file that holds no readable sound. The message is a plain sentence."""


class SoundTooLongError(SoundFileError):
    """A file that plays longer than asked for. `seconds`: at least so long."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"it plays {seconds:.0f} s, which is too long")


def decode(
    file: Path | BinaryIO,
    *,
    form: str | None = None,
    longest_seconds: float = math.inf,
    rate: int | None = None,
) -> tuple[NDArray[np.int16], int]:
    """Decode any sound file that FFmpeg reads. Returns (samples: int16 mono, shape (n,); sample rate in Hz).

    `form`: FFmpeg's name of the only container to read it as; files of strangers get one, since some containers make
    FFmpeg open further files. `rate`: of the samples returned, in Hz; without it the file's own. Raises SoundFileError,
    SoundTooLongError before more than `longest_seconds` are decoded.
    """
    name = file.name if isinstance(file, Path) else "the answer"
    try:
        with av.open(str(file) if isinstance(file, Path) else file, "r", format=form) as container:
            if not container.streams.audio:
                raise SoundFileError(f"there is no sound in {name}")
            stream = container.streams.audio[0]
            own_rate = int(stream.rate)
            made_rate = rate or own_rate
            if (stated := (container.duration or 0) / av.time_base) > longest_seconds:
                raise SoundTooLongError(stated)
            mono = av.AudioResampler(format="s16", layout="mono", rate=made_rate)
            frames: list[av.AudioFrame] = []
            length = 0
            for frame in container.decode(stream):
                frames += mono.resample(frame)
                length += frame.samples
                if length > longest_seconds * own_rate:
                    raise SoundTooLongError(length / own_rate)
            frames += mono.resample(None)
    except (av.FFmpegError, OSError, ValueError) as error:
        raise SoundFileError(f"{name} can't be read as sound: {error}") from error
    parts = [frame.to_ndarray().reshape(-1) for frame in frames]
    return (np.concatenate(parts) if parts else np.zeros(0, np.int16)), made_rate
