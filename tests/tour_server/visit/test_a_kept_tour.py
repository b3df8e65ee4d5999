"""A tour kept on the phone: said before, fetched when asked for, whole without a network, one edition at a time."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

import pytest
from msgspec.structs import replace
from selenium import webdriver
from selenium.webdriver.common.by import By

from tests.tour_server.visit.conftest import TEXTS, Twin
from tests.tour_server.visit.test_a_visit_with_a_phone import Visit
from tests.waiting import stays, until
from tour_server.visit.phone_fonts import FONTS
from tour_server.visit.webm_speech import in_webm

pytestmark = [pytest.mark.browser, pytest.mark.long]

PROFILE = (
    "const profile = {language: 'en', level: 'adult', minutes: arguments[0], interests: arguments[1]};"
    "localStorage.setItem('zaalgids.profile', JSON.stringify(profile));"
    "localStorage.setItem('zaalgids.began', JSON.stringify(Date.now()));"
)
KEPT_BYTES = """
const done = arguments[0];
(async () => {
  let bytes = 0;
  for (const name of await caches.keys()) {
    if (!name.startsWith("zaalgids.kept.")) continue;
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      if (new URL(request.url).pathname !== "/visit/kept") bytes += (await (await cache.match(request)).blob()).size;
    }
  }
  done(bytes);
})();
"""
KEPT_ADDRESSES = """
const done = arguments[0];
(async () => {
  const name = (await caches.keys()).find((each) => each.startsWith("zaalgids.kept."));
  const requests = await (await caches.open(name)).keys();
  done(requests.map(({ url }) => new URL(url)).map(({ pathname, search }) => pathname + search));
})();
"""
WIDTH = """
const [src, done] = arguments;
const image = Object.assign(new Image(), { src });
image.decode().then(() => done(image.naturalWidth), () => done(0));
"""
PHONE_FONTS = {font.file.name for font in FONTS if font.script in ("latin", "arabic")}
RESOURCES = "return performance.getEntriesByType('resource').map((each) => each.name)"
STOPS = "return [...document.querySelectorAll('#stops .number')].map((each) => each.textContent)"


class KeptVisit(Visit):
    """A visit with a tour of some minutes, and its part that keeps it."""

    def plan(self, minutes: int = 60, interests: dict[str, int] | None = None) -> None:
        self.open("/visit/plan?l=en")
        self.script(PROFILE, minutes, interests or {})
        self.open("/visit/plan?l=en")
        until(self.stops, what="the tour")

    def stops(self) -> list[str]:
        return list(self.script(STOPS))

    def choose(self, *languages: str, scope: str = "tour") -> str:
        """Open the choice, tick languages and return what the button says."""
        until(lambda: self.step() in ("none", "kept", "gone", "removed"), what="the choice")
        self.tap("#keep-choice summary")
        until(lambda: self.words("[data-keep=keep]"), what="the size")
        if self.one("#keep-scope").is_displayed() and scope == "museum":
            self.tap("[name=keep-scope][value=museum]")
        for language in languages:
            self.tap(f"[name=keep-language][value={language}]")
        chosen = " ".join(("en", *languages))
        until(lambda: self.one("#keep-size").get_attribute("data-languages") == chosen)
        return until(lambda: self.words("[data-keep=keep]"), what="the size")

    def keep(self, *languages: str, scope: str = "tour") -> str:
        said = self.choose(*languages, scope=scope)
        self.tap("[data-keep=keep]")
        state = lambda: f"that it is kept: {self.step()}, {self.words('#keep-state')}"  # noqa: E731
        until(lambda: self.step() == "kept", what=state)
        return said

    def step(self) -> str:
        return self.one("#keep").get_attribute("data-step") or ""

    def kept_bytes(self) -> int:
        return int(self.phone.execute_async_script(KEPT_BYTES))


@pytest.fixture
def visit(phone: webdriver.Chrome, site: Any) -> KeptVisit:
    """A phone without a profile or kept files."""
    phone.get("about:blank")
    facts = {"origin": site.address, "storageTypes": "all"}
    phone.execute_cdp_cmd("Storage.clearDataForOrigin", facts)
    phone.get_log("browser")
    return KeptVisit(phone, site.address)


def test_a_visit_with_the_network_pulled(visit: KeptVisit, site: Any, house: Twin) -> None:
    house.picture_sizes.make("kolam.jpg")
    visit.plan(minutes=1)
    tour = visit.stops()
    assert 0 < len(tour) < 5
    asked = "\n".join(site.lines)
    assert "/visit/keep" not in asked
    assert "tone" not in asked, "nothing is fetched by itself"
    assert visit.script("return navigator.serviceWorker.controller") is None
    said = visit.keep("nl")
    megabytes = float(said.removeprefix("Download ").removesuffix(" MB"))
    assert megabytes == pytest.approx(visit.kept_bytes() / 1e6, abs=0.06), "as it was said before"
    works = f"{len(tour)} work{'s' if len(tour) > 1 else ''}"
    assert f"{works}, {megabytes:g} MB, English and Nederlands" in visit.words("#keep-state")
    assert not any("m4a" in line for line in site.lines), "the one encoding that it plays"
    kept = visit.phone.execute_async_script(KEPT_ADDRESSES)
    pictures = [each.partition("?")[2] for each in kept if "kolam.jpg" in each]
    assert pictures == ["r=3&w=720&f=avif", "r=3&w=176&f=jpg"], "its own size, and the thumbnail"
    fonts = {each.rpartition("/")[2] for each in kept if each.endswith(".woff2")}
    assert fonts >= PHONE_FONTS, "in Arabic a name of a language"
    assert not any("latin-wght" in each for each in fonts), "the small file draws what they have"
    visit.phone.get_log("browser")
    site.stop()
    try:
        visit.open("/visit/plan?l=en")
        until(lambda: visit.stops() == tour, what="the plan")
        thumbnail = visit.script("return document.querySelector('#stops img').src")
        assert thumbnail.endswith("kolam.jpg?r=3&w=176&f=jpg")
        assert visit.phone.execute_async_script(WIDTH, thumbnail) == 176
        visit.tap("#go-on")
        until(lambda: f"/visit/work/{tour[0]}?" in visit.phone.current_url, what="the first work")
        until(lambda: visit.words("#subtitles") == "Look at the white line.", what="its words")
        visit.tap("#play")
        until(lambda: visit.words("#subtitles") == "It goes round every dot.", what="it to play")
        faces = (
            "return [...document.fonts].filter((f) => f.status === 'loaded').map((f) => f.style)"
        )
        assert "italic" in visit.script(faces), "titles in their own italic"
        shown = "return document.querySelector('.picture img').naturalWidth"
        assert visit.script(shown) > 0
        closer = visit.script("return document.getElementById('closer').href")
        assert closer.endswith("kolam.jpg?r=3")
        assert visit.phone.execute_async_script(WIDTH, closer) == 720, "the size that is kept"
        # a number that is kept, one that isn't, one that no work has; in the digits of another script
        for address in (f"/visit/{tour[-1]}?l=en", f"/visit/number?n={tour[-1]}&l=en"):
            visit.open(address)
            assert f"/visit/work/{tour[-1]}?l=en" in visit.phone.current_url
        visit.open(f"/visit/number?n={chr(0x660 + int(tour[-1]))}&l=nl")
        assert f"/visit/work/{tour[-1]}?l=nl" in visit.phone.current_url
        absent = next(str(number) for number in range(1, 6) if str(number) not in tour)
        for address in (f"/visit/number?n={absent}&l=en", f"/visit/work/{absent}?l=en"):
            visit.open(address)
            until(
                lambda: f"Work {absent} was not downloaded" in visit.words("#what"),
                what="that it isn't kept",
            )
            assert len(visit.phone.find_elements(By.CSS_SELECTOR, "#kept li")) == len(tour)
        visit.open("/visit/number?n=77&l=en")
        until(lambda: "no work 77" in visit.words("#what"), what="that there is no such work")
        # a code beside a work has no language; a kept language, one that isn't, and the way to one that is
        visit.open(f"/visit/work/{tour[0]}")
        until(
            lambda: "l=en" in visit.phone.current_url or visit.words("#subtitles"), what="the work"
        )
        visit.open(f"/visit/work/{tour[0]}?l=nl")
        until(
            lambda: (visit.words("#subtitles") or "?") in TEXTS["nl"],
            what="Dutch, at the sentence it was at",
        )
        visit.open(f"/visit/work/{tour[0]}?l=de")
        until(lambda: visit.one("#languages").is_displayed(), what="the languages that are kept")
        visit.tap("#languages a[lang=nl]")
        until(lambda: f"/visit/work/{tour[0]}?l=nl" in visit.phone.current_url, what="Dutch again")
        visit.open("/visit?l=nl")
        assert visit.one("#profile").is_displayed()
        lost = [line for line in visit.troubles() if "ERR_" in line]
        assert [
            line for line in lost if "/visit/now" not in line and "/visit/plan" not in line
        ] == []
    finally:
        site.start()


class AnswerRecorder:
    """Notes the path and the status of every answer of a server from now on."""

    def __init__(self, site: Any) -> None:
        self.all: list[tuple[str, str]] = []
        inner = site._app

        def application(environ: Any, start: Any) -> Any:
            def noted(status: str, *rest: Any) -> Any:
                self.all.append((environ["PATH_INFO"], status))
                return start(status, *rest)

            return inner(environ, noted)

        site._app = application


def test_a_new_release_changes_nothing_until_the_visitor_agrees(
    visit: KeptVisit, site: Any, house: Twin
) -> None:
    visit.plan()
    visit.keep()
    release = house.published
    assert release is not None
    first, *others = release.museum.works
    renamed = replace(first, title={"en": "Kolam, renewed"})
    house.published = replace(
        release, number=4, museum=replace(release.museum, works=[renamed, *others])
    )
    del site.lines[:]
    visit.look_now()
    said = "The museum has renewed its tour."
    until(lambda: visit.words("#line p") == said, what="that it says so")
    visit.tap("#line [data-answer=no]")
    visit.open("/visit/work/1?l=en")
    until(lambda: visit.words("#subtitles"), what="the words")
    assert visit.words("h1 cite") == "Kolam"
    visit.look_now()
    until(lambda: sum("/visit/now" in line for line in site.lines) > 2, what="the phone to look")
    assert visit.words("#line p") != said, "it was put off"
    assert not any("r=4" in line for line in site.lines)
    visit.script("localStorage.removeItem('zaalgids.renewed_later')")
    visit.open("/visit/work/1?l=en")
    until(lambda: visit.words("#line p") == said, what="that it asks again")
    answers = AnswerRecorder(site)
    visit.tap("#line [data-answer=yes]")
    until(lambda: visit.stored("keep")["edition"].startswith("4-"), seconds=30, what="the new tour")
    until(lambda: visit.step() == "kept", what="the plan to say so")
    speech = [status for path, status in answers.all if path.endswith("tone.webm")]
    assert speech == ["304 NOT MODIFIED"], "what is the same isn't fetched anew"
    names = visit.phone.execute_async_script("caches.keys().then(arguments[0])")
    assert [name for name in names if name.startswith("zaalgids.kept")] != []
    assert all(name.startswith("zaalgids.kept.4-") for name in names if name != "zaalgids.keeping")
    site.stop()
    try:
        visit.open("/visit/work/1?l=en")
        until(lambda: visit.words("#subtitles"), what="the words of the new release")
        assert visit.words("h1 cite") == "Kolam, renewed"
        media = [name for name in visit.script(RESOURCES) if "/media/" in name]
        assert media
        assert all("r=4" in name for name in media)
    finally:
        site.start()


def test_who_keeps_nothing_is_told_of_a_new_release(
    visit: KeptVisit, site: Any, house: Twin
) -> None:
    visit.plan()
    visit.open("/visit/work/1?l=en")
    until(lambda: visit.words("#subtitles"), what="the words")
    release = house.published
    assert release is not None
    first, *others = release.museum.works
    renamed = replace(first, title={"en": "Kolam, renewed"}, media=[])
    pictures = {file: target for file, target in release.pictures.items() if file != "kolam.jpg"}
    museum = replace(release.museum, works=[renamed, *others])
    house.published = replace(release, number=4, museum=museum, pictures=pictures)
    visit.look_now()
    until(lambda: "This page stays as it is" in visit.words("#line p"), what="that it says so")
    assert visit.words("h1 cite") == "Kolam"
    shown = visit.script("return document.getElementById('closer').href")
    assert visit.phone.execute_async_script(WIDTH, f"{shown}&anew") == 1200, "it is still there"
    visit.tap("#line [data-answer=yes]")
    visit.open("/visit/work/1?l=en")
    until(lambda: visit.words("h1 cite") == "Kolam, renewed", what="the new one")
    visit.look_now()
    stays(lambda: visit.words("#line p") == "", 1.0, "that it says it once")


class SlowHouse:
    """Makes every file of the release take a while, so that something can happen meanwhile."""

    def __init__(self, house: Twin, seconds: float) -> None:
        original = house.file

        def slow(target: str) -> Any:
            time.sleep(seconds)
            return original(target)

        house.file = slow  # type: ignore[method-assign]


def test_pause_go_on_remove_and_a_second_tab(visit: KeptVisit, site: Any, house: Twin) -> None:
    visit.plan()
    visit.choose()
    del site.lines[:]
    SlowHouse(house, 0.15)
    visit.tap("[data-keep=keep]")
    until(lambda: visit.step() == "running" and visit.words("#keep-count"), what="the progress")
    assert visit.words("#keep-count").endswith(" MB")
    first = visit.phone.current_window_handle
    visit.phone.switch_to.new_window("tab")
    visit.open("/visit/plan?l=en")
    until(lambda: visit.step() == "elsewhere", what="that another tab does it")
    visit.phone.close()
    visit.phone.switch_to.window(first)
    visit.tap("[data-keep=pause]")
    until(lambda: visit.step() == "paused", what="the pause")
    before = visit.kept_bytes()
    visit.open("/visit/plan?l=en")
    until(lambda: visit.step() == "paused", what="the pause, still")
    assert visit.kept_bytes() == before
    visit.tap("[data-keep=go-on]")
    until(lambda: visit.step() == "kept", seconds=30, what="that it is kept")
    fetched = Counter(line for line in site.lines if "/media/" in line)
    assert fetched, "it did fetch files"
    again = [line for line, times in fetched.items() if times > 1]
    assert len(again) <= 1, "no file is fetched twice but the one that was on its way at the pause"
    visit.tap("[data-keep=remove]")
    until(lambda: visit.step() == "removed", what="that it is gone")
    assert visit.phone.execute_async_script("caches.keys().then(arguments[0])") == []
    gone = "navigator.serviceWorker.getRegistrations().then((all) => arguments[0](all.length))"
    assert visit.phone.execute_async_script(gone) == 0


REFUSED = "CacheStorage.prototype.open = async () => { throw new DOMException('denied', 'SecurityError'); };"
NO_HTTPS = "Object.defineProperty(window, 'isSecureContext', {value: false});"
FULL = """
const put = Cache.prototype.put;
let puts = 0;
Cache.prototype.put = function (address, answer) {
  if (String(address).includes('/media/') && ++puts > 3) throw new DOMException('full', 'QuotaExceededError');
  return put.call(this, address, answer);
};
"""


@pytest.mark.parametrize(
    ("fake", "sentence"),
    [
        (REFUSED, "This browser lets nothing be downloaded for later, as in a private window."),
        (NO_HTTPS, "Downloading needs an address with https, and this page has none."),
    ],
)
def test_a_phone_that_can_keep_nothing_says_so(visit: KeptVisit, fake: str, sentence: str) -> None:
    made = visit.phone.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": fake})
    try:
        visit.plan()
        until(lambda: visit.words("#keep-state").startswith(sentence), what="the sentence")
        seen = [button for button in visit.phone.find_elements(By.CSS_SELECTOR, "#keep button, #keep summary")
                if button.is_displayed()]  # fmt: skip
        assert seen == [], "no dead button"
    finally:
        visit.phone.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", made)


def test_a_phone_without_room_says_how_much_is_missing(visit: KeptVisit, site: Any) -> None:
    quota = {"origin": site.address}
    visit.plan()
    visit.choose()
    visit.phone.execute_cdp_cmd("Storage.overrideQuotaForOrigin", {**quota, "quotaSize": 300_000})
    try:
        visit.tap("[data-keep=keep]")
        until(lambda: visit.step() == "full", what="that there is no room")
        assert visit.words("#keep-state").startswith("This phone has no room: ")
        assert "0 MB are missing" not in visit.words("#keep-state")
    finally:
        visit.phone.execute_cdp_cmd("Storage.overrideQuotaForOrigin", quota)
    visit.tap("[data-keep=go-on]")
    until(lambda: visit.step() == "kept", seconds=30, what="that it is kept")


def test_a_phone_that_fills_up_half_way_keeps_what_is_there(visit: KeptVisit, site: Any) -> None:
    visit.plan()
    visit.choose()
    visit.script(FULL)
    visit.tap("[data-keep=keep]")
    until(lambda: visit.step() == "full", seconds=20, what="that there is no room")
    site.stop()
    try:
        visit.open("/visit/work/1?l=en")
        until(lambda: visit.words("#subtitles") == "Look at the white line.", what="what is there")
    finally:
        site.start()


def test_a_browser_that_threw_it_away_is_told_of(visit: KeptVisit, site: Any) -> None:
    visit.plan()
    visit.keep()
    facts = {"origin": site.address, "storageTypes": "cache_storage"}
    visit.phone.execute_cdp_cmd("Storage.clearDataForOrigin", facts)
    visit.open("/visit/plan?l=en")
    until(lambda: visit.step() == "gone", what="that it is gone")
    assert "this browser has removed them" in visit.words("#keep-state")
    visit.keep()


RANGES = [
    ("GET", "bytes=0-", 206, slice(0, None)),
    ("GET", "bytes=1000-1999", 206, slice(1000, 2000)),
    ("GET", "bytes=-100", 206, slice(-100, None)),
    ("GET", "bytes=-99999999", 206, slice(0, None)),
    ("GET", "bytes=5-5", 206, slice(5, 6)),
    ("GET", "bytes=0-99999999", 206, slice(0, None)),
    ("GET", "bytes=0-1,5-9", 200, slice(0, None)),
    ("GET", "words=0-1", 200, slice(0, None)),
    ("GET", "bytes=99999999-", 416, slice(0, 0)),
    ("GET", "bytes=-0", 416, slice(0, 0)),
    ("GET", "bytes=9-5", 416, slice(0, 0)),
    ("HEAD", "", 200, slice(0, 0)),
    ("HEAD", "bytes=0-9", 200, slice(0, 0)),
]


def test_a_kept_recording_is_cut_as_the_standard_says(
    visit: KeptVisit, site: Any, house: Twin
) -> None:
    whole = in_webm(house.folder / "tone.opus")
    visit.plan()
    visit.keep()
    site.stop()  # so that whatever comes now, the phone has cut itself
    try:
        for method, asked, status, part in RANGES:
            found, content_range, length, body = visit.phone.execute_async_script(
                "const [method, range, done] = arguments;"
                "fetch('/visit/media/tone.webm?r=3', {method, headers: range ? {Range: range} : {}})"
                ".then(async (a) => done([a.status, a.headers.get('Content-Range'), a.headers.get('Content-Length'),"
                " [...new Uint8Array(await a.arrayBuffer())]]))",
                method,
                asked,
            )
            assert (found, bytes(body)) == (status, whole[part]), (method, asked)
            if status == 206:
                first = range(len(whole))[part][0]
                assert content_range == f"bytes {first}-{first + len(body) - 1}/{len(whole)}"
            elif status == 416:
                assert content_range == f"bytes */{len(whole)}"
            else:
                assert length == str(len(whole))
    finally:
        site.start()
