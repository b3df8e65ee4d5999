"""Changes on the plan, made as if they were typed in the forms: checked, merged with colleagues', kept as versions."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Annotated, Any

from msgspec import Meta, Struct
from msgspec.structs import replace

from tour_server.catalogue.connections import ConnectionResource
from tour_server.catalogue.dependents import dependents
from tour_server.catalogue.drafts import ConflictError, Drafts, Part
from tour_server.catalogue.editing import Form, save
from tour_server.catalogue.field_values import Values
from tour_server.catalogue.form_state import FormState
from tour_server.catalogue.keys import free_key
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.places import VisitorPlaceResource
from tour_server.catalogue.resource import Resource
from tour_server.catalogue.rooms import FLOOR_LIMITS, RoomResource
from tour_server.catalogue.snapshot import CatalogueSnapshot, take_snapshot
from tour_server.catalogue.work_form import WorkForm
from tour_server.house.kiosk_places import KioskPlace, KioskPlaces
from tour_server.house.plan_parts import KIOSK, PICTURE, PlanPart, draft_part, kiosk_part
from tour_server.house.plan_pictures import PlanPictures
from tour_server.request_limits import LARGEST_INTEGER
from tour_server.staff.permissions import Permission
from web.translations import gettext as _

MOST_CHANGES = 2000  # in one step: a room is moved with all that stands in it
_RESOURCES: Mapping[str, Resource] = {
    PartKind.ROOM.value: RoomResource(),
    PartKind.CONNECTION.value: ConnectionResource(),
    PartKind.PLACE.value: VisitorPlaceResource(),
}
PLAN_PERMISSIONS: Mapping[str, Permission] = {
    **{kind: resource.permission for kind, resource in _RESOURCES.items()},
    PartKind.WORK.value: Permission.WRITE,
    KIOSK: Permission.ROOMS,
    PICTURE: Permission.ROOMS,
}
"""What a change of each kind of part needs."""


class PlanChange(Struct, frozen=True, forbid_unknown_fields=True):
    """A change of a part. `values`: the fields that change; null removes the part. Without a `key` it is a new one.

    `version`: the one that the page showed. `restore`: bring it back as it was before it was removed.
    """

    kind: str
    key: str | None = None
    version: Annotated[int, Meta(ge=0, le=LARGEST_INTEGER)] = 0
    values: dict[str, str] | None = None
    restore: bool = False


class PlanResult(Struct, frozen=True):
    """What became of a change: the part as it is now, None where it is removed; or why it could not be made."""

    kind: str
    key: str
    part: PlanPart | None = None
    problem: str = ""


class PlanChangeError(Exception):
    """A change can't be made. The message is a sentence for staff."""


class PlanChanges:
    """Makes changes one after the other, and stops at the first that can't be made."""

    def __init__(
        self,
        drafts: Drafts,
        pictures: PlanPictures,
        places: KioskPlaces,
        kiosks: Callable[[], Collection[str]],
    ) -> None:
        """`kiosks` returns the names of all kiosks."""
        self._drafts, self._pictures, self._places = drafts, pictures, places
        self._kiosks = kiosks

    def make(self, changes: Sequence[PlanChange], by: str) -> list[PlanResult]:
        """Make the changes of one step. Returns a result for each that was tried; only the last can have a problem."""
        results: list[PlanResult] = []
        for change in changes:
            try:
                results.append(self._make(change, by))
            except PlanChangeError as error:
                results.append(PlanResult(change.kind, change.key or "", problem=str(error)))
                break
        return results

    def _make(self, change: PlanChange, by: str) -> PlanResult:
        if change.kind == KIOSK:
            return self._place_kiosk(change, by)
        if change.kind == PICTURE:
            return self._place_picture(change, by)
        kind, snapshot = PartKind(change.kind), take_snapshot(self._drafts)
        try:
            if change.restore:
                part = self._restore(kind, change, by)
            elif change.values is None:
                self._remove(kind, change, snapshot, by)
                return PlanResult(change.kind, change.key or "")
            elif change.key is None:
                part = self._add(kind, change.values, snapshot, by)
            else:
                part = self._change(kind, change.key, change, snapshot, by)
        except ConflictError as error:
            raise PlanChangeError(
                _("{conflict} It is shown as they left it.", conflict=error)
            ) from error
        except KeyError as error:
            raise PlanChangeError(
                _("Someone removed this meanwhile. Its history can bring it back.")
            ) from error
        shown = draft_part(take_snapshot(self._drafts), part)
        return PlanResult(change.kind, part.key, shown)

    def _change(
        self, kind: PartKind, key: str, change: PlanChange, snapshot: CatalogueSnapshot, by: str
    ) -> Part:
        typed = dict(change.values or {})
        form = _form(kind, snapshot, by)
        saved = save(self._drafts, kind, key, form, change.version, typed, by)
        if isinstance(saved, FormState):
            if saved.clashes or saved.orphans:
                name = self._drafts.get(kind, key).changed_by
                raise PlanChangeError(
                    _("{name} changed this meanwhile. It is shown as they left it.", name=name)
                )
            raise PlanChangeError(" ".join(saved.errors.values()))
        return saved

    def _add(self, kind: PartKind, values: Values, snapshot: CatalogueSnapshot, by: str) -> Part:
        resource = _RESOURCES[kind.value]
        blank = resource.blank(snapshot)
        body, errors = resource.form(snapshot).read(blank, values)
        errors = {**resource.missing_fields(body, values), **errors}
        if errors:
            raise PlanChangeError(" ".join(errors.values()))
        key = free_key(self._drafts, kind, resource.name(snapshot, body))
        if "key" in body.__struct_fields__:
            body = replace(body, key=key)
        return self._drafts.put(kind, key, body, 0, by)

    def _remove(
        self, kind: PartKind, change: PlanChange, snapshot: CatalogueSnapshot, by: str
    ) -> None:
        key = change.key or ""
        found = dependents(self._drafts, kind, key)
        if found:
            names = "; ".join(f"{_name(snapshot, one.part)}: {one.how}" for one in found[:3])
            raise PlanChangeError(
                _(
                    "Not removed, because it is still used ({names}). Change that first.",
                    names=names,
                )
            )
        self._drafts.remove(kind, key, change.version, by)

    def _restore(self, kind: PartKind, change: PlanChange, by: str) -> Part:
        key = change.key or ""
        versions = self._drafts.history(kind, key)
        last = next((one.version for one in versions if one.body is not None), 0)
        if versions and versions[0].body is not None:
            return self._drafts.get(kind, key)  # a colleague was first
        return self._drafts.undo(kind, key, last, 0, by)

    def _place_kiosk(self, change: PlanChange, by: str) -> PlanResult:
        name = change.key or ""
        if name not in self._kiosks():
            raise PlanChangeError(_("This kiosk is not on the list of kiosks any more."))
        place = None
        if change.values is not None and change.values.get("x"):
            floor, x, y = (read_metres(change.values.get(one, "")) for one in ("floor", "x", "y"))
            place = KioskPlace(_floor(floor), x, y)
        try:
            self._places.put(name, place, by)
        except ValueError as error:
            raise PlanChangeError(_("This lies too far outside the plan.")) from error
        return PlanResult(KIOSK, name, kiosk_part(name, place))

    def _place_picture(self, change: PlanChange, by: str) -> PlanResult:
        values = change.values or {}
        floor = _floor(read_metres(change.key or ""))
        left, top, width = (read_metres(values.get(one, "")) for one in ("left", "top", "width"))
        try:
            self._pictures.place(floor, left, top, width, by)
        except KeyError as error:
            raise PlanChangeError(_("This floor has no picture any more.")) from error
        except ValueError as error:
            raise PlanChangeError(str(error)) from error
        return PlanResult(PICTURE, str(floor))


def _form(kind: PartKind, snapshot: CatalogueSnapshot, by: str) -> Form:
    return (
        WorkForm(snapshot, by) if kind is PartKind.WORK else _RESOURCES[kind.value].form(snapshot)
    )


def _name(snapshot: CatalogueSnapshot, part: Part) -> str:
    if part.kind.value in PLAN_PERMISSIONS:
        return draft_part(snapshot, part).name
    body: Any = part.body
    text = getattr(body, "title", None) or getattr(body, "name", None) or {}
    return snapshot.name(text)


def read_metres(text: str) -> float:
    """Return the number that was typed, with a comma or a point. Raises PlanChangeError."""
    try:
        number = float(text.strip().replace(",", "."))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise PlanChangeError(_("“{text}” is no number.", text=text))
    return number


def _floor(number: float) -> int:
    low, high = FLOOR_LIMITS.low or 0, FLOOR_LIMITS.high or 0
    if not low <= number <= high:
        raise PlanChangeError(
            _("Floors go from {low} to {high}.", low=f"{low:g}", high=f"{high:g}")
        )
    return int(number)
