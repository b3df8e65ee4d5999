"""A folder of photographs with a CSV becomes a museum: good rows are imported, bad ones are reported."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from contract.museum import Level
from contract.museum_folder import MuseumError, read_museum, write_museum
from tests.desk import picture
from tests.tiny_museum import tiny_museum
from tour_server.imports.museum_output import import_photographs
from zaalgids.commands.command_line import zaalgids


@pytest.fixture
def photographs(tmp_path: Path) -> Path:
    folder = tmp_path / "night watch"
    (folder / "a").mkdir(parents=True)
    for n, name in enumerate(("a/one.png", "a/two.png", "a/three.png")):
        (folder / name).write_bytes(picture(n))
    (folder / "broken.jpg").write_bytes(picture(4)[:-100])
    return folder


def write(folder: Path, *lines: str) -> None:
    (folder / "references.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_only_path_and_work(photographs: Path, tmp_path: Path) -> None:
    write(
        photographs, "path,work", "a/one.png,night-watch", "a/two.png,night-watch", "a/three.png,b2"
    )
    said: list[str] = []
    made = import_photographs(photographs, tmp_path / "out", said.append)
    assert said == []
    assert [(work.key, work.number, len(work.media)) for work in made.works] == [
        ("night-watch", 1, 2),
        ("b2", 2, 1),
    ]
    assert made.works[0].title == {"und": "Night watch"}
    assert all(not work.blocks for work in made.works)
    assert made.site.name == {"und": "Night watch"}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_table_with_a_byte_order_mark(photographs: Path, tmp_path: Path, encoding: str) -> None:
    text = 'path,work,title\r\na/one.png,x,"Été\r\n夏"\r\n'
    (photographs / "references.csv").write_bytes(text.encode(encoding))
    said: list[str] = []
    made = import_photographs(photographs, tmp_path / "out", said.append)
    assert said == []
    assert made.works[0].title == {"und": "Été\n夏"}


def test_a_table_in_a_code_page_is_read(photographs: Path, tmp_path: Path) -> None:
    text = "path,work,title\na/one.png,x,Été\n"
    (photographs / "references.csv").write_bytes(text.encode("cp1252"))
    made = import_photographs(photographs, tmp_path / "out", pytest.fail)
    assert made.works[0].title == {"und": "Été"}


def test_bad_cells_are_reported_with_their_row_and_all_else_is_imported(
    photographs: Path, tmp_path: Path
) -> None:
    write(
        photographs,
        "path,work,title,language,number,text,source",
        "a/one.png,x,De Nachtwacht,nl,7,,",
        "nowhere.png,y,,,,,",
        "broken.jpg,z,,,,,",
        ",q,,,,,",
        "a/two.png,w,,,seven,,",
        "a/two.png,v,,,7,,",
        "a/three.png,u,,nl,,Een tekst.,",
        "a/three.png,t,,nl,,Een tekst.,Een boek",
        "a/one.png,X,,,,,",
        "references.csv,r,,,,,",
    )
    said: list[str] = []
    made = import_photographs(photographs, tmp_path / "out", said.append)
    assert [line.split(": ", 1)[0].removeprefix("references.csv, ") for line in said] == [
        "row 3, path",
        "row 4, broken.jpg",
        "row 6, number",
        "Row 2 has the number 7, too; this work gets none.",
        "row 8",
        "row 10",
        "row 11, path",
    ]
    assert "nowhere.png" in said[0]
    assert "cut off" in said[1]
    assert "no source" in said[4]
    assert "'X' differs from 'x' in case or signs alone" in said[5]
    by_key = {work.key: work for work in made.works}
    assert set(by_key) == {*"xyzqwvutr", "x-2"}
    assert {key for key, work in by_key.items() if work.media} == {*"xwvut", "x-2"}
    assert by_key["x"].number == 7
    assert sorted(work.number for work in made.works) == list(range(1, 11))
    assert by_key["x"].title == {"nl": "De Nachtwacht"}
    assert by_key["u"].blocks == []
    assert by_key["t"].blocks[0].text == "Een tekst."


def test_each_level_is_imported_and_others_are_named(photographs: Path, tmp_path: Path) -> None:
    rows = [f"a/one.png,x,pt-BR,Um texto.,Um livro,{level}" for level in Level]
    giant = "a/one.png,x,nl,Een tekst.,Een boek,giant"
    write(photographs, "path,work,language,text,source,level", *rows, giant)
    said: list[str] = []
    made = import_photographs(photographs, tmp_path / "out", said.append)
    assert [block.level for block in made.works[0].blocks] == [*Level, Level.ADULT]
    assert made.works[0].blocks[-2].key == "x-pt-br-description-5"
    assert said == [
        "references.csv, row 7, level: “giant” is no level; "
        "write one of adult, child, plain, expert, description"
    ]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["colour,shape", "red,round"], "references.csv: No column is known"),
        (["room,date", "1,1650"], "No column says which work a row is about"),
        (["path,work"], "no work is left"),
    ],
)
def test_a_csv_that_can_not_be_imported(
    photographs: Path, tmp_path: Path, lines: list[str], said: str
) -> None:
    write(photographs, *lines)
    with pytest.raises(MuseumError, match=said):
        import_photographs(photographs, tmp_path / "out", lambda _: None)
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "out.new").exists()


def test_without_a_csv_every_picture_is_a_work(photographs: Path, tmp_path: Path) -> None:
    said: list[str] = []
    made = import_photographs(photographs, tmp_path / "out", said.append)
    assert {work.key for work in made.works} == {"one", "two", "three"}
    assert len(said) == 1
    assert "broken.jpg" in said[0]


def test_a_folder_with_other_files_is_not_replaced(photographs: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("years of work")
    with pytest.raises(MuseumError, match="not empty"):
        import_photographs(photographs, tmp_path / "out", lambda _: None)
    assert (tmp_path / "out" / "thesis.txt").read_text() == "years of work"


def test_a_museum_is_imported_exported_and_checked(tmp_path: Path) -> None:
    source = tmp_path / "source"
    (source / "pictures").mkdir(parents=True)
    for n, key in enumerate(("lijn", "ring", "knoop")):
        (source / "pictures" / f"{key}.png").write_bytes(picture(n))
    write_museum(tiny_museum(), source)
    run = CliRunner()
    data, out = str(tmp_path / "server"), str(tmp_path / "out")
    result = run.invoke(zaalgids, ["museum", "import", str(source), "--into", data, "--yes"])
    assert result.exit_code == 0, result.output
    result = run.invoke(zaalgids, ["museum", "export", out, "--from", data])
    assert result.exit_code == 0, result.output
    (offer,) = tiny_museum().offers
    imported = replace(tiny_museum(), offers=[replace(offer, approved_by=None)])
    assert read_museum(Path(out)) == imported, "an import brings no approval along"
    assert run.invoke(zaalgids, ["museum", "check", out]).output == "No problems.\n"
    copied = run.invoke(zaalgids, ["museum", "export", str(tmp_path / "copy"), "--from", out])
    assert copied.exit_code == 0, copied.output
    assert read_museum(tmp_path / "copy") == imported


def test_check_lists_every_problem(tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    for key in ("lijn", "ring", "knoop"):
        (tmp_path / "pictures" / f"{key}.png").write_bytes(b"not a picture")
    write_museum(tiny_museum(), tmp_path)
    result = CliRunner().invoke(zaalgids, ["museum", "check", str(tmp_path)])
    assert result.exit_code == 1
    assert len(result.output.splitlines()) == 3
    assert "works/lijn.toml" in result.output


@pytest.mark.shared
def test_the_real_photographs(shared: Path, tmp_path: Path) -> None:
    said: list[str] = []
    made = import_photographs(
        shared / "artwork", tmp_path / "out", said.append, shared / "artwork" / "references.csv"
    )
    assert said == []
    assert len(made.works) == 10
