"""The server's ingest as a process of its own, which may kill itself in the middle of a commit.

Arguments: broker, database, seed, and at which commit to die: `before` it is on disk, `within` a few milliseconds of
its beginning, or `after` it is on disk, but before anybody was told.
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

from contract.broker_address import broker_address
from tour_server.broker.settings import WINDOW, WINDOW_EMBEDDED
from tour_server.crowd.messages import store_bins
from tour_server.database import Database
from tour_server.fleet.messages import store_health, store_presence
from tour_server.ingest.ingest import Ingest


def main() -> None:
    broker, url, seed, commits, moment = sys.argv[1:]
    faulthandler.register(signal.SIGUSR1)  # where it hangs, should it hang
    logging.basicConfig(level=logging.WARNING)
    database = Database(url)
    left = int(commits)

    def die() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    chance = random.Random(int(seed))

    if moment in ("before", "within"):

        @event.listens_for(database.engine, "commit")
        def in_the_commit(_connection: Any) -> None:
            nonlocal left
            left -= 1
            if left == 0 and moment == "before":
                die()
            elif left == 0:
                threading.Timer(chance.uniform(0.0, 0.003), die).start()

    def after_it(_kinds: set[str]) -> None:
        nonlocal left
        if moment == "after":
            left -= 1
            if left == 0:
                die()

    class Untold(Ingest):
        """Dies between the commit and the acknowledgement."""

        def _committed(self, *arguments: Any) -> None:
            after_it(set())
            super()._committed(*arguments)

    Untold(
        database,
        broker_address(broker),
        "museum",
        {"footfall": store_bins, "health": store_health, "presence": store_presence},
        # What has been confirmed to the broker before its commit, as with the embedded one, must not be lost either.
        window=chance.choice([WINDOW, WINDOW_EMBEDDED]),
        rng=chance,
    ).start()
    signal.pause()


if __name__ == "__main__":
    main()
