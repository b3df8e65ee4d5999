"""Whatever bytes are brought, they are read or refused in a sentence; nothing else is raised."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contract.museum_folder import MuseumError
from tests.tour_server.imports.sheets import cell, read, row, write_ods
from tour_server.imports.sheet_values import CellValueError, date_text, inventory_text

ANY = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def read_or_refused(path: Path) -> None:
    try:
        records = read(path)
    except MuseumError as error:
        assert all(problem.startswith(path.name) for problem in error.problems)  # noqa: PT017
    else:
        assert all(record.where for record in records)


@given(content=st.binary(max_size=400))
@ANY
def test_any_bytes(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "works.csv").write_bytes(content)
    read_or_refused(tmp_path / "works.csv")


@given(rows=st.lists(st.lists(st.text(max_size=12), max_size=6), max_size=8))
@ANY
def test_any_cells(tmp_path: Path, rows: list[list[str]]) -> None:
    text = "\n".join(";".join(cells) for cells in [["inv", "title", "date", "nr"], *rows])
    (tmp_path / "works.csv").write_bytes(text.encode("utf-8", "replace"))
    read_or_refused(tmp_path / "works.csv")


def xlsx(path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["inv", "title", "date"])
    book.active.append(["A1", "Sea", 1650])
    book.save(path)


def ods(path: Path) -> None:
    write_ods(
        path, ('table:name="x"', row(cell("inv"), cell("title")) + row(cell("A1"), cell("Sea")))
    )


@pytest.mark.parametrize("make", [xlsx, ods])
@given(data=st.data())
@ANY
def test_any_damage_to_a_part(
    tmp_path: Path, make: Callable[[Path], None], data: st.DataObject
) -> None:
    path = tmp_path / "works.bin"
    make(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = data.draw(st.sampled_from(sorted(parts)))
    content = bytearray(parts[name])
    at = data.draw(st.integers(0, len(content)))
    content[at : at + data.draw(st.integers(0, 20))] = data.draw(st.binary(max_size=10))
    parts[name] = bytes(content)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, body in parts.items():
            archive.writestr(one, body)
    path.write_bytes(file.getvalue())
    read_or_refused(path)


@given(st.text(max_size=30), st.sampled_from([date_text, inventory_text]))
@ANY
def test_any_value(text: str, reads: Callable[[str, None], str]) -> None:
    try:
        assert isinstance(reads(text, None), str)
    except CellValueError as problem:
        assert str(problem)  # noqa: PT017
