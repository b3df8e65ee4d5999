"""Writes XML record by record."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO
from xml.etree.ElementTree import Element, SubElement, tostring

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class XmlWriting:
    """Adds elements with a prefix to one another."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix

    def element(self, name: str) -> Element:
        """Returns a new element."""
        return Element(f"{self._prefix}:{name}")

    def add(
        self,
        parent: Element,
        path: str,
        words: str | None = None,
        *,
        language: str = "",
        **attributes: str,
    ) -> Element:
        """Add elements within each other, `a/b/c`, the last one with `words` and the attributes. Returns it."""
        for name in path.split("/"):
            parent = SubElement(parent, f"{self._prefix}:{name}")
        if language:
            parent.set("xml:lang", language)
        for key, value in attributes.items():
            parent.set(f"{self._prefix}:{key}", clean(value))
        if words is not None:
            parent.text = clean(words)
        return parent


def write_xml(file: Path, head: str, records: Iterable[Element], foot: str) -> int:
    """Write records between `head` and `foot`. Returns how many. Raises OSError."""
    with file.open("w", encoding="utf-8") as out:
        out.write('<?xml version="1.0" encoding="UTF-8"?>\n' + head)
        count = sum(_write(out, record) for record in records)
        out.write(foot)
    return count


def clean(words: str) -> str:
    """Returns words without the signs that XML can't hold."""
    return _NOT_IN_XML.sub("", words)


def _write(out: TextIO, record: Element) -> int:
    out.write(tostring(record, encoding="unicode") + "\n")
    return 1
