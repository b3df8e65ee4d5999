"""The floors as a phone draws them: everything in its place, and nothing over anything else."""

from __future__ import annotations

import random
import re
from itertools import combinations

import pytest
from flask.testing import FlaskClient
from msgspec.structs import replace

from contract.museum import (
    Connection,
    ConnectionKind,
    Museum,
    Room,
    VisitorPlace,
    VisitorPlaceKind,
)
from contract.outlines import Point, lies_in
from tests.tour_server.routing.random_museums import random_museum
from tests.tour_server.visit.conftest import Twin
from tour_server.routing.walking_plan import WalkingPlan
from tour_server.visit.floor_drawing import (
    HIGHEST_PX,
    NARROW_PX,
    STOP_PX,
    Box,
    DrawnRoom,
    FloorDrawing,
    floor_drawings,
)
from tour_server.visit.label_lines import ELLIPSIS, label_variants, text_width

NAMES = (
    "Hall",
    "Never the Same Twice",
    "Fliesensaal der Wandfliesen mit Ochsenkopf",
    "タイルの部屋",
    "غرفة البلاط",
    "Donaudampfschifffahrtsgesellschaft",
)


def drawings(museum: Museum, names: dict[str, str] | None = None) -> list[FloorDrawing]:
    plan = WalkingPlan(museum)
    stops = {work.key: at for work in museum.works if (at := plan.place_of(work).at)}
    worded = {room.key: ((names or {}).get(room.key, room.key), "en") for room in museum.rooms}
    return floor_drawings(museum, worded, stops, "full")


def furnished(seed: int) -> tuple[Museum, dict[str, str]]:
    """A random museum with places that visitors look for, some of them on one spot, and long names."""
    rng = random.Random(seed)
    museum = random_museum(seed)
    places = []
    for number, kind in enumerate([*VisitorPlaceKind, *VisitorPlaceKind]):
        room = rng.choice(museum.rooms)
        (x, y), *_ = room.outline
        at = (x + rng.choice((0.2, 1.0, 4.0)), y + rng.choice((0.2, 1.0, 4.0)))
        places.append(VisitorPlace(f"p{number}", kind, room.key, *at))
    names = {room.key: rng.choice(NAMES) for room in museum.rooms}
    return replace(museum, places=places), names


def corners(room: DrawnRoom) -> list[Point]:
    pairs = [pair.split(",") for pair in room.points.split()]
    return [(float(x), float(y)) for x, y in pairs]


def inside(floor: FloorDrawing, box: Box) -> bool:
    return (
        box.x - box.width / 2 >= 0
        and box.y - box.height / 2 >= 0
        and box.x + box.width / 2 <= floor.width
        and box.y + box.height / 2 <= floor.height
    )


@pytest.mark.parametrize("seed", range(25))
def test_all_is_inside_and_nothing_overlaps(seed: int) -> None:
    museum, names = furnished(seed)
    plan = WalkingPlan(museum)
    floors = drawings(museum, names)
    assert [floor.number for floor in floors] == sorted({room.floor for room in museum.rooms})
    for floor in floors:
        assert floor.width <= NARROW_PX + 0.1
        assert floor.height <= HIGHEST_PX + 0.1
        stops = []
        outlines = {room.key: corners(room) for room in floor.rooms}
        for outline in outlines.values():
            assert all(0 <= x <= floor.width and 0 <= y <= floor.height for x, y in outline)
        for work in museum.works:
            at = plan.place_of(work).at
            if work.room not in outlines or at is None:
                continue
            x = (at[0] - floor.left) / floor.unit
            y = (at[1] - floor.top) / floor.unit
            assert lies_in(outlines[work.room], (x, y)), "a stop outside its room"
            stops.append(Box(x, y, STOP_PX, STOP_PX))
        labels = [room.label for room in floor.rooms if room.label is not None]
        signs = [sign.box for sign in floor.signs]
        drawn = [*(label.box for label in labels), *signs]
        assert all(inside(floor, box) for box in drawn)
        assert not any(one.touches(other) for one, other in combinations(drawn, 2))
        assert not any(box.touches(stop) for box in drawn for stop in stops)
        openings = [
            Box((d.x1 + d.x2) / 2, (d.y1 + d.y2) / 2, abs(d.x2 - d.x1), abs(d.y2 - d.y1))
            for d in floor.doors
        ]
        for room in floor.rooms:
            if room.label is not None:
                others = [*(label.box for label in labels if label is not room.label), *signs]
                for x, y in [(room.label.box.x, room.label.box.y), *room.label.spots]:
                    box = replace(room.label.box, x=x, y=y)
                    assert box.lies_in(outlines[room.key])
                    assert not any(box.touches(other) for other in [*others, *stops, *openings])
                assert max(map(text_width, room.label.lines)) * 12 <= room.label.box.width + 0.1


def test_a_museum_with_room_shows_every_name_and_sign_whole() -> None:
    square = [(0.0, 0.0), (20.0, 0.0), (20.0, 14.0), (0.0, 14.0)]
    museum = random_museum(1)
    museum = replace(
        museum,
        rooms=[Room("hall", {"en": "Hall"}, 0, 10, square)],
        works=[],
        connections=[],
        places=[
            VisitorPlace(kind.value, kind, "hall", 2.0 + 2.2 * number, 12.0)
            for number, kind in enumerate(VisitorPlaceKind)
        ],
    )
    (floor,) = drawings(museum, {"hall": "Never the Same Twice"})
    assert {sign.kind for sign in floor.signs} == set(VisitorPlaceKind)
    (room,) = floor.rooms
    assert room.label is not None
    assert room.label.lines == ["Never the Same Twice"]


def test_a_name_is_broken_then_shortened_then_left_out() -> None:
    name = "Never the Same Twice"
    wide, narrow, tiny = (list(label_variants(name, most)) for most in (20, 6, 1.5))
    assert wide[0] == [name]
    assert narrow[0] == ["Never the", "Same Twice"]
    assert narrow[-1] == ["Neve" + ELLIPSIS]
    assert tiny == []
    assert all(max(map(text_width, lines)) <= 6 for lines in narrow)


def test_a_lift_and_stairs_stand_on_both_floors_and_a_door_is_an_opening() -> None:
    museum = random_museum(3)
    rooms = [
        Room("a", {"en": "A"}, 0, 9, [(0, 0), (8, 0), (8, 8), (0, 8)]),
        Room("b", {"en": "B"}, 0, 9, [(8, 0), (16, 0), (16, 8), (8, 8)]),
        Room("c", {"en": "C"}, 1, 9, [(0, 0), (8, 0), (8, 8), (0, 8)]),
    ]
    museum = replace(
        museum,
        rooms=rooms,
        works=[],
        site=replace(museum.site, entrance="a"),
        connections=[
            Connection(("a", "b"), ConnectionKind.DOOR, 2, ((7.5, 4), (8.5, 4)), width=2.0),
            Connection(("a", "c"), ConnectionKind.LIFT, 50, ((2, 7), (2, 7))),
            Connection(("a", "c"), ConnectionKind.STAIRS, 30, ((5, 7), (5, 7))),
        ],
    )
    ground, upper = drawings(museum)
    assert sorted(sign.kind for sign in ground.signs) == ["lift", "stairs"]
    assert sorted(sign.kind for sign in upper.signs) == ["lift", "stairs"]
    assert upper.doors == []
    door = ground.doors[0]
    assert door.x1 == door.x2  # in the wall between them, which runs down the plan
    assert abs(door.y2 - door.y1) * ground.unit == pytest.approx(2.0, abs=0.1)


def test_a_room_that_nobody_measured_is_not_drawn() -> None:
    museum = random_museum(1)
    bare = replace(museum, rooms=[replace(room, outline=[]) for room in museum.rooms])
    assert drawings(bare) == []
    half = replace(museum, rooms=[replace(museum.rooms[0], outline=[]), *museum.rooms[1:]])
    drawn = {room.key for floor in drawings(half) for room in floor.rooms}
    assert drawn == {room.key for room in museum.rooms[1:]}


def test_the_page_has_the_drawing_for_eyes_and_a_sentence_for_others(client: FlaskClient) -> None:
    page = client.get("/visit/plan?l=en").text
    (drawing,) = re.findall(r'<svg role="img" aria-label="([^"]*)"', page)
    assert drawing == "Plan of the building: ground floor. The list of stops says it in words."
    assert page.count('class="room"') == 3
    assert page.count('class="room-name" lang="en"') == 3
    assert "The Tile" in page


def test_a_museum_without_outlines_has_a_plan_page_without_a_drawing(
    client: FlaskClient, house: Twin
) -> None:
    assert house.published is not None
    museum = house.published.museum
    bare = replace(museum, rooms=[replace(room, outline=[]) for room in museum.rooms])
    house.published = replace(house.published, museum=bare)
    page = client.get("/visit/plan?l=en")
    assert page.status_code == 200
    assert 'id="floors"' not in page.text
    assert 'id="stops"' in page.text


def test_the_signs_are_named_with_their_rooms(client: FlaskClient, house: Twin) -> None:
    assert house.published is not None
    cafe = VisitorPlace("cafe", VisitorPlaceKind.CAFE, "curves", 25.0, 6.0)
    museum = replace(house.published.museum, places=[cafe])
    house.published = replace(house.published, museum=museum)
    page = client.get("/visit/plan?l=de").text
    key = page[page.index('class="key"') :]
    assert re.search(r"Café<br><span[^>]*><bdi lang=\"de\">Kurvenkabinett</bdi>", key)
