"""Rebuilds the person detector's file from one file of an npm package, and removes its dead channels.

    npm pack @mediapipe/objectron@0.4.1675468480
    python -m models.rebuild.person_detector mediapipe-objectron-0.4.1675468480.tgz --to NEW.tflite

The package contains no .tflite file: the model lies within a bundle of assets, from byte 184 on. The output of 709 of
its channels is constant; models/rebuild/slim_network.py removes them. The result must have the SHA-256 of the shipped
file, or nothing is written. Needs the extra `litert`.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tarfile
from collections.abc import Sequence
from pathlib import Path

from models.model_file import KNOWN, PERSON_DETECTOR
from models.rebuild.slim_network import Network

MEMBER = "package/objectron_solution_packed_assets.data"
START, END = 184, 9_987_912  # of the model within MEMBER, in bytes
PUBLISHED = (
    "d0a5255bf8c4f5a0bc4240741a76c41d5e939f7655078f945f50ab53a9375da6"  # SHA-256 of these bytes
)


class OtherContentError(ValueError):
    """The package does not contain the shipped model; the message says what differs."""


def published(package: Path) -> bytes:
    """Returns the model as Google published it. Raises OtherContentError, OSError, tarfile.TarError."""
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
    if digest != PUBLISHED:
        raise OtherContentError(
            f"{package.name} holds another model: SHA-256 {digest}, not the one that was published."
        )
    return found


def slim(found: bytes) -> bytes:
    """Returns the shipped file's content. Raises OtherContentError where it differs, ImportError without `litert`."""
    network = Network(found)
    network.prune()
    made = network.file()
    digest = hashlib.sha256(made).hexdigest()
    if digest != KNOWN[PERSON_DETECTOR].sha256:
        raise OtherContentError(
            f"The file that came out is not the one that ships: SHA-256 {digest}. "
            "Another version of flatbuffers may order its parts otherwise."
        )
    return made


def main(arguments: Sequence[str]) -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="models.rebuild.person_detector", description=__doc__)
    parser.add_argument("package", type=Path, help="the .tgz that `npm pack` fetched")
    parser.add_argument("--to", type=Path, required=True, help="the .tflite file to write")
    asked = parser.parse_args(arguments)
    try:
        made = slim(published(asked.package))
        asked.to.write_bytes(made)
    except (OtherContentError, ImportError, OSError, tarfile.TarError) as error:
        raise SystemExit(str(error)) from error
    print(f"{asked.to}: {len(made)} bytes, the same as the file that ships")


if __name__ == "__main__":
    main(sys.argv[1:])
