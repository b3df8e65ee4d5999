"""The museum's style on white paper: its colours, darkened where white paper needs it, and its logo."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from contract.museum import Site, worded
from contract.palettes import palettes
from runtime.contrast import LEAST_OF_TEXT, nearest
from runtime.languages import direction, primary_language
from tour_server.catalogue.pictures import Pictures

PAPER = "#FFFFFF"
# Scripts without an italic: a slanted one would be made up (tokens.css has the same list).
_UPRIGHT = re.compile("ar|fa|ur|he|yi|ja|zh|ko|th|lo|km|my|hi|bn|ta|te|am|ka|hy")


class PrintStyle:
    """The style of one museum."""

    def __init__(self, site: Site, pictures: Pictures) -> None:
        self._site, self._pictures = site, pictures

    def data(self, language: str) -> dict[str, Any]:
        """Returns the colours and the names that every layout takes, for a print in a language."""
        day = palettes(self._site).day
        name, _ = worded(self._site.name, [language, *self._site.languages])
        logo = self.logo()
        return {
            "language": primary_language(language),
            "dir": direction(language),
            "museum": name,
            "logo": None if logo is None else logo_name(logo),
            "accent": nearest(day.accent, PAPER),
            "ink": nearest(day.ink, PAPER, LEAST_OF_TEXT),
            "second_ink": nearest(day.second_ink, PAPER, LEAST_OF_TEXT),
            "hairline": day.hairline,
        }

    def logo(self) -> Path | None:
        """Returns the file of the logo for light paper, None where there is none. Raises KeyError where it is gone."""
        logo = self._site.look.logo
        return None if logo is None else self._pictures.path(logo.day)


def logo_name(logo: Path) -> str:
    """Returns the name of the logo beside a layout."""
    return f"logo{logo.suffix}"


def is_italic(language: str) -> bool:
    """Returns whether a title in this language is set in italics."""
    return _UPRIGHT.fullmatch(primary_language(language)) is None
