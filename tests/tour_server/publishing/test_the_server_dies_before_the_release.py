"""The server is killed after a publish was requested; after its restart it completes the publish."""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import re
import shutil
import urllib.parse
import urllib.request
from collections.abc import Callable
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from tests.desk import Desk, fields_of
from tests.waiting import until
from tour_server.jobs.job import JobState
from tour_server.publishing.releases import Releases
from tour_server.publishing.signed_summary import SUMMARY
from zaalgids.processes import Child, stop_all

PASSWORD = "four quiet rooms"


@pytest.fixture
def data(prepared: Path, tmp_path: Path) -> Path:
    shutil.copytree(prepared, tmp_path / "server")
    return tmp_path / "server"


class Curator:
    """The first account's browser on a real server."""

    def __init__(self, port: int) -> None:
        self.root = f"http://127.0.0.1:{port}"
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(cookies)

    def send(self, address: str, fields: dict[str, str] | None = None) -> str:
        body = None if fields is None else urllib.parse.urlencode(fields).encode()
        try:
            with self._opener.open(self.root + address, body, timeout=30) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as error:
            return str(error.read().decode())

    def token(self, page: str) -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert found is not None, page
        return found[1]

    def publish(self) -> None:
        token = self.token(self.send("/desk/sign-in"))
        page = self.send(
            "/desk/sign-in",
            {"csrf_token": token, "name": "museum", "password": PASSWORD, "next": "/desk/publish"},
        )
        asks = self.send("/desk/publish", {"csrf_token": self.token(page), "note": "Open."})
        form = asks[asks.index('<form id="publish"') :]
        shown = self.send("/desk/publish", fields_of(form[: form.index("</form>")]))
        assert "Publishing" in shown

    def health(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.send("/health"))
        return found


@pytest.mark.long
def test_it_is_killed_between_the_request_and_the_release(
    data: Path, tmp_path: Path, free_port: int
) -> None:
    curator = Curator(free_port)

    def server(name: str) -> Child:
        options = ["--data", str(data), "--port", str(free_port), "--broker-port", "0"]
        log = tmp_path / f"{name}.log"
        child = Child(name, ["server", *options], log, ZAALGIDS_SERVER_FIRST_PASSWORD=PASSWORD)
        try:
            child.wait_until_up(f"{curator.root}/health", 60, enough=lambda _answer: True)
        except BaseException:
            stop_all([child])
            raise
        return child

    first = server("first")
    try:
        with (data / "bundles" / ".lock").open("w") as lock:  # signing waits for this lock
            fcntl.flock(lock, fcntl.LOCK_EX)
            curator.publish()
            until(lambda: curator.health()["doing"] == "signing", 60, first.last_words)
            first.process.kill()
            first.process.wait()
    finally:
        stop_all([first])
    after = Desk(data)
    try:
        assert after.parts.releases.newest_number() == 0
        job = after.parts.jobs.newest("publish")
        assert job is not None
        assert job.state is JobState.RUNNING
    finally:
        after.close()
    second = server("second")
    try:
        until(lambda: curator.health()["release"] is not None, 60, second.last_words)
    finally:
        stop_all([second])


def interrupted_job_has_ended(desk: Desk) -> Callable[[], bool]:
    desk.parts.jobs.take(["publish"])  # as a server that was then killed
    return lambda: (job := desk.parts.publisher.job) is not None and job.ended


def test_it_is_killed_after_the_release_and_before_the_job_is_closed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.parts.publisher.ask("Noor", "Open.")
    ended = interrupted_job_has_ended(desk)
    desk.parts.publisher.publish("Noor", "Open.")
    with desk.parts.running():
        until(ended)
    job = desk.parts.publisher.job
    assert job is not None
    assert job.number == 1
    assert [one.number for one in desk.parts.releases.listed()] == [1], "the release is made once"


def test_it_is_killed_between_signing_and_recording(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    desk.parts.publisher.ask("Noor", "Open.")
    ended = interrupted_job_has_ended(desk)
    with monkeypatch.context() as patch:
        patch.setattr(Releases, "record", crash)
        with pytest.raises(KeyboardInterrupt):
            desk.parts.publisher.publish("Noor", "Open.")
    with desk.parts.running():
        until(ended)
    assert [one.number for one in desk.parts.releases.listed()] == [1]


def test_it_is_killed_between_the_signatures_and_their_summary(data: Path) -> None:
    """The summary is older than what is signed: the next release would have got a number that is taken."""
    desk = Desk(data)
    desk.parts.publisher.publish("Noor")
    summary = data / "bundles" / SUMMARY
    before = summary.read_bytes()
    desk.clock.at += dt.timedelta(minutes=1)
    desk.parts.publisher.publish("Noor")
    signed = summary.read_bytes()
    assert signed != before
    desk.close()
    summary.write_bytes(before)
    again = Desk(data)
    assert summary.read_bytes() == signed
    assert again.parts.releases.newest_number() == 2
    assert again.parts.publisher.publish("Noor").number == 3
    again.close()
