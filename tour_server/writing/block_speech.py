"""How long a narration block takes to say, and which parts of it can't be read in time as subtitles.

Where the release has speech of these very words, its times say so. Otherwise both are estimated, by the text's length
and by a voice that speaks more slowly until its subtitles can be read, as publishing does (narration.subtitled_speech).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from contract.bundle import Release, Speech
from contract.museum import Block, Level, Link, Work
from contract.timed_text import TimedText
from narration.script import spoken_seconds
from narration.speaking_pace import characters_a_second
from narration.subtitle_layout import Layout, limits, reading_speed
from narration.subtitle_rules import Violation, violations
from narration.subtitles import INSERTED_HYPHEN, Cue, divided
from narration.timed_text import untimed_text
from narration.webvtt import SubtitleError, read

_PACES = (1.0, 0.85, 0.75, 0.65)  # the slowest is publishing's, too
_EASE = 0.95  # of the reading limit: an estimate exactly at the limit would be over it by rounding
_KEPT = 4096  # estimates in memory, each of some hundred bytes


class SubtitleFault(Struct, frozen=True):
    """A part of a text, `begin` to `end`, whose subtitle breaks a rule: `value` where `limit` is allowed."""

    begin: int
    end: int
    rule: str
    value: float
    limit: float


class BlockSpeech(Struct, frozen=True):
    """The speech of a block. `is_estimated`: nothing has said these words yet."""

    seconds: float
    is_estimated: bool
    faults: tuple[SubtitleFault, ...] = ()


class BlockSpeeches:
    """Reads the speech of the newest release, and estimates what it does not have. May be called from any thread."""

    def __init__(
        self, release: Callable[[], Release | None], file: Callable[[str], Path | None]
    ) -> None:
        """`release`: the newest. `file`: where a target of it is, None where it is gone."""
        self._release, self._file = release, file

    def of_blocks(self, blocks: Sequence[Block]) -> dict[str, BlockSpeech]:
        """Return the speech of each block, by its key."""
        release = self._release()
        said: dict[str, Block] = {}
        speeches: dict[str, Speech] = {}
        if release is not None:
            owners: list[Work | Link] = [*release.museum.works, *release.museum.links]
            wanted = {block.key for block in blocks}
            said = {one.key: one for owner in owners for one in owner.blocks if one.key in wanted}
            speeches = {one.block: one for one in release.speech if one.block in wanted}
        return {block.key: self._of(block, said, speeches) for block in blocks}

    def _of(self, block: Block, said: dict[str, Block], speeches: dict[str, Speech]) -> BlockSpeech:
        speech, before = speeches.get(block.key), said.get(block.key)
        if speech is not None and before is not None and _same_words(block, before):
            targets = (speech.subtitles, speech.subtitles_portrait)
            paths = tuple(self._file(target) for target in targets)
            faults = _faults_of_files(paths, block.text, block.language, block.level)
            if faults is not None:
                return BlockSpeech(speech.seconds, is_estimated=False, faults=faults)
        faults = _estimated_faults(block.text, block.language, block.level)
        return BlockSpeech(spoken_seconds(block), is_estimated=True, faults=faults)


def _same_words(block: Block, said: Block) -> bool:
    return (block.text, block.language, block.level) == (said.text, said.language, said.level)


@lru_cache(_KEPT)
def _faults_of_files(
    paths: tuple[Path | None, ...], text: str, language: str, level: Level
) -> tuple[SubtitleFault, ...] | None:
    """Return what can't be read in subtitle files, which never change; None where they can't be read at all."""
    found: list[SubtitleFault] = []
    for layout, path in zip(Layout, paths, strict=True):
        try:
            cues = read(path.read_text(encoding="utf-8")) if path is not None else []
        except (OSError, UnicodeDecodeError, SubtitleError):
            return None
        if not cues:
            return None
        found += _placed(text, cues, violations(cues, limits(language, level, layout)))
    return _merged(found)


@lru_cache(_KEPT)
def _estimated_faults(text: str, language: str, level: Level) -> tuple[SubtitleFault, ...]:
    found: list[SubtitleFault] = []
    untimed = untimed_text(text, language, level)
    for pace in _PACES:
        timed = _at_pace(
            untimed, pace * min(characters_a_second(text), _EASE * reading_speed(language, level))
        )
        found = []
        for layout in Layout:
            room = limits(language, level, layout)
            cues = divided(timed, room)
            found += _placed(text, cues, violations(cues, room))
        if not found:
            break
    return _merged(found)


def _at_pace(text: TimedText, characters_a_second: float) -> TimedText:
    """Return the text as a voice would say it that takes as long for each character."""
    at, pieces = 0.0, []
    for piece in text.pieces:
        at += text.space * piece.spaced
        start, at = at, at + piece.size
        pieces.append(
            replace(
                piece,
                start=round(1000 * start / characters_a_second),
                until=round(1000 * at / characters_a_second),
            )
        )
    return replace(text, milliseconds=round(1000 * at / characters_a_second), pieces=pieces)


def _placed(text: str, cues: Sequence[Cue], broken: Sequence[Violation]) -> list[SubtitleFault]:
    """Return the violations with their places in the text."""
    if not broken:
        return []
    places = _places(text, cues)
    return [
        SubtitleFault(*places[one.cue - 1], one.rule, one.value, one.limit)
        for one in broken
        if one.cue <= len(places)
    ]


def _places(text: str, cues: Sequence[Cue]) -> list[tuple[int, int]]:
    """Return from where to where each cue stands in the text, up to the first that does not stand there."""
    found: list[tuple[int, int]] = []
    at = 0
    for cue in cues:
        begin = None
        for sign in cue.text:
            if sign.isspace():
                continue
            place = at
            while place < len(text) and text[place].isspace():
                place += 1
            if place < len(text) and text[place] == sign:
                begin = place if begin is None else begin
                at = place + 1
            elif sign != INSERTED_HYPHEN:
                return found
        found.append((at if begin is None else begin, at))
    return found


def _merged(faults: Sequence[SubtitleFault]) -> tuple[SubtitleFault, ...]:
    """Return the faults in their order, one for each rule and place: the two shapes of screen often agree."""
    found: list[SubtitleFault] = []
    for one in sorted(faults, key=lambda fault: (fault.begin, fault.end)):
        if not any(
            one.rule == other.rule and one.begin < other.end and other.begin < one.end
            for other in found
        ):
            found.append(one)
    return tuple(found)
