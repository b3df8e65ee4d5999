"""A whole visit with a phone, from scan to exit: every field that reaches the server, and everything it keeps of them.

The fields are those of the table in docs/privacy.md, no more and no fewer. After the visit the tables hold what they
held before, but for the note that the visitor sent on purpose, and no line of a log has anything of the visitor.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
import socket
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from sqlalchemy import MetaData, select

from tests.browser import become_a_phone
from tests.desk import Desk, prepare
from tests.tour_server.visit.conftest import RunningServer
from tests.tour_server.visit.test_a_kept_tour import KeptVisit
from tests.waiting import until
from tour_server.database import Database

pytestmark = [pytest.mark.journey, pytest.mark.browser]

ROOT = Path(__file__).resolve().parents[2]
# What every browser sends to every page, which no page of ours chooses. A cookie is not among them.
STANDARD_HEADERS = {
    *("accept", "accept-encoding", "accept-language", "cache-control", "connection"),
    *("content-length", "content-type", "dnt", "host", "if-modified-since", "if-none-match"),
    *("origin", "pragma", "priority", "purpose", "range", "referer", "service-worker"),
    *("upgrade-insecure-requests", "user-agent"),
}
NAMES = {
    r"^/visit/static/.+": "/visit/static/…",
    r"^/visit/media/.+": "/visit/media/…",
    r"^/visit/look/.+": "/visit/look/…",
    r"^/web/.+": "/web/…",
    r"^/visit/tour/.+": "/visit/tour/…",
    r"^/visit/offers/[^/]+/": "/visit/offers/…/",
    r"^/visit/work/\d+(/?.*)$": r"/visit/work/N\1",
    r"^/visit/\d+$": "/visit/N",
}


def shortened(path: str) -> str:
    """Return a path as docs/privacy.md writes it: without the names of files and the numbers of works."""
    for pattern, name in NAMES.items():
        path = re.sub(pattern, name, path)
    return path


class FieldRecorder:
    """WSGI middleware that writes down the names of all fields of every request, and the values of their queries."""

    def __init__(self, app: Callable[..., Any]) -> None:
        self._app = app
        self._lock = threading.Lock()
        self.fields: dict[str, set[str]] = {}
        self.headers: set[str] = set()
        self.values: dict[str, set[str]] = {}

    def __call__(self, environ: Any, start: Callable[..., Any]) -> Any:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length) if length else b""
        environ["wsgi.input"] = _Body(body)
        with self._lock:
            self._record(environ, body)
        return self._app(environ, start)

    def _record(self, environ: Any, body: bytes) -> None:
        request = f"{environ['REQUEST_METHOD']} {shortened(environ['PATH_INFO'])}"
        fields = self.fields.setdefault(request, set())
        query = urllib.parse.parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)
        for name, value in query:
            self.values.setdefault(name, set()).add(value)
        fields |= {name for name, _ in query}
        if "json" in environ.get("CONTENT_TYPE", ""):
            fields |= set(json.loads(body))
        else:
            fields |= set(urllib.parse.parse_qs(body.decode(), keep_blank_values=True))
        self.headers |= {
            name.removeprefix("HTTP_").replace("_", "-").lower()
            for name in environ
            if name.startswith("HTTP_")
        }


class _Body:
    def __init__(self, body: bytes) -> None:
        self._body = body

    def read(self, size: int = -1) -> bytes:
        end = len(self._body) if size < 0 else size
        part, self._body = self._body[:end], self._body[end:]
        return part


class LogKeeper(logging.Handler):
    """Keeps every line of the server's loggers, down to DEBUG; those of the test's own browser driver are not its."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if not record.name.startswith(("selenium", "urllib3")):
            self.lines.append(f"{record.name}: {record.getMessage()}")


def rows(database: Database) -> dict[str, list[str]]:
    """Return every row of every table as text."""
    tables = MetaData()
    with database.reading() as session:
        tables.reflect(session.connection())
        return {
            table.name: sorted(str(tuple(row)) for row in session.execute(select(table)))
            for table in tables.sorted_tables
        }


def documented() -> dict[str, set[str]]:
    """Return the fields of each request as docs/privacy.md lists them."""
    text = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
    table = text.partition("| a request | its fields |")[2].partition("\n\n")[0]
    found = {}
    for line in table.splitlines()[2:]:
        request, fields = re.findall(r"^\| `([^`]+)` \| (.*?) \|", line)[0]
        found[request] = set(re.findall(r"`([^`]+)`", fields))
    return found


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A server with a database of its own and a small museum."""
    prepare(tmp_path / "server")
    desk = Desk(tmp_path / "server")
    desk.clock.at += dt.timedelta(days=2)  # to a Wednesday: on Mondays the museum is shut
    desk.parts.publisher.publish("Noor")
    yield desk
    desk.close()


@pytest.fixture
def recorded(desk: Desk) -> Iterator[tuple[RunningServer, FieldRecorder]]:
    recorder = FieldRecorder(desk.app)
    server = RunningServer(recorder)  # type: ignore[arg-type]
    yield server, recorder
    server.end()


@pytest.mark.long
def test_a_visit_leaves_nothing_of_its_visitor(
    desk: Desk, recorded: tuple[RunningServer, FieldRecorder], browser: webdriver.Chrome
) -> None:
    server, recorder = recorded
    become_a_phone(browser)
    visit = KeptVisit(browser, server.address)
    before = rows(desk.parts.database)
    log = LogKeeper()
    logging.getLogger().addHandler(log)
    logging.getLogger().setLevel(logging.DEBUG)
    try:
        _visit_from_scan_to_exit(visit)
    finally:
        logging.getLogger().removeHandler(log)
        logging.getLogger().setLevel(logging.WARNING)

    for request, fields in recorder.fields.items():
        assert request in documented(), "docs/privacy.md lists every request"
        assert fields <= documented()[request], request
    assert documented()["POST /visit/plan"] == recorder.fields["POST /visit/plan"]
    for request in ("POST /visit/plan", "POST /visit/work/N/wrong", "GET /visit/keep"):
        assert request in recorder.fields, "the visit did go there"
    assert {name for name in recorder.headers if not name.startswith("sec-")} <= STANDARD_HEADERS
    assert recorder.values["l"] <= {"nl", "en"}, (
        "a query has the language and nothing of the profile"
    )

    after = rows(desk.parts.database)
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {"visitor_note"}
    (note,) = after["visitor_note"]
    assert "A tulip too many." in note
    secrets = ["127.0.0.1", socket.gethostname(), "Chrome", "making", "child"]
    assert [secret for secret in secrets if secret in note] == []
    told = "\n".join(log.lines)
    for secret in [*secrets, "A tulip", "/visit", "minutes", "interests"]:
        assert secret not in told, secret


def _visit_from_scan_to_exit(visit: KeptVisit) -> None:
    visit.open("/visit#l=en&v=c1&w=1")  # as a kiosk hands it over: a child who likes the making
    until(lambda: "/visit/work/1" in visit.phone.current_url, what="the work of the kiosk")
    assert visit.stored("profile")["interests"] == {"making": 1}
    visit.plan(minutes=40, interests={"making": 1})
    visit.keep("nl")
    visit.look_now()
    visit.tap("#go-on")
    until(lambda: "/visit/work/" in visit.phone.current_url, what="the first work")
    visit.open("/visit/number?n=2&l=nl")
    visit.open("/visit/2?l=nl")
    visit.open("/visit/work/1/wrong?l=en")
    visit.tap("[name=about][value=picture]")
    visit.one("[name=sentence]").send_keys("A tulip too many.")
    visit.tap("main form button")
    until(lambda: visit.one("#said").is_displayed(), what="that it was sent")
    visit.open("/visit/plan?l=en")
    until(visit.stops, what="the plan")
    visit.script("document.querySelector('#forget').scrollIntoView({ block: 'center' })")
    visit.tap("#forget")
    visit.tap("#forget-yes")
    until(lambda: visit.words("#forgotten"), what="that it is forgotten")


def test_the_list_has_every_address_of_the_phones_pages(desk: Desk) -> None:
    requests = {
        f"{method} {shortened(re.sub('<[^>]+>', '1', str(rule)))}"
        for rule in desk.app.url_map.iter_rules()
        if rule.endpoint.startswith(("visit.", "web.")) and str(rule) != "/favicon.ico"
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert requests == set(documented())


def test_the_proxy_writes_down_no_address() -> None:
    """An access log has every address, and the lines of an error log below `emerg` have that of their request."""
    files = sorted((ROOT / "deploy" / "proxy").glob("*.conf"))
    servers = 0
    for file in files:
        lines = file.read_text(encoding="utf-8").splitlines()
        settings = [line.partition("#")[0].strip() for line in lines]
        here = settings.count("server {")
        assert settings.count("access_log off;") == here, file.name
        errors = [line for line in settings if line.startswith("error_log")]
        assert len(errors) == here, file.name
        assert all(re.fullmatch(r"error_log \S+ emerg;", line) for line in errors), file.name
        assert not any(line.startswith("log_format") for line in settings), file.name
        servers += here
    assert servers == 3
