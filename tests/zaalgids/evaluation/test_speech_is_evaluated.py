"""`zaalgids evaluate speech` tells what the engine is given for a text, how loud it is, and when each word sounds."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from contract.museum import Pronunciation
from contract.museum_folder import write_museum
from tests.tiny_museum import tiny_museum
from zaalgids.evaluation.speech import speech

TEXTS = 'text,language\n"Rembrandt (1606–1669), 1642",en\nPorträt Ludwigs XIV. von Rigaud,de\n17e eeuw,nl\n'


def evaluate(file: Path, *options: str) -> Any:
    return CliRunner().invoke(speech, [str(file), *options])


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    file = tmp_path / "texts.csv"
    file.write_text(TEXTS, encoding="utf-8")
    return file


def test_each_phrase_is_told_and_measured(texts: Path) -> None:
    phrases = json.loads(evaluate(texts, "--json").output)["phrases"]
    assert [phrase["said_as"] for phrase in phrases] == [
        "Rembrandt (sixteen oh six to sixteen sixty-nine), sixteen forty-two",
        "Porträt Ludwigs des Vierzehnten von Rigaud",
        "zeventiende eeuw",
    ]
    fields = {"text", "language", "voice", "said_as", "phonemes", "lufs", "peak_dbtp", "words"}
    for phrase in phrases:
        assert set(phrase) == fields
        assert -35 < phrase["lufs"] < -10
        assert -20 < phrase["peak_dbtp"] < 1
        assert phrase["voice"].endswith(phrase["language"])
        words = phrase["words"]
        assert [word["text"] for word in words] == phrase["text"].split()
        assert all(word["start"] < word["end"] for word in words)
        assert all(a["end"] <= b["start"] for a, b in itertools.pairwise(words))
    assert "ɑ" in phrases[0]["phonemes"] or "ɹ" in phrases[0]["phonemes"]
    assert (
        phrases[0]["words"][1]["end"] - phrases[0]["words"][1]["start"] > 1.5
    )  # four words are said


def test_a_museums_own_pronunciations_are_used(texts: Path, tmp_path: Path) -> None:
    museum = tiny_museum()
    entry = Pronunciation("Rembrandt", "en", "Rem-brant")
    folder = tmp_path / "museum"
    write_museum(replace(museum, site=replace(museum.site, lexicon=[entry])), folder)
    for work in museum.works:
        for medium in work.media:
            picture = folder / "pictures" / medium.file
            picture.parent.mkdir(parents=True, exist_ok=True)
            picture.touch()
    told = evaluate(texts, "--museum", str(folder))
    assert told.exit_code == 0, told.output
    assert "Rem-brant (sixteen" in told.output


def test_a_report_is_written(texts: Path, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    assert evaluate(texts, "--report", str(page)).exit_code == 0
    assert "des Vierzehnten" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("words,language\nx,en\n", "columns text,language"),
        ("text,language\nx,\n", "line 2: '' is no language tag"),
        ("text,language\n  ,en\n", "line 2: there is no text"),
        ("text,language\nx\n", "line 2: '' is no language tag"),
        ("text,language\nqapla,xx\n", "no voice for xx"),
    ],
)
def test_a_table_that_can_not_be_used_is_refused(
    tmp_path: Path, content: str, message: str
) -> None:
    file = tmp_path / "texts.csv"
    file.write_text(content, encoding="utf-8")
    refused = evaluate(file, "--json")
    assert refused.exit_code != 0
    assert message in refused.output
