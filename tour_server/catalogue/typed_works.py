"""What a form says where a typed text means no work."""

from __future__ import annotations

from tour_server.catalogue.snapshot import CatalogueSnapshot
from web.translations import gettext as _


def unknown_work(snapshot: CatalogueSnapshot) -> str:
    """Return the sentence for a field in which a work was to be chosen or typed, and none was meant."""
    if snapshot.lists_works:
        return _("Choose one of the works.")
    return _("No work is called so, or several are. Type its number.")
