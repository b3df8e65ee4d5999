"""The page Publish names works that look the same to a kiosk, before anything is published; it holds none up."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest
from msgspec.structs import replace

from contract.museum import Medium
from tests.desk import Browser, Desk, picture
from tests.tour_server.publishing.feature_maker import png
from tests.waiting import until
from tour_server.catalogue.parts import PartKind
from tour_server.publishing import picture_features
from tour_server.publishing.twin_list import TwinList
from tour_server.staff.permissions import Role

pytestmark = pytest.mark.long

COMPARING = "The pictures of all works are being compared."


def show(desk: Desk, work: str, pixels: np.ndarray) -> None:
    """Give a work another picture, its only one."""
    file = desk.parts.pictures.add(png(pixels), f"{work}-new.png")
    part = desk.parts.drafts.get(PartKind.WORK, work)
    body = replace(part.body, media=[Medium(file=file)])
    desk.parts.drafts.put(PartKind.WORK, work, body, part.version, "Noor")


def line() -> np.ndarray:
    return cv2.imdecode(np.frombuffer(picture(0), np.uint8), cv2.IMREAD_COLOR)


def page_when_compared(desk: Desk, browser: Browser) -> str:
    assert COMPARING in browser.get("/desk/publish").text
    with desk.parts.running():
        until(lambda: COMPARING not in browser.get("/desk/publish").text, 30, "the comparison")
    return browser.get("/desk/publish").text


def test_a_pair_is_named_with_links_and_a_publish_is_not_held_up(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = line()
    cv2.circle(other, (90, 110), 50, (30, 30, 220), -1)
    show(desk, "ring", other)
    browser = desk.colleague("Noor")
    page = page_when_compared(desk, browser)
    listed = page[
        page.index('id="twins"') : page.index('id="by-number"')
        if 'id="by-number"' in page
        else None
    ]
    assert "1 pair of works looks the same to a kiosk." in listed
    assert "it tells them apart by the places where they differ" in listed
    for work in ("lijn", "ring"):
        assert f'href="/desk/works/{work}#pictures"' in listed
    assert "/desk/works/knoop" not in listed

    # The publish finds the features computed.
    monkeypatch.setattr(picture_features, "compute_reference", None)
    assert browser.publish().status_code == 302
    with desk.parts.running():
        until(lambda: desk.parts.releases.newest_number() == 1, 30, "the release")
    assert 'id="twins"' in browser.get("/desk/publish").text


def test_two_works_with_the_same_picture_can_not_be_told_apart(desk: Desk) -> None:
    dirty = np.clip(line() * (0.85, 0.95, 1.0), 0, 255).astype(np.uint8)
    show(desk, "ring", dirty)
    page = page_when_compared(desk, desk.colleague("Noor"))
    assert "it can't tell them apart and offers both." in page


def test_works_that_differ_are_not_listed_and_words_need_no_comparison(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    assert 'id="twins"' not in page_when_compared(desk, browser)
    part = desk.parts.drafts.get(PartKind.WORK, "ring")
    body = replace(part.body, title={"nl": "Een andere ring"})
    desk.parts.drafts.put(PartKind.WORK, "ring", body, part.version, "Noor")
    assert COMPARING not in browser.get("/desk/publish").text


def test_a_picture_that_is_gone_is_said_once(desk: Desk) -> None:
    (medium,) = desk.parts.drafts.get(PartKind.WORK, "ring").body.media
    desk.parts.pictures.path(medium.file).unlink()
    browser = desk.colleague("Noor", Role.EDITOR)
    assert "can&#39;t be compared" in page_when_compared(desk, browser)
    browser.get("/desk/publish")
    assert len([job for job in desk.parts.jobs.listed() if job.kind == "find-twins"]) == 1
    show(desk, "ring", line()[::-1])
    assert COMPARING in browser.get("/desk/publish").text, "other pictures are looked at"


def test_a_search_that_fails_while_a_page_is_made_is_not_asked_for_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    (medium,) = desk.parts.drafts.get(PartKind.WORK, "ring").body.media
    desk.parts.pictures.path(medium.file).unlink()
    browser, jobs = desk.colleague("Noor", Role.EDITOR), desk.parts.jobs
    browser.get("/desk/publish")
    ask = jobs.ask

    def when_the_first_has_ended(*arguments: Any, **words: Any) -> int | None:
        with desk.parts.running():
            until(lambda: not jobs.unended("find-twins"))
        return ask(*arguments, **words)

    monkeypatch.setattr(jobs, "ask", when_the_first_has_ended)
    browser.get("/desk/publish")
    assert len([job for job in jobs.listed() if job.kind == "find-twins"]) == 1


def test_pictures_are_compared_before_anybody_looks(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    twins = desk.parts.assembly.context.get(TwinList)
    show(desk, "ring", line())
    twins.look_ahead()
    with desk.parts.running():
        until(lambda: not desk.parts.jobs.unended("find-twins"))
    twins.look_ahead()
    assert not desk.parts.jobs.unended("find-twins"), "nothing has changed since"
    monkeypatch.setattr(picture_features, "compute_reference", None)
    desk.parts.publisher.publish("Noor")


def test_it_is_left_to_a_publish_that_is_under_way(desk: Desk) -> None:
    twins = desk.parts.assembly.context.get(TwinList)
    desk.parts.publisher.ask("Noor")
    twins.look_ahead()
    assert desk.parts.jobs.newest("find-twins") is None
