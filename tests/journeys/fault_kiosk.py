"""A kiosk's outbox and uplink as a process of its own, which records crossings and may be killed at any moment.

Commands on standard input: `feed N` records N crossings, seals the minute and prints `drained` when the server has
confirmed everything; `clock S` sets the wall clock S seconds wrong. The process appends a `b` to the ledger before it
gives a crossing to the outbox and a `d` once the crossing is on disk. The difference is what a kill interrupted, or
what is only in memory while the disk is full.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import queue
import random
import signal
import sys
import threading
import time
from pathlib import Path

from contract.messages import Health
from device.uplink.mqtt_client import KioskMqttClient
from device.uplink.outbox import Minute, Outbox
from device.uplink.uplink import Uplink, UplinkTiming, subscriptions, will
from runtime.broker_address import broker_address
from tests.bins import KEY

SITE, DEVICE = "museum", "kiosk-1"


class ClockTwin:
    """A wall clock that starts wrong by up to half a century and is corrected, or set wrong, while it runs."""

    def __init__(self, rng: random.Random) -> None:
        self.boot = f"{rng.getrandbits(64):016x}"
        self._wrong = rng.choice([0.0, -1.6e9, 3600.0, 3e8])
        self._set_at = time.monotonic() + rng.uniform(0.0, 4.0)
        self.off = 0.0

    def wall_clock(self) -> float:
        return time.time() + self.off + (0.0 if self.trusted() else self._wrong)

    @staticmethod
    def monotonic() -> float:
        return time.monotonic()

    def trusted(self) -> bool:
        return time.monotonic() >= self._set_at


class Ledger:
    """Appends to a file, which outlives the process, what was begun (`b`) and what is on disk (`d`)."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._unsafe = 0

    def begun(self) -> None:
        os.write(self._file, b"b")
        self._unsafe += 1

    def settle(self, outbox: Outbox) -> None:
        if self._unsafe and not outbox.problems:
            os.write(self._file, b"d" * self._unsafe)
            self._unsafe = 0


def main() -> None:
    broker, outbox_file, ledger_file, seed = sys.argv[1:]
    faulthandler.register(signal.SIGUSR1)  # prints every thread's stack, to find a hang
    logging.basicConfig(level=logging.INFO)
    rng = random.Random(int(seed))
    clock = ClockTwin(rng)
    outbox = Outbox(Path(outbox_file), clock)
    ledger = Ledger(ledger_file)
    client = KioskMqttClient(
        broker_address(broker), DEVICE, subscriptions(SITE, DEVICE), will(SITE, DEVICE)
    )
    uplink = Uplink(
        outbox,
        client,
        clock,
        site=SITE,
        device=DEVICE,
        key=KEY,
        health=lambda: Health(1.0, False, "test", None, None, 1.0, 0, 1, None, {}, []),
        on_release=lambda _number: None,
        rng=rng,
        timing=UplinkTiming(
            again_after=1.0, idle=0.02, place_every=0.5, longest_pause=1.0, window=40
        ),
    )
    uplink.start()
    feeds: queue.Queue[int] = queue.Queue()

    def listen() -> None:
        for command in sys.stdin:
            word, value = command.split()
            if word == "feed":
                feeds.put(int(value))
            else:
                clock.off = float(value)

    threading.Thread(target=listen, daemon=True).start()
    started = time.monotonic()
    minutes = 0
    while True:
        remaining = feeds.get()
        while remaining > 0:
            minutes += 1
            entered = left = 0
            for _ in range(min(remaining, rng.randint(1, 12))):
                ledger.begun()
                if rng.random() < 0.6:
                    entered += 1
                else:
                    left += 1
                outbox.update_open(Minute(started + minutes, "hall", 60.0, entered, left, 1.0, 2))
                ledger.settle(outbox)
                remaining -= 1
                time.sleep(rng.uniform(0.0, 0.008))
        outbox.seal()
        while outbox.depth:
            ledger.settle(outbox)
            time.sleep(0.02)
        ledger.settle(outbox)
        print("drained", flush=True)


if __name__ == "__main__":
    main()
