"""The views that stand in the place of a resource's own list: a capability above the catalogue may give one."""

from __future__ import annotations

from collections.abc import Callable

from flask.typing import ResponseReturnValue

from tour_server.catalogue.parts import PartKind

ListView = Callable[[], ResponseReturnValue]


class ListViews:
    """The lists that others show. They are looked up at each request, so they may be given after the pages are made."""

    def __init__(self) -> None:
        self._views: dict[PartKind, ListView] = {}

    def show(self, kind: PartKind, view: ListView) -> None:
        """Show the parts of this kind by `view` from now on. Raises ValueError where there is one already."""
        if kind in self._views:
            raise ValueError(f"two capabilities list the {kind} parts")
        self._views[kind] = view

    def of(self, kind: PartKind) -> ListView | None:
        """Return the view of this kind, None where the catalogue's own list is shown."""
        return self._views.get(kind)
