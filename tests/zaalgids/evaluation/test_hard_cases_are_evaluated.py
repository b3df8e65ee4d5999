"""A museum simulates hard cases from its own pictures and reads how each kind is answered."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import cv2
import pytest
from click.testing import CliRunner

from zaalgids.evaluation import kinds
from zaalgids.evaluation.cases import KINDS, command
from zaalgids.evaluation.kind_counts import KindCounts, by_kind, by_share, in_all
from zaalgids.evaluation.kinds import markdown, measured, total
from zaalgids.evaluation.picture_list import ListError, PictureRow, read_list
from zaalgids.evaluation.recognition_report import page
from zaalgids.evaluation.recognition_run import run
from zaalgids.simulation.drawn_pictures import drawn_picture

HERE = Path("queries.csv")


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pictures")
    for number in range(8):
        cv2.imwrite(str(folder / f"{number}.jpg"), drawn_picture(number, 77))
    return folder


@pytest.fixture(scope="module")
def cases(pictures: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns a folder with two kinds, three photographs each, and catalogues of six works."""
    out = tmp_path_factory.mktemp("cases")
    done = simulate(pictures, out, "--kinds=covered,empty")
    assert done.exit_code == 0, done.output
    return out


def simulate(pictures: Path, out: Path, *more: str):
    few = ("--each=3", "--references=6")
    return CliRunner().invoke(command, [f"--pictures={pictures}", *few, *more, str(out)])


def row(works: tuple[str, ...], kind: str = "", share: float | None = None) -> PictureRow:
    return PictureRow(2, "photo.jpg", HERE, works, kind, share)


def test_each_kind_is_a_folder_that_evaluation_reads(cases: Path):
    for kind in ("covered", "empty"):
        references = read_list(cases / kind / "references.csv")
        queries = read_list(cases / kind / "queries.csv", query=True)
        assert len(queries) == 3
        assert len(references) >= 6
        assert all(one.file.is_file() for one in [*references, *queries])
        assert all(one.kind for one in queries)
        assert {work for one in queries for work in one.works} <= {r.works[0] for r in references}
    assert all(one.share for one in read_list(cases / "covered" / "queries.csv", query=True))


def test_the_same_seed_writes_the_same_files_and_the_parts_differ(
    pictures: Path, cases: Path, tmp_path: Path
):
    for name, more in (("again", ()), ("fit", ("--part=fit",))):
        assert simulate(pictures, tmp_path / name, "--kinds=covered", *more).exit_code == 0
    files = sorted(one.name for one in (cases / "covered").iterdir())
    assert files == sorted(one.name for one in (tmp_path / "again" / "covered").iterdir())
    first = {name: (cases / "covered" / name).read_bytes() for name in files}
    assert first == {name: (tmp_path / "again" / "covered" / name).read_bytes() for name in files}
    other = {one.read_bytes() for one in (tmp_path / "fit" / "covered").glob("*.jpg")}
    assert not other & set(first.values())


def test_every_kind_of_the_issue_is_there():
    assert len(KINDS) == 9


def test_an_unknown_kind_is_refused_with_the_known_ones(pictures: Path, tmp_path: Path):
    done = simulate(pictures, tmp_path, "--kinds=twins,flood")
    assert done.exit_code == 2
    assert "flood" in done.output
    assert "other-hand" in done.output


def test_a_folder_without_pictures_is_refused(tmp_path: Path):
    done = simulate(tmp_path, tmp_path / "out")
    assert done.exit_code == 1
    assert "no pictures" in done.output


def test_lists_may_have_kind_and_share(tmp_path: Path):
    file = tmp_path / "queries.csv"
    file.write_text('path,work,kind,share,note\na.jpg,x,"covered: hand",0.3,?\nb.jpg,none,,\n')
    first, second = read_list(file, query=True)
    assert (first.kind, first.share) == ("covered: hand", 0.3)
    assert (second.kind, second.share) == ("", None)


@pytest.mark.parametrize("share", ["a third", "1.2", "-0.1", "nan"])
def test_a_share_that_is_none_is_refused_by_its_row(tmp_path: Path, share: str):
    file = tmp_path / "queries.csv"
    file.write_text(f"path,work,share\na.jpg,x,0.5\nb.jpg,y,{share}\n")
    with pytest.raises(ListError, match="row 3"):
        read_list(file, query=True)


ANSWERS = (
    (row(("a",), "twins: moved", 0.1), {"answer": "a"}),
    (row(("a",), "twins: moved", 0.12), {"answer": "b"}),
    (row(("a", "c"), "twins: moved", 0.3), {"answer": None, "offered": ["b", "c"]}),
    (row(("a",), "glare"), {"answer": None, "offered": ["b", "d"]}),
    (row((), "stranger, twins: moved", 0.3), {"answer": "a"}),
    (row((), "stranger, door"), {"answer": None}),
)


def test_answers_are_counted_by_kind():
    found = by_kind(*zip(*ANSWERS, strict=True))
    assert [one.name for one in found] == ["glare", "stranger, door", "twins: moved"]
    assert found[0] == KindCounts("glare", known=1, refused=1)
    assert found[1] == KindCounts("stranger, door", strangers=1)
    assert found[2].values() == (3, 1, 1, 1, 1, 1, 1)


def test_answers_are_counted_by_the_share_covered():
    found = by_share(*zip(*ANSWERS, strict=True))
    assert [(one.name, one.known, one.strangers) for one in found] == [
        ("about 10 %", 2, 0),
        ("about 30 %", 1, 1),
    ]


def test_a_list_without_kinds_has_no_rows_by_kind():
    assert by_kind([row(("a",))], [{"answer": "a"}]) == []
    assert by_share([row(("a",))], [{"answer": "a"}]) == []


def test_the_table_shows_before_and_after():
    now = in_all("twins", *zip(*ANSWERS, strict=True))
    before = KindCounts("twins", 4, 2, 1, 0, 1, 2, 2)
    shown = markdown([now, total([now, KindCounts("dark", known=1, named=1)])], [before])
    assert "| twins | 4 | 2 → 1 | 1 | 0 → 1 | 1 → 2 | 2 | 2 → 1 |" in shown
    assert "| all | 5 | 2 | 1 | 1 | 2 | 2 | 1 |" in shown


def test_the_report_counts_by_kind_and_the_json_stays(cases: Path):
    folder = cases / "covered"
    done = run(folder / "references.csv", folder / "queries.csv", processes=1)
    assert "kind" not in done.counts["answers"][0]
    html = page(done)
    assert "<h2>By kind</h2>" in html
    assert "<h2>By how much is covered</h2>" in html
    assert "covered: hand" in html


def test_a_folder_of_kinds_is_measured_and_kept(
    cases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The measuring itself is a run of `evaluate recognition`; here its answers are given."""

    def answered(folder: Path, program: list[str], threads: int, processes: int) -> dict:
        assert program == [sys.executable, "-m", "zaalgids"]
        with (folder / "queries.csv").open(newline="") as lines:
            rows = list(csv.DictReader(lines))
        answers = [{"answer": None if one["work"] == "none" else one["work"]} for one in rows]
        return {"answers": answers, "ms_median": 50.0, "ms_p95": 60.0}

    monkeypatch.setattr(kinds, "measured", answered)
    kept = tmp_path / "kept.json"
    done = CliRunner().invoke(kinds.command, [str(cases), "--detail", f"--keep={kept}"])
    assert done.exit_code == 0, done.output
    assert "| covered |" in done.output
    assert "| all |" in done.output
    assert [one["name"] for one in json.loads(kept.read_text())["kinds"]] == ["covered", "empty"]
    again = CliRunner().invoke(kinds.command, [str(cases), f"--before={kept}"])
    assert again.exit_code == 0
    assert "→" not in again.output, "nothing changed"
    more = json.loads(kept.read_text())
    more["kinds"].append({"name": "dark", "known": 9})
    kept.write_text(json.dumps(more))
    part = CliRunner().invoke(kinds.command, [str(cases), f"--before={kept}"])
    assert "→" not in part.output, "a kind that was not measured now counts on neither side"


def test_a_program_that_fails_says_why(cases: Path):
    failing = [sys.executable, "-c", "import sys; sys.exit('no camera, no light')"]
    with pytest.raises(kinds.click.ClickException, match="no light"):
        measured(cases / "covered", failing)


def test_another_program_measures(cases: Path, tmp_path: Path):
    program = tmp_path / "older"
    program.write_text(
        '#!/bin/sh\necho \'{"answers": [], "ms_median": 1, "arguments": "\'$#\'"}\'\n'
    )
    program.chmod(0o755)
    assert measured(cases / "covered", [str(program)])["arguments"] == "7"


def test_a_folder_without_kinds_is_refused(tmp_path: Path):
    done = CliRunner().invoke(kinds.command, [str(tmp_path)])
    assert done.exit_code == 1
    assert "queries.csv" in done.output


def test_counts_that_are_none_are_refused(cases: Path, tmp_path: Path):
    file = tmp_path / "before.json"
    file.write_text("{}")
    done = CliRunner().invoke(kinds.command, [str(cases), f"--before={file}"])
    assert done.exit_code == 1
    assert "not the counts" in done.output
