"""As readers: the places where the tests of frozen data folders touch the code."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from tuf.api.exceptions import DownloadHTTPError
from tuf.ngclient.fetcher import FetcherInterface
from werkzeug.serving import make_server

from contract.museum import Block, Level, Pronunciation, Source
from device.camera_setup.certificate import own_certificate
from device.content.store import ContentStore
from device.uplink.outbox import FOOTFALL, PLAYBACK, Minute, Outbox
from narration.rendered_blocks import FILES, RenderedBlockStore
from tests.desk import Parts, build
from tests.frozen.readers import everything
from tour_server.app import create_app
from tour_server.session_key import session_key
from tour_server.settings import ServerSettings

SERVER = "http://server"


class KioskClockTwin:
    """The clocks of a kiosk that was started again and whose wall clock is set."""

    boot = "c" * 16

    def wall_clock(self) -> float:
        return 1_772_500_000.0

    def monotonic(self) -> float:
        return 100.0

    def trusted(self) -> bool:
        return True


class FolderFetcher(FetcherInterface):
    """Fetches what a server would serve from the folder of its bundles."""

    def __init__(self, bundles: Path) -> None:
        self._bundles = bundles

    def _fetch(self, url: str) -> Iterator[bytes]:
        file = self._bundles / url.removeprefix(f"{SERVER}/bundles/")
        if not file.is_file():
            raise DownloadHTTPError(url, 404)
        yield file.read_bytes()


class ServerFolder:
    """A server over a data folder, at the present day."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self._parts: Parts = build(
            ServerSettings(data=str(data), speech_seconds=100.0), lambda: dt.datetime.now(dt.UTC)
        )

    def close(self) -> None:
        self._parts.database.close()

    def session_key(self) -> bytes:
        return session_key(self.data / "session.key")

    def targets(self) -> dict[str, Path]:
        """Every target of the newest bundle, and its file."""
        return self._parts.repository.paths()

    def signatures_end(self) -> dt.datetime:
        return self._parts.repository.expires()

    def renew_signatures(self) -> None:
        self._parts.repository.renew()

    def release(self) -> Any:
        """The newest release as phones take it."""
        return everything(self._parts.releases.release())

    def pictures(self) -> list[str]:
        """Names of the pictures in the drafts, each of which is in the store."""
        media = [medium.file for work in self._parts.drafts.museum().works for medium in work.media]
        return sorted({name for name in media if self._parts.pictures.path(name).is_file()})

    def verdict(self, picture: str) -> Any:
        """What recognition makes of a picture."""
        verdict = self._parts.references.verdict(picture)
        return everything(verdict) | {"usable": verdict.usable}

    def statuses(self, addresses: list[str]) -> dict[str, int]:
        """Address -> the status of the answer there."""
        client = create_app(self._parts.assembly).test_client()
        found = {}
        for address in addresses:
            answer = client.get(address)
            found[address] = answer.status_code
            answer.close()
        return found

    @contextmanager
    def serving_without_plans(self) -> Iterator[str]:
        """Serve the pages on a free port until the end of the block, but refuse to make a plan. Gives the address."""
        app = create_app(self._parts.assembly)

        def refusing(environ: Any, start: Any) -> Any:
            if environ["REQUEST_METHOD"] == "POST":
                start("503 Service Unavailable", [("Content-Length", "0")])
                return []
            return app(environ, start)

        server = make_server("127.0.0.1", 0, refusing, threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    def publish(self) -> int | None:
        """Publish the drafts; the number of the release."""
        return self._parts.publisher.publish("museum").number


def read_recording(folder: Path, name: str) -> tuple[Any, list[str]]:
    """What is known of how a block was said, and which files there are of it. `folder`: all recordings."""
    found = RenderedBlockStore(folder).find(name)
    if found is None:
        return None, []
    return everything(found.facts), [file for file in FILES if (found.folder / file).is_file()]


class _Voice:
    """A voice that must not be asked to speak."""

    def __init__(self, identity: str) -> None:
        self._identity = identity

    def pronounce(self, lexicon: Sequence[Pronunciation]) -> None:
        """Does nothing: no voice speaks here."""

    def identity(self, block: Block) -> str:
        return self._identity


def recording_name(identity: str) -> str:
    """The name of the recording of one certain block, said by the voice of this identity."""
    block = Block("any", "nl", Level.CHILD, "looking", "Zie jij de hoed?", [Source("abc")], "")
    return RenderedBlockStore(Path()).name(block, _Voice(identity))  # type: ignore[arg-type]


class KioskContent:
    """The content of a kiosk, which may fetch from the folder of a server's bundles."""

    def __init__(self, folder: Path, bundles: Path) -> None:
        self._store = ContentStore(folder, SERVER, None, fetcher=FolderFetcher(bundles))

    def ask(self) -> bool:
        """Ask for a release; whether there was a new one."""
        asked = self._store.check_now()
        assert self._store.problems == []
        return asked

    def release(self) -> Any:
        return everything(self._store.release)

    def path(self, target: str) -> Path:
        return self._store.path(target)

    def features_path(self) -> Path | None:
        return self._store.features_path


def read_outbox(path: Path) -> dict[str, Any]:
    """What a start of the kiosk finds in its outbox. Changes the file."""
    with closing(Outbox(path, KioskClockTwin())) as outbox:
        assert list(outbox.problems) == []
        return _in(outbox)


def _in(outbox: Outbox) -> dict[str, Any]:
    found: dict[str, Any] = {"epoch": outbox.epoch, "depth": outbox.depth}
    for kind in (FOOTFALL, PLAYBACK):
        found[kind] = [
            {"sequence": entry.sequence, "body": json.loads(entry.body)}
            for entry in outbox.waiting(kind)
        ]
    return found


def count_on(path: Path) -> dict[str, Any]:
    """Count and seal one more minute, then forget what there was before. Returns what is in the outbox then."""
    with closing(Outbox(path, KioskClockTwin())) as outbox:
        before = [entry.sequence for entry in outbox.waiting(FOOTFALL)]
        outbox.update_open(Minute(60.0, "hal", 60.0, 1, 2, 0.5, 3))
        outbox.seal()
        assert outbox.forget(FOOTFALL, outbox.epoch, before)
        return _in(outbox)


def certificate_fingerprint(folder: Path) -> str:
    """The fingerprint of a kiosk's certificate; a new one is made where that in `folder` can't serve."""
    return own_certificate(folder, "kiosk-1", dt.datetime.now(dt.UTC)).fingerprint
