"""What the page Plan sends becomes ordinary changes of drafts: checked, merged, undone, and refused in words."""

from __future__ import annotations

import io
import json
from typing import Any

import cv2
import numpy as np
import pytest

from contract.museum import ConnectionKind, Room, VisitorPlace
from tests.desk import Browser, Desk, picture
from tour_server.catalogue.parts import PartKind
from tour_server.devices.registry import DeviceRegistry
from tour_server.house.plan_pictures import LONG_SIDE_PX
from tour_server.staff.permissions import Role

PLAN = "/desk/plan/drawing"
SQUARE = "0 0\n8 0\n8 6\n0 6"


@pytest.fixture
def bram(desk: Desk) -> Browser:
    """An administrator with the page Plan open."""
    browser = desk.colleague("Bram")
    assert browser.get(PLAN).status_code == 200
    return browser


def send(browser: Browser, *changes: dict[str, Any], status: int = 200) -> list[dict[str, Any]]:
    answer = browser.client.post(
        f"{PLAN}/changes", json=changes, headers={"X-CSRFToken": browser.token}
    )
    assert answer.status_code == status, answer.text
    results: list[dict[str, Any]] = answer.json["results"] if answer.is_json else []
    return results


def content(browser: Browser, **query: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        browser.client.get(f"{PLAN}/content", query_string=query).text
    )
    return found


def sentences(browser: Browser) -> list[str]:
    return [one["sentence"] for one in content(browser)["findings"]]


def test_a_room_a_door_and_a_work(desk: Desk, bram: Browser) -> None:
    drafts = desk.parts.drafts
    hall = drafts.get(PartKind.ROOM, "hal")
    values = {"name.nl": "Tuin", "floor": "0", "capacity": "30", "outline": "8 0\n14 0\n14 6\n8 6"}
    (changed,) = send(
        bram, {"kind": "room", "key": "hal", "version": hall.version, "values": {"outline": SQUARE}}
    )
    assert changed["part"]["version"] == hall.version + 1
    (made,) = send(bram, {"kind": "room", "values": values})
    assert made["key"] == "tuin"
    door = {"from": "hal", "to": "tuin", "way": "door", "seconds": "2", "width": "0.9"}
    ends = {"from.x": "7.7", "from.y": "3", "to.x": "8.3", "to.y": "3"}
    (way,) = send(bram, {"kind": "passage", "values": door | ends})
    version = drafts.get(PartKind.WORK, "ring").version
    moved = {"room": "tuin", "x": "12.5", "y": "2"}
    send(bram, {"kind": "work", "key": "ring", "version": version, "values": moved})
    garden: Room = drafts.get(PartKind.ROOM, "tuin").body
    assert garden.outline == [(8, 0), (14, 0), (14, 6), (8, 6)]
    body = drafts.get(PartKind.CONNECTION, way["key"]).body
    assert (body.rooms, body.kind) == (("hal", "tuin"), ConnectionKind.DOOR)
    work = drafts.get(PartKind.WORK, "ring").body
    assert (work.room, work.x, work.y) == ("tuin", 12.5, 2)
    assert work.blocks, "its narration stays as it was"
    assert drafts.history(PartKind.WORK, "ring")[0].changed_by == "Bram"
    assert sentences(bram) == ["Nobody can reach Zolder: no way leads there."]


def test_a_removed_room_comes_back_with_its_door(desk: Desk, bram: Browser) -> None:
    values = {"name.nl": "Tuin", "floor": "0", "capacity": "30", "outline": SQUARE}
    (room,) = send(bram, {"kind": "room", "values": values})
    ends = {"from.x": "1", "from.y": "3", "to.x": "2", "to.y": "3"}
    door = {"from": "hal", "to": "tuin", "way": "door", "seconds": "2", "width": ""} | ends
    (way,) = send(bram, {"kind": "passage", "values": door})
    gone = [
        {"kind": "passage", "key": way["key"], "version": 1, "values": None},
        {"kind": "room", "key": room["key"], "version": 1, "values": None},
    ]
    assert all(one["part"] is None for one in send(bram, *gone))
    drafts = desk.parts.drafts
    assert [one.key for one in drafts.all(PartKind.ROOM)] == ["hal", "zolder"]
    send(
        bram,
        {"kind": "room", "key": "tuin", "restore": True},
        {"kind": "passage", "key": way["key"], "restore": True},
    )
    assert drafts.get(PartKind.ROOM, "tuin").body.outline == [(0, 0), (8, 0), (8, 6), (0, 6)]
    assert drafts.get(PartKind.CONNECTION, way["key"]).body.rooms == ("hal", "tuin")


def test_a_room_with_works_is_not_removed(desk: Desk, bram: Browser) -> None:
    (result,) = send(bram, {"kind": "room", "key": "hal", "version": 1}, status=422)
    assert "Werk lijn" in result["problem"]
    assert desk.parts.drafts.get(PartKind.ROOM, "hal").version == 1


def test_two_colleagues_on_one_plan(desk: Desk, bram: Browser) -> None:
    noor = desk.colleague("Noor")
    noor.get(PLAN)
    send(noor, {"kind": "room", "key": "hal", "version": 1, "values": {"capacity": "44"}})
    change = {"kind": "room", "key": "hal", "version": 1, "values": {"outline": SQUARE}}
    send(bram, change)
    hall = desk.parts.drafts.get(PartKind.ROOM, "hal").body
    assert (hall.capacity, len(hall.outline)) == (44, 4), "both changes are in it"
    other = {"kind": "room", "key": "hal", "version": 1, "values": {"outline": "0 0\n1 0\n1 1"}}
    (result,) = send(noor, other, status=422)
    assert result["problem"] == "Bram changed this meanwhile. It is shown as they left it."
    assert len(desk.parts.drafts.get(PartKind.ROOM, "hal").body.outline) == 4


def test_each_changes_what_their_role_may(desk: Desk) -> None:
    technician, editor = desk.colleague("Tom", Role.TECHNICIAN), desk.colleague("Eva", Role.EDITOR)
    for browser in (technician, editor):
        browser.get(PLAN)
    room = {"kind": "room", "key": "hal", "version": 1, "values": {"outline": SQUARE}}
    work = {"kind": "work", "key": "ring", "version": 1, "values": {"x": "1", "y": "2"}}
    send(technician, room)
    send(technician, work, status=403)
    send(editor, room, status=403)
    send(editor, work)
    assert desk.parts.drafts.get(PartKind.WORK, "ring").body.x == 1
    assert content(editor)["parts"][0]["kind"] == "room"


NO_CHANGES: list[Any] = [
    [{"kind": "site", "key": "huis", "values": {}}],
    [{"kind": "room", "values": {"floor": 3}}],
    [{"kind": "room", "more": 1}],
    [{"kind": "room", "key": "hal", "version": 2**40, "values": {}}],
    {"kind": "room"},
    [{"kind": "room", "values": {}}] * 2001,
    [{"kind": "room", "values": {"name.nl": "a\0"}}],
]


def test_what_is_no_change_is_refused(bram: Browser) -> None:
    for sent in NO_CHANGES:
        answer = bram.client.post(f"{PLAN}/changes", json=sent, headers={"X-CSRFToken": bram.token})
        assert answer.status_code == 400, sent


PROBLEMS: list[tuple[dict[str, Any], str]] = [
    ({"kind": "room", "values": {"name.nl": "X", "outline": "0 0\n1 1"}}, "three corners"),
    ({"kind": "room", "values": {"outline": SQUARE}}, "needs a name"),
    ({"kind": "room", "key": "hal", "version": 1, "values": {"outline": "nan 0"}}, "no corner"),
    ({"kind": "work", "key": "ring", "version": 1, "values": {"x": "1e9"}}, "Write a number"),
    ({"kind": "passage", "values": {"from": "hal", "to": "hal"}}, "another room"),
    ({"kind": "place", "values": {"kind": "moat", "room": "hal"}}, "Choose one of these"),
    ({"kind": "kiosk", "key": "k1", "values": {"x": "1", "y": "1", "floor": "0"}}, "no"),
    ({"kind": "picture", "key": "0", "values": {"left": "0", "top": "0", "width": "9"}}, "no"),
    ({"kind": "picture", "key": "x", "values": {}}, "no number"),
    ({"kind": "work", "key": "gone", "version": 1, "values": {"x": "1"}}, "removed this"),
]


def test_what_can_not_be_is_said_in_words(bram: Browser) -> None:
    for change, words in PROBLEMS:
        (result,) = send(bram, change, status=422)
        assert words in result["problem"], change


def test_a_place_follows_its_room_and_not_out_of_it(desk: Desk, bram: Browser) -> None:
    send(bram, {"kind": "room", "key": "hal", "version": 1, "values": {"outline": SQUARE}})
    seats = {"kind": "seats", "room": "hal", "x": "1,5", "y": "0,8"}
    (made,) = send(bram, {"kind": "place", "values": seats})
    place: VisitorPlace = desk.parts.drafts.get(PartKind.PLACE, made["key"]).body
    assert (place.x, place.y) == (1.5, 0.8)
    change = {"kind": "place", "key": made["key"], "version": 1, "values": {"x": "9"}}
    (result,) = send(bram, change, status=422)
    assert "outside the room" in result["problem"]


def test_works_without_a_place_are_found(desk: Desk, bram: Browser) -> None:
    found = content(bram)
    waiting = [one["key"] for one in found["parts"] if one["kind"] == "work" and not one["placed"]]
    assert (waiting, found["waiting"]) == (["lijn", "ring", "knoop"], 3)
    found = content(bram, q="knoop")
    assert [one["key"] for one in found["parts"] if one["kind"] == "work"] == ["knoop"]
    assert [one["key"] for one in content(bram, q="2")["parts"] if one["kind"] == "work"] == [
        "ring"
    ]


def test_a_kiosk_gets_its_place(desk: Desk, bram: Browser) -> None:
    desk.parts.assembly.context.get(DeviceRegistry).add("k1", "Bram")
    values = {"floor": "0", "x": "3,5", "y": "2"}
    (result,) = send(bram, {"kind": "kiosk", "key": "k1", "values": values})
    assert result["part"]["values"] == {"floor": "0", "x": "3.5", "y": "2"}
    assert "Kiosk k1 is in no room." in sentences(bram)
    send(bram, {"kind": "room", "key": "hal", "version": 1, "values": {"outline": SQUARE}})
    assert "Kiosk k1 is in no room." not in sentences(bram)
    send(bram, {"kind": "kiosk", "key": "k1", "values": None})
    (kiosk,) = [one for one in content(bram)["parts"] if one["kind"] == "kiosk"]
    assert not kiosk["placed"]


def test_a_picture_is_taken_in_scaled_and_brought_back(bram: Browser) -> None:
    upload(bram, picture(1, 240), "floor.png")
    (first,) = content(bram)["pictures"]
    assert first["width"] == first["height"] == 40
    sent = bram.get(f"{PLAN}/pictures/{first['number']}.png")
    assert sent.mimetype == "image/png"
    where = {"floor": "0", "width": "12,5", "left": "-1", "top": "0,5"}
    bram.post(f"{PLAN}/picture/place", where)
    assert content(bram)["pictures"][0]["width"] == 12.5
    upload(bram, picture(2), "newer.png")
    (second,) = content(bram)["pictures"]
    assert second["number"] != first["number"]
    assert (second["left"], second["width"]) == (-1, 12.5), "it lies where the one before lay"
    bram.post(f"{PLAN}/picture/bring-back", floor="0")
    assert content(bram)["pictures"][0]["number"] == first["number"]
    assert bram.get(f"{PLAN}/pictures/{2**70}.png").status_code == 404
    bram.post(f"{PLAN}/picture/remove", floor="0")
    assert content(bram)["pictures"] == []
    bram.post(f"{PLAN}/picture/bring-back", floor="0")
    assert content(bram)["pictures"][0]["number"] == first["number"]


def upload(browser: Browser, body: bytes, name: str) -> str:
    browser.get(PLAN)
    browser.post(f"{PLAN}/picture", {"floor": "0", "picture": (io.BytesIO(body), name)})
    return browser.get(PLAN).text


def svg(inside: str, head: str = 'viewBox="0 0 60 40"') -> bytes:
    space = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f"<svg {space} {head}>{inside}</svg>".encode()


def test_an_svg_is_drawn_and_what_is_no_shape_is_left_out(bram: Browser) -> None:
    wall = '<rect width="30" height="40" fill="black"/>'
    evil = (
        '<script>alert(1)</script><image href="/etc/passwd" width="60" height="40"/>'
        '<foreignObject width="60" height="40"><b>hello</b></foreignObject>'
        '<rect x="30" width="30" height="40" fill="white" onload="x()"/>'
        '<rect x="30" width="30" height="40" fill="none" filter="url(http://example.org/x)"/>'
        '<use href="http://example.org/other.svg#a"/><style>@import "http://example.org/";</style>'
    )
    upload(bram, svg(wall + evil), "floor.svg")
    (found,) = content(bram)["pictures"]
    body = bram.get(f"{PLAN}/pictures/{found['number']}.png").data
    pixels = cv2.imdecode(np.frombuffer(body, np.uint8), cv2.IMREAD_COLOR)
    assert pixels is not None
    assert pixels.shape[1] == LONG_SIDE_PX
    assert pixels[:, :1100].max() < 40
    assert pixels[:, 1300:].min() > 200
    assert found["height"] == pytest.approx(found["width"] * 2 / 3)


def repeated(number: int) -> str:
    """A group that repeats the one before it ten times."""
    return f'<g id="g{number}">' + f'<use href="#g{number - 1}"/>' * 10 + "</g>"


BOMB = "".join(map(repeated, range(1, 9)))


NO_PLANS = [
    (b"%PDF-1.7 and so on", "floor.pdf", "PDF is damaged"),
    (b"not a picture", "floor.png", "floor.png"),
    (b"", "floor.svg", "floor.svg"),
    (svg("<rect"), "floor.svg", "can&#39;t be read"),
    (svg("<rect/>", ""), "floor.svg", "viewBox"),
    (svg("<rect/>", 'viewBox="0 0 inf nan"'), "floor.svg", "viewBox"),
    (svg("<rect/>", 'viewBox="0 0 5000 1"'), "floor.svg", "too long"),
    (b'<!DOCTYPE s [<!ENTITY a "aa">]>' + svg("<text>&a;</text>"), "floor.svg", "can&#39;t be"),
    (svg("<g/>" * 60_001), "floor.svg", "too much in it"),
    (
        svg(f'<g id="a">{"<path/>" * 1000}</g>' + '<use href="#a"/>' * 100),
        "floor.svg",
        "too much in it",
    ),
]


def test_what_is_no_plan_is_refused_in_words(bram: Browser) -> None:
    for body, name, words in NO_PLANS:
        assert words in upload(bram, body, name), words
        assert content(bram)["pictures"] == []


def test_references_within_references_are_not_followed(bram: Browser) -> None:
    upload(bram, svg(f'<rect id="g0" width="9" height="9"/>{BOMB}'), "floor.svg")
    assert len(content(bram)["pictures"]) == 1
