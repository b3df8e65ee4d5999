"""Real processes: the desk sets a kiosk, moves it to another address and back, and gives it orders."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.kiosk_messages import OrderKind, SettingState
from tests.journeys.real_pair import NAME, RealPair
from tests.waiting import until

pytestmark = [pytest.mark.journey, pytest.mark.long, pytest.mark.timeout(400)]


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[RealPair]:
    made = RealPair(tmp_path)
    try:
        made.start()
        yield made
    finally:
        made.close()


def test_settings_orders_and_another_address(pair: RealPair) -> None:
    until(lambda: pair.kiosk_health().get("connected"), 60)
    pair.change({"level": "child", "threads": "2"})
    until(
        lambda: (
            pair.states() == {"level": SettingState.APPLIED, "threads": SettingState.NEEDS_RESTART}
        ),
        60,
    )

    order = pair.order(OrderKind.LOGS)
    until(lambda: pair.outcome(order)[0] == "done", 60)
    lines = pair.outcome(order)[1]
    assert lines
    assert "connected to the broker" in "\n".join(lines)

    boot = pair.kiosk_health()["boot"]
    order = pair.order(OrderKind.RESTART)
    until(lambda: pair.outcome(order)[0] == "done", 90)
    assert pair.kiosk_health()["boot"] != boot
    until(lambda: pair.states().get("threads") is SettingState.APPLIED, 60)

    dead = {"server": "http://127.0.0.1:9", "broker": "mqtt://127.0.0.1:9"}
    pair.change(dead)
    until(lambda: pair.kiosk_health().get("connected") is False, 60)
    until(lambda: pair.states().get("broker") is SettingState.RETURNED, 200)
    assert pair.states()["server"] is SettingState.RETURNED

    pair.change({"server": f"http://localhost:{pair.web}", "broker": None})
    until(lambda: pair.states().get("server") is SettingState.APPLIED, 90)
    kept = json.loads((pair.folder / NAME / "desk-settings.json").read_text("utf-8"))
    assert kept["proved"] == {"server": f"http://localhost:{pair.web}"}
