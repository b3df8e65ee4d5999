"""Concepts of the Art & Architecture Thesaurus that Linked Art uses, and languages as it names them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contract.museum import Level
from tour_server.imports.formats.format_source import UNDETERMINED
from tour_server.imports.formats.json_values import as_maps, as_text, identifier_of
from tour_server.imports.formats.language_words import language_tag

AAT = "http://vocab.getty.edu/aat/"
PREFERRED = "300404670"
INVENTORY_NUMBERS = ("300312355", "300404620", "300417447", "300404626")
"""Accession number, catalogue number, registration number, identification number."""
SYSTEM_NUMBER, LOCAL_NUMBER = "300435704", "300404621"
DESCRIPTIONS = ("300435416", "300080091", "300411780")
MATERIALS = ("300435429",)
CREDITS = ("300435418", "300026687")
RIGHTS_STATEMENTS = ("300435434", "300055547")
CITATIONS = ("300311705", "300311954", "300435423", "300026497")
ATTRIBUTIONS = ("300435416", "300435417")
"""Of a production: who is said to have made the work, as the Rijksmuseum has it."""
BRIEF_TEXT = "300418049"
PRIMARY_TITLE_LABEL, LEVEL_PREFIX = "Primary Name", "level: "
ROOM = "300240057"
_LANGUAGES = {
    "en": "300388277",
    "nl": "300388256",
    "de": "300388344",
    "fr": "300388306",
    "es": "300389311",
    "it": "300388474",
    "la": "300388693",
}
_TAGS = {concept: tag for tag, concept in _LANGUAGES.items()}


def concept(number: str, label: str) -> dict[str, Any]:
    """Returns a concept as Linked Art writes it."""
    return {"id": AAT + number, "type": "Type", "_label": label}


def concepts_of(value: Mapping[str, Any]) -> set[str]:
    """Returns the numbers or addresses by which something is classified, also what classifies its classes."""
    found: set[str] = set()
    for one in as_maps(value.get("classified_as")):
        found.add(_number(one))
        found.update(_number(inner) for inner in as_maps(one.get("classified_as")))
    return found - {""}


def level_of(value: Mapping[str, Any]) -> Level | None:
    """Returns for whom a text is written, where our own class says so."""
    labels = [as_text(one.get("_label")) for one in as_maps(value.get("classified_as"))]
    names = [one.removeprefix(LEVEL_PREFIX) for one in labels if one.startswith(LEVEL_PREFIX)]
    return next((Level(one) for one in names if one in list(Level)), None)


def level_class(level: Level) -> dict[str, Any]:
    """Returns the class that says for whom a text is written."""
    return {"type": "Type", "_label": f"{LEVEL_PREFIX}{level}"}


def language_class(tag: str) -> list[dict[str, Any]]:
    """Returns the language of words as Linked Art writes it; [] where it is not determined."""
    if tag == UNDETERMINED:
        return []
    named: dict[str, Any] = {"type": "Language", "_label": tag}
    if number := _LANGUAGES.get(tag):
        named["id"] = AAT + number
    return [named]


def language_of(value: Mapping[str, Any], otherwise: str) -> str:
    """Returns the language of words: by the thesaurus, by a tag or by a notation; else `otherwise`."""
    for one in as_maps(value.get("language")):
        if tag := _TAGS.get(_number(one)):
            return tag
        for said in (as_text(one.get("_label")), as_text(one.get("notation"))):
            if said and (tag := language_tag(said, "")):
                return tag
    return otherwise


def _number(value: Mapping[str, Any]) -> str:
    """Returns the number of a concept of the thesaurus, which has several addresses; of others the address."""
    identifier = identifier_of(value)
    if "vocab.getty.edu" in identifier or identifier.startswith("aat:"):
        return identifier.replace(":", "/").rstrip("/").rpartition("/")[2]
    return identifier
