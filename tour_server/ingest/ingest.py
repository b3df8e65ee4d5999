"""From the broker into the database: batches, one transaction each, acknowledged after the commit.

The one thing a newcomer would get wrong: nothing may be thrown away because the database is busy, locked or
gone. A batch that can't be stored stays where it is, unacknowledged, and is tried again with growing pauses; the
broker then stops delivering, and what it loses the kiosks send again. Only a message that can never be stored
is put aside.
"""

from __future__ import annotations

import logging
import queue
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping

from msgspec import Struct
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError

from contract.broker_address import BrokerAddress
from contract.messages import FROM_DEVICE, Bin, PlaybackCounts, UnknownMessageError, decode
from contract.topics import everyone, parse
from runtime.backoff import Backoff
from tour_server.broker.arrival import Arrival, Keeper
from tour_server.broker.mqtt_client import Delivery, Line
from tour_server.broker.settings import WINDOW_EMBEDDED, Window
from tour_server.database import Database
from tour_server.ingest.acknowledging import Acknowledging
from tour_server.ingest.dead_letters import Unreadable, put_aside

log = logging.getLogger(__name__)

IDLE_SECONDS = 0.05
ACKNOWLEDGED_BY = {"footfall": "acknowledgement", "told": "told-acknowledgement"}


class Tally(Struct):
    """What an ingest has done since it started."""

    committed: int = 0  # messages, second deliveries counted
    repeated: int = 0  # of those, second deliveries
    put_aside: int = 0
    commits: int = 0


class Ingest:
    """One worker: a line to the broker and a database, a thread for each between `start` and `stop`.

    While one batch is committed, which is waiting for a disk, the next is received. What is received and not yet
    committed is bounded by the window.
    """

    def __init__(
        self,
        database: Database,
        address: BrokerAddress,
        site: str,
        keepers: Mapping[str, Keeper],
        *,
        worker: int = 1,
        workers: int = 1,
        window: Window = WINDOW_EMBEDDED,
        chance: random.Random,
        on_committed: Callable[[set[str]], None] = lambda _kinds: None,
    ) -> None:
        """`keepers`: kind of message -> who stores it. `on_committed` hears the kinds of each commit.

        With `workers` above 1 they share the messages of a kind, each going to one of them. `window`: what
        may be received and not yet committed. Raises OSError or ssl.SSLError on an unreadable TLS file.
        """
        self._database = database
        self._keepers = keepers
        self._on_committed = on_committed
        self._line_backoff = Backoff(chance, most=30.0)
        self._database_backoff = Backoff(chance, first=0.2, most=10.0)
        self._coming_back = False
        self._window = window
        # The broker fills the other half while this is committed.
        self._batch = max(1, window.held // 2)
        self._unconfirmed: deque[tuple[int, int]] = deque()  # tokens, in the order of arrival
        self._confirmed_early = 0  # of what is not committed
        self._arrived: queue.SimpleQueue[Delivery | None] = queue.SimpleQueue()
        self._stored: queue.SimpleQueue[_Stored] = queue.SimpleQueue()
        share = "$share/ingest/" if workers > 1 else ""
        self._line = Line(
            address,
            f"ingest-{site}-{worker}",
            [share + everyone(site, kind) for kind in keepers],
            self._take,
            window.under_way,
        )
        self._acknowledging = Acknowledging(site, self._line.tell)
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=work, name=f"ingest-{worker}-{name}", daemon=True)
            for name, work in (
                ("line", self._work_the_line),
                ("database", self._work_the_database),
            )
        ]
        self._database_trouble = ""
        self.tally = Tally()

    def start(self) -> None:
        """Begins to connect and to store."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Stores what is being stored and ends the threads; what else arrived comes again. Once is enough."""
        if self._stop.is_set():
            return
        self._stop.set()
        self._arrived.put(None)
        self._line.wake()
        for thread in reversed(self._threads):
            if thread.is_alive():
                thread.join()
        self._line.free()

    @property
    def connected(self) -> bool:
        """Whether the broker is there now."""
        return self._line.up

    @property
    def waiting(self) -> int:
        """Messages that are received and not yet being stored."""
        return self._arrived.qsize()

    @property
    def trouble(self) -> list[str]:
        """What is wrong now, in plain sentences."""
        return [words for words in (self._line.trouble, self._database_trouble) if words]

    # The line's thread: receives, confirms to the broker, tells the devices.

    def _work_the_line(self) -> None:
        while not self._stop.is_set():
            try:
                self._round()
            except Exception:  # a thread that dies in silence would stop every count from arriving
                log.exception("the ingest's line stumbled; it tries again")
                self._stop.wait(self._line_backoff.next())
        self._threads[1].join()
        self._finish_stored()
        self._acknowledging.tell_all()
        self._line.close()

    def _round(self) -> None:
        if not self._line.open:
            self._finish_stored()
            # A line that breaks again and again while the database is away would be given the same messages each time.
            if len(self._unconfirmed) + self._confirmed_early < self._window.held:
                self._connect()
            else:
                self._stop.wait(IDLE_SECONDS)
            return
        wait = self._acknowledging.due_in(time.monotonic())
        self._line.step(min(IDLE_SECONDS, max(0.0, wait)))
        if self._line.up and self._coming_back:
            self._coming_back = False
            self._line_backoff.reset()
        self._finish_stored()
        if self._acknowledging.due_in(time.monotonic()) <= 0:
            self._acknowledging.tell_all()

    def _connect(self) -> None:
        if self._coming_back and self._stop.wait(self._line_backoff.next()):
            return
        self._coming_back = True
        try:
            self._line.connect()
        except OSError as error:
            self._line.trouble = f"The broker can't be reached: {error.strerror or error}."
            log.warning("%s", self._line.trouble)

    def _take(self, delivery: Delivery) -> None:
        self._unconfirmed.append(delivery.token)
        self._arrived.put(delivery)

    def _confirm_to_the_broker(self) -> None:
        """Early, as far as the window says so: see tour_server.broker.settings.Window."""
        early = self._window.held - self._window.under_way
        while self._unconfirmed and self._confirmed_early < early:
            self._line.acknowledge(self._unconfirmed.popleft())
            self._confirmed_early += 1

    def _finish_stored(self) -> None:
        """What the other thread has committed is confirmed to the broker now, and told to the devices soon."""
        now = time.monotonic()
        while True:
            try:
                stored = self._stored.get_nowait()
            except queue.Empty:
                break
            for _ in range(stored.messages):
                if self._confirmed_early:
                    self._confirmed_early -= 1
                else:
                    self._line.acknowledge(self._unconfirmed.popleft())
            for device, kind, epoch, sequence in stored.keys:
                self._acknowledging.committed(device, kind, epoch, sequence, now)
        self._confirm_to_the_broker()

    # The database's thread: one batch, one transaction, until it is in.

    def _work_the_database(self) -> None:
        while not self._stop.is_set():
            batch = self._next_batch()
            while batch and not self._stored_now(batch):
                if self._stop.wait(self._database_backoff.next()):
                    return

    def _next_batch(self) -> list[Delivery]:
        """Waits for a message, then takes all that are there; more gather while these are committed."""
        batch: list[Delivery] = []
        first = self._arrived.get()
        if first is not None:
            batch.append(first)
        while len(batch) < self._batch:
            try:
                delivery = self._arrived.get_nowait()
            except queue.Empty:
                break
            if delivery is not None:
                batch.append(delivery)
        return batch

    def _stored_now(self, batch: list[Delivery]) -> bool:
        try:
            kinds = self._store(batch)
        except Exception as error:
            if not isinstance(error, SQLAlchemyError):
                log.exception("the ingest stumbled; the same messages are tried again")
            self._database_trouble = "The database takes nothing just now; counts wait."
            log.warning("%s %s", self._database_trouble, _first_line(error))
            return False
        if self._database_trouble:
            self._database_trouble = ""
            self._database_backoff.reset()
        self._line.wake()
        self._on_committed(kinds)
        return True

    def _store(self, batch: list[Delivery]) -> set[str]:
        """Everything of the batch in one transaction; or, when the data itself is refused, one by one."""
        try:
            return self._store_together(batch)
        except (DataError, IntegrityError):
            kinds: set[str] = set()
            while batch:  # what is in leaves the batch: should the database go away now, the rest is tried again
                kinds |= self._store_alone(batch[0])
                del batch[0]
            return kinds

    def _store_alone(self, delivery: Delivery) -> set[str]:
        try:
            return self._store_together([delivery])
        except (DataError, IntegrityError) as error:
            reason = f"the database refuses it: {_first_line(error)}"
            poison = Unreadable(delivery.topic, delivery.body, reason, time.time())
            with self._database.writing() as session:
                put_aside(session, [poison])
            self._committed([delivery], {}, [poison])
            return set()

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
            new = sum(self._keepers[kind](session, arrivals) for kind, arrivals in readable.items())
            if unreadable:
                put_aside(session, unreadable)
        self.tally.repeated += sum(map(len, readable.values())) - new
        self._committed(batch, readable, unreadable)
        return set(readable)

    def _committed(
        self,
        batch: list[Delivery],
        readable: dict[str, list[Arrival]],
        unreadable: list[Unreadable],
    ) -> None:
        self.tally.commits += 1
        for poison in unreadable:
            self.tally.put_aside += 1
            log.warning("put a message on %s aside: %s", poison.topic, poison.reason)
        keys: list[tuple[str, str, str, int]] = []
        for kind, arrivals in readable.items():
            self.tally.committed += len(arrivals)
            for arrival in arrivals:
                message = arrival.message
                if isinstance(message, Bin | PlaybackCounts):
                    key = (arrival.device, ACKNOWLEDGED_BY[kind], message.epoch, message.sequence)
                    keys.append(key)
        self._stored.put(_Stored(len(batch), keys))


class _Stored(Struct, gc=False):
    """A committed batch: how many messages it was, and (device, kind, epoch, sequence) of its keys."""

    messages: int
    keys: list[tuple[str, str, str, int]]


def _read(delivery: Delivery, at: float) -> tuple[str, Arrival]:
    """Raises ValueError (UnknownMessageError is one) with the reason to put it aside."""
    name = parse(delivery.topic)
    if name.kind not in FROM_DEVICE:
        raise UnknownMessageError(f"no message of a device is called {name.kind!r}")
    return name.kind, Arrival(name.device, decode(delivery.body, FROM_DEVICE[name.kind]), at)


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:300]
