"""The screen on a network: what other machines may see and do, and that they can't take it from the kiosk itself."""

from __future__ import annotations

import http.client
import json
import stat
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from selenium import webdriver
from selenium.webdriver.common.by import By

from contract.bundle import Release
from device.kiosk import Kiosk as WholeKiosk
from device.screen.door import (
    COOKIE,
    FOLDER,
    STRANGER_REQUESTS,
    ScreenDoor,
    addresses_for_others,
    screen_token,
)
from device.screen.scene_streams import STRANGER_STREAMS
from device.screen.settings import ScreenSettings
from device.settings import KioskSettings
from tests.device.screen.conftest import Kiosk
from tests.waiting import until
from web.cheroot_server import MAX_AWAITED_BYTES
from zaalgids.commands.command_line import zaalgids

TOKEN = "t" * 43
STRANGER = "192.0.2.7"  # TEST-NET-1
PAGES = ("/", "/events", "/works", "/picture/kolam", "/target/kolam.png", "/health", "/speaker")
ACTS = ("/touch", "/played")


@pytest.fixture
def kiosk(bundle: tuple[Path, Release], stopping: ThreadPoolExecutor) -> Iterator[Kiosk]:
    """A kiosk whose connections from 127.0.0.2 count as another machine's."""
    made = Kiosk(
        *bundle,
        "http://127.0.0.1:9",
        15.6,
        token=TOKEN,
        peer=lambda address: STRANGER if address == "127.0.0.2" else address,
    )
    made.picture = b"people"
    yield made
    stopping.submit(made.stop)


@pytest.fixture
def stranger(kiosk: Kiosk) -> FlaskClient:
    """A client on another machine."""
    client = kiosk.app.test_client()
    client.environ_base["REMOTE_ADDR"] = "127.0.0.2"
    return client


@pytest.mark.parametrize("path", PAGES)
def test_no_page_without_the_token(stranger: FlaskClient, path: str) -> None:
    answer = stranger.get(path)
    assert answer.status_code == 401
    assert "kolam" not in answer.text.lower()
    stranger.set_cookie(COOKIE, "t" * 42)
    assert stranger.get(path).status_code == 401


@pytest.mark.parametrize("path", ACTS)
def test_nothing_is_done_without_the_token(stranger: FlaskClient, path: str) -> None:
    touch = {"what": "number", "value": "7"}
    assert stranger.post(path, json=touch).status_code == 401


def test_the_cameras_picture_is_for_the_kiosk_itself(kiosk: Kiosk, stranger: FlaskClient) -> None:
    assert stranger.get("/viewfinder").status_code == 403
    stranger.set_cookie(COOKIE, TOKEN)
    refused = stranger.get("/viewfinder")
    assert refused.status_code == 403
    assert "on the kiosk itself" in refused.text
    assert b"people" not in refused.data
    assert kiosk.app.test_client().get("/viewfinder").data == b"people"


def test_the_token_is_exchanged_for_a_cookie(stranger: FlaskClient) -> None:
    assert stranger.post("/enter", json={"token": "wrong"}).status_code == 403
    for odd in (b"\xff", b'{"token":"\xff"}'):
        assert stranger.post("/enter", data=odd).status_code == 400
    given = stranger.post("/enter", json={"token": TOKEN})
    assert given.status_code == 204
    cookie = given.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert stranger.get("/").status_code == 200
    assert stranger.post("/touch", json={"what": "stay", "value": ""}).status_code == 200


def test_a_program_sends_the_token_in_a_header(stranger: FlaskClient) -> None:
    right = stranger.get("/health", headers={"Authorization": f"Bearer {TOKEN}"})
    assert right.json == {"ready": True}
    assert stranger.get("/health", headers={"Authorization": "Bearer é"}).status_code == 401


def test_without_a_token_no_other_machine_gets_in(bundle: tuple[Path, Release]) -> None:
    kiosk = Kiosk(*bundle, "http://127.0.0.1:9", 15.6, peer=lambda _: STRANGER)
    try:
        client = kiosk.app.test_client()
        assert client.get("/health", headers={"Authorization": "Bearer "}).status_code == 401
        client.set_cookie(COOKIE, "")
        assert client.get("/health").status_code == 401
        assert client.post("/enter", json={"token": ""}).status_code == 403
    finally:
        kiosk.stop()


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8090", "127.0.0.1.evil.example", "["]
)
def test_a_name_that_someone_points_here_opens_nothing(kiosk: Kiosk, host: str) -> None:
    """DNS rebinding: a page of theirs, in a browser on the kiosk, asks for their own name."""
    answer = kiosk.app.test_client().get("/viewfinder", headers={"Host": host})
    assert answer.status_code in (400, 421)
    assert b"people" not in answer.data


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8090", "localhost", "[::1]:8090", "192.168.1.5:8090", "hall.museum.example"]
)
def test_the_kiosks_own_names_open_it(host: str, kiosk: Kiosk) -> None:
    door = ScreenDoor(ScreenSettings(names=("Hall.Museum.example",)), TOKEN)
    assert door._is_a_name_of_ours(host)


def test_another_site_can_not_touch_the_screen(kiosk: Kiosk) -> None:
    client = kiosk.app.test_client()
    for site, status in (("cross-site", 403), ("same-site", 403), ("same-origin", 200)):
        headers = {"Sec-Fetch-Site": site}
        touched = client.post("/touch", data=b'{"what":"stay"}', headers=headers)
        assert touched.status_code == status


def test_every_answer_has_its_headers(kiosk: Kiosk, stranger: FlaskClient) -> None:
    for answer in (kiosk.app.test_client().get("/"), stranger.get("/"), stranger.get("/touch")):
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


# Real connections.


class Line:
    """A connection to the kiosk, from its own address or from another machine's."""

    def __init__(self, kiosk: Kiosk, *, own: bool) -> None:
        source = "127.0.0.1" if own else "127.0.0.2"
        port = int(kiosk.address.rsplit(":", 1)[1].strip("/"))
        self._line = http.client.HTTPConnection(
            "127.0.0.1", port, timeout=30, source_address=(source, 0)
        )

    def ask(self, path: str, **headers: str) -> http.client.HTTPResponse:
        self._line.request("GET", path, headers=headers)
        return self._line.getresponse()

    def close(self) -> None:
        self._line.close()


@pytest.fixture
def line(kiosk: Kiosk) -> Iterator[Callable[..., Line]]:
    """Opens connections: (own=…)."""
    opened: list[Line] = []

    def open_line(*, own: bool) -> Line:
        opened.append(Line(kiosk, own=own))
        return opened[-1]

    yield open_line
    for one in opened:
        one.close()


def next_scene(stream: http.client.HTTPResponse) -> dict[str, object]:
    while True:
        read = stream.readline()
        assert read, "the stream ended"
        if read.startswith(b"data: "):
            found: dict[str, object] = json.loads(read[6:])
            return found


@pytest.mark.parametrize("with_token", [False, True], ids=["without the token", "with the token"])
def test_twenty_strangers_watch_and_the_kiosks_own_page_gets_its_scenes(
    kiosk: Kiosk, line: Callable[..., Line], with_token: bool
) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"} if with_token else {}
    answers = [line(own=False).ask(f"/events?page={n}", **headers) for n in range(20)]
    let_in = [answer for answer in answers if answer.status == 200]
    assert len(let_in) == (STRANGER_STREAMS if with_token else 0)
    own = line(own=True).ask("/events?page=own")
    assert own.status == 200
    assert next_scene(own)["screen"] == "attract"
    assert kiosk.touched("number", "7")
    assert next_scene(own)["screen"] == "telling"
    for stream in let_in:
        next_scene(stream)


def test_strangers_take_few_threads(
    bundle: tuple[Path, Release], kiosk: Kiosk, line: Callable[..., Line]
) -> None:
    """Requests of theirs that do not end leave the kiosk's own page its threads."""
    waiting, go_on = threading.Semaphore(0), threading.Event()

    def slow() -> str:
        waiting.release()
        go_on.wait(60)
        return "done"

    kiosk.app.view_functions["works"] = slow
    token = {"Authorization": f"Bearer {TOKEN}"}
    with ThreadPoolExecutor(2 * STRANGER_REQUESTS) as pool:
        asked = [
            pool.submit(lambda: line(own=False).ask("/works", **token).status)
            for _ in range(2 * STRANGER_REQUESTS)
        ]
        for _ in range(STRANGER_REQUESTS):
            assert waiting.acquire(timeout=60)
        until(lambda: sum(one.done() for one in asked) == STRANGER_REQUESTS)
        assert line(own=True).ask("/health").status == 200
        go_on.set()
        assert (
            sorted(one.result(60) for one in asked)
            == [200] * STRANGER_REQUESTS + [503] * STRANGER_REQUESTS
        )
    assert line(own=False).ask("/health", **token).status == 200


# The whole kiosk, and the page in a browser.


EVERYWHERE = "0.0.0.0"  # noqa: S104 - tests/journeys tries it from another address, too


@contextmanager
def whole_kiosk(data: Path, host: str) -> Iterator[WholeKiosk]:
    nowhere = "127.0.0.1:9"
    settings = KioskSettings(
        data=str(data),
        screen=ScreenSettings(host=host, port=0),
        server=f"http://{nowhere}",
        broker=f"mqtt://{nowhere}",
    )
    kiosk = WholeKiosk(settings)
    kiosk.start()
    try:
        yield kiosk
    finally:
        kiosk.stop()


def test_the_address_with_the_token_is_printed_on_the_kiosk(tmp_path: Path) -> None:
    settings = tmp_path / "kiosk.toml"
    settings.write_text(f'data = "{tmp_path}"\n', "utf-8")
    folder = tmp_path / FOLDER

    def printed() -> str:
        return (
            CliRunner().invoke(zaalgids, ["device", "screen", "--settings", str(settings)]).output
        )

    assert "for the kiosk itself alone" in printed()
    with whole_kiosk(tmp_path, EVERYWHERE) as kiosk:
        assert kiosk.screen_url.startswith("http://127.0.0.1:")
        token = (folder / "token").read_text("ascii")
        assert f"/#{token}\n" in printed()
        assert {stat.S_IMODE((folder / one).stat().st_mode) for one in ("token", "addresses")} == {
            0o600
        }
    with whole_kiosk(tmp_path, EVERYWHERE):
        assert (folder / "token").read_text("ascii") == token
    with whole_kiosk(tmp_path, "127.0.0.1"):
        assert "for the kiosk itself alone" in printed()


def test_a_large_body_holds_no_thread(tmp_path: Path) -> None:
    """It is refused as soon as a thread has its beginning."""
    with whole_kiosk(tmp_path, "127.0.0.1") as kiosk:
        line = http.client.HTTPConnection(kiosk.screen_url.split("/")[2], timeout=30)
        line.putrequest("POST", "/touch")
        line.putheader("Content-Length", "10000000")
        line.endheaders(b" " * MAX_AWAITED_BYTES)
        assert line.getresponse().status == 413
        line.close()


def test_a_token_that_was_half_written_is_made_again(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "token").write_bytes(b"")
    assert len(screen_token(tmp_path)) > 40
    assert screen_token(tmp_path) == screen_token(tmp_path)


def test_addresses_for_others() -> None:
    settings = ScreenSettings(host="fd00::7")
    assert addresses_for_others(settings, 8090, "x") == ["http://[fd00::7]:8090/#x"]


@pytest.mark.browser
def test_another_machines_browser_shows_the_screen(
    bundle: tuple[Path, Release], browser: webdriver.Chrome, stopping: ThreadPoolExecutor
) -> None:
    kiosk = Kiosk(*bundle, "http://127.0.0.1:9", 15.6, token=TOKEN, peer=lambda _: STRANGER)
    try:
        browser.get(kiosk.address)
        assert "zaalgids device screen" in browser.find_element(By.TAG_NAME, "main").text
        browser.get("about:blank")
        browser.get(f"{kiosk.address}#wrong")
        until(lambda: "not the screen's any more" in browser.find_element(By.ID, "refused").text)
        browser.get("about:blank")
        browser.get(f"{kiosk.address}#{TOKEN}")
        state = "return document.body && document.body.dataset.screen"
        until(lambda: browser.execute_script(state) == "attract")
        assert browser.current_url == kiosk.address
        kiosk.touched("number", "7")
        until(lambda: browser.execute_script(state) == "telling")
        browser.get(f"{kiosk.address}#{TOKEN}")  # its start page, each time it starts
        browser.refresh()
        until(lambda: browser.execute_script(state) == "telling")
        assert browser.current_url == kiosk.address
        assert browser.execute_script("return document.cookie") == ""
    finally:
        browser.get("about:blank")
        stopping.submit(kiosk.stop)
