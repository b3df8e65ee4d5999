"""Comments at the desk: said and answered on the page of a work, listed on a page of their own."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.snapshot import take_snapshot
from tour_server.request_limits import LARGEST_INTEGER
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed, person
from tour_server.writing.comments import LONGEST_COMMENT, BlockComment, Comments
from tour_server.writing.work_page import chosen, page_address
from web.translations import gettext as _


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
        add("/comments/<int:number>", "comment_action", read(self.act), methods=["POST"])

    def page(self) -> ResponseReturnValue:
        """Show every open comment, the newest first."""
        snapshot = take_snapshot(self._drafts)
        works = {work.key: work for work in snapshot.works}
        comments = [one for one in self._comments.open() if one.work in works]
        blocks = {block.key: block for block in snapshot.blocks}
        return render_template(
            "writing/comments.html",
            comments=comments,
            works=works,
            blocks=blocks,
            snapshot=snapshot,
        )

    def say(self, key: str, block: str) -> ResponseReturnValue:
        """Add a comment on a block of a work."""
        try:
            body = self._drafts.get(PartKind.WORK, key).body
            if block not in {one.key for one in body.blocks}:
                abort(404)
            self._comments.say(key, block, request.form.get("comment", ""), person().name)
        except KeyError:
            abort(404)
        except ValueError:
            self._refuse()
        return self._back(key, block)

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
        if request.form.get("from") == "list":
            return redirect(url_for("writing.comments"))
        return self._back(comment.work, comment.block)

    def _answer(self, number: int, by: str) -> BlockComment:
        try:
            return self._comments.answer(number, request.form.get("comment", ""), by)
        except ValueError:
            self._refuse()
            return self._comments.get(number)

    def _refuse(self) -> None:
        flash(_("A comment has some words, {number} characters at most.", number=LONGEST_COMMENT))

    def _back(self, work: str, block: str) -> ResponseReturnValue:
        choice = chosen(request.args, take_snapshot(self._drafts).languages)
        return redirect(page_address(work, choice, f"comments-{block}"))
