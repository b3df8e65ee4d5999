"""A kiosk's content store as a process of its own, which may be killed at any moment.

`python -m tests.journeys.content_kiosk FOLDER SERVER ROOT`: each line on standard input lets it ask once; it prints
the number of the release in use.
"""

from __future__ import annotations

import sys
from pathlib import Path

from device.content.store import ContentStore


def main() -> None:
    folder, server, root = sys.argv[1:]
    store = ContentStore(Path(folder), server, Path(root).read_bytes())
    print("ready", flush=True)
    for _ in sys.stdin:
        store.check_now()
        print(store.release.number if store.release else 0, flush=True)


if __name__ == "__main__":
    main()
