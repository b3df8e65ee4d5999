"""How a museum's screens look: its colours by day and by night, its logo, its typefaces. All of it may be left out.

What is left out is our own, or derived: contract.palettes makes the colours of a screen of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import replace

from contract.patterns import Colour, StoredFile


class DayColours(Struct, frozen=True, omit_defaults=True):
    """The colours that a museum chose. `on_accent`: of the words on a button of the accent's colour."""

    paper: Colour | None = None
    ink: Colour | None = None
    second_ink: Colour | None = None
    hairline: Colour | None = None
    on_accent: Colour | None = None


class NightColours(DayColours, frozen=True, omit_defaults=True):
    """The colours for dim rooms and dark phones. By day the accent is `Site.accent`, which earlier software reads."""

    accent: Colour | None = None


class Logo(Struct, frozen=True, omit_defaults=True):
    """The museum's logo, an SVG or PNG file. `night`: another one for dark paper."""

    day: StoredFile
    night: StoredFile | None = None


class Typeface(Struct, frozen=True, omit_defaults=True):
    """Letters of the museum's own. `italic`: of titles of works; without it they stand upright.

    `licence` says why the museum may show it: an SPDX name or words.
    """

    regular: StoredFile
    licence: Annotated[str, Meta(min_length=2, max_length=200, pattern=r"\S")]
    italic: StoredFile | None = None

    @property
    def files(self) -> list[str]:
        """The files that it needs."""
        return [self.regular] if self.italic is None else [self.regular, self.italic]


class Look(Struct, frozen=True, omit_defaults=True):
    """A museum's look. `titles`: the typeface of titles and narration; `controls`: of buttons, labels and lists.

    Files are paths inside the museum folder's `look` folder.
    """

    day: DayColours = DayColours()
    night: NightColours = NightColours()
    logo: Logo | None = None
    titles: Typeface | None = None
    controls: Typeface | None = None

    @property
    def files(self) -> list[str]:
        """The files that it needs."""
        logo = [] if self.logo is None else [self.logo.day, self.logo.night]
        faces = [face for face in (self.titles, self.controls) if face is not None]
        found = [*logo, *(file for face in faces for file in face.files)]
        return list(dict.fromkeys(file for file in found if file is not None))

    def renamed(self, names: Mapping[str, str]) -> Look:
        """Returns the look with other `names` of its files."""

        def name(file: str | None) -> str | None:
            return None if file is None else names[file]

        def face(one: Typeface | None) -> Typeface | None:
            if one is None:
                return None
            return replace(one, regular=names[one.regular], italic=name(one.italic))

        logo = self.logo
        if logo is not None:
            logo = Logo(names[logo.day], name(logo.night))
        return replace(self, logo=logo, titles=face(self.titles), controls=face(self.controls))
