"""Speech as files that browsers play: Opus for kiosks and most phones, AAC for the rest.

The one thing a newcomer would get wrong: the same speech must give the same bytes, or every publish would send
every phone every sound again. Hence `bitexact`: no random stream number, no date, no name of the encoder.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import BinaryIO

import av
import numpy as np
from av.audio.stream import AudioStream
from numpy.typing import NDArray

from narration.speech.voice import Spoken

OPUS_BITS = 32_000  # a second; speech, mono: transparent to most ears
AAC_BITS = 48_000
# Samples a second: a computer's voice has nothing over 11 kHz, and half the samples take half the time.
OPUS_RATES = (24_000, 48_000)
AAC_RATES = (22_050, 44_100)
# Chosen by time and by how far the spectrum comes out (docs/decisions/0005): "lowdelay" leaves out the analysis that
# chooses between two coders and takes the cheap one; three frames a packet keep the bits at what was asked for.
_OPUS = {"application": "lowdelay", "compression_level": "3", "frame_duration": "60"}
_AAC = {"aac_coder": "fast", "aac_tns": "0", "aac_pns": "0", "aac_is": "0"}
TOLERANCE = 0.1  # seconds; subtitles may lead or lag by as much


class EncodingError(RuntimeError):
    """The sound could not be encoded, or what came back is not as long as what went in."""


def encode_opus(spoken: Spoken, file: Path) -> float:
    """Writes Ogg Opus; how long it plays, in seconds, by its packets. Raises EncodingError."""
    return _encode(spoken, file, "ogg", "libopus", OPUS_RATES, OPUS_BITS, _OPUS, {})


def encode_aac(spoken: Spoken, file: Path) -> float:
    """Writes AAC in MP4 (.m4a) with its index first, so that it plays while it loads. As `encode_opus`."""
    return _encode(
        spoken, file, "mp4", "aac", AAC_RATES, AAC_BITS, _AAC, {"movflags": "+faststart"}
    )


def _played(file: Path) -> float:
    """How long a file that we wrote plays, in seconds, by its packets' own times: a hundredth of decoding it."""
    with av.open(str(file), "r") as container:
        stream = container.streams.audio[0]
        end = max(
            (
                packet.pts + (packet.duration or 0)
                for packet in container.demux(stream)
                if packet.pts is not None
            ),
            default=0,
        )
        return float(end * stream.time_base) if stream.time_base is not None else 0.0


def decode(file: Path | BinaryIO) -> tuple[NDArray[np.int16], int]:
    """(int16 mono samples, sample rate) of any sound file FFmpeg reads. Raises EncodingError."""
    name = file.name if isinstance(file, Path) else "the answer"
    try:
        with av.open(str(file) if isinstance(file, Path) else file, "r") as container:
            if not container.streams.audio:
                raise EncodingError(f"there is no sound in {name}")
            stream = container.streams.audio[0]
            rate = int(stream.rate)
            mono = av.AudioResampler(format="s16", layout="mono", rate=rate)
            frames = [out for frame in container.decode(stream) for out in mono.resample(frame)]
            frames += mono.resample(None)
    except (av.FFmpegError, OSError, ValueError) as error:
        raise EncodingError(f"{name} is no sound that can be read: {error}") from error
    parts = [frame.to_ndarray().reshape(-1) for frame in frames]
    return (np.concatenate(parts) if parts else np.zeros(0, np.int16)), rate


def _encode(
    spoken: Spoken,
    file: Path,
    form: str,
    codec: str,
    rates: tuple[int, int],
    bits: int,
    coder: dict[str, str],
    options: dict[str, str],
) -> float:
    part = file.with_name(file.name + ".part")
    rate = rates[0] if spoken.sample_rate <= rates[0] else rates[1]
    try:
        with av.open(
            str(part), "w", format=form, options={**options, "fflags": "+bitexact"}
        ) as container:
            stream = container.add_stream(
                codec, rate=rate, layout="mono", bit_rate=bits, options=coder
            )
            if not isinstance(stream, AudioStream):
                raise EncodingError(f"{codec} is no codec for sound")
            stream.codec_context.flags |= av.codec.context.Flags.bitexact
            _fill(container, stream, spoken, rate)
        seconds = _played(part)
        if abs(seconds - spoken.seconds) > TOLERANCE:
            raise EncodingError(f"{spoken.seconds:.2f} s went in, {seconds:.2f} s came out")
        part.replace(file)
    except (av.FFmpegError, OSError) as error:
        raise EncodingError(f"{file.name} could not be written: {error}") from error
    finally:
        part.unlink(missing_ok=True)
    return seconds


def _fill(
    container: av.container.OutputContainer, stream: AudioStream, spoken: Spoken, rate: int
) -> None:
    frame = av.AudioFrame.from_ndarray(spoken.samples.reshape(1, -1), format="s16", layout="mono")
    frame.sample_rate = spoken.sample_rate
    frame.pts = 0
    frame.time_base = Fraction(1, spoken.sample_rate)
    resampler = av.AudioResampler(
        format=stream.codec_context.format,
        layout="mono",
        rate=rate,
        frame_size=stream.codec_context.frame_size or 1024,
    )
    for out in (*resampler.resample(frame), *resampler.resample(None), None):
        for packet in stream.encode(out):
            container.mux(packet)
