"""What staff call the fields of a part, in comparisons and in the history."""

from __future__ import annotations

from runtime.languages import own_name
from tour_server.catalogue.form_state import LEVEL_LABELS
from web.translations import gettext as _
from web.translations import mark

_NAMES = {
    "accent": mark("colour"),
    "adults": mark("form of address of adults"),
    "also": mark("further condition"),
    "alt": mark("what is in the picture"),
    "approved_by": mark("approved by"),
    "arch": mark("open arch"),
    "at": mark("place on the plan"),
    "blocks": mark("narration"),
    "by_number": mark("reached by number only"),
    "capacity": mark("capacity"),
    "children": mark("form of address of children"),
    "citation": mark("title and author"),
    "date": mark("date"),
    "dimensions": mark("dimensions"),
    "essential": mark("must be seen"),
    "exceptions": mark("special day"),
    "file": mark("file"),
    "floor": mark("floor"),
    "forms": mark("forms of the word"),
    "hand": mark("who made the text"),
    "holder": mark("who holds the rights"),
    "inventory": mark("inventory number"),
    "key": mark("key"),
    "language": mark("language"),
    "languages": mark("languages"),
    "layer": mark("how deep it goes"),
    "level": mark("level"),
    "lexicon": mark("pronunciation"),
    "licence": mark("licence"),
    "maker": mark("maker"),
    "materials": mark("material"),
    "meaning": mark("meaning"),
    "media": mark("picture"),
    "minutes": mark("minutes"),
    "name": mark("name"),
    "note": mark("note"),
    "number": mark("number"),
    "opening": mark("opening hours"),
    "outline": mark("corner of the room"),
    "own_picture": mark("picture of its own"),
    "part": mark("its part in the telling"),
    "place": mark("place"),
    "prices": mark("prices"),
    "questions": mark("questions that visitors are offered"),
    "reference": mark("kiosks recognise the work by it"),
    "relation": mark("relation"),
    "rights": mark("rights"),
    "room": mark("room"),
    "seconds": mark("seconds to walk"),
    "sign_videos": mark("video in sign language"),
    "source": mark("source"),
    "sources": mark("sources"),
    "stops": mark("stop"),
    "summary": mark("summary"),
    "term": mark("term"),
    "text": mark("text"),
    "theme": mark("theme"),
    "title": mark("title"),
    "value": mark("how much it is worth seeing"),
    "way": mark("kind of way"),
    "where": mark("where in it"),
    "works": mark("works"),
    "written_by": mark("written by"),
    "x": mark("metres from the left of the plan"),
    "y": mark("metres from the top of the plan"),
}


def field_name(name: str) -> str:
    """Return what staff call a field, by its name in a document."""
    return _(_NAMES[name]) if name in _NAMES else name.replace("_", " ")


def block_name(language: str, level: str) -> str:
    """Return what staff call a narration block: its language and whom it is for."""
    return f"{own_name(language)}, {_(dict(LEVEL_LABELS).get(level, level))}"
