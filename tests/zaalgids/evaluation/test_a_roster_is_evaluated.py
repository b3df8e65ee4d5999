"""`zaalgids evaluate roster`: its JSON, its file, and its sentences."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from zaalgids.commands.command_line import zaalgids

INSTANCE = """SECTION_HORIZON
2
SECTION_SHIFTS
D,480,
SECTION_STAFF
A,D=2,960,0,5,1,1,1
SECTION_COVER
0,D,1,100,1
1,D,2,100,1
"""


@pytest.mark.solver
def test_it_says_objective_and_bound(tmp_path: Path) -> None:
    file, out = tmp_path / "One.txt", tmp_path / "roster.csv"
    file.write_text(INSTANCE, encoding="utf-8")
    asked = ["evaluate", "roster", str(file), "--seconds", "5"]
    done = CliRunner().invoke(zaalgids, [*asked, "--json", "--out", str(out)])
    answer = json.loads(done.output)
    assert list(answer) == ["objective", "bound", "feasible", "seconds"]
    assert (answer["objective"], answer["bound"], answer["feasible"]) == (100, 100, True)
    assert out.read_text(encoding="utf-8") == "A,D,D\n"
    said = CliRunner().invoke(zaalgids, asked).output
    assert said.startswith("One: 100, proven, ")


def test_what_is_no_instance_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zaalgids.evaluation.roster.solver_is_installed", lambda: True)
    file = tmp_path / "One.txt"
    file.write_bytes(b"\xff\xfe")
    done = CliRunner().invoke(zaalgids, ["evaluate", "roster", str(file)])
    assert (done.exit_code, "One.txt" in done.output) == (1, True)


def test_without_the_solver_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zaalgids.evaluation.roster.solver_is_installed", lambda: False)
    file = tmp_path / "One.txt"
    file.write_text(INSTANCE, encoding="utf-8")
    done = CliRunner().invoke(zaalgids, ["evaluate", "roster", str(file)])
    assert done.exit_code == 1
    assert "pip install 'zaalgids[roster]'" in done.output
