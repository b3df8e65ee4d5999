"""Checks a museum's look: colours that can be read, a logo that can be made out, typefaces that suit its languages.

A fault stops a save, an import and a publish; a remark tells what screens do by themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct

from contract.look import Typeface
from contract.museum import Museum, Site
from contract.palettes import Palettes, colour_faults, palettes
from contract.text_units import text_units
from runtime.contrast import LEAST_OF_GRAPHICS, LEAST_OF_TEXT
from runtime.languages import own_name
from tour_server.catalogue.logos import LogoError, logo_contrast
from tour_server.catalogue.typefaces import TIGHTEST_LINE, TypefaceError, TypefaceFile, is_letter
from web.translations import gettext as _
from web.translations import shipped_catalogue

NAMED_LETTERS = 8  # of those that a typeface lacks, so many are named
Characters = Mapping[str, frozenset[str]]  # by language
ReadFile = Callable[[str], bytes]
"""Returns the content of a file of the look. Raises KeyError or OSError for one that is not there."""


class LookFault(Struct, frozen=True):
    """What is wrong with one field of the form (`look.night.paper`), in a sentence for staff."""

    field: str
    sentence: str


def museum_characters(museum: Museum) -> dict[str, frozenset[str]]:
    """Returns the characters of the texts of a museum and of its screens, by language."""
    found: dict[str, set[str]] = {language: set() for language in museum.site.languages}
    for unit in text_units(museum):
        if unit.language in found:
            found[unit.language].update(unit.text)
    catalogue = shipped_catalogue()
    for language, characters in found.items():
        characters.update(own_name(language))
        if language in catalogue.languages:
            characters.update(catalogue.translations(language).characters)
    return {language: frozenset(characters) for language, characters in found.items()}


def look_faults(site: Site, characters: Characters, read: ReadFile) -> list[LookFault]:
    """Returns what has to be put right before visitors can have this look."""
    found = [
        LookFault(
            "accent" if fault.of_accent else f"look.{fault.theme}.{fault.field}",
            _(
                "{chosen} on {against} has {ratio}:1; words and links need {least}:1. {would_do} would do.",
                chosen=fault.chosen,
                against=fault.against,
                ratio=format(fault.ratio, ".1f"),
                least=LEAST_OF_TEXT,
                would_do=fault.would_do,
            ),
        )
        for fault in colour_faults(site)
    ]
    return [
        *found,
        *_logo_faults(site, palettes(site), read),
        *_typeface_faults(site, characters, read),
    ]


def look_remarks(site: Site, characters: Characters, read: ReadFile) -> list[str]:
    """Returns in sentences for which languages a typeface has not all letters, and what screens show there."""
    found = []
    for field, face in _typefaces(site):
        try:
            typeface = TypefaceFile(read(face.regular))
        except (TypefaceError, KeyError, OSError):
            continue  # a fault
        name = _FACE_NAMES[field]()
        for language, used in characters.items():
            lacks = typeface.lacks(used)
            letters = sum(map(is_letter, used))
            if not lacks:
                continue
            facts = {
                "typeface": name,
                "language": own_name(language),
                "letters": " ".join(lacks[:NAMED_LETTERS]),
                "more": " …" if len(lacks) > NAMED_LETTERS else "",
            }
            if len(lacks) > letters / 2:
                found.append(
                    _(
                        "{typeface}: it has no letters for {language}; texts in it keep ours.",
                        **facts,
                    )
                )
            else:
                found.append(
                    _(
                        "{typeface}: it lacks {letters}{more} of {language}; these are ours, in the same words.",
                        **facts,
                    )
                )
    return found


def _logo_faults(site: Site, colours: Palettes, read: ReadFile) -> list[LookFault]:
    logo = site.look.logo
    if logo is None:
        return []
    found = []
    for field, file, paper in (
        ("look.logo.day", logo.day, colours.day.paper),
        ("look.logo.night", logo.night or logo.day, colours.night.paper),
    ):
        try:
            ratio = logo_contrast(read(file), paper)
        except LogoError as error:
            found.append(LookFault(field, str(error)))
        except (KeyError, OSError):
            found.append(LookFault(field, _("The file {name} is not there.", name=file)))
        else:
            if ratio < LEAST_OF_GRAPHICS:
                found.append(LookFault(field, _unreadable(field, logo.night is None, paper, ratio)))
    return found


def _unreadable(field: str, is_only: bool, paper: str, ratio: float) -> str:
    facts = {"paper": paper, "ratio": format(ratio, ".1f"), "least": LEAST_OF_GRAPHICS}
    if field.endswith("night") and is_only:
        return _(
            "The logo can't be made out on the dark paper {paper}: {ratio}:1, and it needs {least}:1. "
            "Add a logo for night.",
            **facts,
        )
    return _("This logo can't be made out on {paper}: {ratio}:1, and it needs {least}:1.", **facts)


def _typeface_faults(site: Site, characters: Characters, read: ReadFile) -> list[LookFault]:
    found = []
    used = frozenset().union(*characters.values())
    for field, face in _typefaces(site):
        for part, file in (("regular", face.regular), ("italic", face.italic)):
            if file is None:
                continue
            try:
                typeface = TypefaceFile(read(file))
                above, below = typeface.line(used)
            except TypefaceError as error:
                found.append(LookFault(f"{field}.{part}", str(error)))
            except (KeyError, OSError):
                found.append(
                    LookFault(f"{field}.{part}", _("The file {name} is not there.", name=file))
                )
            else:
                if above + below > TIGHTEST_LINE:
                    found.append(LookFault(f"{field}.{part}", _too_tall(above + below)))
    return found


def _too_tall(height: float) -> str:
    return _(
        "Its letters are {height} of their size high, and lines of captions have {most}: they would be cut. "
        "Choose another typeface.",
        height=format(height, ".2f"),
        most=TIGHTEST_LINE,
    )


def _typefaces(site: Site) -> list[tuple[str, Typeface]]:
    faces = (("look.titles", site.look.titles), ("look.controls", site.look.controls))
    return [(field, face) for field, face in faces if face is not None]


_FACE_NAMES: dict[str, Callable[[], str]] = {
    "look.titles": lambda: _("Typeface of titles and narration"),
    "look.controls": lambda: _("Typeface of buttons and labels"),
}
