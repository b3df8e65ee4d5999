"""Drafts are seen and heard on the phone's real pages behind a link, and nowhere else, until the link ends."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from sqlalchemy import func, select

from tests.desk import Browser, Desk
from tests.waiting import until
from tour_server.catalogue.parts import PartKind
from tour_server.events.event_log import EventFilter
from tour_server.preview.tables import PreviewLinkRow
from tour_server.staff.permissions import Role
from tour_server.visitor_notes.tables import VisitorNoteRecord

NEW = "Woorden die nog niemand heeft gezien."


@pytest.fixture
def noor(desk: Desk) -> Iterator[Browser]:
    """An author's browser, with a release and a draft that differs, while the server does its jobs."""
    desk.parts.publisher.publish("Noor")
    part = desk.parts.drafts.get(PartKind.WORK, "lijn")
    first, *others = part.body.blocks
    body = replace(part.body, blocks=[replace(first, text=NEW), *others])
    desk.parts.drafts.put(PartKind.WORK, "lijn", body, part.version, "Noor")
    noor = desk.colleague("Noor", Role.AUTHOR)
    with desk.parts.running():
        yield noor


def link(noor: Browser, **more: str) -> str:
    """Make a link. Returns its address below the server's."""
    noor.get("/desk/preview")
    page = noor.post("/desk/preview", {"lifetime": "day", **more}).text
    found = re.search(r'src="(/preview/[^"]+/)visit', page)
    assert found, page
    return found[1]


def opened(desk: Desk, address: str) -> str:
    """Return a page of the preview when it is prepared."""
    stranger = desk.stranger()
    until(lambda: stranger.get(address).status_code != 503)
    answer = stranger.get(address)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_an_unpublished_draft_is_seen_and_heard_in_the_preview_alone(
    desk: Desk, noor: Browser
) -> None:
    base = link(noor)
    page = opened(desk, f"{base}visit/work/1?l=nl")
    assert NEW in page
    assert "Voorbeeld: niet gepubliceerd" in page
    assert NEW not in desk.stranger().get("/visit/work/1?l=nl").text
    stranger = desk.stranger()
    media = set(re.findall(rf'{base}visit/media/[^"&?]+', page))
    assert any("/speech/" in one for one in media), "its speech was made as it was opened"
    for address in media - {one for one in media if one.endswith(".webm")}:  # made of real sound
        answer = stranger.get(address)
        assert answer.status_code == 200, address
        answer.close()
    assert NEW in desk.renderer.rendered


def test_every_address_of_its_pages_stays_below_it(desk: Desk, noor: Browser) -> None:
    base = link(noor)
    for path in ("visit", "visit/plan", "visit/work/1?l=nl", "visit/souvenir"):
        page = opened(desk, base + path)
        assert not re.findall(r'(?:href|src|action)="(/(?!preview/)[^"]*)"', page), path
        assert 'rel="manifest"' not in page
        assert f'data-base="{base.rstrip("/")}"' in page


def test_a_link_ends_by_itself_and_when_it_is_ended(desk: Desk, noor: Browser) -> None:
    base = link(noor, lifetime="hour")
    other = link(noor, lifetime="week")
    opened(desk, f"{base}visit")
    desk.clock.at += dt.timedelta(hours=2)
    ended = desk.stranger().get(f"{base}visit")
    assert (ended.status_code, "This link has ended" in ended.text) == (404, True)
    opened(desk, f"{other}visit")
    listed = noor.get("/desk/preview").text
    number = re.search(r'name="link" value="(\d+)"', listed)
    assert number
    noor.post("/desk/preview/end", {"link": number[1]})
    assert desk.stranger().get(f"{other}visit").status_code == 404
    assert desk.stranger().get("/preview/guessed/visit").status_code == 404
    kinds = [one.kind for one in desk.parts.events.export(EventFilter())]
    assert kinds.count("preview-link-made") == 2
    assert kinds.count("preview-link-ended") == 1


def test_the_database_has_no_token(desk: Desk, noor: Browser) -> None:
    token = link(noor).split("/")[2]
    with desk.parts.database.reading() as session:
        (row,) = session.scalars(select(PreviewLinkRow))
    assert token not in str(vars(row))


def test_the_preview_follows_the_drafts(desk: Desk, noor: Browser) -> None:
    base = link(noor)
    assert NEW in opened(desk, f"{base}visit/work/1?l=nl")
    part = desk.parts.drafts.get(PartKind.WORK, "lijn")
    first, *others = part.body.blocks
    body = replace(part.body, blocks=[replace(first, text="Weer anders."), *others])
    desk.parts.drafts.put(PartKind.WORK, "lijn", body, part.version, "Noor")
    stranger = desk.stranger()
    until(lambda: "Weer anders." in stranger.get(f"{base}visit/work/1?l=nl").text)


def test_nothing_is_kept_of_who_looks(desk: Desk, noor: Browser) -> None:
    base = link(noor)
    opened(desk, f"{base}visit/work/1?l=nl")
    stranger = desk.stranger()
    answer = stranger.get(f"{base}visit/work/1?l=nl")
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    sent = stranger.client.post(f"{base}visit/plan", json={"minutes": 60, "language": "nl"})
    assert sent.status_code in (200, 400)
    with desk.parts.database.reading() as session:
        before = session.scalar(select(func.count()).select_from(VisitorNoteRecord))
    form = {"block": "lijn-nl-1", "what": "said", "sentence": "Niet waar."}
    assert stranger.client.post(f"{base}visit/work/1/wrong?l=nl", data=form).status_code != 500
    with desk.parts.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(VisitorNoteRecord)) == before == 0


def test_who_may_only_look_makes_no_link(desk: Desk) -> None:
    wim = desk.colleague("Wim", Role.DUTY_MANAGER)
    wim.get("/desk/preview")
    assert wim.post("/desk/preview", {"lifetime": "day"}).status_code == 403
