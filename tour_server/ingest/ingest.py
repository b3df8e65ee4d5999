"""Moves messages from the broker into the database: in batches, one transaction each, acknowledged after the commit.

Note: a message must not be dropped because the database is busy, locked or gone. A batch that can't be stored stays
unacknowledged and is tried again with growing pauses. The broker then stops delivering, and what the broker loses the
kiosks resend. Only a message that can never be stored becomes a dead letter.
"""

from __future__ import annotations

import logging
import queue
import random
import time
from collections import deque
from collections.abc import Callable, Mapping

from msgspec import Struct
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError

from contract.acknowledgements import message_digest
from contract.messages import (
    ACKNOWLEDGED_BY,
    FROM_DEVICE,
    KeptMessage,
    UnknownMessageError,
    decode,
)
from contract.topics import everyone, parse
from runtime.backoff import Backoff
from runtime.broker_address import BrokerAddress
from runtime.worker import Worker
from tour_server.broker.mqtt_client import Delivery, MqttClient
from tour_server.broker.settings import WINDOW_EMBEDDED, Window
from tour_server.database import Database
from tour_server.devices.registry import DeviceKey
from tour_server.ingest.acknowledgements import Acknowledgements
from tour_server.ingest.dead_letters import REVOKED, DeadLetter, store_dead_letters
from tour_server.ingest.message_handler import MessageHandler, ReceivedMessage

log = logging.getLogger(__name__)

IDLE_SECONDS = 0.05
MAX_CONNECT_PAUSE_SECONDS = 30.0
FIRST_DATABASE_PAUSE_SECONDS = 0.2
MAX_DATABASE_PAUSE_SECONDS = 10.0

# Device, kind of acknowledgement, epoch, sequence, digest of what was counted.
_Key = tuple[str, str, str, int, str]


class IngestCounts(Struct):
    """What one ingest worker has done since it started, in messages (and commits)."""

    committed: int = 0  # duplicates included
    duplicates: int = 0
    dead_letters: int = 0
    commits: int = 0


class Ingest:
    """One ingest worker: an MQTT client and a database, each on a thread of its own between `start` and `stop`.

    A commit waits for a disk; the next batch is received meanwhile. The window bounds what is received and not yet
    committed.
    """

    def __init__(
        self,
        database: Database,
        address: BrokerAddress,
        site: str,
        handlers: Mapping[str, MessageHandler],
        *,
        worker: int = 1,
        workers: int = 1,
        window: Window = WINDOW_EMBEDDED,
        rng: random.Random,
        keys: Callable[[], Mapping[str, DeviceKey]],
        on_committed: Callable[[set[str]], None] = lambda _kinds: None,
    ) -> None:
        """`handlers`: kind of message -> what stores it. `on_committed` gets the kinds of each commit.

        With `workers` above 1 they share the messages of a kind, each going to one of them. `worker`: its number,
        from 1. `rng` scatters the pauses. `keys` returns those of the registered devices, by name. Raises OSError or
        ssl.SSLError on an unreadable TLS file.
        """
        self._database = database
        self._handlers = handlers
        self._on_committed = on_committed
        self._connect_backoff = Backoff(rng, most=MAX_CONNECT_PAUSE_SECONDS)
        self._database_backoff = Backoff(
            rng, first=FIRST_DATABASE_PAUSE_SECONDS, most=MAX_DATABASE_PAUSE_SECONDS
        )
        self._reconnecting = False
        self._window = window
        # The broker fills the other half of the window while this half is committed.
        self._batch_size = max(1, window.uncommitted // 2)
        self._unconfirmed: deque[tuple[int, int]] = deque()  # tokens, in the order of arrival
        self._confirmed_early = 0  # confirmed to the broker and not committed
        self._received: queue.SimpleQueue[Delivery | None] = queue.SimpleQueue()
        self._committed_batches: queue.SimpleQueue[_CommittedBatch] = queue.SimpleQueue()
        share = "$share/ingest/" if workers > 1 else ""
        self._client = MqttClient(
            address,
            f"ingest-{site}-{worker}",
            [share + everyone(site, kind) for kind in handlers],
            self._receive,
            window.in_flight,
        )
        self._keys = keys
        self._acknowledgements = Acknowledgements(site, self._client.publish, keys)
        self._client_worker = Worker(
            f"ingest-{worker}-client", self._run_client, wake=self._client.wake
        )
        self._database_worker = Worker(
            f"ingest-{worker}-database", self._run_database, wake=lambda: self._received.put(None)
        )
        self._database_problem = ""
        self.counts = IngestCounts()

    def start(self) -> None:
        """Begin to connect and to store."""
        self._client_worker.start()
        self._database_worker.start()

    def stop(self) -> None:
        """Finish the current batch, acknowledge it and end the threads. May be called twice.

        Messages that were received and not stored are delivered or sent again.
        """
        if self._client_worker.stopping.is_set():
            return
        self._database_worker.stop()
        self._client_worker.stop()
        self._client.dispose()

    @property
    def connected(self) -> bool:
        """Whether the client is connected to the broker."""
        return self._client.connected

    @property
    def waiting(self) -> int:
        """The number of messages that wait for the database."""
        return self._received.qsize()

    @property
    def uncommitted(self) -> int:
        """The number of messages that were received and are not committed, or not yet known to be."""
        return len(self._unconfirmed) + self._confirmed_early

    @property
    def problems(self) -> list[str]:
        """What is wrong now, in plain sentences."""
        return [problem for problem in (self._client.problem, self._database_problem) if problem]

    # The client's thread: receives, confirms to the broker, acknowledges to the devices.

    def _run_client(self) -> None:
        while not self._client_worker.stopping.is_set():
            try:
                self._client_turn()
            except Exception:  # without this thread no count would arrive any more
                log.exception("The ingest's MQTT client failed; it is tried again.")
                self._client_worker.wait(self._connect_backoff.next())
        self._handle_committed()
        self._acknowledgements.send()
        self._client.close()

    def _client_turn(self) -> None:
        if not self._client.open:
            self._handle_committed()
            # While the database is away, each new connection would deliver the same messages again.
            if self.uncommitted < self._window.uncommitted:
                self._connect()
            else:
                self._client_worker.wait(IDLE_SECONDS)
            return
        due_seconds = self._acknowledgements.due_in_seconds(time.monotonic())
        self._client.step(min(IDLE_SECONDS, max(0.0, due_seconds)))
        if self._client.connected and self._reconnecting:
            self._reconnecting = False
            self._connect_backoff.reset()
        self._handle_committed()
        if self._acknowledgements.due_in_seconds(time.monotonic()) <= 0:
            self._acknowledgements.send()

    def _connect(self) -> None:
        if self._reconnecting and self._client_worker.wait(self._connect_backoff.next()):
            return
        self._reconnecting = True
        try:
            self._client.connect()
        except OSError as error:
            self._client.problem = f"The broker can't be reached: {error.strerror or error}."
            log.warning("%s", self._client.problem)

    def _receive(self, delivery: Delivery) -> None:
        self._unconfirmed.append(delivery.token)
        self._received.put(delivery)

    def _confirm_early(self) -> None:
        """Confirm to the broker before the commit, as far as the window allows (tour_server.broker.settings)."""
        limit = self._window.uncommitted - self._window.in_flight
        while self._unconfirmed and self._confirmed_early < limit:
            self._client.acknowledge(self._unconfirmed.popleft())
            self._confirmed_early += 1

    def _handle_committed(self) -> None:
        """Confirm to the broker what the database's thread has committed, and collect it for the devices."""
        now = time.monotonic()
        while True:
            try:
                batch = self._committed_batches.get_nowait()
            except queue.Empty:
                break
            for _ in range(batch.messages):
                if self._confirmed_early:
                    self._confirmed_early -= 1
                else:
                    self._client.acknowledge(self._unconfirmed.popleft())
            for key in batch.keys:
                self._acknowledgements.add(*key, now)
        self._confirm_early()

    # The database's thread: stores one batch in one transaction, and tries until it is committed.

    def _run_database(self) -> None:
        while not self._database_worker.stopping.is_set():
            batch = self._next_batch()
            while batch and not self._try_to_store(batch):
                if self._database_worker.wait(self._database_backoff.next()):
                    return

    def _next_batch(self) -> list[Delivery]:
        """Wait for a message, then take all that have come, up to the size of a batch."""
        batch: list[Delivery] = []
        first = self._received.get()
        if first is not None:
            batch.append(first)
        while len(batch) < self._batch_size:
            try:
                delivery = self._received.get_nowait()
            except queue.Empty:
                break
            if delivery is not None:
                batch.append(delivery)
        return batch

    def _try_to_store(self, batch: list[Delivery]) -> bool:
        try:
            kinds = self._store(batch)
        except Exception as error:
            if not isinstance(error, SQLAlchemyError):
                log.exception("The ingest failed to store a batch; it is tried again.")
            self._database_problem = "The database takes nothing just now; counts wait."
            log.warning("%s %s", self._database_problem, _first_line(error))
            return False
        if self._database_problem:
            self._database_problem = ""
            self._database_backoff.reset()
        self._client.wake()
        self._on_committed(kinds)
        return True

    def _store(self, batch: list[Delivery]) -> set[str]:
        """Store the batch in one transaction; one message at a time when the database refuses the data.

        Returns the kinds of the stored messages.
        """
        try:
            return self._store_together(batch)
        except (DataError, IntegrityError):
            kinds: set[str] = set()
            # A stored message leaves the batch, so that an error stores no message twice.
            while batch:
                kinds |= self._store_alone(batch[0])
                del batch[0]
            return kinds

    def _store_alone(self, delivery: Delivery) -> set[str]:
        try:
            return self._store_together([delivery])
        except (DataError, IntegrityError) as error:
            reason = f"the database refuses it: {_first_line(error)}"
            letter = DeadLetter(delivery.topic, delivery.body, reason, time.time())
            with self._database.writing() as session:
                store_dead_letters(session, [letter])
            self._committed([delivery], {}, [letter])
            return set()

    def _store_together(self, batch: list[Delivery]) -> set[str]:
        at = time.time()
        received: dict[str, list[ReceivedMessage]] = {}
        letters: list[DeadLetter] = []
        keys = self._keys()
        for delivery in batch:
            try:
                kind, message = self._decoded(delivery, at, keys)
                received.setdefault(kind, []).append(message)
            except ValueError as error:
                letters.append(DeadLetter(delivery.topic, delivery.body, str(error), at))
        with self._database.writing() as session:
            new = sum(self._handlers[kind](session, of_kind) for kind, of_kind in received.items())
            if letters:
                store_dead_letters(session, letters)
        self.counts.duplicates += sum(map(len, received.values())) - new
        self._committed(batch, received, letters)
        return set(received)

    def _decoded(
        self, delivery: Delivery, at: float, keys: Mapping[str, DeviceKey]
    ) -> tuple[str, ReceivedMessage]:
        """Decode a delivery. Returns its kind and the message.

        Raises ValueError (UnknownMessageError is one) with the reason for the dead letter.
        """
        name = parse(delivery.topic)
        known = keys.get(name.device)
        if known is not None and known.revoked:
            raise UnknownMessageError(REVOKED)
        if name.kind not in self._handlers:
            raise UnknownMessageError(f"no message that is stored is called {name.kind!r}")
        message = decode(delivery.body, FROM_DEVICE[name.kind])
        return name.kind, ReceivedMessage(name.device, message, at)

    def _committed(
        self,
        batch: list[Delivery],
        received: dict[str, list[ReceivedMessage]],
        letters: list[DeadLetter],
    ) -> None:
        """Count a committed batch and hand it to the client's thread."""
        self.counts.commits += 1
        for letter in letters:
            self.counts.dead_letters += 1
            log.warning("A message on %s is a dead letter: %s", letter.topic, letter.reason)
        keys: list[_Key] = []
        for kind, of_kind in received.items():
            self.counts.committed += len(of_kind)
            for one in of_kind:
                message = one.message
                if isinstance(message, KeptMessage):
                    acknowledgement = ACKNOWLEDGED_BY[kind]
                    keys.append(
                        (
                            one.device,
                            acknowledgement,
                            message.epoch,
                            message.sequence,
                            message_digest(message),
                        )
                    )
        self._committed_batches.put(_CommittedBatch(len(batch), keys))


class _CommittedBatch(Struct, gc=False):
    """How many messages a batch had, and the keys to acknowledge."""

    messages: int
    keys: list[_Key]


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:300]
