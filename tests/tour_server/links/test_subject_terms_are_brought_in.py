"""Subject terms come from a table, belong to works by their number, and let links be proposed."""

from __future__ import annotations

import gzip
import io

import pytest

from tests.desk import Browser, Desk
from tour_server.links.work_terms import WorkTerms

ROWS = """\
Accession number,Title,Subjects
INV lijn,Werk lijn,windmill; sluice
3,Werk knoop,windmill
INV 9,Weg,tree
"""


def send(browser: Browser, body: bytes, name: str) -> str:
    browser.get("/desk/related/terms")
    browser.client.post(
        "/desk/related/terms",
        data={"csrf_token": browser.token, "file": (io.BytesIO(body), name)},
        content_type="multipart/form-data",
    )
    return browser.get("/desk/related/terms").text


@pytest.mark.parametrize("packed", [False, True])
def test_a_table_of_terms(desk: Desk, packed: bool) -> None:
    body, name = (gzip.compress(ROWS.encode()), "t.csv.gz") if packed else (ROWS.encode(), "t.csv")
    page = send(desk.colleague("Noor"), body, name)
    assert "2 works have their terms" in page
    assert "INV 9" in page
    terms = desk.parts.assembly.context.get(WorkTerms)
    assert terms.all() == {"lijn": ["windmill", "sluice"], "knoop": ["windmill"]}


def test_a_second_table_takes_the_place_of_the_first_for_its_works(desk: Desk) -> None:
    noor = desk.colleague("Noor")
    send(noor, ROWS.encode(), "t.csv")
    send(noor, b"number,title,keywords\n1,Werk lijn,tree;tree\n", "t.csv")
    terms = desk.parts.assembly.context.get(WorkTerms)
    assert terms.all() == {"lijn": ["tree"], "knoop": ["windmill"]}


def test_rows_without_a_number_are_passed_over(desk: Desk) -> None:
    page = send(
        desk.colleague("Noor"), b"Title,Keywords,Number\n\nWeg\nWerk lijn,tree,1\n", "t.csv"
    )
    assert "1 work has its terms" in page


LONG_CELL = b"number,title,keywords\n1,Werk lijn," + b"tree " * 100_000
PACKED = gzip.compress(ROWS.encode() * 500)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b"", "t.csv"),
        (b"a,b\n1,2\n", "t.csv"),
        (b"\xff\xfe\x00", "t.csv"),
        (b"no table at all", "t.csv"),
        pytest.param(LONG_CELL, "t.csv", id="a cell of 500,000 letters"),
        pytest.param(ROWS.encode(), "t.csv.gz", id="not packed"),
        pytest.param(PACKED[:-20], "t.csv.gz", id="cut off"),
        pytest.param(PACKED[:40] + bytes(30) + PACKED[70:], "t.csv.gz", id="altered"),
    ],
)
def test_what_is_no_table_is_said_and_takes_nothing(desk: Desk, body: bytes, name: str) -> None:
    page = send(desk.colleague("Noor"), body, name)
    assert "Nothing was taken" in page
    assert desk.parts.assembly.context.get(WorkTerms).all() == {}
