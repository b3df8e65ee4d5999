"""A language is taken away with its texts, after a question, as one change that one click undoes."""

from __future__ import annotations

import datetime as dt

from msgspec.structs import replace

from contract.museum import Pronunciation, Room, SignVideo
from tests.desk import Desk
from tests.tour_server.publishing.test_drafts_are_made_like_a_release import bodies, press
from tour_server.catalogue.approval_units import with_approvals_of
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.without_language import without_language


def test_one_click_takes_it_away_and_one_brings_it_back(desk: Desk) -> None:
    desk.clock.at += dt.timedelta(hours=1)  # the drafts were there before
    first = bodies(desk)
    browser = desk.colleague("Noor")
    site = next(part.key for part in desk.parts.drafts.all(PartKind.SITE))
    assert "/desk/publish/without/en" in browser.get(f"/desk/museum/{site}").text
    asked = browser.get("/desk/publish/without/en").text
    assert "Take English away" in asked
    assert bodies(desk) == first, "it asks first"
    assert press(browser, "/desk/publish/without/en") == 302
    after = desk.parts.drafts.museum()
    assert after.site.languages == ["nl"]
    assert {block.language for work in after.works for block in work.blocks} == {"nl"}
    assert all(set(work.title) == {"nl"} for work in after.works)
    assert desk.parts.drafts.get(PartKind.SITE, site).changed_by == "Noor"
    assert press(browser, "/desk/publish/before/1") == 302
    said = {name: with_approvals_of(body, None) for name, body in bodies(desk).items()}
    assert said == {name: with_approvals_of(body, None) for name, body in first.items()}


def test_the_only_language_stays(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    press(browser, "/desk/publish/without/en")
    assert browser.get("/desk/publish/without/nl").status_code == 409
    assert browser.get("/desk/publish/without/en").status_code == 404
    assert browser.get("/desk/publish/without/xx").status_code == 404


def test_what_is_in_that_language_alone_keeps_its_name(desk: Desk) -> None:
    room = desk.parts.drafts.get(PartKind.ROOM, "hal").body
    assert isinstance(room, Room)
    alone = replace(room, name={"en": "Hall"})
    assert without_language(alone, "en") is alone
    assert without_language(alone, "nl") is alone


def test_videos_and_pronunciations_go_too(desk: Desk) -> None:
    museum = desk.parts.drafts.museum()
    work = replace(
        museum.works[0], sign_videos=[SignVideo("nl", "a.mp4"), SignVideo("en", "b.mp4")]
    )
    assert [one.language for one in without_language(work, "en").sign_videos] == ["nl"]  # type: ignore[union-attr]
    words = [Pronunciation("Delft", "nl", "delft"), Pronunciation("Delft", "en", "delft")]
    site = replace(museum.site, lexicon=words)
    assert [one.language for one in without_language(site, "en").lexicon] == ["nl"]  # type: ignore[union-attr]
