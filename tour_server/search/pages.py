"""The desk's pages of the search: what a query finds anywhere in the museum, and the changes of many works."""

from __future__ import annotations

from flask import Blueprint, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from msgspec import Struct

from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.pages import resource_of
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.snapshot import CatalogueSnapshot
from tour_server.request_limits import stored_integer
from tour_server.search.anything import PAGE_LENGTH, AnythingSearch, FoundPart
from tour_server.search.bulk_pages import BulkPages
from tour_server.search.catching_up import CatchingUp
from tour_server.search.history_pages import HistoryPages
from tour_server.search.snippets import Snippet
from tour_server.search.work_query import MOST_LETTERS
from tour_server.search.works_page import small_snapshot
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed
from web.translations import gettext as _

MOST_CHOICES = 20  # works that are offered while one is typed


class Result(Struct, frozen=True):
    """A part that was found, as the page shows it."""

    kind: str
    name: str
    address: str
    snippet: Snippet | None


class SearchPages:
    """The pages under /desk/search and /desk/history."""

    def __init__(
        self,
        anything: AnythingSearch,
        drafts: Drafts,
        catching_up: CatchingUp,
        bulk: BulkPages,
        history: HistoryPages,
    ) -> None:
        self._anything, self._drafts, self._catching_up = anything, drafts, catching_up
        self._bulk, self._history = bulk, history

    def blueprint(self) -> Blueprint:
        """Make the blueprint."""
        pages = Blueprint(
            "search",
            __name__,
            template_folder="templates",
            static_folder="static",
            static_url_path="/search/static",
            url_prefix="/desk",
        )
        pages.app_context_processor(lambda: {"can_find": True})
        pages.add_url_rule("/search", "page", allowed(Permission.READ)(self.page))
        pages.add_url_rule("/search/works.json", "choices", allowed(Permission.READ)(self.choices))
        self._bulk.add_to(pages)
        self._history.add_to(pages)
        return pages

    def page(self) -> ResponseReturnValue:
        """Show what a query finds, whatever it is."""
        snapshot, unread = small_snapshot(self._drafts), self._catching_up.look()
        text = request.args.get("q", "").strip()[:MOST_LETTERS]
        kind = request.args.get("kind", "")
        kind = kind if kind in [one.value for one in PartKind] else ""
        page = max(1, request.args.get("page", 1, type=stored_integer))
        rooms = {room.key: room.name for room in snapshot.rooms}
        found = self._anything.find(text, kind, page, rooms)
        snapshot = small_snapshot(self._drafts, [one.body for one in found.parts])
        count = found.counts.get(PartKind(kind), 0) if kind else sum(found.counts.values())
        kinds = [
            (one.value, _(resource_of(one).plural), found.counts[one])
            for one in PartKind
            if found.counts.get(one)
        ]
        more = url_for("search.page", q=text, kind=kind or None, page=page + 1)
        return render_template(
            "search/results.html",
            text=text,
            find_text=text,
            kind=kind,
            kinds=kinds,
            count=count,
            unread=unread,
            begin=(page - 1) * PAGE_LENGTH,
            results=[_result(one, snapshot) for one in found.parts],
            more=more if page * PAGE_LENGTH < count else "",
        )

    def choices(self) -> ResponseReturnValue:
        """Answer with the works that a person may mean who has typed so much: number and title of each, as JSON."""
        text = request.args.get("q", "").strip()[:MOST_LETTERS]
        found = self._anything.find(text, PartKind.WORK.value, 1, {})
        snapshot = small_snapshot(self._drafts)
        return jsonify([snapshot.work_name(one.body) for one in found.parts[:MOST_CHOICES]])


def _result(one: FoundPart, snapshot: CatalogueSnapshot) -> Result:
    resource = resource_of(one.kind)
    name = resource.name(snapshot, one.body)
    if one.kind is PartKind.WORK:
        name = f"{one.body.number} {name}"
    address = url_for(resource.endpoint("edit"), key=one.key)
    return Result(_(resource.singular), name, address, one.snippet)
