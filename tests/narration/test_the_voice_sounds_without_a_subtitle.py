"""`zaalgids evaluate subtitles` finds where the voice sounds and there is no subtitle, by words or by the sound."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from contract.museum import Level
from contract.timed_text import write_timed_text
from narration import webvtt
from narration.encoding import encode_opus
from narration.speech.espeak import EspeakVoice
from narration.speech.voice import Synthesis
from narration.subtitled_speech import speak_with_subtitles
from narration.subtitles import Cue
from zaalgids.evaluation.subtitles import subtitles

VERMEER = "This painting is by Johannes Vermeer (1632–1675). He lived in Delft all his life."
CUES = [Cue(0.0, 2.0, ("This painting is by",)), Cue(6.0, 8.0, ("He lived in Delft.",))]
SAID = [("This", 0.1, 0.5), ("1632", 1.5, 3.0), ("1675", 3.0, 4.5), ("He", 6.0, 6.2), ("Delft", 7.0, 8.9)]  # fmt: skip
WORDS = [{"text": text, "start": start, "end": end} for text, start, end in SAID]


def evaluated(tmp_path: Path, cues: list[Cue], *options: str) -> Any:
    file = tmp_path / "a.vtt"
    file.write_text(webvtt.write(cues), encoding="utf-8")
    return CliRunner().invoke(subtitles, [str(file), "--language", "en", "--json", *options])


def silent(answer: Any) -> list[tuple[int, float, float]]:
    assert answer.exit_code == 0, answer.output
    found = json.loads(answer.output)["violations"]
    return [
        (one["cue"], one["value"], one["limit"]) for one in found if one["rule"] == "silent_screen"
    ]


@pytest.mark.parametrize(
    "body",
    [
        json.dumps(WORDS),
        json.dumps({"words": WORDS}),
        json.dumps({"phrases": [{"text": "This …", "words": WORDS}]}),
        "\ufefftext,start,end\r\n"
        + "".join(f"{one},{start},{end}\r\n" for one, start, end in SAID),
    ],
    ids=["list", "words", "phrases", "csv"],
)
def test_words_show_a_gap_that_is_no_pause(tmp_path: Path, body: str) -> None:
    words = tmp_path / "words"
    words.write_text(body, encoding="utf-8")
    answer = evaluated(tmp_path, CUES, "--words", str(words))
    assert silent(answer) == [(1, 2.5, 0.1), (2, 0.9, 0.1)]
    assert silent(evaluated(tmp_path, CUES)) == []


def test_sound_shows_it_too(tmp_path: Path) -> None:
    rate = 16000
    noise = np.random.default_rng(1).integers(-9000, 9000, 9 * rate).astype(np.int16)
    noise[: round(0.3 * rate)] = 0
    noise[round(4.5 * rate) : 6 * rate] = 0
    file = tmp_path / "a.opus"
    encode_opus(Synthesis("x", noise, rate, (), "noise", True), file)
    found = silent(evaluated(tmp_path, CUES, "--audio", str(file)))
    assert [one[0] for one in found] == [1, 2]
    assert [one[1] for one in found] == pytest.approx([2.5, 1.0], abs=0.1)


def test_what_sounds_before_the_first_cue_is_found(tmp_path: Path) -> None:
    words = tmp_path / "words.json"
    words.write_text(json.dumps([{"text": "Late", "start": 0, "end": 0.5}]))
    answer = evaluated(tmp_path, [Cue(0.4, 3.0, ("Late",))], "--words", str(words))
    assert silent(answer) == [(1, 0.4, 0.1)]


def test_our_own_subtitles_have_no_such_gap(voice: EspeakVoice, tmp_path: Path) -> None:
    speech = speak_with_subtitles(voice, VERMEER, "en", Level.CHILD)
    words, sound = tmp_path / "a.words.json", tmp_path / "a.opus"
    words.write_bytes(write_timed_text(speech.timed_text))
    encode_opus(speech.synthesis, sound)
    options = ("--words", str(words), "--audio", str(sound), "--audience", "child")
    answer = evaluated(tmp_path, list(speech.landscape), *options)
    assert json.loads(answer.output)["violations"] == []
    # As they were before: each went three seconds after its last word began.
    cut = [Cue(one.start, min(one.end, one.end - 1.5), one.lines) for one in speech.landscape]
    assert silent(evaluated(tmp_path, cut, *options)) != []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"[]", "there are no words"),
        (b"text,start\na,1", "each word has text, start and end"),
        (b'[{"start": 2, "end": 1}]', "ends before it starts"),
        (b'{"v": 9, "pieces": []}', "newer software"),
        (b"[1,", "neither JSON nor CSV"),
        (b"\xff\xfe", "not a text"),
    ],
)
def test_a_file_is_no_list_of_words(tmp_path: Path, body: bytes, said: str) -> None:
    words = tmp_path / "words"
    words.write_bytes(body)
    answer = evaluated(tmp_path, CUES, "--words", str(words))
    assert answer.exit_code == 1
    assert said in answer.output
