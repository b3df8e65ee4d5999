"""The kiosk starts and goes on without a server, from what is on its disk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from runtime.durable_files import PART_PREFIX


def test_a_kiosk_without_content_and_server_says_so(site, kiosk):
    site.close()
    store = kiosk()
    assert not store.check_now()
    assert store.release is None
    assert "can't be reached" in store.problems[0]


def test_a_kiosk_restarts_without_a_server(site, kiosk, taken):
    published = site.publish(1)
    kiosk().check_now()
    site.close()
    store = kiosk()
    assert store.release == published
    assert store.path("speech/star.opus").read_text() == "opus"
    assert not store.check_now()
    assert "can't be reached" in store.problems[0]
    assert store.release == published
    assert taken == [1]


def test_the_problem_ends_when_the_server_is_back(site, kiosk):
    site.publish(1)
    store = kiosk()
    site.close()
    store.check_now()
    site.open()
    assert store.check_now()
    assert store.problems == []


@pytest.mark.parametrize("broken", ["star.png", "timestamp.json"])
def test_the_network_goes_in_the_middle_of_a_file(site, kiosk, broken):
    site.publish(1)
    store = kiosk()
    site.changed[broken] = None
    assert not store.check_now()
    assert store.release is None
    assert "can't be reached" in store.problems[0]
    site.changed.clear()
    assert store.check_now()
    assert store.path("pictures/star.png").read_text() == "a star"


def test_what_came_before_the_break_is_not_fetched_again(site, kiosk):
    site.publish(1)
    store = kiosk()
    site.changed["features.npz"] = None  # the last that is fetched before the switch
    store.check_now()
    site.fetched()
    site.changed.clear()
    assert store.check_now()
    speech = ["speech/portrait.vtt", "speech/star.opus", "speech/wide.vtt"]
    assert site.fetched() == ["features.npz", *speech]


def test_the_server_answers_with_an_error(site, kiosk):
    published = site.publish(1)
    store = kiosk()
    store.check_now()
    (site.repository.metadata / "timestamp.json").unlink()
    assert not store.check_now()
    assert "404" in store.problems[0]
    assert store.release == published


def test_power_is_cut_before_the_switch_is_on_the_disk(site, kiosk, tmp_path):
    """Half a new `current.json` beside the whole old one."""
    published = site.publish(1)
    kiosk().check_now()
    (tmp_path / "content/current.json.part").write_text('{"releases":[{"release')
    assert kiosk().release == published


def test_the_switch_waits_until_every_file_is_on_the_disk(site, kiosk, tmp_path, monkeypatch):
    """A power cut leaves only synced data: each target, then current.json, then its name."""
    synced: list[str] = []
    fsync = os.fsync

    def recorded(handle: int) -> None:
        synced.append(Path(f"/proc/self/fd/{handle}").readlink().name)
        fsync(handle)

    monkeypatch.setattr(os, "fsync", recorded)
    site.publish(1)
    store = kiosk()
    synced.clear()  # the repository's own
    store.check_now()
    switch = synced.index("content")
    needed = ("release.json", "pictures/star.png", "features.npz")
    names = {PART_PREFIX + store.path(target).name for target in needed}
    assert names <= set(synced[: switch - 1])
    assert "targets" in synced[: switch - 1]
    assert synced[switch - 1].startswith(PART_PREFIX)  # current.json
    speech = PART_PREFIX + store.path("speech/star.opus").name
    assert speech in synced[switch + 1 :]


@pytest.mark.parametrize("damaged", ["release.json", "pictures/star.png"])
def test_a_lost_file_gives_way_to_the_release_before(site, kiosk, damaged):
    first = site.publish(1)
    store = kiosk()
    store.check_now()
    second = site.publish(2, picture="another", opus="second")
    store.check_now()
    store.path(damaged).unlink()
    again = kiosk()
    assert again.release == first
    assert again.path("speech/star.opus").read_text() == "opus"
    assert again.path("pictures/star.png").read_text() == "a star"
    assert again.check_now()
    assert again.release == second
    again.path(damaged).unlink()
    assert kiosk().release == first  # it was kept all the while
