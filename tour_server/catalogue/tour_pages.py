"""The list of tours and the page of one: its words, and its stops in order."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from msgspec.structs import replace

from contract.museum import Museum, Tour
from tour_server.catalogue.drafts import ConflictError, Drafts, Part
from tour_server.catalogue.editing import Shown, plain, save, wordings
from tour_server.catalogue.house import House, house
from tour_server.catalogue.keys import free_key
from tour_server.catalogue.parts import Kind
from tour_server.catalogue.shown import LEVELS, Fields, state
from tour_server.catalogue.tour_form import TourForm, moved, without_stop
from tour_server.staff.session import person, signed_in


def pages(drafts: Drafts, published: Callable[[], Museum | None]) -> Blueprint:
    """`/desk/tours` and below."""
    blueprint = Blueprint("tours", __name__, url_prefix="/tours")

    @blueprint.get("")
    @signed_in
    def list_page() -> ResponseReturnValue:
        here, museum = house(drafts), published()
        rows = [
            (
                part.body,
                _missing(here, part.body),
                state(museum.tours if museum else None, part.body),
            )
            for part in drafts.all(Kind.TOUR)
        ]
        return render_template("catalogue/tours.html", house=here, tours=rows)

    @blueprint.get("/new")
    @signed_in
    def new() -> ResponseReturnValue:
        return _new_page(house(drafts), Fields({"minutes": "45", "level": "adult"}, 0, None))

    @blueprint.post("/new")
    @signed_in
    def add() -> ResponseReturnValue:
        here, typed = house(drafts), plain(request.form)
        tour, wrong = TourForm(here).read(Tour(key="new", title={}, summary={}, stops=[]), typed)
        if not tour.stops:
            wrong["add"] = "Choose the first stop; more come next."
        if wrong:
            message = "Not added yet: see the fields that are marked."
            return _new_page(here, Fields({}, 0, None, Shown(typed, 0, message, wrong))), 422
        key = free_key(drafts, Kind.TOUR, here.name(tour.title))
        drafts.put(Kind.TOUR, key, replace(tour, key=key), 0, person().name)
        return redirect(url_for("catalogue.tours.edit", key=key))

    @blueprint.get("/<key>")
    @signed_in
    def edit(key: str) -> ResponseReturnValue:
        return _page(_get(key))

    @blueprint.post("/<key>")
    @signed_in
    def change(key: str) -> ResponseReturnValue:
        part = _get(key)
        action, _, what = request.form.get("action", "save").partition(":")
        version = request.form.get("version", 0, type=int)
        if action == "remove":
            return _remove(key, version)
        changes: dict[str, Callable[[Tour], Tour]] = {
            "earlier": lambda tour: moved(tour, what, -1),
            "later": lambda tour: moved(tour, what, 1),
            "without": lambda tour: without_stop(tour, what),
        }
        form = TourForm(house(drafts))
        typed, by = dict(request.form), person().name
        try:
            saved = save(drafts, Kind.TOUR, key, form, version, typed, by, changes.get(action))
        except KeyError:
            abort(404)
        if isinstance(saved, Shown):
            return _page(part, saved), 409 if saved.clashes or saved.orphans else 422
        flash("Saved. Publish it when visitors should have it.")
        anchor = f"stop-{what}" if action in ("earlier", "later") else None
        return redirect(url_for("catalogue.tours.edit", key=key, _anchor=anchor))

    def _remove(key: str, version: int) -> ResponseReturnValue:
        try:
            drafts.remove(Kind.TOUR, key, version, person().name)
        except ConflictError as conflict:
            if conflict.now is not None:
                shown = Shown({}, conflict.now.version, f"{conflict} Look first, then remove it.")
                return _page(conflict.now, shown), 409
        flash("Removed from the drafts. Its history can bring it back.")
        return redirect(url_for("catalogue.history", kind="tours", key=key))

    def _get(key: str) -> Part:
        try:
            return drafts.get(Kind.TOUR, key)
        except KeyError:
            abort(404)

    def _page(part: Part, back: Shown | None = None) -> str:
        here, tour = house(drafts), part.body
        form = TourForm(here)
        museum = published()
        out = next((one for one in museum.tours if one.key == tour.key), None) if museum else None
        compared = None if museum is None else (form.values(out) if out else {})
        values = {**form.values(tour), "add": ""}
        stops = {stop.work for stop in tour.stops}
        return render_template(
            "catalogue/tour.html",
            house=here,
            tour=tour,
            fields=Fields(values, part.version, compared, back),
            languages={
                "title": wordings(tour.title, here.languages),
                "summary": wordings(tour.summary, here.languages),
            },
            levels=LEVELS,
            others=_choices(here, stops),
        )

    return blueprint


def _new_page(here: House, fields: Fields) -> str:
    return render_template(
        "catalogue/new_tour.html",
        house=here,
        fields=fields,
        levels=LEVELS,
        others=_choices(here, set()),
    )


def _choices(here: House, without: set[str]) -> list[tuple[str, str]]:
    works = [work for work in here.works if work.key not in without]
    return [
        ("", "Choose a work"),
        *((one.key, f"{one.number} {here.name(one.title)}") for one in works),
    ]


def _missing(here: House, tour: Tour) -> list[str]:
    return [one for one in here.languages if not (tour.title.get(one) and tour.summary.get(one))]
