"""A claimed kiosk whose server is away for more than a year: it shows its works, and the technician is told what to do.

Server, broker and kiosk are processes. The kiosk's clock is set forward by more than its certificate holds.
"""

from __future__ import annotations

import datetime as dt
import json
import textwrap
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from runtime.clocks import utc_now
from tests.journeys.test_a_spare_takes_a_place import LINE, ClaimedHouse, claimed_house
from tests.waiting import until
from zaalgids.processes import stop_all

__all__ = ["claimed_house"]  # the fixture `house`
pytestmark = [
    pytest.mark.journey,
    pytest.mark.mosquitto,
    pytest.mark.long,
    pytest.mark.timeout(600),
]

DAYS = 400
WEDNESDAY = 2
CLOCK = """
    import datetime as dt
    import device.uplink.boot as boot
    import runtime.clocks as clocks

    LATER = dt.timedelta(seconds={seconds})
    now = clocks.utc_now

    class ClockOfLater(boot.SystemClock):
        def wall_clock(self):
            return super().wall_clock() + LATER.total_seconds()

        def trusted(self):
            return True

    clocks.utc_now = lambda: now() + LATER
    boot.SystemClock = ClockOfLater
"""


def touch(house: ClaimedHouse, what: str, value: str = "") -> None:
    body = json.dumps({"what": what, "value": value}).encode()
    address = f"http://127.0.0.1:{house.ports['hall']}/touch"
    asked = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(asked, timeout=10) as answer:
        answer.read()


def scene(house: ClaimedHouse) -> dict[str, Any]:
    """Returns what the kiosk's page is told first."""
    address = f"http://127.0.0.1:{house.ports['hall']}/events?page={'0' * 32}"
    with urllib.request.urlopen(address, timeout=20) as stream:
        for line in stream:
            if line.startswith(b"data: {"):
                found: dict[str, Any] = json.loads(line.removeprefix(b"data: "))
                return found
    raise AssertionError("the page is told nothing")


def seconds_to_a_wednesday_noon() -> float:
    """Returns how far the clock is set forward: more than a year, to a time at which the museum is open."""
    now = utc_now()
    day = now + dt.timedelta(days=DAYS)
    day += dt.timedelta(days=(WEDNESDAY - day.weekday()) % 7)
    return (day.replace(hour=11, minute=0) - now).total_seconds()


def trouble(house: ClaimedHouse) -> str:
    return " ".join(house.health("hall").get("trouble", []))


def test_it_shows_its_works_and_says_what_to_do(house: ClaimedHouse, tmp_path: Path) -> None:
    card = house.card("hall", "--name", "hall-1", "--room", "hal")
    house.start("hall", card, LINE)
    house.wait_for("hall", "hall-1", 120)
    stop_all([house.children["hall"], house.children["server"]])
    house.mosquitto.broker.stop()

    python = tmp_path / "python"
    python.mkdir()
    code = textwrap.dedent(CLOCK.format(seconds=seconds_to_a_wednesday_noon()))
    (python / "sitecustomize.py").write_text(code, encoding="utf-8")
    house.start("hall", card, LINE, PYTHONPATH=str(python))
    until(lambda: house.health("hall").get("ready"), 120, lambda: str(house.health("hall")))

    # Visitors see nothing of it.
    assert scene(house)["screen"] == "choose"  # without a camera that recognises
    touch(house, "language", "nl")
    touch(house, "work", "lijn")
    until(lambda: scene(house)["screen"] == "telling", 60, lambda: str(scene(house)))
    assert scene(house)["work"]["title"] == ["Werk lijn", "nl"]

    until(lambda: "certificate has ended" in trouble(house), 60, lambda: trouble(house))
    assert "a technician has to claim it again" in trouble(house)
    until(lambda: "can't be reached" in trouble(house), 60, lambda: trouble(house))
    words = house.children["hall"].last_words(200)
    assert words.count("a technician has to claim it again") == 1, words
    assert (house.folder / "hall" / "identity" / "identity.json").exists(), (
        "it waits for its server"
    )
