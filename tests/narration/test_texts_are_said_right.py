"""Texts as labels have them are put into words as they are said; subtitles keep the written form and their times.

spoken_phrases.csv: `set` is "case 08" (read wrong before), "own" (the rules were written on these), "kept aside"
(written last, looked at once, right then) and "kept aside, mended" (wrong at that look).
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contract.museum import Block, Level, Pronunciation, Source
from narration.encoding import encode_opus
from narration.sound_file import decode
from narration.speech.espeak import EspeakVoice
from narration.speech.recorded import RecordedVoice
from narration.speech.spoken_words import written_times
from narration.speech.voice import WordTime
from narration.spoken_form.spoken_text import WORDINGS, spoken
from narration.voice_renderer import VoiceRenderer

FILE = Path(__file__).with_name("spoken_phrases.csv")
with FILE.open(encoding="utf-8", newline="") as opened:
    PHRASES = list(csv.DictReader(opened))
LANGUAGES = sorted(WORDINGS)
GOGH = Pronunciation("Van Gogh", "en", "Van Goff", ipa="vɑn ɡɒf")
SAME_SECONDS = 0.05  # two times that espeak-ng says one text differ by less; a word takes 0.3 s


def in_one_space(text: str) -> str:
    return " ".join(text.split())


# --- the table ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", sorted({row["kind"] for row in PHRASES}))
@pytest.mark.parametrize("language", LANGUAGES)
def test_phrases_are_said(language: str, kind: str) -> None:
    lexicon = [GOGH] if kind == "lexicon" else []
    wrong: list[tuple[str, str, str]] = []
    for row in PHRASES:
        if (row["language"], row["kind"]) == (language, kind):
            form = spoken(row["written"], language, lexicon)
            said = in_one_space(form.spoken)
            if said != row["spoken"]:
                wrong.append((row["written"], said, row["spoken"]))
            assert form.written == row["written"]
            again = spoken(form.spoken, language).spoken
            assert again == form.spoken, "what is said already is changed again"
    assert wrong == []


def test_the_table_is_large_enough() -> None:
    assert sum(row["set"] == "case 08" for row in PHRASES) == 26
    assert sum(row["set"] == "own" for row in PHRASES) >= 300
    assert sum(row["set"].startswith("kept aside") for row in PHRASES) == 60
    for language in LANGUAGES:
        kinds = {row["kind"] for row in PHRASES if row["language"] == language}
        assert {"year", "century", "dynast", "date", "dimension", "currency", "life dates"} <= kinds


# --- where a rule can't be sure -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        ("en", "in 1642 soldiers marched", "in sixteen forty-two soldiers marched"),
        ("en", "about 1642 soldiers", "about one thousand six hundred and forty-two soldiers"),
        ("en", "more than 1642", "more than sixteen forty-two"),  # nothing counted follows
        ("de", "1642 malte er", "sechzehnhundertzweiundvierzig malte er"),
        ("de", "1642 Gemälde", "tausendsechshundertzweiundvierzig Gemälde"),
        ("en", "No. 3 is here.", "number three is here."),
        ("en", "No. Three are here.", "No. Three are here."),
        ("en", "Elizabeth I was queen.", "Elizabeth the First was queen."),
        ("en", "Elizabeth I love.", "Elizabeth I love."),
        (
            "en",
            "It is 1/10 of it, print 1/100.",
            "It is one tenth of it, print one of one hundred.",
        ),
        ("nl", "Dit is de C van Cor.", "Dit is de C van Cor."),
        ("fr", "Le roi et la vie", "Le roi et la vie"),
        ("de", "Er hat 3. Das ist alles.", "Er hat drei. Das ist alles."),
        ("de", "Das 3. Bild", "Das dritte Bild"),
        ("es", "a c. 20 m", "a circa veinte metros"),
    ],
)
def test_the_words_beside_it_decide(language: str, written: str, said: str) -> None:
    assert in_one_space(spoken(written, language).spoken) == said


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/1642/No.12?x=3",
        "mail@museum-1642.nl",
    ],
)
def test_an_address_stays_as_it_is(text: str) -> None:
    assert spoken(text, "nl").spoken == text


def test_a_language_without_rules_is_said_as_written() -> None:
    assert spoken("W 1642 r. No. 12", "pl").spoken == "W 1642 r. No. 12"
    assert spoken("في عام 1642", "ar").spoken == "في عام 1642"


def test_a_region_has_the_rules_of_its_language() -> None:
    assert spoken("in 1642", "nl-BE").spoken == spoken("in 1642", "nl").spoken != "in 1642"


# --- properties -----------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [row["written"] for row in PHRASES]
    + [" ", "\n", "–", "(", ")", "12", "1642", "é", "e\u0301", "ﬁ", "한", "각"]
)
TEXTS = st.one_of(st.lists(PIECES, max_size=5).map("".join), st.text(max_size=60))


@given(text=TEXTS, language=st.sampled_from(LANGUAGES))
@example(text="3\ud7a7\u11a8", language="nl")
def test_every_written_character_has_its_place(text: str, language: str) -> None:
    form = spoken(text, language)
    assert form.written == text
    assert unicodedata.is_normalized("NFC", form.spoken)
    at = 0
    for part in form.parts:
        assert at <= part.start < part.end <= len(text)
        at = part.end
    starts = [form.written_place(position)[0] for position in range(len(form.spoken))]
    assert starts == sorted(starts)
    assert all(0 <= start < len(text) for start in starts)


@given(text=TEXTS, language=st.sampled_from(LANGUAGES))
def test_composed_and_decomposed_texts_are_said_alike(text: str, language: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    decomposed = unicodedata.normalize("NFD", text)
    assert spoken(decomposed, language).spoken == spoken(composed, language).spoken


@given(
    words=st.lists(st.text("abcdefghijklmnoprstuwyzäéñ", min_size=2, max_size=9), max_size=12),
    language=st.sampled_from(LANGUAGES),
)
def test_a_text_without_figures_stays_as_it_is(words: list[str], language: str) -> None:
    text = " ".join(words)
    assert spoken(text, language).spoken == text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_has_words_of_its_own(language: str) -> None:
    wording = WORDINGS[language]
    for say in (wording.cardinal, wording.year):
        said = {say(number) for number in range(3000)}
        assert len(said) == 3000
        assert not any(sign.isdigit() for words in said for sign in words)
    assert len({wording.ordinal(number, "", (), "") for number in range(1, 100)}) == 99
    assert not any(map(str.isdigit, wording.cardinal(987_654_321_012)))


# --- word times and subtitles ---------------------------------------------------------------------------------------


def test_a_written_number_lasts_as_long_as_its_words() -> None:
    form = spoken("In 1642, then", "en")
    assert form.spoken == "In sixteen forty-two, then"
    words = [WordTime(0, 2, 0.1), WordTime(3, 7, 0.3), WordTime(11, 9, 0.8), WordTime(22, 4, 1.6)]
    assert written_times(form, words) == (
        WordTime(0, 2, 0.1),
        WordTime(3, 4, 0.3),
        WordTime(9, 4, 1.6),
    )


def test_a_number_whose_first_word_was_not_timed_begins_with_the_second() -> None:
    form = spoken("In 1642, then", "en")
    assert written_times(form, [WordTime(0, 2, 0.1), WordTime(11, 9, 0.8)])[1] == WordTime(
        3, 4, 0.8
    )


def test_what_is_said_for_a_place_can_be_asked() -> None:
    form = spoken("Johannes Vermeer (1632–1675) schilderde", "nl")
    at = form.written.index("1632")
    assert form.spoken_for(at, at + 4) == "zestienhonderd tweeëndertig"
    assert form.spoken_for(0, 8) == "Johannes"


@pytest.mark.parametrize(
    ("language", "text", "written", "first"),
    [
        ("en", "It was made in 1642 for a hall.", "1642", "sixteen"),
        ("nl", "Koning Willem III kwam in 1672 terug.", "1672", "zestienhonderd"),
        ("de", "Unter Ludwig XIV. gebaut, dann zerstört.", "XIV.", "dem"),
        ("fr", "Peint vers 1480 pour une église.", "1480", "mille"),
        ("es", "En el siglo XVII vivió aquí.", "XVII", "diecisiete"),
    ],
)
def test_word_times_are_those_of_the_spoken_words(
    voice: EspeakVoice, language: str, text: str, written: str, first: str
) -> None:
    speech = voice.speak(text, language)
    plain = voice.speak(speech.said_as, language)
    assert plain.said_as == speech.said_as
    assert plain.seconds == pytest.approx(speech.seconds, abs=SAME_SECONDS)
    assert speech.text == text
    start = text.index(written)
    said = plain.time_of(plain.text.index(first))
    assert speech.time_of(start) == pytest.approx(said, abs=SAME_SECONDS)
    following = text.index(" ", start) + 1
    word = text[following:].split()[0]
    said = plain.time_of(plain.text.rindex(word))
    assert speech.time_of(following) == pytest.approx(said, abs=SAME_SECONDS)


def test_a_recording_keeps_its_own_words(voice: EspeakVoice, tmp_path: Path) -> None:
    encode_opus(voice.speak("In sixteen forty-two", "en"), tmp_path / "night-watch-en.opus")
    recorded = RecordedVoice(tmp_path, otherwise=voice)
    played = recorded.speak("In 1642", "en", block="night-watch-en")
    assert (played.text, played.said_as, played.machine_made) == ("In 1642", "", False)
    assert recorded.speak("In 1642", "en", block="other").said_as == "In sixteen forty-two"


# --- the lexicon ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lexicon", "language", "text", "said"),
    [
        ([GOGH], "en", "Van Gogh's room, van gogh", "Van Goff's room, van gogh"),
        ([GOGH], "en-GB", "Van  Gogh", "Van Goff"),
        ([GOGH], "nl", "Van Gogh", "Van Gogh"),
        (
            [Pronunciation("kolam", "en", "koh-lum")],
            "en",
            "Kolam, KOLAM, kolams",
            "koh-lum, koh-lum, kolams",
        ),
        (
            [Pronunciation("Delft", "en", "Delft"), Pronunciation("Delft blue", "en", "delf blue")],
            "en",
            "Delft blue from Delft",
            "delf blue from Delft",
        ),
        ([Pronunciation("cafe\u0301", "en", "kaffay")], "en", "the café", "the kaffay"),
        ([Pronunciation("1642", "en", "one six four two")], "en", "in 1642", "in one six four two"),
        ([Pronunciation("NG", "pl", "en gie")], "pl", "NG 12", "en gie 12"),
    ],
)
def test_the_lexicon_goes_before_the_rules(
    lexicon: Sequence[Pronunciation], language: str, text: str, said: str
) -> None:
    assert spoken(text, language, lexicon).spoken == said


def test_the_phonetic_spelling_goes_along_for_engines_that_read_it() -> None:
    form = spoken("By Van Gogh.", "en", [GOGH])
    assert [(part.start, part.end, part.ipa) for part in form.parts] == [(3, 11, "vɑn ɡɒf")]


def _block(text: str) -> Block:
    return Block("one-en", "en", Level.ADULT, "looking", text, [Source("A book")], "An author")


def test_a_changed_lexicon_renders_only_the_blocks_that_it_changes(
    voice: EspeakVoice, tmp_path: Path
) -> None:
    renderer = VoiceRenderer(voice, for_phones=False)
    gogh, hals = _block("Painted by Van Gogh."), _block("Painted by Frans Hals.")
    before = renderer.identity(gogh), renderer.identity(hals)
    renderer.pronounce([GOGH])
    assert renderer.identity(gogh) != before[0]
    assert renderer.identity(hals) == before[1]
    renderer.render(gogh, tmp_path)
    with_lexicon = decode(tmp_path / "speech.opus")[0]
    assert "Van Gogh" in (tmp_path / "wide.vtt").read_text(encoding="utf-8")
    renderer.pronounce([])
    renderer.render(gogh, tmp_path)
    assert not np.array_equal(decode(tmp_path / "speech.opus")[0], with_lexicon)
