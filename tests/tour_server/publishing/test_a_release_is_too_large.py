"""The server knows what kiosks take: it refuses a larger release before it signs anything, in a sentence."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from contract.bundle import speech_pack
from tests.desk import Desk
from tests.tour_server.publishing.bundle_client import updater
from tests.tour_server.publishing.test_publishing import change, ended
from tour_server.command_access import COMMAND_SERVER
from tour_server.publishing import bundle_parts, release
from tour_server.publishing.commands import publish
from tour_server.publishing.release import CantPublishError
from tour_server.publishing.speech import targets


def signed(desk: Desk) -> dict[str, bytes]:
    """Return every file of metadata."""
    return {file.name: file.read_bytes() for file in desk.parts.repository.metadata.iterdir()}


@pytest.mark.parametrize(
    ("limit", "most", "words"),
    [
        ("MAX_RELEASE_BYTES", 1000, "The release is too large for kiosks: release.json would be"),
        ("MAX_TARGET_BYTES", 10, "is too large for kiosks: "),
        ("MAX_TARGETS_BYTES", 900, "The release has too many files for kiosks: the list of"),
        ("MAX_SNAPSHOT_BYTES", 500, "The release has too many files for kiosks: the list of"),
    ],
)
def test_it_is_refused_before_anything_is_signed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, limit: str, most: int, words: str
) -> None:
    desk.parts.publisher.publish("Noor")
    before = signed(desk)
    change(desk)
    with monkeypatch.context() as patch:
        patch.setattr(bundle_parts, limit, most)
        with pytest.raises(CantPublishError, match=words):
            desk.parts.publisher.publish("Noor")
    assert signed(desk) == before
    assert desk.parts.releases.newest_number() == 1
    assert desk.parts.publisher.publish("Noor").number == 2


def test_staff_read_why_on_the_page_publish(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle_parts, "MAX_RELEASE_BYTES", 1000)
    browser = desk.colleague("ada")
    with desk.parts.running():
        browser.get("/desk/publish")
        browser.publish()
        assert ended(desk).number is None
    page = browser.get("/desk/publish/progress").text
    assert "too large for kiosks: release.json" in page


def test_the_command_line_prints_why(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle_parts, "MAX_RELEASE_BYTES", 1000)
    here = replace(COMMAND_SERVER, build=lambda _settings, _data: desk.parts.assembly.context)
    done = CliRunner().invoke(publish, ["--words-only"], obj=here)
    assert done.exit_code == 1
    assert "too large for kiosks: release.json" in done.output


def test_kiosks_of_before_find_each_file_of_a_museum_that_they_could_take(
    desk: Desk, tmp_path: Path
) -> None:
    desk.clock.at = dt.datetime.now(dt.UTC)  # the client's own clock
    desk.parts.repository.keep_fresh()
    desk.parts.publisher.publish("Noor")
    newest = desk.parts.releases.release()
    assert newest is not None
    client = updater(desk, tmp_path / "kiosk", desk.parts.repository.trusted_root)
    for one in newest.speech:
        for target in targets(one):
            described = client.get_targetinfo(target)
            assert described is not None
            assert Path(client.download_target(described)).is_file()


def test_a_larger_museum_has_packs_alone_for_kiosks_and_files_for_phones(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release, "SINGLE_FILES_UP_TO", 2)
    desk.clock.at = dt.datetime.now(dt.UTC)  # the client's own clock
    desk.parts.repository.keep_fresh()
    desk.parts.publisher.publish("Noor")
    newest = desk.parts.releases.release()
    assert newest is not None
    client = updater(desk, tmp_path / "kiosk", desk.parts.repository.trusted_root)
    for one in newest.speech:
        assert client.get_targetinfo(one.opus) is None
        assert client.get_targetinfo(speech_pack(one.work, one.language)) is not None
        for target in targets(one):
            with desk.app.test_client().get(f"/visit/media/{target}?r=1") as answer:
                assert answer.status_code == 200


def test_a_changed_sentence_makes_one_pack_and_old_packs_go(desk: Desk) -> None:
    desk.parts.publisher.publish("Noor")
    packs = desk.parts.data / "cache" / "packs"
    before = {file.name: file.stat().st_mtime_ns for file in packs.iterdir()}
    change(desk)
    desk.parts.publisher.publish("Noor")
    after = {file.name: file.stat().st_mtime_ns for file in packs.iterdir()}
    assert len(before) == len(after) == 3
    assert len(before.items() & after.items()) == 2
