"""A release is in use with its texts and pictures; its speech follows, what this kiosk needs first, within a limit."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest

from contract.bundle import Release
from device.content.store import ContentStore
from tests.waiting import until


def heard(store: ContentStore) -> set[str]:
    """Return the words of the blocks whose speech is here, as the kiosk would play them."""
    release = store.release
    assert release is not None
    words = set()
    for speech in release.speech:
        if store.has_speech(speech):
            words.add(store.path(speech.opus).read_text())
            assert store.path(speech.subtitles).read_text().endswith(speech.opus[7:-5])
            assert "narrow" in store.path(speech.subtitles_portrait).read_text()
    return words


def packs(site) -> list[str]:
    """The packs that were asked for, in that order, since the last call."""
    asked, site.asked = site.asked, []
    return [one.split("/")[-1].split(".", 1)[1] for one in asked if "/targets/packs/" in one]


def test_all_of_it_comes_and_no_audio_for_phones(site, kiosk, tmp_path):
    release = site.publish_spoken(1, "net.nl.een", "net.nl.twee", "net.en.one", "kolam.nl.drie")
    store = kiosk()
    assert store.check_now()
    assert store.release == release
    assert heard(store) == {"een", "twee", "one", "drie"}
    assert sorted(packs(site)) == ["kolam.nl.zip", "net.en.zip", "net.nl.zip"]
    assert not list((tmp_path / "content").rglob("*.m4a"))
    with pytest.raises(KeyError):
        store.path(release.speech[0].aac)


def test_its_own_room_comes_first_then_its_language(site, kiosk):
    site.publish_spoken(
        1, "a.de.1", "a.nl.2", "a.en.3", "b.de.4", "b.nl.5", "c.en.6", "c.nl.7", rooms="b=zaal"
    )
    store = kiosk(room="zaal", language="en")
    store.check_now()
    assert packs(site) == [
        *("b.nl.zip", "b.de.zip"),
        *("a.en.zip", "c.en.zip"),
        *("a.nl.zip", "c.nl.zip"),
        "a.de.zip",
    ]


def test_the_release_is_in_use_before_its_speech_comes(site, kiosk):
    seen: list[tuple[Release, set[str], str]] = []

    def on_new(release: Release) -> None:
        seen.append((release, heard(store), store.path("pictures/star.png").read_text()))

    release = site.publish_spoken(1, "net.nl.een")
    store = kiosk(on_new=on_new)
    store.check_now()
    assert seen == [(release, set(), "star 1")]
    assert heard(store) == {"een"}


def test_words_that_stay_are_heard_while_the_new_ones_come(site, kiosk):
    """Their pack is another one, because one block of it has other words."""
    site.publish_spoken(1, "net.nl.een", "net.nl.twee")
    heard_at_the_switch: list[set[str]] = []
    store = kiosk(on_new=lambda _release: heard_at_the_switch.append(heard(store)))
    store.check_now()
    site.publish_spoken(2, "net.nl.een", "net.nl.drie")
    assert store.check_now()
    assert heard_at_the_switch == [set(), {"een"}]
    assert heard(store) == {"een", "drie"}


def test_the_network_goes_while_speech_comes(site, kiosk, taken):
    site.publish_spoken(1, "net.nl.een", "net.en.one")
    store = kiosk()
    site.changed["net.en.zip"] = None
    assert store.check_now()
    assert heard(store) == {"een"}
    assert "can't be reached" in store.problems[0]
    again = kiosk()
    assert heard(again) == {"een"}
    packs(site)
    site.changed.clear()
    assert not again.check_now()
    assert heard(again) == {"een", "one"}
    assert packs(site) == ["net.en.zip"]
    assert again.problems == []
    assert taken == [1]


def test_speech_is_tampered_with(site, kiosk):
    site.publish_spoken(1, "net.nl.een")
    store = kiosk()
    site.changed["net.nl.zip"] = b"evil"
    assert store.check_now()
    assert heard(store) == set()
    assert "not what was signed" in store.problems[0]
    site.changed.clear()
    store.check_now()
    assert heard(store) == {"een"}


def test_the_limit_of_space_leaves_out_what_is_needed_least(site, kiosk, tmp_path):
    site.publish_spoken(1, "net.nl.een", "net.en.one", "net.de.eins")
    whole = kiosk()
    whole.check_now()
    files = list((tmp_path / "content/targets").iterdir())
    sizes = {True: [0], False: [0]}
    for file in files:
        sizes[file.suffix == ".zip"].append(file.stat().st_size)
    # Two releases without speech, and two packs and a half.
    size = 2 * sum(sizes[False]) + 2 * max(sizes[True]) + max(sizes[True]) // 2
    site.publish_spoken(2, "net.nl.twee", "net.en.two", "net.de.zwei")
    store = kiosk(most_bytes=size)
    assert store.check_now()
    assert heard(store) == {"twee", "two"}
    assert store.problems == []
    held = sum(file.stat().st_size for file in (tmp_path / "content/targets").iterdir())
    assert held <= size
    packs(site)
    store.check_now()  # it does not ask for the rest again and again
    assert packs(site) == []


def test_texts_and_pictures_do_not_fit(site, kiosk):
    site.publish_spoken(1, "net.nl.een")
    store = kiosk(most_bytes=100)
    assert not store.check_now()
    assert store.release is None
    assert "this kiosk may use" in store.problems[0]
    assert "content_megabytes" in store.problems[0]
    assert kiosk().check_now()


def test_the_disk_fills_while_speech_comes(site, kiosk, monkeypatch):
    site.publish_spoken(1, "net.nl.een", "net.en.one")
    store = kiosk()
    fetch = ContentStore._download

    def full(self, updater, described):
        if described.path.endswith("en.zip"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return fetch(self, updater, described)

    with monkeypatch.context() as patch:
        patch.setattr(ContentStore, "_download", full)
        assert store.check_now()
    assert heard(store) == {"een"}
    assert "disk is full" in store.problems[0]
    store.check_now()
    assert heard(store) == {"een", "one"}


def test_power_is_cut_at_any_file(site, kiosk, monkeypatch, tmp_path):
    """Whatever was being fetched, the kiosk starts with a whole release and goes on with the rest."""
    site.publish_spoken(1, "net.nl.een", "net.en.one")
    kiosk().check_now()
    site.publish_spoken(2, "net.nl.twee", "net.en.two", "kolam.nl.drie")
    fetch = ContentStore._download
    shutil.copytree(tmp_path / "content", tmp_path / "before", symlinks=True)
    for cut_at in range(5):  # the release, its picture, three packs
        shutil.rmtree(tmp_path / "content")
        shutil.copytree(tmp_path / "before", tmp_path / "content", symlinks=True)
        fetched = iter(range(cut_at))

        def cut(self, updater, described, fetched=fetched):
            if next(fetched, None) is None:
                part = self._targets / f".part-{described.hashes['sha256']}.zip"
                part.write_bytes(b"half")
                raise KeyboardInterrupt
            return fetch(self, updater, described)

        with monkeypatch.context() as patch:
            patch.setattr(ContentStore, "_download", cut)
            store = kiosk()
            with pytest.raises(KeyboardInterrupt):
                store.check_now()
        restarted = kiosk()
        assert restarted.release is not None
        assert heard(restarted) <= (
            {"een", "one"} if restarted.release.number == 1 else {"twee", "two", "drie"}
        )
    store = kiosk()
    store.check_now()
    assert heard(store) == {"twee", "two", "drie"}
    assert not list((store.path("pictures/star.png").parent).glob(".part-*"))


def test_a_pack_is_damaged_on_the_disk(site, kiosk, tmp_path):
    site.publish_spoken(1, "net.nl.een", "net.en.one")
    store = kiosk()
    store.check_now()
    for pack in (tmp_path / "content/targets").glob("*.zip"):
        pack.write_bytes(pack.read_bytes()[:40])
    again = kiosk()
    assert heard(again) == set()
    again.check_now()
    assert heard(again) == {"een", "one"}


def test_a_new_release_does_not_wait_for_the_speech_of_the_old(site, kiosk, taken, monkeypatch):
    site.publish_spoken(1, *(f"net-{n}.nl.{n}" for n in range(5)))
    store = kiosk()
    fetch = ContentStore._download

    def published_meanwhile(self, updater, described):
        if described.path.endswith("net-0.nl.zip") and taken == [1]:
            site.publish_spoken(2, *(f"net-{n}.nl.{n}" for n in range(5)))
            store.poke()
        return fetch(self, updater, described)

    monkeypatch.setattr(ContentStore, "_download", published_meanwhile)
    store.start(3600.0)
    until(lambda: taken == [1, 2], what="release 2")
    until(lambda: len(heard(store)) == 5, what="all speech")
    asked = [name for name in packs(site) if name == "net-4.nl.zip"]
    assert len(asked) == 1


def test_a_server_of_before_has_no_packs(site, kiosk):
    release = site.publish_spoken(1, "net.nl.een", "net.en.one", packs=False)
    store = kiosk()
    assert store.check_now()
    assert heard(store) == {"een", "one"}
    assert {Path(one.opus).name for one in release.speech} == {"een.opus", "one.opus"}
    site.publish_spoken(2, "net.nl.een", "net.en.two")
    assert store.check_now()
    assert heard(store) == {"een", "two"}


def test_only_what_is_played_is_taken_out_and_not_for_ever(site, kiosk, tmp_path, monkeypatch):
    monkeypatch.setattr("device.content.held_speech.TAKEN_OUT", 4)
    site.publish_spoken(1, *(f"net.nl.{n}" for n in range(6)))
    store = kiosk()
    store.check_now()
    taken_out = tmp_path / "content/unpacked"
    assert list(taken_out.iterdir()) == []
    assert len(heard(store)) == 6
    assert len(list(taken_out.iterdir())) <= 4
    kiosk()
    assert list(taken_out.iterdir()) == []
