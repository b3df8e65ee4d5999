"""Makes a kiosk's data folder: its outbox, the releases it took, its own recordings, its certificate."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import msgspec
from making_v1.deterministic import SIGNED_AT, KioskClockTwin
from making_v1.everything import everything, write_json
from making_v1.messages import EPOCH, START, ZONE
from making_v1.museum import blocks
from tuf.api.exceptions import DownloadHTTPError
from tuf.ngclient.fetcher import FetcherInterface

from contract.messages import Told
from device.aim.certificate import own_certificate
from device.content.store import ContentStore
from device.uplink.outbox import FOOTFALL, TOLD, Minute, Outbox
from narration.block_speaker import BlockSpeaker
from narration.recordings import Recordings
from narration.speech.settings import EspeakSettings, open_voice

SERVER = "http://server"


class FolderFetcher(FetcherInterface):
    """Fetches what a server would serve from the folder of its bundles."""

    def __init__(self, bundles: Path) -> None:
        self._bundles = bundles

    def _fetch(self, url: str) -> Iterator[bytes]:
        file = self._bundles / url.removeprefix(f"{SERVER}/bundles/")
        if not file.is_file():
            raise DownloadHTTPError(url, 404)
        yield file.read_bytes()


def release_taker(data: Path, bundles: Path) -> Callable[[], None]:
    """Returns what makes the kiosk with `data` ask for a release; it trusts the first root it is given."""

    def take() -> None:
        store = ContentStore(data / "content", SERVER, None, fetcher=FolderFetcher(bundles))
        if not store.check_now():
            raise AssertionError(f"the release was not taken: {store.trouble}")

    return take


def finish_kiosk(data: Path, cut_off: Path) -> None:
    """Fill the rest of `data`. `cut_off` gets the outbox as a power cut leaves it, with its write-ahead log."""
    _outbox(data / "outbox.db", cut_off)
    voice = BlockSpeaker(open_voice(EspeakSettings()), for_phones=False)
    try:
        recording = Recordings(data / "speech").make(blocks()[2], voice)
    finally:
        voice.close()
    certificate_folder = data / "aim"
    certificate_folder.mkdir()
    certificate = own_certificate(certificate_folder, "kiosk-1", SIGNED_AT)
    store = ContentStore(data / "content", SERVER, None)
    if store.release is None:
        raise AssertionError("the kiosk has no release")
    write_json(
        data.parent / "kiosk-expected.json",
        {
            "outbox": _in_outbox(data / "outbox.db"),
            "outbox after a power cut": _in_outbox(cut_off / "outbox.db"),
            "recording": {"name": recording.name, "said": everything(recording.said)},
            "fingerprint": certificate.fingerprint,
            "release": everything(store.release),
            "features": store.features_path is not None,
        },
    )


def _outbox(path: Path, cut_off: Path) -> None:
    clock = KioskClockTwin()
    with mock.patch("device.uplink.outbox_file.secrets.token_hex", return_value=EPOCH):
        outbox = Outbox(path, clock)
    outbox.update_open(Minute(600.0, "hal", 30.5, 2, 1, 0.5, 2))
    outbox.update_open(Minute(660.0, "hal", 0, None, None, None, None))
    outbox.update_open(Minute(720.0, None, 60, 0, 0, 0.0, 0))
    outbox.close()
    clock.boot, clock.is_trusted, clock.seconds = "0" * 15 + "b", True, 1200.0
    outbox = Outbox(path, clock)
    outbox.update_open(Minute(1200.0, "hal", 59.5, 7, 3, 1.25, 4, {"bank": ZONE}))
    outbox.update_open(Minute(1260.0, "hal", 60, 1, 0, 0.25, 1))
    for hour in range(3):
        told = Told("0" * 16, 0, START + 3600.0 * hour, "hoed", "zh-Hans", 4 + hour, 2, 1, 1)
        outbox.add_told(told)
    outbox.forget(TOLD, EPOCH, [1])
    outbox.forget(FOOTFALL, EPOCH, [3])
    outbox.update_open(Minute(1320.0, "hal", 12.25, 3, 0, 1.5, 3, {"bank": ZONE}))  # stays open
    cut_off.mkdir()
    for ending in ("", "-wal"):
        shutil.copyfile(f"{path}{ending}", cut_off / f"outbox.db{ending}")
    outbox.close()
    path.with_name("outbox.db.lock").unlink()


def _in_outbox(path: Path) -> dict[str, Any]:
    """What a start of the kiosk finds. Works on a copy."""
    with tempfile.TemporaryDirectory() as folder:
        for file in path.parent.glob("outbox.db*"):
            shutil.copy(file, folder)
        outbox = Outbox(Path(folder) / "outbox.db", KioskClockTwin())
        found = {
            "epoch": outbox.epoch,
            "depth": outbox.depth,
            **{
                kind: [
                    {"sequence": entry.sequence, "body": msgspec.json.decode(entry.body)}
                    for entry in outbox.waiting(kind)
                ]
                for kind in (FOOTFALL, TOLD)
            },
        }
        outbox.close()
    return found
