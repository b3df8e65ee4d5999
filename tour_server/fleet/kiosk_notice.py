"""Tells all kiosks of a site what holds now, by one retained message, at each change and each minute.

Note: a retained message is not safe with the broker. The embedded broker loses it when it restarts, so it is published
again on each connection. And it gives it to a kiosk's session once only, so a kiosk that starts again waits for
the next repetition.
"""

from __future__ import annotations

import datetime as dt
import logging
import random
from collections.abc import Callable
from typing import Generic, TypeVar

from msgspec import Struct
from sqlalchemy.exc import SQLAlchemyError

from contract.messages import encode
from contract.topics import EVERY_DEVICE, topic
from runtime.broker_address import BrokerAddress
from tour_server.broker.reconnecting_client import ReconnectingClient

log = logging.getLogger(__name__)

T = TypeVar("T")
TURN_SECONDS = 1.0
REPEAT_SECONDS = (
    60.0  # a kiosk takes offers that are three times as old for nothing (device.offers)
)


class KioskNotice(Generic[T]):
    """Owns one MQTT client and its thread, between `start` and `stop`."""

    def __init__(
        self,
        address: BrokerAddress,
        site: str,
        kind: str,
        *,
        read: Callable[[], T],
        read_seconds: float,
        write: Callable[[T, float], Struct],
        now: Callable[[], dt.datetime],
        rng: random.Random,
        repeat_seconds: Callable[[T], float] = lambda _found: REPEAT_SECONDS,
    ) -> None:
        """`kind` of message. `read` returns what holds now, every `read_seconds`; it may raise SQLAlchemyError.

        `write` returns the message that says so, sent at that moment (Unix seconds). `now` is time-zone aware. `rng`
        scatters the pauses. `repeat_seconds`: after how long what holds is told again. Raises OSError or ssl.SSLError
        on an unreadable TLS file.
        """
        self._kind, self._topic = kind, topic(site, EVERY_DEVICE, kind)
        self._read, self._read_seconds, self._write, self._now = read, read_seconds, write, now
        self._repeat_seconds = repeat_seconds
        self._client = ReconnectingClient(
            address,
            f"{kind}-{site}",
            on_lost=self._forget,
            on_turn=self._publish,
            turn_seconds=TURN_SECONDS,
            rng=rng,
        )
        self._read_at = float("-inf")
        self._sent: tuple[T, float] | None = None  # on this connection, and when

    def start(self) -> None:
        """Begin to connect."""
        self._client.start()

    def stop(self) -> None:
        """Disconnect and end the thread. What was sent last stays with the broker."""
        self._client.stop()

    def _forget(self) -> None:
        self._sent, self._read_at = None, float("-inf")

    def _publish(self) -> None:
        now = self._now().timestamp()
        if 0 <= now - self._read_at < self._read_seconds:
            return
        self._read_at = now
        try:
            found = self._read()
        except SQLAlchemyError as error:  # the next turn tries again
            log.warning("What kiosks are told of %s can't be read: %s", self._kind, error)
            return
        if self._sent is not None:
            last, at = self._sent
            if last == found and 0 <= now - at < self._repeat_seconds(found):
                return
        self._client.publish(self._topic, encode(self._write(found, now)), retain=True)
        self._sent = found, now
