"""Reads an element of a record, and says afterwards which texts in it were not read."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from tour_server.imports.formats.format_source import UnreadFields
from tour_server.imports.formats.language_words import language_tag
from tour_server.imports.formats.xml_file import XML_LANGUAGE


class XmlReading:
    """A record's element, in one namespace."""

    def __init__(self, record: Element, namespace: str, language: str) -> None:
        """`language`: of words whose element, and those around it, say none."""
        self.record, self._namespace, self._language = record, namespace, language
        self._languages: dict[int, str] = {}
        self._read: set[int] = set()
        self._set_languages(record, language)

    def all(self, element: Element | None, path: str) -> list[Element]:
        """Returns the elements at a path like `a/b/c` below `element`."""
        found = [] if element is None else [element]
        for name in path.split("/"):
            tag = f"{{{self._namespace}}}{name}"
            found = [child for one in found for child in one if child.tag == tag]
        return found

    def first(self, element: Element | None, path: str) -> Element | None:
        """Returns the first element at a path, or None."""
        return next(iter(self.all(element, path)), None)

    def words(self, element: Element | None) -> str:
        """Returns the text in an element, which counts as read; "" for None."""
        if element is None:
            return ""
        self._read.update(map(id, element.iter()))
        return "".join(element.itertext()).strip()

    def language(self, element: Element) -> str:
        """Returns the language of an element's words."""
        return self._languages[id(element)]

    def values(self, element: Element | None, path: str) -> list[tuple[str, str]]:
        """Returns (language, words) of each element at a path that has words."""
        found = ((self.language(one), self.words(one)) for one in self.all(element, path))
        return [(language, words) for language, words in found if words]

    def skip(self, *paths: str) -> None:
        """Count what is at these paths as read: it says nothing that a record has."""
        for path in paths:
            for one in self.all(self.record, path):
                self._read.update(map(id, one.iter()))

    def attribute(self, element: Element, name: str) -> str:
        """Returns an attribute of the namespace, or of none; "" where it is absent."""
        return element.get(f"{{{self._namespace}}}{name}", element.get(name, "")).strip()

    def report(self, unread: UnreadFields) -> None:
        """Name each text that was not read by its element and the one around it."""
        for parent in self.record.iter():
            for child in parent:
                if id(child) not in self._read and (child.text or "").strip():
                    unread.add(f"{_local(parent)}/{_local(child)}")

    def _set_languages(self, element: Element, around: str) -> None:
        written = element.get(XML_LANGUAGE)
        said = around if written is None else language_tag(written, self._language)
        self._languages[id(element)] = said
        for child in element:
            self._set_languages(child, said)


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]
