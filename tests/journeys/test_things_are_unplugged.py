"""Browser, network, server and camera of a whole kiosk fail and come back; nobody helps, no visitor sees an error."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.page_queries import text
from tests.journeys.whole_kiosk import WholeKiosk, whole_kiosk
from tests.process_measures import process_tree
from tests.waiting import stays, until
from zaalgids.processes import stop_all

pytestmark = [
    pytest.mark.journey,
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.timeout(400),
]

SEES_AGAIN_SECONDS = 20.0  # the camera is tried again after 8 s at most
PAGE_BACK_SECONDS = 10.0
ONLINE_SECONDS = 75.0  # the kiosk tries the broker again after a minute at most
CLOCK = "return document.getElementById('player').currentTime"


@pytest.fixture(scope="module")
def started(small_museum: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeKiosk]:
    folder = tmp_path_factory.mktemp("whole")
    with whole_kiosk(small_museum, folder, stand_seconds=12.0, bare_seconds=4.0) as kiosk:
        kiosk.wait_for_speech(200)
        yield kiosk


@pytest.fixture
def kiosk(started: WholeKiosk) -> WholeKiosk:
    """The kiosk, online and seeing."""
    until(lambda: started.health()["connected"], ONLINE_SECONDS, "online")
    until(lambda: started.health()["cameras"] == {"camera-1": "ok"}, SEES_AGAIN_SECONDS)
    return started


def telling(kiosk: WholeKiosk) -> str:
    """Wait for a telling that sounds; return its title."""

    def sounds() -> str:
        playing = kiosk.screen() == "telling" and kiosk.script(CLOCK) > 0.2
        return kiosk.title() if playing else ""

    return str(until(sounds, 90, "a telling"))


def seconds_until(true: Callable[[], Any], most: float, what: str) -> None:
    """Wait; print how long it took, for the record."""
    began = time.monotonic()
    until(true, most, what)
    print(f"{what}: {time.monotonic() - began:.1f} s")


def captions_go_on(kiosk: WholeKiosk) -> None:
    """The caption changes: the telling goes on."""
    before = text(kiosk.page, "#subtitle p")
    until(lambda: text(kiosk.page, "#subtitle p") not in ("", before), 30, "the next caption")


def choose(kiosk: WholeKiosk) -> None:
    """Choose a work by hand, whose telling lasts as long as it does."""
    kiosk.touch("number", "1")
    telling(kiosk)


def test_the_camera_goes_in_the_middle_of_a_telling_and_comes_back(kiosk: WholeKiosk) -> None:
    choose(kiosk)
    kiosk.camera.pull_out()
    began = time.monotonic()
    captions_go_on(kiosk)
    seconds_until(
        lambda: kiosk.health()["cameras"] == {"camera-1": "trouble"}, 15, "health says so"
    )
    kiosk.touch("stop")
    seconds_until(lambda: kiosk.screen() == "choose", 15, "the shelf takes the invitation's place")
    assert kiosk.page.find_element("css selector", "#choose-works button").is_displayed()
    time.sleep(max(0.0, began + 10 - time.monotonic()))
    kiosk.camera.plug_in()
    seconds_until(lambda: kiosk.screen() not in ("", "choose"), SEES_AGAIN_SECONDS, "it sees again")
    telling(kiosk)


def test_the_network_is_away(kiosk: WholeKiosk) -> None:
    choose(kiosk)
    kiosk.web.interrupt()
    kiosk.broker.interrupt()
    captions_go_on(kiosk)
    choose(kiosk)
    kiosk.web.restore(reset=True)
    kiosk.broker.restore(reset=True)
    seconds_until(lambda: kiosk.health()["connected"], ONLINE_SECONDS, "online again")


def test_server_and_broker_end_and_start(kiosk: WholeKiosk) -> None:
    release = kiosk.health()["release"]
    assert kiosk.server is not None
    stop_all([kiosk.server])
    until(lambda: not kiosk.health()["connected"], 60, "offline")
    choose(kiosk)
    captions_go_on(kiosk)
    kiosk.start_server()
    seconds_until(lambda: kiosk.health()["connected"], ONLINE_SECONDS, "online again")
    assert kiosk.health()["release"] >= release
    until(lambda: kiosk.health()["outbox_depth"] <= 1, 60, "counts have gone out")


def test_the_kiosk_itself_dies_and_starts(kiosk: WholeKiosk) -> None:
    telling(kiosk)
    assert kiosk.kiosk is not None
    for pid in kiosk.pids:
        os.kill(pid, signal.SIGKILL)
    kiosk.kiosk.process.wait(10)
    stays(lambda: kiosk.screen() != "", 3.0, "the page stays as it was")
    kiosk.start_kiosk()
    seconds_until(lambda: kiosk.health()["watched"], PAGE_BACK_SECONDS, "its page watches again")
    telling(kiosk)


def test_the_browser_dies_and_starts(kiosk: WholeKiosk) -> None:
    title = telling(kiosk)
    kiosk.kill_browser()
    seconds_until(lambda: not kiosk.health()["watched"], 15, "the kiosk notices")
    began = time.monotonic()
    kiosk.open_browser()  # as the screen's service does
    until(lambda: kiosk.screen(), 20, "a scene")
    print(f"the page is back: {time.monotonic() - began:.1f} s")
    assert title
    telling(kiosk)


def test_the_page_crashes(kiosk: WholeKiosk) -> None:
    """Its renderer dies and the browser lives: the kiosk says so, and the screen's service ends that browser."""
    telling(kiosk)
    for pid in process_tree(kiosk.page.service.process.pid):
        if b"--type=renderer" in Path(f"/proc/{pid}/cmdline").read_bytes():
            os.kill(pid, signal.SIGKILL)
    seconds_until(lambda: not kiosk.health()["watched"], 15, "the kiosk notices")
    kiosk.kill_browser()
    kiosk.open_browser()
    telling(kiosk)
