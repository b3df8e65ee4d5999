"""The versions of each part of a museum, wherever it is stored by itself: in the drafts and their history, or as a file
of a museum folder.

A release holds whole parts without versions of their own, and so does museum.toml. A new version of a part is
therefore also a new version of `contract.bundle.VERSIONS` (and, for all but works, of `contract.museum_folder.
VERSIONS`), whose upgrade calls the same function for each part.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from contract.museum import (
    Connection,
    GlossaryTerm,
    Level,
    Link,
    Offer,
    Room,
    Site,
    Theme,
    Tour,
    VisitorPlace,
    Work,
)
from runtime.document_version import DocumentVersions, Plain

LEVELS_VERSION = 2
"""The version of a part, a museum folder or a release with a level that version 1 has not: see `Level`."""
_LEVELS_OF_1 = (Level.ADULT, Level.CHILD)


def more_levels(plain: Plain) -> Plain:
    """Returns a document of version 1 as one of LEVELS_VERSION: it has levels that version 1 knows."""
    return plain


def first_version(parts: Iterable[Struct]) -> int:
    """Returns the first version whose readers understand all of these parts."""
    return max(map(_version_of, parts), default=1)


def _version_of(part: Struct) -> int:
    if isinstance(part, Work | Link):
        levels = {block.level for block in part.blocks}
    elif isinstance(part, Tour):
        levels = {part.level}
    else:
        return VERSIONS[type(part)].current
    return 1 if levels.issubset(_LEVELS_OF_1) else LEVELS_VERSION


VERSIONS: dict[type[Struct], DocumentVersions] = {
    Site: DocumentVersions("site"),
    Room: DocumentVersions("room"),
    Theme: DocumentVersions("theme"),
    Connection: DocumentVersions("connection"),
    Work: DocumentVersions("work", [more_levels]),
    Link: DocumentVersions("link", [more_levels]),
    Tour: DocumentVersions("tour", [more_levels]),
    Offer: DocumentVersions("offer"),
    GlossaryTerm: DocumentVersions("glossary term"),
    VisitorPlace: DocumentVersions("place"),
}
"""By the type of the part. All are read from version 1 on, because a part's history is kept for ever. A part is written
as the first version that understands it (`first_version`)."""
