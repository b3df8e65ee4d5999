"""Writes texts for translators as XLIFF 2.1 (OASIS, https://docs.oasis-open.org/xliff/xliff-core/v2.1/).

A part is a `file`, a text a `unit` of one segment, which a tool may cut into sentences. What a translator should know
stands in notes, words of the glossary also in its glossary module.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement
from xml.sax.saxutils import quoteattr

from contract.museum import Key
from runtime.languages import own_name
from tour_server.imports.formats.xml_writing import clean, write_xml
from tour_server.translations.exchange_unit import OutgoingPart, OutgoingText
from tour_server.translations.translated_texts import TextState
from tour_server.translations.xliff_inline import add_words
from web.translations import gettext as _

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"  # of 2.1, too
GLOSSARY = "urn:oasis:names:tc:xliff:glossary:2.0"
_STATES = {
    TextState.MISSING: "initial",
    TextState.STALE: "initial",
    TextState.MACHINE: "initial",
    TextState.UNKNOWN: "translated",
    TextState.WRITTEN: "translated",
    TextState.APPROVED: "final",
}


def write_xliff(
    path: Path, museum: Key, source_language: str, language: str, parts: Iterable[OutgoingPart]
) -> int:
    """Write the texts of parts. Returns how many parts. Raises OSError."""
    head = (
        f'<xliff xmlns="{NAMESPACE}" xmlns:gls="{GLOSSARY}" version="2.1" '
        f"srcLang={quoteattr(source_language)} trgLang={quoteattr(language)}>\n"
    )
    return write_xml(path, head, _files(museum, source_language, parts), "</xliff>\n")


def _files(museum: Key, source_language: str, parts: Iterable[OutgoingPart]) -> Iterator[Element]:
    for number, part in enumerate(parts, start=1):
        file = Element(
            "file", {"id": f"f{number}", "original": f"{museum}/{part.kind.value}/{part.key}"}
        )
        _note(SubElement(file, "notes"), "title", part.name)
        for text in part.texts:
            file.append(_unit(text, source_language))
        yield file


def _unit(text: OutgoingText, source_language: str) -> Element:
    unit = Element("unit", {"id": text.id, "name": clean(text.path), "xml:space": "preserve"})
    _glossary(unit, text)
    notes = SubElement(unit, "notes")
    _note(notes, "what", text.name)
    if text.seconds:
        _note(
            notes,
            "length",
            _(
                "Spoken, about {seconds} seconds in {language}; no longer, please.",
                seconds=text.seconds,
                language=own_name(source_language),
            ),
        )
    for term in text.terms:
        if term.translation:
            _note(notes, "term", f"{term.found} → {term.translation}")
    if text.state is TextState.STALE:
        _note(
            notes,
            "state",
            _("The source changed after this was translated. What stands is earlier."),
        )
    elif text.state is TextState.MACHINE:
        _note(notes, "state", _("A machine drafted this; nobody has approved it."))
    segment = SubElement(unit, "segment", {"state": _STATES[text.state]})
    add_words(SubElement(segment, "source"), text.source, text.italics)
    if text.target:
        add_words(SubElement(segment, "target"), text.target, text.target_italics)
    return unit


def _glossary(unit: Element, text: OutgoingText) -> None:
    """Add the glossary module, which stands before the notes."""
    terms = [term for term in text.terms if term.translation]
    if not terms:
        return
    glossary = SubElement(unit, "gls:glossary")
    for term in terms:
        entry = SubElement(glossary, "gls:glossEntry")
        SubElement(entry, "gls:term").text = clean(term.found)
        SubElement(entry, "gls:translation").text = clean(term.translation)


def _note(notes: Element, category: str, words: str) -> None:
    SubElement(notes, "note", {"category": category}).text = clean(words)
