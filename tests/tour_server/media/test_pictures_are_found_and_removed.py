"""The page Pictures finds them by what is wrong with them, and removes one that nothing uses."""

from __future__ import annotations

import datetime as dt
import os

import pytest
from lxml import html
from msgspec.structs import replace

from contract.museum import NOT_STATED, Medium, Rights
from tests.desk import Browser, Desk, picture
from tour_server.catalogue.parts import PartKind
from tour_server.events.event_log import EventFilter
from tour_server.media.picture_filter import PAGE_SIZE


def set_media(desk: Desk, key: str, *media: Medium) -> None:
    part = desk.parts.drafts.get(PartKind.WORK, key)
    body = replace(part.body, media=list(media))
    desk.parts.drafts.put(PartKind.WORK, key, body, part.version, "Noor")


def media(desk: Desk, key: str) -> list[Medium]:
    return list(desk.parts.drafts.get(PartKind.WORK, key).body.media)


def names(noor: Browser, query: str = "") -> list[str]:
    page = html.fromstring(noor.get(f"/desk/media?{query}").text)
    return [
        name.text_content().strip()
        for name in page.xpath("//ul[@class='pictures']//*[contains(@class, 'file')]")
    ]


def old(desk: Desk, name: str, seed: int) -> str:
    file = desk.parts.pictures.add(picture(seed), name)
    long_ago = desk.clock.at - dt.timedelta(days=3)
    os.utime(desk.parts.pictures.path(file), (long_ago.timestamp(), long_ago.timestamp()))
    return file


def test_the_filters(desk: Desk) -> None:
    lijn, ring, knoop = (media(desk, key)[0] for key in ("lijn", "ring", "knoop"))
    set_media(desk, "lijn", replace(lijn, alt={"nl": "a", "en": "b"}, rights=Rights(NOT_STATED)))
    set_media(desk, "ring", replace(ring, rights=Rights("x", until=dt.date(2026, 3, 1))))
    set_media(desk, "knoop", replace(knoop, rights=Rights("x", until=dt.date(2026, 3, 20))))
    old(desk, "nowhere.png", 9)
    noor = desk.colleague("Noor")
    assert names(noor) == ["lijn.png", "ring.png", "knoop.png"]
    assert names(noor, "state=no-text") == ["ring.png", "knoop.png"]
    assert names(noor, "state=unknown") == ["lijn.png"]
    assert names(noor, "state=ended") == ["ring.png"]
    assert names(noor, "state=ending") == ["knoop.png"]
    assert names(noor, "state=unused") == ["nowhere.png"]
    assert names(noor, "state=small") == ["lijn.png", "ring.png", "knoop.png"]
    assert names(noor, "q=rin") == ["ring.png"]
    assert names(noor, "q=lijnen") == ["ring.png", "knoop.png"]
    assert names(noor, "q=l%C3%ADjn&state=unknown") == ["lijn.png"], "without accents"
    assert names(noor, "q=nothing+like+it") == []
    assert names(noor, "state=made-up") == names(noor)


def test_a_picture_that_is_large_enough_until_it_is_cropped(desk: Desk) -> None:
    file = desk.parts.pictures.add(picture(5, side=1200), "large.png")
    set_media(desk, "lijn", Medium(file))
    noor = desk.colleague("Noor")
    assert "large.png" not in names(noor, "state=small")
    set_media(desk, "lijn", Medium(file, crop=(0.0, 0.0, 0.5, 0.5)))
    assert "large.png" in names(noor, "state=small")


def test_a_picture_that_kiosks_do_not_recognise(desk: Desk) -> None:
    import cv2
    import numpy as np

    done, body = cv2.imencode(".png", np.full((1200, 1200, 3), 255, np.uint8))
    assert done
    file = desk.parts.pictures.add(bytes(body), "white.png")
    set_media(desk, "lijn", Medium(file))
    noor = desk.colleague("Noor")
    assert names(noor, "state=unrecognised") == [], "nothing is said before it was looked at"
    desk.parts.references.verdict(file)
    assert names(noor, "state=unrecognised") == ["white.png"]


def test_more_than_a_page(desk: Desk) -> None:
    lijn = media(desk, "lijn")[0]
    more = [replace(lijn, file=f"{n:032x}/p{n}.png") for n in range(PAGE_SIZE + 1)]
    set_media(desk, "lijn", *more)
    noor = desk.colleague("Noor")
    assert len(names(noor)) == PAGE_SIZE
    assert len(names(noor, "page=2")) == 3
    for odd in ("page=0", "page=-4", "page=99", "page=x"):
        assert names(noor, odd)


def test_a_picture_that_nothing_uses_is_removed(desk: Desk) -> None:
    file = old(desk, "nowhere.png", 9)
    noor = desk.colleague("Noor")
    assert "Remove this picture for good" in noor.get(f"/desk/media/{file}").text
    assert noor.post(f"/desk/media/remove/{file}").status_code == 302
    with pytest.raises(KeyError):
        desk.parts.pictures.path(file)
    assert "picture-removed" in {
        one.kind for one in desk.parts.events.page(EventFilter(), None, 20)
    }


def test_a_picture_stays_while_anything_names_it(desk: Desk) -> None:
    used, recent = media(desk, "lijn")[0].file, desk.parts.pictures.add(picture(8), "new.png")
    earlier = old(desk, "earlier.png", 7)
    set_media(desk, "ring", *media(desk, "ring"), Medium(earlier))
    set_media(desk, "ring", *[one for one in media(desk, "ring") if one.file != earlier])
    now = desk.clock.at.timestamp()
    os.utime(desk.parts.pictures.path(recent), (now, now))
    noor = desk.colleague("Noor")
    for file in (used, recent, earlier):
        assert "Remove this picture for good" not in noor.get(f"/desk/media/{file}").text
        noor.post(f"/desk/media/remove/{file}")
        assert desk.parts.pictures.path(file).is_file()
    assert "work ring" in noor.get(f"/desk/media/{earlier}").text
