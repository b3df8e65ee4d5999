"""The desk's navigation: the entries that the capabilities contribute, in order, and where a page stands in it."""

from __future__ import annotations

from collections.abc import Sequence

from flask import current_app, request, url_for
from msgspec import Struct

from tour_server.capability import NavigationEntry
from tour_server.staff.session import may, permission_of
from web.translations import gettext as _


class RailEntry(Struct, frozen=True):
    """An entry of the rail: its name, its address, and the name and address of each of its pages."""

    name: str
    address: str
    pages: tuple[tuple[str, str], ...] = ()


def rail(entries: Sequence[NavigationEntry]) -> list[RailEntry]:
    """Returns the entries of the rail in order.

    Those whose page this application does not have, or the person who is signed in may not see, are left out.
    """
    served = sorted((one for one in entries if _is_offered(one)), key=lambda one: one.position)
    return [
        RailEntry(
            _(one.name),
            url_for(one.endpoint),
            tuple(
                (_(page.name), url_for(page.endpoint)) for page in served if page.group == one.name
            ),
        )
        for one in served
        if not one.group
    ]


def _is_offered(entry: NavigationEntry) -> bool:
    view = current_app.view_functions.get(entry.endpoint)
    if view is None:
        return False
    permission = permission_of(view)
    return permission is None or may(permission)


def here(entries: Sequence[NavigationEntry]) -> tuple[RailEntry | None, str]:
    """Returns the rail's entry that the requested page belongs to, and the address of the page it stands under.

    The longest address that the requested one begins with decides. None and "" where there is no such entry.
    """
    best: tuple[RailEntry | None, str] = (None, "")
    for entry in rail(entries):
        for address in [entry.address, *(page[1] for page in entry.pages)]:
            fits = request.path == address or request.path.startswith(f"{address}/")
            if fits and len(address) > len(best[1]):
                best = entry, address
    return best
