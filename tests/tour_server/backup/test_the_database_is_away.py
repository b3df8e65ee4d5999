"""Visitors, kiosks and monitors are answered while the database is away; the desk says so; all recovers by itself."""

from __future__ import annotations

import http.client
import json
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.desk import PASSWORD, Desk
from tests.postgres import Postgres
from tests.tour_server.backup.conftest import NOW, restore_from
from tests.waiting import until
from tour_server.app import Server, ServerProblemError
from tour_server.backup.back_up import back_up_everything
from tour_server.database import Database
from tour_server.settings import ServerSettings

pytestmark = pytest.mark.long

TYPED = "Het eerste woord over deze lijn"


@pytest.fixture(scope="module")
def own_postgres() -> Iterator[Postgres]:
    """A PostgreSQL that these tests may stop."""
    server = Postgres()
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def published(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A back-up of a server that has published."""
    folder = tmp_path_factory.mktemp("published")
    database = Database(f"sqlite:///{prepared / 'zaalgids.db'}")
    back_up_everything(database, prepared, None, folder / "drafts.tar", NOW)
    database.close()
    restore_from(folder / "drafts.tar", folder / "server")
    desk = Desk(folder / "server")
    desk.parts.publisher.publish("noor")
    back_up_everything(desk.parts.database, folder / "server", None, folder / "b.tar", NOW)
    desk.close()
    return folder / "b.tar"


class Away(NamedTuple):
    """A server whose database can be taken away."""

    folder: Path
    address: str
    away: Callable[[], AbstractContextManager[None]]
    reads: bool = False  # while it is away it can still be read


@contextmanager
def stopped(postgres: Postgres) -> Iterator[None]:
    postgres.crash()
    yield
    postgres.start()


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Another process keeps the whole file for itself."""
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    other.execute("UPDATE alembic_version SET version_num = version_num")
    yield
    other.close()


@contextmanager
def being_written(file: Path) -> Iterator[None]:
    """Another process writes, and does not come to an end."""
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.close()


@contextmanager
def missing(file: Path) -> Iterator[None]:
    """The disk with the file is gone, and comes back."""
    names = [one for one in (file, Path(f"{file}-wal"), Path(f"{file}-shm")) if one.exists()]
    for one in names:
        one.rename(one.with_name(f"gone-{one.name}"))
    yield
    assert not file.exists(), "a second, empty database was made"
    for one in names:
        one.with_name(f"gone-{one.name}").rename(one)


STOPPED = pytest.param("stopped", marks=pytest.mark.postgresql)


@pytest.fixture
def server(request: pytest.FixtureRequest, published: Path, tmp_path: Path) -> Away:
    folder = tmp_path / "server"
    if request.param == "stopped":
        postgres: Postgres = request.getfixturevalue("own_postgres")
        address = postgres.url(f"t{secrets.token_hex(6)}")
        restore_from(published, folder, address)
        return Away(folder, address, lambda: stopped(postgres))
    restore_from(published, folder)
    file, kind = folder / "zaalgids.db", request.param
    how = {"locked": locked, "missing": missing, "being written": being_written}[kind]
    return Away(folder, "", lambda: how(file), kind == "being written")


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A locked file is waited for half a second, not ten; whether it is there is asked anew each time."""
    monkeypatch.setattr("tour_server.database.SQLITE_WAIT_SECONDS", 0.5)
    monkeypatch.setattr("tour_server.database.ASKED_AGAIN_SECONDS", 0.0)


@pytest.mark.both_kinds
@pytest.mark.parametrize("server", ["being written", "missing", STOPPED], indirect=True)
def test_while_the_server_runs(server: Away) -> None:
    desk = Desk(server.folder, database=server.address)
    editor = desk.colleague("Noor")
    form = editor.fill_in("/desk/works/lijn")
    client = desk.app.test_client()
    release = desk.parts.releases.release()
    assert release is not None
    first = client.get("/visit?l=nl").text
    wish = {"minutes": 40, "languages": ["nl"], "level": "adult"}
    plan = client.post("/visit/plan", json=wish)
    assert plan.status_code == 200, plan.text
    health = client.get("/health").json
    assert health["database"] == "there"
    with server.away():
        for _ in range(2):
            assert client.get("/visit?l=nl").text == first
            now = client.get("/visit/now").json
            assert (now["release"], now["full"], now["offers"]) == (1, [], [])
            assert client.post("/visit/plan", json=wish).status_code == 200
            for address in (
                "/bundles/metadata/timestamp.json",
                f"/visit/media/{release.speech[0].opus}",
                "/visit/work/1",
            ):
                answer = client.get(address)
                assert answer.status_code == 200, address
                answer.close()
            answer = client.get("/health")
            assert answer.status_code == 200
            unknown = dict.fromkeys(("ready", "doing", "done", "of")) | {"database": "away"}
            assert answer.json == (health if server.reads else health | unknown)
        answer = editor.post("/desk/works/lijn", {**form, "maker": TYPED})
        assert answer.status_code == 503
        assert "The database is away" in answer.text
        assert TYPED in answer.text
    assert client.get("/health").json == health
    assert editor.post("/desk/works/lijn", {**form, "maker": TYPED}).status_code == 302
    assert client.get("/visit/now").json["release"] == 1
    desk.close()


def fetched(port: int, path: str, body: str = "") -> tuple[int, str]:
    """Return the status and the text of an address, of what a form brings with a `body`."""
    sent = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("POST" if body else "GET", path, body or None, sent)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


@pytest.mark.both_kinds
@pytest.mark.parametrize("server", ["locked", STOPPED], indirect=True)
def test_at_the_start_of_a_server(server: Away, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tour_server.app.RETRY_SECONDS", 0.1)
    settings = ServerSettings(
        data=str(server.folder),
        database=server.address,
        port=0,
        broker_port=0,
        first_password=PASSWORD,
    )
    with server.away():
        running = Server(settings)
        running.start()
        port = running.pages.port
        try:
            assert fetched(port, "/visit?l=nl")[0] == 200
            assert fetched(port, "/visit/work/1")[0] == 200
            assert fetched(port, "/visit/ask?l=nl", "question=Wie+heeft+dat+gemaakt")[0] == 200
            assert fetched(port, "/bundles/metadata/timestamp.json")[0] == 200
            status, body = fetched(port, "/health")
            assert (status, json.loads(body)["database"]) == (200, "away")
            status, body = fetched(port, "/desk/sign-in")
            assert (status, "The database is away" in body) == (503, True)
        except BaseException:
            running.stop()
            raise
    try:
        until(lambda: fetched(port, "/desk/sign-in")[0] == 200, what="the desk")
        assert json.loads(fetched(port, "/health")[1])["database"] == "there"
        assert fetched(port, "/visit?l=nl")[0] == 200
    finally:
        running.stop()


def test_a_server_that_never_published_says_why_it_can_not_start(
    tmp_path: Path, free_port: int
) -> None:
    settings = ServerSettings(
        data=str(tmp_path / "server"),
        database=f"postgresql://nobody@127.0.0.1:{free_port}/none",
        port=0,
        broker_port=0,
    )
    with pytest.raises(ServerProblemError, match="connection"):
        Server(settings)


def test_a_server_ends_while_it_waits(published: Path, tmp_path: Path, free_port: int) -> None:
    restore_from(published, tmp_path / "server")
    running = Server(
        ServerSettings(
            data=str(tmp_path / "server"),
            database=f"postgresql://nobody@127.0.0.1:{free_port}/none",
            port=0,
            broker_port=0,
        )
    )
    running.start()
    assert fetched(running.pages.port, "/visit")[0] == 200
    running.stop()
