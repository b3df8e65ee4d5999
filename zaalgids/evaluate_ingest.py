"""`zaalgids evaluate ingest`: messages a second from the broker into the database, beside a bare subscriber.

The one thing a newcomer would get wrong: the rate alone says nothing about us. It is measured against the same
client library on the same broker in the same run with an empty handler (`bare_rate`); `ratio` is rate / bare_rate.
And where the publishers can't keep well ahead of the bare subscriber it is they who are measured: such a run is
invalid, and says so.
"""

from __future__ import annotations

import json
import multiprocessing
import random
import secrets
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import click
import paho.mqtt.client as paho
from msgspec import Struct
from paho.mqtt.enums import CallbackAPIVersion
from sqlalchemy import text

from contract.broker_address import BrokerAddress, broker_address
from contract.messages import Bin, encode
from contract.topics import everyone, topic
from tour_server.broker.embedded import BrokerTroubleError, Embedded
from tour_server.broker.mosquitto import Mosquitto
from tour_server.broker.settings import BrokerSettings, EmbeddedBroker, OwnBroker
from tour_server.crowd.footfall import keep_footfall
from tour_server.crowd.ingest import Ingest
from tour_server.database import Database

PUBLISHERS = 2
DEVICES = 100
HEAD_START = 1.5  # the publishers' rate over the bare subscriber's: less, and the publishers are what is measured
WAIT_SECONDS = 180.0
# Processes begin from one that has everything imported already, not each from nothing.
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload([__name__])


class IngestTroubleError(RuntimeError):
    """The measurement can't be made, in a plain sentence."""


class _Run(Struct, frozen=True):
    """A site of its own keeps what an earlier run left behind out of this one."""

    address: BrokerAddress
    site: str
    messages: int
    under_way: int


def evaluate(
    messages: int, broker: BrokerAddress, under_way: int, database_url: str, workers: int
) -> dict[str, Any]:
    """The JSON of the command, and `valid` with `why` beside it. Raises IngestTroubleError."""
    publisher_rate = _publish_alone(_Run(broker, _site(), messages, under_way))
    bare_rate = _bare(_Run(broker, _site(), messages, under_way))
    rate, stored, different = _ingest(
        _Run(broker, _site(), messages, under_way), database_url, workers
    )
    valid = publisher_rate >= HEAD_START * bare_rate
    why = (
        ""
        if valid
        else f"The publishers reach {publisher_rate / bare_rate:.2f} times the bare subscriber's rate; "
        f"under {HEAD_START} they are what is measured. Use more cores or a faster machine for them."
    )
    return {
        "rate": round(rate, 1),
        "bare_rate": round(bare_rate, 1),
        "publisher_rate": round(publisher_rate, 1),
        "ratio": round(rate / bare_rate, 3),
        "lost": messages - different,
        "duplicated": stored - different,
        "valid": valid,
        "why": why,
    }


def _site() -> str:
    return f"evaluate-{secrets.token_hex(4)}"


def _a_message(device: int, sequence: int) -> tuple[str, bytes]:
    found = Bin(
        epoch=f"{device:016x}",
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
    return f"kiosk-{device}", encode(found)


def _publish(run: _Run, share: int, go: Event, ready: Event, seconds: Any) -> None:
    """One publisher process: its share of the messages, QoS 1, as fast as the broker confirms them."""
    client = paho.Client(
        CallbackAPIVersion.VERSION2, f"publisher-{run.site}-{share}", protocol=paho.MQTTv5
    )
    client.max_inflight_messages_set(90)  # iotcore stops at 100
    mine = range(share, run.messages, PUBLISHERS)
    bodies = []
    for number in mine:
        device, body = _a_message(number % DEVICES, number // DEVICES)
        bodies.append((topic(run.site, device, "footfall"), body))
    client.connect(run.address.host, run.address.port)
    client.loop_start()
    while not client.is_connected():
        time.sleep(0.01)
    ready.set()
    go.wait()
    began = time.perf_counter()
    sent = [client.publish(name, body, 1) for name, body in bodies]
    for one in sent:
        one.wait_for_publish(WAIT_SECONDS)
    seconds.value = time.perf_counter() - began
    client.disconnect()
    client.loop_stop()


@contextmanager
def _publishers(run: _Run) -> Iterator[tuple[Event, list[Any]]]:
    """Publisher processes that wait for the word; the seconds that each took."""
    go = _PROCESSES.Event()
    readies = [_PROCESSES.Event() for _ in range(PUBLISHERS)]
    seconds = [_PROCESSES.Value("d", 0.0) for _ in range(PUBLISHERS)]
    processes = [
        _PROCESSES.Process(target=_publish, args=(run, share, go, readies[share], seconds[share]))
        for share in range(PUBLISHERS)
    ]
    for process in processes:
        process.start()
    try:
        for ready in readies:
            if not ready.wait(30):
                raise IngestTroubleError(f"A publisher could not reach the broker {run.address}.")
        yield go, seconds
    finally:
        go.set()
        for process in processes:
            process.join(WAIT_SECONDS)
            if process.is_alive():
                process.kill()


def _publish_alone(run: _Run) -> float:
    """Messages a second of the publishers with nobody listening."""
    with _publishers(run) as (go, seconds):
        go.set()
    slowest: float = max(one.value for one in seconds)
    if slowest == 0:
        raise IngestTroubleError("A publisher ended before it had sent everything.")
    return run.messages / slowest


def _bare(run: _Run) -> float:
    """Messages a second of a plain paho-mqtt subscriber with an empty handler, from the first to the last."""
    seen = 0
    first = last = 0.0
    subscribed = threading.Event()

    def count(_client: paho.Client, _data: object, _message: paho.MQTTMessage) -> None:
        nonlocal seen, first, last
        if not seen:
            first = time.perf_counter()
        seen += 1
        if seen == run.messages:
            last = time.perf_counter()
            client.disconnect()

    client = paho.Client(CallbackAPIVersion.VERSION2, f"bare-{run.site}", protocol=paho.MQTTv5)
    client.on_message = count
    client.on_connect = lambda client, *_: client.subscribe(everyone(run.site, "footfall"), 1)
    client.on_subscribe = lambda *_: subscribed.set()
    client.connect(run.address.host, run.address.port)
    end = time.monotonic() + WAIT_SECONDS
    while not subscribed.is_set():
        if client.loop(0.1) or time.monotonic() > end:
            raise IngestTroubleError(f"The broker {run.address} refuses subscriptions.")
    with _publishers(run) as (go, _seconds):
        go.set()
        while not last:
            if (client.loop(1.0) or time.monotonic() > end) and not last:
                raise IngestTroubleError(f"The bare subscriber got {seen} of {run.messages}.")
    return run.messages / (last - first)


def _ingest(run: _Run, url: str, workers: int) -> tuple[float, int, int]:
    """(messages a second from the first commit's start to the last commit, rows, different rows)."""
    database = Database(url)
    stops = []
    try:
        database.migrate()
        ready = [_PROCESSES.Event() for _ in range(workers)]
        stop = _PROCESSES.Event()
        spans = [_PROCESSES.Array("d", 2) for _ in range(workers)]
        done = [_PROCESSES.Value("q", 0) for _ in range(workers)]
        for worker in range(workers):
            arguments = (
                run,
                url,
                worker,
                workers,
                ready[worker],
                stop,
                spans[worker],
                done[worker],
            )
            process = _PROCESSES.Process(target=_work, args=arguments)
            process.start()
            stops.append(process)
        for one in ready:
            if not one.wait(30):
                raise IngestTroubleError("An ingest worker did not come up.")
        with _publishers(run) as (go, _seconds):
            go.set()
            end = time.monotonic() + WAIT_SECONDS
            while sum(one.value for one in done) < run.messages and time.monotonic() < end:
                time.sleep(0.05)
        stop.set()
        for process in stops:
            process.join(20)
        began = min(span[0] for span in spans if span[0])
        ended = max(span[1] for span in spans)
        stored, different = _in_the_database(database)
        return run.messages / (ended - began), stored, different
    finally:
        for process in stops:
            if process.is_alive():
                process.kill()
        database.close()


def _work(
    run: _Run, url: str, worker: int, workers: int, ready: Event, stop: Event, span: Any, done: Any
) -> None:
    """One ingest worker in a process of its own, exactly as the server runs it."""
    database = Database(url)

    def keep(session: Any, arrivals: Any) -> None:
        if not span[0]:
            span[0] = time.perf_counter()  # the same clock in every process of a machine
        keep_footfall(session, arrivals)

    def committed(_kinds: set[str]) -> None:
        span[1] = time.perf_counter()
        done.value = worker_of_ours.tally.committed

    worker_of_ours = Ingest(
        database,
        run.address,
        run.site,
        {"footfall": keep},
        worker=worker,
        workers=workers,
        under_way=run.under_way,
        chance=random.Random(worker),  # noqa: S311 (scatters pauses)
        on_committed=committed,
    )
    worker_of_ours.start()
    while not worker_of_ours.connected and not stop.wait(0.02):
        pass
    time.sleep(0.3)  # its subscription follows the connection
    ready.set()
    stop.wait()
    worker_of_ours.stop()
    database.close()


def _in_the_database(database: Database) -> tuple[int, int]:
    """(rows of this run, different messages among them)."""
    with database.reading() as session:
        row = session.execute(
            text(
                "SELECT count(*), count(DISTINCT epoch || '-' || sequence) FROM footfall"
                " WHERE received_at >= :since"
            ),
            {"since": time.time() - 2 * WAIT_SECONDS},
        ).one()
    return int(row[0]), int(row[1])


@click.command("ingest")
@click.option("--messages", type=click.IntRange(100), required=True, help="How many to send.")
@click.option("--broker", help="mqtt://host:port; without it the embedded broker is started.")
@click.option("--database", help="An empty database's address; without it SQLite in a new folder.")
@click.option("--workers", type=click.IntRange(1, 16), default=1, help="Ingest workers.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def ingest(
    messages: int, broker: str | None, database: str | None, workers: int, as_json: bool
) -> None:
    """Messages a second, from broker to database."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        try:
            settings: BrokerSettings = EmbeddedBroker(port=0)
            if broker is None:
                embedded = Embedded(EmbeddedBroker(port=0), folder)
                embedded.start()
                stack.callback(embedded.stop)
                address = embedded.address
            else:
                settings = OwnBroker(broker_address(broker))
                address = settings.address
                trouble = Mosquitto(settings).trouble()
                if trouble:
                    raise IngestTroubleError(trouble)
            url = database or f"sqlite:///{folder / 'i.db'}"
            found = evaluate(messages, address, settings.under_way, url, workers)
        except (IngestTroubleError, BrokerTroubleError, ValueError, OSError) as error:
            raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps(found))
        return
    click.echo(f"ingest        {found['rate']:>10,.0f} messages/s")
    click.echo(f"bare          {found['bare_rate']:>10,.0f} messages/s")
    click.echo(f"publishers    {found['publisher_rate']:>10,.0f} messages/s")
    click.echo(f"ratio         {found['ratio']:>10.2f}")
    click.echo(f"lost          {found['lost']:>10}")
    click.echo(f"duplicated    {found['duplicated']:>10}")
    if not found["valid"]:
        click.echo(f"This run is invalid. {found['why']}")
