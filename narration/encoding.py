"""Encodes speech into files that browsers play: Opus for kiosks and most phones, AAC for the rest.

Each file carries in its metadata whether a machine made the speech, and which voice.

Note: the same speech must give the same bytes, or each publish would send every sound to every phone again. Hence
`bitexact`: no random stream number, no date, no name of the encoder.

Note: a codec puts peaks back that a limiter took. So each file is decoded again, and made anew with lower peaks where
it passes MAX_PEAK_DBTP.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.stream import AudioStream
from numpy.typing import NDArray

from narration.levelling import MAX_PEAK_DBTP, LevellingError, highest_dbfs, levelled
from narration.loudness import true_peak
from narration.speech.voice import Synthesis

OPUS_BITS_PER_SECOND = 32_000  # mono speech; most listeners hear no difference from the source
AAC_BITS_PER_SECOND = 48_000
# Hz. A synthetic voice has no content above 11 kHz, and half the samples take half the time to encode.
OPUS_RATES = (24_000, 48_000)
AAC_RATES = (22_050, 44_100)
# Chosen by encoding time and by spectral distance (docs/decisions/0005): "lowdelay" skips the analysis that chooses
# between two coders and takes the cheaper one; 60 ms a packet keep the bit rate at what was asked for.
_OPUS = {"application": "lowdelay", "compression_level": "3", "frame_duration": "60"}
_AAC = {"aac_coder": "fast", "aac_tns": "0", "aac_pns": "0", "aac_is": "0"}
TOLERANCE_SECONDS = 0.1  # subtitles may lead or lag by as much (narration.subtitle_rules)


_TRIES = 6
_METERS_DIFFER_DB = 0.05  # between `true_peak` and FFmpeg's meter: 0.04 at most in 150 files
# More than the peak's excess, because the codec's error changes with its input; doubled at each try. Four tries of
# 0.1 dB were once too few for a sentence that passed another time: espeak-ng's noise differs each time that it speaks.
_LOWER_DB = 0.1
_SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"  # an identifier, not fetched


@dataclass(frozen=True)
class _Coding:
    """A container, a codec, and how they are set."""

    form: str
    codec: str
    rates: tuple[int, int]
    bits_per_second: int
    coder: dict[str, str]
    options: dict[str, str] = field(default_factory=dict)


class EncodingError(RuntimeError):
    """The speech could not be encoded, or the file does not play as long as the speech."""


_OPUS_CODING = _Coding("ogg", "libopus", OPUS_RATES, OPUS_BITS_PER_SECOND, _OPUS)
_AAC_CODING = _Coding(
    "mp4", "aac", AAC_RATES, AAC_BITS_PER_SECOND, _AAC, {"movflags": "+faststart"}
)


def encode_opus(spoken: Synthesis, file: Path) -> float:
    """Write Ogg Opus to `file`. Returns how long it plays, in seconds. Raises EncodingError."""
    return _encode(spoken, file, _OPUS_CODING)


def encode_aac(spoken: Synthesis, file: Path) -> float:
    """Write AAC in MP4 (.m4a), index first, so that it plays while it loads. Returns seconds. Raises EncodingError."""
    return _encode(spoken, file, _AAC_CODING)


def marks(spoken: Synthesis) -> dict[str, str]:
    """Return a file's metadata: who speaks, and in words and as the IPTC's term (a web address) what made it."""
    if not spoken.machine_made:
        return {"comment": "Recorded by a person."}
    term = "trainedAlgorithmicMedia" if spoken.trained else "algorithmicMedia"
    return {
        "artist": spoken.voice,
        "comment": f"Machine-made speech. Voice: {spoken.voice}. {_SOURCE_TYPES}{term}",
    }


def _heard(file: Path) -> tuple[float, NDArray[np.float32]]:
    """Return how long a file that we wrote plays, in seconds, and what it decodes to, shape (n,), full scale 1."""
    with av.open(str(file), "r") as container:
        stream = container.streams.audio[0]
        end, parts = 0, list[NDArray[np.float32]]()
        for packet in container.demux(stream):
            if packet.pts is not None:
                end = max(end, packet.pts + (packet.duration or 0))
            for frame in stream.decode(packet):
                if frame.format.name != "fltp":  # both decoders of FFmpeg compute in it
                    raise EncodingError(f"{file.name} decodes to {frame.format.name}")
                parts.append(np.frombuffer(memoryview(frame.planes[0]), np.float32, frame.samples))
        seconds = float(end * stream.time_base) if stream.time_base is not None else 0.0
        return seconds, np.concatenate(parts) if parts else np.zeros(0, np.float32)


def _encode(spoken: Synthesis, file: Path, coding: _Coding) -> float:
    part = file.with_name(file.name + ".part")
    try:
        for tried in range(_TRIES):
            _write(spoken, part, coding)
            seconds, heard = _heard(part)
            if abs(seconds - spoken.seconds) > TOLERANCE_SECONDS:
                raise EncodingError(f"{spoken.seconds:.2f} s went in, {seconds:.2f} s came out")
            over = true_peak(heard) + _METERS_DIFFER_DB - MAX_PEAK_DBTP
            if over <= 0:
                part.replace(file)
                return seconds
            lower = highest_dbfs(spoken.samples) - over - _LOWER_DB * 2**tried
            spoken = replace(spoken, samples=levelled(spoken.samples, spoken.sample_rate, lower))
        raise EncodingError(
            f"{file.name} has peaks over {MAX_PEAK_DBTP:g} dBTP after {_TRIES} tries"
        )
    except (av.FFmpegError, LevellingError, OSError) as error:
        raise EncodingError(f"{file.name} could not be written: {error}") from error
    finally:
        part.unlink(missing_ok=True)


def _write(spoken: Synthesis, file: Path, coding: _Coding) -> None:
    rate = coding.rates[0] if spoken.sample_rate <= coding.rates[0] else coding.rates[1]
    options = {**coding.options, "fflags": "+bitexact"}
    with av.open(str(file), "w", format=coding.form, options=options) as container:
        container.metadata.update(marks(spoken))
        stream = container.add_stream(
            coding.codec,
            rate=rate,
            layout="mono",
            bit_rate=coding.bits_per_second,
            options=coding.coder,
        )
        if not isinstance(stream, AudioStream):
            raise EncodingError(f"{coding.codec} is no codec for sound")
        stream.codec_context.flags |= av.codec.context.Flags.bitexact
        _fill(container, stream, spoken)


def _fill(container: av.container.OutputContainer, stream: AudioStream, spoken: Synthesis) -> None:
    frame = av.AudioFrame.from_ndarray(spoken.samples.reshape(1, -1), format="s16", layout="mono")
    frame.sample_rate = spoken.sample_rate
    frame.pts = 0
    frame.time_base = Fraction(1, spoken.sample_rate)
    for out in (frame, None):  # the stream resamples it, and divides it into the codec's frames
        container.mux(stream.encode(out))


def encode_unchecked(spoken: Synthesis, folder: Path) -> None:
    """Write both files and look at neither: the least that encoding can take, to compare with."""
    _write(spoken, folder / "plain.opus", _OPUS_CODING)
    _write(spoken, folder / "plain.m4a", _AAC_CODING)
