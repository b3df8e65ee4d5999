"""What the page Publish does about a publish at a time: plan it, and cancel it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from msgspec import Struct

from tour_server.publishing.local_time import (
    LocalTimeError,
    RepeatedTimeError,
    read_local_time,
    zone_name,
)
from tour_server.publishing.planned_publishes import PlanError, PlannedPublish, PlannedPublishes
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed, person
from web.translations import gettext as _

MOST_CHARACTERS = 20  # of a date or a time as typed


class TypedPlan(Struct, frozen=True):
    """A date and a time as typed. `problem`: why it can't be planned. `is_repeated`: it comes twice that night."""

    date: str = ""
    time: str = ""
    which: str = ""
    problem: str = ""
    is_repeated: bool = False

    @classmethod
    def of(cls, form: Mapping[str, str]) -> TypedPlan:
        """Return what was typed."""
        date, time, which = (
            form.get(name, "").strip()[:MOST_CHARACTERS] for name in ("date", "time", "which")
        )
        return cls(date, time, which)


class PlanPages:
    """Plans and cancels. The form stands on the page Publish (tour_server.publishing.pages)."""

    def __init__(self, plans: PlannedPublishes, zone: Callable[[], dt.tzinfo]) -> None:
        """`zone`: the museum's."""
        self._plans, self._zone = plans, zone

    def add_to(self, blueprint: Blueprint) -> None:
        """Add the address that cancels a plan."""
        cancel = allowed(Permission.PUBLISH)(self.cancel)
        blueprint.add_url_rule(
            "/planned/<int:number>/cancel", "cancel_plan", cancel, methods=["POST"]
        )

    def plan(self, typed: TypedPlan, note: str) -> TypedPlan | None:
        """Plan a publish. Returns what was typed with what is wrong with it, None when it is planned."""
        try:
            at = read_local_time(typed.date, typed.time, self._zone(), typed.which)
            self._plans.plan(at, note, person().name)
        except RepeatedTimeError as error:
            return TypedPlan(typed.date, typed.time, "", str(error), is_repeated=True)
        except (LocalTimeError, PlanError) as error:
            return TypedPlan(typed.date, typed.time, typed.which, str(error))
        flash(_("Planned. The drafts go out as they are then, whoever is signed in."))
        return None

    def cancel(self, number: int) -> ResponseReturnValue:
        """Cancel a plan."""
        try:
            cancelled = self._plans.cancel(number, person().name)
        except KeyError:
            abort(404)
        flash(
            _("Cancelled. Nothing is published then.")
            if cancelled
            else _("It was begun or cancelled already.")
        )
        return redirect(url_for("publishing.publish_page"))

    def planned(self) -> list[PlannedPublish]:
        """Return what is planned, the next one first."""
        return self._plans.planned()

    def ended(self) -> list[PlannedPublish]:
        """Return the plans that ended last, the newest first."""
        return self._plans.ended()

    def zone_name(self) -> str:
        """Return the museum's time zone for staff."""
        return zone_name(self._zone())
