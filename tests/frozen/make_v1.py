"""Makes tests/frozen/v1, with the code of commit 44a276a and no other.

Run it with a checkout of 44a276a and the development environment of that commit, from the folder of the checkout:

    git worktree add ../zaalgids-v1 44a276a
    cd ../zaalgids-v1
    PYTHONPATH=. python <this repository>/tests/frozen/make_v1.py <an empty folder>

It needs PostgreSQL (initdb, postgres, pg_dump) and Chromium. Test keys, epochs and clocks are the same at each run;
passwords' salts, the secrets of wall screens, the session key, the kiosk's certificate and the phone's clock are not.
Tests never import it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from making_v1.databases import write_databases
from making_v1.documents import (
    write_calibration,
    write_drafts,
    write_features,
    write_museum_folders,
    write_photographs,
    write_releases,
)
from making_v1.everything import write_json
from making_v1.kiosk import finish_kiosk, release_taker
from making_v1.messages import write_messages
from making_v1.server import make_server
from making_v1.settings import write_settings


def make(folder: Path) -> None:
    """Write all of v1 to `folder`."""
    write_drafts(folder / "drafts")
    write_releases(folder / "releases")
    write_museum_folders(folder / "museums")
    write_photographs(folder / "photographs")
    write_features(folder / "features")
    write_calibration(folder / "calibration")
    write_messages(folder / "messages")
    write_settings(folder / "settings")
    server, kiosk = folder / "server", folder / "kiosk"
    expected = make_server(server, release_taker(kiosk, server / "bundles"))
    finish_kiosk(kiosk, folder / "kiosk-after-a-power-cut")
    database = server / "zaalgids.db"
    write_databases(database, folder / "databases")
    for file in server.glob("zaalgids.db*"):
        file.unlink()
    write_json(folder / "databases" / "expected.json", expected)


if __name__ == "__main__":
    make(Path(sys.argv[1]).resolve())
