"""From the broker into the database: batches, one transaction each, acknowledged after the commit.

The one thing a newcomer would get wrong: nothing may be thrown away because the database is busy, locked or
gone. A batch that can't be stored stays where it is, unacknowledged, and is tried again with growing pauses; the
broker then stops delivering, and what it loses the kiosks send again. Only a message that can never be stored
is put aside.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Mapping

from msgspec import Struct
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError

from contract.broker_address import BrokerAddress
from contract.messages import FROM_DEVICE, Bin, Told, UnknownMessageError, decode
from contract.pauses import Pauses
from contract.topics import everyone, parse
from tour_server.broker.arrival import Arrival, Keeper
from tour_server.broker.line import UNDER_WAY_LIMIT, Delivery, Line
from tour_server.crowd.acknowledging import Acknowledging
from tour_server.crowd.put_aside import Unreadable, put_aside
from tour_server.database import Database

log = logging.getLogger(__name__)

BATCH = UNDER_WAY_LIMIT // 2  # the broker fills the other half while this one is committed
IDLE_SECONDS = 0.05
ACKNOWLEDGED_BY = {"footfall": "acknowledgement", "told": "told-acknowledgement"}


class Tally(Struct):
    """What an ingest has done since it started."""

    committed: int = 0  # messages, second deliveries counted
    put_aside: int = 0
    commits: int = 0


class Ingest:
    """One worker: one line to the broker, one thread between `start` and `stop`."""

    def __init__(
        self,
        database: Database,
        address: BrokerAddress,
        site: str,
        keepers: Mapping[str, Keeper],
        *,
        worker: int = 1,
        workers: int = 1,
        chance: random.Random,
        on_committed: Callable[[set[str]], None] = lambda _kinds: None,
    ) -> None:
        """`keepers`: kind of message -> who stores it. `on_committed` hears the kinds of each commit.

        With `workers` above 1 they share the messages of a kind, each going to one of them. Raises OSError
        or ssl.SSLError on an unreadable TLS file.
        """
        self._database = database
        self._keepers = keepers
        self._on_committed = on_committed
        self._line_pauses = Pauses(chance, most=30.0)
        self._database_pauses = Pauses(chance, first=0.2, most=10.0)
        self._coming_back = False
        self._waiting: list[Delivery] = []
        share = "$share/ingest/" if workers > 1 else ""
        self._line = Line(
            address,
            f"ingest-{site}-{worker}",
            [share + everyone(site, kind) for kind in keepers],
            self._waiting.append,
        )
        self._acknowledging = Acknowledging(site, self._line.tell)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"ingest-{worker}", daemon=True)
        self._again_at = 0.0
        self._database_trouble = ""
        self.tally = Tally()

    def start(self) -> None:
        """Begins to connect and to store."""
        self._thread.start()

    def stop(self) -> None:
        """Stores what has arrived, if the database takes it, and ends the thread."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    @property
    def connected(self) -> bool:
        """Whether the broker is there now."""
        return self._line.up

    @property
    def trouble(self) -> list[str]:
        """What is wrong now, in plain sentences."""
        return [words for words in (self._line.trouble, self._database_trouble) if words]

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._round()
            except Exception:  # a thread that dies in silence would stop every count from arriving
                log.exception("ingest stumbled; it tries again")
                self._stop.wait(self._database_pauses.next())
        if self._waiting and self._line.up:
            self._flush()
        self._acknowledging.tell_all()
        self._line.close()

    def _round(self) -> None:
        if not self._line.open:
            self._waiting.clear()  # unacknowledged: they come again on the next connection
            self._connect()
            return
        before = len(self._waiting)
        held_up = time.monotonic() < self._again_at
        self._line.step(0.0 if before and not held_up else IDLE_SECONDS)
        if self._line.up and self._coming_back:
            self._coming_back = False
            self._line_pauses.reset()
        quiet = len(self._waiting) == before
        if self._waiting and not held_up and (quiet or len(self._waiting) >= BATCH):
            self._flush()
        if self._acknowledging.due(time.monotonic()):
            self._acknowledging.tell_all()

    def _connect(self) -> None:
        if self._coming_back and self._stop.wait(self._line_pauses.next()):
            return
        self._coming_back = True
        try:
            self._line.connect()
        except OSError as error:
            self._line.trouble = f"The broker can't be reached: {error.strerror or error}."
            log.warning("%s", self._line.trouble)

    def _flush(self) -> None:
        batch = self._waiting[:BATCH]
        try:
            kinds = self._store(batch)
        except SQLAlchemyError as error:
            self._again_at = time.monotonic() + self._database_pauses.next()
            self._database_trouble = "The database takes nothing just now; counts wait."
            log.warning("%s %s", self._database_trouble, _first_line(error))
            return
        if self._database_trouble:
            self._database_trouble = ""
            self._database_pauses.reset()
        del self._waiting[: len(batch)]
        for delivery in batch:
            self._line.acknowledge(delivery.token)
        self._on_committed(kinds)

    def _store(self, batch: list[Delivery]) -> set[str]:
        """Everything of the batch in one transaction; or, when the data itself is refused, one by one."""
        try:
            return self._store_together(batch)
        except (DataError, IntegrityError):
            kinds: set[str] = set()
            for delivery in batch:
                try:
                    kinds |= self._store_together([delivery])
                except (DataError, IntegrityError) as error:
                    reason = f"the database refuses it: {_first_line(error)}"
                    at = time.time()
                    with self._database.writing() as session:
                        put_aside(session, [Unreadable(delivery.topic, delivery.body, reason, at)])
                    self.tally.put_aside += 1
            return kinds

    def _store_together(self, batch: list[Delivery]) -> set[str]:
        at = time.time()
        readable: dict[str, list[Arrival]] = {}
        unreadable: list[Unreadable] = []
        for delivery in batch:
            try:
                kind, arrival = _read(delivery, at)
                readable.setdefault(kind, []).append(arrival)
            except ValueError as error:
                unreadable.append(Unreadable(delivery.topic, delivery.body, str(error), at))
        with self._database.writing() as session:
            for kind, arrivals in readable.items():
                self._keepers[kind](session, arrivals)
            if unreadable:
                put_aside(session, unreadable)
        self._committed(readable, unreadable)
        return set(readable)

    def _committed(self, readable: dict[str, list[Arrival]], unreadable: list[Unreadable]) -> None:
        now = time.monotonic()
        self.tally.commits += 1
        for poison in unreadable:
            self.tally.put_aside += 1
            log.warning("put a message on %s aside: %s", poison.topic, poison.reason)
        for kind, arrivals in readable.items():
            self.tally.committed += len(arrivals)
            for arrival in arrivals:
                message = arrival.message
                if isinstance(message, Bin | Told):
                    self._acknowledging.committed(
                        arrival.device, ACKNOWLEDGED_BY[kind], message.epoch, message.sequence, now
                    )


def _read(delivery: Delivery, at: float) -> tuple[str, Arrival]:
    """Raises ValueError (UnknownMessageError is one) with the reason to put it aside."""
    name = parse(delivery.topic)
    if name.kind not in FROM_DEVICE:
        raise UnknownMessageError(f"no message of a device is called {name.kind!r}")
    return name.kind, Arrival(name.device, decode(delivery.body, FROM_DEVICE[name.kind]), at)


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:300]
