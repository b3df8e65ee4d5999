"""The phone learns from what a visitor listens to: the next plan and the next telling have more of it."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest
from flask import Flask, url_for
from msgspec.structs import replace
from selenium import webdriver

from contract.museum import Block, Level, Museum, Room, Site, Source, Theme, Work
from tests.browser import accessibility_violations
from tests.tour_server.visit.conftest import Twin
from tests.tour_server.visit.test_a_visit_with_a_phone import CHOOSE_RATE, Visit
from tests.waiting import until
from tour_server.routing.route_planner import RoutePlanner
from tour_server.routing.route_request import RouteRequest

MODULE = "const [module, facts, done] = arguments; import(module).then((found) => done({body}));"


@pytest.fixture
def visit(phone: webdriver.Chrome, site: Any) -> Visit:
    phone.get("about:blank")
    facts = {"origin": site.address, "storageTypes": "all"}
    phone.execute_cdp_cmd("Storage.clearDataForOrigin", facts)
    phone.get_log("browser")
    return Visit(phone, site.address)


@pytest.fixture
def module(app: Flask) -> str:
    with app.test_request_context():
        return url_for("visit.static", filename="lingering.js")


def asked_of(visit: Visit, module: str, body: str, facts: Any) -> Any:
    script = MODULE.replace("{body}", body)
    return visit.phone.execute_async_script(script, module, facts)


def bodies(visit: Visit) -> list[dict[str, Any]]:
    """The requests for plans that this page has sent since `listen`."""
    found: list[dict[str, Any]] = visit.script("return window.sent")
    return found


def listen(visit: Visit) -> None:
    visit.script(
        """window.sent = []; const before = window.fetch;
        window.fetch = (where, how) => {
          if (how?.method === "POST") window.sent.push(JSON.parse(how.body));
          return before(where, how);
        };"""
    )


def hear_kolam(visit: Visit) -> None:
    """Hear the telling of work 1 to its end at double speed, and its last seconds once more."""
    visit.open("/visit/work/1?l=en")
    until(lambda: visit.words("#subtitles"), what="the first words")
    visit.script(CHOOSE_RATE, "2")
    visit.tap("#play")
    until(lambda: "end" in visit.stored("visit")["signs"].get("kolam", {}), what="the end")
    visit.tap("#again")
    assert visit.stored("visit")["signs"]["kolam"] == {"end": ["making"], "again": ["making"]}


def with_little_time(visit: Visit) -> None:
    visit.script(
        """localStorage.setItem("zaalgids.profile", JSON.stringify({ minutes: 1, language: "en" }));
        localStorage.setItem("zaalgids.began", JSON.stringify(Date.now() + 29000));"""
    )  # whole minutes count: it is one for 59 seconds


# --- what the signs come to ----------------------------------------------------------------------------------------


@pytest.mark.browser
def test_no_sign_comes_to_more_than_a_choice(visit: Visit, module: str) -> None:
    """A chosen theme stays above all others, no weight leaves 0 to 1, and the same signs give the same weights."""
    rng = random.Random(12)
    themes = ["a", "b", "c", "d"]
    visits = []
    for _ in range(200):
        signs = {
            f"w{work}": {
                sign: rng.sample(themes, rng.randint(1, 4))
                for sign in rng.sample(["end", "more", "again", "left"], rng.randint(1, 2))
            }
            for work in range(rng.randint(0, 9))
        }
        chosen = {theme: 1 for theme in themes if rng.random() < rng.choice([0, 0.4])}
        visits.append([signs, chosen])
    visit.open("/visit?l=en")
    weigh = "facts[1].map(([signs, chosen]) => found.weighed(chosen, found.shifts(signs, facts[0]), facts[0]))"
    weighed = asked_of(visit, module, weigh, [themes, visits])
    assert weighed == asked_of(visit, module, weigh, [themes, visits])
    moved = 0
    for (signs, chosen), weights in zip(visits, weighed, strict=True):
        assert all(0 < weight <= 1 for weight in weights.values())
        others = [weights.get(theme, 0) for theme in themes if theme not in chosen]
        if chosen:
            assert min(weights.get(theme, 0) for theme in chosen) > max(others, default=0)
        elif weights:
            assert all(0.25 <= weights[theme] <= 0.75 for theme in themes)
        if not signs:
            assert weights == chosen
        moved += weights != chosen
    assert moved > 50


@pytest.mark.browser
def test_what_holds_for_every_theme_says_nothing_about_one(visit: Visit, module: str) -> None:
    visit.open("/visit?l=en")
    shift = "facts.map((signs) => found.shifts(signs, ['a', 'b']))"
    alike = {"one": {"end": ["a", "b"]}, "two": {"end": ["a"], "more": ["b"]}}
    nearly = {**alike, "three": {"end": ["a"]}}
    gone = {"one": {"end": ["a theme of an earlier release"]}}
    assert asked_of(visit, module, shift, [alike, nearly, gone]) == [{}, {"a": 0.125}, {}]


THEMES = ("a", "b", "c", "d")


def museum_of_four_themes() -> Museum:
    """Twenty works in a hall, five of each theme beside each other."""
    source = [Source("A book")]
    works = [
        Work(
            f"{theme}{number}",
            5 * place + number,
            {"en": theme},
            "hall",
            x=float(5 * place + number),
            y=1.0,
            blocks=[Block(f"{theme}{number}-en", "en", Level.ADULT, theme, "x", source, "Noor")],
        )
        for place, theme in enumerate(THEMES)
        for number in range(1, 6)
    ]
    room = Room("hall", {"en": "Hall"}, 0, 10, [(0, 0), (22, 0), (22, 8), (0, 8)])
    site = Site("four", {"en": "Four"}, "UTC", ["en"], [None] * 7, entrance="hall")
    return Museum(site, [room], works, [Theme(key, {"en": key}) for key in THEMES])


def test_a_weight_that_was_learned_leaves_the_tour_its_variety() -> None:
    """Likeness by a theme costs a plan something, but for a theme that was asked for: half of a choice doesn't ask."""
    planner = RoutePlanner(museum_of_four_themes())
    works = {
        weight: planner.plan(
            RouteRequest(5, ["en"], interests=dict.fromkeys(THEMES, weight)), set(), lambda _: 20
        ).works
        for weight in (0.5, 1)
    }
    most = {
        weight: max(Counter(work[0] for work in found).values()) for weight, found in works.items()
    }
    assert most[0.5] < most[1], works


# --- on the phone --------------------------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.long
def test_the_plan_has_more_of_what_was_heard_and_says_so_and_takes_a_no(visit: Visit) -> None:
    """A minute is enough for two works: of those nearest, or of the Hilbert curve and a work on how it is made."""
    hear_kolam(visit)
    with_little_time(visit)
    visit.open("/visit/plan?l=en")
    until(lambda: visit.stops() == ["4", "5"], what="the plan with more of it")
    assert visit.words("#learned span") == "More of: How it is made, because you listened longer."
    assert accessibility_violations(visit.phone) == []
    assert visit.script("return scrollY") == 0
    listen(visit)
    with_little_time(visit)
    visit.tap("#learned button")
    alone = lambda: f"the plan of the choices alone: {visit.stops()}"  # noqa: E731
    until(lambda: visit.stops() == ["2", "3"], what=alone)
    assert [body["interests"] for body in bodies(visit)] == [{}]
    assert not visit.one("#learned").is_displayed()
    with_little_time(visit)
    visit.open("/visit/plan?l=en")
    until(visit.stops)
    assert visit.stops() == ["2", "3"], "a no holds for the visit"
    visit.tap("#forget")
    visit.tap("#forget-yes")
    until(lambda: visit.words("#forgotten"), what="that it is forgotten")
    assert visit.stored("visit") is None
    assert visit.troubles() == []


@pytest.mark.browser
@pytest.mark.long
def test_a_plan_that_stands_is_another_one_only_after_a_yes(visit: Visit) -> None:
    visit.open("/visit/work/1?l=en")
    with_little_time(visit)
    visit.open("/visit/plan?l=en")
    until(lambda: visit.stops(), what="a plan")
    visit.script("localStorage.setItem('zaalgids.seen', '[\"kolam\"]')")
    visit.open("/visit/plan?l=en")
    until(lambda: visit.stops() == ["2", "3"], what="the plan without what was seen")
    hear_kolam(visit)
    with_little_time(visit)
    visit.open("/visit/plan?l=en")
    until(lambda: visit.words("#line p"), what="the question")
    assert visit.words("#line p") == (
        "More of: How it is made, because you listened longer. Not seen then: Zellij star."
    )
    assert visit.stops() == ["2", "3"]
    visit.tap("[data-answer=no]")
    until(lambda: visit.stored("visit")["unlearned"], what="that the no counts")
    with_little_time(visit)
    visit.open("/visit/plan?l=en")
    until(visit.stops)
    assert visit.stops() == ["2", "3"]
    assert visit.words("#line p") == ""


@pytest.mark.long
@pytest.mark.browser
def test_who_leaves_in_the_first_sentences_takes_it_back_by_going_on(visit: Visit) -> None:
    visit.open("/visit/work/1?l=en")
    until(lambda: visit.words("#subtitles"), what="the first words")
    visit.tap("#play")
    until(lambda: visit.script("return document.getElementById('seek').value >= 1"))
    visit.tap("#stop")
    assert visit.stored("visit")["signs"] == {"kolam": {"left": ["making"]}}
    hear_kolam(visit)
    assert visit.stored("visit")["signs"]["kolam"]["end"] == ["making"]
    assert "left" not in visit.stored("visit")["signs"]["kolam"]
    visit.open("/visit/work/2?l=en")
    until(lambda: visit.words("#subtitles"), what="the first words")
    visit.open("/visit/work/1?l=en")
    assert "wall-tile" not in visit.stored("visit")["signs"], "it was opened and not heard"


@pytest.mark.browser
def test_what_was_listened_to_longer_is_told_first(visit: Visit, house: Twin) -> None:
    release = house.published
    assert release is not None
    kolam, *others = release.museum.works
    text = "Women draw it. Every day another one."
    (house.folder / "who.vtt").write_text(f"WEBVTT\n\n1\n00:00:00.000 --> 00:00:06.000\n{text}\n")
    first = next(block for block in kolam.blocks if block.language == "en")
    second = replace(first, key="kolam-who", theme="makers", text=text)
    of_first = next(one for one in release.speech if one.block == first.key)
    files = {"subtitles": "who.vtt", "subtitles_portrait": "who.vtt"}
    speech = [*release.speech, replace(of_first, block="kolam-who", **files)]
    works = [replace(kolam, blocks=[*kolam.blocks, second]), *others]
    house.published = replace(release, museum=replace(release.museum, works=works), speech=speech)
    visit.open("/visit/work/1?l=en")
    until(lambda: visit.words("#subtitles") == "Look at the white line.", what="the museum's order")
    visit.script(
        """const signs = { zellij: { end: ["makers"] } };
        localStorage.setItem("zaalgids.visit", JSON.stringify({ signs, at: Date.now() }));"""
    )
    visit.open("/visit/work/1?l=en")
    until(lambda: visit.words("#subtitles").startswith("Women draw it."), what="what is told first")
