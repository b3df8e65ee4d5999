"""Keys of the server change; kiosks follow, and what a stolen key signs is refused."""

from __future__ import annotations

from typing import Any

import pytest
from tuf.api.metadata import Metadata, Timestamp

from tests.device.content.conftest import BundleSite
from tour_server.publishing import signed_metadata
from tour_server.publishing.signing_keys import ROLES, SigningKeys


@pytest.mark.parametrize("role", ROLES)
def test_kiosks_follow_a_role_to_its_new_key(site: BundleSite, kiosk: Any, role: str) -> None:
    site.publish_spoken(1, "net.nl.een")
    store = kiosk()
    assert store.check_now()
    before = site.repository.keys.signer(role).public_key.keyid
    site.repository.rotate(role)
    assert site.repository.keys.signer(role).public_key.keyid != before
    assert not store.check_now()
    assert store.problems == []
    site.publish_spoken(2, "net.nl.twee")
    assert store.check_now()
    assert store.problems == []
    assert kiosk().release.number == 2


def test_what_a_stolen_key_signs_is_refused_after_the_rotation(
    site: BundleSite, kiosk: Any
) -> None:
    site.publish_spoken(1, "net.nl.een")
    store = kiosk()
    store.check_now()
    stolen = site.repository.keys.signer(Timestamp.type)
    site.repository.rotate(Timestamp.type)
    store.check_now()
    forged = Metadata[Timestamp].from_file(str(site.repository.metadata / "timestamp.json"))
    forged.signed.version += 1
    forged.sign(stolen)
    site.changed["timestamp.json"] = forged.to_bytes()
    assert not store.check_now()
    assert "not signed by the keys" in store.problems[0]


@pytest.mark.parametrize("role", ["timestamp", "snapshot", "targets"])
@pytest.mark.parametrize("dies_at", range(1, 6))
def test_the_server_dies_while_a_key_is_rotated(
    site: BundleSite, kiosk: Any, monkeypatch: pytest.MonkeyPatch, role: str, dies_at: int
) -> None:
    """After the next start kiosks take the next release, with the new key or the old one."""
    site.publish_spoken(1, "net.nl.een")
    store = kiosk()
    store.check_now()
    writes = iter(range(1, dies_at))

    def killed(*arguments: Any, really: Any = SigningKeys.adopt_next) -> None:
        if next(writes, None) is None:
            raise KeyboardInterrupt
        really(*arguments)

    write = signed_metadata.write_durably

    def dying(*arguments: Any) -> None:
        if next(writes, None) is None:
            raise KeyboardInterrupt
        write(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(SigningKeys, "adopt_next", killed)
        patch.setattr(signed_metadata, "write_durably", dying)
        with pytest.raises(KeyboardInterrupt):
            site.repository.rotate(role)
    site.repository.ensure()
    assert not store.check_now()
    assert store.problems == []
    site.publish_spoken(2, "net.nl.twee")
    assert store.check_now()
    assert store.problems == []
