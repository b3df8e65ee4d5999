"""The frame of every staff page: the rail, what stands above every page, and the style sheet.

The rail shows what exists: an entry appears when some blueprint serves its address.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Blueprint, current_app, g, render_template, request
from flask.typing import ResponseReturnValue

from tour_server.staff.session import signed_in

RAIL = (
    ("Today", "/desk"),
    ("Works", "/desk/works"),
    ("Tours", "/desk/tours"),
    ("Words", "/desk/words"),
    ("Offers", "/desk/offers"),
    ("Publish", "/desk/publish"),
    ("Rooms now", "/desk/rooms"),
    ("Kiosks", "/desk/kiosks"),
    ("People", "/desk/people"),
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


def rail() -> list[tuple[str, str]]:
    """(name, address) of every task that this server has a page for."""
    served = {rule.rule for rule in current_app.url_map.iter_rules()}
    return [(name, address) for name, address in RAIL if address in served]


def here() -> str:
    """The rail's address that the page asked for stands under."""
    under = [at for _, at in RAIL[1:] if request.path == at or request.path.startswith(f"{at}/")]
    return under[0] if under else "/desk"
