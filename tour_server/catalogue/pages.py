"""The desk's pages over the drafts: one set for each noun, and what only works have, under one blueprint."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from contract.museum import Museum
from models.picture import PictureError
from runtime.languages import direction, own_name
from tour_server.catalogue import resource_pages as noun_pages
from tour_server.catalogue.connections import Ways
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.links import Links
from tour_server.catalogue.offers import Offers
from tour_server.catalogue.parts import Kind, NoMuseumError
from tour_server.catalogue.pictures import Pictures
from tour_server.catalogue.reference_check import ReferenceCheck
from tour_server.catalogue.resource import Noun
from tour_server.catalogue.rooms import Rooms
from tour_server.catalogue.site import TheSite
from tour_server.catalogue.snapshot import house
from tour_server.catalogue.themes import Themes
from tour_server.catalogue.tours import Tours
from tour_server.catalogue.works import Works
from tour_server.staff.session import signed_in

SIDES = (160, 480, 960)  # pixels; the sizes that the desk's pages show pictures in
KEPT_SECONDS = 30 * 24 * 3600
NOUNS: tuple[type[Noun], ...] = (Works, Links, Themes, Tours, Offers, TheSite, Rooms, Ways)


def pages(
    drafts: Drafts,
    pictures: Pictures,
    check: ReferenceCheck,
    published: Callable[[], Museum | None],
) -> Blueprint:
    """`/desk/works` and the rest. `published` gives what visitors have, to mark drafts by."""
    blueprint = Blueprint("catalogue", __name__, template_folder="templates", url_prefix="/desk")
    nouns = [Works(pictures, check) if noun is Works else noun() for noun in NOUNS]
    for noun in nouns:
        blueprint.register_blueprint(noun_pages.pages(noun, nouns, drafts, published))
    blueprint.add_app_template_filter(language_name, "language_name")

    @blueprint.app_context_processor
    def languages() -> dict[str, Any]:
        return {"language_name": language_name, "direction": direction}

    @blueprint.app_errorhandler(NoMuseumError)
    def no_museum(_error: Exception) -> ResponseReturnValue:
        return render_template("catalogue/no_museum.html"), 200

    @blueprint.get("/works/<key>/preview")
    @signed_in
    def preview(key: str) -> ResponseReturnValue:
        here, language = house(drafts), request.args.get("language", "")
        work = here.work(key)
        if work is None:
            abort(404)
        language = language if language in here.languages else here.languages[0]
        return render_template("catalogue/preview.html", house=here, work=work, language=language)

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

    return blueprint


def noun_of(kind: Kind) -> type[Noun]:
    """The noun of this kind."""
    return next(noun for noun in NOUNS if noun.kind is kind)


def address_of(kind: Kind, key: str) -> str:
    """The page on which a part is edited, by the key that it has in a museum."""
    noun = noun_of(kind)
    if kind is Kind.CONNECTION:  # named in a museum by what it is; the list shows which is meant
        return url_for(noun.endpoint("list_page"))
    return url_for(noun.endpoint("edit"), key=key)


def language_name(language: str) -> str:
    """A language by its own name."""
    return "no language stated" if language == "und" else own_name(language)
