"""The embedded broker on a network: TLS and a user for each device, and nobody else gets in."""

from __future__ import annotations

import datetime as dt
import random
import socket
import ssl
import stat
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest
from cryptography import x509
from sqlalchemy import text

from contract.messages import Health
from device.uplink.mqtt_client import KioskMqttClient
from device.uplink.outbox import Minute, Outbox
from device.uplink.uplink import Uplink, UplinkTiming, subscriptions, will
from runtime.broker_address import BrokerAddress, BrokerLogin, broker_address
from tests.brokers import answer_of
from tests.waiting import until
from tour_server.broker.certificates import (
    RENEW,
    VALID,
    BrokerCertificateError,
    own_authority,
    own_certificate,
)
from tour_server.broker.embedded import BrokerStartError, Embedded
from tour_server.broker.service import BrokerService, broker_authority
from tour_server.broker.settings import BrokerChoice, BrokerTlsFiles, EmbeddedBroker
from tour_server.crowd.messages import store_bins
from tour_server.database import Database
from tour_server.devices.registry import DeviceKey
from tour_server.ingest.ingest import Ingest

EVERYWHERE = "0.0.0.0"  # noqa: S104 - tests/journeys tries it from another address, too
KEY = b"k" * 32
NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


class OpenBroker:
    """An embedded broker on every address of this machine, and the devices that may use it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.users = {"hall": "hall's password", "door": "door's password"}
        settings = EmbeddedBroker(EVERYWHERE, 0)
        self.embedded = Embedded(settings, folder, lambda: self.users, check_seconds=0.1)

    def address(self, user: str | None = None, password: str | None = None) -> BrokerAddress:
        login = None
        if user is not None:
            login = BrokerLogin(user, self.users.get(user, "") if password is None else password)
        return broker_address(
            f"mqtts://127.0.0.1:{self.embedded.port}",
            authority_pem=own_authority(self.folder, dt.datetime.now(dt.UTC)),
            login=login,
        )


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[OpenBroker]:
    made = OpenBroker(tmp_path / "broker")
    yield made
    made.embedded.stop()


def answers(host: str, port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((host, port)) == 0


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def test_by_default_it_listens_on_loopback_alone(tmp_path: Path) -> None:
    service = BrokerService(BrokerChoice(broker_port=0), tmp_path)
    service.start()
    try:
        port = service.address.port
        listening = [
            line.split()[1]
            for line in Path("/proc/net/tcp").read_text("ascii").splitlines()
            if line.split()[1].endswith(f":{port:04X}") and line.split()[3] == "0A"
        ]
        assert listening == [f"0100007F:{port:04X}"]
        assert not answers("127.0.0.2", port)
        assert service.warning() is None
    finally:
        service.stop()


def test_a_device_with_credentials_gets_in(broker: OpenBroker) -> None:
    broker.embedded.start()
    assert answer_of(broker.address("hall")) == "in"
    assert answer_of(broker.embedded.address) == "in"
    assert broker.embedded.problem is None


def test_nobody_else_gets_in(broker: OpenBroker) -> None:
    broker.embedded.start()
    port = broker.embedded.port
    assert answer_of(broker.address("hall", "door's password")) == "hung up"
    assert answer_of(broker.address("cellar", "")) == "hung up"
    assert answer_of(broker.address()) == "hung up"
    # The server's own user is known on loopback alone, and a device's there is not.
    own = broker.embedded.address
    assert own.login is not None
    assert answer_of(broker.address(own.login.user, own.login.password)) == "hung up"
    hall = BrokerLogin("hall", broker.users["hall"])
    assert answer_of(msgspec.structs.replace(own, login=hall)) == "hung up"
    assert answer_of(msgspec.structs.replace(own, login=None)) == "hung up"
    # Without TLS nothing is said at all.
    assert answer_of(BrokerAddress("127.0.0.1", port, login=hall)) == "hung up"


def shake_hands(port: int, context: ssl.SSLContext) -> str | None:
    """Returns the version of TLS. Raises ssl.SSLError."""
    with (
        socket.create_connection(("127.0.0.1", port), 20) as plain,
        context.wrap_socket(plain, server_hostname="127.0.0.1") as line,
    ):
        return line.version()


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_old_tls_is_refused(broker: OpenBroker) -> None:
    broker.embedded.start()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    assert shake_hands(broker.embedded.port, context) == "TLSv1.3"
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises(ssl.SSLError):
        shake_hands(broker.embedded.port, context)


def test_a_machine_in_the_middle_is_not_the_broker(broker: OpenBroker, tmp_path: Path) -> None:
    broker.embedded.start()
    trusting = ssl.create_default_context(cadata=own_authority(tmp_path / "other", NOW))
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(broker.embedded.port, trusting)


def test_without_credentials_it_stays_on_this_machine_and_says_so(
    broker: OpenBroker, caplog: pytest.LogCaptureFixture
) -> None:
    broker.users = {}
    broker.embedded.start()
    assert not answers("127.0.0.1", broker.embedded.port)
    assert answer_of(broker.embedded.address) == "in"
    assert broker.embedded.problem is not None
    assert "zaalgids device add" in broker.embedded.problem
    assert broker.embedded.problem in caplog.text
    broker.users = {"hall": "new"}
    until(lambda: answers("127.0.0.1", broker.embedded.port))
    assert answer_of(broker.address("hall")) == "in"
    assert broker.embedded.problem is None


def test_a_device_is_added_and_another_revoked_while_it_runs(broker: OpenBroker) -> None:
    broker.embedded.start()
    broker.users = {"hall": broker.users["hall"], "cellar": "cellar's password"}
    until(lambda: answer_of(broker.address("cellar")) == "in")
    assert answer_of(broker.address("hall")) == "in"
    assert answer_of(broker.address("door", "door's password")) == "hung up"


def test_the_devices_are_not_known_for_a_while(broker: OpenBroker) -> None:
    """The database is away: those that were let in stay."""
    broker.embedded.start()
    asked: list[int] = []

    def away() -> dict[str, str]:
        asked.append(1)
        raise ConnectionError("the database is away")

    broker.embedded.users = away
    until(lambda: len(asked) >= 3)
    assert answer_of(broker.address("hall")) == "in"


def test_it_dies_and_starts_again(broker: OpenBroker) -> None:
    broker.embedded.start()
    first = broker.embedded._broker
    assert first is not None
    first._process.kill()
    until(lambda: broker.embedded._broker is not first and broker.embedded._broker)
    assert answer_of(broker.address("hall")) == "in"


def test_its_files_are_its_owners_alone(broker: OpenBroker) -> None:
    broker.embedded.start()
    assert mode(broker.folder) == 0o700
    for name in ("iotcore.toml", "ca.key", "broker.key"):
        assert mode(broker.folder / name) == 0o600


class SystemClockTwin:
    boot = "b" * 16
    wall_clock = staticmethod(time.time)
    monotonic = staticmethod(time.monotonic)

    @staticmethod
    def trusted() -> bool:
        return False


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Callable[[BrokerAddress], tuple[Uplink, Outbox]]]:
    """Make a kiosk's uplink and outbox."""
    made: list[Uplink] = []
    outbox = Outbox(tmp_path / "outbox.db", SystemClockTwin())

    def make(address: BrokerAddress) -> tuple[Uplink, Outbox]:
        name = "hall"
        uplink = Uplink(
            outbox,
            KioskMqttClient(address, name, subscriptions("museum", name), will("museum", name)),
            SystemClockTwin(),
            site="museum",
            device=name,
            key=KEY,
            health=lambda: Health(1.0, False, "test", None, None, 1.0, 0, 1, None, {}, []),
            on_release=lambda _number: None,
            rng=random.Random(1),
            timing=UplinkTiming(again_after=1.0, longest_silence=2.0, idle=0.05, longest_pause=1.0),
        )
        uplink.start()
        made.append(uplink)
        return uplink, outbox

    yield make
    for uplink in made:
        uplink.stop()
    outbox.close()


def test_no_count_is_lost_or_doubled_while_devices_come_and_go(
    broker: OpenBroker, kiosk: Callable[..., tuple[Uplink, Outbox]], tmp_path: Path
) -> None:
    broker.embedded.start()
    database = Database(f"sqlite:///{tmp_path / 'server.db'}")
    database.migrate()
    ingest = Ingest(
        database,
        broker.embedded.address,
        "museum",
        {"footfall": store_bins},
        rng=random.Random(2),
        keys=lambda: {"hall": DeviceKey(KEY, revoked=False)},
    )
    ingest.start()
    try:
        uplink, outbox = kiosk(broker.address("hall"))
        until(lambda: uplink.connected and ingest.connected)
        for round_ in range(2):
            broker.users = {**broker.users, f"new-{round_}": "its password"}
            for minute in range(10):
                start = 60.0 * (10 * round_ + minute)
                outbox.update_open(Minute(start, "hall", 60.0, 1, 0, 0.5, 2))
            outbox.seal()
            until(lambda round_=round_: answer_of(broker.address(f"new-{round_}")) == "in")
        until(lambda: outbox.depth == 0, 100)
        with database.engine.connect() as connection:
            found = connection.execute(text("select count(*), sum(entered) from footfall")).one()
        assert tuple(found) == (20, 20)
    finally:
        ingest.stop()
        database.close()


def test_a_revoked_kiosk_says_so_and_never_its_password(
    broker: OpenBroker,
    kiosk: Callable[..., tuple[Uplink, Outbox]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    broker.embedded.start()
    address = broker.address("hall")
    uplink, _outbox = kiosk(address)
    until(lambda: uplink.connected)
    broker.users = {"door": "door's password"}
    until(lambda: any("does not let this kiosk in" in problem for problem in uplink.problems))
    shown = f"{address} {address!r} {address.login!r} {uplink.problems} {caplog.text}"
    assert "hall's password" not in shown
    assert "hall" in repr(address.login)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mqtts://hall:secret@broker", "no user and password"),
        ("mqtt://broker.museum.example", "unencrypted; write mqtts://"),
    ],
)
def test_a_password_is_not_sent_in_the_clear_nor_written_in_an_address(
    url: str, words: str
) -> None:
    with pytest.raises(ValueError, match=words) as refused:
        broker_address(url, login=BrokerLogin("hall", "secret"))
    assert "secret" not in str(refused.value)


# Certificates.


def test_the_certificate_names_this_machine_and_is_kept(tmp_path: Path) -> None:
    files = own_certificate(tmp_path, EVERYWHERE, NOW)
    found = x509.load_pem_x509_certificate(Path(files.certificate).read_bytes())
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert "localhost" in names.get_values_for_type(x509.DNSName)
    assert socket.gethostname().lower() in names.get_values_for_type(x509.DNSName)
    before = Path(files.certificate).read_bytes()
    assert own_certificate(tmp_path, EVERYWHERE, NOW) == files
    assert Path(files.certificate).read_bytes() == before


def test_the_certificate_is_renewed_before_its_end_and_for_another_address(tmp_path: Path) -> None:
    authority = own_authority(tmp_path, NOW)
    files = own_certificate(tmp_path, EVERYWHERE, NOW)
    before = Path(files.certificate).read_bytes()
    own_certificate(tmp_path, EVERYWHERE, NOW + VALID - RENEW + dt.timedelta(days=1))
    renewed = Path(files.certificate).read_bytes()
    assert renewed != before
    own_certificate(tmp_path, "broker.museum.example", NOW + VALID)
    assert Path(files.certificate).read_bytes() != renewed
    assert own_authority(tmp_path, NOW) == authority  # which every device has


def test_a_key_that_is_not_the_certificates_is_replaced(tmp_path: Path) -> None:
    """As after a power cut between the two files."""
    files = own_certificate(tmp_path, EVERYWHERE, NOW)
    before = Path(files.certificate).read_bytes()
    own_certificate(tmp_path / "other", EVERYWHERE, NOW)
    Path(files.key).write_bytes((tmp_path / "other" / "broker.key").read_bytes())
    own_certificate(tmp_path, EVERYWHERE, NOW)
    assert Path(files.certificate).read_bytes() != before


@pytest.mark.parametrize("gone", ["ca.key", "ca.crt"])
def test_half_an_authority_is_not_replaced_in_silence(tmp_path: Path, gone: str) -> None:
    own_authority(tmp_path, NOW)
    (tmp_path / gone).unlink()
    with pytest.raises(BrokerCertificateError, match="from a back-up"):
        own_certificate(tmp_path, EVERYWHERE, NOW)
    broker = Embedded(EmbeddedBroker(EVERYWHERE, 0), tmp_path, lambda: {"hall": "its password"})
    with pytest.raises(BrokerStartError, match="from a back-up"):
        broker.start()


def test_several_ask_for_the_authority_at_the_same_time(tmp_path: Path) -> None:
    for number in range(5):
        folder = tmp_path / str(number)
        with ThreadPoolExecutor(8) as threads:
            made = list(threads.map(lambda _, there=folder: own_authority(there, NOW), range(8)))
        assert made == [(folder / "ca.crt").read_text("ascii")] * 8


def test_the_authority_ends(tmp_path: Path) -> None:
    own_authority(tmp_path, NOW)
    with pytest.raises(BrokerCertificateError, match="has expired"):
        own_authority(tmp_path, NOW + dt.timedelta(days=31 * 365))


def test_the_museum_brings_a_certificate_and_renews_it(tmp_path: Path) -> None:
    made = own_certificate(tmp_path / "theirs", EVERYWHERE, dt.datetime.now(dt.UTC))
    tls = BrokerTlsFiles(made.authority, made.certificate, made.key)
    users = {"hall": "its password"}
    broker = Embedded(
        EmbeddedBroker(EVERYWHERE, 0, tls), tmp_path / "broker", lambda: users, check_seconds=0.1
    )
    broker.start()
    try:
        login = BrokerLogin("hall", users["hall"])
        address = broker_address(f"mqtts://127.0.0.1:{broker.port}", made.authority, login=login)
        assert answer_of(address) == "in"
        assert not (tmp_path / "broker" / "ca.key").exists()
        first = broker._broker
        Path(made.key).touch()
        until(lambda: broker._broker not in (first, None))
        # The new broker may accept connections before it can finish their handshakes; a device tries again.
        until(lambda: answer_of(address) == "in", what="a device that is let in again")
    finally:
        broker.stop()


def test_which_authority_a_device_is_given(tmp_path: Path) -> None:
    assert broker_authority(BrokerChoice(), tmp_path) == own_authority(tmp_path / "broker", NOW)
    file = tmp_path / "site.pem"
    file.write_text("the museum's", "ascii")
    mosquitto = BrokerChoice(broker="mqtts://broker", broker_ca=str(file))
    assert broker_authority(mosquitto, tmp_path) == "the museum's"
    assert broker_authority(BrokerChoice(broker="mqtts://broker"), tmp_path) == ""
