"""The desk's pages over the drafts: those of every resource, the preview of a work, the pictures."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import cast

from flask import Blueprint, Response, abort, g, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from contract.framing import Crop, crops
from contract.museum import Museum
from models.picture import PictureError
from runtime.languages import direction, own_name
from tour_server.catalogue.approvals import Approvals
from tour_server.catalogue.block_form import PART_LABELS
from tour_server.catalogue.connections import ConnectionResource
from tour_server.catalogue.detail_pages import DetailPages
from tour_server.catalogue.draft_history import DraftHistory
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.form_state import LEVEL_LABELS
from tour_server.catalogue.glossary import GlossaryResource
from tour_server.catalogue.links import LinkResource
from tour_server.catalogue.list_views import ListViews
from tour_server.catalogue.look_pages import LookPages
from tour_server.catalogue.offers import OfferResource
from tour_server.catalogue.outgoing_names import OutgoingNames
from tour_server.catalogue.parts import NoMuseumError, PartKind
from tour_server.catalogue.pictures import Pictures
from tour_server.catalogue.places import VisitorPlaceResource
from tour_server.catalogue.reference_check import ReferenceCheck
from tour_server.catalogue.removed_pages import RemovedPages
from tour_server.catalogue.resource import Resource
from tour_server.catalogue.resource_pages import ResourcePages
from tour_server.catalogue.rooms import RoomResource
from tour_server.catalogue.site import SiteResource
from tour_server.catalogue.themes import ThemeResource
from tour_server.catalogue.tours import TourResource
from tour_server.catalogue.works import WorkResource
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed
from web.translations import gettext as _

PICTURE_SIDES_PX = (160, 480, 960)  # the sizes in which the desk's pages show pictures
PICTURE_CACHE_SECONDS = 30 * 24 * 3600
RESOURCES: tuple[type[Resource], ...] = (
    WorkResource,
    LinkResource,
    ThemeResource,
    TourResource,
    OfferResource,
    GlossaryResource,
    SiteResource,
    RoomResource,
    ConnectionResource,
    VisitorPlaceResource,
)


def pages(
    drafts: Drafts,
    pictures: Pictures,
    check: ReferenceCheck,
    published: Callable[[], Museum | None],
    approvals: Approvals,
    names: OutgoingNames,
    history: DraftHistory,
    lists: ListViews,
) -> Blueprint:
    """Make the blueprint of `/desk/works` and the rest.

    `published` returns the museum that visitors have, or None.
    """
    return CataloguePages(
        drafts, pictures, check, published, approvals, names, history, lists
    ).blueprint()


class CataloguePages:
    """The pages of the catalogue."""

    def __init__(
        self,
        drafts: Drafts,
        pictures: Pictures,
        check: ReferenceCheck,
        published: Callable[[], Museum | None],
        approvals: Approvals,
        names: OutgoingNames,
        history: DraftHistory,
        lists: ListViews,
    ) -> None:
        self._history, self._lists = history, lists
        self._drafts, self._pictures, self._check = drafts, pictures, check
        self._published = published
        self._approvals, self._names = approvals, names

    def blueprint(self) -> Blueprint:
        """Make the blueprint, with those of the resources in it."""
        blueprint = Blueprint(
            "catalogue", __name__, template_folder="templates", url_prefix="/desk"
        )
        resources = [self._resource(resource) for resource in RESOURCES]
        for resource in resources:
            of_resource = ResourcePages(
                resource,
                resources,
                self._drafts,
                self._published,
                self._approvals,
                self._names,
                self._lists,
            )
            blueprint.register_blueprint(of_resource.blueprint())
        blueprint.add_url_rule(
            "/pictures/<path:name>", "picture", allowed(Permission.READ)(self.picture)
        )
        RemovedPages(self._drafts, self._history, resources).add_to(blueprint)
        DetailPages(self._drafts, self._pictures).add_to(blueprint)
        LookPages(self._drafts, self._pictures).add_to(blueprint)
        blueprint.app_errorhandler(NoMuseumError)(self.no_museum)
        blueprint.add_app_template_filter(language_name, "language_name")
        blueprint.app_context_processor(
            lambda: {
                "language_name": language_name,
                "direction": direction,
                "picture_address": self.picture_address,
                "level_labels": dict(LEVEL_LABELS),
                "part_labels": dict(PART_LABELS),
            }
        )
        return blueprint

    def picture(self, name: str) -> ResponseReturnValue:
        """Send a picture, smaller where `side` asks for one of PICTURE_SIDES_PX, and cut by the `crop` that it has."""
        side, asked = request.args.get("side", type=int), request.args.get("crop", "")
        crop = self._crops().get(name) if asked else None
        if asked and asked != _crop_words(crop):
            abort(404)  # any other crop would be one more file in the store for whoever asks
        pictures = self._pictures
        try:
            path = (
                pictures.thumbnail(name, side, crop)
                if side in PICTURE_SIDES_PX
                else pictures.path(name)
            )
        except (KeyError, PictureError):
            abort(404)
        response: Response = send_file(path.resolve(), max_age=PICTURE_CACHE_SECONDS)
        response.cache_control.private = True
        return response

    def picture_address(self, file: str, side: int) -> str:
        """Return the address of a picture as visitors see it: cut by its crop, with a long side of `side` pixels."""
        crop = _crop_words(self._crops().get(file)) or None
        return url_for("catalogue.picture", name=file, side=side, crop=crop)

    def _crops(self) -> dict[str, Crop]:
        """Return the crop of each file in the drafts, read once a request."""
        if "picture_crops" not in g:
            works = self._drafts.all(PartKind.WORK, without_newer=True)
            offers = self._drafts.all(PartKind.OFFER, without_newer=True)
            own = (part.body.own_picture for part in offers)
            framed = chain((medium for part in works for medium in part.body.media), own)
            g.picture_crops = crops(one for one in framed if one is not None)
        return cast("dict[str, Crop]", g.picture_crops)

    def no_museum(self, _error: Exception) -> ResponseReturnValue:
        """Say how to import a museum, on every page that needs one."""
        return render_template("catalogue/no_museum.html"), 200

    def _resource(self, resource: type[Resource]) -> Resource:
        if resource is WorkResource:
            return WorkResource(self._pictures, self._check)
        if resource is OfferResource:
            return OfferResource(self._pictures)
        if resource is SiteResource:
            return SiteResource(self._drafts, self._pictures)
        return resource()


def resource_of(kind: PartKind) -> type[Resource]:
    """Return the resource of this kind of part."""
    return next(resource for resource in RESOURCES if resource.kind is kind)


def address_of(kind: PartKind, key: str) -> str:
    """Return the address of the page on which a part is edited. `key` is its key in a museum."""
    resource = resource_of(kind)
    if kind is PartKind.CONNECTION:  # has no key in a museum that would lead to its draft
        return url_for(resource.endpoint("list_page"))
    return url_for(resource.endpoint("edit"), key=key)


def _crop_words(crop: Crop | None) -> str:
    """Return a crop as it stands in an address, "" for none."""
    return "" if crop is None else ",".join(f"{share:g}" for share in crop)


def language_name(language: str) -> str:
    """Return the name of a language in that language."""
    return _("no language stated") if language == "und" else own_name(language)
