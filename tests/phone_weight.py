"""What a visitor's page weighs and how long it takes, in a phone-sized Chromium on a slow network.

The network is 400 kbit/s with 400 ms latency and the processor four times slower than this one, by Chrome's own
emulation: a crowded museum's Wi-Fi and a phone of some years ago. `python -m tests.phone_weight` prints a table.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from selenium import webdriver

from contract.bundle import Release
from contract.museum import Block, Level, Museum, Work
from contract.museum_folder import PICTURES, read_museum, write_museum
from museum_of_pattern import build
from tests.browser import become_a_phone, chromium
from tour_server.app import assemble, create_app
from tour_server.catalogue.first_museum import FirstMuseum
from tour_server.publishing.picture_sizes import PictureSizes
from tour_server.publishing.publisher import Publisher
from tour_server.publishing.releases import Releases
from tour_server.settings import ServerSettings
from tour_server.visit.webm_speech import OPUS, WEBM
from tour_server.visit.work_narration import Narrator
from web.page_server import PageServer

BITS_A_SECOND = 400_000
LATENCY_MS = 400
SLOWER = 4
LONGEST_SECONDS = 40.0
QUIET_SECONDS = 4.0  # what comes late comes 2 s after the load
LANGUAGES = ("nl", "es", "ar")
WORKS = ("kolam", "girih", "the-hat")
TOUR = "who-made-this"
SPOKEN = "kolam"  # the work that is opened; of the others one level is spoken
PICTURE_PX = 2000
ARABIC = (
    "دع عينيك تستقران في أي مكان على الخط الأبيض ثم اتبعه حول النقاط. "
    "جاءت النقاط البيضاء أولا، وهي تسمى بولي، وتوضع قبل شروق الشمس أمام باب البيت."
)
# Presses the play button as soon as that plays, and notes when things were there.
WATCH = """
(() => {
  const seen = window.weight = { button: null, word: null, cue: null };
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () {
    if (seen.button === null) seen.button = performance.now();
    const follow = () => {
      if (seen.word === null && this.currentTime > 0) seen.word = performance.now() - 1000 * this.currentTime;
      else if (seen.word === null) requestAnimationFrame(follow);
    };
    follow();
    return play.call(this);
  };
  const press = () => {
    const bare = document.querySelector("body > audio");
    if (bare && seen.button === null) bare.play();
    const button = document.getElementById("play");
    if (button && button.offsetParent !== null && seen.button === null) button.click();
    const cue = document.getElementById("subtitles");
    if (seen.cue === null && cue && cue.offsetParent !== null && cue.textContent.trim()) seen.cue = performance.now();
    if (seen.button === null || seen.cue === null) requestAnimationFrame(press);
  };
  if (location.pathname.includes("/work/") || location.pathname === "/bare") press();
})();
"""


@dataclass(frozen=True)
class Weight:
    """What one opening of a page took. Bytes are those on the wire, with headers; times are seconds or None."""

    kilobytes: float
    requests: int
    depth: int
    paint: float | None
    button: float | None = None
    cue: float | None = None
    word: float | None = None
    kilobytes_before_word: float | None = None
    parts: tuple[tuple[str, float], ...] = ()


def museum_folder(folder: Path) -> Path:
    """Write three works of the Museum of Pattern, in three languages, Arabic among them. Returns `folder`."""
    content = Path(build.__file__).with_name("content")
    shutil.copytree(content, folder, dirs_exist_ok=True)
    (folder / PICTURES).mkdir()
    for label in (folder / "works").glob("*.toml"):
        drawn = build.draw(label.stem).png(PICTURE_PX) if label.stem in WORKS else b""
        (folder / PICTURES / f"{label.stem}.png").write_bytes(drawn)
    museum = _three_works(read_museum(folder))
    for part in ("works", "links", "glossary"):
        shutil.rmtree(folder / part)
    write_museum(museum, folder)
    return folder


def _three_works(museum: Museum) -> Museum:
    works = [_with_few_blocks(work) for work in museum.works if work.key in WORKS]
    tours = [
        replace(tour, stops=[stop for stop in tour.stops if stop.work in WORKS])
        for tour in museum.tours
    ]
    site = replace(museum.site, languages=list(LANGUAGES))
    kept = [tour for tour in tours if tour.stops]
    return replace(museum, site=site, works=works, tours=kept, links=[], glossary=[])


def _with_few_blocks(work: Work) -> Work:
    kept = [
        block
        for block in work.blocks
        if block.language in LANGUAGES and (work.key == SPOKEN or block.level is Level.ADULT)
    ]
    first = kept[0]
    arabic: list[Block] = []
    if work.key == SPOKEN:
        arabic = [replace(first, key=f"{work.key}-ar-1", language="ar", text=ARABIC)]
    return replace(work, blocks=[*kept, *arabic])


@contextmanager
def served(museum: Path, data: Path) -> Iterator[str]:
    """Publish the museum with all its speech, unless `data` has it, and serve it. Yields the server's address."""
    fresh = not (data / "bundles").exists()
    settings = ServerSettings(data=str(data), host="127.0.0.1", port=0)
    assembly = assemble(settings, first_museum=museum)
    if fresh:
        assembly.context.get(FirstMuseum).start()
        assembly.context.get(Publisher).publish("bench", speech_seconds=3600.0)
    sizes = assembly.context.get(PictureSizes)
    release = assembly.context.get(Releases).release()
    for target in release.pictures.values() if release else ():
        sizes.make(target)
    app = create_app(assembly)
    app.add_url_rule("/bare", "bare", lambda: _bare(release))
    pages = PageServer(app, "127.0.0.1", 0, settings.root.threads)
    pages.start()
    try:
        yield f"http://127.0.0.1:{pages.port}"
    finally:
        pages.stop()
        assembly.context.database.close()


def _bare(release: Release | None) -> str:
    """Returns the least page that speaks: nothing but the first words of the work that is opened."""
    assert release is not None
    work = next(work for work in release.museum.works if work.key == SPOKEN)
    (spoken, *_) = Narrator(release).narration(work, [LANGUAGES[0]], Level.ADULT).first
    assert spoken.speech is not None
    address = spoken.speech.opus.removesuffix(OPUS) + WEBM
    return f'<!doctype html><title>.</title><audio src="/visit/media/{address}"></audio>'


@contextmanager
def slow_phone() -> Iterator[webdriver.Chrome]:
    """Start a Chromium that records its requests."""
    with chromium(performance=True) as driver:
        yield driver


def weigh(
    driver: webdriver.Chrome, address: str, language: str, *, throttled: bool = True
) -> Weight:
    """Open a page as a phone that was never here. A work's page is played, and waited for until its first word."""
    driver.switch_to.new_window("tab")
    become_a_phone(driver)
    cdp = driver.execute_cdp_cmd
    cdp("Network.enable", {})
    cdp("Network.clearBrowserCache", {})
    cdp("Storage.clearDataForOrigin", {"origin": address, "storageTypes": "all"})
    cdp("Network.setBypassServiceWorker", {"bypass": True})
    cdp("Emulation.setUserAgentOverride", {"userAgent": "phone", "acceptLanguage": language})
    if throttled:
        bytes_a_second = BITS_A_SECOND / 8
        cdp(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": LATENCY_MS,
                "downloadThroughput": bytes_a_second,
                "uploadThroughput": bytes_a_second,
            },
        )
        cdp("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    cdp("Page.addScriptToEvaluateOnNewDocument", {"source": WATCH})
    driver.get_log("performance")  # what came before
    driver.get(address)
    _wait(driver, playing="/work/" in address or "/bare" in address)
    found = _weight(driver, driver.get_log("performance"))
    driver.close()
    driver.switch_to.window(driver.window_handles[0])
    return found


def _wait(driver: webdriver.Chrome, *, playing: bool) -> None:
    """Wait for the first word, or until the page has loaded and asked for nothing more for a while."""
    until = time.monotonic() + LONGEST_SECONDS
    quiet = time.monotonic()
    before = -1
    while time.monotonic() < min(until, quiet + QUIET_SECONDS):
        time.sleep(0.2)
        state = driver.execute_script(
            "return [window.weight.word, document.readyState, performance.getEntriesByType('resource').length]"
        )
        if playing and state[0] is not None:
            return
        if state[1] != "complete" or state[2] != before or playing:
            quiet = time.monotonic()
        before = state[2]


def _weight(driver: webdriver.Chrome, log: list[dict[str, Any]]) -> Weight:
    seen, paint, origin = driver.execute_script(
        "return [window.weight, performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null,"
        " performance.timeOrigin / 1000]"
    )
    # Each event stands in the log once for each session that listens.
    events = [json.loads(one)["message"] for one in dict.fromkeys(x["message"] for x in log)]
    requests = {
        event["params"]["requestId"]: event["params"]
        for event in events
        if event["method"] == "Network.requestWillBeSent"
        and event["params"]["request"]["url"].startswith("http")
    }
    # The log's own clock, by the first request of the page.
    first = next(iter(requests.values()))
    shift = first["wallTime"] - first["timestamp"]
    word = None if seen["word"] is None else origin + seen["word"] / 1000
    until = None if word is None else word - shift
    sizes = _sizes(events, requests)
    early = _sizes(events, requests, until)
    return Weight(
        kilobytes=sum(sizes.values()) / 1000,
        requests=len(requests),
        depth=max(_depth(one["request"]["url"], requests) for one in requests.values()),
        paint=_seconds(paint),
        button=_seconds(seen["button"]),
        cue=_seconds(seen["cue"]),
        word=_seconds(seen["word"]),
        kilobytes_before_word=None if word is None else sum(early.values()) / 1000,
        parts=tuple(
            (requests[one]["request"]["url"].split("/", 3)[3], size / 1000)
            for one, size in sizes.items()
        ),
    )


def _sizes(
    events: list[dict[str, Any]], requests: dict[str, Any], until: float | None = None
) -> dict[str, float]:
    """Returns the bytes on the wire of each request, those that came before `until` (the log's clock, seconds)."""
    sizes: dict[str, float] = dict.fromkeys(requests, 0.0)
    for event in events:
        facts = event["params"]
        one = facts.get("requestId")
        if one not in requests or (until is not None and facts.get("timestamp", 0) > until):
            continue
        if event["method"] == "Network.responseReceived":
            sizes[one] += max(0, facts["response"]["encodedDataLength"])
        elif event["method"] == "Network.dataReceived":
            sizes[one] += facts["encodedDataLength"]
        elif event["method"] == "Network.loadingFinished":
            sizes[one] = max(sizes[one], facts["encodedDataLength"])
    return sizes


def _depth(url: str, requests: dict[str, Any]) -> int:
    """Returns how many requests come one after another until this one is asked for; the page itself is 1."""
    depth, seen = 1, set[str]()
    by_url = {one["request"]["url"]: one for one in requests.values()}
    while url in by_url and url not in seen:
        seen.add(url)
        initiator = by_url[url]["initiator"]
        frames = (initiator.get("stack") or {}).get("callFrames") or [{}]
        above = initiator.get("url") or frames[0].get("url")
        if not above or above not in by_url or above == url:
            break
        depth, url = depth + 1, above
    return depth


def _seconds(ms: float | None) -> float | None:
    return None if ms is None else ms / 1000


def table(address: str, languages: tuple[str, ...] = LANGUAGES) -> list[tuple[str, Weight]]:
    """Returns (page and language, weight) of the first page, a tour, the plan and a stop, in each language."""
    found = []
    with slow_phone() as driver:
        for language in languages:
            for page in (
                "/visit",
                f"/visit/tour/{TOUR}",
                "/visit/plan",
                f"/visit/work/{_number()}",
            ):
                asked = f"{address}{page}?l={language}"
                found.append((f"{page} {language}", weigh(driver, asked, language)))
    return found


def _number() -> int:
    """Returns the number of the work that is spoken at every level."""
    label = Path(build.__file__).with_name("content") / "works" / f"{SPOKEN}.toml"
    return int(tomllib.loads(label.read_text(encoding="utf-8"))["number"])


def line(name: str, weight: Weight) -> str:
    """Returns one line of the table."""
    times = " ".join(
        f"{what} {'–' if value is None else f'{value:.1f}'}"
        for what, value in (
            ("paint", weight.paint),
            ("button", weight.button),
            ("cue", weight.cue),
            ("word", weight.word),
            ("kB before it", weight.kilobytes_before_word),
        )
    )
    return f"{name:22} {weight.kilobytes:6.1f} kB {weight.requests:3} requests, {weight.depth} deep; {times}"


def first_word() -> str:
    """Returns the line of `make bench`: the first word of a stop, beside that of a page that has nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        museum = museum_folder(Path(folder) / "museum")
        with served(museum, Path(folder) / "server") as address, slow_phone() as driver:
            language = LANGUAGES[0]
            stop = weigh(driver, f"{address}/visit/work/{_number()}?l={language}", language)
            bare = weigh(driver, f"{address}/bare", language)
    if stop.word is None or bare.word is None:
        return f"no word within {LONGEST_SECONDS:.0f} s"
    return (
        f"first word of a stop after {stop.word:.1f} s and {stop.kilobytes_before_word:.0f} kB, of a page with "
        f"nothing but that word {bare.word:.1f} s: {stop.word / bare.word:.1f} times as long; play button after "
        f"{stop.button:.1f} s (400 kbit/s, {LATENCY_MS} ms, processor ÷ {SLOWER})"
    )


def main() -> None:
    """Print the table; an argument is a data folder to keep. With -v, each file."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = [one for one in sys.argv[1:] if not one.startswith("-")]
        data = Path(arguments[0]) if arguments else Path(folder) / "server"
        museum = museum_folder(Path(folder) / "museum")
        with served(museum, data) as address:
            for name, weight in table(address, tuple(arguments[1:]) or LANGUAGES):
                print(line(name, weight))
                if "-v" in sys.argv:
                    for part, size in weight.parts:
                        print(f"    {size:7.1f}  {part}")


if __name__ == "__main__":
    main()
