"""The real espeak-ng synthesises texts; word times, reading speed and subtitles match the speech."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from contract.museum import Level
from narration.speech.espeak import EspeakVoice
from narration.speech.voice import LanguageNotSpokenError, VoiceError
from narration.subtitle_layout import Layout, limits
from narration.subtitle_rules import MAX_LAG_SECONDS, lags, violations
from narration.subtitled_speech import speak_with_subtitles
from tests.narration.conftest import TEXTS

# espeak-ng can't go below 80 words a minute, and kana alone takes about twice the signs of mixed script: Japanese
# stays a little over 4 signs a second, so its speed is bounded here, and the rest of its rules are checked.
KANA = 4.5


@pytest.mark.parametrize("language", TEXTS)
def test_a_text_is_synthesised_with_the_times_of_its_words(
    voice: EspeakVoice, language: str
) -> None:
    text = TEXTS[language]
    spoken = voice.speak(text, language)
    assert spoken.machine_made
    assert not spoken.estimated
    assert 4 < spoken.seconds < 60
    assert np.abs(spoken.samples).max() > 1000
    starts = [word.start for word in spoken.words]
    assert starts == sorted(set(starts))
    assert spoken.words[0].start == 0
    times = [word.seconds for word in spoken.words]
    assert times == sorted(times)
    assert times[-1] < spoken.seconds
    # Most of what stands between spaces has a time of its own, and begins where a word begins.
    begins = {0} | {at + 1 for at, sign in enumerate(text) if sign == " "}
    assert len(begins & set(starts)) > 0.8 * len(begins)


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("language", TEXTS)
def test_subtitles_are_readable_and_in_time_with_the_speech(
    voice: EspeakVoice, language: str, level: Level
) -> None:
    speech = speak_with_subtitles(voice, TEXTS[language], language, level)
    for layout, cues in ((Layout.LANDSCAPE, speech.landscape), (Layout.PORTRAIT, speech.portrait)):
        found = violations(list(cues), limits(language, level, layout))
        if language == "ja":
            assert all(violation.value <= KANA for violation in found)
            assert {violation.rule for violation in found} <= {"characters_per_second"}
        else:
            assert found == []
            assert speech.too_fast == ()
        assert max(map(abs, lags(list(cues), speech.synthesis))) <= MAX_LAG_SECONDS
        assert cues[-1].end == pytest.approx(speech.synthesis.seconds, abs=0.002)


def test_children_and_readers_of_plain_language_get_more_time(voice: EspeakVoice) -> None:
    seconds = {level: voice.speak(TEXTS["nl"], "nl", level).seconds for level in Level}
    assert seconds[Level.CHILD] > 1.2 * seconds[Level.ADULT]
    assert seconds[Level.PLAIN] == pytest.approx(seconds[Level.CHILD], rel=0.01)
    for level in (Level.EXPERT, Level.DESCRIPTION):
        assert seconds[level] == pytest.approx(seconds[Level.ADULT], rel=0.01)


def test_a_number_is_one_word(voice: EspeakVoice) -> None:
    text = "Painted in 1642 for a hall."
    said = [text[word.start :][: word.length] for word in voice.speak(text, "en").words]
    assert [word for word in said if any(sign.isdigit() for sign in word)] == ["1642"]


def test_signs_outside_the_basic_plane_do_not_shift_the_words(voice: EspeakVoice) -> None:
    text = "A 😀 smile\x07 and a cat"
    spoken = voice.speak(text, "en")
    assert text.index("cat") in [word.start for word in spoken.words]


def test_a_region_without_a_voice_falls_back_to_its_language(voice: EspeakVoice) -> None:
    assert voice.speak("Goedemorgen allemaal", "nl-BE").voice.endswith(" nl")


@pytest.mark.parametrize(
    ("language", "name"),
    [
        *[(tag, "cmn") for tag in ("zh", "zh-CN", "zh-Hans", "zh-Hant", "zh-TW", "zh-SG", "cmn")],
        *[(tag, "yue") for tag in ("yue", "zh-yue", "zh-HK", "zh-MO", "zh-Hant-HK")],
        *[(tag, "nb") for tag in ("no", "nb", "nn", "nb-NO", "no-NO")],
        *[("pt-BR", "pt-BR"), ("pt", "pt"), ("pt-PT", "pt"), ("pt-AO", "pt")],
        *[("es-MX", "es-419"), ("es-AR", "es-419"), ("es", "es"), ("es-ES", "es")],
        *[("iw", "he"), ("in", "id"), ("mo", "ro"), ("arb", "ar"), ("ekk", "et"), ("prs", "fa")],
        *[("sr", "sr"), ("sr-Latn", "sr"), ("sh", "hr"), ("de-CH", "de"), ("NL_be", "nl")],
    ],
)
def test_a_language_is_spoken_by_its_tag_or_by_an_alias(
    voice: EspeakVoice, language: str, name: str
) -> None:
    assert voice.speak("1642 ok", language).voice.split()[-1] == name


def test_chinese_is_timed_by_its_words(voice: EspeakVoice) -> None:
    text = "这幅画画的是代尔夫特的一条小街。先看看左边的门：门口坐着一个女人，她在缝衣服。"
    speech = speak_with_subtitles(voice, text, "zh-Hans")
    assert 3 < len(text) / speech.synthesis.seconds < 6  # characters a second
    assert len(speech.synthesis.words) > 20
    assert (
        violations(list(speech.landscape), limits("zh-Hans", Level.ADULT, Layout.LANDSCAPE)) == []
    )


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("qapla", "xx", "no voice"),
        ("毎朝、家の前に", "ja", "kana"),
    ],
)
def test_a_language_it_can_not_speak(
    voice: EspeakVoice, text: str, language: str, words: str
) -> None:
    with pytest.raises(LanguageNotSpokenError, match=words):
        voice.speak(text, language)


@pytest.mark.parametrize("text", ["", " \n ", "x" * 20_001])
def test_a_text_it_can_not_speak(voice: EspeakVoice, text: str) -> None:
    with pytest.raises(VoiceError):
        voice.speak(text, "en")
    assert voice.speak("Still here.", "en").seconds > 0.3


class HastyVoice:
    """Speaks too fast for the reading speed until it is asked to slow down."""

    name = "hasty"
    can_slow = True

    def __init__(self, inner: EspeakVoice) -> None:
        self.inner = inner
        self.paces: list[float] = []

    def speak(self, text: str, language: str, level: Level = Level.ADULT, **more: Any) -> Any:
        self.paces.append(more["pace"])
        return self.inner.speak(text, language, level, pace=more["pace"] * 1.25)

    def close(self) -> None:
        pass


def test_a_text_spoken_too_fast_is_synthesised_again_more_slowly(voice: EspeakVoice) -> None:
    hasty = HastyVoice(voice)
    speech = speak_with_subtitles(hasty, TEXTS["en"], "en")
    assert len(hasty.paces) > 1
    assert hasty.paces == sorted(hasty.paces, reverse=True)
    assert speech.too_fast == ()
