"""A bundle is fetched from the server: in parts, over a bad network, from a server that gives out another file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from contract.software import SoftwareReason
from device.claim.identity_store import IdentityStore
from device.updates.bundle_door import BundleDoor, NoConnectionError
from device.updates.bundle_files import BundleFiles
from device.updates.kept_update import UpdateJob
from device.updates.system_updater import UpdaterError
from runtime.worker import Worker
from tests.device.updates.machine_twin import bundle

BODY = bundle("1.5.0")
JOB = UpdateJob(
    id="a" * 16,
    version="1.5.0",
    bytes=len(BODY),
    sha256=hashlib.sha256(BODY).hexdigest(),
    path="software/new one.raucb",
)


class ServerTwin:
    """Answers as it is told, and notes what it was asked."""

    def __init__(self) -> None:
        self.body, self.status, self.ranges = BODY, 200, True
        self.breaks_after: int | None = None
        self.asked: list[tuple[str, str | None]] = []
        twin = self

        class Answers(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                wanted = self.headers.get("Range")
                twin.asked.append((self.path, wanted))
                begin = int(wanted[6:-1]) if wanted and twin.ranges else 0
                if twin.status != 200:
                    self.send_error(twin.status)
                    return
                self.send_response(206 if begin else 200)
                self.send_header("Content-Length", str(len(twin.body) - begin))
                if begin:
                    last, whole = len(twin.body) - 1, len(twin.body)
                    self.send_header("Content-Range", f"bytes {begin}-{last}/{whole}")
                self.end_headers()
                end = None if twin.breaks_after is None else begin + twin.breaks_after
                self.wfile.write(twin.body[begin:end])

            def log_message(self, *_arguments: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self.worker = Worker(
            "server-twin", lambda: self.http.serve_forever(0.02), wake=self.http.shutdown
        )
        self.worker.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.http.server_port}/"


@pytest.fixture
def server() -> Iterator[ServerTwin]:
    twin = ServerTwin()
    yield twin
    twin.worker.stop()
    twin.http.server_close()


@pytest.fixture
def files(tmp_path: Path) -> BundleFiles:
    return BundleFiles(tmp_path / "updates")


@pytest.fixture
def door(server: ServerTwin, files: BundleFiles, tmp_path: Path) -> BundleDoor:
    return BundleDoor(server.address, IdentityStore(tmp_path / "identity"), files, 10**9)


def fetch(door: BundleDoor) -> list[float]:
    shares: list[float] = []
    door.fetch(JOB, shares.append, lambda _seconds: False)
    return shares


def test_a_whole_bundle(door: BundleDoor, server: ServerTwin, files: BundleFiles) -> None:
    assert fetch(door)[-1] == 1.0
    assert files.finish(JOB).read_bytes() == BODY
    assert server.asked == [("/software/new%20one.raucb", None)]
    assert files.whole(JOB) is not None


def test_a_connection_that_breaks(door: BundleDoor, server: ServerTwin, files: BundleFiles) -> None:
    server.breaks_after = 1000
    for _ in range(2):
        with pytest.raises(NoConnectionError):
            fetch(door)
    server.breaks_after = None
    fetch(door)
    assert [wanted for _, wanted in server.asked] == [None, "bytes=1000-", "bytes=2000-"]
    assert files.finish(JOB).read_bytes() == BODY


def test_a_server_without_ranges(door: BundleDoor, server: ServerTwin, files: BundleFiles) -> None:
    server.breaks_after = 1000
    with pytest.raises(NoConnectionError):
        fetch(door)
    server.breaks_after, server.ranges = None, False
    fetch(door)
    assert files.finish(JOB).read_bytes() == BODY


@pytest.mark.parametrize("status", [403, 404, 410])
def test_a_server_without_the_bundle(door: BundleDoor, server: ServerTwin, status: int) -> None:
    server.status = status
    with pytest.raises(UpdaterError) as caught:
        fetch(door)
    assert caught.value.reason is SoftwareReason.NOT_FOUND


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_that_has_no_time(door: BundleDoor, server: ServerTwin, status: int) -> None:
    server.status = status
    with pytest.raises(NoConnectionError):
        fetch(door)


@pytest.mark.parametrize("body", [BODY[:-1], BODY + b"more"])
def test_a_bundle_of_another_length(
    door: BundleDoor, server: ServerTwin, files: BundleFiles, body: bytes
) -> None:
    server.body = body
    with pytest.raises(UpdaterError) as caught:
        fetch(door)
    assert caught.value.reason is SoftwareReason.TRUNCATED
    assert files.part_bytes(JOB) == 0


def test_a_part_that_is_longer_than_the_bundle(
    door: BundleDoor, files: BundleFiles, server: ServerTwin
) -> None:
    with files.appending(JOB) as file:
        file.write(b"x" * (len(BODY) + 5))
    fetch(door)
    assert server.asked[0][1] is None
    assert files.finish(JOB).read_bytes() == BODY


def test_a_part_that_a_power_cut_has_damaged(door: BundleDoor, files: BundleFiles) -> None:
    with files.appending(JOB) as file:
        file.write(b"\0" * 1000)
    fetch(door)
    with pytest.raises(UpdaterError) as caught:
        files.finish(JOB)
    assert caught.value.reason is SoftwareReason.WRONG_HASH
    assert files.part_bytes(JOB) == 0


def test_a_kiosk_that_stops_keeps_what_it_has(door: BundleDoor, files: BundleFiles) -> None:
    with pytest.raises(NoConnectionError):
        door.fetch(JOB, lambda _share: None, lambda _seconds: True)
    assert files.part_bytes(JOB) > 0


def test_nobody_listens(files: BundleFiles, tmp_path: Path) -> None:
    door = BundleDoor("https://127.0.0.1:9", IdentityStore(tmp_path), files, 10**9)
    (tmp_path / "authority.crt").write_text("")
    with pytest.raises(NoConnectionError):
        fetch(door)
