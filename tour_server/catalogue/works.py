"""Works at the desk: the list with its filters, the page of one with its pictures and narration, the preview."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import abort, request
from msgspec import Struct
from msgspec.structs import replace

from contract.museum import Medium, Work
from models.inference import NoInferenceError
from models.model_file import MissingModelError
from models.picture import PictureError
from tour_server.catalogue.block_form import (
    NOT_STATED,
    BlockForm,
    approve,
    block_options,
    groups,
    without_block,
)
from tour_server.catalogue.editing import Values, wordings
from tour_server.catalogue.parts import Kind
from tour_server.catalogue.pictures import Pictures
from tour_server.catalogue.reference_check import Alike, Comparison, ReferenceCheck, Verdict
from tour_server.catalogue.resource import Asked, Line, Noun
from tour_server.catalogue.shown import Fields
from tour_server.catalogue.snapshot import House
from tour_server.catalogue.work_form import LABEL, WorkForm, without_picture
from tour_server.staff.session import may_approve, person


class Checked(Struct, frozen=True):
    """What the page says of a reference picture; `alike`: what it could be taken for, and the work that is."""

    verdict: Verdict | None = None
    comparison: Comparison | None = None
    alike: list[tuple[Alike, Work]] = []
    trouble: str = ""


class Works(Noun):
    """`/desk/works`."""

    kind, at, one, many = Kind.WORK, "works", "work", "Works"
    page, list_page = "catalogue/work.html", "catalogue/works.html"
    texts = LABEL

    def __init__(self, pictures: Pictures, check: ReferenceCheck) -> None:
        self._pictures, self._check = pictures, check

    def form(self, here: House) -> WorkForm:
        """How a work is typed here."""
        return WorkForm(here, person().name)

    def blank(self, here: House) -> Work:
        """What a new work begins from."""
        free = max((work.number for work in here.works), default=0) + 1
        return Work(key="new", number=free, title={}, room="")

    @staticmethod
    def name(here: House, body: Work) -> str:
        """Its title in a language of the museum."""
        return here.name(body.title)

    def more_values(self, here: House, body: Work) -> Values:
        """The fields of a block to be added."""
        return BlockForm(here, person().name).empty(body.blocks)

    def words(self, here: House, body: Work, fields: Fields) -> dict[str, Any]:
        """What its template offers to choose from."""
        return {
            "rooms": [(room.key, here.name(room.name)) for room in here.rooms],
            "alt": {one.file: wordings(one.alt, here.languages) for one in body.media},
            "narration": groups(here, body.blocks, fields),
            "options": block_options(here),
            "may_approve": may_approve(),
            "checked": {
                medium.file: self._checked(here, body.key, medium.file)
                for medium in body.media
                if medium.reference
            },
        }

    def listed(
        self, here: House, lines: list[Line], asked: Mapping[str, str]
    ) -> tuple[list[Line], dict[str, Any]]:
        """Those that the filters leave, by number."""
        chosen = {name: asked.get(name, "") for name in ("q", "room", "missing", "state")}
        lines = sorted(lines, key=lambda line: line.body.number)
        shown = [line for line in lines if _fits(line, here, chosen)]
        return shown, {"chosen": chosen, "filtered": any(chosen.values())}

    def asked(self, action: str, what: str) -> Asked:
        """Approving or removing a block, removing a picture; and pictures that were sent along."""
        if action == "approve" and not may_approve():
            abort(403, "A curator or a manager approves words.")
        by, (added, refused) = person().name, self._uploads()
        changes: dict[str, Callable[[Work], Work]] = {
            "approve": lambda work: approve(work, what, by),
            "without-block": lambda work: without_block(work, what),
            "without-picture": lambda work: without_picture(work, what),
        }

        def change(work: Work) -> Work:
            work = changes[action](work) if action in changes else work
            have = {medium.file for medium in work.media}
            new = [Medium(file=file, rights=NOT_STATED) for file in added if file not in have]
            return replace(work, media=[*work.media, *new])

        return Asked(
            change,
            refused={"pictures": " ".join(refused)} if refused else {},
            again="Choose the pictures again when you save." if added or refused else "",
            anchor=what if action == "approve" else "pictures" if added else None,
        )

    def _checked(self, here: House, work: str, file: str) -> Checked:
        """What the page says of a reference picture."""
        try:
            self._pictures.path(file)
            verdict = self._check.verdict(file)
            if not verdict.usable:
                return Checked(verdict)
            comparison = self._check.compare(work, file)
        except KeyError:
            return Checked(trouble="The picture is not in the store any more. Upload it again.")
        except (PictureError, OSError, MissingModelError, NoInferenceError) as error:
            return Checked(trouble=f"It could not be checked: {error}")
        alike = [(one, here.work(one.work)) for one in comparison.alike]
        return Checked(verdict, comparison, [(one, other) for one, other in alike if other])

    def _uploads(self) -> tuple[list[str], list[str]]:
        """(files stored, a sentence for each that could not be)."""
        added, refused = [], []
        for upload in request.files.getlist("pictures"):
            if not upload.filename:
                continue
            try:
                added.append(self._pictures.add(upload.read(), upload.filename))
            except PictureError as error:
                refused.append(f"{upload.filename}: {error}")
            except OSError as error:
                refused.append(f"{upload.filename} could not be stored: {error.strerror}.")
        return list(dict.fromkeys(added)), refused

    def missing(self, here: House, body: Work) -> list[str]:
        """The languages in which nothing is told of it."""
        told = {block.language for block in body.blocks}
        return [language for language in here.languages if language not in told]


def _fits(line: Line, here: House, chosen: dict[str, str]) -> bool:
    work: Work = line.body
    words = " ".join([*work.title.values(), *work.maker.values(), work.key, str(work.number)])
    return (
        chosen["q"].casefold() in words.casefold()
        and chosen["room"] in ("", work.room)
        and (chosen["missing"] not in here.languages or chosen["missing"] in line.missing)
        and {
            "draft": bool(line.state),
            "unapproved": any(block.approved_by is None for block in work.blocks),
            "no-picture": not work.media,
        }.get(chosen["state"], True)
    )
