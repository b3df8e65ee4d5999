"""Colours that are derived can be read, whatever a museum chose; one that it chose and that can't be is said."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from contract.look import DayColours, Look, NightColours
from contract.museum import Site
from contract.palettes import (
    HOUSE_DAY,
    HOUSE_NIGHT,
    Palette,
    Palettes,
    chosen_palettes,
    colour_faults,
    palettes,
)
from runtime.contrast import LEAST_OF_TEXT, contrast, nearest

COLOUR = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06X}")
MAYBE = st.none() | COLOUR
ABOVE = ("ink", "second_ink", "accent", "warning")


def site(accent: str = HOUSE_DAY.accent, **look: object) -> Site:
    return Site("huis", {}, "UTC", ["nl"], [None] * 7, accent=accent, look=Look(**look))


def unreadable(palette: Palette) -> set[tuple[str, str]]:
    """Returns the pairs of a palette without 4.5:1."""
    pairs = [*((one, "paper") for one in ABOVE), ("on_accent", "accent")]
    return {
        pair
        for pair in pairs
        if contrast(getattr(palette, pair[0]), getattr(palette, pair[1])) < LEAST_OF_TEXT
    }


def test_without_a_look_the_colours_are_ours() -> None:
    assert palettes(site()) == Palettes(HOUSE_DAY, HOUSE_NIGHT)
    assert colour_faults(site()) == []
    assert not unreadable(HOUSE_DAY)
    assert not unreadable(HOUSE_NIGHT)


def test_our_colours_are_those_of_the_style_sheet() -> None:
    import web

    rules = (web.static_folder() / "tokens.css").read_text()
    day, night = rules.split('[data-theme="night"] {')
    for palette, text in ((HOUSE_DAY, day), (HOUSE_NIGHT, night)):
        for name in palette.__struct_fields__:
            assert f"--{name.replace('_', '-')}: {getattr(palette, name)};" in text


@settings(max_examples=100, deadline=None)
@given(accent=COLOUR, paper=MAYBE, night_paper=MAYBE)
@example(accent="#777777", paper="#777777", night_paper="#777777")
@example(accent="#FFFFFF", paper="#000000", night_paper=None)
def test_what_is_derived_can_be_read(
    accent: str, paper: str | None, night_paper: str | None
) -> None:
    """By day the accent is chosen, and may be at fault; screens show the nearest that is not."""
    found = site(accent, day=DayColours(paper=paper), night=NightColours(paper=night_paper))
    colours = palettes(found)
    assert not unreadable(colours.day)
    assert not unreadable(colours.night)
    faults = colour_faults(found)
    assert {(fault.theme, fault.field) for fault in faults} <= {("day", "accent")}
    assert bool(faults) == (colours.day.accent != accent)


@settings(max_examples=100, deadline=None)
@given(st.tuples(*[MAYBE] * 11), COLOUR)
@example(chosen=("#000000", *[None] * 4, "#000000", *[None] * 4, "#000000"), accent="#000000")
def test_every_pair_that_cant_be_read_is_a_fault_and_what_is_offered_would_do(
    chosen: tuple[str | None, ...], accent: str
) -> None:
    day, night = DayColours(*chosen[:5]), NightColours(*chosen[5:])
    found = site(accent, day=day, night=night)
    colours, faults = chosen_palettes(found), colour_faults(found)
    for theme in ("day", "night"):
        palette = getattr(colours, theme)
        wrong = {frozenset(getattr(palette, name) for name in pair) for pair in unreadable(palette)}
        assert wrong <= {frozenset((one.chosen, one.against)) for one in faults}
        if all(fault.of_accent for fault in faults):
            assert not unreadable(getattr(palettes(found), theme))
    chosen_at_all = {accent, *chosen}
    for fault in faults:
        assert fault.chosen in chosen_at_all
        assert contrast(fault.chosen, fault.against) < LEAST_OF_TEXT
        assert contrast(fault.would_do, fault.against) >= LEAST_OF_TEXT
        assert fault.would_do in str(fault)


@given(COLOUR, COLOUR)
def test_a_colour_that_can_be_read_stays_as_it_is(colour: str, background: str) -> None:
    found = nearest(colour, background)
    assert contrast(found, background) >= LEAST_OF_TEXT
    assert (found == colour) == (contrast(colour, background) >= LEAST_OF_TEXT)


def test_the_sentence_names_both_colours_the_contrast_and_another() -> None:
    (fault,) = colour_faults(site("#8FA3D9"))
    assert str(fault).startswith("#8FA3D9 on #F7F5F0 has 2.3:1; text and links need 4.5:1. #")
