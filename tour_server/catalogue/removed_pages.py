"""The desk's page What was removed: every part that is in the drafts no more, and the button that brings it back."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from tour_server.catalogue.draft_history import DraftHistory
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.resource import Resource
from tour_server.catalogue.snapshot import take_snapshot
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed

SHOWN = 500  # removed parts, the newest; of one kind where one is chosen


class RemovedPages:
    """The page `/desk/removed`. The history of a part brings it back: tour_server.catalogue.resource_pages."""

    def __init__(
        self, drafts: Drafts, history: DraftHistory, resources: Sequence[Resource]
    ) -> None:
        """`resources`: every kind of part that staff edit."""
        self._drafts, self._history = drafts, history
        self._resources = {one.kind: one for one in resources if not one.is_singleton}

    def add_to(self, blueprint: Blueprint) -> None:
        """Add the page to the blueprint of the catalogue."""
        blueprint.add_url_rule("/removed", "removed", allowed(Permission.READ)(self.page))

    def page(self) -> ResponseReturnValue:
        """Show what was removed, of the kind that the address names or of all."""
        snapshot = take_snapshot(self._drafts)
        wanted = request.args.get("kind", "")
        kind = next((one for one in self._resources if one.value == wanted), None)
        removed = [one for one in self._history.removed(kind) if one.kind in self._resources]
        return render_template(
            "catalogue/removed.html",
            rows=[
                (
                    one,
                    self._resources[one.kind],
                    one.key
                    if one.body is None
                    else self._resources[one.kind].name(snapshot, one.body),
                )
                for one in removed[:SHOWN]
            ],
            number=len(removed),
            resources=list(self._resources.values()),
            chosen=None if kind is None else self._resources[kind],
        )
