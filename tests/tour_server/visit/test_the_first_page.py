"""The first page: staff's tours with one touch, every work by its number and its name, and when the museum opens."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from msgspec.structs import replace

from contract.museum import ConnectionKind, Level, Stop, Tour
from tests.browser import accessibility_violations
from tests.tour_server.visit.conftest import RunningServer, Twin
from tests.tour_server.visit.test_a_kept_tour import KeptVisit
from tests.tour_server.visit.test_a_visit_with_a_phone import Visit, visit
from tests.waiting import until

__all__ = ["visit"]

STORY = ["koch", "kolam", "hilbert"]  # from the far room to the hall and back


@pytest.fixture(autouse=True)
def tours(house: Twin) -> None:
    """Two tours: one whose order is a story, and one for children."""
    release = house.published
    assert release is not None
    museum = replace(
        release.museum,
        tours=[
            Tour("story", {"en": "A story"}, {"en": "There and back."}, [Stop(k) for k in STORY]),
            Tour("small", {"en": "For small people"}, {}, [Stop("zellij")], level=Level.CHILD),
        ],
    )
    house.published = replace(release, museum=museum)


def without_tags(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))


def test_a_tour_says_what_it_is_before_it_is_chosen(client: FlaskClient) -> None:
    page = client.get("/visit?l=en").text
    label = without_tags(page[page.index('data-tour="story"') : page.index('data-tour="small"')])
    # 3 × (6 s of telling and 27 s of looking), and the walk to the far room, back and there again
    assert "A story There and back. 3 minutes · 3 works · no steps" in label
    assert "For small people 1 minute · 1 work · no steps · For children" in without_tags(page)


def test_a_tour_with_steps_says_for_how_many_works(house: Twin, client: FlaskClient) -> None:
    release = house.published
    assert release is not None
    stairs = [replace(each, kind=ConnectionKind.STAIRS) for each in release.museum.connections]
    house.published = replace(release, museum=replace(release.museum, connections=stairs))
    assert "3 works · only by steps: 2" in without_tags(client.get("/visit?l=en").text)


def test_without_a_script_a_tour_is_a_page_with_its_stops_in_order(client: FlaskClient) -> None:
    page = client.get("/visit").text
    assert '<a href="/visit/tour/story?l=' in page
    stops = re.findall(r'href="/visit/work/(\d+)', client.get("/visit/tour/story?l=en").text)
    assert stops == ["5", "1", "4"]
    assert client.get("/visit/tour/none").status_code == 404


def test_the_plan_without_a_script_leads_on(client: FlaskClient) -> None:
    page = client.get("/visit/plan?l=en").text
    assert '<p class="without-script">This page needs JavaScript.' in page
    assert '<a class="button primary without-script" href="/visit?l=en">' in page


@pytest.mark.parametrize(
    ("hour", "said"),
    [
        ("2026-06-10T06:00", "The museum is closed now. We open today at 10:00. Everything"),
        ("2026-06-10T18:00", "The museum is closed now. We open again tomorrow at 10:00."),
        ("2026-06-14T18:00", "We open again on Tuesday, June 16 at 10:00."),  # shut on Mondays
    ],
)
def test_outside_hours_the_page_says_when_it_opens(
    house: Twin, client: FlaskClient, hour: str, said: str
) -> None:
    house.time = dt.datetime.fromisoformat(hour).replace(tzinfo=dt.UTC)
    page = client.get("/visit?l=en").text
    assert said in without_tags(page)
    assert "Kolam" in page


@pytest.mark.parametrize("language", ["ar", "de", "en", "es", "fr", "he", "ja", "nl", "th"])
def test_when_it_opens_is_said_in_every_language_of_the_words(
    house: Twin, client: FlaskClient, language: str
) -> None:
    house.time = dt.datetime(2026, 6, 14, 18, tzinfo=dt.UTC)
    release = house.published
    assert release is not None
    site = replace(release.museum.site, languages=[language])
    house.published = replace(release, museum=replace(release.museum, site=site))
    page = client.get(f"/visit?l={language}").text
    line = re.search(r'id="closed">(.*?)</p>', page)
    assert line is not None
    assert "10:00" in line[1]
    assert "16" in line[1] or "١٦" in line[1]
    assert ("June" in line[1]) == (language == "en")
    assert "月月" not in line[1]


def test_an_open_museum_and_one_without_hours_say_nothing(house: Twin, client: FlaskClient) -> None:
    assert 'id="closed"' not in client.get("/visit").text
    release = house.published
    assert release is not None
    site = replace(release.museum.site, opening=[None] * 7)
    house.published = replace(release, museum=replace(release.museum, site=site))
    assert 'id="closed"' not in client.get("/visit").text


@pytest.mark.browser
def test_one_touch_starts_a_tour_in_staffs_order(visit: Visit) -> None:
    visit.open("/visit/tour/story?l=ar")
    assert accessibility_violations(visit.phone) == []
    visit.open("/visit?l=en")
    assert accessibility_violations(visit.phone) == []
    visit.script("localStorage.setItem('zaalgids.profile', JSON.stringify({minutes: 1}))")
    visit.tap('[data-tour="story"]')
    until(lambda: visit.stops() == ["5", "1", "4"], what="the stops in staff's order")
    assert visit.stored("profile")["tour"] == "story"
    assert visit.stored("profile")["level"] == "adult"
    assert visit.troubles() == []


@pytest.mark.browser
def test_a_tour_for_children_brings_their_words_and_one_touch_goes_back(visit: Visit) -> None:
    visit.open("/visit?l=en")
    visit.tap('[data-tour="small"]')
    until(lambda: visit.stops() == ["3"], what="the stop")
    assert visit.stored("profile")["level"] == "child"
    assert visit.words("#tour-level") == "This is for children.\nFor adults"
    assert accessibility_violations(visit.phone) == []
    visit.tap("#tour-level button")
    until(lambda: not visit.one("#tour-level").is_displayed(), what="that it went back")
    assert visit.stored("profile")["level"] == "adult"
    assert visit.stored("profile")["tour"] == "small"


FOUND = [  # typed, and the names it finds: accents, case, width, points and scripts without spaces count alike
    ("KOCH", ["Kochkromme"]),
    ("koch kromme", ["Kochkromme"]),
    ("sierpinski", ["Sierpiński’s triangle"]),
    ("Sierpiński", ["Sierpiński’s triangle"]),
    ("strasse", ["Straße"]),
    ("٢", ["Kochkromme"]),
    ("كولام", ["كُولام"]),
    ("منحنى", ["منحني هيلبرت"]),
    ("קולאם", ["קוֹלָאם"]),
    ("葉", ["麻の葉"]),
    ("あさ", ["アサノハ"]),
    ("ｱｻ", ["アサノハ"]),
    ("กลัม", ["โกลัม"]),
    ("triangle sierp", ["Sierpiński’s triangle"]),
    ("zzz", []),
    (" ’ ", []),
]


@pytest.mark.browser
def test_a_work_is_found_by_its_name_in_any_script(
    app: Flask, visit: Visit, site: RunningServer
) -> None:
    with app.test_request_context():
        module = url_for("visit.static", filename="search.js")
    visit.open("/visit?l=en")
    names = list(dict.fromkeys(name for _, names in FOUND for name in names))
    before = len(site.lines)
    answers = visit.phone.execute_async_script(
        "const [there, names, typed, done] = arguments;"
        "import(there).then(({ folded, found }) => {"
        "  const works = names.map((name, at) => ({ number: at + 100, names: [folded(name)] }));"
        "  works[0].number = 2;"
        "  done(typed.map((each) => found(works, each).map((at) => names[at])));"
        "});",
        module,
        names,
        [typed for typed, _ in FOUND],
    )
    expected = [found for _, found in FOUND]
    assert [[typed, *answer] for (typed, _), answer in zip(FOUND, answers, strict=True)] == [
        [typed, *names] for (typed, _), names in zip(FOUND, expected, strict=True)
    ]
    field = visit.one("#find-name")
    visit.script("arguments[0].scrollIntoView({block: 'center'})", field)
    field.send_keys("koch kr")
    shown = "return [...document.querySelectorAll('.shelf li:not([hidden]) .number')].map((n) => n.textContent)"
    until(lambda: visit.script(shown) == ["5"], what="the one work")
    assert visit.words("#find-said") == "1 work"
    field.send_keys("xyz")
    until(lambda: "Nothing here is called" in visit.words("#find-said"), what="what to do")
    assert len(visit.script(shown)) == 5, "all rooms are there to be looked through"
    asked = [
        line
        for line in site.lines[before:]
        if " /visit" in line and "/media/" not in line and "/static/" not in line
    ]
    assert asked == [], "nothing that is typed leaves the phone"
    assert accessibility_violations(visit.phone) == []


@pytest.mark.browser
def test_a_number_is_answered_in_the_page(visit: Visit, site: RunningServer) -> None:
    visit.open("/visit?l=en")
    visit.one("#number").send_keys("99")
    visit.tap(".number-form button")
    until(lambda: "99 is no number here." in visit.words(".number-form [role=alert]"))
    visit.script("document.getElementById('number').value = '٣'")
    visit.tap(".number-form button")
    until(lambda: "/visit/work/3" in visit.phone.current_url, what="the work")
    assert not [line for line in site.lines if "/visit/number" in line]


def typed(visit: Visit, number: str) -> None:
    visit.one("#number").clear()
    visit.one("#number").send_keys(number)
    visit.tap(".number-form button")


@pytest.mark.browser
@pytest.mark.long
def test_a_number_is_answered_without_a_network(visit: Visit, site: RunningServer) -> None:
    kept = KeptVisit(visit.phone, site.address)
    kept.open("/visit?l=en")
    kept.tap('[data-tour="small"]')
    kept.keep()
    visit.open("/visit?l=en")
    site.stop()
    offline = {"offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    visit.phone.execute_cdp_cmd("Network.enable", {})
    try:
        visit.phone.execute_cdp_cmd("Network.emulateNetworkConditions", offline)
        typed(visit, "1")
        until(lambda: "needs the Wi-Fi" in visit.words(".number-form [role=alert]"))
        typed(visit, "3")
        until(lambda: "/visit/work/3" in visit.phone.current_url, what="the work that is kept")
    finally:
        visit.phone.execute_cdp_cmd(
            "Network.emulateNetworkConditions", offline | {"offline": False}
        )
        site.start()
