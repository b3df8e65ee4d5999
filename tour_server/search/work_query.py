"""Which works the list shows, as it stands in the address: words, filters, order and page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from werkzeug.datastructures import MultiDict

from tour_server.request_limits import stored_integer
from tour_server.search.facets import WorkState

SORTS = ("best", "number", "title", "maker", "newest", "oldest")
MOST_LETTERS = 200
_YEARS = range(1900, 2200)
_STATES = tuple(state.value for state in WorkState)
_PLAIN = ("q", "room", "missing", "rights", "tour", "by", "since")


class WorkQuery(Struct, frozen=True):
    """The filters of the list; an empty one means all. `since` is a day."""

    q: str = ""
    room: str = ""
    missing: str = ""
    rights: str = ""
    tour: str = ""
    by: str = ""
    since: str = ""
    states: tuple[WorkState, ...] = ()
    sort: str = ""
    page: int = 1

    @property
    def is_filtered(self) -> bool:
        """Whether anything but order and page is asked for."""
        return bool(self.states) or any(getattr(self, name) for name in _PLAIN)

    @property
    def order(self) -> str:
        """The order: what fits best where words are asked for, else by number."""
        if self.sort in SORTS and (self.sort != "best" or self.q):
            return self.sort
        return "best" if self.q else "number"

    def arguments(self) -> dict[str, Any]:
        """Return it as an address has it; what is empty is left out."""
        given: dict[str, Any] = {name: getattr(self, name) for name in (*_PLAIN, "sort")}
        given["state"] = [state.value for state in self.states]
        given["page"] = self.page if self.page > 1 else ""
        return {name: value for name, value in given.items() if value}

    def without(self, name: str) -> WorkQuery:
        """Return it without one filter, from the first page on."""
        if name in _STATES:
            left = tuple(state for state in self.states if state != name)
            return replace(self, states=left, page=1)
        return replace(self, **{name: "", "page": 1})


def read_query(arguments: MultiDict[str, str]) -> WorkQuery:
    """Return what an address asks for. What it can't mean is left out, so that no address is an error."""
    plain = {name: arguments.get(name, "").strip()[:MOST_LETTERS] for name in (*_PLAIN, "sort")}
    if day_of(plain["since"]) is None:
        plain["since"] = ""
    typed = arguments.getlist("state")
    states = tuple(state for state in WorkState if state.value in typed)
    return WorkQuery(**plain, states=states, page=_page(arguments.get("page", "1")))


def day_of(text: str) -> dt.date | None:
    """Return a day like 2026-03-02, None for anything else, and for years that no museum's list has."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in _YEARS else None


def hidden_fields(arguments: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the arguments of an address as fields of a form."""
    return [
        (name, str(one))
        for name, value in arguments.items()
        for one in (value if isinstance(value, list) else [value])
    ]


def _page(text: str) -> int:
    try:
        return max(1, stored_integer(text))
    except ValueError:
        return 1
