"""Finds the product's own model files and verifies that they are the ones that were measured.

Note: a model file that was cut off can still load and give wrong outputs. So `path` compares size and SHA-256 with the
values written here, once a process, before it returns a path.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "files"


class MissingModelError(RuntimeError):
    """A model file is missing or altered; the message says what to do."""


@dataclass(frozen=True)
class ModelFile:
    """The expected file: its name, its size in bytes and its SHA-256."""

    file: str
    bytes: int
    sha256: str


EMBEDDER = "efficientnet_lite0_embed_int8"
PERSON_DETECTOR = "ssd_mobilenetv2_oidv4_slim"
VOCABULARY = "descriptor_vocabulary"

KNOWN = {
    EMBEDDER: ModelFile(
        "efficientnet_lite0_embed_int8.tflite",
        3_994_336,
        "43e2879e9bf24fccea645eef2795a0e85c86751b574d9e1d5cff8e9ad090b83f",
    ),
    PERSON_DETECTOR: ModelFile(
        "ssd_mobilenetv2_oidv4_slim.tflite",
        9_476_676,
        "d0013047caa62207753c3c1bd5733dc20ef0c04b42ce48399008d8bf92da11f0",
    ),
    VOCABULARY: ModelFile(
        "descriptor_vocabulary.arrays",
        115_328,
        "a09870c80cfa425b3cea305f38835bdaabbb43d52cae60905cf07abe6d1b8fc1",
    ),
}


def path(name: str, folder: Path = FOLDER) -> Path:
    """Returns the verified file of the model `name` (a key of KNOWN).

    Raises MissingModelError where the file is missing or altered, KeyError for another name.
    """
    known = KNOWN[name]
    file = folder / known.file
    if not file.is_file():
        raise MissingModelError(
            f"The model file {known.file} is missing from {folder}. "
            "Install Zaalgids again; the file comes with it."
        )
    size = file.stat().st_size
    if size != known.bytes or _sha256(file, size, file.stat().st_mtime_ns) != known.sha256:
        raise MissingModelError(
            f"The model file {file} is not the one this version was measured with "
            f"({size} bytes, {known.bytes} expected, or other content). "
            "Install Zaalgids again; the file comes with it."
        )
    return file


@cache
def _sha256(file: Path, size: int, modified: int) -> str:  # noqa: ARG001  (they are the cache's key)
    return hashlib.sha256(file.read_bytes()).hexdigest()
