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


@pytest.mark.parametrize("body", [b"", b"a,b\n1,2\n", b"\xff\xfe\x00", b"no table at all"])
def test_what_is_no_table_is_said_and_takes_nothing(desk: Desk, body: bytes) -> None:
    page = send(desk.colleague("Noor"), body, "t.csv")
    assert "Nothing was taken" in page
    assert desk.parts.assembly.context.get(WorkTerms).all() == {}
