"""The frame of every staff page: the rail, what stands above every page, and the style sheet.

The rail shows what exists: an entry appears when some blueprint serves its address.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Blueprint, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from msgspec import Struct

from tour_server.staff.session import signed_in


class Task(Struct, frozen=True):
    """An entry of the rail: its name, its address, and the pages that belong to it, the first its own."""

    name: str
    address: str
    pages: tuple[tuple[str, str], ...] = ()


RAIL = (
    Task("Today", "/desk"),
    Task(
        "Works",
        "/desk/works",
        (("All works", "/desk/works"), ("Links", "/desk/links"), ("Themes", "/desk/themes")),
    ),
    Task("Tours", "/desk/tours"),
    Task("Words", "/desk/words"),
    Task("Offers", "/desk/offers"),
    Task(
        "Museum",
        "/desk/museum",
        (
            ("Hours and languages", "/desk/museum"),
            ("Rooms", "/desk/plan/rooms"),
            ("Ways between rooms", "/desk/plan/ways"),
        ),
    ),
    Task("Publish", "/desk/publish"),
    Task(
        "Rooms now",
        "/desk/rooms",
        (("All rooms", "/desk/rooms"), ("Wall screens", "/desk/walls")),
    ),
    Task("Kiosks", "/desk/kiosks"),
    Task("People", "/desk/people"),
)


def pages(
    house_name: Callable[[], str],
    warnings: Sequence[Callable[[], str | None]],
    today_words: Callable[[], Mapping[str, object]],
) -> Blueprint:
    """The frame. `house_name` names the museum; each of `warnings` gives a sentence for staff, or None.

    `today_words` is what the page of today is made of.
    """
    blueprint = Blueprint(
        "desk",
        __name__,
        template_folder="templates",
        static_folder="static",
        url_prefix="/desk",
    )

    @blueprint.app_context_processor
    def frame() -> dict[str, Any]:
        return {
            "person": g.get("person"),
            "rail": rail,
            "here": here,
            "house_name": house_name,
            "warnings": lambda: [said for warn in warnings if (said := warn()) is not None],
        }

    @blueprint.get("")
    @signed_in
    def today() -> ResponseReturnValue:
        return render_template("today.html", **today_words())

    return blueprint


def rail() -> list[Task]:
    """Every task that this server has a page for."""
    served = {rule.rule for rule in current_app.url_map.iter_rules()}
    return [task for task in RAIL if task.address in served]


def here() -> tuple[Task, str]:
    """The task that the page asked for belongs to, and which of its pages it stands under."""
    for task in RAIL[1:]:
        for address in [page for _, page in task.pages] or [task.address]:
            if request.path == address or request.path.startswith(f"{address}/"):
                return task, address
    return RAIL[0], RAIL[0].address
