"""Tells each kiosk what is for it alone, by retained and signed messages, and answers whether the server hears it.

Note: a retained message is not safe with the broker (see KioskNotice), so all of them are published again on each
connection; what is wanted no more is taken from the broker by an empty one.
"""

from __future__ import annotations

import datetime as dt
import logging
import random
from collections.abc import Callable, Mapping

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy.exc import SQLAlchemyError

from contract.kiosk_messages import KioskOrder, RoundTrip, RoundTripAnswer, SettingsWanted
from contract.kiosk_settings import SECRET
from contract.messages import UnknownMessageError, decode, encode
from contract.signed_notices import (
    sealed,
    signed_answer,
    signed_order,
    signed_settings,
    signed_software,
)
from contract.software import SoftwareOrder
from contract.topics import everyone, parse, topic
from runtime.broker_address import BrokerAddress
from tour_server.broker.mqtt_client import Delivery
from tour_server.broker.reconnecting_client import ReconnectingClient
from tour_server.devices.registry import DeviceKey

log = logging.getLogger(__name__)

TURN_SECONDS = 1.0
# A broker may keep a kiosk's session and give a retained message only to a new one, so each is sent again while it
# holds: an order until its outcome has come.
REPEAT_SECONDS = {"settings": 60.0, "order": 10.0, "software": 60.0}

KioskNoticeBody = SettingsWanted | KioskOrder | SoftwareOrder
NoticeSource = Callable[[], Mapping[str, KioskNoticeBody]]
"""Returns device -> what it is told now, without date and code. It may raise SQLAlchemyError."""


class DeviceNotices:
    """Owns one MQTT client and its thread, between `start` and `stop`."""

    def __init__(
        self,
        address: Callable[[], BrokerAddress],
        site: Callable[[], str],
        keys: Callable[[], Mapping[str, DeviceKey]],
        now: Callable[[], dt.datetime],
    ) -> None:
        """`address` and `site` are asked at the start. `keys`: of the registered devices. `now`: in UTC."""
        self._address, self._site_of, self._keys, self._now = address, site, keys, now
        self._sources: dict[str, NoticeSource] = {}
        self._site = ""
        # On this connection: what was sent, and when.
        self._sent: dict[tuple[str, str], tuple[Struct | None, float]] = {}
        self._client: ReconnectingClient | None = None

    def add_source(self, kind: str, source: NoticeSource) -> None:
        """Tell kiosks what another capability wants. `kind`: of the message."""
        self._sources[kind] = source

    def start(self) -> None:
        """Begin to connect. Raises OSError or ssl.SSLError on an unreadable TLS file."""
        self._site = self._site_of()
        self._client = ReconnectingClient(
            self._address(),
            f"device-notices-{self._site}",
            on_lost=self._sent.clear,
            on_turn=self._publish,
            turn_seconds=TURN_SECONDS,
            rng=random.Random(),  # noqa: S311 - scatters pauses, guards nothing
            subscribe=[everyone(self._site, "round-trip")],
            on_delivery=self._answer,
        )
        self._client.start()

    def stop(self) -> None:
        """Disconnect and end the thread. What was sent last stays with the broker."""
        if self._client is not None:
            self._client.stop()

    def answer(self, device: str, nonce: str) -> RoundTripAnswer | None:
        """Returns the signed answer to a kiosk; None for one that is not registered."""
        known = self._keys().get(device)
        if known is None or known.revoked:
            return None
        plain = RoundTripAnswer(nonce, self._now().timestamp())
        return signed_answer(known.key, self._site_of(), device, plain)

    def _publish(self) -> None:
        keys = {name: one.key for name, one in self._keys().items() if not one.revoked}
        for kind in REPEAT_SECONDS:
            source = self._sources.get(kind)
            if source is None:
                continue
            try:
                wanted = source()
            except SQLAlchemyError as error:  # the next turn tries again
                log.warning("What kiosks are told of %s can't be read: %s", kind, error)
                continue
            for device in keys:
                self._tell(kind, device, keys[device], wanted.get(device))
            for other, device in [*self._sent]:
                if other == kind and device not in keys:
                    self._clear(kind, device)
                    del self._sent[kind, device]

    def _tell(self, kind: str, device: str, key: bytes, wanted: KioskNoticeBody | None) -> None:
        now = self._now().timestamp()
        if (kind, device) in self._sent:
            sent, at = self._sent[kind, device]
            lately = wanted is None or 0 <= now - at < REPEAT_SECONDS[kind]
            if sent == wanted and lately:
                return
        if wanted is None:
            self._clear(kind, device)
        else:
            body = encode(self._signed(key, device, wanted, now))
            self._send(topic(self._site, device, kind), body)
        self._sent[kind, device] = wanted, now

    def _signed(
        self, key: bytes, device: str, wanted: KioskNoticeBody, sent: float
    ) -> KioskNoticeBody:
        if isinstance(wanted, SoftwareOrder):
            return signed_software(key, self._site, device, replace(wanted, sent=sent))
        if isinstance(wanted, KioskOrder):
            return signed_order(key, self._site, device, replace(wanted, sent=sent))
        settings = dict(wanted.settings)
        if SECRET in settings:
            settings[SECRET] = sealed(key, settings[SECRET])
        plain = replace(wanted, settings=settings, sent=sent)
        return signed_settings(key, self._site, device, plain)

    def _clear(self, kind: str, device: str) -> None:
        self._send(topic(self._site, device, kind), b"")

    def _send(self, name: str, body: bytes, *, retain: bool = True) -> None:
        if self._client is not None:
            self._client.publish(name, body, retain=retain)

    def _answer(self, delivery: Delivery) -> None:
        try:
            device = parse(delivery.topic).device
            asked = decode(delivery.body, RoundTrip)
        except (UnknownMessageError, ValueError) as error:
            log.warning("ignored a message on %s: %s", delivery.topic, error)
            return
        answer = self.answer(device, asked.nonce)
        if answer is not None:
            name = topic(self._site, device, "round-trip-answer")
            self._send(name, encode(answer), retain=False)
