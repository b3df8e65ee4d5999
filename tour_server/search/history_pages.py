"""The page of the museum's history, the page of one change with its differences, and its undo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from msgspec import Struct

from runtime.document_version import DocumentVersionError
from tour_server.catalogue.differences import Difference, field_differences
from tour_server.catalogue.drafts import ConflictError, Drafts
from tour_server.catalogue.pages import resource_of
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.snapshot import CatalogueSnapshot
from tour_server.recorder import EventKind
from tour_server.request_limits import stored_integer
from tour_server.search.change_undo import ChangeKind, DraftChange, read_change, undo_change
from tour_server.search.history import (
    GROUP_WORDS,
    HistoryEntry,
    HistoryFilter,
    HistoryGroup,
    MuseumHistory,
)
from tour_server.search.unit_words import unit_words
from tour_server.search.work_query import day_of
from tour_server.search.works_page import small_snapshot
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed, may, person, require
from web.translations import gettext as _
from web.translations import mark

_HOW = {
    ChangeKind.ADDED: mark("added"),
    ChangeKind.CHANGED: mark("changed"),
    ChangeKind.REMOVED: mark("removed"),
}


class HistoryLine(Struct, frozen=True):
    """An entry as the page shows it: who, when, what in words, which part, and where the difference stands."""

    who: str
    at: dt.datetime
    what: str
    name: str
    name_address: str
    detail: str
    address: str
    version: int = 0


class HistoryPages:
    """The pages under /desk/history."""

    def __init__(
        self,
        history: MuseumHistory,
        drafts: Drafts,
        kinds: Mapping[str, EventKind],
        zone: Callable[[], dt.tzinfo],
    ) -> None:
        """`kinds` of events by name; may still grow. `zone`: the museum's, in which days begin."""
        self._history, self._drafts, self._kinds, self._zone = history, drafts, kinds, zone

    def add_to(self, pages: Blueprint) -> None:
        """Add the pages."""
        add, read = pages.add_url_rule, allowed(Permission.READ)
        add("/history", "history", read(self.page))
        add("/history/<kind>/<key>/<int:number>", "history_change", read(self.change))
        add("/history/<kind>/<key>/<int:number>", "undo_change", read(self.undo), methods=["POST"])

    def page(self) -> ResponseReturnValue:
        """Show what happened, the newest first."""
        names = ("who", "what", "part", "from", "to")
        asked = {name: request.args.get(name, "").strip() for name in names}
        before = request.args.get("before", type=stored_integer)
        with_people = may(Permission.ADMINISTER)
        entries, older = self._history.page(self._filter(asked), before, with_people=with_people)
        snapshot = small_snapshot(self._drafts, [one.body for one in entries])
        given: dict[str, Any] = {name: value for name, value in asked.items() if value}
        groups = [one for one in HistoryGroup if with_people or one is not HistoryGroup.PEOPLE]
        return render_template(
            "search/history.html",
            lines=[self._line(one, snapshot) for one in entries],
            asked=asked,
            filtered=bool(given),
            people=self._history.people(),
            groups=[(one.value, _(GROUP_WORDS[one])) for one in groups],
            older=url_for("search.history", **given, before=older) if older else "",
            newest=url_for("search.history", **given) if before else "",
        )

    def change(self, kind: str, key: str, number: int) -> ResponseReturnValue:
        """Show one change of a part, and whether it can be undone."""
        change = self._change(kind, key, number)
        return self._change_page(change)

    def undo(self, kind: str, key: str, number: int) -> ResponseReturnValue:
        """Undo one change of a part."""
        change = self._change(kind, key, number)
        resource = resource_of(change.kind)
        require(resource.permission)
        if change.why_not:
            return self._change_page(change), 409
        try:
            undo_change(self._drafts, change, person().name)
        except ConflictError as conflict:
            flash(_("{conflict} Nothing was undone; look first.", conflict=conflict))
            return redirect(url_for("search.history_change", kind=kind, key=key, number=number))
        flash(_("Undone. Publish it when visitors should have it."))
        return redirect(url_for("search.history"))

    def _change_page(self, change: DraftChange) -> str:
        resource, snapshot = (
            resource_of(change.kind),
            small_snapshot(self._drafts, [change.before, change.after]),
        )
        body = change.after if change.after is not None else change.before
        differences: list[Difference] = []
        if change.before is not None and change.after is not None:
            differences = field_differences(change.before, change.after)
        return render_template(
            "search/change.html",
            change=change,
            how=_(_HOW[change.how]),
            name=change.key if body is None else resource.name(snapshot, body),
            kind=_(resource.singular),
            differences=differences,
            permission=resource.permission,
            of_part=url_for(resource.endpoint("history"), key=change.key),
        )

    def _change(self, kind: str, key: str, version: int) -> DraftChange:
        try:
            return read_change(self._drafts, PartKind(kind), key, version)
        except (ValueError, KeyError, DocumentVersionError):
            abort(404)

    def _line(self, one: HistoryEntry, snapshot: CatalogueSnapshot) -> HistoryLine:
        event = one.event
        known = self._kinds.get(event.kind)
        what = event.kind if known is None else _(known.description)
        name, address, detail, name_address = event.subject, "", event.detail, ""
        if one.kind is not None:
            resource = resource_of(one.kind)
            called = one.key if one.body is None else resource.name(snapshot, one.body)
            name = f"{_(resource.singular)}: {called}"
            name_address = url_for("search.history", part=event.subject)
            if one.version is not None:
                detail = ""
                address = url_for(
                    "search.history_change", kind=one.kind.value, key=one.key, number=one.version
                )
            else:
                detail = unit_words(event.detail, one.body)
                address = url_for(resource.endpoint("edit"), key=one.key, _anchor="approval")
        elif (number := _number_in(event.detail, "change")) is not None:
            name, detail = "", ""
            address = url_for("search.changed", number=number)
        elif (number := _number_in(event.detail, "import")) is not None:
            detail, address = "", url_for("imports.page", number=number)
        elif event.kind == "published":
            address = url_for("publishing.publish_page")
        who = event.who or _("not known")
        version = one.version or 0
        return HistoryLine(who, event.at, what, name, name_address, detail, address, version)

    def _filter(self, asked: Mapping[str, str]) -> HistoryFilter:
        begin, last = day_of(asked["from"]), day_of(asked["to"])
        end = None if last is None else last + dt.timedelta(days=1)
        values = [one.value for one in HistoryGroup]
        return HistoryFilter(
            asked["who"],
            HistoryGroup(asked["what"]) if asked["what"] in values else None,
            asked["part"],
            self._moment(begin),
            self._moment(end),
        )

    def _moment(self, day: dt.date | None) -> dt.datetime | None:
        return None if day is None else dt.datetime.combine(day, dt.time(), self._zone())


def _number_in(detail: str, word: str) -> int | None:
    first, _space, rest = detail.partition(" ")
    number = rest.partition(",")[0]
    return int(number) if first == word and number.isdecimal() else None
