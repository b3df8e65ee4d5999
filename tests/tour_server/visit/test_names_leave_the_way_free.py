"""On the drawn floor a room's name gives way to the route, where the room has place for it elsewhere."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from flask import Flask, url_for
from selenium import webdriver

from contract.museum import Museum
from tests.tour_server.routing.random_museums import random_museum
from tests.tour_server.visit.conftest import RunningServer
from tour_server.routing.walking_plan import PlannedWalk, WalkingPlan
from tour_server.visit.floor_drawing import FloorDrawing, floor_drawings

pytestmark = [pytest.mark.browser, pytest.mark.long]

NAMES = ("Hall", "The Tile Room", "Lines", "Nooit twee keer hetzelfde")
TUNED, KEPT_ASIDE = range(40), range(1000, 1040)
STOPS = 6  # of a tour; more in a row leave no room on a floor of eight metres
Point = tuple[float, float]
CHOOSE = """
const [module, floors, done] = arguments;
import(module).then(({ meets, placeOf }) => done(floors.map(({ names, next, others }) =>
  names.map(({ box, spots }) => {
    const all = [...next, ...others];
    const size = box.slice(2);
    const [x, y] = placeOf(box, spots, next, others);
    const on = (ways, place) => ways.some((way) => meets(place, way));
    return [on(all, box), on(all, [x, y, ...size]), on(next, [x, y, ...size])];
  }))), (error) => done(String(error)));
"""


def tour_of(museum: Museum, seed: int) -> list[PlannedWalk]:
    """The walks of a tour through some of the works, in an order of its own."""
    plan = WalkingPlan(museum)
    works = random.Random(seed).sample(museum.works, min(STOPS, len(museum.works)))
    places = [plan.start(None), *(plan.place_of(work) for work in works)]
    walks = [plan.walk(one, other) for one, other in pairwise(places)]
    return [walk for walk in walks if walk is not None and walk.passed is not None]


def lines_on(floor: FloorDrawing, museum: Museum, walk: PlannedWalk) -> list[list[Point]]:
    """The parts of a walk that lie on a floor, in pixels of its drawing."""
    number_of = {room.key: room.floor for room in museum.rooms}
    places = [walk.start, *(end for one in walk.passed or [] for end in (one.before, one.after))]
    parts: list[list[Point]] = [[]]
    for place in [*places, walk.end]:
        assert place.at is not None
        if number_of[place.room] == floor.number:
            x, y = place.at
            parts[-1].append(((x - floor.left) / floor.unit, (y - floor.top) / floor.unit))
        elif parts[-1]:
            parts.append([])
    return [part for part in parts if len(part) > 1]


def drawn(seed: int) -> list[tuple[FloorDrawing, list[list[list[Point]]]]]:
    """The floors of a random museum with the ways on each, the next one first."""
    museum = random_museum(seed)
    rng = random.Random(seed)
    plan = WalkingPlan(museum)
    stops = {work.key: at for work in museum.works if (at := plan.place_of(work).at)}
    names = {room.key: (rng.choice(NAMES), "en") for room in museum.rooms}
    tour = tour_of(museum, seed)
    floors = floor_drawings(museum, names, stops, "full")
    return [(floor, [lines_on(floor, museum, walk) for walk in tour]) for floor in floors]


def facts(floor: FloorDrawing, ways: list[list[list[Point]]]) -> dict[str, object]:
    labels = [room.label for room in floor.rooms if room.label is not None]
    return {
        "names": [
            {"box": [b.x, b.y, b.width, b.height], "spots": one.spots}
            for one in labels
            for b in [one.box]
        ],
        "next": ways[0] if ways else [],
        "others": [part for way in ways[1:] for part in way],
    }


@pytest.mark.parametrize("seeds", [TUNED, KEPT_ASIDE], ids=["tuned", "kept aside"])
def test_a_name_leaves_the_way_free_where_there_is_room(
    seeds: range, app: Flask, phone: webdriver.Chrome, site: RunningServer
) -> None:
    floors = [one for seed in seeds for one in drawn(seed)]
    with app.test_request_context():
        module = url_for("visit.static", filename="room_names.js")
    phone.get(f"{site.address}/visit/plan?l=en")
    chosen = phone.execute_async_script(CHOOSE, module, [facts(*one) for one in floors])
    assert isinstance(chosen, list), chosen
    every = [name for floor in chosen for name in floor]
    before, after, on_next = (sum(name[i] for name in every) for i in range(3))
    print(f"{len(every)} names: {before} on a way before, {after} after, {on_next} on the next way")
    assert after <= 0.5 * before
    assert on_next < after
