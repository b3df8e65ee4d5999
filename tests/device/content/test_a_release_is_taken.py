"""A kiosk takes a release whole, and the next one in one step."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from contract.bundle import RELEASE_TARGET, PublishedLook
from device.content.store import ContentStore
from device.content.stored_releases import StoredRelease, read_stored, write_stored
from tests.waiting import until


def texts(store: ContentStore) -> dict[str, str]:
    names = ["pictures/star.png", "speech/star.opus", "speech/portrait.vtt", "features.npz"]
    return {name: store.path(name).read_text() for name in names}


def test_first_start(site, kiosk, taken):
    published = site.publish(1)
    store = kiosk()
    assert store.release is None
    assert store.features_path is None
    assert store.check_now()
    assert store.release == published
    assert taken == [1]
    assert texts(store) == {
        "pictures/star.png": "a star",
        "speech/star.opus": "opus",
        "speech/portrait.vtt": "WEBVTT portrait",
        "features.npz": "features",
    }
    assert store.features_path == store.path("features.npz")
    assert store.problems == []


def test_nothing_is_published_yet(site, kiosk, taken):
    store = kiosk()
    assert not store.check_now()
    assert store.release is None
    assert store.problems == []
    assert taken == []


def test_nothing_is_new(site, kiosk, taken):
    site.publish(1)
    store = kiosk()
    store.check_now()
    site.fetched()
    assert not store.check_now()
    assert site.fetched() == []
    assert taken == [1]


def test_a_target_that_the_release_does_not_name(site, kiosk):
    site.publish(1)
    store = kiosk()
    store.check_now()
    with pytest.raises(KeyError):
        store.path("pictures/another.png")
    with pytest.raises(KeyError):
        store.path("../current.json")


def test_only_what_changed_is_fetched(site, kiosk):
    site.publish(1)
    store = kiosk()
    store.check_now()
    assert len(site.fetched()) == 6
    site.publish(2, opus="new words", subtitles="WEBVTT new")
    assert store.check_now()
    assert site.fetched() == ["release.json", "speech/star.opus", "speech/wide.vtt"]
    assert store.path("speech/star.opus").read_text() == "new words"


def test_the_old_release_is_in_use_until_the_new_one_is_whole(site, kiosk, monkeypatch):
    old = site.publish(1)
    store = kiosk()
    store.check_now()
    site.publish(2, picture="another star", features="other features")
    seen = []
    fetch = ContentStore._fetch

    def looked_at(self, updater, described):
        seen.append((store.release == old, store.path("pictures/star.png").read_text()))
        return fetch(self, updater, described)

    monkeypatch.setattr(ContentStore, "_fetch", looked_at)
    assert store.check_now()
    assert seen == [(True, "a star")] * 3  # the release, its picture, its features
    assert store.path("pictures/star.png").read_text() == "another star"


def test_the_release_before_stays_and_older_ones_go(site, kiosk, tmp_path: Path):
    store = kiosk()
    for number in (1, 2, 3):
        site.publish(number, picture=f"picture of {number}")
        store.check_now()
    held = {file.read_text() for file in (tmp_path / "content/targets").iterdir()}
    assert {"picture of 2", "picture of 3"} <= held
    assert "picture of 1" not in held


def test_an_announcement_wakes_the_store(site, kiosk, taken):
    site.publish(1)
    store = kiosk()
    store.start(3600.0)
    until(lambda: taken == [1])
    site.publish(2)
    store.poke()
    until(lambda: taken == [1, 2])


def test_stopping_right_after_the_start_takes_no_interval(site, kiosk):
    site.publish(1)
    store = kiosk()
    clear = store._wake.clear

    def stopped_in_between():
        stopper.start()
        while not store._wake.is_set():
            time.sleep(0.001)
        clear()

    stopper = threading.Thread(target=store.stop)
    store._wake.clear = stopped_in_between
    store.start(3600.0)
    until(lambda: stopper.ident is not None and not stopper.is_alive(), seconds=5)


def test_two_ask_at_once(site, kiosk, taken):
    site.publish(1)
    store = kiosk()
    together = threading.Barrier(2)

    def ask() -> None:
        together.wait()
        store.check_now()

    askers = [threading.Thread(target=ask) for _ in range(2)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert taken == [1]
    assert len(site.fetched()) == 6


def test_software_of_before_left_look_and_words_and_they_are_fetched_after_the_update(
    site, kiosk, taken, tmp_path
):
    """Without the server the kiosk goes on with what the old software fetched; the rest comes when it is there."""
    plain = site.publish(1)
    look = PublishedLook("look/colours.css")
    word = "pronunciations/star.wav"
    release = replace(plain, number=2, look=look, word_sounds={"star.wav": word})
    files = {one: site.source(one) for one in ("pictures/star.png", "features.npz")}
    speech = [plain.speech[0].opus, plain.speech[0].subtitles, plain.speech[0].subtitles_portrait]
    files |= {one: site.source(one) for one in speech}
    files |= {
        "look/colours.css": ":root {}",
        word: "a star, said",
        RELEASE_TARGET: msgspec.json.encode(release).decode(),
    }
    site.publish_files(files)
    kiosk().check_now()
    (stored, *before) = read_stored(tmp_path / "content")
    left = {
        target: name for target, name in stored.files.items() if target not in (look.colours, word)
    }
    write_stored(tmp_path / "content", [StoredRelease(left, stored.speech), *before])

    updated = kiosk()
    assert updated.release == release
    updated.check_now()
    assert updated.path("look/colours.css").read_text() == ":root {}"
    assert updated.path(word).read_text() == "a star, said"
    assert taken == [2, 2]
    updated.check_now()
    assert taken == [2, 2]
