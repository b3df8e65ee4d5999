"""A server and two kiosks of one room, each a process of its own: one speaks, the other shows captions and waits."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from contract.museum_folder import read_museum
from tests.brokers import free_port
from tests.journeys.whole_kiosk import WholeKiosk
from tests.waiting import stays, until
from zaalgids.processes import Child, stop_all

pytestmark = [pytest.mark.journey, pytest.mark.long, pytest.mark.timeout(400)]


class KioskProcess:
    """A kiosk without a camera, and a page that a test plays."""

    def __init__(self, house: WholeKiosk, name: str, room: str) -> None:
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        settings = house.folder / f"{name}.toml"
        written = {
            "name": name,
            "site": read_museum(house.museum).site.key,
            "room": room,
            "data": str(house.folder / name),
            "server": f"http://127.0.0.1:{house.web_port}",
            "broker": f"mqtt://127.0.0.1:{house.broker_port}",
            "bundle_seconds": 5.0,
            "screen": {"port": port},
            "aim": {"port": 0},
            "eyes": [],
        }
        settings.write_text(tomli_w.dumps(written), encoding="utf-8")
        log = house.folder / "log" / f"{name}.log"
        self.child = Child(name, ["kiosk", "--settings", str(settings)], log)
        self.child.wait_until_up(
            f"{self.address}/health", 120, enough=lambda answer: bool(answer.get("ready"))
        )

    def health(self) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.address}/health", timeout=10) as answer:
            found: dict[str, Any] = json.loads(answer.read())
        return found

    def scene(self) -> dict[str, Any]:
        """The scene as a page gets it that has just connected."""
        with urllib.request.urlopen(f"{self.address}/events", timeout=10) as stream:
            while not (line := stream.readline()).startswith(b"data: "):
                pass
        found: dict[str, Any] = json.loads(line.removeprefix(b"data: "))
        return found

    def post(self, path: str, **body: Any) -> None:
        asked = urllib.request.Request(f"{self.address}{path}", json.dumps(body).encode())
        with urllib.request.urlopen(asked, timeout=10) as answer:
            answer.read()

    def tell(self, work: str) -> None:
        """Touch a work, and let the page begin."""
        self.post("/touch", what="work", value=work)
        scene = self.scene()
        self.post("/played", play=scene["play"], block=scene["blocks"][0]["block"], what="started")

    def stop(self) -> None:
        self.post("/touch", what="stop")

    @property
    def hushed(self) -> bool:
        return bool(self.scene()["hushed"])


@pytest.fixture(scope="module")
def house(
    small_museum: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[KioskProcess, KioskProcess, str]]:
    made = WholeKiosk(small_museum, tmp_path_factory.mktemp("room"), resting=True)
    museum = read_museum(small_museum)
    kiosks: list[KioskProcess] = []
    try:
        made.start_server()
        made.wait_for_speech(200)
        room = museum.rooms[0].key
        kiosks.extend(KioskProcess(made, name, room) for name in ("left", "right"))
        until(lambda: all(one.health()["connected"] for one in kiosks), 60)
        yield kiosks[0], kiosks[1], museum.works[0].key
    finally:
        stop_all([one.child for one in kiosks])
        made.close()


def test_the_second_is_hushed_until_the_first_has_stopped(
    house: tuple[KioskProcess, KioskProcess, str],
) -> None:
    left, right, work = house
    left.tell(work)
    assert any(block["opus"] for block in left.scene()["blocks"])
    time.sleep(0.5)  # more than the way of a message, on a machine that has nothing else to do
    right.tell(work)
    until(lambda: right.hushed, 5.0)
    assert right.scene()["screen"] == "telling"
    stays(lambda: right.hushed and not left.hushed, 12.0)  # longer than a message holds
    left.stop()
    began = time.monotonic()
    until(lambda: not right.hushed, 5.0)
    print(f"the sound came back after {(time.monotonic() - began) * 1000:.0f} ms")
    left.tell(work)
    until(lambda: left.hushed, 2.0)
    left.post("/touch", what="speak")
    stays(lambda: not left.hushed and not right.hushed, 3.0)
    left.stop()
    right.stop()


def test_a_kiosk_that_is_killed_does_not_silence_its_room(
    house: tuple[KioskProcess, KioskProcess, str],
) -> None:
    left, right, work = house
    left.tell(work)
    time.sleep(0.5)
    right.tell(work)
    until(lambda: right.hushed, 5.0)
    left.child.process.kill()
    began = time.monotonic()
    until(lambda: not right.hushed, 15.0)
    print(f"the room was silent for {time.monotonic() - began:.1f} s")
