"""A real server gets an upload of 200 MB: it answers with a page, holds little memory and leaves the draft alone."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from tests.desk import PASSWORD

SENT_BYTES = 200_000_000
LIMIT = 2_000_000
ALLOWED = (
    40_000_000  # bytes that the server may grow by; holding the body would take five times as many
)
PIECE = bytes(256 * 1024)
BOUNDARY = "zaalgids-boundary"


class Client:
    """A colleague's client on a real connection to a real server process."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process = process
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.token = ""
        self.cookies: dict[str, str] = {}

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def ask(self, way: str, address: str, **fields: str) -> tuple[int, str]:
        body = urlencode({"csrf_token": self.token, **fields}) if way == "POST" else None
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookie}
        self.connection.request(way, address, body, headers)
        return self.answer()

    def answer(self) -> tuple[int, str]:
        answer = self.connection.getresponse()
        text = answer.read().decode()
        for given in answer.headers.get_all("Set-Cookie", []):
            name, _, value = given.partition(";")[0].partition("=")
            self.cookies[name] = value
        if found := re.search(r'name="csrf_token" value="([^"]+)"', text):
            self.token = found[1]
        return answer.status, text

    def memory(self) -> int:
        """Return the memory that the server process holds now, bytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return 1024 * int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0])


@pytest.fixture
def client(prepared: Path, tmp_path: Path) -> Iterator[Client]:
    """A client that is signed in at a running tour server."""
    data = tmp_path / "server"
    shutil.copytree(prepared, data)
    settings = {"FIRST_PASSWORD": PASSWORD, "UPLOAD_BYTES": str(LIMIT)}
    environment = os.environ | {
        f"ZAALGIDS_SERVER_{name}": value for name, value in settings.items()
    }
    command = [sys.executable, "-m", "zaalgids", "server", "--data", str(data)]
    command += ["--port", "0", "--broker-port", "0"]
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=log, text=True, env=environment
        )
    opened = None
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if found := re.search(r"Staff: (\S+)", line):
                opened = Client(process, urlsplit(found[1]).port or 0)
                break
        assert opened is not None, (tmp_path / "log").read_text()
        opened.ask("GET", "/desk/sign-in")
        status, _ = opened.ask("POST", "/desk/sign-in", name="museum", password=PASSWORD)
        assert status == 302
        yield opened
    finally:
        if opened is not None:
            opened.connection.close()
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        if process.stdout is not None:
            process.stdout.close()


@pytest.mark.long
def test_200_mb_are_refused_in_words_without_holding_them_in_memory(client: Client) -> None:
    _, before = client.ask("GET", "/desk/works/lijn")
    held = most = client.memory()

    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{client.token}\r\n'
    head += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="title.nl"\r\n\r\nAnders\r\n'
    head += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="pictures"; filename="scan.png"\r\n\r\n'
    client.connection.putrequest("POST", "/desk/works/lijn")
    client.connection.putheader("Content-Type", f"multipart/form-data; boundary={BOUNDARY}")
    client.connection.putheader("Content-Length", str(SENT_BYTES))
    client.connection.putheader("Cookie", client.cookie)
    client.connection.endheaders(head.encode())
    left = SENT_BYTES - len(head)
    while left:
        piece = PIECE[:left]
        client.connection.send(piece)
        left -= len(piece)
        most = max(most, client.memory())
    status, page = client.answer()
    most = max(most, client.memory())

    assert status == 413
    assert "That is 200 MB, and 2 MB fit in one upload" in page
    assert "Nothing was changed" in page
    assert "fewer pictures or smaller ones" in page
    assert most - held < ALLOWED
    _, after = client.ask("GET", "/desk/works/lijn")
    version = re.compile(r'name="version" value="\d+"')
    assert version.findall(after) == version.findall(before)
    assert "Anders" not in after
