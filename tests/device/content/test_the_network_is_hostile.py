"""Whoever is in the network answers in the server's place, slowly, without end, or with what is old: refused and said.

Each is an alarm, too, unless it may as well be a fault of the network.
"""

from __future__ import annotations

import datetime as dt
import time

import pytest

from contract.kiosk_alerts import KioskAlert
from tests.device.certified_house import NOW, YEAR, CertifiedHouse
from tests.waiting import until

pytestmark = pytest.mark.long


@pytest.fixture
def house(tmp_path):
    return CertifiedHouse(tmp_path / "house")


@pytest.fixture
def held(site, kiosk, house):
    """A kiosk with a certificate that holds release 1."""
    site.close()
    site.tls = house.context(house.server.certificate, house.server.key)
    site.open()
    site.publish(1)
    store = kiosk(fetcher=house.fetcher())
    assert store.check_now()
    assert store.alerts == []
    return store


def served_with(site, context):
    site.close()
    site.tls = context
    site.open()
    site.publish(2)


@pytest.mark.parametrize("stranger", ["another authority's", "a kiosk's"])
def test_another_machine_answers_in_the_servers_place(tmp_path, site, held, house, stranger):
    if stranger == "a kiosk's":
        context = house.context(str(house.kiosk), str(house.kiosk_key))
    else:
        other = CertifiedHouse(tmp_path / "other")
        context = other.context(other.server.certificate, other.server.key)
    served_with(site, context)
    asked = len(site.asked)
    assert not held.check_now()
    assert held.release.number == 1
    assert "Another machine answers in the server's place" in held.problems[0]
    assert held.alerts == [KioskAlert.ANOTHER_SERVER]
    assert len(site.asked) == asked, "it is told nothing"
    served_with(site, house.context(house.server.certificate, house.server.key))
    assert held.check_now()
    assert (held.problems, held.alerts) == ([], [])


@pytest.mark.parametrize("years", [4, -4])
def test_the_servers_certificate_does_not_hold_now(tmp_path, site, kiosk, years):
    """To a kiosk whose clock says 2001 a certificate does not hold yet; that is no stranger."""
    house = CertifiedHouse(tmp_path / "house", NOW + years * YEAR)
    served_with(site, house.context(house.server.certificate, house.server.key))
    store = kiosk(fetcher=house.fetcher(), now=lambda: dt.datetime(2001, 1, 1, tzinfo=dt.UTC))
    assert not store.check_now()
    assert (
        "By this kiosk's clock (2001-01-01) the server's certificate does not hold"
        in store.problems[0]
    )
    assert "asks again by itself" in store.problems[0]
    assert store.alerts == []
    assert len(store.problems[0]) <= 200


@pytest.mark.parametrize("dripping", ["timestamp.json", "star.png"])
@pytest.mark.parametrize("tls", [False, True], ids=["body", "header"])
def test_an_answer_comes_drop_by_drop(site, house, kiosk, monkeypatch, dripping, tls):
    site.close()
    site.tls = house.context(house.server.certificate, house.server.key) if tls else None
    site.open()
    site.publish(1, picture="a star" * 1000)
    store = kiosk(fetcher=house.fetcher() if tls else None)
    site.drips.add(dripping)
    monkeypatch.setattr("runtime.patient_socket.SLOW_SECONDS", 0.5)
    began = time.monotonic()
    assert not store.check_now()
    assert time.monotonic() - began < 10
    assert "answers too slowly" in store.problems[0]
    site.drips.clear()
    assert store.check_now()
    assert store.problems == []


@pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])
def test_the_server_leads_elsewhere(site, another_site, house, kiosk, tls):
    """Nothing is fetched there."""
    if tls:
        site.close()
        site.tls = house.context(house.server.certificate, house.server.key)
        site.open()
    site.publish(1)
    another_site.open()
    store = kiosk(fetcher=house.fetcher() if tls else None)
    elsewhere = another_site.address.replace("127.0.0.1", "localhost")
    site.leads_to["timestamp.json"] = f"{elsewhere}/bundles/metadata/timestamp.json"
    assert not store.check_now()
    assert store.problems
    assert store.release is None
    another_site.close()


def test_the_museums_own_server_leads_to_another_path(site, kiosk):
    site.publish(1)
    site.leads_to["/1.root.json"] = f"{site.address}/bundles/metadata/1.root.json?again"
    assert kiosk().check_now()


class TestRefusedIsAlarmed:
    """What test_a_bundle_is_refused.py says in sentences."""

    @pytest.mark.parametrize(
        "forged", [b"evil", b"ev", b"evil" * 100_000], ids=["swapped", "truncated", "long"]
    )
    def test_a_target_is_altered(self, site, kiosk, forged):
        site.publish(1)
        store = kiosk()
        store.check_now()
        site.publish(2, picture="good")
        site.changed["star.png"] = forged
        store.check_now()
        assert store.alerts == [KioskAlert.BUNDLE_REFUSED]
        site.changed.clear()
        store.check_now()
        assert store.alerts == []

    def test_the_release_is_of_other_keys(self, site, another_site, kiosk):
        site.publish(1)
        store = kiosk(another_site.repository.trusted_root)
        store.check_now()
        assert store.alerts == [KioskAlert.BUNDLE_REFUSED]

    def test_a_list_without_end(self, site, kiosk):
        site.publish(1)
        store = kiosk()
        site.changed["timestamp.json"] = b" " * 100_000
        store.check_now()
        assert store.alerts == [KioskAlert.BUNDLE_REFUSED]

    def test_an_older_release_is_played_again(self, site, kiosk):
        site.publish(1)
        site.publish(2)
        old = (site.repository.metadata / "timestamp.json").read_bytes()
        site.publish(3)
        store = kiosk()
        store.check_now()
        site.changed["timestamp.json"] = old
        store.check_now()
        assert store.alerts == [KioskAlert.BUNDLE_OLDER]
        assert "older" in store.problems[0]

    def test_the_same_old_timestamp_for_ever(self, site, kiosk):
        """A freeze: who answers keeps newer releases back. When the signatures end the kiosk knows."""
        site.now += dt.timedelta(seconds=10) - dt.timedelta(days=3)  # for so long they hold
        site.publish(1)
        frozen = (site.repository.metadata / "timestamp.json").read_bytes()
        store = kiosk()
        assert store.check_now()
        site.now += dt.timedelta(days=3)
        site.publish(2)
        site.changed["timestamp.json"] = frozen
        until(lambda: store.check_now() or store.alerts, 60)
        assert store.alerts == [KioskAlert.BUNDLE_ENDED]
        assert store.release.number == 1
        site.changed.clear()
        assert store.check_now()
        assert (store.release.number, store.alerts) == (2, [])

    def test_a_server_that_is_away_is_no_alarm(self, site, kiosk):
        site.publish(1)
        store = kiosk()
        site.close()
        store.check_now()
        assert store.problems
        assert store.alerts == []
