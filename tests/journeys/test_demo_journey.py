"""`zaalgids demo` on real processes: four users' first minutes, and an end that leaves nothing behind."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By

pytestmark = [pytest.mark.journey, pytest.mark.browser, pytest.mark.timeout(400)]


class Demo:
    """A running demo, and what it printed."""

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

    def family(self) -> list[int]:
        """Every process that came of it, by what the kernel says of parents."""
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
    family: list[int] = []
    try:
        _until(lambda: "is open." in running.words or running.process.poll() is not None, 240)
        assert running.process.poll() is None, running.words
        yield running
        family = running.family()
        began = time.monotonic()
        running.process.send_signal(signal.SIGINT)
        assert running.process.wait(timeout=15) == 0, running.words
        assert time.monotonic() - began < 15
        assert not [pid for pid in family if _lives(pid)], "a process was left behind"
    finally:
        for pid in family or running.family():
            if _lives(pid):
                os.kill(pid, signal.SIGKILL)


def test_a_day_of_four_users(demo: Demo, browser: webdriver.Chrome) -> None:
    _visitor_at_the_kiosk(demo, browser)
    _visitor_with_a_phone(demo, browser)
    _staff_count_and_look_after_kiosks(demo, browser)


def _visitor_at_the_kiosk(demo: Demo, browser: webdriver.Chrome) -> None:
    kiosk = demo.address("The gallery kiosk")
    browser.get(kiosk)
    title = _until(lambda: _text(browser, "#telling-title"), 60)
    known = _json(f"{kiosk}/works")
    assert title in {work["title"][0] for work in known}
    first = _until(lambda: _text(browser, "#subtitle p"), 20)
    _until(lambda: _text(browser, "#subtitle p") not in ("", first), 20)
    heard = _json(f"{kiosk}/speaker")
    assert any(report["what"] == "started" for report in heard)


def _visitor_with_a_phone(demo: Demo, browser: webdriver.Chrome) -> None:
    browser.get(demo.address("A visitor's phone"))
    assert browser.get_cookies() == []
    browser.get(demo.address("A visitor's phone") + "/work/1")
    assert "Kolam" in browser.find_element(By.TAG_NAME, "h1").text
    assert browser.find_elements(By.TAG_NAME, "audio")


def _staff_count_and_look_after_kiosks(demo: Demo, browser: webdriver.Chrome) -> None:
    desk = demo.address("Staff")
    sign_in(browser, desk, demo.password())
    browser.get(f"{desk}/kiosks")
    _until(lambda: "2 of 2 online" in _text(browser, "main"), 30)
    browser.get(f"{desk}/rooms")
    _until(
        lambda: re.search(r"\d+ of \d+|\d+ people|^\d+$", _text(browser, "main"), re.MULTILINE), 130
    )


def sign_in(browser: webdriver.Chrome, desk: str, password: str) -> None:
    browser.get(desk)
    form = "main input:not([type=hidden])"
    name, secret = browser.find_elements(By.CSS_SELECTOR, form)[:2]
    name.send_keys("museum")
    secret.send_keys(password)
    secret.submit()
    _until(lambda: "sign-in" not in browser.current_url, 15)


def _text(browser: webdriver.Chrome, selector: str) -> str:
    found = browser.find_elements(By.CSS_SELECTOR, selector)
    return found[0].text.strip() if found else ""


def _json(address: str) -> Any:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return json.load(answer)


def _until(true: Callable[[], Any], seconds: float) -> Any:
    end = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < end, f"not within {seconds} s"
        time.sleep(0.3)
    return found


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
