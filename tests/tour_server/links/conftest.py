"""A desk over the tiny museum whose works share some things."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.desk import Desk
from tour_server.catalogue.parts import PartKind
from tour_server.links.jobs import LinkSearch
from tour_server.links.link_book import LinkBook
from tour_server.links.reasons import (
    Evidence,
    LabelField,
    LinkProposal,
    LinkReason,
    SharedKind,
)

SHARED = LinkReason(
    SharedKind.MAKER,
    "jan steen",
    2,
    0.9,
    Evidence(LabelField.MAKER, "Steen, Jan"),
    Evidence(LabelField.MAKER, "Jan Steen"),
)
PROPOSED = LinkProposal("knoop", "lijn", 0.9, [SHARED])


def name_one_maker(desk: Desk) -> None:
    """Write down that lijn and knoop are by one maker."""
    drafts = desk.parts.drafts
    for key, maker in (("lijn", "Jan Steen"), ("knoop", "Steen, Jan")):
        part = drafts.get(PartKind.WORK, key)
        body = replace(part.body, maker={"nl": maker}, inventory=f"INV {key}")
        drafts.put(PartKind.WORK, key, body, part.version, "Noor")


@pytest.fixture
def desk(prepared: Path, tmp_path: Path) -> Iterator[Desk]:
    """Lijn and knoop are by one maker."""
    shutil.copytree(prepared, tmp_path / "server")
    made = Desk(tmp_path / "server")
    name_one_maker(made)
    yield made
    made.close()


@pytest.fixture
def book(desk: Desk) -> LinkBook:
    """The proposals and decisions, with one proposal."""
    book = desk.parts.assembly.context.get(LinkBook)
    book.replace([PROPOSED])
    return book


@pytest.fixture
def search(desk: Desk) -> LinkSearch:
    """The search for works that belong together."""
    return desk.parts.assembly.context.get(LinkSearch)
