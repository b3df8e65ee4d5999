"""Word times are found in sound that came without them: the aligner gets the sound and the text alone."""

from __future__ import annotations

import csv
import json
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from narration.sound_file import decode
from narration.speech.alignment import align, find_times
from narration.speech.alignment_doubt import DoubtKind, sentences
from narration.speech.espeak import EspeakVoice
from narration.speech.recorded import RecordedVoice
from narration.speech.voice import Synthesis, WordTime
from tests.narration.conftest import TEXTS
from zaalgids.evaluation.alignment import alignment

pytestmark = pytest.mark.long

MARKED = Path(__file__).with_name("marked_speech")
FIVE = ("nl", "en", "fr", "de", "es")


@pytest.fixture(scope="module")
def other() -> Iterator[EspeakVoice]:
    """Another speaker than the reference, a woman."""
    speaker = EspeakVoice(speaker="f4")
    yield speaker
    speaker.close()


def with_pauses(spoken: Synthesis, seconds: float) -> tuple[np.ndarray, dict[int, float]]:
    """Return the sound with silence before every seventh word and at both ends, and when each word sounds then."""
    rate, silence = spoken.sample_rate, np.zeros(round(seconds * spoken.sample_rate), np.int16)
    parts, times, at, added = [silence], {}, 0, seconds
    for number, word in enumerate(spoken.words):
        if number % 7 == 6:
            here = round(word.seconds * rate)
            parts += [spoken.samples[at:here], silence]
            at, added = here, added + seconds
        times[word.start] = word.seconds + added
    return np.concatenate([*parts, spoken.samples[at:], silence]), times


def errors(found: tuple[WordTime, ...], times: dict[int, float]) -> np.ndarray:
    assert {word.start for word in found} == times.keys()
    return np.array([abs(word.seconds - times[word.start]) for word in found])


@pytest.mark.parametrize("language", FIVE)
def test_another_speaker_is_timed(voice: EspeakVoice, other: EspeakVoice, language: str) -> None:
    spoken = other.speak(TEXTS[language], language, pace=0.85)
    found = align(voice, spoken.text, language, spoken.samples, spoken.sample_rate)
    apart = errors(found, {word.start: word.seconds for word in spoken.words})
    assert np.median(apart) < 0.02
    assert apart.max() < 0.1  # subtitles may lead or lag by as much
    starts = [word.seconds for word in found]
    assert starts == sorted(starts)


@pytest.mark.parametrize("language", FIVE)
def test_a_reader_makes_long_pauses(voice: EspeakVoice, other: EspeakVoice, language: str) -> None:
    spoken = other.speak(TEXTS[language], language)
    sound, times = with_pauses(spoken, 2.0)
    found = align(voice, spoken.text, language, sound, spoken.sample_rate)
    apart = errors(found, times)
    assert np.median(apart) < 0.02
    assert np.percentile(apart, 90) < 0.05


def test_a_recording_gets_its_times_by_ear(
    voice: EspeakVoice, other: EspeakVoice, tmp_path: Path
) -> None:
    spoken = other.speak(TEXTS["nl"], "nl", pace=0.9)
    with wave.open(str(tmp_path / "kolam-nl.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(spoken.sample_rate)
        file.writeframes(spoken.samples.tobytes())
    recorded = RecordedVoice(tmp_path, None, voice).speak(TEXTS["nl"], "nl", block="kolam-nl")
    assert (recorded.machine_made, recorded.estimated) == (False, False)
    apart = errors(recorded.words, {word.start: word.seconds for word in spoken.words})
    assert np.median(apart) < 0.02
    assert TEXTS["nl"][recorded.words[-3].start :].startswith("1642")


def test_no_voice_with_times_speaks_the_language(voice: EspeakVoice) -> None:
    spoken = voice.speak(TEXTS["en"], "en")
    found = find_times(voice, "qo' vIlegh", "tlh-x-none", spoken.samples, spoken.sample_rate)
    assert len(found.words) == 2
    assert found.words[0].seconds == 0


def test_the_times_lie_in_the_sound(voice: EspeakVoice) -> None:
    text = TEXTS["en"]
    for samples in (np.zeros(500, np.int16), np.full(30_000, 900, np.int16)):
        words = align(voice, text, "en", samples, 22_050)
        assert all(0 <= word.seconds <= len(samples) / 22_050 for word in words)


def test_the_error_is_measured(tmp_path: Path) -> None:
    file = tmp_path / "texts.csv"
    rows = [f'"{TEXTS[language]}",{language}' for language in ("nl", "fr")]
    file.write_text("\n".join(["text,language", *rows]), encoding="utf-8")
    answer = CliRunner().invoke(alignment, [str(file), "--json"])
    dutch, french = (json.loads(answer.output)["languages"][at] for at in (1, 0))
    assert (dutch["language"], french["language"]) == ("nl", "fr")
    for one in (dutch, french):
        assert (one["texts"], one["missed"]) == (1, 0)
        assert 0 < one["ms_median"] <= one["ms_p95"] <= one["ms_max"] < 150
    assert "nl  1 texts" in CliRunner().invoke(alignment, [str(file)]).output


def test_words_marked_by_eye(tmp_path: Path) -> None:
    """Ten seconds a language; two marks of one word are 10 to 17 ms apart, a stop's burst is 60 ms late."""
    with (MARKED / "clips.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (tmp_path / "clips.csv").open("w", encoding="utf-8", newline="") as file:
        columns = [
            "clip",
            "language",
            "voice",
            "licence",
            "text",
        ]  # `part` and `speaker` may be absent
        few = csv.DictWriter(file, columns, extrasaction="ignore")
        few.writeheader()
        few.writerows(row for row in rows if row["part"] == "first")
    for name in ("marks.csv", *(f"{language}.opus" for language in FIVE)):
        (tmp_path / name).symlink_to(MARKED / name)
    answer = CliRunner().invoke(alignment, ["--marks", str(tmp_path), "--json"])
    found = {one["language"]: one for one in json.loads(answer.output)["languages"]}
    assert found.keys() == set(FIVE)
    for one in found.values():
        assert one["words"] >= 18
        assert one["missed"] == 0
        assert one["ms_median"] < 50
        assert one["ms_p95"] < 130


def test_a_folder_of_marks_is_bad(tmp_path: Path) -> None:
    (tmp_path / "clips.csv").write_text("clip\nnl", encoding="utf-8")
    refused = CliRunner().invoke(alignment, ["--marks", str(tmp_path)])
    assert "can't be used" in refused.output
    assert "either FILE or --marks" in CliRunner().invoke(alignment, []).output


@pytest.mark.long
def test_a_minute_in_each_language_marked_by_eye() -> None:
    """Of people and machines, and as well in the part on which nothing was tuned."""
    answer = CliRunner().invoke(alignment, ["--marks", str(MARKED), "--json"])
    results = json.loads(answer.output)
    for one in results["languages"]:
        assert one["words"] >= 85
        assert one["missed"] == 0
        assert one["ms_median"] < 40
        assert one["percent_within_100_ms"] >= 85
    parts = {(one["part"], one["speaker"]): one for one in results["voices"] if not one["language"]}
    for part in ("open", "kept"):
        assert parts[part, "machine"]["ms_p90"] < 90
        assert parts[part, "person"]["ms_p90"] < 110
    assert parts["kept", "person"]["words"] >= 150


def test_other_voices_say_their_own_text(voice: EspeakVoice) -> None:
    """What another engine says raises few doubts, and none that it is left out; another text raises many."""
    with (MARKED / "clips.csv").open(encoding="utf-8", newline="") as file:
        clips = {row["clip"]: row["text"] for row in csv.DictReader(file) if row["part"] == "first"}
    for clip, text in clips.items():
        samples, rate = decode(MARKED / f"{clip}.opus")
        assert len(find_times(voice, text, clip, samples, rate).doubts) <= 1
        doubts = find_times(voice, text[::-1], clip, samples, rate).doubts
        assert {doubt.kind for doubt in doubts} == {DoubtKind.OTHERWISE}


@pytest.mark.parametrize("language", FIVE)
def test_a_sentence_is_left_out(voice: EspeakVoice, other: EspeakVoice, language: str) -> None:
    with (MARKED / "clips.csv").open(encoding="utf-8", newline="") as file:
        (text,) = (row["text"] for row in csv.DictReader(file) if row["clip"] == language)
    start, end = min(sentences(text, language)[1:-1], key=lambda place: place[1] - place[0])
    spoken = other.speak(text[:start] + text[end:].lstrip(), language)
    doubts = find_times(voice, text, language, spoken.samples, spoken.sample_rate).doubts
    assert start in {one.start for one in doubts}
    assert len(doubts) <= 3
