"""The picture of a floor lies under the drawn plan on phones, where the museum says so and whose it is."""

from __future__ import annotations

import re
from io import BytesIO

import cv2
import numpy as np
import pytest
from lxml import html
from msgspec.structs import replace
from PIL import Image

from contract.bundle import Release
from contract.museum import Room
from tests.desk import Browser, Desk
from tests.waiting import until
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.unused_pictures import KEPT_FOR, UnusedPictures
from tour_server.house.phone_plan import MAX_PHONE_BYTES, phone_plan

DRAWING = "/desk/plan/drawing"
HALL = [(0.0, 0.0), (8.0, 0.0), (8.0, 6.0), (0.0, 6.0)]
MINE = {"show": "1", "creator": "A. Drawer", "holder": "The museum", "licence": "CC0-1.0"}


def plan(colour: int = 0) -> bytes:
    """Returns a PNG of a room with a wall, 400 × 200."""
    pixels = np.full((200, 400, 3), 255, np.uint8)
    cv2.rectangle(pixels, (20, 20), (380, 180), (colour, colour, colour), 4)
    done, body = cv2.imencode(".png", pixels)
    assert done
    return bytes(body)


@pytest.fixture
def noor(desk: Desk) -> Browser:
    """An administrator, and a hall of 8 × 6 metres with a picture of 16 × 8 metres, 1 m to the left of it."""
    browser = desk.colleague("Noor")
    part = desk.parts.drafts.get(PartKind.ROOM, "hal")
    room: Room = part.body
    desk.parts.drafts.put(PartKind.ROOM, "hal", replace(room, outline=HALL), part.version, "Noor")
    browser.get(DRAWING)
    browser.post(f"{DRAWING}/picture", {"floor": "0", "picture": (BytesIO(plan()), "floor.png")})
    browser.post(f"{DRAWING}/picture/place", floor="0", left="-1", top="0", width="16")
    return browser


def show(browser: Browser, **typed: str) -> str:
    browser.get(DRAWING)
    answer = browser.post(f"{DRAWING}/picture/show", floor="0", **typed)
    assert answer.status_code == 302
    return browser.get(DRAWING).text


def published(desk: Desk) -> Release:
    desk.parts.publisher.publish("Noor")
    release = desk.parts.releases.release()
    assert release is not None
    return release


def published_as(desk: Desk, number: int) -> Release | None:
    release = desk.parts.releases.release()
    return release if release is not None and release.number == number else None


def test_visitors_see_none_until_the_museum_says_so(desk: Desk, noor: Browser) -> None:
    release = published(desk)
    page = desk.stranger().get("/visit/plan?l=nl").text
    assert (release.plans, release.plan_files) == ([], {})
    assert "floor-picture" not in page
    assert "pictured" not in page


def test_it_lies_where_the_desk_drew_it_and_says_whose_it_is(desk: Desk, noor: Browser) -> None:
    assert "Visitors see it from the next release on" in show(noor, **MINE)
    release = published(desk)
    (shown,) = release.plans
    assert (shown.left, shown.top, shown.width, shown.height) == (-1, 0, 16, 8)
    phone = desk.stranger()
    page = html.fromstring(phone.get("/visit/plan?l=nl").text)
    (figure,) = page.xpath("//figure[contains(@class, 'pictured')]")
    (picture,) = figure.xpath(".//*[local-name()='image']")
    left, top, unit = (float(figure.get(f"data-{one}")) for one in ("left", "top", "unit"))
    assert float(picture.get("x")) == pytest.approx((-1 - left) / unit, abs=0.01)
    assert float(picture.get("y")) == pytest.approx((0 - top) / unit, abs=0.01)
    assert float(picture.get("width")) == pytest.approx(16 / unit, abs=0.01)
    assert picture.get("href") is None, "a script asks for it after the page"
    assert "A. Drawer · The museum" in figure.text_content()
    answer = phone.get(picture.get("data-picture"))
    assert answer.status_code == 200
    assert len(answer.data) <= MAX_PHONE_BYTES
    assert Image.open(BytesIO(answer.data)).size == (400, 200)
    kept = phone.get("/visit/keep?l=nl").text
    assert picture.get("data-picture") in kept.replace("\\u0026", "&")


def test_no_kiosk_fetches_it(desk: Desk, noor: Browser) -> None:
    show(noor, **MINE)
    (target,) = published(desk).plan_files.values()
    assert target.startswith("plans/")
    assert target not in desk.parts.repository.paths()


@pytest.mark.parametrize(
    "typed",
    [
        {"show": "1"},
        {"show": "1", "creator": "A. Drawer"},
        {"show": "1", "licence": "CC0-1.0"},
        {**MINE, "creator": "<b> </b>", "holder": ""},
        {**MINE, "creator": "x" * 501},
    ],
)
def test_without_rights_it_is_not_shown(desk: Desk, noor: Browser, typed: dict[str, str]) -> None:
    page = show(noor, **typed)
    assert re.search("Say who made the picture|500 characters at most", page)
    assert published(desk).plans == []


def test_a_licence_is_known_by_its_words_and_its_address(desk: Desk, noor: Browser) -> None:
    show(noor, **{**MINE, "licence": "https://creativecommons.org/licenses/by/4.0/"})
    (shown,) = published(desk).plans
    assert shown.rights.licence == "CC-BY-4.0"


def test_another_picture_is_not_shown_until_it_is_said_again(desk: Desk, noor: Browser) -> None:
    show(noor, **MINE)
    noor.get(DRAWING)
    other = {"floor": "0", "picture": (BytesIO(plan(90)), "other.png")}
    noor.post(f"{DRAWING}/picture", other)
    assert published(desk).plans == []


def test_an_earlier_release_brings_its_own_picture_back(desk: Desk, noor: Browser) -> None:
    show(noor, **MINE)
    first = published(desk)
    show(noor)
    assert published(desk).plans == []
    for colour in (50, 90, 120):  # those before the last two are deleted, but for what visitors saw
        noor.get(DRAWING)
        sent = {"floor": "0", "picture": (BytesIO(plan(colour)), "other.png")}
        noor.post(f"{DRAWING}/picture", sent)
    desk.clock.at += 2 * KEPT_FOR
    desk.parts.assembly.context.get(UnusedPictures).delete()
    with desk.parts.running():
        desk.parts.publisher.ask("Noor", again=first.number)
        release = until(lambda: published_as(desk, 3), 60, "the earlier release again")
    assert (release.plans, release.plan_files) == (first.plans, first.plan_files)


def test_a_photograph_of_any_size_is_made_small_enough() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (1600, 2400, 3), np.uint8)
    done, body = cv2.imencode(".png", noise)
    assert done
    small, _ending = phone_plan(bytes(body))
    assert len(small) <= MAX_PHONE_BYTES
    assert min(Image.open(BytesIO(small)).size) >= 300
