"""Reads XLIFF 2.0, 2.1 and 2.2, and 1.2 and its dialects (SDLXLIFF, MQXLIFF), as translators send it back.

Only the text counts, and its italics: other inline codes are dropped, and suggestions beside a text (matches
of 2, `alt-trans` of 1.2) are not taken for its translation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from contract.museum_folder import MuseumError
from tour_server.imports.formats.xml_file import read_records, read_root_element
from tour_server.translations.exchange_unit import IncomingFile, IncomingText
from tour_server.translations.xliff_inline import InlineText
from web.translations import gettext as _

MOST_TEXTS = 100_000
_UNTRANSLATED = ("initial", "new", "needs-translation")
_MACHINE = ("mt-suggestion", "mt")


def read_xliff(path: Path) -> IncomingFile:
    """Return the texts of an XLIFF file. Raises MuseumError with sentences where it is none that can be read."""
    root = read_root_element(path)
    namespace, _brace, name = root.tag.removeprefix("{").rpartition("}")
    if name != "xliff":
        raise MuseumError(
            [_("{file} is not XLIFF: its first element is <{name}>.", file=path.name, name=name)]
        )
    is_second = ":document:2" in namespace or root.get("version", "").startswith("2")
    source, target = root.get("srcLang", ""), root.get("trgLang", "")
    texts: list[IncomingText] = []
    prefix = f"{{{namespace}}}" if namespace else ""
    for file in read_records(path, [f"{prefix}file"]):
        source = source or file.get("source-language", "")
        target = target or file.get("target-language", "")
        texts += _second(file, prefix) if is_second else _first(file, prefix)
        if len(texts) > MOST_TEXTS:
            raise MuseumError(
                [_("{file} has more than {number} texts.", file=path.name, number=MOST_TEXTS)]
            )
    if not texts:
        raise MuseumError([_("{file} has no text to translate in it.", file=path.name)])
    return IncomingFile(source, target, texts)


def _second(file: Element, prefix: str) -> Iterator[IncomingText]:
    """Yield the texts of a file of XLIFF 2."""
    for unit in file.iter(f"{prefix}unit"):
        source = target = ""
        complete = machine = False
        italics: list[str] = []
        states = []
        for piece in unit:
            is_segment = piece.tag == f"{prefix}segment"
            if not is_segment and piece.tag != f"{prefix}ignorable":
                continue
            of_piece = _words(piece.find(f"{prefix}source"), prefix)
            translated = piece.find(f"{prefix}target")
            source += of_piece
            if translated is not None and (not is_segment or _words(translated, prefix).strip()):
                target += _words(translated, prefix)
                italics += InlineText(translated, prefix).italics
            elif is_segment and of_piece.strip():
                states.append(False)
                continue
            else:
                target += of_piece
            if is_segment:
                state = piece.get("state", "translated")
                is_copy = _words(translated, prefix) == of_piece and state in _UNTRANSLATED
                states.append(not is_copy)
                machine = machine or piece.get("subState", "").rpartition(":")[2] in _MACHINE
        complete = all(states)
        if not any(states):
            target, complete, italics = "", True, []
        yield IncomingText(
            unit.get("id", ""), unit.get("name", ""), source, target, complete, machine, italics
        )


def _first(file: Element, prefix: str) -> Iterator[IncomingText]:
    """Yield the texts of a file of XLIFF 1.2."""
    for unit in file.iter(f"{prefix}trans-unit"):
        source = _words(unit.find(f"{prefix}source"), prefix)
        translated = unit.find(f"{prefix}target")
        target, state, complete, machine = "", "", True, False
        if translated is not None:
            target, state = _words(translated, prefix), translated.get("state", "")
            complete = _has_every_segment(unit, translated, prefix)
            machine = translated.get("state-qualifier", "") in _MACHINE
        if not target.strip() or (target == source and state in _UNTRANSLATED):
            target, complete = "", True
        italics = InlineText(translated, prefix).italics if target else []
        name, place = unit.get("resname", ""), unit.get("id", "")
        yield IncomingText(place, name, source, target, complete, machine, italics)


def _has_every_segment(unit: Element, target: Element, prefix: str) -> bool:
    """Return whether the target has each segment of the source that has text, where the file is segmented."""
    cut = unit.find(f"{prefix}seg-source")
    if cut is None:
        return True
    translated = {
        mark.get("mid") for mark in _segment_marks(target, prefix) if _words(mark, prefix).strip()
    }
    return all(
        mark.get("mid") in translated
        for mark in _segment_marks(cut, prefix)
        if _words(mark, prefix).strip()
    )


def _segment_marks(element: Element, prefix: str) -> Iterable[Element]:
    return (one for one in element.iter(f"{prefix}mrk") if one.get("mtype") == "seg")


def _words(element: Element | None, prefix: str) -> str:
    """Return the text in an element without what is code."""
    return InlineText(element, prefix).words
