"""A museum measures recognition on its own photographs, and gets a sentence on every picture that cannot be used."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from click.testing import CliRunner, Result

from models.decision import threshold
from zaalgids.evaluation.binomial import upper_bound
from zaalgids.evaluation.picture_list import ListError, PictureRow, read_list
from zaalgids.evaluation.recognition import recognition
from zaalgids.evaluation.recognition_run import count
from zaalgids.simulation.drawn_pictures import drawn_pictures

# The members of the JSON, in the order that DESIGN promises.
MEMBERS = (
    *("references", "known", "correct", "wrong", "offered", "refused", "unknown", "false_accepts"),
    *("ms_median", "ms_p95", "index_seconds", "index_mb", "rss_mb", "answers"),
)
OF_AN_ANSWER = {"path", "truth", "answer", "offered", "confidence", "ms"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns a folder: four works, three photographs of them, one of something else, a text named as a picture."""
    folder = tmp_path_factory.mktemp("evaluation")
    pictures = list(drawn_pictures(6, seed=5))
    for number, picture in enumerate(pictures):
        wall = np.full((600, 900, 3), 190, np.uint8)
        height, width = picture.shape[:2]
        wall[60 : 60 + height, 250 : 250 + width] = picture
        cv2.imwrite(str(folder / f"ref{number}.png"), picture)
        cv2.imwrite(str(folder / f"photo{number}.jpg"), wall)
    (folder / "broken.jpg").write_text("not a picture")
    (folder / "references.csv").write_text(
        "path,work\nref0.png,hills\nref1.png,bodies\nref3.png,strokes\nref5.png,planes\nbroken.jpg,planes\n"
    )
    (folder / "queries.csv").write_text(
        "\ufeffpath,work\r\nphoto0.jpg,hills\r\nphoto3.jpg,bodies|strokes\r\nphoto5.jpg,hills\r\n"
        "photo1.jpg,none\r\nphoto2.jpg,none\r\nbroken.jpg,planes\r\nabsent.jpg,none\r\n",
        encoding="utf-8",
    )
    return folder


def ask(folder: Path, *more: str) -> Result:
    lists = [
        "--references",
        str(folder / "references.csv"),
        "--queries",
        str(folder / "queries.csv"),
    ]
    return CliRunner().invoke(recognition, [*lists, *more])


def test_the_json_is_the_one_promised(folder: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    result = ask(folder, "--json", "--distractors", "7", "--report", str(report))
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert tuple(found) == MEMBERS
    assert all(set(answer) == OF_AN_ANSWER for answer in found["answers"])
    # The list says hills for photo5 and none for photo1, so their right answers count as wrong and as false.
    counted = {name: found[name] for name in ("known", "correct", "wrong", "refused")}
    assert counted == {"known": 4, "correct": 2, "wrong": 1, "refused": 1}
    assert (found["unknown"], found["false_accepts"]) == (3, 1)
    assert found["references"] == 4 + 7
    assert found["ms_median"] > 0
    assert 50 < found["rss_mb"] < 400
    assert [answer["truth"] for answer in found["answers"]][1] == "bodies|strokes"
    assert found["answers"][5] == {
        "path": "broken.jpg",
        "truth": "planes",
        "answer": None,
        "offered": [],
        "confidence": 0.0,
        "ms": None,
    }
    for words in ("references.csv, row 6, broken.jpg", "queries.csv, row 7", "row 8, absent.jpg"):
        assert words in result.stderr
    page = report.read_text(encoding="utf-8")
    assert page.count("data:image/jpeg;base64,") >= 4
    assert "http" not in page.replace("http-equiv", "")
    assert "broken.jpg" in page
    # photo5 stands beside the reference of its truth and of its answer; an unreadable picture has no figure.
    assert "The truth: hills, its reference" in page
    assert "Taken for: planes, its reference" in page
    assert page.count('<div class="miss">') == 2
    assert "Of all of them 2 could not be read and count as refused." in page


def test_the_report_shows_what_each_rate_would_have_given(folder: Path, tmp_path: Path) -> None:
    """Unknown queries: three photographs of other things, two of them unreadable, and three works left out."""
    report = tmp_path / "report.html"
    assert ask(folder, "--report", str(report)).exit_code == 0
    page = report.read_text(encoding="utf-8")
    assert f'<tr><th scope="row">1.0&nbsp;%<td class="n">{threshold(0.01):g}<td' in page
    assert '<tr><th scope="row">as in this run<td class="n">0.9<td class="n">2 of 4<td' in page


def test_nothing_was_missed(folder: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    queries = folder / "right.csv"
    queries.write_text("path,work\nphoto0.jpg,hills\n")
    result = ask(folder, "--queries", str(queries), "--report", str(report))
    assert result.exit_code == 0, result.output
    page = report.read_text(encoding="utf-8")
    assert "every photograph that could be read was answered rightly" in page
    assert "nothing is known about false accepts" in page
    assert "could not be read" not in page


@pytest.mark.parametrize("kind", ["tiny", "greyscale", "see-through", "16 bits", "one row"])
def test_pictures_of_every_kind_get_an_answer(folder: Path, tmp_path: Path, kind: str) -> None:
    photo = cv2.imread(str(folder / "photo0.jpg"))
    assert photo is not None
    grey = cv2.cvtColor(photo, cv2.COLOR_BGR2GRAY)
    odd = {
        "tiny": photo[:2, :3],
        "greyscale": grey,
        "see-through": np.dstack([photo, grey]),
        "16 bits": photo.astype(np.uint16) * 257,
        "one row": photo[300:301],
    }[kind]
    cv2.imwrite(str(tmp_path / "odd.png"), odd)
    (tmp_path / "queries.csv").write_text("path,work\nodd.png,hills\n")
    report = tmp_path / "report.html"
    asked = ["--queries", str(tmp_path / "queries.csv"), "--report", str(report), "--json"]
    result = ask(folder, *asked)
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["answers"][0]["ms"] is not None
    assert "could not be read" not in report.read_text(encoding="utf-8")


def test_a_table_for_people(folder: Path) -> None:
    result = ask(folder)
    assert result.exit_code == 0, result.output
    assert "named rightly 2, wrongly 1, refused 1" in result.stdout
    assert "photo5.jpg: hills named planes" in result.stdout


def test_distractors_from_a_folder_or_from_nowhere(folder: Path, tmp_path: Path) -> None:
    others = tmp_path / "others"
    others.mkdir()
    cv2.imwrite(str(others / "one.png"), next(drawn_pictures(1, seed=9)))
    (others / "two.jpg").write_bytes(b"")
    result = ask(folder, "--json", "--distractors", str(others))
    assert json.loads(result.stdout)["references"] == 5
    assert "two.jpg: The file is empty." in result.stderr
    result = ask(folder, "--distractors", str(tmp_path / "nowhere"))
    assert result.exit_code == 1
    assert "neither a folder of pictures nor a number" in result.stderr


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "first line"),
        ("file,work\na.jpg,b\n", "it has file, work"),
        ("path,work\n", "no rows"),
        ("path,work\n,b\na.jpg\n", "row 2: the path"),
        ("path,work\na.jpg,b|c\n", "row 2: 'b|c'"),
        ("path,work\na.jpg,none\n", "can't be the name"),
    ],
)
def test_the_list_is_wrong(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "list.csv"
    file.write_text(text)
    with pytest.raises(ListError) as error:
        read_list(file)
    assert words in str(error.value)
    assert "list.csv" in str(error.value)


def test_all_bad_rows_are_named_at_once(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("path,work\n" + "a.jpg,\n" * 12 + "b.jpg,c\n")
    with pytest.raises(ListError) as error:
        read_list(file, query=True)
    assert str(error.value).count("the work is missing") == 10
    assert "and 2 more" in str(error.value)


def test_the_list_is_not_text(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_bytes(b"path,work\n\xff\xfe.jpg,b\n")
    with pytest.raises(ListError, match="UTF-8"):
        read_list(tmp_path / "list.csv")
    with pytest.raises(ListError, match="No such file"):
        read_list(tmp_path / "absent.csv")


def test_no_picture_could_be_timed() -> None:
    row = PictureRow(2, "a.jpg", Path("a.jpg"), ())
    counts = count([row], [{"work": None, "offered": [], "confidence": 0.0, "ms": None}])
    assert counts["ms_median"] is None
    assert counts["unknown"] == 1


@pytest.mark.parametrize(
    ("events", "trials", "bound"), [(0, 62, 0.0472), (0, 1, 0.95), (3, 3, 1.0), (2, 20, 0.2826)]
)
def test_what_a_count_leaves_possible(events: int, trials: int, bound: float) -> None:
    """Clopper and Pearson's bounds, from their relation to the beta distribution."""
    assert upper_bound(events, trials) == pytest.approx(bound, abs=1e-3)


def test_impossible_counts() -> None:
    for events, trials in ((1, 0), (-1, 5), (6, 5)):
        with pytest.raises(ValueError, match="can't be"):
            upper_bound(events, trials)


def test_drawn_pictures_are_the_same_every_time() -> None:
    first, more = list(drawn_pictures(6)), list(drawn_pictures(12))
    assert all((a == b).all() for a, b in zip(first, more, strict=False))
    assert len({picture.tobytes() for picture in more}) == 12
    assert next(drawn_pictures(1, seed=2)).tobytes() != first[0].tobytes()


def test_a_rate_that_can_not_be_promised(folder: Path) -> None:
    result = ask(folder, "--false-accepts", "0.00001")
    assert result.exit_code == 1
    assert "can't be promised" in result.output


def test_a_museum_wants_fewer_false_accepts_and_sees_each_work_left_out(
    folder: Path, tmp_path: Path
) -> None:
    """Three photographs of known works are unknown queries too, with their works left out."""
    report = tmp_path / "report.html"
    result = ask(folder, "--false-accepts", "0.02", "--report", str(report))
    assert result.exit_code == 0, result.output
    assert f"from a probability of {threshold(0.02):g}" in result.output
    page = report.read_text(encoding="utf-8")
    assert "3 photographs of known works, each answered with its work taken out" in page
    assert "<svg" in page
