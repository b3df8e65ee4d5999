"""The frame of every staff page: the rail, the warnings above every page, and the style sheet; and the page Today."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from tour_server.asked_language import STAFF_LANGUAGES
from tour_server.capability import NavigationEntry
from tour_server.desk.help_places import PAGE_TOPICS
from tour_server.desk.help_texts import HELP_TEXTS
from tour_server.desk.language import choose_desk_language
from tour_server.desk.navigation import here, rail
from tour_server.staff.permissions import Permission, role_names, who_may
from tour_server.staff.session import allowed, may, person_or_none
from web.translations import chosen_language


class DeskPages:
    """The frame and the page Today."""

    def __init__(
        self,
        museum_name: Callable[[], str],
        warnings: Sequence[Callable[[], str | None]],
        today: Callable[[], Mapping[str, object]],
        navigation: Sequence[NavigationEntry] = (),
    ) -> None:
        """`museum_name` names the museum. Each of `warnings` returns a sentence for staff, or None.

        `today` returns what the page Today shows. `warnings` and `navigation` may still grow: they are read with
        each page.
        """
        self._museum_name, self._warnings = museum_name, warnings
        self._today, self._navigation = today, navigation

    def blueprint(self) -> Blueprint:
        """Returns the pages, to be registered once."""
        blueprint = Blueprint(
            "desk",
            __name__,
            template_folder="templates",
            static_folder="static",
            url_prefix="/desk",
        )
        blueprint.app_context_processor(self._frame)
        blueprint.record_once(
            lambda state: state.app.jinja_env.globals.update(help_texts=HELP_TEXTS)
        )
        blueprint.add_url_rule("/language", "language", choose_desk_language, methods=["POST"])
        blueprint.add_url_rule("", "today", allowed(Permission.READ)(self.today))
        return blueprint

    def today(self) -> ResponseReturnValue:
        """Show what needs staff today."""
        return render_template("today.html", **self._today())

    def _frame(self) -> dict[str, Any]:
        return {
            "person": person_or_none(),
            "may": lambda name: may(Permission(name)),
            "who_may": lambda name: who_may(Permission(name)),
            "role_names": role_names,
            "rail": lambda: rail(self._navigation),
            "here": lambda: here(self._navigation),
            "house_name": self._museum_name,
            "page_topics": lambda: PAGE_TOPICS.get(request.endpoint or "", ()),
            "page_language": chosen_language,
            "desk_languages": STAFF_LANGUAGES,
            "warnings": lambda: [said for warn in self._warnings if (said := warn()) is not None],
        }
