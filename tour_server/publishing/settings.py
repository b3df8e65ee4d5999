"""The settings of publishing."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from narration.speech.settings import EspeakSettings, VoiceSettings


class PublishingSettings(Struct, frozen=True, kw_only=True):
    """What is published, and how it is spoken."""

    speech: Annotated[
        VoiceSettings,
        Meta(
            description="The voice of what is published: see the tables below, told apart by `voice`."
        ),
    ] = EspeakSettings()
    speech_seconds: Annotated[
        float,
        Meta(
            ge=0,
            description="How long a publish waits for its speech; what takes longer follows in a release of its own.",
        ),
    ] = 10.0
    speech_workers: Annotated[
        int, Meta(ge=1, le=32, description="Narration blocks that are said and encoded at once.")
    ] = 2
