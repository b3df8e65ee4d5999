"""The pages of one kind of part: its list, a new one, its form, its history; removing, and bringing back.

What a newcomer would get wrong: a part that others refer to is not removed, and the page says which those are.
Otherwise the museum could not be published, and the reason would stand somewhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from msgspec import Struct
from msgspec.structs import replace

from contract.museum import Museum
from tour_server.catalogue import differences
from tour_server.catalogue.drafts import Change, ConflictError, Drafts, Part
from tour_server.catalogue.editing import Shown, plain, save, wordings
from tour_server.catalogue.keys import free_key
from tour_server.catalogue.parts import Kind
from tour_server.catalogue.resource import Line, Noun
from tour_server.catalogue.shown import Fields, state
from tour_server.catalogue.snapshot import House, house
from tour_server.catalogue.uses import Use, uses
from tour_server.staff.session import person, signed_in

SAVED = "Saved. Publish it when visitors should have it."


class _State(Struct, frozen=True):
    """One line of a history."""

    change: Change
    first: bool
    can_return: bool
    differences: list[differences.Difference]


def pages(
    noun: Noun, nouns: Sequence[Noun], drafts: Drafts, published: Callable[[], Museum | None]
) -> Blueprint:
    """`/desk/<noun.at>` and below. `nouns` are all there are, to name whatever refers to this one."""
    view = _Pages(noun, {one.kind: one for one in nouns}, drafts, published)
    blueprint = Blueprint(noun.called(), __name__, url_prefix=f"/{noun.at}")

    def at(rule: str, endpoint: str, answer: Callable[..., ResponseReturnValue], way: str) -> None:
        blueprint.add_url_rule(rule, endpoint, signed_in(answer), methods=[way])

    at("", "list_page", view.only_page if noun.alone else view.list_page, "GET")
    if not noun.alone:
        at("/new", "new", view.new, "GET")
        at("/new", "add", view.add, "POST")
    at("/<key>", "edit", view.edit, "GET")
    at("/<key>", "change", view.change, "POST")
    at("/<key>/history", "history", view.history, "GET")
    at("/<key>/history", "undo", view.undo, "POST")
    return blueprint


class _Pages:
    """The views of one noun."""

    def __init__(
        self,
        noun: Noun,
        nouns: dict[Kind, Noun],
        drafts: Drafts,
        published: Callable[[], Museum | None],
    ) -> None:
        self._noun, self._nouns = noun, nouns
        self._drafts = drafts
        self._published = published

    def only_page(self) -> ResponseReturnValue:
        house(self._drafts)  # without a museum the page says how to begin
        return redirect(self._at("edit", key=self._drafts.all(self._noun.kind)[0].key))

    def list_page(self) -> ResponseReturnValue:
        here = house(self._drafts)
        out = self._noun.published(self._published())
        every = [self._line(here, part, out) for part in self._drafts.all(self._noun.kind)]
        lines, words = self._noun.listed(here, every, request.args)
        return render_template(
            self._noun.list_page, noun=self._noun, house=here, lines=lines, every=every, **words
        )

    def new(self) -> ResponseReturnValue:
        return self._page(house(self._drafts), None)

    def add(self) -> ResponseReturnValue:
        here, typed, noun = house(self._drafts), plain(request.form), self._noun
        body, wrong = noun.form(here).read(noun.blank(here), typed)
        wrong = {**noun.lacks(body, typed), **wrong}
        key = ""
        if not wrong:
            key = free_key(self._drafts, noun.kind, noun.name(here, body))
            if "key" in body.__struct_fields__:
                body = replace(body, key=key)
            try:
                self._drafts.put(noun.kind, key, body, 0, person().name)
            except ConflictError:
                name = next(iter(noun.form(here).values(body)))
                wrong[name] = f"A colleague added a {noun.one} this moment. Send it again."
        if wrong:
            message = "Not added yet: some fields need another look. What you typed is still here."
            return self._page(here, None, Shown(typed, 0, message, wrong)), 422
        flash("Added. Publish it when visitors should have it.")
        return redirect(self._at("edit", key=key))

    def edit(self, key: str) -> ResponseReturnValue:
        return self._page(house(self._drafts), self._get(key))

    def change(self, key: str) -> ResponseReturnValue:
        part, noun = self._get(key), self._noun
        action, _, what = request.form.get("action", "save").partition(":")
        version = request.form.get("version", 0, type=int)
        if action == "remove" and not noun.alone:
            return self._remove(part, version)
        asked = noun.asked(action, what)
        form, by = noun.form(house(self._drafts)), person().name
        typed = dict(request.form)
        try:
            saved = save(self._drafts, noun.kind, key, form, version, typed, by, asked.change)
        except KeyError:
            abort(404)
        here = house(self._drafts)
        if isinstance(saved, Shown):
            back = replace(saved, message=f"{saved.message} {asked.again}".strip())
            return self._page(here, part, back), 409 if saved.clashes or saved.orphans else 422
        if asked.refused:
            values = noun.form(here).values(saved.body)
            message = "What you typed is saved, but not everything could be taken."
            back = Shown(values, saved.version, message, asked.refused)
            return self._page(here, saved, back), 422
        flash(SAVED)
        return redirect(self._at("edit", key=key, _anchor=asked.anchor))

    def history(self, key: str) -> ResponseReturnValue:
        changes = self._drafts.history(self._noun.kind, key)
        if not changes:
            abort(404)
        here, removed = house(self._drafts), changes[0].body is None
        newest = next(change.body for change in changes if change.body is not None)
        return render_template(
            "catalogue/history.html",
            name=self._noun.name(here, newest),
            version=0 if removed else changes[0].version,
            states=_states(changes),
            back=self._at("list_page") if removed else self._at("edit", key=key),
        )

    def undo(self, key: str) -> ResponseReturnValue:
        to = request.form.get("to", 0, type=int)
        version = request.form.get("version", -1, type=int)
        try:
            self._drafts.undo(self._noun.kind, key, to, version, person().name)
        except KeyError:
            abort(404)
        except ConflictError as conflict:
            flash(f"{conflict} Nothing was brought back; look at what they did first.")
            return redirect(self._at("history", key=key))
        flash("Brought back. Publish it when visitors should have it.")
        return redirect(self._at("edit", key=key))

    def _remove(self, part: Part, version: int) -> ResponseReturnValue:
        noun, here = self._noun, house(self._drafts)
        using = uses(self._drafts, noun.kind, part.key)
        if using:
            message = (
                f"Not removed: this {noun.one} is still used. Change these first, then remove it."
            )
            return self._page(here, part, Shown({}, part.version, message), using), 409
        try:
            self._drafts.remove(noun.kind, part.key, version, person().name)
        except ConflictError as conflict:
            if conflict.now is not None:
                shown = Shown({}, conflict.now.version, f"{conflict} Look first, then remove it.")
                return self._page(here, conflict.now, shown), 409
        flash("Removed from the drafts. Its history can bring it back.")
        return redirect(self._at("history", key=part.key))

    def _page(
        self, here: House, part: Part | None, back: Shown | None = None, using: Sequence[Use] = ()
    ) -> str:
        noun, form = self._noun, self._noun.form(here)
        body = noun.blank(here) if part is None else part.body
        values = {**form.values(body), **noun.more_values(here, body)}
        out = None if part is None else noun.published(self._published())
        compared = None
        if part is not None and out is not None:
            published = out.get(noun.public_key(part.key, body))
            compared = {} if published is None else form.values(published)
        fields = Fields(values, 0 if part is None else part.version, compared, back)
        return render_template(
            noun.page,
            noun=noun,
            house=here,
            part=part,
            body=body,
            name="" if part is None else noun.name(here, body),
            fields=fields,
            languages={text: wordings(getattr(body, text), here.languages) for text in noun.texts},
            using=[self._named(here, one) for one in using],
            **noun.words(here, body, fields),
        )

    def _named(self, here: House, use: Use) -> tuple[str, str, str, str]:
        """(address, kind, name, how) of what refers to the part on this page."""
        noun = self._nouns[use.part.kind]
        address = url_for(noun.endpoint("edit"), key=use.part.key)
        return address, noun.one, noun.name(here, use.part.body), use.how

    def _line(self, here: House, part: Part, out: dict[str, Any] | None) -> Line:
        noun, body = self._noun, part.body
        said = state(out, noun.public_key(part.key, body), body)
        return Line(part.key, body, noun.name(here, body), said, noun.missing(here, body))

    def _get(self, key: str) -> Part:
        try:
            return self._drafts.get(self._noun.kind, key)
        except KeyError:
            abort(404)

    def _at(self, view: str, **given: Any) -> str:
        return url_for(self._noun.endpoint(view), **given)


def _states(changes: list[Change]) -> list[_State]:
    """The history with what each change did to the one before it."""
    states = []
    for place, change in enumerate(changes):
        before = changes[place + 1].body if place + 1 < len(changes) else None
        now = change.body
        states.append(
            _State(
                change,
                first=before is None and now is not None,
                can_return=place > 0 and now is not None,
                differences=differences.parts(before, now)
                if before is not None and now is not None
                else [],
            )
        )
    return states
