"""The museum folder is built with its pictures, texts and floor plan."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from contract.museum import Museum
from contract.museum_folder import read_museum
from museum_of_pattern.build import LONG_SIDE_PX, WORKS, build, draw

LANGUAGES = {"nl", "en", "fr", "de", "es"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("museum")


@pytest.fixture(scope="module")
def steps() -> list[tuple[int, int]]:
    return []


@pytest.fixture(scope="module")
def museum(folder: Path, steps: list[tuple[int, int]]) -> Museum:
    """The museum, built once with small pictures; one work is tested at full size."""
    return build(folder, lambda done, total: steps.append((done, total)), long_side=160)


def test_the_folder_reads_back_and_progress_ends_at_all(
    museum: Museum, folder: Path, steps: list[tuple[int, int]]
) -> None:
    assert read_museum(folder) == museum
    assert steps == [(done, len(WORKS)) for done in range(len(WORKS) + 1)]
    assert {work.key for work in museum.works} == set(WORKS)


def test_a_picture_is_as_long_as_a_screen_is_high_and_the_same_every_time() -> None:
    png = draw("kolam").png(LONG_SIDE_PX)
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert max(struct.unpack(">II", png[16:24])) == LONG_SIDE_PX == 1080
    assert draw("kolam").png(LONG_SIDE_PX) == png


@pytest.mark.parametrize("key", WORKS)
def test_a_drawing_is_svg_without_words_and_the_same_every_time(key: str) -> None:
    drawn = draw(key)
    assert 1500 <= max(drawn.width, drawn.height) <= 1700
    documents = [layer for layer in drawn.layers if isinstance(layer, str)]
    assert documents
    for document in documents:
        root = ET.fromstring(document)  # noqa: S314  our own drawing
        kinds = {
            element.tag.removeprefix("{http://www.w3.org/2000/svg}") for element in root.iter()
        }
        assert not kinds & {"text", "image", "style", "script", "use"}
        # Dear to render, each on the whole picture: a grain does the work of a filter.
        assert not kinds & {"filter", "pattern", "mask", "clipPath"}
        assert "href" not in document
    assert draw(key) == drawn


def test_building_again_replaces_existing_files(folder: Path, museum: Museum) -> None:
    (folder / "works" / "kolam.toml").write_text("spoilt", encoding="utf-8")
    pictures = {file.name: file.read_bytes() for file in (folder / "pictures").iterdir()}
    assert build(folder, long_side=160, workers=1) == museum
    assert {file.name: file.read_bytes() for file in (folder / "pictures").iterdir()} == pictures


def test_every_name_has_five_languages(museum: Museum) -> None:
    texts = {
        "site": museum.site.name,
        **{f"room {room.key}": room.name for room in museum.rooms},
        **{f"theme {theme.key}": theme.name for theme in museum.themes},
        **{f"tour {tour.key}": tour.title for tour in museum.tours},
        **{f"tour {tour.key}, summary": tour.summary for tour in museum.tours},
        **{f"offer {offer.key}": offer.text for offer in museum.offers},
        **{
            f"{work.key}, {field}": getattr(work, field)
            for work in museum.works
            for field in ("title", "maker", "date", "place", "materials")
        },
        **{f"{work.key}, alt": work.media[0].alt for work in museum.works},
    }
    assert {
        place: LANGUAGES ^ set(text) for place, text in texts.items() if LANGUAGES ^ set(text)
    } == {}


def test_every_text_says_that_a_model_wrote_it(museum: Museum) -> None:
    blocks = [block for work in museum.works for block in work.blocks]
    blocks += [block for link in museum.links for block in link.blocks]
    hands = {block.authorship.value for block in blocks}
    assert hands == {"model"}


def test_every_work_hangs_in_its_room(museum: Museum) -> None:
    outside = [
        work.key
        for work in museum.works
        if not _inside((work.x, work.y), museum.room(work.room).outline)
    ]
    assert outside == []


def test_passages_begin_and_end_in_their_rooms_and_stairs_join_floors(museum: Museum) -> None:
    for connection in museum.connections:
        for key, end in zip(connection.rooms, connection.at, strict=True):
            assert _inside(end, museum.room(key).outline), connection
        floors = {museum.room(key).floor for key in connection.rooms}
        assert (len(floors) == 2) == (connection.kind.value in ("stairs", "lift")), connection


def test_every_room_can_be_reached_without_a_step(museum: Museum) -> None:
    assert museum.site.entrance is not None
    reached = {museum.site.entrance}
    for _ in museum.rooms:
        for connection in museum.connections:
            if connection.kind.step_free and reached & set(connection.rooms):
                reached |= set(connection.rooms)
    assert reached == {room.key for room in museum.rooms}


def _inside(point: tuple[float, float], outline: Sequence[tuple[float, float]]) -> bool:
    """Return True when the point is in the outline; valid for this museum's rectangles."""
    xs, ys = [x for x, _ in outline], [y for _, y in outline]
    return min(xs) < point[0] < max(xs) and min(ys) < point[1] < max(ys)
