"""The pictures by which kiosks recognise works."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from contract.museum import Work


class ReferencePicture(NamedTuple):
    """A reference: its work, its file, and whether it shows a part of the work that visitors stand close to."""

    work: str
    file: str
    is_detail: bool = False


def reference_pictures(works: Iterable[Work]) -> list[ReferencePicture]:
    """Return the references of all works, but those of works that visitors reach by their number alone."""
    return [
        ReferencePicture(work.key, medium.file, medium.detail is not None)
        for work in works
        for medium in work.media
        if medium.reference and not work.by_number
    ]
