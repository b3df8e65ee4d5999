"""Which words of a museum a release may hold."""

from __future__ import annotations

from collections.abc import Callable

from contract.museum import Museum
from tour_server.catalogue.approval import approved_only


def publishable(needs_approval: bool) -> Callable[[Museum], Museum]:
    """Returns the function that takes from a museum what may be published: approved words alone, or all of it."""
    return approved_only if needs_approval else _everything


def _everything(museum: Museum) -> Museum:
    return museum
