"""Themes at the desk: what a visitor can be interested in, in the visitor's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from contract.museum import Theme
from tour_server.catalogue.editing import Values, read_text, text_values
from tour_server.catalogue.parts import Kind
from tour_server.catalogue.resource import Line, Noun
from tour_server.catalogue.snapshot import House


class ThemeForm:
    """Themes of this house, as forms."""

    def __init__(self, house: House) -> None:
        self._house = house

    def values(self, theme: Theme) -> Values:
        """The theme as fields."""
        return text_values("name", theme.name, self._house.languages)

    def read(self, theme: Theme, typed: Mapping[str, str]) -> tuple[Theme, dict[str, str]]:
        """The theme with what was typed, and what is wrong with it, by field."""
        languages = self._house.languages
        name = read_text("name", theme.name, typed, languages)
        wrong = {} if name else {f"name.{languages[0]}": "A theme needs a name in one language."}
        return replace(theme, name=name), wrong


class Themes(Noun):
    """`/desk/themes`."""

    kind, at, one, many = Kind.THEME, "themes", "theme", "Themes"
    page, list_page = "catalogue/theme.html", "catalogue/themes.html"
    texts = ("name",)

    def form(self, here: House) -> ThemeForm:
        """How a theme is typed here."""
        return ThemeForm(here)

    def blank(self, here: House) -> Theme:
        """What a new theme begins from."""
        return Theme(key="new", name={})

    @staticmethod
    def name(here: House, body: Theme) -> str:
        """Its name in a language of the museum."""
        return here.name(body.name)

    def listed(
        self, here: House, lines: list[Line], asked: Mapping[str, str]
    ) -> tuple[list[Line], dict[str, Any]]:
        """All, and how many blocks are on each."""
        told = [block.theme for block in here.blocks]
        return lines, {"blocks": {line.key: told.count(line.key) for line in lines}}
