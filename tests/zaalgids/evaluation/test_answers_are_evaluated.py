"""`zaalgids evaluate ask` prints counts that add up, and says which line of a list it can't read."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from contract.museum import Museum, Room, Site, Work
from tests.bench_ask import questions
from tests.narration.answers.one_subject import OneSubject
from zaalgids.evaluation import ask as evaluation
from zaalgids.evaluation.ask import ask, read_questions

ROWS = """question,language,answer
Who made the kolam?,en,kolam#maker
Who eats the rice flour?,en,kolam
Where are the toilets?,en,site#cafe
Which wife did Chladni marry?,en,none
Who cleans the kolam every Tuesday?,en,kolam;none
How big is the kolam?,en,kolam#dimensions
"""


@pytest.fixture(autouse=True)
def _words_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the extra is installed, the vectors of a museum would take half a minute."""
    monkeypatch.setattr(evaluation, "e5_likeness", lambda: None)


def test_a_likeness_that_is_installed_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "questions.csv"
    asked = "question,language,answer\nDo insects like what is strewn on the doorstep?,en,kolam\n"
    file.write_text(asked, encoding="utf-8")
    plain = json.loads(CliRunner().invoke(ask, [str(file), "--json"]).output)
    subject = OneSubject("insects", "ants and birds")
    monkeypatch.setattr(evaluation, "e5_likeness", lambda: subject)
    helped = json.loads(CliRunner().invoke(ask, [str(file), "--json"]).output)
    assert (plain["right"], helped["right"]) == (0, 1)
    assert all(one["sources"] for one in helped["answers"])


def test_the_counts_add_up(tmp_path: Path) -> None:
    file = tmp_path / "questions.csv"
    file.write_text(ROWS, encoding="utf-8")
    done = CliRunner().invoke(ask, [str(file), "--json"])
    assert done.exit_code == 0, done.output
    result = json.loads(done.output)
    assert list(result) == [
        "answerable", "right", "wrong", "refused", "unanswerable", "answered", "ms_median", "answers",
    ]  # fmt: skip
    counted = {key: value for key, value in result.items() if key not in ("ms_median", "answers")}
    assert counted == {
        "answerable": 4, "right": 2, "wrong": 1, "refused": 1, "unanswerable": 2, "answered": 0,
    }  # fmt: skip
    first = result["answers"][0]
    assert list(first) == ["question", "answer", "sources", "confidence"]
    assert (first["answer"], first["confidence"]) == ("kolam#maker", 0.95)
    assert first["sources"][0] == "Museum of Pattern, label 1: Kolam"
    assert all(one["sources"] for one in result["answers"] if one["answer"] != "none")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("question,language\nWho?,en\n", "question,language,answer"),
        ("question,language,answer\nWho?,en,mona-lisa\n", "line 2: mona-lisa is no answer"),
        ("question,language,answer\nWho?,English,kolam\n", "line 2: 'English' is no language tag"),
        ("question,language,answer\n,en,kolam\n", "line 2: there is no question"),
    ],
)
def test_a_list_that_can_not_be_read_is_refused(tmp_path: Path, text: str, said: str) -> None:
    site = Site("house", {"en": "House"}, "Europe/Amsterdam", ["en"], [None] * 7)
    museum = Museum(site, [Room("room", {"en": "Room"}, 0, 9)], [Work("kolam", 1, {}, "room")])
    file = tmp_path / "questions.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(click.ClickException, match=said):
        read_questions(file, museum)


def test_a_set_of_questions_is_kept_aside() -> None:
    kept, used = questions(kept=True), questions(kept=False)
    assert len(used) > 600
    assert len(kept) > 200
    assert not {row["question"] for row in kept} & {row["question"] for row in used}
    for rows in (kept, used):
        assert {row["language"] for row in rows} >= {"nl", "en", "fr", "de", "es"}
