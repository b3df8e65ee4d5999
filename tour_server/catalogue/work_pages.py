"""The list of works and the page of one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from msgspec import Struct
from msgspec.structs import replace

from contract.museum import Block, Hand, Medium, Museum, Work
from models.picture import PictureError
from tour_server.catalogue.drafts import ConflictError, Drafts, Part
from tour_server.catalogue.editing import Shown, plain, read_text, save, wordings
from tour_server.catalogue.house import House, house
from tour_server.catalogue.keys import free_key
from tour_server.catalogue.parts import Kind
from tour_server.catalogue.pictures import Pictures
from tour_server.catalogue.shown import LEVELS, Fields, state
from tour_server.catalogue.work_form import (
    LABEL,
    WorkForm,
    approve,
    without_block,
    without_picture,
)
from tour_server.staff.session import ANYONE_WHO_APPROVES, person, signed_in
from tour_server.visit.languages import own_name

HANDS = [
    (Hand.PERSON.value, "a person"),
    (Hand.TRANSLATION_MACHINE.value, "a translation machine"),
    (Hand.MODEL.value, "a language model"),
]


class _Row(Struct, frozen=True):
    """A work in the list: how many blocks in each language, and its state in words."""

    work: Work
    blocks: dict[str, int]
    state: str
    draft: bool


class _Group(Struct, frozen=True):
    """The blocks of one language, with a few words on them."""

    language: str
    blocks: list[Block]
    words: str
    open: bool


def pages(drafts: Drafts, pictures: Pictures, published: Callable[[], Museum | None]) -> Blueprint:
    """`/desk/works` and below."""
    blueprint = Blueprint("works", __name__, url_prefix="/works")

    @blueprint.get("")
    @signed_in
    def list_page() -> ResponseReturnValue:
        here = house(drafts)
        chosen = {name: request.args.get(name, "") for name in ("q", "room", "missing", "state")}
        rows = [row for row in _rows(here, published()) if _fits(row, here, chosen)]
        return render_template(
            "catalogue/works.html",
            house=here,
            rows=rows,
            chosen=chosen,
            filtered=any(chosen.values()),
        )

    @blueprint.get("/new")
    @signed_in
    def new() -> ResponseReturnValue:
        here = house(drafts)
        free = max((work.number for work in here.works), default=0) + 1
        return _new_page(here, Fields({"number": str(free)}, 0, None))

    @blueprint.post("/new")
    @signed_in
    def add() -> ResponseReturnValue:
        here, typed = house(drafts), plain(request.form)
        title = read_text("title", {}, typed, here.languages)
        work = Work(key="new", number=1, title=title, room="")
        work, wrong = WorkForm(here, person().name).read(work, typed)
        key = ""
        if not wrong:
            key = free_key(drafts, Kind.WORK, here.name(title))
            try:
                drafts.put(Kind.WORK, key, replace(work, key=key), 0, person().name)
            except ConflictError:
                wrong["number"] = "A colleague added a work this moment. Send it again."
        if wrong:
            message = "Not added yet: see the fields that are marked."
            return _new_page(here, Fields({}, 0, None, Shown(typed, 0, message, wrong))), 422
        return redirect(url_for("catalogue.works.edit", key=key))

    @blueprint.get("/<key>")
    @signed_in
    def edit(key: str) -> ResponseReturnValue:
        return _page(_get(drafts, key))

    @blueprint.get("/<key>/preview")
    @signed_in
    def preview(key: str) -> ResponseReturnValue:
        here = house(drafts)
        language = request.args.get("language", "")
        return render_template(
            "catalogue/preview.html",
            house=here,
            work=_get(drafts, key).body,
            language=language if language in here.languages else here.languages[0],
        )

    @blueprint.post("/<key>")
    @signed_in
    def change(key: str) -> ResponseReturnValue:
        part = _get(drafts, key)
        action, _, what = request.form.get("action", "save").partition(":")
        version = request.form.get("version", 0, type=int)
        me = person()
        if action == "remove":
            return _remove(key, version)
        if action == "approve" and me.role not in ANYONE_WHO_APPROVES:
            abort(403, "A curator or a manager approves words.")
        added, refused = _uploads()
        changes: dict[str, Callable[[Work], Work]] = {
            "approve": lambda work: approve(work, what, me.name),
            "without-block": lambda work: without_block(work, what),
            "without-picture": lambda work: without_picture(work, what),
        }

        def after(work: Work) -> Work:
            work = changes[action](work) if action in changes else work
            have = {medium.file for medium in work.media}
            new_media = [Medium(file=file) for file in added if file not in have]
            return replace(work, media=[*work.media, *new_media])

        form = WorkForm(house(drafts), me.name)
        try:
            saved = save(drafts, Kind.WORK, key, form, version, dict(request.form), me.name, after)
        except KeyError:
            abort(404)
        if isinstance(saved, Shown):
            if added or refused:
                again = "Choose the pictures again when you save."
                saved = replace(saved, message=f"{saved.message} {again}")
            return _page(part, saved), 409 if saved.clashes or saved.orphans else 422
        if refused:
            message = "The words are saved. Not every picture could be taken."
            wrong = {"pictures": " ".join(refused)}
            form_now = WorkForm(house(drafts), me.name)
            shown = Shown(form_now.values(saved.body), saved.version, message, wrong)
            return _page(saved, shown), 422
        flash("Saved. Publish it when visitors should have it.")
        anchor = what if action == "approve" else None
        return redirect(url_for("catalogue.works.edit", key=key, _anchor=anchor))

    def _remove(key: str, version: int) -> ResponseReturnValue:
        try:
            drafts.remove(Kind.WORK, key, version, person().name)
        except ConflictError as conflict:
            if conflict.now is not None:
                shown = Shown({}, conflict.now.version, f"{conflict} Look first, then remove it.")
                return _page(conflict.now, shown), 409
        flash("Removed from the drafts. Its history can bring it back.")
        return redirect(url_for("catalogue.history", kind="works", key=key))

    def _uploads() -> tuple[list[str], list[str]]:
        """(files stored, a sentence for each that could not be)."""
        added, refused = [], []
        for upload in request.files.getlist("pictures"):
            if not upload.filename:
                continue
            try:
                added.append(pictures.add(upload.read(), upload.filename))
            except PictureError as error:
                refused.append(f"{upload.filename}: {error}")
            except OSError as error:
                refused.append(f"{upload.filename} could not be stored: {error.strerror}.")
        return added, refused

    def _page(part: Part, back: Shown | None = None) -> str:
        here, work = house(drafts), part.body
        form = WorkForm(here, person().name)
        out = _published(published(), part.key)
        values = {**form.values(work), **form.empty_block(work)}
        compared = None if published() is None else (form.values(out) if out else {})
        fields = Fields(values, part.version, compared, back)
        return render_template(
            "catalogue/work.html",
            house=here,
            work=work,
            fields=fields,
            rooms=[(room.key, here.name(room.name)) for room in here.rooms],
            languages={
                **{name: wordings(getattr(work, name), here.languages) for name in LABEL},
                "alt": {one.file: wordings(one.alt, here.languages) for one in work.media},
            },
            narration=_groups(here, work, fields),
            options=_options(here),
            may_approve=person().role in ANYONE_WHO_APPROVES,
        )

    return blueprint


def _new_page(here: House, fields: Fields) -> str:
    rooms = [(room.key, here.name(room.name)) for room in here.rooms]
    return render_template("catalogue/new_work.html", house=here, fields=fields, rooms=rooms)


def _get(drafts: Drafts, key: str) -> Part:
    try:
        return drafts.get(Kind.WORK, key)
    except KeyError:
        abort(404)


def _published(museum: Museum | None, key: str) -> Work | None:
    if museum is None:
        return None
    return next((work for work in museum.works if work.key == key), None)


def _rows(here: House, museum: Museum | None) -> list[_Row]:
    out = museum.works if museum is not None else None
    rows = []
    for work in here.works:
        told = {
            language: sum(block.language == language for block in work.blocks)
            for language in here.languages
        }
        waiting = sum(block.approved_by is None for block in work.blocks)
        draft = state(out, work)
        said = [draft, f"{waiting} not approved" if waiting else ""]
        rows.append(_Row(work, told, ", ".join(filter(None, said)), bool(draft)))
    return rows


def _fits(row: _Row, here: House, chosen: dict[str, str]) -> bool:
    work = row.work
    words = " ".join([*work.title.values(), *work.maker.values(), work.key, str(work.number)])
    return (
        chosen["q"].casefold() in words.casefold()
        and chosen["room"] in ("", work.room)
        and (chosen["missing"] not in here.languages or not row.blocks[chosen["missing"]])
        and {
            "draft": row.draft,
            "unapproved": any(block.approved_by is None for block in work.blocks),
            "no-picture": not work.media,
        }.get(chosen["state"], True)
    )


def _groups(here: House, work: Work, fields: Fields) -> list[_Group]:
    groups = []
    known = list(dict.fromkeys([*here.languages, *(block.language for block in work.blocks)]))
    for language in known:
        blocks = [block for block in work.blocks if block.language == language]
        waiting = sum(block.approved_by is None for block in blocks)
        words = "missing"
        if blocks:
            words = f"{len(blocks)} block{'' if len(blocks) == 1 else 's'}"
            words += f", {waiting} not approved" if waiting else ", all approved"
        troubled = any(fields.troubled(f"block.{block.key}.") for block in blocks)
        groups.append(_Group(language, blocks, words, troubled or language == known[0]))
    return groups


def _options(here: House) -> dict[str, Any]:
    themes = [(theme.key, here.name(theme.name)) for theme in here.themes]
    return {
        "languages": [(language, own_name(language)) for language in here.languages],
        "levels": LEVELS,
        "themes": themes or [("about", "about the work")],
        "hands": HANDS,
    }
