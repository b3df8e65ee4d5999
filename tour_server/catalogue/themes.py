"""Themes at the desk: what a visitor can be interested in, in the visitor's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from contract.museum import Theme
from tour_server.catalogue.field_values import Values, read_text, text_values
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.resource import ListRow, Resource
from tour_server.catalogue.snapshot import CatalogueSnapshot
from web.translations import gettext as _
from web.translations import mark


class ThemeForm:
    """The form of a theme."""

    def __init__(self, snapshot: CatalogueSnapshot) -> None:
        self._snapshot = snapshot

    def values(self, theme: Theme) -> Values:
        """Return the theme as fields."""
        return text_values("name", theme.name, self._snapshot.languages)

    def read(self, theme: Theme, typed: Mapping[str, str]) -> tuple[Theme, dict[str, str]]:
        """Return the theme as typed, and a sentence for each field that is not acceptable."""
        languages = self._snapshot.languages
        name = read_text("name", theme.name, typed, languages)
        errors = (
            {} if name else {f"name.{languages[0]}": _("A theme needs a name in one language.")}
        )
        return replace(theme, name=name), errors


class ThemeResource(Resource):
    """`/desk/themes`."""

    kind, path = PartKind.THEME, "themes"
    singular, plural = mark("theme"), mark("Themes")
    add_label, remove_label = mark("Add a theme"), mark("Remove this theme")
    form_template, list_template = "catalogue/theme.html", "catalogue/themes.html"
    text_fields = ("name",)

    def form(self, snapshot: CatalogueSnapshot) -> ThemeForm:
        """Return the form of a theme."""
        return ThemeForm(snapshot)

    def blank(self, snapshot: CatalogueSnapshot) -> Theme:
        """Return the theme that a new one starts from."""
        return Theme(key="new", name={})

    @staticmethod
    def name(snapshot: CatalogueSnapshot, body: Theme) -> str:
        """Return its name for staff."""
        return snapshot.name(body.name)

    def filter(
        self, snapshot: CatalogueSnapshot, rows: list[ListRow], query: Mapping[str, str]
    ) -> tuple[list[ListRow], dict[str, Any]]:
        """Return all rows, and the number of blocks on each theme."""
        themes = [block.theme for block in snapshot.blocks]
        return rows, {"blocks": {row.key: themes.count(row.key) for row in rows}}
