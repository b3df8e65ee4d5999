"""Works at the desk: the form with pictures and narration. Their list is tour_server.search's."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask import request
from msgspec import Struct
from msgspec.structs import replace

from contract.field_limits import type_limits
from contract.museum import Language, Medium, SignVideo, Work
from contract.text_units import languages_without_narration
from models.inference import NoInferenceError
from models.model_file import MissingModelError
from models.picture import PictureError
from tour_server.catalogue.advice_words import advice_words, place_words
from tour_server.catalogue.block_form import (
    RIGHTS_NOT_STATED,
    BlockForm,
    block_options,
    blocks_by_language,
    without_block,
)
from tour_server.catalogue.by_number import by_number
from tour_server.catalogue.field_values import Values, languages_of, number_attributes
from tour_server.catalogue.form_state import FormFields
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.pictures import Pictures
from tour_server.catalogue.reference_check import (
    Comparison,
    ReferenceCheck,
    SimilarWork,
    Verdict,
)
from tour_server.catalogue.resource import ActionResult, Resource
from tour_server.catalogue.sign_video import (
    SignVideoError,
    with_sign_video,
    without_sign_video,
)
from tour_server.catalogue.snapshot import CatalogueSnapshot
from tour_server.catalogue.twin_places import TwinWork
from tour_server.catalogue.work_form import (
    LABEL_FIELDS,
    NUMBER_LIMITS,
    WorkForm,
    without_picture,
)
from tour_server.staff.session import person
from web.translations import gettext as _
from web.translations import mark


class PictureCheck(Struct, frozen=True):
    """What the page says about a reference picture.

    `similar` are the works that the kiosk could take it for, `twins` those that it tells from it by some places alone,
    with these in words; a twin is not among `similar`. `problem` says why it could not be checked, `remarks`
    what is wrong with it and what to photograph instead.
    """

    verdict: Verdict | None = None
    comparison: Comparison | None = None
    similar: list[tuple[SimilarWork, Work]] = []
    twins: list[tuple[TwinWork, Work, list[str]]] = []
    problem: str = ""
    remarks: list[str] = []


_LANGUAGE = re.compile(type_limits(Language).pattern or "")


class WorkResource(Resource):
    """`/desk/works`."""

    kind, path = PartKind.WORK, "works"
    singular, plural = mark("work"), mark("Works")
    add_label, remove_label = mark("Add a work"), mark("Remove this work")
    form_template = "catalogue/work.html"
    text_fields = LABEL_FIELDS

    def __init__(self, pictures: Pictures, check: ReferenceCheck) -> None:
        self._pictures, self._check = pictures, check

    def form(self, snapshot: CatalogueSnapshot) -> WorkForm:
        """Return the form of a work."""
        return WorkForm(snapshot, person().name)

    def blank(self, snapshot: CatalogueSnapshot) -> Work:
        """Return the work that a new one starts from, with the first number after all others."""
        free = max((work.number for work in snapshot.works), default=0) + 1
        return Work(key="new", number=free, title={}, room="")

    @staticmethod
    def name(snapshot: CatalogueSnapshot, body: Work) -> str:
        """Return its title for staff."""
        return snapshot.name(body.title)

    def extra_values(self, snapshot: CatalogueSnapshot, body: Work) -> Values:
        """Return the fields of a block to be added."""
        return BlockForm(snapshot, person().name).empty(body.blocks)

    def template_context(
        self, snapshot: CatalogueSnapshot, body: Work, fields: FormFields
    ) -> dict[str, Any]:
        """Return the choices and limits of its fields, its narration, and the checks of its reference pictures."""
        checks = {
            medium.file: self._picture_check(snapshot, body.key, medium)
            for medium in body.media
            if medium.reference
        }
        return {
            "rooms": snapshot.room_choices(),
            "number_limits": number_attributes(NUMBER_LIMITS),
            "alt_languages": {
                medium.file: languages_of(medium.alt, snapshot.languages) for medium in body.media
            },
            "narration": blocks_by_language(snapshot, body.blocks, fields),
            "options": block_options(snapshot),
            "checks": checks,
            "by_number": by_number(body, lambda file, _crop: _usable(checks[file])),
        }

    def handle_action(self, action: str, target: str) -> ActionResult:
        """Remove a block or a picture, and add the pictures that were sent with the form."""
        added, refused = self._uploads()
        video, video_refused = self._sign_video()
        changes: dict[str, Callable[[Work], Work]] = {
            "without-block": lambda work: without_block(work, target),
            "without-picture": lambda work: without_picture(work, target),
            "without-sign": lambda work: without_sign_video(work, target),
        }

        def change(work: Work) -> Work:
            work = changes[action](work) if action in changes else work
            present = {medium.file for medium in work.media}
            new = [
                Medium(file=file, rights=RIGHTS_NOT_STATED) for file in added if file not in present
            ]
            work = replace(work, media=[*work.media, *new])
            return work if video is None else with_sign_video(work, video)

        return ActionResult(
            change,
            refused=({"pictures": " ".join(refused)} if refused else {})
            | ({"sign": video_refused} if video_refused else {}),
            resend_hint=_("Choose the pictures again when you save.")
            if added or refused or video or video_refused
            else "",
            anchor="pictures" if added else None,
        )

    def missing_languages(self, snapshot: CatalogueSnapshot, body: Work) -> list[str]:
        """Return the museum's languages in which it has no narration."""
        return languages_without_narration(body, snapshot.languages)

    def _picture_check(
        self, snapshot: CatalogueSnapshot, work: str, medium: Medium
    ) -> PictureCheck:
        try:
            self._pictures.path(medium.file)
            verdict = self._check.verdict(medium.file, medium.crop)
            remarks = [advice_words(one) for one in verdict.advice]
            if not verdict.usable:
                return PictureCheck(verdict, remarks=remarks)
            comparison = self._check.compare(work, medium.file, medium.crop)
        except KeyError:
            return PictureCheck(
                problem=_("The picture is not in the store any more. Upload it again.")
            )
        except (PictureError, OSError, MissingModelError, NoInferenceError) as error:
            return PictureCheck(problem=_("It could not be checked: {error}", error=error))
        twins = [(one, snapshot.work(one.work)) for one in comparison.twins]
        of_twins = {one.work for one in comparison.twins}
        similar = [
            (one, snapshot.work(one.work)) for one in comparison.similar if one.work not in of_twins
        ]
        return PictureCheck(
            verdict,
            comparison,
            [(one, other) for one, other in similar if other is not None],
            [
                (one, other, [place_words(box) for box in one.places])
                for one, other in twins
                if other is not None
            ],
            remarks=remarks,
        )

    def _sign_video(self) -> tuple[SignVideo | None, str]:
        """Store the video of the request. Returns it, None without one, and a sentence where it was refused."""
        upload = request.files.get("sign")
        if upload is None or not upload.filename:
            return None, ""
        language = request.form.get("sign.language", "")
        if not _LANGUAGE.match(language):
            return None, _("Choose one of the museum's languages.")
        try:
            file = self._pictures.add_video(upload.read(), upload.filename)
        except SignVideoError as error:
            return None, f"{upload.filename}: {error}"
        except OSError as error:
            stored = _(
                "{name} could not be stored: {error}.", name=upload.filename, error=error.strerror
            )
            return None, stored
        return SignVideo(language, file, RIGHTS_NOT_STATED), ""

    def _uploads(self) -> tuple[list[str], list[str]]:
        """Store the pictures of the request. Returns (files stored, a sentence for each that was refused)."""
        added, refused = [], []
        for upload in request.files.getlist("pictures"):
            if not upload.filename:
                continue
            try:
                added.append(self._pictures.add(upload.read(), upload.filename))
            except PictureError as error:
                refused.append(f"{upload.filename}: {error}")
            except OSError as error:
                refused.append(
                    _(
                        "{name} could not be stored: {error}.",
                        name=upload.filename,
                        error=error.strerror,
                    )
                )
        return list(dict.fromkeys(added)), refused


def _usable(check: PictureCheck) -> bool | None:
    return None if check.verdict is None else check.verdict.usable
