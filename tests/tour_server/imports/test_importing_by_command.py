"""`zaalgids museum import` proposes, applies with --yes, merges, and says by its exit status what was left out."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace

from contract.museum import Museum, Work
from contract.museum_folder import read_museum, write_museum
from tests.desk import picture
from tests.tiny_museum import tiny_museum
from tests.tour_server.imports.importer import Importer
from tour_server.catalogue.parts import PartKind
from tour_server.database import Database
from tour_server.imports.import_documents import ImportState
from zaalgids.commands.command_line import zaalgids


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The data folder of a server that has no museum."""
    return tmp_path / "server"


def museum_import(source: Path, data: Path, *options: str) -> Result:
    return CliRunner().invoke(
        zaalgids, ["museum", "import", str(source), "--into", str(data), *options]
    )


def importer(data: Path) -> Importer:
    """The drafts and imports of the server."""
    return Importer(Database(f"sqlite:///{data / 'zaalgids.db'}"), data)


def works(data: Path) -> dict[str, Work]:
    return importer(data).works()


def photographs(folder: Path, *rows: str) -> Path:
    """Write a CSV with pictures."""
    folder.mkdir(exist_ok=True)
    for n in range(1, 5):
        (folder / f"{n}.png").write_bytes(picture(n))
    (folder / "references.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder


def museum_folder(folder: Path, museum: Museum | None = None) -> Path:
    (folder / "pictures").mkdir(parents=True, exist_ok=True)
    for n, key in enumerate(("lijn", "ring", "knoop")):
        (folder / "pictures" / f"{key}.png").write_bytes(picture(n))
    write_museum(museum or tiny_museum(), folder)
    return folder


def test_a_museum_without_a_name_in_any_language(tmp_path: Path, data: Path) -> None:
    nameless = tiny_museum()
    nameless = replace(nameless, site=replace(nameless.site, name={}))
    said = museum_import(museum_folder(tmp_path / "a", nameless), data, "--yes")
    assert said.exit_code == 0, said.output
    assert importer(data).drafts.museum().site == nameless.site


def test_without_yes_nothing_changes(tmp_path: Path, data: Path) -> None:
    folder = photographs(tmp_path / "a", "path,work,title,language", "1.png,nw,De Nachtwacht,nl")
    said = museum_import(folder, data)
    assert said.exit_code == 0, said.output
    assert "Nothing has changed" in said.output
    assert "3 new." in said.output, "the museum, its room and the work"
    assert importer(data).drafts.empty()
    again = museum_import(folder, data)
    assert again.exit_code == 0
    assert len(importer(data).proposals.listed()) == 1, "a proposal takes the place of the earlier"


def test_one_thing_is_imported_at_a_time(tmp_path: Path, data: Path) -> None:
    for wrong in ([], [str(tmp_path), "--address", "https://museum.example/all.json"]):
        command = ["museum", "import", *wrong, "--into", str(data)]
        said = CliRunner().invoke(zaalgids, command)
        assert said.exit_code == 2
        assert "Say what to import" in said.output
    inside = ["museum", "import", "--address", "https://10.0.0.1/a.json", "--into", str(data)]
    said = CliRunner().invoke(zaalgids, inside)
    assert said.exit_code == 1
    assert "10.0.0.1" in said.output


def test_a_second_import_keeps_the_first(tmp_path: Path, data: Path) -> None:
    """Case 02."""
    first = photographs(
        tmp_path / "first",
        "path,work,title,language",
        "1.png,night-watch,De Nachtwacht,nl",
        "2.png,milkmaid,Het melkmeisje,nl",
    )
    second = photographs(
        tmp_path / "second", "path,work,title,language", "3.png,letter,De brief,nl"
    )
    assert museum_import(first, data, "--yes").exit_code == 0
    said = museum_import(second, data, "--yes")
    assert said.exit_code == 0, said.output
    assert "The museum has 3 works with 3 pictures." in said.output
    assert {key: work.number for key, work in works(data).items()} == {
        "night-watch": 1,
        "milkmaid": 2,
        "letter": 3,
    }
    assert len(importer(data).drafts.all(PartKind.ROOM)) == 1


@pytest.mark.parametrize(
    ("rows", "numbers", "rooms"),
    [
        (
            (
                "path,work,title,number",
                "1.png,postcard,Postcard,",
                "2.png,night-watch,The Night Watch,1",
                "3.png,milkmaid,The Milkmaid,2",
                "4.png,letter,The Letter,",
            ),
            {"postcard": 3, "night-watch": 1, "milkmaid": 2, "letter": 4},
            {"gallery"},
        ),
        (
            (
                "path,work,title,number,room",
                "1.png,nw,The Night Watch,,",
                "2.png,nw,,17,Gallery of Honour",
            ),
            {"nw": 17},
            {"gallery-of-honour"},
        ),
    ],
)
def test_numbers_are_those_that_the_table_gives(
    tmp_path: Path, data: Path, rows: tuple[str, ...], numbers: dict[str, int], rooms: set[str]
) -> None:
    """Case 12, both tables."""
    said = museum_import(photographs(tmp_path / "a", *rows), data, "--yes")
    assert said.exit_code == 0, said.output
    assert {key: work.number for key, work in works(data).items()} == numbers
    assert {work.room for work in works(data).values()} == rooms


def test_rows_that_were_left_out_end_with_status_1(tmp_path: Path, data: Path) -> None:
    folder = photographs(
        tmp_path / "a",
        "path,work,title,language,number",
        "1.png,nw,De Nachtwacht,nl,seven",
        "weg.png,letter,De brief,nl,",
        "2.png,milkmaid,Het melkmeisje,nl,4",
    )
    said = museum_import(folder, data, "--yes")
    assert said.exit_code == 1
    assert "row 2, number: “seven” is no number" in said.output
    assert "row 3, path: there is no file weg.png" in said.output
    assert "3.png is named in no row" in said.output
    assert set(works(data)) == {"nw", "letter", "milkmaid"}, "what can be read goes in"
    assert museum_import(folder, data, "--yes", "--partial").exit_code == 0


def test_what_staff_wrote_stays_and_is_named(tmp_path: Path, data: Path) -> None:
    rows = ("path,work,title,language", "1.png,nw,De Nachtwacht,nl")
    folder = photographs(tmp_path / "a", *rows)
    museum_import(folder, data, "--yes")
    importer(data).edit("nw", title={"nl": "De Nachtwacht, 1642"})
    photographs(folder, rows[0], "1.png,nw,Nachtwacht,nl")
    said = museum_import(folder, data, "--yes")
    assert "row 2, Nachtwacht: staff wrote something else (title, Nederlands)" in said.output
    assert works(data)["nw"].title == {"nl": "De Nachtwacht, 1642"}


def test_a_museum_folder_is_merged_part_by_part(tmp_path: Path, data: Path) -> None:
    folder = museum_folder(tmp_path / "museum")
    assert museum_import(folder, data, "--yes").exit_code == 0
    opened = importer(data)
    opened.edit("lijn", title={"nl": "Van Wim", "en": "Work lijn"})
    museum = tiny_museum()
    ring = replace(museum.works[1], title={"nl": "Ring, verbeterd", "en": "Work ring"})
    lijn = replace(museum.works[0], maker={"nl": "Onbekend"})
    museum_folder(folder, replace(museum, works=[lijn, ring, museum.works[2]]))
    said = museum_import(folder, data, "--yes")
    assert said.exit_code == 0, said.output
    assert "2 changed." in said.output
    found = works(data)
    assert found["lijn"].title["nl"] == "Van Wim"
    assert found["lijn"].maker == {"nl": "Onbekend"}
    assert found["ring"].title["nl"] == "Ring, verbeterd"


def test_replace_makes_the_museum_equal_and_can_be_undone(tmp_path: Path, data: Path) -> None:
    rows = ("path,work,title,language", "1.png,nw,De Nachtwacht,nl")
    museum_import(photographs(tmp_path / "a", *rows), data, "--yes")
    before = importer(data).drafts.museum()
    folder = museum_folder(tmp_path / "museum")
    said = museum_import(folder, data, "--replace")
    assert "work nw would be removed" in said.output
    assert importer(data).drafts.museum() == before, "it was not asked for with --yes"
    said = museum_import(folder, data, "--replace", "--yes")
    assert said.exit_code == 0, said.output
    out = tmp_path / "out"
    assert (
        CliRunner().invoke(zaalgids, ["museum", "export", str(out), "--from", str(data)]).exit_code
        == 0
    )
    (offer,) = tiny_museum().offers
    exported = read_museum(out)
    assert exported == replace(
        tiny_museum(),
        site=replace(tiny_museum().site, key="museum"),
        offers=[replace(offer, approved_by=None)],
    )
    opened = importer(data)
    (replaced, *_) = opened.proposals.listed()
    assert replaced.state is ImportState.APPLIED
    opened.undo(replaced.number)
    assert opened.drafts.museum() == before


def test_a_museum_that_comes_back_changes_nothing(tmp_path: Path, data: Path) -> None:
    museum_import(museum_folder(tmp_path / "museum"), data, "--yes")
    versions = importer(data).versions()
    out = tmp_path / "out"
    CliRunner().invoke(zaalgids, ["museum", "export", str(out), "--from", str(data)])
    for options in ((), ("--replace",)):
        said = museum_import(out, data, "--yes", *options)
        assert said.exit_code == 0, said.output
        assert importer(data).versions() == versions
