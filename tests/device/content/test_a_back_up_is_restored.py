"""The server is restored from a back-up: kiosks take its next release at once, and nothing lost is called newest."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest
from tuf.api.metadata import Metadata, Snapshot, Timestamp

from tests.device.content.conftest import BundleSite
from tour_server.publishing.repository import Repository
from tour_server.publishing.signed_metadata import described, signed_bytes

MINUTE = dt.timedelta(minutes=1)


class Server:
    """A site that is backed up and restored: its bundles and its keys."""

    def __init__(self, site: BundleSite, folder: Path) -> None:
        self.site, self._copy = site, folder / "back-up"
        self._folders = {"bundles": folder / "site", "keys": folder / "site-keys"}

    def back_up(self) -> None:
        for name, folder in self._folders.items():
            shutil.copytree(folder, self._copy / name)

    def restore(self) -> None:
        for name, folder in self._folders.items():
            shutil.rmtree(folder)
            shutil.copytree(self._copy / name, folder)
        self.site.repository = Repository(
            self._folders["bundles"], self._folders["keys"], lambda: self.site.now
        )
        self.site.repository.ensure()


@pytest.fixture
def server(site: BundleSite, tmp_path: Path) -> Server:
    return Server(site, tmp_path)


@pytest.mark.parametrize("lost", [1, 3])
def test_kiosks_take_the_next_release_at_once(
    server: Server, site: BundleSite, kiosk: Any, taken: list[int], lost: int
) -> None:
    site.publish_spoken(1, "net.nl.een")
    store = kiosk()
    store.check_now()
    server.back_up()
    for number in range(2, 2 + lost):
        site.now += MINUTE
        site.publish_spoken(number, f"net.nl.lost-{number}")
        assert store.check_now()
    lost_hash = store.release_hash
    site.now += MINUTE
    server.restore()
    site.repository.keep_fresh()  # as a server does at its start
    assert store.check_now()  # it has what visitors had when the back-up was made
    assert (store.problems, store.release.number) == ([], 1)
    site.now += MINUTE
    site.publish_spoken(2, "net.nl.twee")
    assert store.check_now()
    assert store.problems == []
    assert [speech.opus for speech in store.release.speech] == ["speech/twee.opus"]
    assert store.release_hash == site.repository.summary().release_hash != lost_hash
    assert taken[-2:] == [1, 2]


def test_equal_versions_of_other_content_are_not_mistaken(
    server: Server, site: BundleSite, kiosk: Any
) -> None:
    """Two histories whose snapshots have the same version, as servers of before 0018 counted them."""
    site.publish_spoken(1, "net.nl.een")
    store = kiosk()
    server.back_up()
    site.now += MINUTE
    site.publish_spoken(2, "net.nl.lost")
    store.check_now()
    seen = Metadata[Timestamp].from_file(str(site.repository.metadata / "timestamp.json")).signed
    server.restore()
    site.publish_spoken(2, "net.nl.found")
    metadata, keys = site.repository.metadata, site.repository.keys
    ours = Metadata[Timestamp].from_file(str(metadata / "timestamp.json")).signed
    named = f"{ours.snapshot_meta.version}.snapshot.json"
    snapshot = Metadata[Snapshot].from_file(str(metadata / named)).signed
    snapshot.version = seen.snapshot_meta.version
    body = signed_bytes(snapshot, keys.signer("snapshot"))
    (metadata / f"{snapshot.version}.snapshot.json").write_bytes(body)
    ours.version, ours.snapshot_meta = seen.version + 1, described(snapshot.version, body)
    (metadata / "timestamp.json").write_bytes(signed_bytes(ours, keys.signer("timestamp")))
    store.check_now()
    assert store.release_hash == site.repository.summary().release_hash
    assert [speech.opus for speech in store.release.speech] == ["speech/found.opus"]


def test_versions_rise_although_the_clock_is_set_back(site: BundleSite, kiosk: Any) -> None:
    site.publish_spoken(1, "net.nl.een")
    store = kiosk()
    store.check_now()
    site.now -= dt.timedelta(hours=20)
    site.publish_spoken(2, "net.nl.twee")
    assert store.check_now()
    assert store.problems == []
