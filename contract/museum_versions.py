"""The versions of each part of a museum, wherever it is stored by itself: in the drafts and their history, or as a file
of a museum folder.

A release holds whole parts without versions of their own, and so does museum.toml. A new version of a part is
therefore also a new version of `contract.bundle.VERSIONS` (and, for all but works, of `contract.museum_folder.
VERSIONS`), whose upgrade calls the same function for each part.
"""

from __future__ import annotations

from msgspec import Struct

from contract.museum import Connection, Link, Offer, Room, Site, Theme, Tour, Work
from runtime.document_version import DocumentVersions

VERSIONS: dict[type[Struct], DocumentVersions] = {
    Site: DocumentVersions("site"),
    Room: DocumentVersions("room"),
    Theme: DocumentVersions("theme"),
    Connection: DocumentVersions("connection"),
    Work: DocumentVersions("work"),
    Link: DocumentVersions("link"),
    Tour: DocumentVersions("tour"),
    Offer: DocumentVersions("offer"),
}
"""By the type of the part. All are read from version 1 on, because a part's history is kept for ever."""
