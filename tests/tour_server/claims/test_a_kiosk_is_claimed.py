"""A kiosk proves who it is, gets a name and a certificate, loses it, comes back, takes another's place."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from sqlalchemy import select

from contract.claimed_identity import ClaimedIdentity, KioskPlacing
from contract.claims import (
    ClaimAnswer,
    ClaimRequest,
    ClaimState,
    StateRequest,
    WaitReason,
    key_digest,
)
from contract.prepared_kiosk import PreparedWifi
from tests.tour_server.claims.conftest import DAY, DOOR, ClaimDesk, KioskTwin
from tour_server.broker.device_certificates import SigningRequestError
from tour_server.claims import claiming
from tour_server.claims.claiming import TooManyKiosksError
from tour_server.claims.kiosk_certificates import CertificateHolder
from tour_server.claims.tables import ClaimTokenRow
from tour_server.devices.registry import DeviceError
from tour_server.events.event_log import EventFilter

FENCE = KioskPlacing(cameras=({"count": True, "line": [1.0, 2.0, 3.0, 4.0]},))


def identity(answer: ClaimAnswer) -> ClaimedIdentity:
    assert answer.state is ClaimState.CLAIMED
    assert answer.identity is not None
    return answer.identity


def certificate(answer: ClaimAnswer) -> x509.Certificate:
    return x509.load_pem_x509_certificate(identity(answer).certificate.encode())


def holder(claims: ClaimDesk, answer: ClaimAnswer) -> CertificateHolder:
    found = claims.certificates.holder(certificate(answer).public_bytes(serialization.Encoding.DER))
    assert found is not None
    return found


def state(
    claims: ClaimDesk, answer: ClaimAnswer, placing: KioskPlacing | None = None
) -> ClaimState:
    """Return what the server says to a kiosk with the identity of this answer."""
    known = identity(answer)
    digest = key_digest(known.credentials.key_bytes)
    asked = StateRequest(key_digest=digest, room=known.room, placing=placing)
    return claims.claiming.state(holder(claims, answer), asked).state


def revoked_serials(claims: ClaimDesk) -> set[int]:
    listed = x509.load_pem_x509_crl((claims.lists / "crl.pem").read_bytes())
    authority = x509.load_pem_x509_certificate((claims.lists / "ca.crt").read_bytes())
    assert listed.is_signature_valid(authority.public_key())  # type: ignore[arg-type]
    return {one.serial_number for one in listed}


def accepted(claims: ClaimDesk, kiosk: KioskTwin, name: str = "", room: str | None = None) -> str:
    found = claims.claiming.find(kiosk.key.code)
    assert found is not None
    return claims.claiming.accept(found, name, room, "Tess")


# By its token.


def test_a_token_lets_one_kiosk_in(claims: ClaimDesk) -> None:
    token = claims.token("hall-1", "hall")
    answer = claims.kiosk("one").asks(token)
    known = identity(answer)
    assert (known.name, known.site, known.room) == ("hall-1", "museum", "hall")
    assert known.content == f"https://{DOOR}"
    assert known.broker == "mqtts://10.0.0.5:8883", "as the kiosk reached the server"
    assert known.server == "https://guide.example.org"
    assert known.credentials.key_bytes == claims.registry.keys()["hall-1"].key
    made = certificate(answer)
    authority = x509.load_pem_x509_certificate(known.authority.encode())
    made.verify_directly_issued_by(authority)
    assert made.subject.rfc4514_string() == "CN=hall-1"
    assert made.not_valid_after_utc == claims.at + 90 * DAY
    assert state(claims, answer) is ClaimState.CURRENT
    second = claims.kiosk("a copy of the card").asks(token)
    assert (second.state, second.reason) == (ClaimState.WAITING, WaitReason.TOKEN_USED)
    assert [one.name for one in claims.registry.devices()] == ["hall-1"]


def test_an_answer_that_was_lost_is_given_again(claims: ClaimDesk) -> None:
    kiosk, token = claims.kiosk("one"), claims.token()
    first, again = identity(kiosk.asks(token)), identity(kiosk.asks(token))
    assert first.name == again.name
    assert first.credentials == again.credentials


@pytest.mark.parametrize(
    ("token", "reason"),
    [("", WaitReason.NO_TOKEN), ("guessed", WaitReason.TOKEN_UNKNOWN)],
)
def test_without_a_good_token_a_kiosk_waits(
    claims: ClaimDesk, token: str, reason: WaitReason
) -> None:
    kiosk = claims.kiosk("one")
    answer = kiosk.asks(token)
    assert (answer.state, answer.reason, answer.identity) == (ClaimState.WAITING, reason, None)
    assert [one.code for one in claims.claiming.waiting()] == [kiosk.key.code]
    assert claims.registry.devices() == []


def test_a_token_ends(claims: ClaimDesk) -> None:
    token = claims.token()
    claims.at += DAY
    assert claims.kiosk("one").asks(token).reason is WaitReason.TOKEN_ENDED


def test_a_token_is_nowhere_in_the_database(claims: ClaimDesk) -> None:
    token = claims.token("hall-1")
    with claims.database.reading() as session:
        (row,) = session.scalars(select(ClaimTokenRow)).all()
        assert token not in repr(vars(row))
        assert len(row.token_hash) == 64


def test_a_prepared_name_that_is_taken_waits_for_a_technician(claims: ClaimDesk) -> None:
    claims.registry.add("hall-1")
    answer = claims.kiosk("one").asks(claims.token("hall-1"))
    assert answer.reason is WaitReason.NAME_TAKEN


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_forty_fresh_kiosks_are_forty_devices(claims: ClaimDesk) -> None:
    files = claims.order(count=40)
    tokens = [tomllib.loads(one)["token"] for one in files]
    assert len(set(tokens)) == 40
    names = {
        identity(claims.kiosk(str(number)).asks(token)).name for number, token in enumerate(tokens)
    }
    assert len(names) == 40
    assert "kiosk-1" not in names
    assert {one.name for one in claims.registry.devices()} == names
    with_none_left = claims.kiosk("one more").asks(tokens[0])
    assert with_none_left.reason is WaitReason.TOKEN_USED


def test_the_wi_fis_password_is_in_the_file_and_nowhere_else(
    claims: ClaimDesk, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    wifi = PreparedWifi(name="Museum", password="geheim-woord")
    (text,) = claims.order(wifi=wifi)
    assert tomllib.loads(text)["wifi"] == {
        "name": "Museum",
        "password": "geheim-woord",
        "country": "",
    }
    assert "geheim-woord" not in repr(wifi) + caplog.text
    events = repr(list(claims.events.export(EventFilter())))
    assert "geheim-woord" not in events
    assert tomllib.loads(text)["token"] not in events
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or b"geheim-woord" not in file.read_bytes()


# By a technician.


def test_a_technician_claims_what_the_screen_shows(claims: ClaimDesk) -> None:
    kiosk = claims.kiosk("one")
    kiosk.asks()
    typed = kiosk.key.code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    found = claims.claiming.find(typed)
    assert found is not None
    assert claims.claiming.accept(found, "hall-1", "hall", "Tess") == "hall-1"
    assert identity(kiosk.asks()).room == "hall"
    assert claims.claiming.find(kiosk.key.code) is None
    kinds = [one.kind for one in claims.events.export(EventFilter(who="Tess"))]
    assert sorted(kinds) == ["device-registered", "kiosk-claimed"]


@pytest.mark.parametrize("name", ["Hall 1", "all", "tour-server", "a" * 65, "-a"])
def test_a_name_that_can_not_be_is_refused_and_nothing_is_claimed(
    claims: ClaimDesk, name: str
) -> None:
    kiosk = claims.kiosk("one")
    kiosk.asks()
    with pytest.raises(DeviceError):
        accepted(claims, kiosk, name)
    assert kiosk.asks().state is ClaimState.WAITING
    assert claims.registry.devices() == []


def test_a_screen_that_is_off_leaves_the_list(claims: ClaimDesk) -> None:
    claims.kiosk("one").asks()
    claims.at += dt.timedelta(hours=2)
    assert claims.claiming.waiting() == []


def test_strangers_can_not_fill_the_list(
    claims: ClaimDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claiming, "WAITING_AT_MOST", 2)
    for number in range(2):
        claims.kiosk(str(number)).asks()
    with pytest.raises(TooManyKiosksError):
        claims.kiosk("one more").asks()
    claims.kiosk("0").asks()  # who waits already is still answered
    claims.at += dt.timedelta(hours=2)
    claims.kiosk("one more").asks()


# What is not a request.


def csr(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bytes:
    request = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([]))
    return request.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def of_another_key(body: bytes) -> str:
    """Return a request whose signature is another key's."""
    own = x509.load_pem_x509_csr(body)
    other = x509.load_pem_x509_csr(csr(ec.generate_private_key(ec.SECP256R1())))
    der = own.public_bytes(serialization.Encoding.DER)
    theirs = other.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    ours = own.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    forged = x509.load_der_x509_csr(der.replace(ours, theirs))
    return forged.public_bytes(serialization.Encoding.PEM).decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "é",
        "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n",
        csr(rsa.generate_private_key(65537, 2048)).decode(),
        csr(ec.generate_private_key(ec.SECP384R1())).decode(),
        of_another_key(csr(ec.generate_private_key(ec.SECP256R1()))),
    ],
    ids=["nothing", "no ascii", "damaged", "rsa", "another curve", "another's key"],
)
def test_a_request_that_proves_nothing_is_refused(claims: ClaimDesk, text: str) -> None:
    with pytest.raises(SigningRequestError):
        claims.claiming.claim(ClaimRequest(csr=text), DOOR)
    assert claims.claiming.waiting() == []


# Revoked, ended, renewed.


def test_a_revoked_kiosk_is_refused_for_good(claims: ClaimDesk) -> None:
    kiosk, token = claims.kiosk("one"), claims.token("hall-1")
    answer = kiosk.asks(token)
    assert revoked_serials(claims) == set()
    claims.claiming.revoke("hall-1", "Tess")
    assert holder(claims, answer).revoked
    assert revoked_serials(claims) == {certificate(answer).serial_number}
    assert state(claims, answer) is ClaimState.REVOKED
    again = kiosk.asks(token)
    assert (again.state, again.reason) == (ClaimState.WAITING, WaitReason.REVOKED)
    assert again.known_as == "hall-1"
    claims.registry.renew("hall-1")  # a new key by the command gives no certificate back
    claims.claiming.refresh()
    assert state(claims, answer) is ClaimState.REVOKED
    assert revoked_serials(claims) == {certificate(answer).serial_number}


def test_the_brokers_list_is_written_for_a_new_entry_alone(claims: ClaimDesk) -> None:
    """Mosquitto restarts at each change of it."""
    claims.kiosk("one").asks(claims.token("hall-1"))
    claims.claiming.revoke("hall-1", "Tess")
    file = claims.lists / "crl.pem"
    before = file.stat().st_mtime_ns
    again = claims.started_again()
    again.claiming.refresh()
    again.at += 100 * DAY  # hall-1's certificate has ended
    again.claiming.refresh()
    assert file.stat().st_mtime_ns == before
    again.kiosk("two").asks(again.token("hall-2"))
    again.claiming.revoke("hall-2", "Tess")
    assert file.stat().st_mtime_ns != before


@pytest.mark.parametrize("damage", ["crl.pem", "ca.crt"])
def test_a_damaged_list_is_written_again(claims: ClaimDesk, damage: str) -> None:
    claims.kiosk("one").asks(claims.token("hall-1"))
    claims.claiming.revoke("hall-1", "Tess")
    before = revoked_serials(claims)
    (claims.lists / damage).write_bytes(b"a full disk left this")
    claims.started_again().claiming.refresh()
    assert revoked_serials(claims) == before


def test_a_command_of_another_process_revokes_the_certificates_too(claims: ClaimDesk) -> None:
    answer = claims.kiosk("one").asks(claims.token("hall-1"))
    removed = claims.kiosk("two").asks(claims.token("hall-2"))
    claims.registry.revoke("hall-1")
    claims.registry.remove("hall-2")
    claims.claiming.refresh()
    serials = {certificate(one).serial_number for one in (answer, removed)}
    assert revoked_serials(claims) == serials
    assert state(claims, removed) is ClaimState.REVOKED


def test_a_revoked_kiosk_that_came_back_is_claimed_again_as_itself(claims: ClaimDesk) -> None:
    kiosk = claims.kiosk("one")
    before = kiosk.asks(claims.token("hall-1", "hall"))
    claims.claiming.revoke("hall-1", "Tess")
    kiosk.asks()
    assert accepted(claims, kiosk) == "hall-1"
    after = kiosk.asks()
    assert identity(after).room == "hall"
    assert state(claims, after) is ClaimState.CURRENT
    assert state(claims, before) is ClaimState.REVOKED


def test_a_kiosk_renews_its_certificate_by_its_key(claims: ClaimDesk) -> None:
    kiosk = claims.kiosk("one")
    first = kiosk.asks(claims.token("hall-1"))
    claims.at += 60 * DAY
    second = kiosk.asks()
    assert certificate(second).not_valid_after_utc == claims.at + 90 * DAY
    assert identity(second).credentials == identity(first).credentials
    assert state(claims, first) is ClaimState.CURRENT, "until it ends"
    (event,) = claims.events.export(EventFilter(kind="kiosk-certificate-renewed"))
    assert event.subject == "hall-1"


def test_a_kiosk_that_was_off_for_a_year_is_shown_as_the_same(claims: ClaimDesk) -> None:
    kiosk = claims.kiosk("one")
    kiosk.asks(claims.token("hall-1", "hall"))
    claims.at += 365 * DAY
    answer = kiosk.asks()
    assert (answer.reason, answer.known_as) == (WaitReason.EXPIRED, "hall-1")
    (waiting,) = claims.claiming.waiting()
    assert (waiting.reason, waiting.known_as) == (WaitReason.EXPIRED, "hall-1")
    assert accepted(claims, kiosk) == "hall-1"
    assert identity(kiosk.asks()).name == "hall-1"
    assert len(claims.registry.devices()) == 1


def test_a_new_key_or_room_is_noticed(claims: ClaimDesk) -> None:
    kiosk = claims.kiosk("one")
    before = kiosk.asks(claims.token("hall-1", "hall"))
    claims.registry.renew("hall-1")
    assert state(claims, before) is ClaimState.CHANGED
    after = kiosk.asks()
    assert state(claims, after) is ClaimState.CURRENT
    claims.registry.move("hall-1", "attic")
    assert state(claims, after) is ClaimState.CHANGED
    assert identity(kiosk.asks()).room == "attic"


# A spare.


def test_a_spare_takes_name_room_and_lines(claims: ClaimDesk) -> None:
    dead, spare = claims.kiosk("dead"), claims.kiosk("spare")
    before = dead.asks(claims.token("hall-1", "hall"))
    assert state(claims, before, FENCE) is ClaimState.CURRENT
    spare.asks()
    claims.claiming.replace("hall-1", spare.key.fingerprint, "Tess")
    after = identity(spare.asks())
    assert (after.name, after.room, after.placing) == ("hall-1", "hall", FENCE)
    assert after.credentials != identity(before).credentials
    assert state(claims, before) is ClaimState.REVOKED
    assert certificate(before).serial_number in revoked_serials(claims)
    thrown_away = dead.asks()
    assert (thrown_away.reason, thrown_away.known_as) == (WaitReason.REVOKED, ""), "not hall-1"


def test_a_claimed_spare_gives_its_own_name_up_when_it_has_moved(claims: ClaimDesk) -> None:
    claims.kiosk("dead").asks(claims.token("hall-1", "hall"))
    spare = claims.kiosk("spare")
    own = spare.asks(claims.token("cupboard"))
    claims.claiming.replace("hall-1", spare.key.fingerprint, "Tess")
    assert state(claims, own) is ClaimState.CHANGED, "it may still send what it counted"
    assert not holder(claims, own).revoked
    moved = spare.asks()
    assert identity(moved).name == "hall-1"
    assert holder(claims, own).revoked
    assert [one.name for one in claims.registry.devices()] == ["hall-1"]
    assert state(claims, moved) is ClaimState.CURRENT


def test_a_kiosk_can_not_take_its_own_place(claims: ClaimDesk) -> None:
    kiosk = claims.kiosk("one")
    answer = kiosk.asks(claims.token("hall-1"))
    with pytest.raises(DeviceError):
        claims.claiming.replace("hall-1", kiosk.key.fingerprint, "Tess")
    assert state(claims, answer) is ClaimState.CURRENT
