"""A desk for tests: a server's parts over a tiny museum, and a colleague who is signed in at a browser.

The voice is a twin that writes short files and remembers what it was asked to say.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from contract.museum import Block, Pronunciation
from narration.rendered_blocks import (
    AAC,
    OPUS,
    PORTRAIT,
    SUBTITLES,
    WORDS,
    RenderingError,
    RenderingFacts,
)
from narration.speech.settings import EspeakSettings
from runtime.clocks import utc_now
from tests.tiny_museum import tiny_museum
from tour_server.app import Assembly, assemble, create_app
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.pictures import Pictures
from tour_server.catalogue.reference_check import ReferenceCheck
from tour_server.checks.decisions import CheckDecisions
from tour_server.checks.readiness import Readiness
from tour_server.checks.rights import RIGHTS
from tour_server.crowd.change_signal import ChangeSignal
from tour_server.database import Database
from tour_server.events.event_log import EventLog
from tour_server.jobs.jobs import Jobs
from tour_server.jobs.runner import JobRunner
from tour_server.publishing.publisher import Publisher
from tour_server.publishing.releases import Releases
from tour_server.publishing.repository import Repository
from tour_server.publishing.speaker_source import SpeakerSource
from tour_server.settings import ServerSettings
from tour_server.staff.accounts import Accounts
from tour_server.staff.permissions import Role
from tour_server.wall_screens.events import RecordedWallScreens
from web.page_server import PageServer

PASSWORD = "four quiet rooms"
BEGAN = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)


class ClockTwin:
    """A clock that a test sets through `at`; each reading advances it by a second."""

    def __init__(self) -> None:
        self.at = BEGAN

    def __call__(self) -> dt.datetime:
        self.at += dt.timedelta(seconds=1)
        return self.at


class BlockRendererTwin:
    """A `BlockRenderer` that writes the text where the sound would be. It can't say Klingon."""

    def __init__(self) -> None:
        self.rendered: list[str] = []
        self.voice = "twin"
        self.lexicon: Sequence[Pronunciation] = ()
        self._lock = threading.Lock()

    def pronounce(self, lexicon: Sequence[Pronunciation]) -> None:
        """Keep it."""
        self.lexicon = lexicon

    def identity(self, block: Block) -> str:
        return self.voice

    def render(self, block: Block, folder: Path) -> RenderingFacts:
        if block.language == "tlh":
            raise RenderingError("no voice speaks tlh")
        with self._lock:
            self.rendered.append(block.text)
        for name in (OPUS, AAC, SUBTITLES, PORTRAIT, WORDS):
            (folder / name).write_text(f"{name}: {block.text}", encoding="utf-8")
        return RenderingFacts(len(block.text) / 15, self.voice, True, has_words=True)

    def close(self) -> None:
        """Do nothing."""


class SpeakerSourceTwin(SpeakerSource):
    """Opens the same twin each time."""

    def __init__(self, renderer: BlockRendererTwin) -> None:
        super().__init__(EspeakSettings())
        self._renderer = renderer

    def check(self) -> None:
        """Do nothing: the twin is always available."""

    def open(self) -> BlockRendererTwin:
        return self._renderer


class Parts:
    """The objects of an assembled server that tests use most."""

    def __init__(self, assembly: Assembly) -> None:
        self.assembly = assembly
        get = assembly.context.get
        self.data: Path = assembly.context.data
        self.database: Database = assembly.context.database
        self.accounts = get(Accounts)
        self.drafts = get(Drafts)
        self.pictures = get(Pictures)
        self.references = get(ReferenceCheck)
        self.repository = get(Repository)
        self.releases = get(Releases)
        self.publisher = get(Publisher)
        self.jobs = get(Jobs)
        self.events = get(EventLog)
        self.changes = get(ChangeSignal)
        self.walls = get(RecordedWallScreens)

    def take_on_rights(self, by: str) -> None:
        """Say, as a publisher does at the desk, that the museum may show what has no rights stated."""
        get = self.assembly.context.get
        findings = get(Readiness).report().findings[RIGHTS.name] or []
        get(CheckDecisions).show_without_rights(findings, by)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Run jobs within the block, as a started server does."""
        runner = JobRunner(self.jobs, self.assembly.context.job_kinds, 2)
        runner.start()
        try:
            self.publisher.start()
            yield
        finally:
            runner.stop()


def build(settings: ServerSettings, now: Callable[[], dt.datetime] = utc_now) -> Parts:
    """Return a server that is built and not started."""
    return Parts(assemble(settings, now))


def picture(seed: int = 1, side: int = 320) -> bytes:
    """Return a PNG with enough texture to be recognised."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 255, (side // 8, side // 8, 3), dtype=np.uint8)
    done, body = cv2.imencode(
        ".png", cv2.resize(coarse, (side, side), interpolation=cv2.INTER_CUBIC)
    )
    assert done
    return bytes(body)


def prepare(data: Path) -> None:
    """Make a data folder with the tiny museum in the drafts. Each test copies it, because making it takes a second."""
    parts = build(ServerSettings(data=str(data)), ClockTwin())
    files = {
        key: parts.pictures.add(picture(n), f"{key}.png")
        for n, key in enumerate(("lijn", "ring", "knoop"))
    }
    parts.drafts.load(tiny_museum(files.__getitem__), "import", with_approvals=True)
    for _ in range(
        2
    ):  # in the first round each picture is compared with the earlier ones, then with all
        for work, file in files.items():
            parts.references.verdict(file)
            parts.references.compare(work, file)
    parts.database.close()


class Desk:
    """The server's parts over a data folder, and browsers of colleagues. Its password hashes are cheap ones."""

    def __init__(
        self, data: Path, instead: dict[type[Any], object] | None = None, **settings: Any
    ) -> None:
        self.clock = ClockTwin()
        self.renderer = BlockRendererTwin()
        given = {"data": str(data), "upload_bytes": 2_000_000, **settings}
        twins = {
            SpeakerSource: SpeakerSourceTwin(self.renderer),
            PasswordHasher: PasswordHasher(time_cost=1, memory_cost=64),
            **(instead or {}),
        }
        assembly = assemble(ServerSettings(**given), self.clock, instead=twins)
        self.parts = Parts(assembly)
        self.app = create_app(assembly)

    def close(self) -> None:
        self.parts.database.close()

    @contextmanager
    def served(self, threads: int = 8, **options: Any) -> Iterator[str]:
        """Serve the pages on a free port of this machine while the context lasts. Yields their address.

        `options`: of the PageServer.
        """
        pages = PageServer(self.app, "127.0.0.1", 0, threads, **options)
        pages.start()
        try:
            yield f"http://127.0.0.1:{pages.port}"
        finally:
            self.parts.changes.close()
            pages.stop()

    def colleague(self, name: str, *roles: Role) -> Browser:
        """Return the browser of a signed-in colleague with a new account; an administrator's, if no role is given."""
        self.parts.accounts.create(name, PASSWORD, set(roles) or {Role.ADMINISTRATOR})
        return self.signed_in(name)

    def signed_in(self, name: str) -> Browser:
        """Return the browser in which a colleague signs in who has an account."""
        browser = self.stranger()
        browser.get("/desk/sign-in")
        answer = browser.post("/desk/sign-in", name=name, password=PASSWORD, next="/desk")
        assert answer.status_code == 302, answer.text
        return browser

    def stranger(self) -> Browser:
        """Return a browser that is not signed in."""
        return Browser(self.app.test_client())


class Browser:
    """A browser that sends the form token of the last page it loaded."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.token = ""

    def get(self, address: str, **given: Any) -> TestResponse:
        return self._seen(self.client.get(address, **given))

    def post(self, address: str, data: dict[str, Any] | None = None, **fields: Any) -> TestResponse:
        sent = {"csrf_token": self.token, **(data or {}), **fields}
        return self._seen(self.client.post(address, data=sent))

    def fill_in(self, address: str) -> dict[str, str]:
        """Return the fields of the page's form with their values, as a browser sends an unchanged form."""
        page = self.get(address)
        assert page.status_code == 200, page.text
        return _values(_careful_form(page.text))

    def publish(self, note: str = "") -> TestResponse:
        """Publish at the desk, and confirm when new texts are not approved."""
        answer = self.post("/desk/publish", note=note)
        if answer.status_code == 409:
            answer = self.post("/desk/publish", fields_of(answer.text))
        return answer

    def _seen(self, answer: TestResponse) -> TestResponse:
        answer.get_data()
        answer.close()
        if "html" in (answer.content_type or "") and answer.text.strip():
            tokens = html.fromstring(answer.text).xpath("//input[@name='csrf_token']/@value")
            self.token = next(iter(tokens), self.token)
        return answer


def fields_of(page: str) -> dict[str, str]:
    """Returns the fields of all forms of a page, as a browser sends unchanged forms."""
    fields: dict[str, str] = {}
    for form in html.fromstring(page).forms:
        fields |= _values(form)
    return fields


def _values(form: html.FormElement) -> dict[str, str]:
    values = dict(form.form_values())
    for area in form.xpath(".//textarea[@name]"):  # HTML drops a first line break; lxml keeps it
        values[area.name] = values[area.name].removeprefix("\n")
    return values


def _careful_form(page: str) -> html.FormElement:
    """Returns the page's form that a colleague fills in; it carries `data-careful`."""
    (form,) = (one for one in html.fromstring(page).forms if "data-careful" in one.attrib)
    return form
