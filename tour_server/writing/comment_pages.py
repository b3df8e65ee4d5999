"""Comments at the desk: said and answered where the text stands, listed on a page of their own."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from msgspec import Struct

from tour_server.catalogue.drafts import Drafts, Part
from tour_server.catalogue.pages import resource_of
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.snapshot import CatalogueSnapshot, take_snapshot
from tour_server.request_limits import LARGEST_INTEGER
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed, person
from tour_server.writing.commented_texts import CommentedText, commented_texts
from tour_server.writing.comments import LONGEST_COMMENT, Comments, TextComment
from tour_server.writing.work_page import chosen, page_address
from web.translations import gettext as _


class CommentRow(Struct, frozen=True):
    """A comment in the list, with the part it is on. `text` is None where the part has that text no more."""

    comment: TextComment
    name: str
    kind_name: str
    address: str
    text: CommentedText | None
    is_work: bool


class CommentPages:
    """The list of comments, and what the buttons of comments do. Everyone who reads the desk may comment."""

    def __init__(self, drafts: Drafts, comments: Comments) -> None:
        self._drafts, self._comments = drafts, comments

    def add_to(self, blueprint: Blueprint) -> None:
        """Add the routes to the blueprint of the capability, under `/desk`."""
        read, add = allowed(Permission.READ), blueprint.add_url_rule
        add("/comments", "comments", read(self.page))
        say = "/works/<key>/script/<block>/comment"
        add(say, "comment", read(self.say), methods=["POST"])
        on_part = "/comments/on/<part_kind>/<key>"
        add(on_part, "comment_on", read(self.say_on_part), methods=["POST"])
        add("/comments/<int:number>", "comment_action", read(self.act), methods=["POST"])

    def page(self) -> ResponseReturnValue:
        """Show every open comment, the newest first."""
        snapshot = take_snapshot(self._drafts)
        rows = [self._row(one, snapshot) for one in self._comments.open()]
        return render_template("writing/comments.html", rows=[row for row in rows if row])

    def say(self, key: str, block: str) -> ResponseReturnValue:
        """Add a comment on a block of a work."""
        body = self._part(PartKind.WORK, key).body
        if block not in {one.key for one in body.blocks}:
            abort(404)
        self._say(PartKind.WORK, key, block)
        return self._back(key, block)

    def say_on_part(self, part_kind: str, key: str) -> ResponseReturnValue:
        """Add a comment on a text of a part."""
        if part_kind not in [one.value for one in PartKind]:
            abort(404)
        kind = PartKind(part_kind)
        part, unit = self._part(kind, key), request.form.get("unit", "")
        languages = take_snapshot(self._drafts).languages
        if unit not in [one.unit for one in commented_texts(part.body, languages)]:
            flash(_("The text is gone since."))
        else:
            self._say(kind, key, unit)
        return redirect(_form_address(kind, key))

    def act(self, number: int) -> ResponseReturnValue:
        """Answer a comment, resolve it, or open it again."""
        if number > LARGEST_INTEGER:
            abort(404)
        action, by = request.form.get("action", ""), person().name
        try:
            if action == "resolve":
                comment = self._comments.resolve(number, by)
            elif action == "reopen":
                comment = self._comments.reopen(number, by)
            else:
                comment = self._answer(number, by)
        except KeyError:
            abort(404)
        came_from = request.form.get("from")
        if came_from == "list":
            return redirect(url_for("writing.comments"))
        if came_from == "part":
            return redirect(_form_address(comment.kind, comment.key))
        return self._back(comment.key, comment.unit)

    def _row(self, comment: TextComment, snapshot: CatalogueSnapshot) -> CommentRow | None:
        try:
            body = self._drafts.get(comment.kind, comment.key).body
        except KeyError:  # removed this moment
            return None
        resource = resource_of(comment.kind)
        texts = commented_texts(body, snapshot.languages)
        text = next((one for one in texts if one.unit == comment.unit), None)
        name, address = resource.name(snapshot, body), _form_address(comment.kind, comment.key)
        if comment.kind is PartKind.WORK:
            name = f"{body.number} {name}"
            block = next((one for one in body.blocks if one.key == comment.unit), None)
            if block is not None:
                address = url_for(
                    "writing.work",
                    key=comment.key,
                    language=block.language,
                    _anchor=f"block-{block.key}",
                    **{"for": block.level.value},
                )
        is_work = comment.kind is PartKind.WORK
        return CommentRow(comment, name, _(resource.singular), address, text, is_work)

    def _say(self, kind: PartKind, key: str, unit: str) -> None:
        try:
            self._comments.say(kind, key, unit, request.form.get("comment", ""), person().name)
        except KeyError:
            abort(404)
        except ValueError:
            self._refuse()

    def _answer(self, number: int, by: str) -> TextComment:
        try:
            return self._comments.answer(number, request.form.get("comment", ""), by)
        except ValueError:
            self._refuse()
            return self._comments.get(number)

    def _refuse(self) -> None:
        flash(_("A comment has some words, {number} characters at most.", number=LONGEST_COMMENT))

    def _part(self, kind: PartKind, key: str) -> Part:
        try:
            return self._drafts.get(kind, key)
        except KeyError:
            abort(404)

    def _back(self, work: str, block: str) -> ResponseReturnValue:
        choice = chosen(request.args, take_snapshot(self._drafts).languages)
        return redirect(page_address(work, choice, f"comments-{block}"))


def _form_address(kind: PartKind, key: str) -> str:
    """Return the address of the comments below the form of a part. `key`: of its draft."""
    return url_for(resource_of(kind).endpoint("edit"), key=key, _anchor="comments")
