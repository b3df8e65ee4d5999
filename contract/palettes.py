"""The colours of a museum's screens: those it chose, and the rest derived from them; and whether they can be read.

Whatever is derived has 4.5:1, what text needs (WCAG 2.2, 1.4.3); borders of controls and the focus have a colour of
text, so they have more than their 3:1. So only a colour that somebody chose is ever at fault.

The accent by day was chosen in museums of before there was a check: one that can't be read is shown as the nearest
that can, and is at fault only where somebody changes the look.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from contract.look import DayColours, NightColours
from contract.museum import Site
from runtime.contrast import (
    LEAST_OF_TEXT,
    contrast,
    hue_of,
    luminance,
    mixed,
    nearest,
    of_hue,
)

DARK_PAPER = 0.18  # luminance below which white is read better than black
NIGHT_LIGHTNESS = 0.075  # of paper, that of our own night
NIGHT_SATURATION = 0.25  # of paper at most: more glows in a dim room
NIGHT_ACCENT_CONTRAST = 7.0  # ours has 8.9; where the paper does not allow 7, that of text
HAIRLINE_SHARE = 0.14  # of ink in paper, that of our own
_ON_ACCENT = ("#FFFFFF", "#141311", "#000000")  # one of the first and the last always has 4.5:1


class Palette(Struct, frozen=True):
    """Every colour of a screen, by the names that web/static/tokens.css has for them."""

    paper: str
    ink: str
    second_ink: str
    hairline: str
    accent: str
    on_accent: str
    warning: str


class Palettes(Struct, frozen=True):
    """The colours by day, and those for dim rooms."""

    day: Palette
    night: Palette


class ColourFault(Struct, frozen=True):
    """A colour that a museum chose and that can't be read on, or under, another one. `would_do`: the nearest that can.

    `theme`: day or night. `field`, `other`: fields of Palette.
    """

    theme: str
    field: str
    other: str
    chosen: str
    against: str
    ratio: float
    would_do: str

    @property
    def of_accent(self) -> bool:
        """Whether it is the accent by day, which screens show as the nearest that can be read."""
        return (self.theme, self.field) == ("day", "accent")

    def __str__(self) -> str:
        return (
            f"{self.chosen} on {self.against} has {self.ratio:.1f}:1; text and links need {LEAST_OF_TEXT}:1. "
            f"{self.would_do} would do."
        )


HOUSE_DAY = Palette("#F7F5F0", "#1C1B19", "#5A564E", "#D9D4C7", "#1F3A8A", "#FFFFFF", "#8A3B12")
HOUSE_NIGHT = Palette("#141311", "#F2EFE8", "#B5AFA3", "#3A3731", "#9DB2F5", "#141311", "#F0A77F")


def palettes(site: Site) -> Palettes:
    """Returns the colours of a museum's screens, with an accent that can be read."""
    accent = nearest(site.accent, site.look.day.paper or HOUSE_DAY.paper)
    if accent != site.accent:
        # What was chosen to stand on the other one need not be readable on this.
        look = site.look
        night = look.night if look.night.accent else replace(look.night, on_accent=None)
        day = replace(look.day, on_accent=None)
        site = replace(site, look=replace(look, day=day, night=night))
    return _palettes(site, accent)


def chosen_palettes(site: Site) -> Palettes:
    """Returns the colours as they were chosen, with an accent that may be at fault: what the form previews."""
    return _palettes(site, site.accent)


def _palettes(site: Site, accent_by_day: str) -> Palettes:
    look = site.look
    day = _palette(look.day, HOUSE_DAY, look.day.paper or HOUSE_DAY.paper, accent_by_day)
    night_paper = look.night.paper or _night_paper(day.paper)
    accent = look.night.accent or _night_accent(day, night_paper)
    return Palettes(day, _palette(_night_chosen(site), HOUSE_NIGHT, night_paper, accent))


def colour_faults(site: Site) -> list[ColourFault]:
    """Returns the colours that a museum chose and that can't be read."""
    found = chosen_palettes(site)
    day = list(_faults("day", found.day, {**_chosen(site.look.day), "accent": site.accent}))
    known = {
        (one.field, one.chosen, one.against) for one in day if not one.of_accent
    }  # the accent by night is chosen for itself, and no screen puts it right
    night = _faults("night", found.night, _chosen(_night_chosen(site)))
    return [*day, *(one for one in night if (one.field, one.chosen, one.against) not in known)]


def _is_dark_by_day(site: Site) -> bool:
    return luminance(site.look.day.paper or HOUSE_DAY.paper) < DARK_PAPER


def _night_chosen(site: Site) -> DayColours:
    """Returns the colours chosen for night: also those of the day, where its paper is dark already and stays."""
    night, day = site.look.night, site.look.day
    if night.paper is not None or not _is_dark_by_day(site):
        return night
    taken = {name: getattr(night, name) or getattr(day, name) for name in day.__struct_fields__}
    return NightColours(**taken, accent=night.accent)


def _palette(chosen: DayColours, house: Palette, paper: str, accent: str) -> Palette:
    ink = chosen.ink or nearest(house.ink, paper)
    hairline = house.hairline if paper == house.paper else mixed(paper, ink, HAIRLINE_SHARE)
    on_accent = next((c for c in _ON_ACCENT if contrast(c, accent) >= LEAST_OF_TEXT), _ON_ACCENT[0])
    return Palette(
        paper=paper,
        ink=ink,
        second_ink=chosen.second_ink or nearest(house.second_ink, paper),
        hairline=chosen.hairline or hairline,
        accent=accent,
        on_accent=chosen.on_accent or on_accent,
        warning=nearest(house.warning, paper),
    )


def _night_paper(day: str) -> str:
    if day == HOUSE_DAY.paper:
        return HOUSE_NIGHT.paper
    if luminance(day) < DARK_PAPER:
        return day
    hue, _lightness, saturation = hue_of(day)
    return of_hue(hue, NIGHT_LIGHTNESS, min(saturation, NIGHT_SATURATION))


def _night_accent(day: Palette, paper: str) -> str:
    if paper == day.paper:
        return nearest(day.accent, paper)
    if (day.accent, paper) == (HOUSE_DAY.accent, HOUSE_NIGHT.paper):
        return HOUSE_NIGHT.accent
    found = nearest(day.accent, paper, NIGHT_ACCENT_CONTRAST)
    if contrast(found, paper) >= NIGHT_ACCENT_CONTRAST:
        return found
    return nearest(day.accent, paper)


def _chosen(colours: DayColours) -> dict[str, str]:
    found = {name: getattr(colours, name) for name in colours.__struct_fields__}
    return {name: colour for name, colour in found.items() if colour is not None}


def _faults(theme: str, palette: Palette, chosen: dict[str, str]) -> Iterator[ColourFault]:
    """Yield the faults of one theme. The fault of a pair is that of the colour above, where somebody chose it."""
    for above, below in (
        *((text, "paper") for text in ("ink", "second_ink", "accent")),
        ("on_accent", "accent"),
    ):
        field, other = (above, below) if above in chosen else (below, above)
        one, against = getattr(palette, field), getattr(palette, other)
        ratio = contrast(one, against)
        if ratio < LEAST_OF_TEXT:
            yield ColourFault(theme, field, other, one, against, ratio, nearest(one, against))
