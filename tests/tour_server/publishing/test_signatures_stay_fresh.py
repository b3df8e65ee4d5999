"""The server signs its bundle again by itself; staff hear of it only when it could not."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from tuf.api.metadata import Metadata, Root, Timestamp

from tests.desk import BEGAN, ClockTwin, Desk
from tour_server.periodic import PeriodicTask
from tour_server.publishing.repository import (
    ROOT_VALID,
    TARGETS_VALID,
    TIMESTAMP_VALID,
    Repository,
)

DAY = dt.timedelta(days=1)


class Bundle:
    """A repository, and the clock that it reads."""

    def __init__(self, folder: Path) -> None:
        self.clock = ClockTwin()
        self.folder = folder
        self.repository = Repository(folder / "bundles", folder / "keys", self.clock)
        self.repository.ensure()

    def left(self, role: str) -> dt.timedelta:
        """How long the newest metadata of a role still holds."""
        files = [
            file
            for file in self.repository.metadata.glob("*.json")
            if role in file.name.split(".")[:2]
        ]
        newest = max(files, key=lambda file: file.name.split(".")[0].zfill(12))
        expires: dt.datetime = Metadata[Any].from_file(str(newest)).signed.expires
        return expires - self.clock.at


@pytest.fixture
def bundle(tmp_path: Path) -> Bundle:
    return Bundle(tmp_path)


def test_the_timestamp_holds_for_days_and_the_root_for_a_year(bundle: Bundle) -> None:
    assert dt.timedelta(days=2) < bundle.left(Timestamp.type) <= dt.timedelta(days=7)
    assert bundle.left(Root.type) > 364 * DAY
    assert bundle.repository.expires() <= bundle.clock.at + TIMESTAMP_VALID


@pytest.mark.slow
def test_a_server_that_signs_each_day_for_three_years_never_warns(bundle: Bundle) -> None:
    for _ in range(3 * 365):
        bundle.clock.at += DAY
        assert bundle.repository.warning() is None
        bundle.repository.keep_fresh()
        assert bundle.repository.warning() is None
        assert bundle.repository.expires() > bundle.clock.at + TIMESTAMP_VALID - DAY
    assert bundle.left("snapshot") > 30 * DAY
    assert bundle.left("bins-00") > 30 * DAY


def test_a_server_that_was_off_signs_at_its_start(bundle: Bundle) -> None:
    bundle.clock.at += 7 * DAY
    assert "ended on 5 March 2026" in (bundle.repository.warning() or "")
    restarted = Repository(bundle.folder / "bundles", bundle.folder / "keys", bundle.clock)
    restarted.ensure()
    signing = PeriodicTask("sign", 1e6, restarted.keep_fresh, at_once=True)
    signing.start()
    signing.stop()
    assert bundle.repository.warning() is None


@pytest.mark.parametrize("away", [TARGETS_VALID + DAY, ROOT_VALID + 300 * DAY])
def test_a_server_that_was_off_for_long_signs_everything(
    bundle: Bundle, away: dt.timedelta
) -> None:
    bundle.clock.at += away
    bundle.repository.keep_fresh()
    assert bundle.repository.warning() is None
    assert bundle.repository.expires() > bundle.clock.at


def test_staff_hear_of_a_server_that_can_not_sign(bundle: Bundle) -> None:
    bundle.clock.at = BEGAN + 2 * DAY + dt.timedelta(hours=1)
    assert "From 5 March 2026 on kiosks take no new release" in (bundle.repository.warning() or "")
    bundle.clock.at += DAY
    assert "ended on 5 March 2026" in (bundle.repository.warning() or "")
    bundle.repository.renew()
    assert bundle.repository.warning() is None


@pytest.mark.long
def test_staff_hear_in_time_that_the_root_key_is_needed(bundle: Bundle, tmp_path: Path) -> None:
    bundle.repository.export_root(tmp_path / "root.key", "a long passphrase")
    for _ in range(304):
        bundle.clock.at += DAY
        bundle.repository.keep_fresh()
    assert bundle.repository.warning() is None
    bundle.clock.at += 2 * DAY
    bundle.repository.keep_fresh()
    assert "ends on 2 March 2027, and its key is not on this server" in (
        bundle.repository.warning() or ""
    )
    bundle.repository.import_root(tmp_path / "root.key", "a long passphrase")
    assert bundle.repository.warning() is None


def test_no_page_reads_the_metadata(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.parts.publisher.publish("Noor")
    browser = desk.colleague("ada")
    phone = desk.app.test_client()
    read: list[str] = []
    really = Metadata.from_bytes

    def counted(*args: Any, **named: Any) -> Any:
        read.append("metadata")
        return really(*args, **named)

    monkeypatch.setattr(Metadata, "from_bytes", counted)
    release = desk.parts.releases.release()
    assert release is not None
    for address in ("/desk", "/desk/publish", "/desk/kiosks", "/desk/works", "/health"):
        assert browser.get(address).status_code == 200, address
    for target in (release.speech[0].opus, release.speech[0].aac, *release.pictures.values()):
        with phone.get(f"/visit/media/{target}?r=1") as answer:
            assert answer.status_code == 200, target
    assert read == []
    desk.parts.repository.keep_fresh()
    assert read  # the count would see it
