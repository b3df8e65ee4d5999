"""`make image-shell`: the built image in QEMU, with its serial console on this terminal.

A copy of the card is used and thrown away. The kiosk reaches this machine as 10.0.2.2. Ctrl+A, then X switches it off.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.image.bench import CARD_BYTES
from tests.image.machine import Machine
from tests.image.run import ROOT


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--image", type=Path, default=ROOT / "build/image", help="its folder")
    image = parser.parse_args().image / "zaalgids-kiosk.img"
    if not image.is_file():
        parser.error(f"{image} is not there: make image")
    if not shutil.which("qemu-system-aarch64"):
        parser.error("this needs the Debian packages qemu-system-arm and u-boot-qemu")
    with tempfile.TemporaryDirectory(prefix="zaalgids-card-") as folder:
        card = Path(folder) / "card.img"
        subprocess.run(["cp", "--sparse=always", image, card], check=True)
        os.truncate(card, CARD_BYTES)
        with Machine(card, has_screen=True, by_hand=True) as machine:
            machine.start()


if __name__ == "__main__":
    main()
