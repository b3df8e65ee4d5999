"""A bundle beyond a kiosk's limits is refused as too large, which is not the same as forged."""

from __future__ import annotations

import datetime as dt

import pytest

from device.content import fetcher, store


@pytest.fixture
def held(site, kiosk):
    """A store that holds release 1."""
    site.publish_spoken(1, "net.nl.een")
    opened = kiosk()
    opened.check_now()
    return opened


@pytest.mark.parametrize(
    ("where", "limit", "most"),
    [
        (store, "MAX_RELEASE_BYTES", 100),
        (fetcher, "MAX_TARGETS_BYTES", 200),
        (fetcher, "MAX_TARGET_BYTES", 3),
    ],
)
def test_what_is_signed_is_larger_than_kiosks_take(site, held, monkeypatch, where, limit, most):
    site.publish_spoken(2, "net.nl.twee")
    with monkeypatch.context() as patch:
        patch.setattr(where, limit, most)
        assert not held.check_now()
    assert "too large" in held.problems[0]
    assert "MB that kiosks take" in held.problems[0]
    assert len(held.problems[0]) <= 200
    assert held.release.number == 1
    assert held.check_now()
    assert held.problems == []


def test_a_timestamp_without_end(site, held):
    site.changed["timestamp.json"] = b" " * 100_000
    assert not held.check_now()
    assert "too large: timestamp" in held.problems[0]
    assert held.release.number == 1


def test_a_file_that_is_longer_than_signed_is_no_matter_of_size(site, held):
    site.publish_spoken(2, "net.nl.twee")
    site.changed["star.png"] = b"x" * 100_000
    assert not held.check_now()
    assert "not what was signed" in held.problems[0]


def test_the_clock_of_the_kiosk_is_named_when_signatures_have_ended(site, kiosk):
    """It may be the clock that is wrong; the release it has stays."""
    site.now -= dt.timedelta(days=5)
    site.publish_spoken(1, "net.nl.een")
    store = kiosk(now=lambda: dt.datetime(2031, 5, 6, tzinfo=dt.UTC))
    assert not store.check_now()
    assert "signatures have ended" in store.problems[0]
    assert "this kiosk's clock is wrong (2031-05-06)" in store.problems[0]
    assert len(store.problems[0]) <= 200
    site.now += dt.timedelta(days=5)
    site.repository.keep_fresh()
    assert store.check_now()
    assert store.problems == []
