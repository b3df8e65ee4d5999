"""Encodes speech into files that browsers play: Opus for kiosks and most phones, AAC for the rest.

Note: the same speech must give the same bytes, or each publish would send every sound to every phone again. Hence
`bitexact`: no random stream number, no date, no name of the encoder.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
from av.audio.stream import AudioStream

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


class EncodingError(RuntimeError):
    """The speech could not be encoded, or the file does not play as long as the speech."""


def encode_opus(spoken: Synthesis, file: Path) -> float:
    """Write Ogg Opus to `file`. Returns how long it plays, in seconds. Raises EncodingError."""
    return _encode(spoken, file, "ogg", "libopus", OPUS_RATES, OPUS_BITS_PER_SECOND, _OPUS, {})


def encode_aac(spoken: Synthesis, file: Path) -> float:
    """Write AAC in MP4 (.m4a), index first, so that it plays while it loads. Returns seconds. Raises EncodingError."""
    return _encode(
        spoken, file, "mp4", "aac", AAC_RATES, AAC_BITS_PER_SECOND, _AAC, {"movflags": "+faststart"}
    )


def _played(file: Path) -> float:
    """Return how long a file that we wrote plays, in seconds. Reads its packets: a hundredth of decoding it."""
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


def _encode(
    spoken: Synthesis,
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
        if abs(seconds - spoken.seconds) > TOLERANCE_SECONDS:
            raise EncodingError(f"{spoken.seconds:.2f} s went in, {seconds:.2f} s came out")
        part.replace(file)
    except (av.FFmpegError, OSError) as error:
        raise EncodingError(f"{file.name} could not be written: {error}") from error
    finally:
        part.unlink(missing_ok=True)
    return seconds


def _fill(
    container: av.container.OutputContainer, stream: AudioStream, spoken: Synthesis, rate: int
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
