"""A desk for tests: a server's parts over a tiny museum, and a colleague who is signed in at a browser.

The voice is a twin that writes short files and remembers what it was asked to say.
"""

from __future__ import annotations

import datetime as dt
import re
import threading
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from contract.museum import Block
from narration.recordings import AAC, OPUS, PORTRAIT, SUBTITLES, CantSpeakError, Said
from tests.tiny_museum import tiny_museum
from tour_server.app import Parts, build, create_app, what_may_go_out
from tour_server.publishing.publisher import Publisher
from tour_server.publishing.release import ReleaseMaker
from tour_server.settings import ServerSettings
from tour_server.staff.accounts import Accounts, Role

PASSWORD = "four quiet rooms"
BEGAN = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)


class ClockTwin:
    """A clock that goes forward when it is told to, and a second at each look."""

    def __init__(self) -> None:
        self.at = BEGAN

    def __call__(self) -> dt.datetime:
        self.at += dt.timedelta(seconds=1)
        return self.at


class SpeakerTwin:
    """A `Speaker` that writes the text where the sound would be. It can't say Klingon."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.voice = "twin"
        self._lock = threading.Lock()

    def identity(self, block: Block) -> str:
        return self.voice

    def say(self, block: Block, folder: Path) -> Said:
        if block.language == "tlh":
            raise CantSpeakError("no voice speaks tlh")
        with self._lock:
            self.said.append(block.text)
        for name in (OPUS, AAC, SUBTITLES, PORTRAIT):
            (folder / name).write_text(f"{name}: {block.text}", encoding="utf-8")
        return Said(len(block.text) / 15, self.voice, True)

    def close(self) -> None:
        """Holds nothing."""


def picture(seed: int = 1, side: int = 320) -> bytes:
    """A PNG with enough in it to be recognised by."""
    chance = np.random.default_rng(seed)
    coarse = chance.integers(0, 255, (side // 8, side // 8, 3), dtype=np.uint8)
    done, body = cv2.imencode(
        ".png", cv2.resize(coarse, (side, side), interpolation=cv2.INTER_CUBIC)
    )
    assert done
    return bytes(body)


def prepare(data: Path) -> None:
    """A data folder with the tiny museum in the drafts, to be copied for each test: making one takes a second."""
    parts = build(ServerSettings(data=str(data)), ClockTwin())
    files = {
        key: parts.pictures.add(picture(n), f"{key}.png")
        for n, key in enumerate(("lijn", "ring", "knoop"))
    }
    parts.drafts.load(tiny_museum(files.__getitem__), "import")
    for _ in range(2):  # the first round sees one picture more each time, the second all of them
        for work, file in files.items():
            parts.references.verdict(file)
            parts.references.compare(work, file)
    parts.database.close()


class Desk:
    """The server's parts over a data folder, and colleagues at their browsers. Its password hashes are quick ones."""

    def __init__(self, data: Path, **settings: Any) -> None:
        self.clock = ClockTwin()
        self.speaker = SpeakerTwin()
        given = {"data": str(data), "upload_bytes": 2_000_000, **settings}
        parts = build(ServerSettings(**given), self.clock)
        maker = ReleaseMaker(parts.pictures, lambda: self.speaker, data / "cache")
        publisher = Publisher(
            parts.drafts,
            maker,
            parts.repository,
            parts.releases,
            self.clock,
            what_may_go_out(parts.settings),
        )
        quick = Accounts(parts.database, self.clock, PasswordHasher(time_cost=1, memory_cost=64))
        self.parts: Parts = replace(parts, publisher=publisher, accounts=quick)
        self.app = create_app(self.parts)

    def close(self) -> None:
        self.parts.database.close()

    def colleague(self, name: str, role: Role = Role.MANAGER) -> Browser:
        """Someone with an account, signed in."""
        self.parts.accounts.create(name, PASSWORD, role)
        browser = self.stranger()
        browser.get("/desk/sign-in")
        answer = browser.post("/desk/sign-in", name=name, password=PASSWORD, next="/desk")
        assert answer.status_code == 302, answer.text
        return browser

    def stranger(self) -> Browser:
        """Someone at a browser who has not signed in."""
        return Browser(self.app.test_client())


class Browser:
    """A browser that sends the form token of the last page it saw, as a form does."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.token = ""

    def get(self, address: str, **given: Any) -> TestResponse:
        return self._seen(self.client.get(address, **given))

    def post(self, address: str, data: dict[str, Any] | None = None, **fields: Any) -> TestResponse:
        sent = {"csrf_token": self.token, **(data or {}), **fields}
        return self._seen(self.client.post(address, data=sent))

    def fill_in(self, address: str) -> dict[str, str]:
        """Every field of the page's form with what stands in it, as a browser would send it untouched."""
        page = self.get(address)
        assert page.status_code == 200, page.text
        form = page.text[page.text.index("data-careful") :]
        form = form[: form.index("</form>")]
        return fields_of(form)

    def publish(self, note: str = "") -> TestResponse:
        """Publishes at the desk, and presses the second button when new words are not approved."""
        answer = self.post("/desk/publish", note=note)
        if answer.status_code == 409:
            answer = self.post("/desk/publish", fields_of(answer.text))
        return answer

    def _seen(self, answer: TestResponse) -> TestResponse:
        answer.get_data()
        answer.close()
        html = answer.text if "html" in (answer.content_type or "") else ""
        found = re.search(r'name="csrf_token" value="([^"]+)"', html)
        if found:
            self.token = found[1]
        return answer


def fields_of(form: str) -> dict[str, str]:
    """The fields of a form's HTML."""
    fields: dict[str, str] = {}
    for tag in re.findall(r"<input [^>]*>", form):
        given = {name: unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}
        chosen = given.get("type") not in ("radio", "checkbox", "file") or "checked" in tag
        if chosen and "name" in given:
            fields[given["name"]] = given.get("value", "")
    for name, text in re.findall(
        r'<textarea [^>]*?name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form, re.S
    ):
        fields[unescape(name)] = unescape(text)
    for name, options in re.findall(
        r'<select [^>]*?name="([^"]+)"[^>]*>(.*?)</select>', form, re.S
    ):
        values = re.findall(r'<option value="([^"]*)"( selected)?', options)
        picked = [value for value, selected in values if selected] or [values[0][0]]
        fields[unescape(name)] = unescape(picked[0])
    return fields
