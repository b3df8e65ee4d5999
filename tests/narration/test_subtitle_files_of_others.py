"""WebVTT files of other programs and broken files are read and evaluated (`zaalgids evaluate subtitles`)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from narration import webvtt
from narration.subtitles import Cue
from narration.webvtt import SubtitleError
from zaalgids.evaluation.subtitles import subtitles

FOREIGN = (
    "\ufeffWEBVTT - made elsewhere\r\n\r\nSTYLE\r\n::cue { color: red }\r\n\r\nNOTE\r\nnot --> shown\r\n\r\n"
    "intro\r\n00:01.000 --> 00:03.500 align:start position:10%\r\n<v Ada>Stamps &amp; <i>cloth</i></v>\r\ntwo\r\n\r\n"
    "01:00:00.250 --> 01:00:02.000\r\nlater &lt;3\r\n"
)


def evaluate(file: Path, *options: str) -> Any:
    return CliRunner().invoke(subtitles, [str(file), *options])


def rules(tmp_path: Path, text: str, *options: str) -> list[str]:
    file = tmp_path / "some.vtt"
    file.write_text(text, encoding="utf-8")
    answer = json.loads(evaluate(file, "--json", *(options or ("--language", "en"))).output)
    return [violation["rule"] for violation in answer["violations"]]


def test_a_file_with_all_features_of_webvtt_is_read() -> None:
    # The second line of that note looks like a time, and is a note all the same.
    assert webvtt.read(FOREIGN) == [
        Cue(1.0, 3.5, ("Stamps & cloth", "two")),
        Cue(3600.25, 3602.0, ("later <3",)),
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [("", 1), ("1\n00:00.000 --> 00:01.000\nSRT", 1), ("WEBVTT\n\n00:00 --> 00:01\nx", 3)],
)
def test_the_error_of_a_broken_file_names_the_line(text: str, line: int) -> None:
    with pytest.raises(SubtitleError, match=f"line {line}:"):
        webvtt.read(text)


@pytest.mark.parametrize(
    ("cues", "expected"),
    [
        ("00:00.000 --> 00:04.000\nA line that can be read.", []),
        ("00:00.000 --> 00:01.000\nA line that can not be read.", ["characters_per_second", "seconds_per_word"]),
        ("00:00.000 --> 00:01.000\nI am at it no", ["seconds_per_word"]),
        ("00:00.000 --> 00:09.000\n" + "x" * 38, ["line_length"]),
        ("00:00.000 --> 00:09.000\none\ntwo\nthree", ["lines"]),
        ("00:00.000 --> 00:04.000\none\n\n00:03.000 --> 00:06.000\ntwo", ["overlap"]),
        ("00:00.000 --> 00:04.000\none\n\n00:04.500 --> 00:06.000\ntwo", ["gap"]),
        ("00:00.000 --> 00:04.000\none\n\n00:05.000 --> 00:06.000\ntwo", []),
        ("00:04.000 --> 00:04.000\none", ["duration"]),
        ("00:01.000 --> 00:04.000\n", ["empty"]),
    ],
)  # fmt: skip
def test_each_rule_is_checked(tmp_path: Path, cues: str, expected: list[str]) -> None:
    assert rules(tmp_path, "WEBVTT\n\n" + cues) == expected


def test_limits_differ_for_children_portrait_and_other_scripts(tmp_path: Path) -> None:
    fifteen = "WEBVTT\n\n00:00.000 --> 00:02.000\n" + "abcde " * 4 + "abcdef"
    assert rules(tmp_path, fifteen) == []
    assert rules(tmp_path, fifteen, "--language", "en", "--audience", "child") == [
        "characters_per_second"
    ]
    assert rules(tmp_path, fifteen, "--language", "en", "--layout", "portrait") == ["line_length"]
    kana = "WEBVTT\n\n00:00.000 --> 00:03.000\n" + "か" * 14
    assert rules(tmp_path, kana, "--language", "ja") == ["characters_per_second", "line_length"]
    assert (
        rules(tmp_path, kana.replace("か", "a"), "--language", "ja") == []
    )  # half width: half a place
    arabic = "WEBVTT\n\n00:00.000 --> 00:09.000\n" + "ب" * 42
    assert rules(tmp_path, arabic, "--language", "ar") == []
    marked = arabic.replace("ب", "بَ")
    assert rules(tmp_path, marked, "--language", "ar") == []  # vowel marks take no room


def test_the_command_prints_words_and_writes_a_page(tmp_path: Path) -> None:
    file = tmp_path / "a.vtt"
    file.write_text(
        "WEBVTT\n\n00:00.000 --> 00:01.000\nFar too <i>much</i> &lt;text&gt; for one second"
    )
    page = tmp_path / "page.html"
    result = evaluate(file, "--language", "en", "--report", str(page))
    assert result.exit_code == 0
    assert result.output.startswith("1 cues, 2 violations\ncue 1: ")
    assert "Far too much &lt;text&gt; for one second" in page.read_text()


@pytest.mark.parametrize("content", [b"\xff\xfe\x00W", b"not a subtitle file"])
def test_the_file_is_not_a_subtitle_file(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "a.vtt"
    file.write_bytes(content)
    result = evaluate(file, "--language", "en")
    assert result.exit_code == 1
    assert result.output.startswith(f"Error: {file}: ")
