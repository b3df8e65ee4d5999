"""Real processes: a stranger on the broker, and a clock that is set wrong. The kiosk says it; staff have an alarm."""

from __future__ import annotations

import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion
from sqlalchemy import select

from contract.kiosk_messages import KioskOrder, OrderKind, SettingsWanted
from contract.messages import Acknowledgement, encode
from contract.signed_notices import signed_order, signed_settings
from contract.topics import topic
from tests.brokers import leave
from tests.journeys.counting_kiosk import DOORWAY
from tests.journeys.real_pair import NAME, RealPair
from tests.waiting import stays, until
from tour_server.command_access import open_server
from tour_server.crowd.tables import FootfallBin
from tour_server.kiosk_care.alarm_watch import ill_words

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.timeout(900)]

SITE = "museum"
TWENTY_YEARS = 20 * 365.25 * 86_400.0
DATED_WITHIN = 120.0  # seconds of the time at which a minute was really counted
CLOCK = """
    import device.uplink.boot as boot

    class SetByATest(boot.SystemClock):
        def wall_clock(self):
            return super().wall_clock() + float(open({file!r}).read() or 0)

        def trusted(self):
            return True

    boot.SystemClock = SetByATest
"""


@pytest.fixture
def clock(tmp_path: Path) -> Path:
    """A file: how wrong the kiosk's clock is, in seconds."""
    file = tmp_path / "clock"
    file.write_text("0")
    return file


@pytest.fixture
def pair(tmp_path: Path, clock: Path) -> Iterator[RealPair]:
    python = tmp_path / "python"
    python.mkdir()
    code = textwrap.dedent(CLOCK.format(file=str(clock)))
    (python / "sitecustomize.py").write_text(code, encoding="utf-8")
    camera = {"camera": DOORWAY, "count": True, "line": [320.0, 0.0, 320.0, 480.0]}
    made = RealPair(tmp_path, {"site": SITE, "eyes": [camera]}, PYTHONPATH=str(python))
    try:
        made.start()
        yield made
    finally:
        made.close()


def dated(pair: RealPair) -> list[tuple[float, float, bool]]:
    """Return start, arrival and whether the clock was trusted, of each minute that the server has."""
    with open_server(None, pair.data) as opened, opened.database.reading() as session:
        of = FootfallBin
        return [
            tuple(row)
            for row in session.execute(select(of.start, of.received_at, of.clock_trusted))
        ]


def test_a_stranger_and_a_wrong_clock(pair: RealPair, clock: Path) -> None:
    until(lambda: pair.kiosk_health().get("connected"), 120)
    assert pair.kiosk_health()["alerts"] == []

    stranger = paho.Client(CallbackAPIVersion.VERSION2, client_id="stranger", protocol=paho.MQTTv5)
    stranger.connect("127.0.0.1", pair.broker)
    stranger.loop_start()
    key, boot = b"x" * 32, pair.kiosk_health()["boot"]
    order = KioskOrder("a" * 16, OrderKind.RESTART, 1.0, 7e9)
    forged = {
        "order": signed_order(key, SITE, NAME, order),
        "settings": signed_settings(key, SITE, NAME, SettingsWanted({"level": "child"}, 7e9)),
        "acknowledgement": Acknowledgement("a" * 16, [0]),
    }
    for kind, message in forged.items():
        stranger.publish(topic(SITE, NAME, kind), encode(message), 1, retain=True)
    until(lambda: "messages-forged" in pair.kiosk_health()["alerts"], 60)
    until(lambda: "is sent forged messages" in map(str, ill_words(pair.listed(), True) or []), 120)
    stays(lambda: pair.kiosk_health().get("boot") == boot, 2.0, "it does not restart")
    leave(stranger)

    for wrong in (TWENTY_YEARS, -3600.0):
        clock.write_text(str(wrong))
        until(lambda: "clock-jumped" in pair.kiosk_health()["alerts"], 60)
        before = len(dated(pair))
        until(lambda before=before: len(dated(pair)) > before, 240, "minutes come meanwhile")
        clock.write_text("0")
        until(lambda: "clock-jumped" not in pair.kiosk_health()["alerts"], 60)
    until(lambda: any(one[2] for one in dated(pair)), 240, "a minute of the right clock comes")
    found = dated(pair)
    assert [one for one in found if one[2] and abs(one[0] - one[1]) > DATED_WITHIN] == []
    assert any(not trusted for _, _, trusted in found), "those of the wrong clock have no time"
    assert time.time() - max(start for start, _, trusted in found if trusted) < 900
