"""Four users try `zaalgids demo` with its real processes; at its end no process is left."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By

from tests.journeys.page_queries import json_of, text
from tests.signing_in import sign_in_as
from tests.waiting import until

pytestmark = [pytest.mark.journey, pytest.mark.browser, pytest.mark.timeout(400)]

NEW_WORDS = "Look at the dots first. The line goes round each of them, and comes home again."


class Demo:
    """A running demo and its output."""

    def __init__(self, museum: Path, folder: Path) -> None:
        self.log = folder / "demo.log"
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "zaalgids",
                    "demo",
                    "--data",
                    folder / "data",
                    "--museum",
                    museum,
                ],
                stdout=out,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
            )

    @property
    def words(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def address(self, of: str) -> str:
        found = re.search(rf"^ *{of} +(http://\S+)$", self.words, re.MULTILINE)
        assert found, self.words
        return found[1].rstrip("/")

    def password(self) -> str:
        found = re.search(r"password (\S+)$", self.words, re.MULTILINE)
        assert found, self.words
        return found[1]

    def process_tree(self) -> list[int]:
        """Return the process identifiers of the demo and of all its descendants."""
        parents = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                parents[int(entry.name)] = int(
                    (entry / "stat").read_text().rsplit(")", 1)[1].split()[1]
                )
            except (OSError, IndexError):
                continue
        found = {self.process.pid}
        while more := {pid for pid, parent in parents.items() if parent in found} - found:
            found |= more
        return sorted(found)


@pytest.fixture
def demo(small_museum: Path, tmp_path: Path) -> Iterator[Demo]:
    running = Demo(small_museum, tmp_path)
    pids: list[int] = []
    try:
        until(lambda: "is open." in running.words or running.process.poll() is not None, 240)
        assert running.process.poll() is None, running.words
        yield running
        pids = running.process_tree()
        began = time.monotonic()
        running.process.send_signal(signal.SIGINT)
        assert running.process.wait(timeout=15) == 0, running.words
        assert time.monotonic() - began < 15
        assert not [pid for pid in pids if _lives(pid)], "a process was left running"
    finally:
        for pid in pids or running.process_tree():
            if _lives(pid):
                os.kill(pid, signal.SIGKILL)


@pytest.mark.long
def test_four_users_use_the_demo(demo: Demo, browser: webdriver.Chrome) -> None:
    _visitor_at_the_kiosk(demo, browser)  # before the speech is made as well as after
    _speech_follows_the_words(demo)
    _visitor_with_a_phone(demo, browser)
    _staff_change_what_is_said(demo, browser)
    _staff_count_and_look_after_kiosks(demo, browser)


@pytest.mark.long
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_demo_is_stopped_while_it_starts(
    number: signal.Signals, small_museum: Path, tmp_path: Path
) -> None:
    running = Demo(small_museum, tmp_path)
    pids = running.process_tree()
    try:
        until(lambda: "Server: " in running.words or running.process.poll() is not None, 120)
        pids = running.process_tree()
        running.process.send_signal(number)
        assert running.process.wait(timeout=15) == 0, running.words
        until(lambda: not [pid for pid in pids if _lives(pid)], 5)
    finally:
        for pid in pids:
            if _lives(pid):
                os.kill(pid, signal.SIGKILL)


def _speech_follows_the_words(demo: Demo) -> None:
    """Wait for the second release, which adds the speech to the texts of the first."""
    until(lambda: "All words have their sound" in demo.words, 120)
    until(lambda: json_of(f"{demo.address('The gallery kiosk')}/health")["release"] == 2, 60)


def _visitor_at_the_kiosk(demo: Demo, browser: webdriver.Chrome) -> None:
    kiosk = demo.address("The gallery kiosk")
    browser.get(kiosk)
    title = until(lambda: text(browser, "#telling-title"), 60)
    known = json_of(f"{kiosk}/works")
    assert title in {work["title"][0] for work in known}
    # A text without sound changes, too: to its first subtitle as soon as its sound is there, and to the next work's
    # text. So a change shows that speech runs only after the player has reported that it started.
    until(lambda: text(browser, "#subtitle p"), 20)
    until(lambda: _started(kiosk), 60, "a block to be spoken")
    first = until(lambda: text(browser, "#subtitle p"), 20)
    until(lambda: text(browser, "#subtitle p") not in ("", first), 20)


def _started(kiosk: str) -> bool:
    """Return True when the player of the kiosk's page has reported that a block started."""
    return any(report["what"] == "started" for report in json_of(f"{kiosk}/speaker"))


def _visitor_with_a_phone(demo: Demo, browser: webdriver.Chrome) -> None:
    browser.get(demo.address("A visitor's phone"))
    assert browser.get_cookies() == []
    browser.get(demo.address("A visitor's phone") + "/work/1")
    assert "Kolam" in browser.find_element(By.TAG_NAME, "h1").text
    assert browser.find_elements(By.TAG_NAME, "audio")


def _staff_change_what_is_said(demo: Demo, browser: webdriver.Chrome) -> None:
    desk, kiosk = demo.address("Staff"), demo.address("The gallery kiosk")
    sign_in_as(browser, desk.removesuffix("/desk"), "museum", password=demo.password())
    browser.get(f"{desk}/works/kolam")
    for closed in browser.find_elements(By.CSS_SELECTOR, "details.language:not([open]) > summary"):
        closed.click()
    words = browser.find_element(
        By.CSS_SELECTOR, "textarea[id^='block.kolam-en-adult'][id$='.text']"
    )
    words.clear()
    words.send_keys(NEW_WORDS)
    browser.find_element(By.CSS_SELECTOR, "button.primary").click()
    until(lambda: "Saved." in text(browser, "main"), 15)
    assert json_of(f"{kiosk}/health")["release"] == 2, "a draft is not published"

    browser.get(f"{desk}/publish")
    browser.find_element(By.CSS_SELECTOR, "button.primary").click()
    # The new text is not approved, so the desk asks for confirmation.
    until(lambda: browser.find_elements(By.ID, "all-the-same"), 15)[0].click()
    until(lambda: json_of(f"{kiosk}/health")["release"] == 3, 60)
    browser.get(kiosk)
    for what, value in (("language", "en"), ("level", "adult")):
        assert _touch(kiosk, what, value)
    assert until(lambda: _chosen_and_heard(browser, kiosk, "1", NEW_WORDS), 60)


def _chosen_and_heard(browser: webdriver.Chrome, kiosk: str, number: str, words: str) -> bool:
    """Choose a work by its number; return True when a part of `words` is shown before the camera sees another work."""
    assert _touch(kiosk, "number", number)
    end = time.monotonic() + 10
    while time.monotonic() < end:
        said = " ".join(text(browser, "#subtitle p").split())
        if said and said in words:
            return True
        time.sleep(0.2)
    return False


def _staff_count_and_look_after_kiosks(demo: Demo, browser: webdriver.Chrome) -> None:
    desk = demo.address("Staff")
    browser.get(f"{desk}/kiosks")
    until(lambda: "2 of 2 online" in text(browser, "main"), 30)
    browser.get(f"{desk}/rooms")
    until(
        lambda: re.search(r"\d+ of \d+|\d+ people|^\d+$", text(browser, "main"), re.MULTILINE), 130
    )


def _touch(kiosk: str, what: str, value: str) -> bool:
    """Send a touch as the kiosk's page does; return True when the kiosk accepted it."""
    asked = urllib.request.Request(
        f"{kiosk}/touch",
        json.dumps({"what": what, "value": value}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(asked, timeout=10) as answer:
        return bool(json.load(answer)["understood"])


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
