"""Captions in another language than the voice follow it by sentence, without a gap, as slowly as there is time."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from contract.museum import Block, Level, Museum
from contract.museum_folder import read_museum
from contract.timed_text import TimedText
from museum_of_pattern import build
from narration.counterparts import counterpart
from narration.paired_captions import MOST_SHIFT_MS, captions, notice, without_times
from narration.speech.voice import Synthesis, WordTime, evenly
from narration.subtitle_layout import Layout, limits
from narration.subtitle_rules import silent_screens, violations
from narration.subtitles import Cue, divided
from narration.timed_text import timed_text, untimed_text

RATE = 100
NL = "Volg de witte lijn met uw ogen. Hij komt terug waar hij begon. Niemand tilt een hand op."
EN = "Follow the white line with your eyes. It comes back to where it began. Nobody lifts a hand."


def said(text: str, language: str, starts: list[float], seconds: float) -> TimedText:
    """A text whose sentences begin at these seconds, and whose words follow each other evenly."""
    words: list[WordTime] = []
    at = 0
    for start, end, sentence in zip(starts, [*starts[1:], seconds], text.split(". "), strict=True):
        parts = sentence.split(" ")
        for number, word in enumerate(parts):
            words.append(WordTime(at, len(word), start + (end - start) * number / len(parts)))
            at += len(word) + 1
        at += 1
    samples = np.full(round(seconds * RATE), 9000, np.int16)
    spoken = Synthesis(text, samples, RATE, tuple(words), "test", True)
    return timed_text(spoken, language, Level.ADULT)


def words_of(text: TimedText) -> str:
    return "".join(" " * piece.spaced + piece.text for piece in text.pieces)


def begins(text: TimedText) -> list[int]:
    """When each sentence begins."""
    found = [0]
    for before, piece in pairwise(text.pieces):
        if before.cost == 0:
            found.append(piece.start)
    return found


def even(block: Block) -> TimedText:
    fastest = limits(block.language, block.level, Layout.LANDSCAPE).characters_a_second
    seconds = len(block.text) / (0.8 * fastest)
    samples = np.full(round(seconds * RATE), 9000, np.int16)
    spoken = Synthesis(block.text, samples, RATE, evenly(block.text, seconds), "even", True)
    return timed_text(spoken, block.language, block.level)


def shown(text: TimedText) -> list[Cue]:
    return divided(text, limits(text.language, text.level, Layout.LANDSCAPE))


def test_each_sentence_is_shown_while_its_own_is_said() -> None:
    heard = said(NL, "nl", [0.0, 4.0, 9.0], 14.0)
    made = captions(heard, untimed_text(EN, "en", Level.ADULT))
    assert words_of(made) == EN
    assert begins(made) == [0, 4000, 9000]
    assert (made.language, made.milliseconds) == ("en", 14000)
    assert [piece.until for piece in made.pieces][-1] == 14000


def test_a_sentence_without_enough_time_takes_some_of_its_neighbours() -> None:
    hurried = said(NL, "nl", [0.0, 1.0, 9.0], 14.0)  # a second for 37 characters
    made = captions(hurried, untimed_text(EN, "en", Level.ADULT))
    assert 1000 < begins(made)[1] <= 1000 + MOST_SHIFT_MS
    assert begins(made)[2] == 9000, "no more than needed moves"
    heard = [(0.0, 14.0)]
    assert silent_screens(shown(made), heard) == []
    last = said(NL, "nl", [0.0, 8.0, 13.6], 14.0)  # the last one comes early
    assert (
        13600 - MOST_SHIFT_MS
        <= begins(captions(last, untimed_text(EN, "en", Level.ADULT)))[2]
        < 13600
    )


def test_two_short_sentences_stand_for_one_long_one() -> None:
    split = "Follow the white line. Use your eyes. It comes back to where it began. Nobody lifts a hand."
    made = captions(said(NL, "nl", [0.0, 4.0, 9.0], 14.0), untimed_text(split, "en", Level.ADULT))
    assert begins(made)[2:] == [4000, 9000]
    assert 1500 < begins(made)[1] < 3000
    joined = "Follow the white line with your eyes, for it comes back to where it began. Nobody lifts a hand."
    made = captions(said(NL, "nl", [0.0, 4.0, 9.0], 14.0), untimed_text(joined, "en", Level.ADULT))
    assert begins(made) == [0, 9000]


@pytest.mark.parametrize("many", [1, 4, 40])
def test_however_many_sentences_stand_for_one_nothing_is_lost(many: int) -> None:
    text = " ".join(["Look."] * many)
    made = captions(
        said("Kijk eens goed", "nl", [0.0], 60.0), untimed_text(text, "en", Level.ADULT)
    )
    assert words_of(made) == text
    starts = [piece.start for piece in made.pieces]
    assert starts == sorted(starts)
    assert silent_screens(shown(made), [(0.0, 60.0)]) == []


def test_a_pause_of_the_voice_may_be_empty_and_a_word_may_not() -> None:
    heard = said(NL, "nl", [0.0, 4.0, 9.0], 30.0)
    pieces = [*heard.pieces[:-1], type(heard.pieces[-1])("op.", True, 11000, 12000, 3, 0)]
    quiet = type(heard)("nl", Level.ADULT, 30000, 17, 0.3, 37, 1, pieces)
    made = captions(quiet, untimed_text(EN, "en", Level.ADULT))
    assert made.pieces[-1].until >= 12000
    assert shown(made)[-1].end < 30.0


def test_speech_without_word_times_shares_its_length_out() -> None:
    made = without_times(untimed_text(EN, "en", Level.ADULT), 9000)
    assert made.pieces[0].start == 0
    assert made.pieces[-1].until == 9000
    assert 2500 < begins(made)[1] < 4500


def test_a_notice_stays_as_long_as_the_sound() -> None:
    made = notice(
        untimed_text("This part is not told in this language.", "en", Level.ADULT), 40_000
    )
    [only] = shown(made)
    assert (only.start, only.end) == (0.0, 40.0)


@pytest.fixture(scope="module")
def museum(tmp_path_factory: pytest.TempPathFactory) -> Museum:
    folder = tmp_path_factory.mktemp("pattern")
    shutil.copytree(Path(build.__file__).parent / "content", folder, dirs_exist_ok=True)
    (folder / "pictures").mkdir()
    for key in build.WORKS:
        (folder / "pictures" / f"{key}.png").write_bytes(build.draw(key).png(64))
    return read_museum(folder)


# Of all captions; every second one of them is in a language that needs more letters than the voice's.
TOO_FAST_SHARE = 0.12


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_every_block_of_the_museum_of_pattern_in_all_pairs(museum: Museum) -> None:
    cues = too_fast = 0
    pairs: set[tuple[str, str]] = set()
    owners = [(work, work.blocks) for work in museum.works]
    owners += [(museum.works[0], link.blocks) for link in museum.links]
    for work, blocks in owners:
        for block in blocks:
            heard = even(block)
            for language in museum.site.languages:
                if language == block.language:
                    continue
                other = counterpart(block, work, museum.links, language, block.level)
                assert other is not None, f"{block.key} has no block in {language}"
                made = captions(heard, untimed_text(other.text, language, other.level))
                found = shown(made)
                broken = violations(found, limits(language, other.level, Layout.LANDSCAPE))
                hurried = {
                    one.cue
                    for one in broken
                    if one.rule in ("characters_per_second", "seconds_per_word")
                }
                assert not [one for one in broken if one.cue not in hurried], block.key
                sounding = [(0.0, heard.pieces[-1].until / 1000)]
                assert silent_screens(found, sounding) == [], block.key
                assert found[-1].end <= heard.milliseconds / 1000
                pairs.add((block.language, language))
                cues += len(found)
                too_fast += len(hurried)
    assert len(pairs) == 20
    assert too_fast <= TOO_FAST_SHARE * cues, f"{too_fast} of {cues}"
