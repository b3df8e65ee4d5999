"""The two yardsticks of `zaalgids evaluate ingest`: publishers in processes of their own, and a bare subscriber.

The one thing a newcomer would get wrong: publishers in the subscriber's process would share its interpreter's lock,
and both would be measured. Everything that sends is a process, and writes packets that were made before: two paho-mqtt
publishers are hardly faster than one paho-mqtt subscriber. The bare subscriber is paho-mqtt's own loop with an empty
handler, with nothing of ours in it.
"""

from __future__ import annotations

import multiprocessing
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Event
from typing import Any

import paho.mqtt.client as paho
from msgspec import Struct
from paho.mqtt.enums import CallbackAPIVersion

from contract.broker_address import BrokerAddress
from contract.messages import Bin, encode
from contract.topics import everyone, topic

PUBLISHERS = 2
DEVICES = 100
UNCONFIRMED = 90  # messages of one publisher; iotcore stops at 100
WAIT_SECONDS = 180.0
# Processes begin from one that has everything imported already, not each from nothing.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["zaalgids.evaluation.ingest"])


class IngestTroubleError(RuntimeError):
    """The measurement can't be made, in a plain sentence."""


class Load(Struct, frozen=True):
    """Bins `first` to `first + messages`. A site of its own keeps what an earlier load left behind out of this one."""

    address: BrokerAddress
    messages: int
    mark: str  # 8 hex digits that begin every epoch: which rows of the database are these
    first: int = 0
    site: str = ""

    def anew(self) -> Load:
        """The same for a site that nobody has heard of."""
        site = f"evaluate-{secrets.token_hex(4)}"
        return Load(self.address, self.messages, self.mark, self.first, site)


def a_message(load: Load, number: int) -> tuple[str, bytes]:
    """The `number`th bin: (topic, body)."""
    device, sequence = number % DEVICES, number // DEVICES
    found = Bin(
        epoch=f"{load.mark}{device:08x}",
        sequence=sequence,
        boot="0" * 16,
        monotonic=60.0 * sequence,
        start=1_800_000_000.0 + 60.0 * sequence,
        clock_trusted=True,
        room="room",
        observed_seconds=60.0,
        entered=3,
        left=2,
        in_view_mean=0.75,
        in_view_max=2,
    )
    return topic(load.site, f"kiosk-{device}", "footfall"), encode(found)


def _publish(load: Load, share: int, go: Event, ready: Event, seconds: Any) -> None:
    """One publisher process: its share of the messages, QoS 1, as fast as the broker confirms them."""
    mine = range(load.first + share, load.first + load.messages, PUBLISHERS)
    packets = [
        _packet(*a_message(load, number), 1 + place % 0xFFFF) for place, number in enumerate(mine)
    ]
    name = f"publisher-{load.site}-{share}".encode()
    with socket.create_connection((load.address.host, load.address.port), WAIT_SECONDS) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # CONNECT, MQTT 5 §3.1: clean start, 60 s keep-alive (iotcore refuses none), no properties.
        rest = b"\x00\x04MQTT\x05\x02\x00\x3c\x00" + len(name).to_bytes(2, "big") + name
        line.sendall(bytes((0x10, len(rest))) + rest)
        if line.recv(4096)[:1] != b"\x20":  # CONNACK
            return
        ready.set()
        go.wait()
        began = time.perf_counter()
        sent = confirmed = 0
        heard = bytearray()
        while confirmed < len(packets):
            if sent < len(packets) and sent - confirmed < UNCONFIRMED:
                more = packets[sent : confirmed + UNCONFIRMED]
                line.sendall(b"".join(more))
                sent += len(more)
            piece = line.recv(65_536)
            if not piece:
                return
            heard += piece
            confirmed += _confirmed(heard)
        seconds.value = time.perf_counter() - began
        line.sendall(b"\xe0\x00")  # DISCONNECT


def _packet(name: str, body: bytes, number: int) -> bytes:
    """A PUBLISH of QoS 1, MQTT 5 §3.3, without properties."""
    rest = len(name).to_bytes(2, "big") + name.encode() + number.to_bytes(2, "big") + b"\x00" + body
    high, low = divmod(len(rest), 128)  # a bin is far below the 16,383 bytes that two digits hold
    return bytes((0x32, low | 0x80, high)) + rest


def _confirmed(heard: bytearray) -> int:
    """How many whole PUBACKs are in `heard`; they are taken out. Raises IngestTroubleError on a refusal."""
    at = count = 0
    while len(heard) - at >= 2 and len(heard) - at >= 2 + heard[at + 1]:
        if heard[at] == 0x40:
            if heard[at + 1] > 2 and heard[at + 4] >= 0x80:
                raise IngestTroubleError("The broker refuses the publisher's messages.")
            count += 1
        at += 2 + heard[at + 1]
    del heard[:at]
    return count


@contextmanager
def publishers(load: Load) -> Iterator[tuple[Event, list[Any]]]:
    """Publisher processes that wait for the word; the seconds that each took."""
    go = PROCESSES.Event()
    readies = [PROCESSES.Event() for _ in range(PUBLISHERS)]
    seconds = [PROCESSES.Value("d", 0.0) for _ in range(PUBLISHERS)]
    processes = [
        PROCESSES.Process(target=_publish, args=(load, share, go, readies[share], seconds[share]))
        for share in range(PUBLISHERS)
    ]
    for process in processes:
        process.start()
    try:
        for ready in readies:
            if not ready.wait(30):
                raise IngestTroubleError(f"A publisher could not reach the broker {load.address}.")
        yield go, seconds
    finally:
        go.set()
        for process in processes:
            process.join(WAIT_SECONDS)
            if process.is_alive():
                process.kill()


def publish_alone(load: Load) -> float:
    """Messages a second of the publishers with nobody listening."""
    with publishers(load) as (go, seconds):
        go.set()
    slowest: float = max(one.value for one in seconds)
    if slowest == 0:
        raise IngestTroubleError("A publisher ended before it had sent everything.")
    return load.messages / slowest


def bare_subscriber(load: Load) -> float:
    """Messages a second of a plain paho-mqtt subscriber with an empty handler, from the first to the last."""
    seen = 0
    first = last = 0.0
    subscribed = threading.Event()

    def count(_client: paho.Client, _data: object, _message: paho.MQTTMessage) -> None:
        nonlocal seen, first, last
        if not seen:
            first = time.perf_counter()
        seen += 1
        if seen == load.messages:
            last = time.perf_counter()
            client.disconnect()

    client = paho.Client(CallbackAPIVersion.VERSION2, f"bare-{load.site}", protocol=paho.MQTTv5)
    client.on_message = count
    client.on_connect = lambda client, *_: client.subscribe(everyone(load.site, "footfall"), 1)
    client.on_subscribe = lambda *_: subscribed.set()
    client.connect(load.address.host, load.address.port)
    end = time.monotonic() + WAIT_SECONDS
    while not subscribed.is_set():
        if client.loop(0.1) or time.monotonic() > end:
            raise IngestTroubleError(f"The broker {load.address} refuses subscriptions.")
    with publishers(load) as (go, _seconds):
        go.set()
        while not last:
            if (client.loop(1.0) or time.monotonic() > end) and not last:
                raise IngestTroubleError(f"The bare subscriber got {seen} of {load.messages}.")
    return load.messages / (last - first)
