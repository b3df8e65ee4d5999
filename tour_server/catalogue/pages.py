"""The desk's pages over the drafts: works, tours, offers, their history and pictures, under one blueprint."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from msgspec import Struct

from contract.museum import Museum
from models.picture import PictureError
from tour_server.catalogue import differences, offer_pages, tour_pages, work_pages
from tour_server.catalogue.drafts import Change, ConflictError, Drafts
from tour_server.catalogue.house import house
from tour_server.catalogue.parts import Kind, NoMuseumError
from tour_server.catalogue.pictures import Pictures
from tour_server.catalogue.shown import moment
from tour_server.staff.session import person, signed_in
from tour_server.visit.languages import direction, own_name

SIDES = (160, 480, 960)  # pixels; the sizes that the desk's pages show pictures in
KEPT_SECONDS = 30 * 24 * 3600
_KINDS = {"works": Kind.WORK, "tours": Kind.TOUR, "offers": Kind.OFFER}


class _State(Struct, frozen=True):
    """One line of a history."""

    version: int
    changed_by: str
    when: str
    removed: bool
    first: bool
    can_return: bool
    differences: list[differences.Difference]


def pages(drafts: Drafts, pictures: Pictures, published: Callable[[], Museum | None]) -> Blueprint:
    """`/desk/works`, `/desk/tours`, `/desk/offers`. `published` gives what visitors have, to mark drafts by."""
    blueprint = Blueprint("catalogue", __name__, template_folder="templates", url_prefix="/desk")
    blueprint.register_blueprint(work_pages.pages(drafts, pictures, published))
    blueprint.register_blueprint(tour_pages.pages(drafts, published))
    blueprint.register_blueprint(offer_pages.pages(drafts, published))
    blueprint.add_app_template_filter(language_name, "language_name")

    @blueprint.app_context_processor
    def languages() -> dict[str, Any]:
        return {"language_name": language_name, "direction": direction}

    @blueprint.app_errorhandler(NoMuseumError)
    def no_museum(_error: Exception) -> ResponseReturnValue:
        return render_template("catalogue/no_museum.html"), 200

    @blueprint.get("/pictures/<path:name>")
    @signed_in
    def picture(name: str) -> ResponseReturnValue:
        side = request.args.get("side", type=int)
        try:
            path = pictures.path(name) if side not in SIDES else pictures.small(name, side)
        except (KeyError, PictureError):
            abort(404)
        response: Response = send_file(path.resolve(), max_age=KEPT_SECONDS)
        response.cache_control.private = True
        return response

    @blueprint.get("/<any(works, tours, offers):kind>/<key>/history")
    @signed_in
    def history(kind: str, key: str) -> ResponseReturnValue:
        changes = drafts.history(_KINDS[kind], key)
        if not changes:
            abort(404)
        name = house(drafts).name(_newest(changes).title)
        return render_template(
            "catalogue/history.html",
            name=name,
            version=0 if changes[0].body is None else changes[0].version,
            changes=_states(changes),
            back=_page(kind, key, removed=changes[0].body is None),
        )

    @blueprint.post("/<any(works, tours, offers):kind>/<key>/history")
    @signed_in
    def undo(kind: str, key: str) -> ResponseReturnValue:
        to = request.form.get("to", 0, type=int)
        version = request.form.get("version", -1, type=int)
        try:
            drafts.undo(_KINDS[kind], key, to, version, person().name)
        except KeyError:
            abort(404)
        except ConflictError as conflict:
            flash(f"{conflict} Nothing was brought back; look at what they did first.")
            return redirect(url_for("catalogue.history", kind=kind, key=key))
        flash("Brought back. Publish it when visitors should have it.")
        return redirect(_page(kind, key, removed=False))

    return blueprint


def language_name(language: str) -> str:
    """A language by its own name."""
    return "no language stated" if language == "und" else own_name(language)


def _page(kind: str, key: str, *, removed: bool) -> str:
    if removed:
        return url_for(f"catalogue.{kind}.list_page")
    return url_for(f"catalogue.{kind}.edit", key=key)


def _newest(changes: list[Change]) -> Any:
    return next(change.body for change in changes if change.body is not None)


def _states(changes: list[Change]) -> list[_State]:
    """The history with what each change did to the one before it."""
    states = []
    for place, change in enumerate(changes):
        before = changes[place + 1].body if place + 1 < len(changes) else None
        now = change.body
        states.append(
            _State(
                version=change.version,
                changed_by=change.changed_by,
                when=moment(change.changed_at),
                removed=change.body is None,
                first=before is None and change.body is not None,
                can_return=place > 0 and change.body is not None,
                differences=differences.parts(before, now)
                if before is not None and now is not None
                else [],
            )
        )
    return states
