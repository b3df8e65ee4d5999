"""Makes what msgspec knows of each Struct before there are threads.

msgspec (0.22) makes it when a type is first read, and other threads can see it half made: two threads that read their
first document of one type at the same moment end the process with a segmentation fault.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.json import Decoder


def prepare_structs() -> None:
    """Make what msgspec knows of every Struct that is imported, in some 30 ms. Called before threads start."""
    for kind in set(_below(Struct)):
        try:
            Decoder(kind)
        except TypeError:  # one that can't be read from a document, such as a union of two enums
            continue


def _below(kind: type[Struct]) -> Iterator[type[Struct]]:
    for one in kind.__subclasses__():
        yield one
        yield from _below(one)
