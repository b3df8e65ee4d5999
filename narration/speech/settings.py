"""Settings of the voice: a tagged union, one struct a back end. In TOML: `speech = { voice = "espeak-ng" }`.

A new back end is one file with a class that implements the Voice protocol, one struct here, and one line in
`open_voice`. GPL engines (espeak-ng, Piper) run in a process of their own.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta, Struct

if TYPE_CHECKING:
    from narration.speech.voice import Voice

Seconds = Annotated[float, Meta(gt=0, description="How long one text may take.")]


class EspeakSettings(Struct, frozen=True, tag="espeak-ng", tag_field="voice", kw_only=True):
    """espeak-ng, in a process of its own: no set-up, no network, over a hundred languages."""

    timeout: Seconds = 20.0


class GttsSettings(Struct, frozen=True, tag="gtts", tag_field="voice", kw_only=True):
    """Google's service through gTTS: the texts leave the house. Needs the extra `cloud-speech`."""

    timeout: Seconds = 20.0


class RecordedSettings(Struct, frozen=True, tag="recorded", tag_field="voice", kw_only=True):
    """Recordings by people, and another voice for blocks without a recording."""

    folder: Annotated[str, Meta(description="Folder of sound files named by block key.")]
    otherwise: Annotated[
        EspeakSettings | GttsSettings | None,
        Meta(description="The voice for blocks without a recording; null leaves them silent."),
    ] = EspeakSettings()


class PiperSettings(Struct, frozen=True, tag="piper", tag_field="voice", kw_only=True):
    """A Piper voice of one language, which the museum supplies. Needs the extra `piper`."""

    model: Annotated[str, Meta(description="Its file ending in .onnx; beside it the .onnx.json.")]
    timeout: Seconds = 120.0


class KokoroSettings(Struct, frozen=True, tag="kokoro", tag_field="voice", kw_only=True):
    """Kokoro-82M, a network for en, fr, es and it. Needs the extra `neural-voice`, and 720 MB while it speaks."""

    model: Annotated[str, Meta(description="The network's file, ending in .onnx.")]
    style: Annotated[str, Meta(description="The file of one of its voices, ending in .bin.")]
    timeout: Seconds = 300.0


VoiceSettings = EspeakSettings | GttsSettings | RecordedSettings
LanguageVoiceSettings = PiperSettings | KokoroSettings | GttsSettings
"""A voice that a language may get after the first one has spoken: see tour_server.publishing.speaker_source."""


def open_voice(settings: VoiceSettings | LanguageVoiceSettings, niceness: int = 0) -> Voice:
    """Open the voice that the settings name; the caller closes it. Raises VoiceError when it is not available.

    `niceness`: of a voice that runs in a process of its own, 0 to 19.
    """
    # Imported here: `zaalgids --help` reads the settings, and the voices load numpy and FFmpeg.
    from narration.speech.espeak import EspeakVoice
    from narration.speech.gtts_voice import GttsVoice
    from narration.speech.kokoro_voice import KokoroVoice
    from narration.speech.piper_voice import PiperVoice
    from narration.speech.recorded import RecordedVoice

    reference = EspeakVoice(niceness=niceness)  # it starts no process before it speaks
    match settings:
        case EspeakSettings():
            return EspeakVoice(timeout=settings.timeout, niceness=niceness)
        case GttsSettings():
            return GttsVoice(settings.timeout, reference)
        case RecordedSettings():
            other = settings.otherwise
            speaks = None if other is None else open_voice(other, niceness)
            return RecordedVoice(Path(settings.folder), speaks, reference)
        case PiperSettings():
            return PiperVoice(Path(settings.model), reference, settings.timeout, niceness)
        case KokoroSettings():
            files = Path(settings.model), Path(settings.style)
            return KokoroVoice(*files, reference, settings.timeout, niceness)
