"""For any text and any word times, the cues hold the whole text in order, within limits and without overlap."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.museum import Level
from narration import webvtt
from narration.speech.voice import Synthesis, WordTime, evenly, orderly
from narration.subtitle_layout import Layout, limits
from narration.subtitle_rules import lags, violations
from narration.subtitles import INSERTED_HYPHEN, Cue, cues

RATE = 8000
# Signs that a cue must not swallow, those the format escapes among them; white space comes from joining.
SIGNS = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"])
WORDS = st.text(
    st.one_of(st.sampled_from("abcde.,;-&<>かな漢字、。ابت،éß"), SIGNS), min_size=1, max_size=60
)
TEXTS = st.lists(WORDS.filter(lambda word: not word.isspace()), min_size=1, max_size=25).map(
    " ".join
)


def spoken(text: str, seconds: float, seed: int = 0) -> Synthesis:
    """Return word times of a voice that changes its speed and pauses."""
    shuffled = random.Random(seed)
    steps = [shuffled.uniform(0.1, 2.0) for _ in range(len(text.split()) + 1)]
    moments = [0.0, *itertools.accumulate(step / sum(steps) * seconds for step in steps)]
    words = [
        WordTime(word.start, word.length, moment)
        for word, moment in zip(evenly(text, seconds), moments, strict=False)
    ]
    samples = np.zeros(round(seconds * RATE), np.int16)
    return Synthesis(text, samples, RATE, orderly(words, text, seconds), "twin", True)


def bare(text: str) -> str:
    return "".join(text.split()).replace(INSERTED_HYPHEN, "")


@settings(max_examples=120, deadline=None)
@given(
    text=TEXTS,
    seconds=st.floats(0.5, 120),
    seed=st.integers(0, 99),
    language=st.sampled_from(["nl", "ar", "ja", "th"]),
    level=st.sampled_from(Level),
    layout=st.sampled_from(Layout),
)
def test_cues_keep_the_text_and_the_bounds(
    text: str, seconds: float, seed: int, language: str, level: Level, layout: Layout
) -> None:
    said = spoken(text, seconds, seed)
    made = cues(said, language, level, layout)
    room = limits(language, level, layout)
    assert bare("".join(cue.text for cue in made)) == bare(text)
    for cue in made:
        assert cue.start < cue.end
        assert 1 <= len(cue.lines) <= room.lines
        assert all(room.measure(line) <= room.line for line in cue.lines)
    for before, after in itertools.pairwise(made):
        gap = round(after.start - before.end, 3)
        assert gap == 0 or gap >= 1
    broken = {violation.rule for violation in violations(made, room)}
    # A line ends where none may where it must: a word is wider than the line, and has no letters.
    assert broken <= {"characters_per_second", "seconds_per_word", "empty", "line_break"}


@settings(max_examples=80, deadline=None)
@given(text=TEXTS, seconds=st.floats(1, 120))
def test_a_file_is_read_back_as_it_was_written(text: str, seconds: float) -> None:
    made = cues(spoken(text, seconds), "nl", Level.ADULT, Layout.LANDSCAPE)
    assert webvtt.read(webvtt.write(made)) == [
        Cue(cue.start, cue.end, tuple(line for line in cue.lines if line.strip())) for cue in made
    ]


def test_an_empty_text_has_no_cues() -> None:
    assert cues(spoken(" ", 1.0), "nl", Level.ADULT, Layout.LANDSCAPE) == []


def lines(
    text: str, seconds: float, layout: Layout = Layout.LANDSCAPE, language: str = "en"
) -> list[tuple[str, ...]]:
    said = Synthesis(
        text, np.zeros(round(seconds * RATE), np.int16), RATE, evenly(text, seconds), "", True
    )
    return [cue.lines for cue in cues(said, language, Level.ADULT, layout)]


def test_a_sentence_ends_where_its_cue_ends() -> None:
    made = lines("They let rice flour run through their fingers. One line runs around the dots.", 8)
    assert [cue[-1][-1] for cue in made] == [".", "."]


def test_no_line_ends_on_an_article() -> None:
    text = "In the middle of the picture a man holds the reins of a horse and the child on the left looks at the dog."
    for layout in Layout:
        for cue in lines(text, 9, layout):
            assert not any(
                line.split()[-1].lower() in {"the", "a", "of", "on", "at", "and"} for line in cue
            )


def test_an_abbreviation_does_not_end_a_sentence() -> None:
    made = lines("Inca weavers made it c. 1450 in the Andes, for a king.", 5)
    assert not any(line.endswith(" c.") for cue in made for line in cue)


def test_japanese_breaks_before_no_small_sign() -> None:
    text = "毎朝、日の出の前に、タミル・ナードゥの女性たちは家の前にコーラムを描きます。「一本の線」です。"
    for cue in lines(text, 20, language="ja"):
        for line in cue:
            assert line[0] not in "、。ー」ゥュ"
            assert line[-1] not in "「"


def test_a_word_that_no_line_can_hold_is_cut_with_a_hyphen() -> None:
    word = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"
    (cue,) = lines(word, 6, Layout.PORTRAIT, "de")
    assert all(line.endswith(INSERTED_HYPHEN) for line in cue[:-1])
    assert bare("".join(cue)) == word


def test_a_long_pause_clears_the_screen() -> None:
    text = "It began. It ended."
    words = (WordTime(0, 2, 0.0), WordTime(3, 6, 0.3), WordTime(10, 2, 9.0), WordTime(13, 6, 9.3))
    first, second = cues(
        Synthesis(text, np.zeros(11 * RATE, np.int16), RATE, words, "", True),
        "en",
        Level.ADULT,
        Layout.LANDSCAPE,
    )
    assert second.start - first.end >= 1


def test_cues_of_another_text_are_noticed() -> None:
    said = spoken("One line runs.", 2)
    with pytest.raises(ValueError, match="the cue has"):
        lags([Cue(0, 1, ("Two lines run.",))], said)
    with pytest.raises(ValueError, match="before the text does"):
        lags([Cue(0, 1, ("One line",))], said)
