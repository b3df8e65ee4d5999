"""The load of `zaalgids evaluate ingest` and what it is compared with: publishers, and a bare subscriber.

Each publisher is a process of its own, because in the subscriber's process it would share the interpreter lock. It
sends packets that were encoded before, because two paho-mqtt publishers are hardly faster than one paho-mqtt
subscriber. The bare subscriber is paho-mqtt's own loop with an empty handler.
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

from contract.messages import Bin, encode
from contract.topics import everyone, topic
from runtime.broker_address import BrokerAddress

PUBLISHERS = 2
DEVICES = 100
MAX_UNCONFIRMED = 90  # messages of one publisher; iotcore stops at 100
WAIT_SECONDS = 180.0
# Processes are forked from one that has imported everything.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["zaalgids.evaluation.ingest"])


class IngestTroubleError(RuntimeError):
    """The measurement cannot be made; the message is a plain sentence."""


class Load(Struct, frozen=True):
    """The messages of one measurement: bins `first` to `first + messages`.

    `mark`: 8 hex digits at the start of every epoch, by which this run's rows are found in the database. `site`: each
    load has a site of its own, so that messages of an earlier one do not mix in.
    """

    address: BrokerAddress
    messages: int
    mark: str
    first: int = 0
    site: str = ""

    def anew(self) -> Load:
        """Returns the same load for a new site."""
        site = f"evaluate-{secrets.token_hex(4)}"
        return Load(self.address, self.messages, self.mark, self.first, site)


def device_name(number: int) -> str:
    """Returns the name of the `number`th device of a load."""
    return f"kiosk-{number}"


def a_message(load: Load, number: int) -> tuple[str, bytes]:
    """Returns topic and body of the `number`th bin."""
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
    return topic(load.site, device_name(device), "footfall"), encode(found)


def _publish(load: Load, share: int, go: Event, ready: Event, seconds: Any) -> None:
    """Run one publisher process: send its share of the messages with QoS 1, as fast as the broker confirms them."""
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
        received = bytearray()
        while confirmed < len(packets):
            if sent < len(packets) and sent - confirmed < MAX_UNCONFIRMED:
                more = packets[sent : confirmed + MAX_UNCONFIRMED]
                line.sendall(b"".join(more))
                sent += len(more)
            piece = line.recv(65_536)
            if not piece:
                return
            received += piece
            confirmed += _take_confirmations(received)
        seconds.value = time.perf_counter() - began
        line.sendall(b"\xe0\x00")  # DISCONNECT


def _packet(name: str, body: bytes, number: int) -> bytes:
    """Encode a PUBLISH packet of QoS 1, MQTT 5 §3.3, without properties."""
    rest = len(name).to_bytes(2, "big") + name.encode() + number.to_bytes(2, "big") + b"\x00" + body
    high, low = divmod(len(rest), 128)  # a bin is far below the 16,383 bytes that two digits hold
    return bytes((0x32, low | 0x80, high)) + rest


def _take_confirmations(received: bytearray) -> int:
    """Remove complete packets from `received`. Returns the number of PUBACKs; raises IngestTroubleError if refused."""
    at = count = 0
    while len(received) - at >= 2 and len(received) - at >= 2 + received[at + 1]:
        if received[at] == 0x40:
            if received[at + 1] > 2 and received[at + 4] >= 0x80:
                raise IngestTroubleError("The broker refuses the publisher's messages.")
            count += 1
        at += 2 + received[at + 1]
    del received[:at]
    return count


@contextmanager
def publishers(load: Load) -> Iterator[tuple[Event, list[Any]]]:
    """Start publisher processes. Yields the event that starts them, and the seconds that each took.

    Raises IngestTroubleError.
    """
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
    """Returns the messages a second of the publishers without a subscriber. Raises IngestTroubleError."""
    with publishers(load) as (go, seconds):
        go.set()
    slowest: float = max(one.value for one in seconds)
    if slowest == 0:
        raise IngestTroubleError("A publisher ended before it had sent everything.")
    return load.messages / slowest


def bare_subscriber(load: Load) -> float:
    """Returns the messages a second of a paho-mqtt subscriber with an empty handler, from the first to the last.

    Raises IngestTroubleError.
    """
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
