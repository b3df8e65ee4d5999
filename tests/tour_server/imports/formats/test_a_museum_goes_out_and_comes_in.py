"""`zaalgids museum export` writes each format; what comes in again is the same museum, with its pictures."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace
from PIL import Image

from contract.museum import Detail, Medium, Museum, Rights
from contract.museum_folder import MuseumError, read_museum, write_museum
from tests.tiny_museum import tiny_museum
from tests.tour_server.imports.formats.made_records import without_places
from tour_server.imports.formats.museum_records import museum_records
from tour_server.imports.formats.museum_zip import unpack_museum, write_museum_zip
from tour_server.imports.formats.recognise import recognise
from zaalgids.commands.command_line import zaalgids


def _folder(place: Path) -> tuple[Path, Museum]:
    """A museum folder of three works, one with a detail, which is only a reference."""
    tiny = tiny_museum()
    lines = tiny.works[0]
    detail = Medium("deel.png", detail=Detail("lijn.png", (0, 0, 0.5, 0.5)))
    credited = replace(lines.media[0], rights=Rights("CC-BY-4.0", "Noor", {"nl": "Foto: Noor"}))
    works = [replace(lines, media=[credited, detail]), *tiny.works[1:]]
    museum = replace(tiny, works=works)
    write_museum(museum, place)
    (place / "pictures").mkdir()
    for file in {file for work in works for file in work.files}:
        Image.new("RGB", (30, 20)).save(place / "pictures" / file)
    return place, museum


def _export(*words: str) -> str:
    done = CliRunner().invoke(zaalgids, ["museum", "export", *words])
    assert done.exit_code == 0, done.output
    return done.output


ON_THE_WEB = "https://museum.example/gids/"


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("iiif", ON_THE_WEB),
        *((kind, at) for kind in ("lido", "linked-art", "tourml") for at in ("", ON_THE_WEB)),
    ],
)
def test_a_museum_goes_out_in_a_format(kind: str, address: str, tmp_path: Path) -> None:
    folder, museum = _folder(tmp_path / "huis")
    out = tmp_path / "out"
    said = _export(str(out), "--from", str(folder), "--format", kind, "--address", address)
    assert said == f"3 works written to {out}.\n"
    source = recognise(out)
    assert source is not None
    expected = without_places([*museum_records(museum, out / "pictures", address.rstrip("/"))])
    found = without_places([*source.records()])
    if address and kind != "iiif":  # what is on the web has an address; its file may be elsewhere
        expected = [
            replace(one, pictures=[replace(picture, path=None) for picture in one.pictures])
            for one in expected
        ]
    assert found == expected
    assert (out / "pictures" / "lijn.png").is_file()
    assert not (out / "pictures" / "deel.png").exists()
    assert {one.name for one in tmp_path.iterdir()} == {"huis", "out"}


def test_a_museum_goes_out_as_one_file_and_comes_in_whole(tmp_path: Path) -> None:
    folder, museum = _folder(tmp_path / "huis")
    out = tmp_path / "huis.zip"
    _export(str(out), "--from", str(folder), "--format", "zip")
    unpack_museum(out, tmp_path / "in")
    assert read_museum(tmp_path / "in") == museum == read_museum(folder)
    source = recognise(out)
    assert source is not None
    assert [record.key for record in source.records()] == ["lijn", "ring", "knoop"]
    assert all(
        picture.path is not None and picture.path.is_file()
        for record in source.records()
        for picture in record.pictures
    )
    write_museum_zip(tmp_path / "in", tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == out.read_bytes()


def test_a_zip_that_a_person_made_on_a_mac_comes_in(tmp_path: Path) -> None:
    import zipfile

    folder, museum = _folder(tmp_path / "huis")
    out = tmp_path / "huis.zip"
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("Mijn huis/", b"")
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                name = file.relative_to(folder).as_posix()
                archive.write(file, f"Mijn huis/{name}")
                archive.writestr(f"__MACOSX/Mijn huis/._{name}", b"companion")
        archive.writestr("Mijn huis/pictures/.DS_Store", b"companion")
        archive.writestr("Mijn huis/notes.docx", b"other")
    unpack_museum(out, tmp_path / "in")
    assert read_museum(tmp_path / "in") == museum
    assert not list((tmp_path / "in").rglob(".*"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["out", "--format", "iiif"], "needs the web address"),
        (["out", "--format", "lido", "--address", "museum"], "not an address"),
        (["full", "--format", "lido"], "not empty"),
        (["full", "--format", "zip"], "there already"),
        (["out", "--format", "word"], "Invalid value"),
    ],
)
def test_what_can_not_be_written_is_said(
    words: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _ = _folder(tmp_path / "huis")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").touch()
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(zaalgids, ["museum", "export", *words, "--from", str(folder)])
    assert done.exit_code != 0
    assert said in done.output
    assert {one.name for one in tmp_path.iterdir()} == {"huis", "full"}
    assert [one.name for one in (tmp_path / "full").iterdir()] == ["mine"]


def test_a_zip_without_a_museum_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"nothing")
    with pytest.raises(MuseumError, match="not a zip"):
        unpack_museum(tmp_path / "a.zip", tmp_path / "in")
