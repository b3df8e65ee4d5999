"""The list of offers and the page of one: its words, when it is shown, and whether it may be."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from msgspec.structs import replace

from contract.museum import LastMinutes, Museum, Offer, RoomQuiet
from tour_server.catalogue.drafts import ConflictError, Drafts, Part
from tour_server.catalogue.editing import Shown, plain, save, wordings
from tour_server.catalogue.house import House, house
from tour_server.catalogue.keys import free_key
from tour_server.catalogue.offer_form import OfferForm
from tour_server.catalogue.parts import Kind
from tour_server.catalogue.shown import Fields, state
from tour_server.staff.session import ANYONE_WHO_APPROVES, person, signed_in


def pages(drafts: Drafts, published: Callable[[], Museum | None]) -> Blueprint:
    """`/desk/offers` and below."""
    blueprint = Blueprint("offers", __name__, url_prefix="/offers")

    @blueprint.get("")
    @signed_in
    def list_page() -> ResponseReturnValue:
        here, museum = house(drafts), published()
        rows = [
            (
                part.body,
                _when(here, part.body),
                _missing(here, part.body),
                state(museum.offers if museum else None, part.body),
            )
            for part in drafts.all(Kind.OFFER)
        ]
        return render_template("catalogue/offers.html", house=here, offers=rows)

    @blueprint.get("/new")
    @signed_in
    def new() -> ResponseReturnValue:
        here = house(drafts)
        return _page(here, None, Fields(OfferForm(here).values(_blank(person().name)), 0, None))

    @blueprint.post("/new")
    @signed_in
    def add() -> ResponseReturnValue:
        here, typed, me = house(drafts), plain(request.form), person().name
        offer, wrong = OfferForm(here).read(_blank(me), typed)
        if wrong:
            message = "Not added yet: see the fields that are marked."
            return _page(here, None, Fields({}, 0, None, Shown(typed, 0, message, wrong))), 422
        key = free_key(drafts, Kind.OFFER, here.name(offer.title))
        drafts.put(Kind.OFFER, key, replace(offer, key=key), 0, me)
        return redirect(url_for("catalogue.offers.edit", key=key))

    @blueprint.get("/<key>")
    @signed_in
    def edit(key: str) -> ResponseReturnValue:
        return _filled(_get(key))

    @blueprint.post("/<key>")
    @signed_in
    def change(key: str) -> ResponseReturnValue:
        part, me = _get(key), person()
        action = request.form.get("action", "save")
        version = request.form.get("version", 0, type=int)
        if action == "remove":
            return _remove(key, version)
        if action == "approve" and me.role not in ANYONE_WHO_APPROVES:
            abort(403, "A curator or a manager approves offers.")

        def after(offer: Offer) -> Offer:
            return replace(offer, approved_by=me.name) if action == "approve" else offer

        form = OfferForm(house(drafts))
        try:
            saved = save(drafts, Kind.OFFER, key, form, version, dict(request.form), me.name, after)
        except KeyError:
            abort(404)
        if isinstance(saved, Shown):
            return _filled(part, saved), 409 if saved.clashes or saved.orphans else 422
        flash("Saved. Publish it when visitors should have it.")
        return redirect(url_for("catalogue.offers.edit", key=key))

    def _remove(key: str, version: int) -> ResponseReturnValue:
        try:
            drafts.remove(Kind.OFFER, key, version, person().name)
        except ConflictError as conflict:
            if conflict.now is not None:
                shown = Shown({}, conflict.now.version, f"{conflict} Look first, then remove it.")
                return _filled(conflict.now, shown), 409
        flash("Removed from the drafts. Its history can bring it back.")
        return redirect(url_for("catalogue.history", kind="offers", key=key))

    def _get(key: str) -> Part:
        try:
            return drafts.get(Kind.OFFER, key)
        except KeyError:
            abort(404)

    def _filled(part: Part, back: Shown | None = None) -> str:
        here, offer = house(drafts), part.body
        form, museum = OfferForm(here), published()
        out = next((one for one in museum.offers if one.key == offer.key), None) if museum else None
        compared = None if museum is None else (form.values(out) if out else {})
        return _page(here, offer, Fields(form.values(offer), part.version, compared, back))

    return blueprint


def _blank(by: str) -> Offer:
    return Offer(key="new", title={}, text={}, condition=LastMinutes(), written_by=by)


def _page(here: House, offer: Offer | None, fields: Fields) -> str:
    return render_template(
        "catalogue/offer.html",
        house=here,
        offer=offer,
        fields=fields,
        languages={
            "title": wordings(offer.title if offer else {}, here.languages),
            "text": wordings(offer.text if offer else {}, here.languages),
        },
        rooms=[(room.key, here.name(room.name)) for room in here.rooms],
        may_approve=person().role in ANYONE_WHO_APPROVES,
    )


def _when(here: House, offer: Offer) -> str:
    if isinstance(offer.condition, RoomQuiet):
        room, share = here.room(offer.condition.room), offer.condition.share
        return f"{room} is at most {share:.0%} full"
    return f"{offer.condition.minutes} minutes before closing"


def _missing(here: House, offer: Offer) -> list[str]:
    return [one for one in here.languages if not (offer.title.get(one) and offer.text.get(one))]
