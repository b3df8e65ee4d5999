"""The desk's pages Pictures: all of them in a grid, and a page for each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contract.museum import Museum
from contract.offer_picture import framed_pictures
from tour_server.catalogue.drafts import ConflictError, Drafts
from tour_server.catalogue.field_values import Values, languages_of
from tour_server.catalogue.form_state import FormFields, FormState
from tour_server.catalogue.pages import address_of
from tour_server.catalogue.reference_check import ReferenceCheck
from tour_server.catalogue.snapshot import take_snapshot
from tour_server.media.ended_rights import EndedRights
from tour_server.media.museum_pictures import MuseumPicture, UseKind, museum_pictures
from tour_server.media.picture_filter import (
    LEAST_SIDE_PX,
    PAGE_SIZE,
    STATES,
    PictureFilter,
    PictureMeasures,
    ends_soon,
    lacks_text,
)
from tour_server.media.picture_form import CROP_FIELDS, FOCUS_FIELDS, MediaFacts
from tour_server.media.picture_saving import read_facts, save_facts
from tour_server.media.rights_choices import OTHER, rights_choices
from tour_server.media.shown_sizes import ShownSizes
from tour_server.media.stored_pictures import StoredPictures
from tour_server.page_count import page_count
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed, person
from web.translations import gettext as _
from web.translations import mark

USE_WORDS = {
    UseKind.SHOWN: mark(
        "a picture of the work; it is shown, and kiosks don’t recognise the work by it"
    ),
    UseKind.REFERENCE: mark("a picture of the work; kiosks recognise the work by it"),
    UseKind.DETAIL: mark(
        "a part that visitors stand close to; kiosks recognise the work by it, it is not shown"
    ),
    UseKind.OFFER: mark("the offer’s own picture"),
    UseKind.WITH_OFFER: mark("shown with the offer"),
    UseKind.LOGO: mark("the museum’s logo"),
    UseKind.FLYER: mark("printed in the flyer of the tour"),
}


class PicturePages:
    """The pages under `/desk/media`."""

    def __init__(
        self,
        drafts: Drafts,
        stored: StoredPictures,
        sizes: ShownSizes,
        check: ReferenceCheck,
        rights: EndedRights,
        published: Callable[[], Museum | None],
    ) -> None:
        """`published` returns the museum that visitors have, None before the first release."""
        self._drafts, self._stored, self._rights = drafts, stored, rights
        self._sizes, self._check, self._published = sizes, check, published

    def blueprint(self) -> Blueprint:
        """Returns the pages, to be registered once."""
        pages = Blueprint(
            "media",
            __name__,
            template_folder="templates",
            static_folder="static",
            url_prefix="/desk/media",
        )
        add, read, write = (
            pages.add_url_rule,
            allowed(Permission.READ),
            allowed(Permission.WRITE),
        )
        publish = allowed(Permission.PUBLISH)
        add("", "pictures", read(self.pictures))
        add("/ended", "decide", publish(self.decide), methods=["POST"])
        add("/<path:file>", "picture", read(self.picture))
        add("/<path:file>", "save", write(self.save), methods=["POST"])
        add("/remove/<path:file>", "remove", write(self.remove), methods=["POST"])
        return pages

    def pictures(self) -> ResponseReturnValue:
        """Show the museum's pictures, as the filter in the address asks for them."""
        snapshot, wanted = take_snapshot(self._drafts), PictureFilter.of(request.args)
        museum = self._drafts.museum(without_newer=True)
        listed = museum_pictures(museum)
        if wanted.state == "unused":
            listed = self._stored.unused({one.file for one in listed})
        today = self._rights.today(museum)
        measures = PictureMeasures(self._sizes.long_side, self._check.known_usable)
        passing = wanted.passing(listed, snapshot.languages, today, measures)
        last = page_count(len(passing), PAGE_SIZE)
        page = min(max(request.args.get("page", 1, type=int), 1), last)
        shown = passing[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
        return render_template(
            "media/pictures.html",
            snapshot=snapshot,
            shown=shown,
            remarks={one.file: self._remarks(museum, one) for one in shown},
            wanted=wanted,
            states=STATES,
            found=len(passing),
            page=page,
            last=last,
            leaves_out=self._rights.leaves_out,
        )

    def picture(self, file: str) -> ResponseReturnValue:
        """Show one picture: where it is used, what is said of it, and how it is framed."""
        museum = self._drafts.museum(without_newer=True)
        return self._page(museum, self._found(museum, file))

    def save(self, file: str) -> ResponseReturnValue:
        """Save what was typed at everything that uses the picture, or say what is wrong with it."""
        museum = self._drafts.museum(without_newer=True)
        picture = self._found(museum, file)
        if not picture.has_facts:
            abort(404)
        read = read_facts(picture, _shown_values(), request.form, museum.site.languages)
        if isinstance(read, FormState):
            return self._page(museum, picture, read), 422
        try:
            changed = save_facts(self._drafts, picture, read, person().name)
        except ConflictError as error:
            values = {name: text for name, text in request.form.items() if name != "shown"}
            return self._page(museum, picture, FormState(values, 0, str(error))), 409
        flash(
            _("Saved. Publish it when visitors should see it so.")
            if changed
            else _("Nothing changed.")
        )
        return redirect(url_for("media.picture", file=file))

    def remove(self, file: str) -> ResponseReturnValue:
        """Remove a picture that nothing uses."""
        museum = self._drafts.museum(without_newer=True)
        picture = self._found(museum, file)
        if picture.uses or not self._stored.remove(file, person().name):
            flash(_("It was not removed: something uses it. See below where."))
            return redirect(url_for("media.picture", file=file))
        flash(_("{name} was removed.", name=picture.readable_name))
        return redirect(url_for("media.pictures", state="unused"))

    def decide(self) -> ResponseReturnValue:
        """Decide whether the next release leaves out pictures whose rights have ended."""
        self._rights.decide(request.form.get("leaves_out") == "yes", person().name)
        flash(_("Saved. It holds from the next publish on."))
        return redirect(url_for("media.pictures", state="ended"))

    def _found(self, museum: Museum, file: str) -> MuseumPicture:
        for one in museum_pictures(museum):
            if one.file == file:
                return one
        if not self._stored.has(file):
            abort(404)
        return MuseumPicture(file, [])

    def _page(
        self, museum: Museum, picture: MuseumPicture, returned: FormState | None = None
    ) -> str:
        languages = museum.site.languages
        values = MediaFacts.of(picture).values(languages)
        still_out = self._published()
        return render_template(
            "media/picture.html",
            snapshot=take_snapshot(self._drafts),
            picture=picture,
            fields=FormFields(values, 0, None, returned),
            shown=msgspec.json.encode(values).decode(),
            languages=languages_of(picture.alt, languages),
            choices=rights_choices(),
            other=OTHER,
            uses=[
                (use, _(USE_WORDS[use.kind]), address_of(use.part, use.key)) for use in picture.uses
            ],
            earlier=[] if picture.uses else self._stored.earlier_uses(picture.file),
            recent=not picture.uses and self._stored.is_recent(picture.file),
            size=self._sizes.whole(picture.file),
            remarks=self._remarks(museum, picture),
            is_out=still_out is not None
            and any(one.file == picture.file for one in framed_pictures(still_out)),
            ended=picture.rights.ended(self._rights.today(museum)),
            leaves_out=self._rights.leaves_out,
            crop_fields=CROP_FIELDS,
            focus_fields=FOCUS_FIELDS,
        )

    def _remarks(self, museum: Museum, picture: MuseumPicture) -> list[str]:
        """Return what is to be said about a picture, in the language of the request."""
        today, side = self._rights.today(museum), self._sizes.long_side(picture)
        until = picture.rights.until
        said: list[tuple[Any, str]] = [
            (lacks_text(picture, museum.site.languages), _("an alternative text is missing")),
            (picture.has_facts and not picture.rights.is_stated, _("rights not stated")),
            (picture.rights.ended(today), _("rights ended on {day}", day=str(until))),
            (ends_soon(picture, today), _("rights end on {day}", day=str(until))),
            (
                picture.is_shown and side is not None and side < LEAST_SIDE_PX,
                _("too small for a kiosk: {pixels} pixels", pixels=side or 0),
            ),
            (
                picture.is_reference
                and self._check.known_usable(picture.file, picture.crop) is False,
                _("kiosks can’t recognise a work by it"),
            ),
            (picture.fact_sets > 1, _("its uses say different things")),
        ]
        return [words for holds, words in said if holds]


def _shown_values() -> Values:
    """Return the fields that the page showed when it was opened, which it sends back. Aborts with 400 without them."""
    try:
        return msgspec.json.decode(request.form.get("shown", ""), type=dict[str, str])
    except msgspec.DecodeError:
        abort(400)
