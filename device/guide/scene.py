"""What the screen shows, as data: the page draws a scene and decides nothing."""

from __future__ import annotations

from msgspec import Struct

from contract.bundle import Release, Speech
from contract.museum import Language, Level, Source, Text, Work, worded
from narration.script import Script


class Label(Struct, frozen=True):
    """A work, as its label on the screen. Each wording comes with the language it is in."""

    key: str
    number: int
    title: tuple[str, Language]
    maker: tuple[str, Language]
    date: tuple[str, Language]
    place: tuple[str, Language]
    materials: tuple[str, Language]
    picture: str | None
    alt: str


class Voiced(Struct, frozen=True):
    """One block to play: addresses of its sound and subtitles on the kiosk's own page, and its words."""

    block: str
    text: str
    seconds: float
    opus: str | None = None
    aac: str | None = None
    subtitles: str | None = None
    subtitles_portrait: str | None = None


class Scene(Struct, frozen=True, omit_defaults=False):
    """Everything the page needs. `play` counts the tellings begun, `visit` the visits ended."""

    screen: str  # attract | telling | unknown | resting
    language: Language  # "" while resting: then the page speaks all it knows
    level: Level
    languages: tuple[Language, ...] = ()
    larger: bool = False
    play: int = 0
    visit: int = 0
    work: Label | None = None
    blocks: tuple[Voiced, ...] = ()
    sources: tuple[Source, ...] = ()
    other_level: bool = False  # there was nothing at the visitor's level
    machine_made: bool = False
    machine_voice: bool = False
    offered: tuple[Language, ...] = ()  # languages with words on it, when this one has none
    works: tuple[Label, ...] = ()  # attract: what to pan over; unknown: what it may be
    warn_seconds: float | None = None
    seeing: bool = True  # a camera looks for works
    handover: str = ""
    museum: str = ""


def label(work: Work, languages: list[Language]) -> Label:
    """The label of `work` for somebody who reads `languages`, the first preferred."""

    def say(text: Text) -> tuple[str, Language]:
        return worded(text, languages)

    medium = work.media[0] if work.media else None
    return Label(
        key=work.key,
        number=work.number,
        title=say(work.title),
        maker=say(work.maker),
        date=say(work.date),
        place=say(work.place),
        materials=say(work.materials),
        picture=f"/picture/{work.key}" if medium else None,
        alt=worded(medium.alt, languages)[0] if medium else "",
    )


def voiced(script: Script, release: Release) -> tuple[Voiced, ...]:
    """The blocks of `script` with the speech that the release holds of each; without any, words alone."""
    speech = {spoken.block: spoken for spoken in release.speech}
    return tuple(_voiced(block.key, block.text, speech.get(block.key)) for block in script.blocks)


def _voiced(key: str, text: str, spoken: Speech | None) -> Voiced:
    if spoken is None:
        return Voiced(key, text, 0.0)
    return Voiced(
        block=key,
        text=text,
        seconds=spoken.seconds,
        opus=f"/target/{spoken.opus}",
        aac=f"/target/{spoken.aac}",
        subtitles=f"/target/{spoken.subtitles}",
        subtitles_portrait=f"/target/{spoken.subtitles_portrait}",
    )
