"""A work whose speech is still being made: the phone shows the words, says so, and takes the sound when it is out."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from msgspec.structs import replace
from selenium import webdriver

from tests.tour_server.visit.test_a_visit_with_a_phone import Visit
from tests.waiting import until

FOLLOWS = "The voice is on its way. Read it here meanwhile."


@pytest.fixture
def visit(phone: webdriver.Chrome, site: Any) -> Visit:
    phone.get("about:blank")
    facts = {"origin": site.address, "storageTypes": "all"}
    phone.execute_cdp_cmd("Storage.clearDataForOrigin", facts)
    phone.get_log("browser")
    return Visit(phone, site.address)


@pytest.mark.browser
def test_the_sound_comes_while_the_words_are_read(visit: Visit, house: Any) -> None:
    spoken = house.published
    house.published, house.speaking = replace(spoken, speech=[]), True
    visit.open("/visit/work/1?l=en")
    assert _promised(visit)
    assert not visit.one("#play").is_displayed()
    house.published, house.speaking = replace(spoken, number=spoken.number + 1), False
    visit.look_now()
    until(lambda: visit.one("#play").is_displayed(), what="the play button")
    assert not _promised(visit)
    visit.tap("#play")
    until(lambda: visit.words("#subtitles").startswith("Look at the white line"))
    assert visit.troubles() == []


@pytest.mark.browser
def test_a_release_that_still_lacks_the_sound_changes_nothing(visit: Visit, house: Any) -> None:
    house.published, house.speaking = replace(house.published, speech=[]), True
    visit.open("/visit/work/1?l=en")
    house.published = replace(house.published, number=house.published.number + 1)
    visit.look_now()
    with pytest.raises(AssertionError, match="not within"):
        until(lambda: visit.one("#play").is_displayed(), seconds=1.5)
    assert _promised(visit)
    assert visit.troubles() == []


def test_where_no_speech_is_made_none_is_promised(client: FlaskClient, house: Any) -> None:
    house.published = replace(house.published, speech=[])
    page = client.get("/visit/work/1?l=en").text
    page = page[page.index("<main") : page.index("</main>")]
    assert FOLLOWS not in page
    assert "No voice for this one yet. Read it here." in page


def _promised(visit: Visit) -> bool:
    return FOLLOWS in visit.words("main")
