"""A stranger on the broker reads the bins, which are in clear, and acknowledges them: the kiosk forgets nothing."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Iterator

import msgspec
import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from contract.acknowledgements import message_digest, signed_acknowledgement
from contract.credentials import credentials_of, write_credentials
from contract.device_key import new_key
from contract.messages import (
    Acknowledgement,
    Bin,
    Health,
    UnknownMessageError,
    decode,
    encode,
)
from contract.topics import everyone, topic
from device.uplink.authenticity import Authenticity
from device.uplink.identity import identity
from device.uplink.mqtt_client import KioskMqttClient
from device.uplink.outbox import Outbox
from device.uplink.uplink import Uplink, UplinkTiming, subscriptions, will
from tests.bins import KEY
from tests.brokers import RealIotcore, RealMosquitto, leave
from tests.waiting import until

SITE, DEVICE = "museum", "k1"
KIND = "acknowledgement"


def as_body(message) -> bytes:
    return message if isinstance(message, bytes) else encode(message)


class Stranger:
    """Hears every bin on the broker and may publish what it likes."""

    def __init__(self, address) -> None:
        self.bins: dict[int, Bin] = {}
        self.client = paho.Client(
            CallbackAPIVersion.VERSION2, client_id="stranger", protocol=paho.MQTTv5
        )
        self.client.on_message = self._arrived
        self.client.on_connect = lambda client, *_: client.subscribe(everyone(SITE, "footfall"), 1)
        self.client.connect(address.host, address.port)
        self.client.loop_start()
        until(self.client.is_connected)

    def _arrived(self, _client, _data, message) -> None:
        found = decode(bytes(message.payload), Bin)
        self.bins[found.sequence] = found

    def counts(self) -> list[tuple[int, str]]:
        return [(number, message_digest(one)) for number, one in sorted(self.bins.items())]

    def publish(self, message, kind: str = KIND) -> None:
        body = as_body(message)
        self.client.publish(topic(SITE, DEVICE, kind), body, 1).wait_for_publish(10)


@pytest.fixture(params=["iotcore", pytest.param("mosquitto", marks=pytest.mark.mosquitto)])
def broker(request, tmp_path) -> Iterator[RealIotcore | RealMosquitto]:
    kind = RealIotcore if request.param == "iotcore" else RealMosquitto
    made = kind(tmp_path / "broker")
    made.start()
    yield made
    made.stop()


@pytest.fixture
def stranger(broker) -> Iterator[Stranger]:
    made = Stranger(broker.address())
    yield made
    leave(made.client)


@pytest.fixture
def outbox(tmp_path, clock) -> Iterator[Outbox]:
    made = Outbox(tmp_path / "outbox.db", clock)
    yield made
    made.close()


class _MovingClock:
    """The kiosk's clock, moving: an uplink waits by it."""

    def __init__(self) -> None:
        self.boot = "b" * 16
        self.wall_clock, self.monotonic = time.time, time.monotonic

    @staticmethod
    def trusted() -> bool:
        return True


@pytest.fixture
def kiosk(broker, outbox) -> Iterator[Callable[..., Uplink]]:
    started: list[Uplink] = []

    def start(key: bytes | None = KEY) -> Uplink:
        client = KioskMqttClient(
            broker.address(), DEVICE, subscriptions(SITE, DEVICE), will(SITE, DEVICE)
        )
        uplink = Uplink(
            outbox,
            client,
            _MovingClock(),
            site=SITE,
            device=DEVICE,
            key=key,
            health=lambda: Health(1.0, True, "test", None, None, 1.0, 0, 1, None, {}, []),
            on_release=lambda _number: None,
            rng=random.Random(1),
            timing=UplinkTiming(again_after=0.3, longest_silence=0.5, idle=0.02),
        )
        uplink.start()
        started.append(uplink)
        until(lambda: uplink.connected)
        return uplink

    yield start
    for uplink in started:
        uplink.stop()


def fill(outbox: Outbox, minute, number: int) -> None:
    for index in range(number):
        outbox.update_open(minute(60.0 * index, entered=index))
    outbox.seal()


def reached(
    stranger: Stranger, uplink: Uplink, outbox: Outbox, last: list[tuple[int, str]]
) -> None:
    """Wait until the kiosk has handled everything before: one bin more is acknowledged and forgotten."""
    before = outbox.depth
    stranger.publish(signed_acknowledgement(KEY, SITE, DEVICE, KIND, outbox.epoch, last))
    until(lambda: outbox.depth == before - 1, what="the kiosk to follow its own server")
    assert uplink.connected


FORGERIES = {
    "no code": lambda epoch, counts: Acknowledgement(epoch, [one for one, _ in counts]),
    "no code, with digests": lambda epoch, counts: Acknowledgement(
        epoch, [one for one, _ in counts], [digest for _, digest in counts]
    ),
    "another key": lambda epoch, counts: signed_acknowledgement(
        new_key(), SITE, DEVICE, KIND, epoch, counts
    ),
    "a code of another device": lambda epoch, counts: signed_acknowledgement(
        KEY, SITE, "k2", KIND, epoch, counts
    ),
    "a code of another site": lambda epoch, counts: signed_acknowledgement(
        KEY, "zuid", DEVICE, KIND, epoch, counts
    ),
    "a code of another kind": lambda epoch, counts: signed_acknowledgement(
        KEY, SITE, DEVICE, "told-acknowledgement", epoch, counts
    ),
    "a code of other sequences": lambda epoch, counts: msgspec.structs.replace(
        signed_acknowledgement(KEY, SITE, DEVICE, KIND, epoch, [(99, counts[0][1])]),
        sequences=[counts[0][0]],
    ),
    "a code of another epoch": lambda epoch, counts: msgspec.structs.replace(
        signed_acknowledgement(KEY, SITE, DEVICE, KIND, "0" * 16, counts), epoch=epoch
    ),
    "fewer digests than sequences": lambda epoch, counts: msgspec.structs.replace(
        signed_acknowledgement(KEY, SITE, DEVICE, KIND, epoch, counts), digests=[]
    ),
    "a code that is cut off": lambda epoch, counts: encode(
        signed_acknowledgement(KEY, SITE, DEVICE, KIND, epoch, counts)
    ).replace(b'"mac":"', b'"mac":"0', 1),
    "a true code over other digests": lambda epoch, counts: signed_acknowledgement(
        KEY, SITE, DEVICE, KIND, epoch, [(number, "0" * 32) for number, _ in counts]
    ),
}


@pytest.mark.both_kinds
def test_no_forgery_makes_a_kiosk_forget(broker, stranger, outbox, kiosk, minute, caplog):
    fill(outbox, minute, 4)
    with caplog.at_level(logging.WARNING):
        uplink = kiosk()
        until(lambda: len(stranger.bins) == 4)
        for forge in FORGERIES.values():
            stranger.publish(forge(outbox.epoch, stranger.counts()[:3]))
        reached(stranger, uplink, outbox, stranger.counts()[3:])
    assert [one.sequence for one in outbox.waiting("footfall")] == [0, 1, 2]
    said = [one for one in caplog.messages if "forged acknowledgements" in one]
    assert len(said) == 1, "said once, however many come"


@pytest.mark.parametrize("name", FORGERIES)
def test_each_forgery_alone(outbox, minute, name):
    fill(outbox, minute, 1)
    counts = list(outbox.digests("footfall", [0]).items())
    check = Authenticity(KEY, SITE, DEVICE)
    try:
        forged = decode(as_body(FORGERIES[name](outbox.epoch, counts)), Acknowledgement)
    except UnknownMessageError:
        return
    assert not check.forgettable("footfall", forged, outbox)
    true = signed_acknowledgement(KEY, SITE, DEVICE, KIND, outbox.epoch, counts)
    assert check.forgettable("footfall", true, outbox) == [0]


def test_a_replayed_acknowledgement_of_another_outbox_changes_nothing(
    stranger, outbox, kiosk, minute
):
    fill(outbox, minute, 2)
    uplink = kiosk()
    until(lambda: len(stranger.bins) == 2)
    true_elsewhere = signed_acknowledgement(
        KEY, SITE, DEVICE, KIND, "0" * 16, stranger.counts()[:1]
    )
    stranger.publish(true_elsewhere)
    reached(stranger, uplink, outbox, stranger.counts()[1:])
    assert outbox.depth == 1
    assert uplink.problems == []


def test_a_kiosk_without_a_key_keeps_every_count_and_says_so(stranger, outbox, kiosk, minute):
    fill(outbox, minute, 2)
    uplink = kiosk(key=None)
    until(lambda: len(stranger.bins) == 2)
    for forge in FORGERIES.values():
        stranger.publish(forge(outbox.epoch, stranger.counts()))
    stranger.publish(
        signed_acknowledgement(KEY, SITE, DEVICE, KIND, outbox.epoch, stranger.counts())
    )
    before = len(stranger.bins)
    outbox.update_open(minute(60.0 * before, entered=1))
    outbox.seal()
    until(lambda: len(stranger.bins) == before + 1)
    assert outbox.depth == 3
    assert uplink.problems == [
        "This kiosk has no key, so it keeps its counts. "
        "Register it at the desk, under Kiosks, and give it the file with its key."
    ]


def test_the_digest_is_the_same_before_and_after_the_clock_is_set(outbox, clock, minute):
    fill(outbox, minute, 1)
    before = outbox.digests("footfall", [0])
    clock.set_right(1.8e9)
    assert outbox.place() == 1
    assert outbox.digests("footfall", [0]) == before != {}


def test_credentials_of_another_kiosk_are_not_used(tmp_path):
    file = tmp_path / "k2.toml"
    write_credentials(credentials_of(SITE, "k2", KEY), file)
    credentials, problems = identity(str(file), SITE, DEVICE)
    assert credentials is None
    assert "are those of k2 at museum, and this is k1 at museum" in problems[0]
    credentials, problems = identity(str(file), SITE, "k2")
    assert credentials is not None
    assert credentials.key_bytes == KEY
    assert problems == []
    assert identity(str(tmp_path / "none.toml"), SITE, "k2")[1] == [
        f"The credentials {tmp_path / 'none.toml'} can't be read: No such file or directory."
    ]
