"""The settings of publishing."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from narration.speech.settings import EspeakSettings, LanguageVoiceSettings, VoiceSettings

# As contract.museum.Language; that module needs packages which the command line's help does without.
LanguageTag = Annotated[str, Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")]


class PublishingSettings(Struct, frozen=True, kw_only=True):
    """What is published, and how it is spoken."""

    speech: Annotated[
        VoiceSettings,
        Meta(
            description="The voice of what is published: see the tables below, told apart by `voice`."
        ),
    ] = EspeakSettings()
    language_voices: Annotated[
        dict[LanguageTag, LanguageVoiceSettings],
        Meta(
            description="Another voice for a language, as `[language_voices.en]`: it speaks in the background after "
            "`speech` has spoken, and where it can't, that speech stays."
        ),
    ] = {}
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
    compare_texts: Annotated[
        bool,
        Meta(
            description="Whether visitors' questions are also answered by what texts mean (the extra `ask-likeness`), "
            "not by their words alone. A text takes about 0.1 s of a processor, once."
        ),
    ] = True
