"""A full disk costs the new release, not the old one; when there is room again it is taken."""

from __future__ import annotations

import errno
import os
import types

import pytest


def refuse(*_args: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def half_a_file(source, destination) -> None:
    destination.write(source.read()[:2])
    refuse()


def full_at_a_target(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("tuf.ngclient.updater.shutil", types.SimpleNamespace(copyfileobj=half_a_file))


def full_at_the_metadata(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("tuf.ngclient.updater.Updater._persist_file", refuse)


def full_at_the_switch(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("device.content.stored_releases.write_durably", refuse)


@pytest.mark.parametrize("full", [full_at_a_target, full_at_the_metadata, full_at_the_switch])
def test_the_old_release_stays_until_there_is_room(site, kiosk, taken, monkeypatch, full):
    site.publish(1)
    store = kiosk()
    store.check_now()
    site.publish(2, opus="second")
    with monkeypatch.context() as patch:
        full(patch)
        assert not store.check_now()
    assert "disk is full" in store.problems[0]
    assert store.release.number == 1
    assert store.path("speech/star.opus").read_text() == "opus"
    assert kiosk().release.number == 1
    assert store.check_now()
    assert store.problems == []
    assert store.path("speech/star.opus").read_text() == "second"
    assert taken == [1, 2]


def test_the_disk_can_only_be_read(site, kiosk, monkeypatch):
    site.publish(1)
    store = kiosk()

    def read_only(*_args: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr("tuf.ngclient.updater.Updater._persist_file", read_only)
    assert not store.check_now()
    assert "Read-only file system" in store.problems[0]
