"""The desk's page Plan, what it shows as JSON, the changes that it sends, and the pictures of floors."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from models.picture import PictureError
from tour_server.catalogue.connections import (
    CONNECTION_KIND_LABELS,
    DOOR_SECONDS,
    DOOR_WIDTH_M,
    ConnectionResource,
)
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.form_state import translated_choices
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.places import PLACE_KIND_LABELS, VisitorPlaceResource
from tour_server.catalogue.plain_text import plain_text
from tour_server.catalogue.rooms import FLOOR_LIMITS, NEW_ROOM_CAPACITY, RoomResource
from tour_server.catalogue.snapshot import CatalogueSnapshot, take_snapshot
from tour_server.house.kiosk_places import KioskPlaces
from tour_server.house.plan_changes import (
    MOST_CHANGES,
    PLAN_PERMISSIONS,
    PlanChange,
    PlanChangeError,
    PlanChanges,
    read_metres,
)
from tour_server.house.plan_check import PlanFinding, plan_findings
from tour_server.house.plan_parts import PlanReader, works_without_place
from tour_server.house.plan_pictures import PlanPictures
from tour_server.house.plan_words import plan_words
from tour_server.house.visitor_plans import (
    RIGHTS_FIELDS,
    VisitorPlans,
    licence_names,
    read_rights,
)
from tour_server.request_limits import LARGEST_INTEGER
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed, may, person, require
from web.translations import gettext as _


class HousePlanPages:
    """The pages under `/desk/plan/drawing`."""

    def __init__(
        self,
        drafts: Drafts,
        reader: PlanReader,
        changes: PlanChanges,
        pictures: PlanPictures,
        places: KioskPlaces,
        shown: VisitorPlans,
    ) -> None:
        self._drafts, self._reader, self._changes = drafts, reader, changes
        self._pictures, self._places, self._shown = pictures, places, shown

    def blueprint(self) -> Blueprint:
        """Returns the pages, to be registered once. What a change needs is decided by what it changes."""
        pages = Blueprint(
            "house",
            __name__,
            template_folder="templates",
            static_folder="static",
            static_url_path="/static",
            url_prefix="/desk/plan/drawing",
        )
        read, rooms = allowed(Permission.READ), allowed(Permission.ROOMS)
        add, post = pages.add_url_rule, ["POST"]
        add("", "page", read(self.page))
        add("/content", "content", read(self.content))
        add("/changes", "change", read(self.change), methods=post)
        add("/pictures/<int:number>.png", "picture", read(self.picture))
        add("/picture", "add_picture", rooms(self.add_picture), methods=post)
        add("/picture/place", "place_picture", rooms(self.place_picture), methods=post)
        add("/picture/show", "show_picture", rooms(self.show_picture), methods=post)
        add("/picture/remove", "remove_picture", rooms(self.remove_picture), methods=post)
        add("/picture/bring-back", "bring_back", rooms(self.bring_back), methods=post)
        return pages

    def page(self) -> ResponseReturnValue:
        """Show the plan. What is on it comes from `content`; without a script the page leads to the forms."""
        snapshot = take_snapshot(self._drafts)
        floors = {room.floor for room in snapshot.rooms}
        pictures = {one.floor: one for one in self._pictures.all()}
        kept = self._pictures.floors_with_an_earlier_one()
        return render_template(
            "house/plan.html",
            snapshot=snapshot,
            floors=sorted(floors | pictures.keys() | kept | {0}),
            pictures=pictures,
            kept=kept,
            rights=self._shown.rights(),
            licences=licence_names(),
            findings=self._findings(snapshot),
            address_of=_address,
            facts=self._facts(snapshot),
            floor_limits=FLOOR_LIMITS,
        )

    def content(self) -> ResponseReturnValue:
        """Send what is on the plan. `q`: what a work without a place has in its number or title."""
        snapshot = take_snapshot(self._drafts)
        found = msgspec.to_builtins(self._reader.read(snapshot, request.args.get("q", "").strip()))
        for part in found["parts"]:
            part["address"] = _address(part["kind"], part["key"])
        found["findings"] = msgspec.to_builtins(self._findings(snapshot))
        return _json(found)

    def change(self) -> ResponseReturnValue:
        """Make the changes of one step, and send what became of them and what is wrong on the plan now."""
        sent = request.get_data()
        if b"\\u0000" in sent:
            abort(400)  # PostgreSQL takes no NUL character
        try:
            changes = msgspec.json.decode(sent, type=list[PlanChange])
        except (msgspec.MsgspecError, UnicodeDecodeError):
            abort(400)
        if len(changes) > MOST_CHANGES:
            abort(400)
        for change in changes:
            needed = PLAN_PERMISSIONS.get(change.kind)
            if needed is None:
                abort(400)
            require(needed)
        results = self._changes.make(changes, person().name)
        found = msgspec.to_builtins(results)
        for result in found:
            if result["part"] is not None:
                result["part"]["address"] = _address(result["kind"], result["key"])
        snapshot = take_snapshot(self._drafts)
        answer = {
            "results": found,
            "findings": msgspec.to_builtins(self._findings(snapshot)),
            "waiting": works_without_place(snapshot),
        }
        return _json(answer, 422 if any(one.problem for one in results) else 200)

    def picture(self, number: int) -> ResponseReturnValue:
        """Send a picture of a floor."""
        if number > LARGEST_INTEGER:
            abort(404)
        try:
            content = self._pictures.content(number)
        except KeyError:
            abort(404)
        headers = {"Cache-Control": "private, max-age=31536000, immutable"}
        return Response(content, mimetype="image/png", headers=headers)

    def add_picture(self) -> ResponseReturnValue:
        """Take in a picture of a floor."""
        floor, upload = _floor(), request.files.get("picture")
        if upload is None or not upload.filename:
            flash(_("Choose a file first."))
            return _back(floor)
        try:
            self._pictures.add(floor, upload.read(), upload.filename, person().name)
        except PictureError as error:
            flash(_("{name} was not taken in: {error}", name=upload.filename, error=error))
            return _back(floor)
        flash(_("Taken in. Now say how large it is: draw a line on it and write its length."))
        return _back(floor)

    def place_picture(self) -> ResponseReturnValue:
        """Say where a picture lies and how wide it is."""
        floor = _floor()
        try:
            left, top, width = (
                read_metres(request.form.get(one, "")) for one in ("left", "top", "width")
            )
            self._pictures.place(floor, left, top, width, person().name)
        except (PlanChangeError, ValueError) as error:
            flash(str(error))
        except KeyError:
            abort(404)
        else:
            flash(_("Saved."))
        return _back(floor)

    def show_picture(self) -> ResponseReturnValue:
        """Show the picture of a floor to visitors, or to staff alone."""
        floor = _floor()
        typed = {one: plain_text(request.form.get(one, "")).strip() for one in RIGHTS_FIELDS}
        try:
            if "show" not in request.form:
                self._shown.hide(floor, person().name)
                flash(_("Saved. Visitors see the rooms alone from the next release on."))
            else:
                self._shown.show(floor, read_rights(typed), person().name)
                flash(_("Saved. Visitors see it from the next release on."))
        except KeyError:
            abort(404)
        except (PictureError, ValueError) as error:
            flash(str(error))
        return _back(floor)

    def remove_picture(self) -> ResponseReturnValue:
        """Show no picture of a floor."""
        floor = _floor()
        if self._pictures.remove(floor, person().name):
            flash(_("Taken away. It is kept until another one comes."))
        return _back(floor)

    def bring_back(self) -> ResponseReturnValue:
        """Show the picture of a floor that was there before."""
        floor = _floor()
        if not self._pictures.bring_back(floor, person().name):
            abort(404)
        flash(_("It is back."))
        return _back(floor)

    def _findings(self, snapshot: CatalogueSnapshot) -> list[PlanFinding]:
        ways = self._drafts.all(PartKind.CONNECTION, without_newer=True)
        return plan_findings(
            self._reader.museum(),
            snapshot,
            ways,
            self._places.all(),
            self._reader.reported_rooms(),
        )

    def _facts(self, snapshot: CatalogueSnapshot) -> dict[str, Any]:
        """Return what the page's script needs to know besides the content."""
        return {
            "content": url_for("house.content"),
            "changes": url_for("house.change"),
            "picture": url_for("house.picture", number=0),
            "floor": _first_floor(snapshot),
            "language": snapshot.languages[0],
            "languages": snapshot.languages,
            "may": {kind: may(needed) for kind, needed in PLAN_PERMISSIONS.items()},
            "ways": translated_choices(CONNECTION_KIND_LABELS),
            "places": translated_choices(PLACE_KIND_LABELS),
            "doorWidth": DOOR_WIDTH_M,
            "doorSeconds": DOOR_SECONDS,
            "capacity": NEW_ROOM_CAPACITY,
            "words": plan_words(),
        }


def _address(kind: str, key: str) -> str:
    """Return the address of the form of a part, or "" for one that has none."""
    resources = {
        PartKind.ROOM: RoomResource.endpoint("edit"),
        PartKind.CONNECTION: ConnectionResource.endpoint("edit"),
        PartKind.PLACE: VisitorPlaceResource.endpoint("edit"),
        PartKind.WORK: "catalogue.works.edit",
    }
    return url_for(resources[PartKind(kind)], key=key) if kind in resources else ""


def _first_floor(snapshot: CatalogueSnapshot) -> int:
    """Return the floor of the entrance, else 0."""
    floors = {room.key: room.floor for room in snapshot.rooms}
    return floors.get(snapshot.site.entrance or "", 0)


def _floor() -> int:
    """Return the floor that a form is about. Aborts with 400 without one."""
    floor = request.form.get("floor", type=int)
    low, high = FLOOR_LIMITS.low or 0, FLOOR_LIMITS.high or 0
    if floor is None or not low <= floor <= high:
        abort(400)
    return floor


def _back(floor: int) -> ResponseReturnValue:
    return redirect(url_for("house.page", floor=floor, _anchor="pictures"))


def _json(found: object, status: int = 200) -> Response:
    headers = {"Cache-Control": "no-store"}
    content = msgspec.json.encode(found)
    return Response(content, status, mimetype="application/json", headers=headers)
