"""A site with a real TUF repository behind a real web server, and faults that a test switches on."""

from __future__ import annotations

import datetime as dt
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest
from msgspec.structs import replace

from contract.bundle import RELEASE_TARGET, Release, Speech
from contract.museum import Level, Museum, Site, Work
from device.content.store import ContentStore
from tour_server.publishing.repository import Repository
from tour_server.publishing.speech_packs import SpeechPacks

MUSEUM = Museum(
    site=Site(
        key="m",
        name={"nl": "M"},
        time_zone="Europe/Amsterdam",
        languages=["nl"],
        opening=[None] * 7,
    ),
    rooms=[],
    connections=[],
    works=[],
    tours=[],
)


class BundleSite:
    """Publishes releases, serves them on a free port, remembers what was asked for.

    `changed` maps the end of an address to what is served in its place (None: cut off half-way). `drips`: the ends of
    addresses whose answers come byte by byte. `leads_to`: the end of an address -> the address that it leads to.
    `tls`: serve with it.
    """

    def __init__(self, folder: Path, name: str = "site") -> None:
        self._sources = folder / f"{name}-sources"
        self.now = dt.datetime.now(dt.UTC)
        self.repository = Repository(folder / name, folder / f"{name}-keys", lambda: self.now)
        self.repository.ensure()
        self.asked: list[str] = []
        self.changed: dict[str, bytes | None] = {}
        self.drips: set[str] = set()
        self.leads_to: dict[str, str] = {}
        self.tls: ssl.SSLContext | None = None
        self._server: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None
        self._port = 0

    @property
    def address(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self._port}"

    def open(self) -> BundleSite:
        self._server = ThreadingHTTPServer(("127.0.0.1", self._port), self._handler())
        self._port = self._server.server_address[1]
        if self.tls is not None:
            self._server.socket = self.tls.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}
        )
        self._thread.start()
        return self

    def close(self) -> None:
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()
            self._server = None

    def publish(self, number: int, **files: str) -> Release:
        """A release with one picture, one spoken block and features; `files` gives what each holds."""
        targets = {
            "pictures/star.png": files.get("picture", "a star"),
            "speech/star.opus": files.get("opus", "opus"),
            "speech/star.m4a": files.get("aac", "aac"),
            "speech/wide.vtt": files.get("subtitles", "WEBVTT"),
            "speech/portrait.vtt": files.get("portrait", "WEBVTT portrait"),
            "features.npz": files.get("features", "features"),
        }
        speech = Speech(
            work="star",
            block="star-nl",
            language="nl",
            level=Level.ADULT,
            seconds=1.0,
            opus="speech/star.opus",
            aac="speech/star.m4a",
            subtitles="speech/wide.vtt",
            subtitles_portrait="speech/portrait.vtt",
            voice="twin",
            machine_made=True,
        )
        pictures = {"star.png": "pictures/star.png"}
        release = Release(number, 1_750_000_000.0, MUSEUM, [speech], pictures, "features.npz")
        self.publish_files({RELEASE_TARGET: msgspec.json.encode(release).decode(), **targets})
        return release

    def publish_spoken(
        self, number: int, *blocks: str, rooms: str = "", packs: bool = True
    ) -> Release:
        """A release with these blocks, `<work>.<language>.<words>`, whose speech is their words; a picture without.

        `rooms`: `<work>=<room> …`. `packs`: as servers publish since 0018.
        """
        where = dict(one.split("=") for one in rooms.split())
        speech, contents, works = [], {"pictures/star.png": f"star {number}"}, dict[str, None]()
        for n, (work, language, words) in enumerate(one.split(".") for one in blocks):
            works[work] = None
            opus, wide, portrait = (
                f"speech/{words}{ending}" for ending in (".opus", ".vtt", ".portrait.vtt")
            )
            contents |= {opus: words, wide: f"WEBVTT {words}", portrait: f"WEBVTT narrow {words}"}
            speech.append(
                Speech(
                    work, f"{work}-{language}-{n}", language, Level.ADULT, 1.0,
                    opus, f"speech/{words}.m4a", wide, portrait, "twin", True,
                )
            )  # fmt: skip
        site = replace(MUSEUM.site, languages=["nl", "en", "de"])
        told = [Work(key, n + 1, {"nl": key}, where.get(key, "hal")) for n, key in enumerate(works)]
        museum = replace(MUSEUM, site=site, works=told)
        release = Release(number, 1.75e9, museum, speech, {"s.png": "pictures/star.png"}, None)
        contents[RELEASE_TARGET] = msgspec.json.encode(release).decode()
        places = self.written(contents)
        made = SpeechPacks(self._sources / "packs", places.__getitem__).make(
            speech, lambda _done, _of: None
        )
        if packs:
            places = {name: path for name, path in places.items() if not name.startswith("speech/")}
            places |= made
        self.repository.publish(places)
        return release

    def publish_files(self, contents: dict[str, str]) -> None:
        self.repository.publish(self.written(contents))

    def written(self, contents: dict[str, str]) -> dict[str, Path]:
        """Write these files; target -> path."""
        places = {}
        for name, text in contents.items():
            places[name] = self._sources / name
            places[name].parent.mkdir(parents=True, exist_ok=True)
            places[name].unlink(missing_ok=True)  # the repository holds hard links to the last one
            places[name].write_text(text)
        return places

    def source(self, target: str) -> str:
        """The text of a target that was published last."""
        return (self._sources / target).read_text()

    def fetched(self) -> list[str]:
        """The targets that were asked for, without their hash, since the last call."""
        asked, self.asked = self.asked, []
        prefix = "/bundles/targets/"
        names = [one.removeprefix(prefix) for one in asked if one.startswith(prefix)]
        return sorted(
            "/".join([*name.split("/")[:-1], name.split("/")[-1].split(".", 1)[1]])
            for name in names
        )

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = urlsplit(self.path).path
                site.asked.append(path)
                file = site.repository.metadata.parent / path.removeprefix("/bundles/")
                body: bytes | None = file.read_bytes() if file.is_file() else None
                cut = False
                for ending, instead in site.changed.items():
                    if path.endswith(ending):
                        cut = instead is None
                        body = body if instead is None else instead
                for ending, elsewhere in site.leads_to.items():
                    if path.endswith(ending):
                        self.send_response(302)
                        self.send_header("Location", elsewhere)
                        self.send_header("Content-Length", "0")
                        self.end_headers()
                        return
                if any(path.endswith(ending) for ending in site.drips):
                    self._drip()
                    return
                self.send_response(200 if body is not None else 404)
                self.send_header("Content-Length", str(len(body or b"")))
                self.end_headers()
                if body is not None:
                    self.wfile.write(body[: len(body) // 2] if cut else body)

            def _drip(self) -> None:
                """Answer with a header that never ends, or a body without end, a byte at a time."""
                with suppress(OSError):
                    if site.tls is None:
                        self.send_response(200)
                        self.end_headers()
                    else:
                        self.wfile.write(b"HTTP/1.0 200 ")
                    for _ in range(1000):
                        self.wfile.write(b"x")
                        time.sleep(0.02)

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Handler


@pytest.fixture
def site(tmp_path: Path) -> Iterator[BundleSite]:
    opened = BundleSite(tmp_path).open()
    yield opened
    opened.close()


@pytest.fixture
def another_site(tmp_path: Path) -> BundleSite:
    """A site with keys of its own that is not served."""
    return BundleSite(tmp_path, "another")


@pytest.fixture
def taken() -> list[int]:
    """The release numbers that the store has put to use, in order."""
    return []


Opener = Callable[..., ContentStore]


@pytest.fixture
def kiosk(tmp_path: Path, site: BundleSite, taken: list[int]) -> Iterator[Opener]:
    """Opens the kiosk's store, as a start of the kiosk does; `root=None` trusts on first use."""
    opened: list[ContentStore] = []

    def start(root: bytes | None = b"the site's", **options: Any) -> ContentStore:
        store = ContentStore(
            tmp_path / "content",
            site.address,
            site.repository.trusted_root if root == b"the site's" else root,
            **{"on_new": lambda release: taken.append(release.number), **options},
        )
        opened.append(store)
        return store

    yield start
    for store in opened:
        store.stop()
