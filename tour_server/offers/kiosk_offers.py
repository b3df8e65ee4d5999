"""Tells kiosks which offers hold now, by one retained message for all of them, at each change and each minute.

It names offers alone: their words are in the release that kiosks have, and for whom they are is decided there, by what
the visitor chose at that kiosk. So nothing of a visitor comes here, and offers that are held back are not sent.
"""

from __future__ import annotations

import datetime as dt
import logging
import random
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

from contract.messages import OFFERS_LIMIT, OffersNow, encode
from contract.museum import Offer
from contract.topics import EVERY_DEVICE, topic
from runtime.broker_address import BrokerAddress
from tour_server.broker.reconnecting_client import ReconnectingClient

log = logging.getLogger(__name__)

TURN_SECONDS = 1.0
READ_SECONDS = 5.0  # between two looks at which offers hold
REPEAT_SECONDS = 60.0  # a kiosk takes what is three times as old for nothing (device.offers)


class KioskOffers:
    """Owns one MQTT client and its thread, between `start` and `stop`."""

    def __init__(
        self,
        address: BrokerAddress,
        site: str,
        shown: Callable[[], list[Offer]],
        now: Callable[[], dt.datetime],
        rng: random.Random,
    ) -> None:
        """`shown` returns the offers that visitors may see now. `now` is time-zone aware. `rng` scatters the pauses.

        Raises OSError or ssl.SSLError on an unreadable TLS file.
        """
        self._topic = topic(site, EVERY_DEVICE, "offers")
        self._shown, self._now = shown, now
        self._client = ReconnectingClient(
            address,
            f"offers-{site}",
            on_lost=self._forget,
            on_turn=self._publish,
            turn_seconds=TURN_SECONDS,
            rng=rng,
        )
        self._read_at = float("-inf")
        self._sent: OffersNow | None = None  # on this connection

    def start(self) -> None:
        """Begin to connect."""
        self._client.start()

    def stop(self) -> None:
        """End the thread. What was sent last is soon too old for kiosks."""
        self._client.stop()

    def _forget(self) -> None:
        self._sent, self._read_at = None, float("-inf")

    def _publish(self) -> None:
        now = self._now().timestamp()
        if 0 <= now - self._read_at < READ_SECONDS:
            return
        self._read_at = now
        try:
            keys = [offer.key for offer in self._shown()][:OFFERS_LIMIT]
        except SQLAlchemyError as error:  # the next turn tries again
            log.warning("The offers can't be read for kiosks: %s", error)
            return
        last = self._sent
        if last is not None and last.offers == keys and 0 <= now - last.sent < REPEAT_SECONDS:
            return
        self._sent = OffersNow(keys, now)
        self._client.publish(self._topic, encode(self._sent), retain=True)
