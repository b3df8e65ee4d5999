"""A kiosk's footfall, outbox and link as a process of its own: feeds crossings, and may be killed at any moment.

Standard input: `feed N` feeds N crossings, seals, and says `drained` when the server has confirmed everything. The
ledger gets a `b` before each crossing goes into the outbox and a `d` after: what a kill cuts in two is the difference.
"""

from __future__ import annotations

import os
import random
import sys
import time
from pathlib import Path

from contract.broker_address import broker_address
from contract.messages import Health
from device.uplink.link import Link, Pace, subscriptions, will
from device.uplink.mqtt import MqttLine
from device.uplink.outbox import Minute, Outbox

SITE, DEVICE = "museum", "kiosk-1"


class ClockTwin:
    """A clock that starts wrong by up to half a century and may be set while it runs."""

    def __init__(self, chance: random.Random) -> None:
        self.boot = f"{chance.getrandbits(64):016x}"
        self._wrong = chance.choice([0.0, -1.6e9, 3600.0, 3e8])
        self._set_at = time.monotonic() + chance.uniform(0.0, 4.0)

    def wall(self) -> float:
        return time.time() + (0.0 if self.trusted() else self._wrong)

    @staticmethod
    def monotonic() -> float:
        return time.monotonic()

    def trusted(self) -> bool:
        return time.monotonic() >= self._set_at


def main() -> None:
    broker, outbox_file, ledger_file, seed = sys.argv[1:]
    chance = random.Random(int(seed))
    clock = ClockTwin(chance)
    outbox = Outbox(Path(outbox_file), clock)
    ledger = os.open(ledger_file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    line = MqttLine(broker_address(broker), DEVICE, subscriptions(SITE, DEVICE), will(SITE, DEVICE))
    link = Link(
        outbox,
        line,
        clock,
        site=SITE,
        device=DEVICE,
        health=lambda: Health(1.0, False, "test", None, None, 1.0, 0, 1, None, {}, []),
        on_release=lambda _number: None,
        chance=chance,
        pace=Pace(again_after=1.0, idle=0.02, place_every=0.5, longest_pause=1.0, window=40),
    )
    link.start()
    started = time.monotonic()
    minutes = 0
    for command in sys.stdin:
        left = int(command.split()[1])
        while left > 0:
            minutes += 1
            entered = gone = 0
            for _ in range(min(left, chance.randint(1, 12))):
                os.write(ledger, b"b")
                if chance.random() < 0.6:
                    entered += 1
                else:
                    gone += 1
                outbox.update_open(Minute(started + minutes, "hall", 60.0, entered, gone, 1.0, 2))
                os.write(ledger, b"d")
                left -= 1
                time.sleep(0.001)
        outbox.seal()
        while outbox.depth:
            time.sleep(0.02)
        print("drained", flush=True)


if __name__ == "__main__":
    main()
