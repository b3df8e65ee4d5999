"""The disk alters a file of the release in use: the kiosk notices, says so, and fetches that file again by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from contract.bundle import RELEASE_TARGET
from device.content import damaged_files, store
from device.content.damaged_files import AGAIN_SECONDS, CHECK_SECONDS, is_whole

FEATURES = "features " * 1000


class Clock:
    """Monotonic seconds that a test moves on."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def flip_a_byte(file: Path, share: float = 0.5) -> bytes:
    """Alter one byte, in the middle by default, in place. Returns the bytes as they were."""
    whole = file.read_bytes()
    at = int(share * (len(whole) - 1))
    with file.open("r+b") as target:
        target.seek(at)
        target.write(bytes([whole[at] ^ 0x10]))
    assert file.read_bytes() != whole
    return whole


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_a_byte_is_flipped(site, kiosk, taken, share):
    site.publish(1, features=FEATURES)
    kiosk().check_now()
    site.fetched()
    restarted = kiosk()
    file = restarted.features_path
    whole = flip_a_byte(file, share)
    restarted.check_now()
    assert file.read_bytes() == whole
    assert site.fetched() == ["features.npz"]  # and nothing else
    assert taken == [1, 1]  # recognition is told, so that it reads the file again
    assert restarted.problems == []


def test_a_picture_and_the_release_itself_are_checked_too(site, kiosk):
    site.publish(1)
    first = kiosk()
    first.check_now()
    for target in ("pictures/star.png", RELEASE_TARGET):
        restarted = kiosk()
        whole = flip_a_byte(first.path(target), share=0.2)
        restarted.check_now()
        assert first.path(target).read_bytes() == whole, target
        assert restarted.release == first.release


def test_a_lost_file_is_fetched_again_without_a_restart(site, kiosk, taken):
    site.publish(1, features=FEATURES)
    running = kiosk()
    running.check_now()
    running.features_path.unlink()
    running.report_unreadable_features()
    running.check_now()
    assert running.features_path.read_text() == FEATURES
    assert taken == [1, 1]


def test_it_is_said_until_the_server_is_there(site, kiosk):
    site.publish(1, features=FEATURES)
    kiosk().check_now()
    restarted = kiosk()
    flip_a_byte(restarted.features_path)
    site.close()
    restarted.check_now()
    said = [words for words in restarted.problems if "damaged" in words]
    assert said == ["A file on this kiosk's disk is damaged (features.npz); it is fetched again."]
    assert restarted.release is not None  # texts and pictures go on
    site.open()
    restarted.check_now()
    assert restarted.problems == []


def test_it_is_fetched_once_an_hour_at_most(site, kiosk, clock):
    """A failing card damages the file each time that it is written."""
    site.publish(1, features=FEATURES)
    running = kiosk(clock=clock)
    running.check_now()
    site.fetched()
    fetches_by_hour = []
    for _ in range(12):
        for _ in range(4):
            if is_whole(running.features_path):
                flip_a_byte(running.features_path)
            running.report_unreadable_features()
            running.check_now()
            clock.now += AGAIN_SECONDS / 4
        fetches_by_hour.append(len(site.fetched()))
    assert max(fetches_by_hour) == 1
    assert 2 <= sum(fetches_by_hour) <= 5  # the pause grows
    said = [words for words in running.problems if "replace the card" in words]
    assert len(said) == 1, "it stays, also while the file happens to be whole"


def test_a_card_that_damaged_a_file_twice_is_named_while_the_file_is_whole(site, kiosk, clock):
    site.publish(1, features=FEATURES)
    running = kiosk(clock=clock)
    running.check_now()
    for _ in range(2):
        flip_a_byte(running.features_path)
        running.report_unreadable_features()
        running.check_now()
        assert is_whole(running.features_path)
        clock.now += CHECK_SECONDS
    file = "A file on this kiosk's disk was damaged 2 times (features.npz): replace the card."
    assert running.problems == [file]


def test_a_whole_file_that_is_reported_is_read_once_an_hour(site, kiosk, clock, monkeypatch):
    site.publish(1, features=FEATURES)
    running = kiosk(clock=clock)
    running.check_now()
    checked = []
    monkeypatch.setattr(
        damaged_files, "is_whole", lambda file: checked.append(file) or is_whole(file)
    )
    for _ in range(10):
        running.report_unreadable_features()
        running.check_now()
    assert len(checked) == 1
    clock.now += CHECK_SECONDS
    running.check_now()
    assert len(checked) == 1 + 3  # the release, its picture, its features


def test_a_file_that_cannot_be_read_is_damaged(tmp_path):
    assert not is_whole(tmp_path / "absent.features")
    (tmp_path / "folder.features").mkdir()
    assert not is_whole(tmp_path / "folder.features")


def test_the_server_has_another_release_that_is_refused(site, kiosk, monkeypatch):
    """The file of the release in use is no longer signed under this hash: it stays, and the problem is said."""
    site.publish(1, features=FEATURES)
    kiosk().check_now()
    restarted = kiosk()
    flip_a_byte(restarted.features_path)
    site.publish(2, features="other features")
    monkeypatch.setattr(store, "MAX_RELEASE_BYTES", 10)
    restarted.check_now()
    assert restarted.release.number == 1
    assert any("damaged" in words for words in restarted.problems)
    monkeypatch.undo()
    restarted.check_now()
    assert restarted.release.number == 2
    assert restarted.problems == []
