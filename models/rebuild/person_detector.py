"""Makes the person detector's file again: a part, unchanged, of one file of an npm package.

    npm pack @mediapipe/objectron@0.4.1675468480
    python -m models.rebuild.person_detector mediapipe-objectron-0.4.1675468480.tgz --to NEW.tflite

A newcomer would look for a .tflite in the package: the model lies within a bundle of assets, from byte 184 on. What
comes out must have the SHA-256 of the file that ships, or nothing is written.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tarfile
from collections.abc import Sequence
from pathlib import Path

from models.model_file import KNOWN, PERSON_DETECTOR

MEMBER = "package/objectron_solution_packed_assets.data"
START, END = 184, 9_987_912


class OtherContentError(ValueError):
    """The package does not hold the model that ships; the message says what is different."""


def model(package: Path) -> bytes:
    """The model's bytes out of the npm package. Raises OtherContentError, OSError, tarfile.TarError."""
    with tarfile.open(package, "r:gz") as archive:
        try:
            member = archive.extractfile(MEMBER)
        except KeyError:
            member = None
        if member is None:
            raise OtherContentError(f"{package.name} has no {MEMBER}.")
        with member:
            found = member.read()[START:END]
    digest = hashlib.sha256(found).hexdigest()
    if digest != KNOWN[PERSON_DETECTOR].sha256:
        raise OtherContentError(
            f"{package.name} holds another model: SHA-256 {digest}, not the one that ships."
        )
    return found


def main(arguments: Sequence[str]) -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="models.rebuild.person_detector", description=__doc__)
    parser.add_argument("package", type=Path, help="the .tgz that `npm pack` fetched")
    parser.add_argument("--to", type=Path, required=True, help="the .tflite file to write")
    asked = parser.parse_args(arguments)
    try:
        found = model(asked.package)
        asked.to.write_bytes(found)
    except (OtherContentError, OSError, tarfile.TarError) as error:
        raise SystemExit(str(error)) from error
    print(f"{asked.to}: {len(found)} bytes, the same as the file that ships")


if __name__ == "__main__":
    main(sys.argv[1:])
