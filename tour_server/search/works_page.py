"""The list of works at the desk: found, filtered, ordered, by pages. It takes the place of the catalogue's own list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from msgspec import Struct
from msgspec.structs import replace

from contract.museum import Link, Work
from runtime.document_version import DocumentVersionError
from tour_server.catalogue.bulk_write import BulkRead
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.pages import language_name
from tour_server.catalogue.parts import NoMuseumError, PartKind
from tour_server.catalogue.snapshot import CatalogueSnapshot
from tour_server.database import Database
from tour_server.page_count import page_count
from tour_server.search.catching_up import CatchingUp
from tour_server.search.facets import (
    IS_CHANGED,
    IS_NEW,
    STATE_WORDS,
    WorkState,
    bit_of,
    bit_of_language,
)
from tour_server.search.part_words import part_texts
from tour_server.search.snippets import Snippet, snippet
from tour_server.search.tokens import query_words
from tour_server.search.work_query import WorkQuery, hidden_fields, read_query
from tour_server.search.work_search import PAGE_LENGTH, FilterCounts, FoundWork, WorkSearch
from web.translations import gettext as _
from web.translations import mark

SORT_WORDS = {
    "best": mark("what fits best"),
    "number": mark("number"),
    "title": mark("title"),
    "maker": mark("maker"),
    "newest": mark("changed last"),
    "oldest": mark("changed first"),
}


class WorkRow(Struct, frozen=True):
    """A work as a row of the list. `told` has for each language how many blocks it has, None where it is missing."""

    key: str
    work: Work
    state: str
    told: list[int | None]
    waiting: int
    by_number: bool
    snippet: Snippet | None


class ActiveFilter(Struct, frozen=True):
    """A filter that is on, in words, and the address without it."""

    words: str
    address: str


class WorksPage:
    """The view of /desk/works."""

    def __init__(
        self, database: Database, drafts: Drafts, search: WorkSearch, catching_up: CatchingUp
    ) -> None:
        self._database, self._drafts = database, drafts
        self._search, self._catching_up = search, catching_up

    def __call__(self) -> ResponseReturnValue:
        """Show the works that the address asks for. Raises NoMuseumError where there is no museum yet."""
        snapshot = small_snapshot(self._drafts)
        unread, query = self._catching_up.look(), read_query(request.args)
        counts = self._search.counts(query)
        pages = page_count(counts.count, PAGE_LENGTH)
        query = replace(query, page=min(query.page, pages))
        rows = self._rows(self._search.page(query, counts.count), query, snapshot)
        tours = [
            (part.key, snapshot.name(part.body.title))
            for part in self._drafts.all(PartKind.TOUR, without_newer=True)
        ]
        return render_template(
            "search/works.html",
            snapshot=snapshot,
            query=query,
            rows=rows,
            counts=counts,
            unread=unread,
            begin=(query.page - 1) * PAGE_LENGTH,
            pages=_page_links(query, pages),
            choices=_choices(counts, snapshot, tours),
            states=[
                (state, _(words), counts.state.get(state, 0))
                for state, words in STATE_WORDS.items()
            ],
            sorts=[
                (name, _(words)) for name, words in SORT_WORDS.items() if name != "best" or query.q
            ],
            active=_active(query, snapshot, dict(tours)),
            fields=hidden_fields(replace(query, page=1).arguments()),
        )

    def _rows(
        self, found: list[FoundWork], query: WorkQuery, snapshot: CatalogueSnapshot
    ) -> list[WorkRow]:
        with self._database.reading() as session:
            drafts = BulkRead(session).read(PartKind.WORK, [one.key for one in found])
        asked = query_words(query.q, snapshot.languages) if query.q else []
        rooms = {room.key: room.name for room in snapshot.rooms}
        rows = []
        for one in found:
            work = drafts.get(one.key, (0, None))[1]
            if work is None:
                continue  # removed this moment
            texts = part_texts(one.key, work, rooms) if asked else iter(())
            rows.append(
                WorkRow(
                    one.key,
                    work,
                    _state(one),
                    [
                        _told(one, work, language, snapshot.languages)
                        for language in snapshot.languages
                    ],
                    one.waiting,
                    bool(one.mask & bit_of(WorkState.BY_NUMBER)),
                    snippet(texts, asked, without=("title",)),
                )
            )
        return rows


def small_snapshot(drafts: Drafts, bodies: Iterable[object] = ()) -> CatalogueSnapshot:
    """Return the site, the rooms, and of the works those that links among `bodies` are about. Raises NoMuseumError."""
    sites = drafts.all(PartKind.SITE)
    if not sites:
        raise NoMuseumError("there is no museum yet")
    rooms = [part.body for part in drafts.all(PartKind.ROOM, without_newer=True)]
    keys = {key for body in bodies if isinstance(body, Link) for key in body.works}
    works: list[Work] = []
    for key in sorted(keys):
        try:
            works.append(drafts.get(PartKind.WORK, key).body)
        except (KeyError, DocumentVersionError):
            continue  # removed, or newer software's: its key stands in its place
    return CatalogueSnapshot(site=sites[0].body, rooms=rooms, themes=[], works=works)


def _state(one: FoundWork) -> str:
    if one.mask & IS_NEW:
        return _("new, not published")
    return _("changed, not published") if one.mask & IS_CHANGED else ""


def _told(one: FoundWork, work: Work, language: str, languages: list[str]) -> int | None:
    if not one.mask & bit_of_language(language, languages):
        return None
    return sum(block.language == language for block in work.blocks)


def _choices(
    counts: FilterCounts, snapshot: CatalogueSnapshot, tours: list[tuple[str, str]]
) -> dict[str, list[tuple[str, str, int]]]:
    """Return for each filter its values, their words and how many works each would leave."""
    rooms = [(key, name, counts.room.get(key, 0)) for key, name in snapshot.room_choices()]
    missing = [(one, one, counts.missing.get(one, 0)) for one in snapshot.languages]
    return {
        "room": rooms,
        "missing": missing,
        "rights": _most_first(counts.rights),
        "tour": [(key, name, counts.tour.get(key, 0)) for key, name in tours],
        "by": _most_first(counts.by),
    }


def _most_first(counts: dict[str, int]) -> list[tuple[str, str, int]]:
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return [(value, value, number) for value, number in ordered]


def _active(
    query: WorkQuery, snapshot: CatalogueSnapshot, tours: dict[str, str]
) -> list[ActiveFilter]:
    """Return the filters that are on, each with the address without it."""
    found: list[tuple[str, str]] = []
    if query.q:
        found.append(("q", f"“{query.q}”"))
    if query.room:
        found.append(("room", snapshot.room(query.room)))
    if query.missing:
        found.append(("missing", _("missing: {name}", name=language_name(query.missing))))
    found += [(state.value, _(STATE_WORDS[state])) for state in query.states]
    if query.rights:
        found.append(("rights", _("rights: {name}", name=query.rights)))
    if query.tour:
        found.append(("tour", _("in the tour {name}", name=tours.get(query.tour, query.tour))))
    if query.by:
        found.append(("by", _("changed by {name}", name=query.by)))
    if query.since:
        found.append(("since", _("changed since {day}", day=query.since)))
    return [
        ActiveFilter(words, url_for("catalogue.works.list_page", **query.without(name).arguments()))
        for name, words in found
    ]


def _page_links(query: WorkQuery, pages: int) -> list[tuple[int, str]]:
    """Return the pages to go to: the first, the last, and those around this one; 0 stands for a gap."""
    near = {1, pages, *range(query.page - 2, query.page + 3)}
    links: list[tuple[int, str]] = []
    before = 0
    for page in sorted(one for one in near if 1 <= one <= pages):
        if page > before + 1:
            links.append((0, ""))
        links.append((page, address_of_page(query, page)))
        before = page
    return links


def address_of_page(query: WorkQuery, page: int) -> str:
    """Return the address of another page of the same works."""
    arguments: dict[str, Any] = replace(query, page=page).arguments()
    return url_for("catalogue.works.list_page", **arguments)
