"""A bundle: one release as a kiosk or a phone takes it, a set of TUF targets.

The repository of a site is served at `<server>/bundles/metadata/` and `<server>/bundles/targets/`. The target
`release.json` is a `Release`; it names every other target. A kiosk switches to a release when it holds all of
them, verified, and not before.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from contract.museum import Key, Language, Level, Museum

RELEASE_TARGET = "release.json"
Target = Annotated[str, Meta(pattern=r"^[a-z0-9][A-Za-z0-9._/-]{0,200}$")]


class Speech(Struct, frozen=True):
    """One narration block, spoken. Opus for kiosk and phones that play it, AAC for the rest."""

    work: Key
    block: Key
    language: Language
    level: Level
    seconds: float
    opus: Target
    aac: Target
    subtitles: Target
    subtitles_portrait: Target
    voice: str
    machine_made: bool


class Release(Struct, frozen=True):
    """What was published: the museum, frozen, with its speech, pictures and reference features."""

    number: Annotated[int, Meta(ge=1)]
    published_at: float
    museum: Museum
    speech: list[Speech]
    pictures: dict[str, Target]  # Medium.file -> target
    features: Target | None  # models.features.Features, as models saves it
