"""Reads sound files of any format that FFmpeg knows: recordings by people, answers of speech services."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import av
import numpy as np
from numpy.typing import NDArray


class SoundFileError(RuntimeError):
    """A file that holds no readable sound. The message is a plain sentence."""


def decode(file: Path | BinaryIO) -> tuple[NDArray[np.int16], int]:
    """Decode any sound file that FFmpeg reads. Returns (samples: int16 mono, shape (n,); sample rate in Hz).

    Raises SoundFileError.
    """
    name = file.name if isinstance(file, Path) else "the answer"
    try:
        with av.open(str(file) if isinstance(file, Path) else file, "r") as container:
            if not container.streams.audio:
                raise SoundFileError(f"there is no sound in {name}")
            stream = container.streams.audio[0]
            rate = int(stream.rate)
            mono = av.AudioResampler(format="s16", layout="mono", rate=rate)
            frames = [out for frame in container.decode(stream) for out in mono.resample(frame)]
            frames += mono.resample(None)
    except (av.FFmpegError, OSError, ValueError) as error:
        raise SoundFileError(f"{name} can't be read as sound: {error}") from error
    parts = [frame.to_ndarray().reshape(-1) for frame in frames]
    return (np.concatenate(parts) if parts else np.zeros(0, np.int16)), rate
