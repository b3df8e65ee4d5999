"""The page on which staff mark a part of a picture that visitors stand close to."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contract.field_limits import FieldLimits
from contract.museum import Medium, Work
from models.picture import PictureError
from tour_server.catalogue.advice_words import advice_words
from tour_server.catalogue.details import DetailBox, UnusableDetailError, add_detail, cut_out
from tour_server.catalogue.drafts import ConflictError, Drafts
from tour_server.catalogue.field_values import read_number
from tour_server.catalogue.form_state import FormFields, FormState
from tour_server.catalogue.pictures import Pictures
from tour_server.catalogue.snapshot import take_snapshot
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed, person
from web.translations import gettext as _

_CORNER, _SIDE = FieldLimits(low=0, high=90), FieldLimits(low=10, high=90)  # percent of the picture
_LIMITS = {"left": _CORNER, "top": _CORNER, "width": _SIDE, "height": _SIDE}
_FIRST = {"left": "25", "top": "25", "width": "50", "height": "50"}


class DetailPages:
    """The page of a new detail, `/desk/works/<key>/details/<picture>`."""

    def __init__(self, drafts: Drafts, pictures: Pictures) -> None:
        self._drafts, self._pictures = drafts, pictures

    def add_to(self, blueprint: Blueprint) -> None:
        """Add the page to the catalogue's blueprint."""
        write, rule = allowed(Permission.WRITE), "/works/<key>/details/<path:file>"
        blueprint.add_url_rule(rule, "detail", write(self.form))
        blueprint.add_url_rule(rule, "add_detail", write(self.add), methods=["POST"])

    def form(self, key: str, file: str) -> ResponseReturnValue:
        """Show the picture, and the box to draw on it."""
        return self._page(*self._found(key, file))

    def add(self, key: str, file: str) -> ResponseReturnValue:
        """Cut the part out and add it to the work, or say what is wrong with it."""
        work, medium = self._found(key, file)
        typed = dict(request.form)
        box, errors = _read_box(typed)
        if errors:
            message = _("Not added yet: see the fields that are marked.")
            return self._page(work, medium, FormState(typed, 0, message, errors)), 422
        try:
            stored = cut_out(self._pictures, file, box)
            add_detail(self._drafts, key, file, box, stored, person().name)
        except KeyError:
            abort(404)
        except UnusableDetailError as error:
            message = _(
                "The kiosk can’t use this part. {advice} Or draw the box larger.",
                advice=advice_words(error.advice),
            )
            return self._page(work, medium, FormState(typed, 0, message)), 422
        except (PictureError, OSError, ConflictError) as error:
            message = _("It could not be added: {error}", error=error)
            return self._page(work, medium, FormState(typed, 0, message)), 422
        flash(_("Added. Publish it when kiosks should know the work by this part, too."))
        return redirect(url_for("catalogue.works.edit", key=key, _anchor="pictures"))

    def _found(self, key: str, file: str) -> tuple[Work, Medium]:
        work = take_snapshot(self._drafts).work(key)
        if work is None:
            abort(404)
        medium = next((one for one in work.media if one.file == file), None)
        if medium is None or medium.detail is not None:
            abort(404)
        return work, medium

    def _page(self, work: Work, medium: Medium, returned: FormState | None = None) -> str:
        snapshot = take_snapshot(self._drafts)
        details = [one for one in work.media if one.detail and one.detail.of == medium.file]
        return render_template(
            "catalogue/detail.html",
            work=work,
            name=snapshot.name(work.title),
            medium=medium,
            details=details,
            fields=FormFields(_FIRST, 0, None, returned),
        )


def _read_box(typed: Mapping[str, str]) -> tuple[DetailBox, dict[str, str]]:
    """Return the box as typed, in shares of the picture, and a sentence for each field that is not acceptable."""
    errors: dict[str, str] = {}
    left, top, width, height = (
        read_number(name, typed, float(_FIRST[name]), limits, errors) / 100
        for name, limits in _LIMITS.items()
    )
    for start, side, field in ((left, width, "width"), (top, height, "height")):
        if start + side > 1.0001 and field not in errors:
            errors[field] = _("The box reaches past the picture. Make it smaller.")
    return (left, top, min(width, 1 - left), min(height, 1 - top)), errors
