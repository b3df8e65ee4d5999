"""A whole visit with a phone, from a label's code to the exit, as a screen reader meets it: by names and roles.

Three visitors in three languages at three sizes, one of them step-free in the dark without motion. The network is slow,
and is pulled midway; the kept tour goes on. What the server knows afterwards: test_what_a_phone_tells_the_server.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pytest
from msgspec.structs import replace
from selenium import webdriver

from contract.museum import ConnectionKind, Level
from tests.browser import accessibility_violations, pixels_beyond_the_screen
from tests.tour_server.visit.conftest import TITLES, RunningServer, Twin
from tests.tour_server.visit.test_a_kept_tour import KeptVisit
from tests.tour_server.visit.test_everyone_can_use_the_phone_pages import ScreenReader
from tests.waiting import until
from tour_server.visit.words import VisitWords, visit_words
from web.translations import shipped_catalogue

pytestmark = [
    pytest.mark.journey,
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.timeout(400),
]

# A network that a phone calls slow 4G. The first word on a slower one is measured in tests.phone_weight.
SLOW_NETWORK = {"latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 90_000}
SLOWER_PROCESSOR = 2
LOST = re.compile(r"ERR_(CONNECTION|INTERNET|FAILED)")
ASKS = "return document.querySelector('#line').classList.contains('asks')"
KEPT_NAMES = "caches.keys().then(arguments[0])"


@dataclass(frozen=True)
class Person:
    """Who comes: the language of the phone, its size, and what they choose."""

    language: str
    width: int
    height: int
    step_free: bool = False
    dark: bool = False


PEOPLE = [
    Person("nl", 390, 844),
    Person("ar", 320, 568, step_free=True, dark=True),
    pytest.param(Person("en", 844, 390), marks=pytest.mark.slow),
]


class Journey:
    """One visit. Each step leaves a page on which axe finds nothing and that doesn't scroll aside."""

    def __init__(self, person: Person, visit: KeptVisit, house: Twin) -> None:
        self.person, self.visit, self.house = person, visit, house
        self.reader = ScreenReader(visit.phone)

    @cached_property
    def words(self) -> VisitWords:
        return visit_words(shipped_catalogue(), [self.person.language])

    def say(self, key: str, **facts: object) -> str:
        assert self.house.published is not None
        return self.words.plain(self.house.published.museum.site, Level.ADULT, key, **facts)

    def press(self, role: str, key: str, **facts: object) -> None:
        self.reader.do(role, self.say(key, **facts))

    def there(self, role: str, key: str, **facts: object) -> None:
        name = self.say(key, **facts)
        said = lambda: f"the {role} {name!r} among {self.reader.names(role)}"  # noqa: E731
        until(lambda: any(one.startswith(name) for one in self.reader.names(role)), 30, said)

    def clean(self, page: str) -> None:
        assert accessibility_violations(self.visit.phone) == [], page
        assert pixels_beyond_the_screen(self.visit.phone) == 0, f"{page} scrolls aside"
        for role in ("button", "link", "checkbox", "radio", "textbox", "combobox", "slider"):
            assert all(self.reader.names(role)), f"{page}: a {role} without a name"

    def at(self, path: str) -> None:
        until(lambda: path in self.visit.phone.current_url, 30, path)

    def first_words(self) -> None:
        until(lambda: self.visit.words("#subtitles"), 30, "the first words")

    def scan(self) -> None:
        """Open the code of a label. It names no language; the phone does."""
        self.visit.open("/visit/work/1")
        self.first_words()
        language = self.person.language
        assert self.visit.script("return document.documentElement.lang") == language
        titles = {key: title for key, _, title in TITLES}
        assert self.reader.names("heading")[0] == f"1 {titles['kolam'][language]}"
        self.clean("the work of the code")

    def listen(self) -> None:
        self.press("button", "play")
        self.there("button", "pause")
        until(lambda: self.visit.script("return document.getElementById('seek').value >= 1"))
        self.press("button", "pause")
        self.there("button", "play")

    def choose(self) -> None:
        """From the plan without a tour to the first page, and by three answers to a tour."""
        self.press("link", "plan")
        self.at("/visit/plan")
        self.there("heading", "plan_title")
        self.press("link", "start")
        until(lambda: self.visit.phone.current_url.partition("?")[0].endswith("/visit"))
        self.there("heading", "choose_tour")
        self.clean("the first page")
        own = {"nl": "Nederlands", "en": "English", "ar": "العربية"}
        self.reader.do("button", own[self.person.language])
        self.there("heading", "step_time")
        self.press("button", "minutes", number=40)
        self.there("heading", "step_you")
        if self.person.step_free:
            self.press("checkbox", "step_free")
        self.clean("the questions")
        self.press("button", "make_tour")
        self.at("/visit/plan")
        until(lambda: len(self.visit.stops()) == len(TITLES), 30, "a tour of all works")
        self.clean("the plan")
        if self.person.step_free:
            lines = [one["way"]["line"] for one in self.visit.stored("route")["stops"]]
            assert not any(self.say("pass_steps") in line for line in lines), lines
            assert any(self.say("pass_ramp") in line for line in lines), lines

    def keep(self) -> None:
        until(lambda: self.visit.step() == "none", what="the choice")
        self.press("DisclosureTriangle", "keep_choose")
        said = until(lambda: self.visit.words("[data-keep=keep]"), 30, "how large it is")
        assert re.search(r"\d", said)
        self.clean("what would be kept")
        self.reader.do("button", said)
        until(lambda: self.visit.step() == "kept", 90, lambda: self.visit.words("#keep-state"))
        self.there("button", "keep_remove")
        self.clean("what is kept")

    def go(self) -> None:
        """Go to the first stop. On the way there its room fills, and the line asks before the order is another."""
        first = self.visit.stored("route")["stops"][0]
        self.press("link", "start")
        self.at(f"/visit/work/{first['number']}")
        self.first_words()
        self.house.people = {self.visit.stored("route")["stops"][1]["room"]: 10}
        self.visit.look_now()
        until(lambda: self.visit.script(ASKS), 30, "what changes")
        self.clean("a question")
        self.reader.do("button", self.visit.words("#line [data-answer=yes]"))
        until(lambda: not self.visit.script(ASKS), what="the answer to count")

    def take_offer(self) -> None:
        self.house.people = {"curves": 1}
        self.visit.look_now()
        take = self.say("offer_take")
        for _ in range(3):  # a change of plan comes before the offer
            until(lambda: self.visit.script(ASKS), 30, "the offer")
            answer = self.visit.words("#line [data-answer=yes]")
            self.reader.do("button", answer)
            if answer == take:
                break
        assert answer == take
        until(lambda: self.house.taken == ["drawing-hour"], what="that it is taken")
        until(lambda: self.visit.one("#offer-sheet").is_displayed(), what="where it is")
        self.clean("the offer")
        self.press("button", "close")

    def go_on_without_network(self) -> None:
        """All stops, one after the other, then what isn't kept. The server is away."""
        self.visit.open(f"/visit/plan?l={self.person.language}")
        until(self.visit.stops, 30, "the kept plan")
        until(lambda: self.visit.one("[data-network]").is_displayed(), 30, "that it says so")
        self.clean("the plan without a network")
        self.visit.tap("#offer-stops button")
        self.press("button", "offer_done")
        self.press("link", "go_on" if self.visit.stored("seen") else "start")
        for _ in TITLES:
            self.at("/visit/work/")
            self.first_words()
            before = self.visit.phone.current_url
            self.listen()
            last = not any(one.startswith(self.say("next")) for one in self.reader.names("link"))
            self.press("link", "plan" if last else "next")
            until(lambda there=before: self.visit.phone.current_url != there, 30, "the next page")
            if "/visit/plan" in self.visit.phone.current_url:
                break
        self.at("/visit/plan")
        language = self.person.language
        self.visit.open(f"/visit/tour/line?l={language}")
        self.there("link", "start_tour")
        self.visit.open(f"/visit/work/1/wrong?l={language}")
        self.there("heading", "not_kept_title")
        self.clean("what is not kept")
        self.press("link", "plan")
        self.at("/visit/plan")

    def leave(self) -> None:
        """The end of the tour, the page to keep, and nothing left on the phone."""
        self.there("link", "souvenir")
        self.clean("the end")
        self.press("link", "souvenir")
        self.there("heading", "souvenir_title")
        until(lambda: self.visit.script("return document.querySelectorAll('#met li').length"))
        self.clean("the page to keep")
        self.press("button", "forget")
        self.press("button", "forget_yes")
        until(lambda: self.visit.words("#forgotten"), what="that it is forgotten")
        assert self.visit.script("return Object.keys(localStorage)") == []
        assert self.visit.phone.execute_async_script(KEPT_NAMES) == []
        self.clean("nothing left")


@pytest.fixture(params=PEOPLE, ids=lambda one: f"{one.language} {one.width}x{one.height}")
def journey(
    request: Any, phone: webdriver.Chrome, site: RunningServer, house: Twin
) -> Iterator[Journey]:
    person: Person = request.param
    cdp = phone.execute_cdp_cmd
    size = {"width": person.width, "height": person.height, "deviceScaleFactor": 2, "mobile": True}
    cdp("Emulation.setDeviceMetricsOverride", size)
    agent = phone.execute_script("return navigator.userAgent")
    cdp("Emulation.setUserAgentOverride", {"userAgent": agent, "acceptLanguage": person.language})
    features = [
        {"name": "prefers-color-scheme", "value": "dark" if person.dark else "light"},
        {"name": "prefers-reduced-motion", "value": "reduce" if person.dark else "no-preference"},
    ]
    cdp("Emulation.setEmulatedMedia", {"features": features})
    cdp("Network.enable", {})
    cdp("Network.emulateNetworkConditions", {"offline": False, **SLOW_NETWORK})
    cdp("Emulation.setCPUThrottlingRate", {"rate": SLOWER_PROCESSOR})
    cdp("Storage.clearDataForOrigin", {"origin": site.address, "storageTypes": "all"})
    assert house.published is not None
    museum = house.published.museum
    steps, *others = museum.connections  # a visitor without steps goes round by the ramp
    steps = replace(steps, kind=ConnectionKind.STEPS)
    house.published = replace(house.published, museum=replace(museum, connections=[steps, *others]))
    phone.get_log("browser")
    yield Journey(person, KeptVisit(phone, site.address), house)
    cdp("Emulation.setCPUThrottlingRate", {"rate": 1})


def test_from_scan_to_exit(journey: Journey, site: RunningServer) -> None:
    journey.scan()
    journey.listen()
    journey.choose()
    journey.keep()
    journey.go()
    journey.take_offer()
    assert journey.visit.troubles() == []
    site.stop()
    try:
        journey.go_on_without_network()
        others = [one for one in journey.visit.troubles() if not LOST.search(one)]
        assert [one for one in others if "/wrong" not in one] == [], "503 is what isn't kept"
        journey.visit.phone.get_log("browser")
    finally:
        site.start()
    journey.leave()
    assert journey.visit.troubles() == []
