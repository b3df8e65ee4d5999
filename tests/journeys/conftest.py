"""The fixture that the journeys share: a museum folder of three works."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace

from contract.museum import Museum, Tour
from contract.museum_folder import PICTURES, read_museum, write_museum
from museum_of_pattern import build

KEPT_WORKS = ("kolam", "the-hat", "girih")


def _short(museum: Museum) -> Museum:
    """Keep three works with one short block per language and level, so that speech takes seconds instead of minutes."""
    works = []
    for work in museum.works:
        if work.key not in KEPT_WORKS:
            continue
        blocks = {}
        for block in work.blocks:
            words = ". ".join(block.text.strip().split(". ")[:3]).rstrip(".") + "."
            blocks.setdefault((block.language, block.level), replace(block, text=words))
        works.append(replace(work, blocks=list(blocks.values())))
    tours: list[Tour] = []
    for tour in museum.tours:
        stops = [stop for stop in tour.stops if stop.work in KEPT_WORKS]
        if stops:
            tours.append(replace(tour, stops=stops))
    links = [link for link in museum.links if set(link.works) <= set(KEPT_WORKS)]
    return replace(museum, works=works, tours=tours, links=links)


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
    shutil.rmtree(folder / "works")
    write_museum(museum, folder)
    return folder
