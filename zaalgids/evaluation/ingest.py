"""`zaalgids evaluate ingest`: measures messages a second from the broker into the database, beside a bare subscriber.

The rate alone depends mostly on the machine. So the same client library is measured in the same run, on the same
broker, with an empty handler (`bare_rate`); `ratio` is rate / bare_rate. A long run has several rounds (publishers
alone, bare, ingest, the last two in alternating order), and the rates are medians.

Note: where the publishers are hardly faster than the bare subscriber, their rate is measured instead. Such a run is
reported as invalid.
"""

from __future__ import annotations

import itertools
import json
import random
import secrets
import tempfile
import time
from contextlib import ExitStack
from multiprocessing.synchronize import Event
from pathlib import Path
from statistics import median
from typing import Any

import click
from sqlalchemy import text

from contract.device_key import new_key
from runtime.broker_address import BrokerAddress, broker_address
from tour_server.broker.embedded import BrokerStartError, Embedded
from tour_server.broker.mosquitto import Mosquitto
from tour_server.broker.settings import BrokerSettings, EmbeddedBroker, ExternalBroker, Window
from tour_server.crowd.messages import store_bins
from tour_server.database import Database
from tour_server.devices.registry import DeviceKey
from tour_server.ingest.ingest import Ingest
from zaalgids.evaluation.ingest_load import (
    DEVICES,
    PROCESSES,
    WAIT_SECONDS,
    IngestTroubleError,
    Load,
    bare_subscriber,
    device_name,
    publish_alone,
    publishers,
)

MIN_PUBLISHER_RATIO = (
    1.5  # of the publishers' rate to the bare subscriber's: below, a run is invalid
)
MAX_ROUNDS = 5  # odd, so that the median is a measured rate
MIN_ROUND_MESSAGES = 2000  # with fewer the rate is noise
_START_SECONDS = 30  # for a worker process
_STOP_SECONDS = 20  # for a worker process


def evaluate(
    messages: int, broker: BrokerAddress, window: Window, database_url: str, workers: int
) -> dict[str, Any]:
    """Returns the command's JSON. Raises IngestTroubleError."""
    mark = secrets.token_hex(4)
    alone, bare, ingested = [], [], []
    stored = different = 0
    database = Database(database_url)
    try:
        database.migrate()
        for number, (first, share) in enumerate(_shares(messages)):
            load = Load(broker, share, mark, first)
            alone.append(publish_alone(load.anew()))
            if number % 2 == 0:
                bare.append(bare_subscriber(load.anew()))
            ingested.append(_ingest(load.anew(), database, window, workers))
            if number % 2 == 1:
                bare.append(bare_subscriber(load.anew()))
        stored, different = _in_the_database(database, mark)
    finally:
        database.close()
    publisher_rate, bare_rate, rate = median(alone), median(bare), median(ingested)
    valid = publisher_rate >= MIN_PUBLISHER_RATIO * bare_rate
    why = (
        ""
        if valid
        else f"The publishers reach {publisher_rate / bare_rate:.2f} times the bare subscriber's rate; "
        f"under {MIN_PUBLISHER_RATIO} they are what is measured. Use more cores or a faster machine for them."
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
        "rounds": len(ingested),
    }


def _shares(messages: int) -> list[tuple[int, int]]:
    """Returns (first message, number of messages) of each round."""
    rounds = min(MAX_ROUNDS, max(1, messages // MIN_ROUND_MESSAGES))
    rounds -= 1 - rounds % 2
    edges = [messages * number // rounds for number in range(rounds + 1)]
    return [(first, last - first) for first, last in itertools.pairwise(edges)]


def _ingest(load: Load, database: Database, window: Window, workers: int) -> float:
    """Returns the messages a second from the start of the first commit to the last commit.

    Raises IngestTroubleError.
    """
    ready = [PROCESSES.Event() for _ in range(workers)]
    stop = PROCESSES.Event()
    spans = [PROCESSES.Array("d", 2) for _ in range(workers)]
    done = [PROCESSES.Value("q", 0) for _ in range(workers)]
    processes = [
        PROCESSES.Process(
            target=_work,
            args=(load, database.url, window, n, workers, ready[n], stop, spans[n], done[n]),
        )
        for n in range(workers)
    ]
    try:
        for process in processes:
            process.start()
        for one in ready:
            if not one.wait(_START_SECONDS):
                raise IngestTroubleError("An ingest worker did not come up.")
        with publishers(load) as (go, _seconds):
            go.set()
            end = time.monotonic() + WAIT_SECONDS
            while sum(one.value for one in done) < load.messages and time.monotonic() < end:
                time.sleep(0.05)
        stop.set()
        for process in processes:
            process.join(_STOP_SECONDS)
    finally:
        for process in processes:
            if process.is_alive():
                process.kill()
    began = min((span[0] for span in spans if span[0]), default=0.0)
    ended = max(span[1] for span in spans)
    if ended <= began:
        raise IngestTroubleError("Nothing reached the database.")
    return float(load.messages / (ended - began))


def _work(
    load: Load,
    url: str,
    window: Window,
    worker: int,
    workers: int,
    ready: Event,
    stop: Event,
    span: Any,
    done: Any,
) -> None:
    """Run one ingest worker, as the server runs it, in a process of its own."""
    database = Database(url)

    def keep(session: Any, arrivals: Any) -> int:
        if not span[0]:
            span[0] = time.perf_counter()  # the same clock in every process of a machine
        return store_bins(session, arrivals)

    def committed(_kinds: set[str]) -> None:
        span[1] = time.perf_counter()
        done.value = ingest_worker.counts.committed

    # As on a server: every device of the load is registered, so each acknowledgement is signed.
    keys = {device_name(number): DeviceKey(new_key(), revoked=False) for number in range(DEVICES)}
    ingest_worker = Ingest(
        database,
        load.address,
        load.site,
        {"footfall": keep},
        worker=worker,
        workers=workers,
        window=window,
        rng=random.Random(worker),  # noqa: S311 (scatters pauses)
        keys=lambda: keys,
        on_committed=committed,
    )
    ingest_worker.start()
    while not ingest_worker.connected and not stop.wait(0.02):
        pass
    time.sleep(0.3)  # its subscription follows the connection
    ready.set()
    stop.wait()
    ingest_worker.stop()
    database.close()


def _in_the_database(database: Database, mark: str) -> tuple[int, int]:
    """Returns the number of rows of this run, and of different messages among them."""
    with database.reading() as session:
        row = session.execute(
            text(
                "SELECT count(*), count(DISTINCT epoch || '-' || sequence) FROM footfall"
                " WHERE epoch LIKE :mark"
            ),
            {"mark": f"{mark}%"},
        ).one()
    return int(row[0]), int(row[1])


@click.command("ingest")
@click.option("--messages", type=click.IntRange(100), required=True, help="How many to send.")
@click.option("--broker", help="mqtt://host:port; without it the embedded broker is started.")
@click.option("--database", help="A database's address; without it SQLite in a new folder.")
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
                settings = ExternalBroker(broker_address(broker))
                address = settings.address
                problem = Mosquitto(settings).problem()
                if problem:
                    raise IngestTroubleError(problem)
            url = database or f"sqlite:///{folder / 'i.db'}"
            result = evaluate(messages, address, settings.window, url, workers)
        except (IngestTroubleError, BrokerStartError, ValueError, OSError) as error:
            raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps(result))
        return
    click.echo(f"ingest        {result['rate']:>10,.0f} messages/s")
    click.echo(f"bare          {result['bare_rate']:>10,.0f} messages/s")
    click.echo(f"publishers    {result['publisher_rate']:>10,.0f} messages/s")
    click.echo(f"ratio         {result['ratio']:>10.2f}")
    click.echo(f"lost          {result['lost']:>10}")
    click.echo(f"duplicated    {result['duplicated']:>10}")
    if not result["valid"]:
        click.echo(f"This run is invalid. {result['why']}")
