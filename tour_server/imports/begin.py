"""Begins a museum at an empty desk, for whoever adds the works one by one."""

from __future__ import annotations

from tour_server.catalogue.assumed_values import DEFAULT_ROOM
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.parts import PartKind
from tour_server.imports.first_site import first_site
from web.translations import gettext as _


def begin_museum(drafts: Drafts, by: str) -> None:
    """Write the museum and its first room into empty drafts: what stands under *Museum* is to be filled in there."""
    site = first_site(_("New museum"), {}, DEFAULT_ROOM.key)
    with drafts.in_bulk(by) as write:
        write.write(PartKind.ROOM, {DEFAULT_ROOM.key: DEFAULT_ROOM})
        write.write(PartKind.SITE, {site.key: site})
