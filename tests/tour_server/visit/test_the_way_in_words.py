"""The line of direction to each stop: whole clauses of the visitor's language, staff's own words first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from flask.testing import FlaskClient
from msgspec.structs import replace

from contract.bundle import Release
from contract.museum import Connection, ConnectionKind, Level, Museum
from tests.tour_server.visit.conftest import ROOMS, Twin
from tour_server.publishing.picture_sizes import PictureSizes
from tour_server.routing.walking_plan import WalkingPlan
from tour_server.visit.release_view import ReleaseView
from tour_server.visit.way_words import StopWay, WayWriter
from tour_server.visit.words import visit_words
from web.translations import TranslationCatalogue

CATALOGUE = TranslationCatalogue()
LANGUAGES = ("nl", "en", "fr", "de", "es", "ar", "he", "ja", "th")


@pytest.fixture
def museum(published: tuple[Release, Any]) -> Museum:
    """Hall (0–10), tiles (10–20), curves (20–30) in a row; the curves on a floor above, by a lift in the wall of 20."""
    museum = published[0].museum
    rooms = [replace(room, floor=1) if room.key == "curves" else room for room in museum.rooms]
    return replace(
        museum,
        rooms=rooms,
        connections=[
            Connection(("hall", "tiles"), ConnectionKind.DOOR, 2, ((10, 4), (10, 4)), arch=True),
            Connection(("tiles", "curves"), ConnectionKind.LIFT, 40, ((19, 4), (21, 4))),
        ],
        works=[
            replace(work, x=24.0, y=0.5) if work.key == "koch" else work for work in museum.works
        ],
    )


NO_PICTURES = PictureSizes(Path("none"), lambda _: None)


def way(museum: Museum, start: str | None, end: str, language: str = "en") -> StopWay:
    view = ReleaseView(Release(1, 0.0, museum, [], {}, None), NO_PICTURES, lambda _: None)
    plan = WalkingPlan(view.museum)
    walk = plan.walk(plan.start(start), plan.start(end))
    assert walk is not None
    words = visit_words(CATALOGUE, [language])
    return WayWriter(view, words, Level.ADULT, [language, "nl"]).way(walk, start)


def with_words(museum: Museum, number: int, **texts: dict[str, str]) -> Museum:
    connections = list(museum.connections)
    connections[number] = replace(connections[number], **texts)
    return replace(museum, connections=connections)


def test_up_by_the_lift_then_left(museum: Museum) -> None:
    found = way(museum, "kolam", "koch")
    assert found.line == (
        "The Curves, floor 1: through the arch, straight on, up by the lift, then on the left"
    )
    assert found.rooms == ["hall", "tiles", "curves"]
    assert found.path[0] == (0, 3.0, 4.0)
    assert found.path[-1] == (1, 24.0, 0.5)
    assert not found.steps
    assert found.after == "kolam"


def test_down_again(museum: Museum) -> None:
    assert way(museum, "koch", "kolam").line == (
        "Hall, ground floor: down by the lift, then straight on, through the arch, straight ahead"
    )


def test_the_museums_own_words_go_first_in_their_language_and_direction(museum: Museum) -> None:
    own = with_words(
        museum,
        0,
        there={"en": "left past the globe", "nl": "links langs de globe"},
        back={"nl": "terug langs de globe"},
    )
    assert (
        way(own, "kolam", "wall-tile").line == "The Tile Room: left past the globe, straight ahead"
    )
    assert way(own, "kolam", "wall-tile", "nl").line == (
        "Tegelzaal: links langs de globe, recht vooruit"
    )
    # Where the museum has no words in the visitor's language the plan's are told, not those of another language.
    assert way(own, "wall-tile", "kolam").line == "Hall: through the arch, straight ahead"
    assert way(own, "wall-tile", "kolam", "nl").line.startswith("Hal: terug langs de globe")


def test_steps_are_told_of(museum: Museum) -> None:
    steps = [replace(museum.connections[0], kind=ConnectionKind.STEPS), museum.connections[1]]
    found = way(replace(museum, connections=steps), "kolam", "wall-tile")
    assert found.steps
    assert found.line == "The Tile Room: over the steps, straight ahead"


def test_without_a_plan_the_room_and_its_floor_are_named(museum: Museum) -> None:
    bare = replace(museum, connections=[])
    assert way(bare, "kolam", "koch").line == "The Curves, floor 1"
    assert way(bare, "kolam", "wall-tile").line == "The Tile Room, ground floor"


def test_a_cellar_has_a_number_below_nought(museum: Museum) -> None:
    rooms = [replace(room, floor=-1) if room.key == "curves" else room for room in museum.rooms]
    found = way(replace(museum, rooms=rooms), "kolam", "koch")
    assert found.line.startswith(
        "The Curves, floor −1: through the arch, straight on, down by the lift"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_names_the_room_once_and_has_its_own_comma(
    museum: Museum, language: str
) -> None:
    line = way(museum, "kolam", "koch", language).line
    assert line.count(ROOMS["curves"].get(language, ROOMS["curves"]["nl"])) == 1
    assert "{" not in line
    if language == "ar":
        assert "،" in line
        assert "," not in line
    if language == "ja":
        assert "、" in line
        assert "," not in line


def test_a_name_that_runs_the_other_way_is_kept_together(museum: Museum) -> None:
    rooms = [replace(room, name={"nl": "Bochten"}) for room in museum.rooms]
    assert "\u2068Bochten\u2069" in way(replace(museum, rooms=rooms), "kolam", "koch", "ar").line
    assert "\u2068" not in way(replace(museum, rooms=rooms), "kolam", "koch", "de").line


def ask(client: FlaskClient, **wish: Any) -> dict[str, Any]:
    answer = client.post("/visit/plan", json={"minutes": 60, "languages": ["en"], **wish})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = msgspec.json.decode(answer.data)
    return found


def test_each_way_of_a_plan_begins_where_the_one_before_ends(client: FlaskClient) -> None:
    stops = ask(client)["stops"]
    assert len(stops) == 5
    for before, stop in zip([None, *stops], stops, strict=False):
        assert stop["way"]["after"] == (before and before["work"])
        assert stop["way"]["line"]
        assert stop["way"]["rooms"][-1] == stop["room"]
        if before:
            assert stop["way"]["path"][0] == before["way"]["path"][-1]


@pytest.mark.parametrize("kind", [ConnectionKind.STEPS, ConnectionKind.STAIRS])
def test_a_step_free_plan_has_no_way_with_steps(
    client: FlaskClient, house: Twin, kind: ConnectionKind
) -> None:
    assert house.published is not None
    museum = house.published.museum
    doors = [replace(one, kind=kind) for one in museum.connections[:2]]
    # The ramp from the hall to the curves is the only step-free way; the tiles can't be reached.
    museum = replace(museum, connections=[*doors, museum.connections[2]])
    house.published = replace(house.published, museum=museum)
    freely, step_free = ask(client), ask(client, step_free=True)
    assert any(stop["way"]["steps"] for stop in freely["stops"])
    assert not any(stop["way"]["steps"] for stop in step_free["stops"])
    assert {stop["room"] for stop in step_free["stops"]} == {"hall", "curves"}


def test_a_visitor_chooses_what_comes_first(client: FlaskClient) -> None:
    plain = ask(client)
    last = plain["stops"][-1]["work"]
    wished = ask(client, first=last)
    assert wished["stops"][0]["work"] == last
    assert {stop["work"] for stop in wished["stops"]} == {stop["work"] for stop in plain["stops"]}
    first, second = wished["stops"][:2]
    assert first["arrives"] == first["walk"]
    assert second["arrives"] == first["arrives"] + first["tell"] + second["walk"]
    assert wished["seconds"] == wished["stops"][-1]["arrives"] + wished["stops"][-1]["tell"]
    assert (
        client.post(
            "/visit/plan", json={"minutes": 60, "languages": ["en"], "first": "nothing"}
        ).status_code
        == 400
    )


def test_without_time_for_it_the_wish_is_left_out(client: FlaskClient) -> None:
    assert ask(client, minutes=0, first="koch") == ask(client, minutes=0)
