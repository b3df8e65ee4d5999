"""Files that no release needs are kept for a day, for kiosks that are still downloading, and then deleted."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tuf.api.exceptions import DownloadHTTPError

from tests.desk import Desk
from tests.tour_server.publishing.bundle_client import updater
from tests.tour_server.publishing.test_publishing import change
from tour_server.publishing import superseded_files
from tour_server.publishing.repository import Repository
from tour_server.publishing.superseded_files import KEPT_FOR, NOTES

HOUR = dt.timedelta(hours=1)


class Site:
    """A repository whose clock a test sets, with short names for its files."""

    def __init__(self, folder: Path) -> None:
        self.now = dt.datetime.now(dt.UTC)
        self.sources = folder / "sources"
        self.folder = folder / "bundles"
        self.repository = Repository(self.folder, folder / "keys", lambda: self.now)
        self.repository.ensure()
        self.signed: dict[str, list[int]] = {}

    def publish(self, *contents: str) -> None:
        """Publish these files: `features/1` means the target `features/one` with the content "1"."""
        self.repository.publish(files(self.sources, *contents))

    def there(self) -> set[str]:
        """Return the names of the files that are served."""
        served = self.repository.targets.rglob("*.one")
        return {f"{file.parent.name}/{file.read_text()}" for file in served}

    def metadata(self, role: str) -> list[int]:
        """Return which of the versions of a role are served: the first that was ever signed is 1."""
        found = self.repository.metadata.glob(f"*.{role}.json")
        served = sorted(int(file.name.split(".")[0]) for file in found)
        signed = self.signed.setdefault(role, [])
        signed += [version for version in served if version not in signed]
        return [signed.index(version) + 1 for version in served]


def files(folder: Path, *contents: str) -> dict[str, Path]:
    places = {}
    for content in contents:
        file = folder / content
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(file.name)
        places[f"{file.parent.name}/one"] = file
    return places


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


@pytest.fixture
def served(desk: Desk, tmp_path: Path) -> Desk:
    """A desk with a release of two files, signed at today's date."""
    desk.clock.at = dt.datetime.now(dt.UTC)
    desk.parts.repository.renew()
    desk.parts.repository.publish(files(tmp_path / "sources", "features/1", "speech/1"))
    return desk


def test_they_are_deleted_after_a_day_and_the_newest_release_stays(site: Site) -> None:
    site.publish("features/1")
    site.publish("features/2")
    site.now += KEPT_FOR - HOUR
    site.publish("features/3")
    assert site.there() == {"features/1", "features/2", "features/3"}
    assert site.metadata("targets") == site.metadata("snapshot") == [1, 2, 3, 4]
    site.now += HOUR
    site.publish("features/3")
    assert site.there() == {"features/2", "features/3"}
    assert site.metadata("targets") == site.metadata("snapshot") == [3, 4, 5]
    site.now += KEPT_FOR
    site.publish("features/3")
    assert site.there() == {"features/3"}
    assert site.metadata("targets") == site.metadata("snapshot") == [5, 6]


def test_a_file_served_for_a_year_is_kept_for_a_day(site: Site) -> None:
    site.publish("pictures/old", "features/1")
    site.now += dt.timedelta(days=365)
    site.publish("features/1")
    site.now += KEPT_FOR - HOUR
    site.publish("features/1")
    assert "pictures/old" in site.there()


def test_files_shared_with_the_new_release_stay(site: Site) -> None:
    for n in range(4):
        site.publish("pictures/same", f"features/{n}")
        site.now += 2 * KEPT_FOR
    assert site.there() == {"pictures/same", "features/3", "features/2"}


def test_a_file_that_was_published_again_is_kept_for_another_day(site: Site) -> None:
    site.publish("features/1")
    site.publish("features/2")
    site.now += KEPT_FOR - HOUR
    site.publish("features/1")
    site.now += KEPT_FOR
    site.publish("features/2")
    assert site.there() == {"features/1", "features/2"}


def test_they_are_deleted_without_another_publish(site: Site) -> None:
    """The daily signing of the timestamp deletes them, too."""
    site.publish("features/1")
    site.publish("features/2")
    site.now += KEPT_FOR
    site.repository.keep_fresh()
    assert site.there() == {"features/2"}


def test_a_kiosk_that_began_before_a_publish_can_finish(served: Desk, tmp_path: Path) -> None:
    repository = served.parts.repository
    client = updater(served, tmp_path / "kiosk", repository.trusted_root)
    wanted = {name: client.get_targetinfo(f"{name}/one") for name in ("features", "speech")}
    assert wanted["features"] is not None
    assert wanted["speech"] is not None
    repository.publish(files(tmp_path / "sources", "features/2", "speech/2"))
    served.clock.at += KEPT_FOR - HOUR
    repository.publish(files(tmp_path / "sources", "features/3", "speech/3"))
    assert Path(client.download_target(wanted["features"])).read_text() == "1"

    served.clock.at += 2 * HOUR
    repository.publish(files(tmp_path / "sources", "features/3", "speech/3"))
    with pytest.raises(DownloadHTTPError):
        client.download_target(wanted["speech"])
    again = updater(served, tmp_path / "kiosk", repository.trusted_root)
    newest = again.get_targetinfo("speech/one")
    assert newest is not None
    assert Path(again.download_target(newest)).read_text() == "3"


@pytest.mark.parametrize("asked_for", ["snapshot", "targets"])
def test_a_publish_happens_while_a_kiosk_reads_the_metadata(
    served: Desk, tmp_path: Path, asked_for: str
) -> None:
    repository = served.parts.repository
    published: list[str] = []

    def before(address: str) -> None:
        if address.endswith(f".{asked_for}.json") and not published:
            published.append(address)
            repository.publish(files(tmp_path / "sources", "features/2"))

    client = updater(served, tmp_path / "kiosk", repository.trusted_root, before)
    found = client.get_targetinfo("features/one")
    assert published
    assert found is not None
    assert Path(client.download_target(found)).read_text() == "1"


def test_a_kiosk_that_was_away_for_years_finds_every_root(served: Desk, tmp_path: Path) -> None:
    repository = served.parts.repository
    first = repository.trusted_root
    updater(served, tmp_path / "kiosk", first).refresh()
    roots = set(repository.metadata.glob("*.root.json"))
    for _ in range(3):
        served.clock.at += dt.timedelta(days=300)
        repository.renew()
    assert len(list(repository.metadata.glob("*.targets.json"))) == 2
    assert roots < set(repository.metadata.glob("*.root.json"))
    for kiosk in ("kiosk", "new"):
        found = updater(served, tmp_path / kiosk, first).get_targetinfo("features/one")
        assert found is not None


def test_an_earlier_release_is_published_again_when_its_files_are_gone(desk: Desk) -> None:
    desk.parts.publisher.publish("Noor")
    first = desk.parts.releases.release()
    assert first is not None
    sound = desk.parts.releases.file(first.speech[0].opus)
    assert sound is not None
    change(desk)
    for _ in range(2):
        desk.parts.publisher.publish("Noor")
        desk.clock.at += 2 * KEPT_FOR
    assert not sound.exists()
    desk.renderer.rendered.clear()
    desk.parts.publisher.publish("Noor", museum=desk.parts.releases.get(1).museum)
    assert desk.renderer.rendered == []
    assert sound.exists()
    phone = desk.app.test_client()
    for target, file in desk.parts.repository.paths().items():
        assert file.is_file()
        if target.startswith(("speech/", "pictures/")):
            answer = phone.get(f"/visit/media/{target}?r=4")
            assert (answer.status_code, answer.get_data()) == (200, file.read_bytes())
            answer.close()


def refusing(
    monkeypatch: pytest.MonkeyPatch, error: BaseException, refuses: Callable[[Path], bool]
) -> None:
    really = Path.unlink

    def unlink(self: Path, missing_ok: bool = False) -> None:
        if refuses(self):
            raise error
        really(self, missing_ok)

    monkeypatch.setattr(Path, "unlink", unlink)


def test_a_publish_succeeds_although_a_file_can_not_be_deleted_and_deleting_is_tried_again(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    site.publish("features/1", "speech/1")
    site.publish("features/2", "speech/2")
    site.now += KEPT_FOR
    with monkeypatch.context() as patch:
        refusing(patch, PermissionError(1, "Not yours"), lambda file: file.parent.name == "speech")
        site.publish("features/3")
    assert site.there() == {"speech/1", "features/2", "speech/2", "features/3"}
    assert re.search(r"1 files of earlier releases can't be deleted: .*Not yours", caplog.text)
    site.publish("features/3")
    assert site.there() == {"features/2", "speech/2", "features/3"}


@pytest.mark.parametrize("deleted", range(3))
def test_the_server_is_killed_while_it_deletes(
    served: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deleted: int
) -> None:
    """Kiosks get the newest release, no metadata lists a deleted file, and the rest is deleted later."""
    repository = served.parts.repository
    for n in (2, 3):
        served.clock.at += KEPT_FOR
        repository.publish(files(tmp_path / "sources", f"features/{n}"))
    served.clock.at += KEPT_FOR
    left = iter(range(deleted))
    with monkeypatch.context() as patch:
        refusing(
            patch,
            KeyboardInterrupt(),
            lambda file: ".part-" not in file.name and next(left, None) is None,
        )
        with pytest.raises(KeyboardInterrupt):
            repository.publish(files(tmp_path / "sources", "features/4"))
    client = updater(served, tmp_path / "kiosk", repository.trusted_root)
    found = client.get_targetinfo("features/one")
    assert found is not None
    assert Path(client.download_target(found)).read_text() == "4"
    for file in repository.metadata.glob("*.targets.json"):
        targets = json.loads(file.read_bytes())["signed"]["targets"]
        for name, one in targets.items():
            folder, _, last = name.partition("/")
            assert (repository.targets / folder / f"{one['hashes']['sha256']}.{last}").exists()

    for _ in range(2):
        repository.publish(files(tmp_path / "sources", "features/5"))
        served.clock.at += KEPT_FOR
    repository.keep_fresh()
    assert [file.read_text() for file in repository.targets.rglob("*.one")] == ["5"]


def test_the_disk_is_full_when_it_writes_its_notes(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Files whose day is over are deleted all the same, which frees space."""
    site.publish("features/1")
    site.publish("features/2")
    site.now += KEPT_FOR

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(superseded_files, "write_durably", full)
        site.publish("features/3")
    assert "No space left on device" in caplog.text
    assert site.there() == {"features/2", "features/3"}


def test_a_file_missing_in_the_notes_is_kept_for_a_day_from_now(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise a file that was published again without a note would be deleted while a kiosk fetches it."""
    site.publish("features/1")
    site.publish("features/2")
    with monkeypatch.context() as patch:
        patch.setattr(superseded_files, "write_durably", lambda *_: None)
        site.publish("features/1")
        site.now += 2 * KEPT_FOR
    site.publish("features/2")
    assert site.there() == {"features/1", "features/2"}
    site.now += KEPT_FOR
    site.publish("features/2")
    assert site.there() == {"features/2"}


@pytest.mark.parametrize("notes", [None, b"", b"[]", b'{"version":3,"since":{"x":"y"}}'])
def test_the_notes_are_lost_or_damaged_or_do_not_exist_yet(
    site: Site, caplog: pytest.LogCaptureFixture, notes: bytes | None
) -> None:
    site.publish("features/1")
    site.publish("features/2")
    site.now += 2 * KEPT_FOR
    if notes is None:
        (site.folder / NOTES).unlink()
    else:
        (site.folder / NOTES).write_bytes(notes)
    site.publish("features/2")
    assert ("can't be read" in caplog.text) == (notes is not None)
    assert site.there() == {"features/1", "features/2"}
    site.now += KEPT_FOR
    site.publish("features/2")
    assert site.there() == {"features/2"}


def test_the_clock_was_a_year_ahead_for_a_while(site: Site) -> None:
    site.publish("features/1")
    site.now += dt.timedelta(days=365)
    site.publish("features/2")
    site.now -= dt.timedelta(days=365)
    site.publish("features/2")
    site.now += KEPT_FOR
    site.publish("features/2")
    assert site.there() == {"features/2"}


def test_half_written_files_are_deleted_and_foreign_files_stay(site: Site) -> None:
    site.publish("features/1")
    digest = "0" * 64
    half = [
        site.repository.targets / "features" / f".part-{digest}.one",
        site.repository.targets / f"{digest}.release.json",
        site.repository.metadata / ".part-k3j2_x",
    ]
    others = [
        site.repository.targets / "features" / "README",
        site.repository.metadata / "1.root.json.before",
        site.folder / "notes.txt",
    ]
    for file in (*half, *others):
        file.write_text("…")
    site.publish("features/1")
    site.now += KEPT_FOR
    site.publish("features/1")
    assert not any(file.exists() for file in half)
    assert all(file.exists() for file in others)


def test_the_notes_are_not_served(served: Desk) -> None:
    assert (served.parts.data / "bundles" / NOTES).exists()
    client = served.app.test_client()
    for address in (NOTES, f"metadata/../{NOTES}", f"targets/../{NOTES}"):
        assert client.get(f"/bundles/{address}").status_code == 404


@pytest.mark.long
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    steps=st.lists(
        st.tuples(st.integers(0, 30), st.sets(st.sampled_from("abc"))), min_size=1, max_size=7
    )
)
def test_any_series_of_publishes_at_any_times(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, set[str]]]
) -> None:
    """Every release that was the newest within the last day is complete; all other files are deleted."""
    site = Site(tmp_path_factory.mktemp("site"))
    history: list[tuple[dt.datetime, set[str]]] = []
    for hours, letters in steps:
        site.now += hours * HOUR
        contents = {f"{letter}/{letter}" for letter in letters}
        site.publish(*contents)
        history.append((site.now, contents))
        ends = [at for at, _ in history[1:]]
        needed = [
            contents
            for (_, contents), end in zip(history, ends, strict=False)
            if site.now - end < KEPT_FOR
        ]
        assert site.there() == contents.union(*needed)
