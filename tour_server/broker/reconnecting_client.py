"""An MQTT client that keeps its connection, for parts that publish again and again.

Note: after a lost connection it is not known what the broker still has. `on_lost` is called before each connection, the
first one too; the owner then publishes everything again.

The ingest has a loop of its own (tour_server.ingest.ingest), because the messages that it has not stored yet decide
when it may reconnect.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Sequence

from runtime.backoff import Backoff
from runtime.broker_address import BrokerAddress
from runtime.worker import Worker
from tour_server.broker.mqtt_client import Delivery, MqttClient

log = logging.getLogger(__name__)

MAX_PAUSE_SECONDS = 30.0  # between two attempts to connect


class ReconnectingClient:
    """Owns one thread and one MQTT client, between `start` and `stop`. All callbacks run on that thread."""

    def __init__(
        self,
        address: BrokerAddress,
        client_id: str,
        *,
        on_lost: Callable[[], None],
        on_turn: Callable[[], None],
        turn_seconds: float,
        rng: random.Random,
        subscribe: Sequence[str] = (),
        on_delivery: Callable[[Delivery], None] = lambda _delivery: None,
    ) -> None:
        """`on_turn` is called while connected, at least every `turn_seconds`; it may raise OSError.

        `rng` scatters the pauses between two attempts. Raises OSError or ssl.SSLError on an unreadable TLS file.
        """
        self._client = MqttClient(address, client_id, list(subscribe), on_delivery)
        self._turn_seconds = turn_seconds
        self._on_lost, self._on_turn = on_lost, on_turn
        self._backoff = Backoff(rng, most=MAX_PAUSE_SECONDS)
        self._worker = Worker(client_id, self._run)

    def start(self) -> None:
        """Begin to connect."""
        self._worker.start()

    def stop(self) -> None:
        """Disconnect and end the thread. May be called twice."""
        self._worker.stop()

    def publish(self, topic: str, body: bytes, *, retain: bool = False) -> None:
        """Publish a message. Only from a callback."""
        self._client.publish(topic, body, retain=retain)

    def acknowledge(self, delivery: Delivery) -> None:
        """Acknowledge a delivery to the broker. Only from a callback."""
        self._client.acknowledge(delivery.token)

    def _run(self) -> None:
        reconnecting = False
        while not self._worker.stopping.is_set():
            try:
                if not self._client.open:
                    self._on_lost()
                    if reconnecting and self._worker.wait(self._backoff.next()):
                        break
                    reconnecting = True
                    self._client.connect()
                self._client.step(self._turn_seconds)
                if self._client.connected:
                    self._backoff.reset()
                    self._on_turn()
            except OSError as error:
                log.warning("The broker can't be reached: %s.", error.strerror or error)
        self._client.close()
        self._client.dispose()
