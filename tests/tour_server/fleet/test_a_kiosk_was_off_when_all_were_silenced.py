"""All kiosks are silenced while one of them is off, or its broker is: it is silent when it is back."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.messages import Health
from device.speaking_turns.silence_heard import SilenceHeard
from device.uplink.boot import SystemClock
from device.uplink.mqtt_client import KioskMqttClient
from device.uplink.outbox import Outbox
from device.uplink.uplink import ServerHooks, Uplink, UplinkTiming, subscriptions, will
from tests.brokers import RealIotcore, RealMosquitto
from tests.waiting import until
from tour_server.fleet.silence import Silenced, kiosk_silence

SITE = "museum"
WITHIN_SECONDS = 5.0


class SilenceTwin:
    """What staff have pressed."""

    def __init__(self) -> None:
        self.silenced: Silenced | None = None

    def now(self) -> Silenced | None:
        return self.silenced

    def press(self) -> None:
        self.silenced = Silenced(dt.datetime(2026, 3, 2, tzinfo=dt.UTC), "mia")


class SpeakingKiosk:
    """A kiosk's uplink, from switching it on to switching it off."""

    def __init__(self, folder: Path, broker: RealIotcore | RealMosquitto, name: str) -> None:
        self.heard = SilenceHeard()
        clock = SystemClock()
        self._outbox = Outbox(folder / f"{name}.db", clock)
        client = KioskMqttClient(
            broker.address(name), name, subscriptions(SITE, name), will(SITE, name)
        )
        self._uplink = Uplink(
            self._outbox,
            client,
            clock,
            site=SITE,
            device=name,
            key=None,
            health=lambda: Health(1.0, False, "test", None, None, 1.0, 0, 1, None, {}, []),
            on_release=lambda _number: None,
            hears=ServerHooks(silence=self.heard.heard),
            rng=random.Random(1),
            timing=UplinkTiming(longest_pause=0.5),
        )
        self._uplink.start()

    def off(self) -> None:
        self._uplink.stop()
        self._outbox.close()


@pytest.fixture(params=["iotcore", pytest.param("mosquitto", marks=pytest.mark.mosquitto)])
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RealIotcore | RealMosquitto]:
    kind = RealIotcore if request.param == "iotcore" else RealMosquitto
    made = kind(tmp_path / "broker")
    made.start()
    yield made
    made.stop()


def test_it_is_silent_when_it_is_back(tmp_path: Path, broker: RealIotcore | RealMosquitto) -> None:
    silence = SilenceTwin()
    notice = kiosk_silence(
        broker.address("tour-server"),
        SITE,
        silence,  # type: ignore[arg-type]
        lambda: dt.datetime.now(dt.UTC),
        random.Random(1),
    )
    notice.start()
    one = SpeakingKiosk(tmp_path, broker, "one")
    other = SpeakingKiosk(tmp_path, broker, "other")
    try:
        other.off()
        silence.press()
        until(lambda: one.heard.silent, WITHIN_SECONDS)
        other = SpeakingKiosk(tmp_path, broker, "other")
        until(lambda: other.heard.silent, WITHIN_SECONDS)
        one.off()  # it starts again, and has forgotten what it heard
        one = SpeakingKiosk(tmp_path, broker, "one")
        until(lambda: one.heard.silent, WITHIN_SECONDS)
        broker.stop()
        one.off()
        broker.start()
        one = SpeakingKiosk(tmp_path, broker, "one")
        until(lambda: one.heard.silent, 40.0)  # the server's own pause before it connects again
    finally:
        one.off()
        other.off()
        notice.stop()
