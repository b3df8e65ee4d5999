"""A bundle that is tampered with, signed by others, out of date or not understood is refused; the old release stays."""

from __future__ import annotations

import datetime as dt
import json
import logging
import shutil

import pytest

from contract.bundle import RELEASE_TARGET


@pytest.fixture
def held(site, kiosk):
    """A store that holds release 1."""
    site.publish(1)
    store = kiosk()
    store.check_now()
    return store


@pytest.mark.parametrize(
    "forged", [b"evil", b"ev", b"evil" * 100_000], ids=["same", "short", "long"]
)
def test_a_target_is_tampered_with(site, held, forged, taken):
    site.publish(2, picture="good")
    site.changed["star.png"] = forged
    assert not held.check_now()
    assert held.release.number == 1
    assert held.path("pictures/star.png").read_text() == "a star"
    assert "not what was signed" in held.problems[0]
    assert taken == [1]
    site.changed.clear()
    assert held.check_now()
    assert held.path("pictures/star.png").read_text() == "good"
    assert held.problems == []


def test_the_metadata_is_tampered_with(site, held):
    site.publish(2)
    newest = max(site.repository.metadata.glob("*.targets.json"))
    site.changed["targets.json"] = newest.read_bytes().replace(b'"length":', b'"length":1')
    assert not held.check_now()
    assert "not what was signed" in held.problems[0]
    assert held.release.number == 1


def test_the_signatures_have_ended(site, held, kiosk):
    site.now -= dt.timedelta(days=400)  # they hold for a year
    site.publish(2)
    assert not held.check_now()
    assert "signatures have ended" in held.problems[0]
    assert held.release.number == 1
    again = kiosk()
    assert again.release.number == 1
    assert again.path("speech/star.opus").read_text() == "opus"


@pytest.mark.parametrize("release", [{"v": 3}, {"v": 7, "number": "in other words"}])
def test_a_release_of_newer_software(site, held, taken, release):
    site.publish_files({RELEASE_TARGET: json.dumps(release)})
    assert not held.check_now()
    assert held.release.number == 1
    assert held.path("speech/star.opus").read_text() == "opus"
    assert held.problems == [
        f"The new release was not taken. This release is of version {release['v']}, written by newer software; "
        "this software reads 1 to 2. Install that software, or newer, here. The kiosk goes on with what it has."
    ]
    assert taken == [1]
    site.publish(3)
    assert held.check_now()
    assert held.problems == []


def test_what_is_held_stays_when_its_own_signatures_end(site, kiosk):
    site.publish(1)
    kiosk().check_now()
    site.now -= dt.timedelta(days=400)
    site.repository.keep_fresh()
    store = kiosk()
    assert not store.check_now()
    assert store.release.number == 1
    assert store.path("pictures/star.png").read_text() == "a star"


def test_an_older_release_is_played_again(site, held, tmp_path):
    site.publish(2)
    shutil.copytree(site.repository.metadata, tmp_path / "of-two")
    site.publish(3)
    held.check_now()
    site.changed["timestamp.json"] = (tmp_path / "of-two/timestamp.json").read_bytes()
    assert not held.check_now()
    assert "older" in held.problems[0]
    assert held.release.number == 3


def test_the_kiosk_was_set_up_for_another_site(site, another_site, kiosk):
    site.publish(1)
    store = kiosk(another_site.repository.trusted_root)
    assert not store.check_now()
    assert store.release is None
    assert "not signed by the keys" in store.problems[0]


def test_the_root_file_is_invalid(site, kiosk):
    site.publish(1)
    store = kiosk(b"<html>")
    assert not store.check_now()
    assert "refused" in store.problems[0]


def test_a_release_of_a_form_to_come(site, held):
    site.publish_files({RELEASE_TARGET: '{"number": 2, "works": "in another form"}'})
    assert not held.check_now()
    assert "does not understand" in held.problems[0]
    assert held.release.number == 1


def test_a_release_names_a_file_that_is_not_signed(site, held, tmp_path):
    site.publish(2)
    body = site.repository.read(RELEASE_TARGET).decode()
    site.publish_files({RELEASE_TARGET: body})
    assert not held.check_now()
    assert "not signed" in held.problems[0]
    assert held.release.number == 1


def test_the_same_problem_is_logged_once(site, held, caplog):
    site.close()
    with caplog.at_level(logging.WARNING, "device.content"):
        for _ in range(3):
            held.check_now()
    assert len([r for r in caplog.records if r.name.startswith("device.content")]) == 1


class TestTrustOnFirstUse:
    def test_the_first_root_is_kept_and_a_warning_given(self, site, another_site, kiosk, caplog):
        site.publish(1)
        with caplog.at_level(logging.WARNING, "device.content"):
            assert kiosk(None).check_now()
        assert "trusted from now on" in caplog.text
        another_site.publish(2)
        site.repository = another_site.repository  # another site answers at this address
        store = kiosk(None)
        assert not store.check_now()
        assert store.release.number == 1
        assert "not signed by the keys" in store.problems[0]

    def test_power_cut_while_the_client_renews_its_link(self, site, another_site, kiosk, tmp_path):
        """python-tuf removes root.json before it links it anew; trust may not be given a second time."""
        site.publish(1)
        kiosk(None).check_now()
        (tmp_path / "content/metadata/root.json").unlink()
        another_site.publish(2)
        site.repository = another_site.repository
        store = kiosk(None)
        assert not store.check_now()
        assert store.release.number == 1

    def test_a_portal_of_the_network_answers_first(self, site, kiosk):
        site.publish(1)
        site.changed["1.root.json"] = b"<html>Accept our terms</html>"
        store = kiosk(None)
        assert not store.check_now()
        assert "refused" in store.problems[0]
        site.changed.clear()
        assert store.check_now()

    def test_the_server_is_away_at_first(self, site, kiosk):
        site.publish(1)
        store = kiosk(None)
        site.close()
        assert not store.check_now()
        assert "can't be reached" in store.problems[0]
        site.open()
        assert store.check_now()

    def test_the_keys_of_the_server_are_renewed(self, site, kiosk):
        site.publish(1)
        kiosk(None).check_now()
        site.repository.renew()
        site.publish(2)
        assert kiosk(None).check_now()
