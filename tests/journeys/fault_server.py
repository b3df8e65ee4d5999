"""The server's ingest as a process of its own, which may kill itself in the middle of a commit.

Arguments: broker, database, seed, the number of the commit to die at, and the moment: `before` the commit is on disk,
`within` a few milliseconds of its beginning, or `after` it is on disk but before the message is acknowledged.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import random
import signal
import sys
import threading
from typing import Any

from sqlalchemy import event

from runtime.broker_address import broker_address
from tests.bins import KEY
from tour_server.broker.settings import WINDOW, WINDOW_EMBEDDED
from tour_server.crowd.messages import store_bins
from tour_server.database import Database
from tour_server.devices.registry import DeviceKey
from tour_server.fleet.messages import store_health, store_presence
from tour_server.ingest.ingest import Ingest


def main() -> None:
    broker, url, seed, commits, moment = sys.argv[1:]
    faulthandler.register(signal.SIGUSR1)  # prints every thread's stack, to find a hang
    logging.basicConfig(level=logging.WARNING)
    database = Database(url)
    left = int(commits)

    def die() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    rng = random.Random(int(seed))

    if moment in ("before", "within"):

        @event.listens_for(database.engine, "commit")
        def in_the_commit(_connection: Any) -> None:
            nonlocal left
            left -= 1
            if left == 0 and moment == "before":
                die()
            elif left == 0:
                threading.Timer(rng.uniform(0.0, 0.003), die).start()

    def die_after_commit() -> None:
        nonlocal left
        if moment == "after":
            left -= 1
            if left == 0:
                die()

    class DyingIngest(Ingest):
        """Kills the process between a commit and the acknowledgement of its messages."""

        def _committed(self, *arguments: Any) -> None:
            die_after_commit()
            super()._committed(*arguments)

    DyingIngest(
        database,
        broker_address(broker),
        "museum",
        {"footfall": store_bins, "health": store_health, "presence": store_presence},
        # With the embedded broker's window, messages are confirmed to the broker before their commit; they must not be
        # lost either.
        window=rng.choice([WINDOW, WINDOW_EMBEDDED]),
        rng=rng,
        keys=lambda: {"kiosk-1": DeviceKey(KEY, revoked=False)},
    ).start()
    signal.pause()


if __name__ == "__main__":
    main()
