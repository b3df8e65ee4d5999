"""The pages of one resource: its list, the form of a new part, the form of a part, its history.

A part that other parts refer to is not removed; the page lists those parts. A museum with references to a part that
does not exist can't be published.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from msgspec import Struct
from msgspec.structs import replace

from contract.museum import Museum
from tour_server.catalogue.approval_units import Content, UnitKey, approval_units
from tour_server.catalogue.approvals import Approvals, units_of_button
from tour_server.catalogue.dependents import Dependent, dependents
from tour_server.catalogue.differences import Difference, field_differences
from tour_server.catalogue.drafts import ConflictError, Drafts, Part, PartVersion
from tour_server.catalogue.editing import Form, save
from tour_server.catalogue.field_values import languages_of, with_unix_line_ends
from tour_server.catalogue.form_state import FormFields, FormState, publication_state
from tour_server.catalogue.keys import free_key
from tour_server.catalogue.list_views import ListViews
from tour_server.catalogue.outgoing_names import NameFilter, OutgoingNames
from tour_server.catalogue.parts import Body, PartKind
from tour_server.catalogue.resource import ListRow, Resource
from tour_server.catalogue.snapshot import CatalogueSnapshot, take_snapshot
from tour_server.request_limits import stored_integer
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed, may, person, require
from web.translations import gettext as _
from web.translations import mark, ngettext

APPROVE = "approve"  # the action of a button, with what it approves behind a colon
OWN_WORDS = mark("You changed some of these words last, so a colleague approves them.")
SAVED = mark("Saved. Publish it when visitors should have it.")


class ResourcePages:
    """The pages of one resource, under `/desk/<resource.path>`."""

    def __init__(
        self,
        resource: Resource,
        resources: Sequence[Resource],
        drafts: Drafts,
        published: Callable[[], Museum | None],
        approvals: Approvals,
        names: OutgoingNames,
        lists: ListViews,
    ) -> None:
        """Take all `resources`, to name the parts that refer to this resource's, and what is `published` now.

        `names`: what stands in what is published in place of accounts' names.
        """
        self._resource = resource
        self._resources = {other.kind: other for other in resources}
        self._drafts = drafts
        self._published = published
        self._approvals, self._names = approvals, names
        self._lists = lists

    def blueprint(self) -> Blueprint:
        """Make the blueprint. Everyone on staff reads the pages; to change a part takes the resource's permission."""
        resource = self._resource
        blueprint = Blueprint(resource.blueprint_name(), __name__, url_prefix=f"/{resource.path}")

        add = blueprint.add_url_rule
        read, write = allowed(Permission.READ), allowed(resource.permission)
        if resource.is_singleton:
            add("", "list_page", read(self.only_part))
        else:
            add("", "list_page", read(self.list_page))
            add("/new", "new", write(self.new))
            add("/new", "add", write(self.add), methods=["POST"])
        add("/<key>", "edit", read(self.edit))
        add("/<key>", "change", write(self.change), methods=["POST"])
        add(
            "/<key>/approve", "approve", allowed(Permission.APPROVE)(self.approve), methods=["POST"]
        )
        add("/<key>/history", "history", read(self.history))
        add("/<key>/history", "undo", write(self.undo), methods=["POST"])
        return blueprint

    def only_part(self) -> ResponseReturnValue:
        """Redirect to the form of the only part. Raises NoMuseumError when there is none yet."""
        take_snapshot(self._drafts)
        return redirect(self._url("edit", key=self._drafts.all(self._resource.kind)[0].key))

    def list_page(self) -> ResponseReturnValue:
        """Show the list of parts."""
        if (instead := self._lists.of(self._resource.kind)) is not None:
            return instead()
        snapshot, resource = take_snapshot(self._drafts), self._resource
        published = resource.published(self._published())
        names, waiting = self._names.read(), self._approvals.counter()
        all_rows = [
            self._row(snapshot, part, published, names, waiting)
            for part in self._drafts.all(resource.kind, without_newer=True)
        ]
        rows, context = resource.filter(snapshot, all_rows, request.args)
        return render_template(
            resource.list_template,
            resource=resource,
            snapshot=snapshot,
            rows=rows,
            all_rows=all_rows,
            **context,
        )

    def new(self) -> ResponseReturnValue:
        """Show the form of a new part."""
        return self._form_page(take_snapshot(self._drafts), None)

    def add(self) -> ResponseReturnValue:
        """Add a new part, or show its form again with what is wrong."""
        snapshot, typed = take_snapshot(self._drafts), with_unix_line_ends(request.form)
        resource = self._resource
        form = resource.form(snapshot)
        body, form_errors = form.read(resource.blank(snapshot), typed)
        errors = {**resource.missing_fields(body, typed), **form_errors}
        key = ""
        if not errors:
            key = free_key(self._drafts, resource.kind, resource.name(snapshot, body))
            if "key" in body.__struct_fields__:
                body = replace(body, key=key)
            try:
                self._drafts.put(resource.kind, key, body, 0, person().name)
            except ConflictError:
                field = next(iter(form.values(body)))
                errors[field] = _(
                    "A colleague added a {kind} this moment. Send it again.",
                    kind=_(resource.singular),
                )
        if errors:
            message = _(
                "Not added yet: some fields need another look. What you typed is still here."
            )
            return self._form_page(snapshot, None, FormState(typed, 0, message, errors)), 422
        flash(_("Added. Publish it when visitors should have it."))
        return redirect(self._url("edit", key=key))

    def edit(self, key: str) -> ResponseReturnValue:
        """Show the form of a part."""
        return self._form_page(take_snapshot(self._drafts), self._get(key))

    def change(self, key: str) -> ResponseReturnValue:
        """Save the form of a part and do what its button asks for besides, or show it again."""
        part, resource = self._get(key), self._resource
        action, _colon, target = request.form.get("action", "save").partition(":")
        version = request.form.get("version", 0, type=stored_integer)
        if action == "remove" and not resource.is_singleton:
            return self._remove(part, version)
        if action == APPROVE:
            require(Permission.APPROVE)
        result = resource.handle_action(action, target)
        form, by = resource.form(take_snapshot(self._drafts)), person().name
        typed = dict(request.form)
        try:
            saved = save(self._drafts, resource.kind, key, form, version, typed, by, result.change)
        except KeyError:
            abort(404)
        except ConflictError as conflict:
            if conflict.now is None:
                abort(404)
            saved = FormState(
                with_unix_line_ends(typed), version, _("{conflict} Save again.", conflict=conflict)
            )
            return self._form_page(take_snapshot(self._drafts), part, saved), 409
        snapshot = take_snapshot(self._drafts)
        if isinstance(saved, FormState):
            message = f"{saved.message} {result.resend_hint}".strip()
            returned = replace(saved, message=message)
            status = 409 if saved.clashes or saved.orphans else 422
            return self._form_page(snapshot, part, returned), status
        if result.refused:
            values = resource.form(snapshot).values(saved.body)
            message = _("What you typed is saved, but not everything could be taken.")
            returned = FormState(values, saved.version, message, result.refused)
            return self._form_page(snapshot, saved, returned), 422
        flash(_(SAVED))
        if action == APPROVE:
            seen = self._read_as_seen(form, key, version, typed)
            return self._approve(saved, target, seen)
        return redirect(self._url("edit", key=key, _anchor=result.anchor))

    def approve(self, key: str) -> ResponseReturnValue:
        """Approve words of a part as they are, for those who approve and don't change it."""
        part, version = self._get(key), request.form.get("version", 0, type=stored_integer)
        target = request.form.get("action", "").partition(":")[2]
        try:
            seen = self._drafts.get_version(self._resource.kind, key, version).body
        except KeyError:
            abort(404)
        return self._approve(part, target, approval_units(seen))

    def _read_as_seen(
        self, form: Form, key: str, version: int, typed: Mapping[str, str]
    ) -> dict[UnitKey, Content]:
        """Return the units as a person who sent a form saw them, without what colleagues saved since."""
        before = self._drafts.get_version(self._resource.kind, key, version).body
        return approval_units(form.read(before, with_unix_line_ends(typed))[0])

    def _approve(
        self, part: Part, target: str, seen: Mapping[UnitKey, Content]
    ) -> ResponseReturnValue:
        """Approve what a button names, as the person saw it."""
        now = approval_units(part.body)
        try:
            wanted = units_of_button(part, target)
            same = [unit for unit in wanted if seen.get(unit) == now[unit]]
            result = self._approvals.approve(part, same, person().name)
        except KeyError:
            abort(404)
        except ConflictError as conflict:
            flash(_("{conflict} Nothing was approved; look first.", conflict=conflict))
        else:
            if len(same) < len(wanted):
                flash(_("A colleague changed some of these words meanwhile. Look at them first."))
            if result.own:
                flash(_(OWN_WORDS))
            if result.approved:
                number = len(result.approved)
                flash(ngettext("{number} text approved.", "{number} texts approved.", number))
        block = target if target and "@" not in target else "approval"
        return redirect(self._url("edit", key=part.key, _anchor=block))

    def history(self, key: str) -> ResponseReturnValue:
        """Show every version of a part and what each changed, the newest first."""
        versions = self._drafts.history(self._resource.kind, key)
        if not versions:
            abort(404)
        snapshot = take_snapshot(self._drafts)
        removed = versions[0].body is None and not versions[0].unreadable
        newest = next((version.body for version in versions if version.body is not None), None)
        return render_template(
            "catalogue/history.html",
            name=key if newest is None else self._resource.name(snapshot, newest),
            version=0 if removed else versions[0].version,
            entries=_history_entries(versions),
            permission=self._resource.permission,
            back=self._url("list_page") if removed else self._url("edit", key=key),
        )

    def undo(self, key: str) -> ResponseReturnValue:
        """Bring an earlier version of a part back."""
        to = request.form.get("to", 0, type=stored_integer)
        version = request.form.get("version", -1, type=stored_integer)
        try:
            self._drafts.undo(self._resource.kind, key, to, version, person().name)
        except KeyError:
            abort(404)
        except ConflictError as conflict:
            flash(
                _(
                    "{conflict} Nothing was brought back; look at what they did first.",
                    conflict=conflict,
                )
            )
            return redirect(self._url("history", key=key))
        flash(_("Brought back. Publish it when visitors should have it."))
        return redirect(self._url("edit", key=key))

    def _remove(self, part: Part, version: int) -> ResponseReturnValue:
        resource, snapshot = self._resource, take_snapshot(self._drafts)
        found = dependents(self._drafts, resource.kind, part.key)
        if found:
            message = _(
                "Not removed: this {kind} is still used. Change these first, then remove it.",
                kind=_(resource.singular),
            )
            returned = FormState({}, part.version, message)
            return self._form_page(snapshot, part, returned, found), 409
        try:
            self._drafts.remove(resource.kind, part.key, version, person().name)
        except ConflictError as conflict:
            if conflict.now is not None:
                message = _("{conflict} Look first, then remove it.", conflict=conflict)
                returned = FormState({}, conflict.now.version, message)
                return self._form_page(snapshot, conflict.now, returned), 409
        flash(_("Removed from the drafts. Its history can bring it back."))
        return redirect(self._url("history", key=part.key))

    def _form_page(
        self,
        snapshot: CatalogueSnapshot,
        part: Part | None,
        returned: FormState | None = None,
        using: Sequence[Dependent] = (),
    ) -> str:
        """Render the form of a part, or of a new one. `using` are the parts that keep it from being removed."""
        resource, form = self._resource, self._resource.form(snapshot)
        body = resource.blank(snapshot) if part is None else part.body
        values = {**form.values(body), **resource.extra_values(snapshot, body)}
        published_values = outgoing = None
        if part is not None:
            published = resource.published(self._published())
            outgoing = form.values(self._names.read().part(body))
            if published is not None:
                same = published.get(resource.published_key(part.key, body))
                published_values = {} if same is None else form.values(same)
        version = 0 if part is None else part.version
        fields = FormFields(values, version, published_values, returned, outgoing)
        return render_template(
            resource.form_template,
            resource=resource,
            snapshot=snapshot,
            part=part,
            body=body,
            name="" if part is None else resource.name(snapshot, body),
            fields=fields,
            languages={
                name: languages_of(getattr(body, name), snapshot.languages)
                for name in resource.text_fields
            },
            approval=None
            if part is None
            else self._approvals.for_page(part, may(Permission.APPROVE)),
            using=[self._described(snapshot, dependent) for dependent in using],
            **resource.template_context(snapshot, body, fields),
        )

    def _described(
        self, snapshot: CatalogueSnapshot, dependent: Dependent
    ) -> tuple[str, str, str, str]:
        """Return (address, kind, name, how) of a part that refers to the part on this page."""
        part = dependent.part
        resource = self._resources[part.kind]
        address = url_for(resource.endpoint("edit"), key=part.key)
        return address, _(resource.singular), resource.name(snapshot, part.body), dependent.how

    def _row(
        self,
        snapshot: CatalogueSnapshot,
        part: Part,
        published: dict[str, Any] | None,
        names: NameFilter,
        waiting: Callable[[PartKind, str, Body], int],
    ) -> ListRow:
        resource, body = self._resource, part.body
        return ListRow(
            part.key,
            body,
            resource.name(snapshot, body),
            publication_state(published, resource.published_key(part.key, body), names.part(body)),
            resource.missing_languages(snapshot, body),
            waiting(part.kind, part.key, body),
        )

    def _get(self, key: str) -> Part:
        try:
            return self._drafts.get(self._resource.kind, key)
        except KeyError:
            abort(404)

    def _url(self, view: str, **values: Any) -> str:
        return url_for(self._resource.endpoint(view), **values)


class _HistoryEntry(Struct, frozen=True):
    """One version of a part in its history, and how it differs from the one before it."""

    version: PartVersion
    is_first: bool  # the part was added, or added again after it was removed
    can_return: bool
    differences: list[Difference]


def _history_entries(versions: list[PartVersion]) -> list[_HistoryEntry]:
    """Return the history with what each version changed. `versions` start with the newest."""
    entries = []
    for place, version in enumerate(versions):
        before = versions[place + 1].body if place + 1 < len(versions) else None
        now = version.body
        entries.append(
            _HistoryEntry(
                version,
                is_first=before is None and now is not None,
                can_return=place > 0 and now is not None,
                differences=_differences(before, now),
            )
        )
    return entries


def _differences(before: Body | None, now: Body | None) -> list[Difference]:
    return [] if before is None or now is None else field_differences(before, now)
