"""The data of a screen: the page draws a scene and makes no decisions of its own."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from contract.bundle import Speech
from contract.framing import FocalPoint, focus_in_crop
from contract.museum import Block, Key, Language, Level, Source, Text, Work, worded
from device.guide.screen_look import ScreenLook
from device.guide.speech_on_demand import SpeechOnDemand
from narration.rendered_blocks import OPUS, PORTRAIT, SUBTITLES, WORDS, RenderedBlock
from narration.script import Script

READING_SPEED = 10.0  # characters a second of a slow reader, where there is no speech


class Label(Struct, frozen=True):
    """A work, as its label on the screen. Each wording comes with the language it is in.

    `credit`: who made its picture, whose it is and the licence, each with its language, "" for a name. `focus`: the
    point that stays in view where a list cuts the picture, in shares of it; None: no list cuts it.
    """

    key: str
    number: int
    title: tuple[str, Language]
    maker: tuple[str, Language]
    date: tuple[str, Language]
    place: tuple[str, Language]
    materials: tuple[str, Language]
    picture: str | None
    alt: str
    credit: tuple[tuple[str, str], ...] = ()
    focus: FocalPoint | None = None


class Playback(Struct, frozen=True):
    """One block to play: addresses of its speech and subtitles on the kiosk's own page, and its text.

    `seconds`: of speech, or of reading where there is none; `coming`: the kiosk's own voice is making the speech.
    `words`: of its timed text, from which the page makes its own subtitles; None: it shows those of the files.
    `captions`: of the timed text in the captions' language, where that is another; `captions_text`: its words, "" where
    this block has none. `italics`, `captions_italics`: phrases in italics (contract.italics).
    """

    block: str
    text: str
    seconds: float
    coming: bool = False
    machine_voice: bool = False
    opus: str | None = None
    subtitles: str | None = None
    subtitles_portrait: str | None = None
    words: str | None = None
    captions: str | None = None
    captions_text: str = ""
    italics: tuple[str, ...] = ()
    captions_italics: tuple[str, ...] = ()


class ThemeChoice(Struct, frozen=True):
    """A theme of the museum, and whether the visitor chose it."""

    key: str
    name: tuple[str, Language]
    chosen: bool


class OfferLine(Struct, frozen=True):
    """An offer of the museum: its words, its room and its place. Each wording comes with its language; "" is none.

    `picture`: its address on the kiosk's own page; `alt`: what is in it. `credit`: whose it is, and its licence.
    """

    key: str
    title: tuple[str, Language]
    text: tuple[str, Language]
    room: tuple[str, Language]
    place: tuple[str, Language]
    picture: str | None = None
    alt: tuple[str, Language] = ("", "")
    credit: str = ""


class WhatNow(Struct, frozen=True):
    """What is offered at the end of a telling, with Tell me more (`deeper`) and Take me along (`handover`).

    `question`: the one that ended the telling, to look again. `next_work`: in this room, and not met yet. `offer`: of
    the museum, taken on a phone.
    """

    question: tuple[str, Language] | None
    next_work: Label | None
    offer: OfferLine | None = None


class Scene(Struct, frozen=True, omit_defaults=False):
    """Everything the page needs. `play` counts the playbacks begun, `visit` the visits ended."""

    screen: str  # attract | choose | seen | telling | unknown | one_of_two | resting
    language: Language  # "" while resting: then the page speaks all it knows
    level: Level
    languages: tuple[Language, ...] = ()
    levels: tuple[Level, ...] = ()  # that a visitor may choose
    themes: tuple[ThemeChoice, ...] = ()  # that a visitor may choose
    captions: Language = ""  # of the captions, where it is another than `language`
    larger: bool = False
    spoken: bool = False  # the screen is spoken, for who can't see it
    play: int = 0
    visit: int = 0
    work: Label | None = None
    blocks: tuple[Playback, ...] = ()
    begin_block: int = 0  # the block that this playback begins with
    begin_share: float = 0.0  # of that block, after which it begins
    sources: tuple[Source, ...] = ()
    told_level: Level | None = None  # of `blocks`, where there is nothing at the visitor's level
    machine_made: bool = False
    machine_voice: bool = False
    deeper: bool = False  # there is more to tell, on request
    shorter: bool = False  # it can be told in short, on request
    what_now: WhatNow | None = None  # at the end of a telling
    then: Label | None = None  # is told when this sentence has ended
    offered: tuple[Language, ...] = ()  # languages with words on it, when this one has none
    works: tuple[
        Label, ...
    ] = ()  # attract: what to pan over; choose: all, this room's first; unknown: what it may be; one_of_two: the two
    closed: bool = False  # resting because the museum is closed
    opens: str | None = None  # the next opening, ISO 8601 in the museum's own time; None: not known
    opens_in_days: int = 0
    warn_seconds: float | None = None
    seeing: bool = True  # a camera looks for works, and gives pictures now
    handover: str = ""
    museum: str = ""
    look: ScreenLook = ScreenLook()


def label(work: Work, languages: list[Language]) -> Label:
    """Returns the label of `work` for a visitor who reads `languages`, the first preferred."""

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
        picture=f"picture/{work.key}" if medium else None,
        alt=worded(medium.alt, languages)[0] if medium else "",
        credit=tuple(medium.rights.credit_parts) if medium else (),
        focus=focus_in_crop(medium.focus, medium.crop) if medium else None,
    )


def playback(
    script: Script, speech: Callable[[Key], Speech | None], live_speech: SpeechOnDemand
) -> tuple[Playback, ...]:
    """Returns the blocks of `script` with the release's speech, else with the kiosk's own; without either, the words.

    `speech` returns the release's for a block; None where it is not on the kiosk.
    """
    return tuple(_playback(block, speech(block.key), live_speech) for block in script.blocks)


def blocks_without_speech(script: Script, speech: Callable[[Key], Speech | None]) -> list[Block]:
    """Returns the blocks of `script` without the release's speech, in their order. `speech`: see `playback`."""
    return [block for block in script.blocks if speech(block.key) is None]


def _playback(block: Block, speech: Speech | None, live_speech: SpeechOnDemand) -> Playback:
    if speech is not None:
        return Playback(
            block=block.key,
            text=block.text,
            seconds=speech.seconds,
            machine_voice=speech.machine_made,
            opus=f"target/{speech.opus}",
            subtitles=f"target/{speech.subtitles}",
            subtitles_portrait=f"target/{speech.subtitles_portrait}",
            words=None if speech.words is None else f"target/{speech.words}",
            italics=tuple(block.italics),
        )
    own_speech = live_speech.find(block)
    if own_speech is not None:
        return Playback(
            block=block.key,
            text=block.text,
            seconds=own_speech.facts.seconds,
            machine_voice=own_speech.facts.machine_made,
            opus=_address(own_speech, OPUS),
            subtitles=_address(own_speech, SUBTITLES),
            subtitles_portrait=_address(own_speech, PORTRAIT),
            words=_address(own_speech, WORDS) if own_speech.facts.has_words else None,
            italics=tuple(block.italics),
        )
    return Playback(
        block.key,
        block.text,
        len(block.text) / READING_SPEED,
        coming=live_speech.pending(block),
        italics=tuple(block.italics),
    )


def _address(rendered: RenderedBlock, file: str) -> str:
    return f"said/{rendered.name}/{file}"
