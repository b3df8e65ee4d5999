"""A file that would fill the memory, reach outside itself or ends in the middle is refused, or read up to there."""

from __future__ import annotations

import json
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from contract.museum_folder import MuseumError
from tour_server.imports.formats.json_file import read_elements, read_outline
from tour_server.imports.formats.lido import LidoSource
from tour_server.imports.formats.museum_zip import unpack_museum
from tour_server.imports.formats.recognise import recognise
from tour_server.imports.formats.xml_file import read_records

LIDO = "http://www.lido-schema.org"
RECORD = "<l:lido><l:lidoRecID>{}</l:lidoRecID></l:lido>"


def _lido(body: str, before: str = "") -> str:
    return f'<?xml version="1.0"?>{before}<l:lidoWrap xmlns:l="{LIDO}">{body}</l:lidoWrap>'


LAUGHS = (
    "<!DOCTYPE l ["
    + '<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
)


@pytest.mark.parametrize(
    ("before", "inside"),
    [
        (LAUGHS + "]>", "&a9;"),
        ('<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "&x;"),
        ('<!DOCTYPE l [<!ENTITY x SYSTEM "http://127.0.0.1/">]>', "&x;"),
        ('<!DOCTYPE l [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]>', ""),
        ('<!DOCTYPE l SYSTEM "http://127.0.0.1/l.dtd">', "&eacute;"),
        ("<!DOCTYPE l [<!ENTITY x 'harmless'>]>", ""),
    ],
)
def test_entities_are_refused(before: str, inside: str, tmp_path: Path) -> None:
    file = tmp_path / "works.xml"
    file.write_text(_lido(RECORD.format(inside), before), encoding="utf-8")
    with pytest.raises(
        MuseumError, match=r"works\.xml is not XML that can be read, at line 1: .*entity"
    ):
        list(LidoSource(file).records())
    with pytest.raises(MuseumError):
        recognise(file)


def test_long_texts_in_small_pieces_are_read(tmp_path: Path) -> None:
    file = tmp_path / "works.xml"
    text = "é" * 1_500_000
    cdata = f"<![CDATA[{text}]]>"
    file.write_text(_lido("<!-- a remark -->\n" + RECORD.format(cdata)), encoding="utf-8")
    assert [one.identifier for one in LidoSource(file).records()] == [text]


def test_a_harmless_doctype_is_read(tmp_path: Path) -> None:
    file = tmp_path / "works.xml"
    file.write_text(_lido(RECORD.format("1"), "<!DOCTYPE lidoWrap>"), encoding="utf-8")
    assert [one.identifier for one in LidoSource(file).records()] == ["1"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_encodings_are_read(encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "works.xml"
    text = _lido(RECORD.format("é")).replace('"1.0"', f'"1.0" encoding="{encoding}"')
    file.write_bytes(text.encode(encoding))
    source = recognise(file)
    assert source is not None
    assert [one.identifier for one in source.records()] == ["é"]


def test_a_file_that_ends_in_the_middle_gives_what_stands_before(tmp_path: Path) -> None:
    whole = _lido("".join(RECORD.format(n) for n in range(5)))
    (tmp_path / "works.xml").write_text(whole[:-30], encoding="utf-8")
    found = list(LidoSource(tmp_path / "works.xml").records())
    assert [one.identifier for one in found] == ["0", "1", "2", "3", ""]
    assert found[-1].where == "after record 4"
    assert "Nothing after this can be read" in found[-1].problems[0]
    objects = json.dumps([{"type": "HumanMadeObject", "id": str(n)} for n in range(5)])
    (tmp_path / "objects.json").write_text(objects[:-20], encoding="utf-8")
    with pytest.raises(MuseumError, match="in the middle"):
        list(read_elements(tmp_path / "objects.json", ""))


@pytest.mark.parametrize(
    "body",
    [
        "<l:a>" * 200 + "</l:a>" * 200,
        "<l:lido>" + "<l:a>" * 200 + "</l:a>" * 200 + "</l:lido>",
        RECORD.format("x" * 9_000_000),
        "<!--" + "x" * 3_000_000,
        '<l:lido a="' + "x" * 3_000_000,
        "<?x " + "x" * 3_000_000,
        "<l:lido>",
        "<l:lido></l:lid>",
        "\x00",
        '<l:lido a="1" a="2"/>',
    ],
)
def test_xml_that_is_too_deep_too_large_or_damaged(body: str, tmp_path: Path) -> None:
    file = tmp_path / "works.xml"
    file.write_text(_lido(body), encoding="utf-8")
    with pytest.raises(MuseumError, match="not XML that can be read"):
        list(read_records(file, (f"{{{LIDO}}}lido",)))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"   ",
        b"nothing",
        b"{",
        b'{"a"',
        b'{"a":',
        b'{"a": 1',
        b'{"a": 1,}',
        b'{"a": 1 "b": 2}',
        b"{'a': 1}",
        b'{"a": tru}',
        b'{"a": "\xff"}',
        b'{"a": "x',
        b'{"items": [{"a": 1}, {"b"',
        b"[1, 2",
        b'[{"a": 1}}',
        b'["\\ud800"]',
        '{"a": 1}'.encode("utf-16"),
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
    ],
)
def test_json_that_is_none(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "works.json"
    file.write_bytes(content)
    with pytest.raises(MuseumError, match=r"works\.json is not JSON"):
        _ = [read_outline(file), *read_elements(file, "")]


def test_json_is_read_across_the_edges_of_chunks(tmp_path: Path) -> None:
    """The scanner reads 256 kB at a time: every kind of token has to survive being cut."""
    items = [{"n": n, "t": 'a"b\\' * (n % 7), "é日": ["]", "}", {"x": None}]} for n in range(9000)]
    document = {"label": {"nl": ["x" * 300_000]}, "items": items, "more": -1.5e3, "other": []}
    file = tmp_path / "works.json"
    for text in (json.dumps(document), json.dumps(document, indent=3, ensure_ascii=False)):
        file.write_text("\ufeff" + text, encoding="utf-8")
        outline = read_outline(file)
        assert outline.members == {"label": document["label"], "more": -1500.0}
        assert outline.arrays == {"items": items[0], "other": None}
        assert list(read_elements(file, "items")) == items
    file.write_text("\n".join(map(json.dumps, items)), encoding="utf-8")
    assert read_outline(file).lines
    assert list(read_elements(file, None)) == items


def test_an_element_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "works.json"
    with file.open("wb") as out:
        out.write(b'{"type": "Collection", "x": "')
        for _ in range(100):
            out.write(b"x" * 1_000_000)
    tracemalloc.start()
    with pytest.raises(MuseumError, match="larger than 32 MB"):
        read_outline(file)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 250_000_000


@pytest.mark.parametrize(
    "value",
    [
        {"type": "Manifest", "items": [], "metadata": {"label": 1}, "label": {}, "annotations": 2},
        {"type": "Manifest", "items": [{"type": "Canvas", "items": [{"items": [{"body": [5]}]}]}]},
        {
            "type": "Manifest",
            "items": [],
            "thumbnail": [[{}]],
            "metadata": [[], None, {"label": []}],
        },
        {"@type": "sc:Manifest", "sequences": [{"canvases": [{"images": [{"resource": 4}]}]}]},
        {"type": "Collection", "items": [1, None, {"type": "Manifest"}, {"type": "Collection"}]},
        {"type": "HumanMadeObject", "identified_by": "x", "produced_by": [1], "made_of": {"a": 1}},
        {
            "type": "HumanMadeObject",
            "representation": [{"digitally_shown_by": [{"access_point": 1}]}],
        },
        {"type": "HumanMadeObject", "subject_to": {"classified_as": 3}, "referred_to_by": [None]},
        {"type": "HumanMadeObject", "produced_by": {"timespan": {"begin_of_the_begin": "now"}}},
    ],
)
def test_values_of_another_shape_are_passed_over(value: object, tmp_path: Path) -> None:
    (tmp_path / "works.json").write_text(json.dumps(value), encoding="utf-8")
    source = recognise(tmp_path / "works.json")
    assert source is not None
    assert all(record.title == {} for record in source.records())


def _zip(file: Path, names: dict[str, bytes], link: str = "") -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in names.items():
            entry = zipfile.ZipInfo(name)
            if name == link:
                entry.external_attr = 0o120777 << 16
            archive.writestr(entry, content)
    return file


@pytest.mark.parametrize(
    "name",
    [
        "works/../../out.toml",
        "pictures/../../../out",
        "works\\..\\..\\out.toml",
        "pictures/link.png",
    ],
)
def test_a_zip_does_not_leave_its_folder(name: str, tmp_path: Path) -> None:
    file = _zip(tmp_path / "m.zip", {"museum.toml": b"", name: b"/etc/passwd"}, "pictures/link.png")
    if "\\" in name:  # a name of one part, which is of no folder of a museum
        unpack_museum(file, tmp_path / "a" / "b")
    else:
        with pytest.raises(MuseumError, match="would leave its folder"):
            unpack_museum(file, tmp_path / "a" / "b")
    assert not list(tmp_path.rglob("out*"))
    assert not (tmp_path / "a" / "b.part").exists()


def test_a_zip_that_unpacks_to_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tour_server.imports.formats.museum_zip.MAX_BYTES", 1_000_000)
    file = _zip(tmp_path / "m.zip", {"museum.toml": b"", "pictures/a.png": b"\0" * 5_000_000})
    with pytest.raises(MuseumError, match="unpacks to more"):
        unpack_museum(file, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_files_that_are_no_format_are_left_to_others(tmp_path: Path) -> None:
    for name, content in (
        ("works.csv", b"path,work\n"),
        ("works.csv", b"[not json\n"),
        ("works.csv", b"<not xml\n"),
        ("page.xml", b"<html/>"),
        ("data.json", b'{"a": 1}'),
        ("data.json", b"[]"),
        ("works.zip", b"PK\x03\x04 not a zip"),
        ("empty.csv", b""),
    ):
        (tmp_path / name).write_bytes(content)
        assert recognise(tmp_path / name) is None, (name, content)
    assert recognise(_zip(tmp_path / "pictures.zip", {"a.png": b""})) is None
    assert recognise(tmp_path) is None
