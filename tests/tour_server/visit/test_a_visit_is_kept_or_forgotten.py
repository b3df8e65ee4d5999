"""A page of the visit is made in the phone: to look at, to save, to share, to forget and to have back."""

from __future__ import annotations

import datetime as dt
import re
import time
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.browser import accessibility_violations
from tests.tour_server.visit.conftest import RunningServer
from tests.tour_server.visit.test_a_visit_with_a_phone import Visit, visit
from tests.waiting import until

__all__ = ["visit"]


def was_here(visit: Visit, *works: str) -> None:
    """Have the phone keep a visit of these works."""
    kept = {"met": list(works), "said": [], "at": time.time() * 1000}
    visit.script(
        "localStorage.setItem('zaalgids.visit', JSON.stringify(arguments[0]));"
        "localStorage.setItem('zaalgids.profile', JSON.stringify({level: 'child'}))",
        kept,
    )


def numbers(visit: Visit, within: str = "#met") -> list[str]:
    found = f"return [...document.querySelectorAll('{within} .number')].map((n) => n.textContent)"
    return list(visit.script(found))


def test_the_page_is_the_same_for_everyone(client: FlaskClient) -> None:
    page = client.get("/visit/souvenir?l=en")
    assert page.status_code == 200
    assert "Your visit" in page.text
    assert page.text == client.get("/visit/souvenir?l=en").text
    assert "Set-Cookie" not in page.headers


@pytest.mark.browser
def test_a_visit_is_kept_in_the_phone_alone(visit: Visit, site: RunningServer) -> None:
    visit.open("/visit/work/5?l=en")
    until(lambda: visit.one("#favourite").is_displayed())
    assert visit.words("#favourite") == "Add to favourites"
    visit.tap("#favourite")
    assert visit.words("#favourite") == "A favourite"
    assert accessibility_violations(visit.phone) == []
    was_here(visit, "zellij", "kolam")
    visit.open("/visit/souvenir?l=en")
    until(lambda: numbers(visit) == ["3", "1", "5"], what="what was met, then the favourite")
    assert visit.words("#where-when").startswith("Museum of Pattern · ")
    assert visit.words("#met").count("♥ A favourite") == 1
    assert numbers(visit, "#next-time") == ["2", "4"]
    assert visit.words("#thanks") == "Thank you for your visit."
    assert accessibility_violations(visit.phone) == []

    visit.script(
        "navigator.share = (what) => { window.shared = what; return Promise.resolve(); };"
        "URL.createObjectURL = (file) => { window.name_ = file.name;"
        " file.text().then((text) => { window.saved = text; }); return '#'; }"
    )
    visit.tap("#share")
    shared = until(lambda: visit.script("return window.shared"), what="the phone's share sheet")
    assert shared == {
        "title": "Museum of Pattern",
        "text": "I was at Museum of Pattern.",
        "url": f"{site.address}/visit",
    }
    visit.tap("#save-file")
    saved = until(lambda: visit.script("return window.saved"), what="the file")
    assert re.fullmatch(r"museum-\d{4}-\d\d-\d\d\.html", visit.script("return window.name_"))
    assert saved.startswith("<!doctype html>")
    assert saved.count("data:image/jpeg;base64,") == 3
    assert re.findall(r'src="(?!data:)', saved) == [], "it needs nothing from elsewhere"
    assert "<script" not in saved
    assert f'href="{site.address}/visit/work/3?l=en"' in saved
    assert "♥ A favourite" in saved
    assert visit.troubles() == []
    asked = "\n".join(site.lines)
    assert "kolam" not in re.sub(r"/visit/media/\S*", "", asked)


@pytest.mark.browser
def test_where_a_phone_can_not_share_it_copies(visit: Visit) -> None:
    visit.open("/visit/souvenir?l=en")
    assert visit.words("#empty") == "Nothing yet. The works that you hear come here."
    was_here(visit, "kolam")
    visit.open("/visit/souvenir?l=en")
    visit.script(
        "Object.defineProperty(navigator, 'share', {value: undefined});"
        "navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); }"
    )
    visit.tap("#share")
    until(lambda: visit.words("#shared") == "Copied.", what="that it is copied")
    assert visit.script("return window.copied").startswith("I was at Museum of Pattern. http")
    visit.script("navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed'))")
    visit.tap("#share")
    until(lambda: visit.one("#to-copy").is_displayed(), what="the field to copy from")


@pytest.mark.browser
def test_forgetting_asks_once_and_can_be_undone(visit: Visit) -> None:
    visit.open("/visit?l=en")
    was_here(visit, "kolam", "zellij")
    visit.phone.execute_async_script(
        "const done = arguments[0];"
        "caches.open('zaalgids.kept').then((kept) => kept.put('/visit/work/1', new Response('here'))).then(done)"
    )
    visit.open("/visit/souvenir?l=en")
    before = visit.script("return {...localStorage}")
    left = (
        "const done = arguments[0]; caches.keys().then(async (names) =>"
        " done([Object.keys(localStorage), await Promise.all(names.map(async (name) =>"
        " (await (await caches.open(name)).keys()).length))]))"
    )
    visit.tap("#forget")
    until(lambda: visit.one("#forget-ask").is_displayed())
    assert accessibility_violations(visit.phone) == []
    visit.tap("#forget-no")
    assert visit.script("return {...localStorage}") == before
    visit.tap("#forget")
    visit.tap("#forget-yes")
    until(lambda: "forgotten" in visit.words("#forgotten"), what="that it is forgotten")
    assert visit.phone.execute_async_script(left) == [[], []]
    assert numbers(visit) == []
    visit.tap("#forget-undo")
    until(lambda: numbers(visit) == ["1", "3"], what="the visit as it was")
    assert visit.script("return {...localStorage}") == before
    assert visit.phone.execute_async_script(left)[1] == [1]
    visit.tap("#forget")
    visit.tap("#forget-yes")
    until(lambda: "forgotten" in visit.words("#forgotten"))
    visit.phone.refresh()
    assert visit.phone.execute_async_script(left) == [[], []], "what was left can't come back"


@pytest.mark.browser
@pytest.mark.long
def test_a_tour_that_begins_while_the_museum_is_shut_is_not_over(visit: Visit, house: Any) -> None:
    house.time = dt.datetime(2026, 6, 14, 20, 0, tzinfo=dt.UTC)  # Sunday night; Monday is shut
    visit.open("/visit?l=en")
    visit.tap('[data-choose-language="en"]')
    visit.tap('[data-minutes="60"]')
    visit.tap("#profile .primary")
    until(lambda: "It opens on Tuesday" in visit.words("#summary"), what="when it opens")
    assert visit.script("return !document.querySelector('#bar').hidden"), "works can be found"


@pytest.mark.browser
def test_the_end_says_what_to_see_next_time(visit: Visit) -> None:
    visit.make_tour(20)
    visit.script(
        "const route = JSON.parse(localStorage.getItem('zaalgids.route'));"
        "localStorage.setItem('zaalgids.seen', JSON.stringify(route.stops.map((stop) => stop.work)));"
        "route.left_out = [{work: 'x', number: 9, title: 'X', title_language: 'en',"
        " page: '/visit/work/9?l=en', words: ''}];"
        "localStorage.setItem('zaalgids.route', JSON.stringify(route))"
    )
    visit.script("localStorage.setItem('zaalgids.profile', JSON.stringify({minutes: null}))")
    visit.phone.refresh()
    until(lambda: visit.words("#summary") == "That was your tour. Thank you for your visit.")
    assert visit.words("#end").split() == ["For", "next", "time", "9", "X"]
    visit.tap('a[href^="/visit/souvenir"]')
    until(lambda: numbers(visit) != [], what="the page to keep")
