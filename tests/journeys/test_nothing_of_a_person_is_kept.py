"""A real kiosk runs with two cameras in both roles; then every byte it wrote is searched for pictures.

Searched are every file under its data, home, temporary and working folders, its log, the files it holds open (also
deleted ones) and every message it sent. Files that equal a published file byte for byte are left out.
"""

from __future__ import annotations

import base64
import datetime as dt
import functools
import http.server
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import av
import cv2
import msgspec
import numpy as np
import paho.mqtt.client as paho
import pytest
import tomli_w
from paho.mqtt.enums import CallbackAPIVersion

from contract.bundle import RELEASE_TARGET, Release
from contract.credentials import credentials_of, write_credentials
from contract.messages import Bin, decode
from contract.museum_folder import PICTURES, read_museum
from models.features import enrol
from models.picture import read_picture
from tests.bins import KEY
from tests.brokers import RealIotcore, free_port, leave
from tests.journeys.page_queries import json_of
from tests.journeys.picture_search import PictureSearch
from tests.waiting import until
from tour_server.publishing.repository import Repository

pytestmark = [pytest.mark.journey, pytest.mark.timeout(240)]

SHOWN = "kolam"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def frame(small_museum: Path) -> np.ndarray:
    """A drawing with sensor noise, so that a run of its pixels can't occur by coincidence."""
    drawn = read_picture(small_museum / PICTURES / f"{SHOWN}.png")
    noise = np.random.default_rng(5).normal(0, 5, drawn.shape)
    return np.clip(drawn + noise, 0, 255).astype(np.uint8)


class Bundles(http.server.SimpleHTTPRequestHandler):
    """Serves a TUF repository as the tour server does, at /bundles."""

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def published(small_museum: Path, tmp_path: Path) -> Iterator[tuple[str, bytes]]:
    """(address, trusted root) of a site whose release knows three works."""
    museum = read_museum(small_museum)
    places = tmp_path / "sources"
    places.mkdir()
    pictures = {
        one.key: read_picture(small_museum / PICTURES / f"{one.key}.png") for one in museum.works
    }
    with (places / "features.npz").open("wb") as file:
        enrol(pictures.items()).write(file)
    release = Release(1, time.time(), museum, [], {}, "features.npz")
    (places / "release.json").write_bytes(msgspec.json.encode(release))
    repository = Repository(
        tmp_path / "site" / "bundles", tmp_path / "keys", lambda: dt.datetime.now(dt.UTC)
    )
    repository.ensure()
    repository.publish(
        {RELEASE_TARGET: places / "release.json", "features.npz": places / "features.npz"}
    )
    handler = functools.partial(Bundles, directory=str(tmp_path / "site"))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", repository.trusted_root
    server.shutdown()
    thread.join()
    server.server_close()


class MessageRecorder:
    """Subscribes to all topics and records every message."""

    def __init__(self, broker: RealIotcore) -> None:
        self.messages: list[tuple[str, bytes]] = []
        self._client = paho.Client(CallbackAPIVersion.VERSION2, "recorder", protocol=paho.MQTTv5)
        self._client.on_connect = lambda client, *_: client.subscribe("#", 1)
        self._client.on_message = lambda _c, _d, one: self.messages.append(
            (one.topic, bytes(one.payload))
        )
        self._client.connect("127.0.0.1", broker.port)
        self._client.loop_start()

    def leave(self) -> None:
        leave(self._client)


@pytest.fixture
def recorded_broker(tmp_path: Path) -> Iterator[tuple[RealIotcore, MessageRecorder]]:
    broker = RealIotcore(tmp_path / "broker")
    broker.start()
    listener = MessageRecorder(broker)
    yield broker, listener
    listener.leave()
    broker.stop()


@pytest.mark.long
def test_no_file_log_or_message_of_a_running_kiosk_holds_a_picture(
    frame: np.ndarray,
    published: tuple[str, bytes],
    recorded_broker: tuple[RealIotcore, MessageRecorder],
    tmp_path: Path,
) -> None:
    broker, listener = recorded_broker
    server, root = published
    held_up, own = tmp_path / "held up", tmp_path / "own"
    held_up.mkdir()
    cv2.imwrite(str(held_up / "work.png"), frame)
    for name in ("home", "tmp", "work"):
        (own / name).mkdir(parents=True)
    (tmp_path / "root.json").write_bytes(root)
    credentials = tmp_path / "hall-credentials.toml"
    write_credentials(credentials_of("museum", "hall", KEY), credentials)
    port = free_port()
    line = {"recognise": True, "count": True, "line": [320.0, 0.0, 320.0, 480.0]}
    settings = {
        "name": "hall",
        "data": str(own / "data"),
        "server": server,
        "broker": f"mqtt://127.0.0.1:{broker.port}",
        "credentials": str(credentials),
        "trusted_root": str(tmp_path / "root.json"),
        "screen": {"port": port},
        "eyes": [
            {"camera": {"type": "folder", "path": str(held_up), "seconds": 600.0}},
            {"camera": {"type": "virtual-doorway", "people_per_minute": 30.0}, **line},
        ],
    }
    (tmp_path / "kiosk.toml").write_text(tomli_w.dumps(settings), encoding="utf-8")
    with (own / "log").open("wb") as log:
        process = subprocess.Popen(
            [*(sys.executable, "-m", "zaalgids", "kiosk", "--settings", str(tmp_path / "kiosk.toml"))],
            cwd=own / "work",
            env={
                **os.environ,
                "HOME": str(own / "home"),
                "TMPDIR": str(own / "tmp"),
                "PYTHONPATH": str(ROOT),
                "PYTHONUNBUFFERED": "1",
            },
            stdout=log,
            stderr=log,
        )  # fmt: skip
    try:
        log_text = (own / "log").read_text
        address = f"http://127.0.0.1:{port}"
        until(lambda: _answers(f"{address}/health"), 90, log_text)
        until(lambda: SHOWN in _scene(address), 90, log_text)
        with urllib.request.urlopen(f"{address}/viewfinder", timeout=10) as picture:
            assert picture.headers["Cache-Control"] == "no-store"
            assert PictureSearch().found_in(picture.read()), "the search recognises a picture"
        until(lambda: json_of(f"{address}/health")["trouble"] == [], 30, log_text)
        # The kiosk has locked the outbox while it runs, so the write-ahead log is read.
        written = own / "data" / "outbox.db-wal"
        until(lambda: re.search(rb'"in_view_max":[1-9]', written.read_bytes()), 90, log_text)
        held_open = _held_open(process.pid)
        _abort(process)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait(10)

    search = PictureSearch([frame])
    fetched = _fetched(tmp_path / "site")
    searched = {}
    for file in sorted(own.rglob("*")):
        if file.is_file():
            content = file.read_bytes()
            if content not in fetched:
                sound = file.suffix in (".opus", ".m4a") and _has_only_sound(file)
                searched[str(file.relative_to(own))] = search.found_in(content, sound=sound)
    searched |= {
        name: search.found_in(content)
        for name, content in held_open.items()
        if content not in fetched
    }
    searched |= {f"message on {name}": search.found_in(body) for name, body in listener.messages}
    assert {name: found for name, found in searched.items() if found} == {}
    assert {"log", "data/outbox.db"} <= set(searched), "it did write what was searched"
    assert any("/health" in name for name, _ in listener.messages), "and did send"
    assert not list(own.rglob("core*")), "no core was left"
    counted = _open_minute(own / "data" / "outbox.db")
    assert counted.observed_seconds > 0
    assert counted.in_view_max, "people were in view"


def _answers(address: str) -> bool:
    try:
        return bool(json_of(address))
    except OSError:
        return False


def _scene(address: str) -> str:
    """Return the first event of the screen, which holds the scene it shows now."""
    try:
        with urllib.request.urlopen(f"{address}/events", timeout=20) as events:
            for line in events:
                if line.startswith(b"data:"):
                    return str(line.decode())
    except urllib.error.HTTPError as error:
        if (
            error.code != 503
        ):  # too many pages: the kiosk has not noticed yet that earlier streams were closed
            raise
    return ""


def _held_open(pid: int) -> dict[str, bytes]:
    """Return the contents of files that the process holds open for writing, also deleted ones; needs root."""
    found = {}
    if os.geteuid() == 0:
        for number in Path(f"/proc/{pid}/fd").iterdir():
            target = str(number.readlink())
            said = Path(f"/proc/{pid}/fdinfo/{number.name}").read_text(encoding="ascii")
            (flags,) = [line.split()[1] for line in said.splitlines() if line.startswith("flags")]
            writes = int(flags, 8) & os.O_ACCMODE != os.O_RDONLY
            if target.startswith("/") and writes and (number.is_file() or "memfd" in target):
                found[f"open: {target}"] = number.read_bytes()
    return found


def _abort(process: subprocess.Popen[bytes]) -> None:
    """End the process with SIGABRT, for which the kernel would write a core dump, and check that it wrote none."""
    limits = Path(f"/proc/{process.pid}/limits").read_text(encoding="ascii")
    (core,) = [line for line in limits.splitlines() if line.startswith("Max core file size")]
    assert core.split()[4:6] == ["0", "0"]
    os.kill(process.pid, signal.SIGABRT)
    _, status = os.waitpid(process.pid, 0)
    process.returncode = -signal.SIGABRT
    assert os.WTERMSIG(status) == signal.SIGABRT
    assert not os.WCOREDUMP(status)


def _fetched(site: Path) -> set[bytes]:
    """Return the contents that the site published; the kiosk may keep them."""
    return {file.read_bytes() for file in site.rglob("*") if file.is_file()}


def _has_only_sound(file: Path) -> bool:
    """Return True when a media file has one stream of sound and no cover picture."""
    with av.open(str(file)) as container:
        return [stream.type for stream in container.streams] == ["audio"]


def _open_minute(outbox: Path) -> Bin:
    with closing(sqlite3.connect(outbox)) as database:
        rows = database.execute("SELECT body FROM entry WHERE kind = 'footfall'").fetchall()
    bins = [decode(bytes(body), Bin) for (body,) in rows]
    return max(bins, key=lambda one: one.in_view_max or 0)


@pytest.mark.parametrize(
    "how",
    ["jpeg", "png", "webp", "npy", "npz", "raw", "rgb", "grey", "text", "embedding"],
)
def test_the_search_finds_pictures_in_a_log(how: str, frame: np.ndarray, tmp_path: Path) -> None:
    """The search finds each kind of picture data, so an empty result means that there is none."""
    ways = {
        "jpeg": lambda: cv2.imencode(".jpg", frame)[1].tobytes(),
        "png": lambda: cv2.imencode(".png", frame)[1].tobytes(),
        "webp": lambda: cv2.imencode(".webp", frame)[1].tobytes(),
        "npy": lambda: _saved(np.save, tmp_path / "a.npy", frame[:8, :8]),
        "npz": lambda: _saved(np.savez, tmp_path / "a.npz", frame[:8, :8]),
        "raw": frame.tobytes,
        "rgb": frame[:, :, ::-1].tobytes,
        "grey": lambda: (frame @ np.array([0.114, 0.587, 0.299])).round().astype(np.uint8).tobytes(),
        "text": lambda: base64.b64encode(cv2.imencode(".jpg", frame)[1].tobytes()),
        "embedding": lambda: np.random.default_rng(1).normal(0, 0.03, 1280).astype(np.float32).tobytes(),
    }  # fmt: skip
    among = b"2026-11-23 INFO a line of a log\n" * 200
    found = PictureSearch([frame]).found_in(among + ways[how]() + among)
    assert found
    if how in ("raw", "rgb", "grey"):
        assert "pixels of a frame" in found


def test_the_search_finds_nothing_in_text() -> None:
    words = json.dumps({"sha256": "0123456789abcdef" * 4, "in": 3, "out": 2, "room": "hall"}) * 99
    assert PictureSearch([np.zeros((90, 90, 3), np.uint8)]).found_in(words.encode()) == []


def _saved(save: object, file: Path, array: np.ndarray) -> bytes:
    save(file, array)  # type: ignore[operator]
    return file.read_bytes()


def test_forbidding_core_dumps_makes_a_process_not_dumpable() -> None:
    asks = (
        "import ctypes, resource; from runtime.no_core_dump import forbid_core_dumps; forbid_core_dumps();"
        "print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )  # 3 is PR_GET_DUMPABLE
    done = subprocess.run(
        [sys.executable, "-c", asks], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "(0, 0) 0"


def test_the_services_write_no_core_dumps() -> None:
    for unit in (ROOT / "deploy" / "systemd").glob("*.service"):
        assert "LimitCORE=0" in unit.read_text(encoding="utf-8").splitlines(), unit.name
