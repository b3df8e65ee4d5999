"""The page of a work as one script that reads and is edited in place, block by block."""

from __future__ import annotations

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from tour_server.catalogue.approval_units import approval_units
from tour_server.catalogue.approvals import Approvals, units_of_button
from tour_server.catalogue.block_form import NEW
from tour_server.catalogue.drafts import ConflictError, Drafts, Part
from tour_server.catalogue.editing import save
from tour_server.catalogue.field_values import Values
from tour_server.catalogue.form_state import FormState
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.resource_pages import OWN_WORDS, SAVED
from tour_server.catalogue.snapshot import take_snapshot
from tour_server.request_limits import stored_integer
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed, person
from tour_server.writing.block_form_page import OneBlockForm, typed_values
from tour_server.writing.presence import PagePresence
from tour_server.writing.typed_texts import TypedTexts
from tour_server.writing.work_page import PageChoice, WorkPage, chosen, kept_as_new, page_address
from web.translations import gettext as _

KIND = PartKind.WORK


class ScriptPages:
    """The page and what its buttons do."""

    def __init__(
        self,
        drafts: Drafts,
        approvals: Approvals,
        page: WorkPage,
        typed: TypedTexts,
        presence: PagePresence,
    ) -> None:
        self._drafts, self._approvals = drafts, approvals
        self._page, self._typed, self._presence = page, typed, presence

    def add_to(self, blueprint: Blueprint) -> None:
        """Add the routes to the blueprint of the capability, under `/desk`."""
        read, write = allowed(Permission.READ), allowed(Permission.WRITE)
        add = blueprint.add_url_rule
        add("/works/<key>/script", "work", read(self.show))
        add("/works/<key>/script/here", "here", read(self.here))
        add("/works/<key>/script/undo", "undo", write(self.undo), methods=["POST"])
        block = "/works/<key>/script/<block>"
        add(block, "save", write(self.save), methods=["POST"])
        add(f"{block}/typed", "typed", write(self.keep_typed), methods=["POST"])
        add(f"{block}/forget", "forget", write(self.forget), methods=["POST"])
        approve = allowed(Permission.APPROVE)(self.approve)
        add(f"{block}/approve", "approve", approve, methods=["POST"])

    def show(self, key: str) -> ResponseReturnValue:
        """Show the work in the language and for whom the address says; `edit` opens the form of a block."""
        return self._show(self._get(key), opened=request.args.get("edit", ""))

    def save(self, key: str, block: str) -> ResponseReturnValue:
        """Save one block, or show its form again."""
        part, by = self._get(key), person().name
        snapshot = take_snapshot(self._drafts)
        version = request.form.get("version", 0, type=stored_integer)
        stored = next((one for one in part.body.blocks if one.key == block), None)
        typed = typed_values(block, _fields(block), stored)
        form = OneBlockForm(snapshot, by, block)
        try:
            saved = save(self._drafts, KIND, key, form, version, typed, by)
        except KeyError:
            abort(404)
        except ConflictError as conflict:
            if conflict.now is None:
                abort(404)
            message = _("{conflict} Save again.", conflict=conflict)
            saved = FormState(typed, version, message)
            return self._show(part, returned=(block, saved)), 409
        if isinstance(saved, FormState):
            status = 409 if saved.clashes or saved.orphans else 422
            return self._show(self._get(key), returned=(block, saved)), status
        choice = self._choice()
        self._typed.forget(by, key, kept_as_new(choice) if block == NEW else block)
        flash(_(SAVED))
        before = {one.key for one in part.body.blocks}
        added = [one.key for one in saved.body.blocks if one.key not in before]
        return self._back(saved, added[0] if block == NEW and added else block)

    def approve(self, key: str, block: str) -> ResponseReturnValue:
        """Approve a block as the person saw it."""
        part, version = self._get(key), request.form.get("version", 0, type=stored_integer)
        try:
            seen = self._drafts.get_version(KIND, key, version).body
            (unit,) = units_of_button(part, block)
            if approval_units(seen).get(unit) != approval_units(part.body)[unit]:
                flash(_("A colleague changed these words meanwhile. Look at them first."))
                return self._back(part, block)
            result = self._approvals.approve(part, [unit], person().name)
        except KeyError:
            abort(404)
        except ConflictError as conflict:
            flash(_("{conflict} Nothing was approved; look first.", conflict=conflict))
            return self._back(part, block)
        flash(_(OWN_WORDS) if result.own else _("Approved."))
        return self._back(part, block)

    def undo(self, key: str) -> ResponseReturnValue:
        """Take the last saved change of the work back. Doing it again brings the change back."""
        part, version = self._get(key), request.form.get("version", 0, type=stored_integer)
        try:
            self._drafts.undo(KIND, key, version - 1, version, person().name)
        except KeyError:
            flash(_("There is no change to take back."))
        except ConflictError as conflict:
            flash(_("{conflict} Nothing was taken back; look first.", conflict=conflict))
        else:
            flash(_("Taken back. The same button brings it back again."))
        return self._back(part)

    def keep_typed(self, key: str, block: str) -> ResponseReturnValue:
        """Keep what was typed in a block's form and not saved. Returns when, as JSON."""
        self._get(key)
        version = request.form.get("version", 0, type=stored_integer)
        name = block if block != NEW else kept_as_new(self._choice())
        try:
            at = self._typed.keep(person().name, key, name, _fields(block), version)
        except ValueError:
            abort(413)
        return jsonify(saved=render_template("writing/kept.html", at=at))

    def forget(self, key: str, block: str) -> ResponseReturnValue:
        """Throw away what the person typed in a block's form."""
        part = self._get(key)
        name = block if block != NEW else kept_as_new(self._choice())
        self._typed.forget(person().name, key, name)
        return self._back(part, "" if block == NEW else block)

    def here(self, key: str) -> ResponseReturnValue:
        """Take in that the person has the page open. Returns as JSON who else has, and what changed since `version`."""
        part = self._get(key)
        others = self._presence.here(key, person().name)
        version = request.args.get("version", 0, type=stored_integer)
        changed = ""
        if version and part.version != version:
            changed = render_template("writing/changed.html", part=part)
        return jsonify(
            here=render_template("writing/here.html", others=others) if others else "",
            changed=changed,
            version=part.version,
        )

    def _show(
        self, part: Part, opened: str = "", returned: tuple[str, FormState] | None = None
    ) -> str:
        snapshot = take_snapshot(self._drafts)
        choice = chosen(request.args, snapshot.languages)
        context = self._page.context(snapshot, part, choice, opened, returned)
        return render_template("writing/work.html", returned=returned, **context)

    def _choice(self) -> PageChoice:
        """Return what the address of this request chooses."""
        return chosen(request.args, take_snapshot(self._drafts).languages)

    def _back(self, part: Part, block: str = "") -> ResponseReturnValue:
        anchor = f"block-{block}" if block else None
        return redirect(page_address(part.key, self._choice(), anchor))

    def _get(self, key: str) -> Part:
        try:
            return self._drafts.get(KIND, key)
        except KeyError:
            abort(404)


def _fields(block: str) -> Values:
    """Return what was typed in the form of a block; the fields have names without the block's key."""
    prefix = f"block.{block}."
    return {
        name.removeprefix(prefix): text
        for name, text in request.form.items()
        if name.startswith((prefix, "cite."))
    }
