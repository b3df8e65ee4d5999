"""What the screen shows, as data: the page draws a scene and decides nothing."""

from __future__ import annotations

from msgspec import Struct

from contract.bundle import Release, Speech
from contract.museum import Block, Language, Level, Source, Text, Work, worded
from device.guide.aloud import Aloud
from narration.rendered_blocks import OPUS, PORTRAIT, SUBTITLES, RenderedBlock
from narration.script import Script

READING = 10.0  # characters a second that a slow reader takes in where there is no voice


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
    """One block to play: addresses of its sound and subtitles on the kiosk's own page, and its words.

    `seconds`: of sound, or of reading where there is none; `coming`: the kiosk's own voice is at work on it.
    """

    block: str
    text: str
    seconds: float
    coming: bool = False
    machine_voice: bool = False
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
    deeper: bool = False  # there is more to tell, on request
    offered: tuple[Language, ...] = ()  # languages with words on it, when this one has none
    works: tuple[Label, ...] = ()  # attract: what to pan over; unknown: what it may be
    closed: bool = False  # resting because the museum is closed
    opens: str | None = None  # the next opening, ISO 8601 in the museum's own time; None: not known
    opens_in_days: int = 0
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


def voiced(script: Script, release: Release, aloud: Aloud) -> tuple[Voiced, ...]:
    """The blocks of `script` with the release's speech, else with the kiosk's own; without either, words alone."""
    speech = {spoken.block: spoken for spoken in release.speech}
    return tuple(_voiced(block, speech.get(block.key), aloud) for block in script.blocks)


def unvoiced(script: Script, release: Release) -> list[Block]:
    """The blocks of `script` that the release has no speech for, in the order they are told."""
    spoken = {speech.block for speech in release.speech}
    return [block for block in script.blocks if block.key not in spoken]


def _voiced(block: Block, spoken: Speech | None, aloud: Aloud) -> Voiced:
    if spoken is not None:
        return Voiced(
            block=block.key,
            text=block.text,
            seconds=spoken.seconds,
            machine_voice=spoken.machine_made,
            opus=f"/target/{spoken.opus}",
            aac=f"/target/{spoken.aac}",
            subtitles=f"/target/{spoken.subtitles}",
            subtitles_portrait=f"/target/{spoken.subtitles_portrait}",
        )
    own = aloud.sound(block)
    if own is not None:
        return Voiced(
            block=block.key,
            text=block.text,
            seconds=own.facts.seconds,
            machine_voice=own.facts.machine_made,
            opus=_address(own, OPUS),
            subtitles=_address(own, SUBTITLES),
            subtitles_portrait=_address(own, PORTRAIT),
        )
    return Voiced(block.key, block.text, len(block.text) / READING, coming=aloud.coming(block))


def _address(recording: RenderedBlock, file: str) -> str:
    return f"/said/{recording.name}/{file}"
