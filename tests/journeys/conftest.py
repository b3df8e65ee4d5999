"""The fixtures that the journeys share: a museum of three works, and server and phone of the visit's tests."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace

from contract.museum import Block, Level, Museum, Tour
from contract.museum_folder import PICTURES, read_museum, write_museum
from museum_of_pattern import build
from tests.tour_server.visit.conftest import app, house, phone, published, site

__all__ = ["app", "house", "phone", "published", "site", "small_museum"]

KEPT_WORKS = ("kolam", "the-hat", "girih")


def _short(museum: Museum) -> Museum:
    """Keep three works, and their links, with one short block per language for adults and one for children.

    Speech takes seconds instead of minutes then.
    """
    works = [
        replace(work, blocks=_short_blocks(work.blocks))
        for work in museum.works
        if work.key in KEPT_WORKS
    ]
    tours: list[Tour] = []
    for tour in museum.tours:
        stops = [stop for stop in tour.stops if stop.work in KEPT_WORKS]
        if stops:
            tours.append(replace(tour, stops=stops))
    links = [
        replace(link, blocks=_short_blocks(link.blocks))
        for link in museum.links
        if set(link.works) <= set(KEPT_WORKS)
    ]
    return replace(museum, works=works, tours=tours, links=links)


def _short_blocks(blocks: list[Block]) -> list[Block]:
    kept: dict[tuple[str, Level], Block] = {}
    for block in blocks:
        if block.level in (Level.ADULT, Level.CHILD):
            words = ". ".join(block.text.strip().split(". ")[:3]).rstrip(".") + "."
            kept.setdefault((block.language, block.level), replace(block, text=words))
    return list(kept.values())


@pytest.fixture(scope="session")
def small_museum(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A museum folder of three works of the Museum of Pattern."""
    folder = tmp_path_factory.mktemp("museum")
    content = Path(build.__file__).with_name("content")
    shutil.copytree(content, folder, dirs_exist_ok=True)
    (folder / PICTURES).mkdir()
    for label in (folder / "works").glob("*.toml"):
        picture = folder / PICTURES / f"{label.stem}.png"
        picture.write_bytes(build.draw(label.stem).png(900) if label.stem in KEPT_WORKS else b"")
    museum = _short(read_museum(folder))
    for languages in ("works", "links", "glossary"):
        shutil.rmtree(folder / languages)
    write_museum(museum, folder)
    return folder
