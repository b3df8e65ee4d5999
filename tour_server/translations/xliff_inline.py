"""Italics in XLIFF: inline elements around the phrases, as translators' programs show and keep them.

Written as `<pc>` of XLIFF 2. Read are also its halves `<sc>` and `<ec>`, into which a program divides it, and of XLIFF
1.2 `<g>`, `<bpt>` and `<ept>`. A program may lose what kind of code one is, but keeps its id.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from contract.italics import italic_ranges
from tour_server.imports.formats.xml_writing import clean

_OUR_ID = re.compile(r"italic-\d+")
_ITALIC = "xlf:i"
_NATIVE = ("bpt", "ept", "ph", "it", "sub")  # of 1.2: what is in them is code, not text


def add_words(element: Element, text: str, phrases: Sequence[str]) -> None:
    """Write a text into an element, with its phrases in italics."""
    text = clean(text)
    last: Element | None = None
    end = 0
    for number, (start, until) in enumerate(italic_ranges(text, phrases), start=1):
        _append(element, last, text[end:start])
        facts = {"id": f"italic-{number}", "type": "fmt", "subType": _ITALIC}
        last = SubElement(element, "pc", facts)
        last.text = text[start:until]
        end = until
    _append(element, last, text[end:])


class InlineText:
    """The words of an element without what is code, and its phrases in italics."""

    def __init__(self, element: Element | None, prefix: str) -> None:
        """`prefix`: of the element names, with braces."""
        self._prefix = prefix
        self.words = ""
        self._open: dict[str, int] = {}  # id of a code -> where it began
        self._ranges: list[tuple[int, int]] = []
        if element is not None:
            self._read(element)
        self._ranges += [(start, len(self.words)) for start in self._open.values()]

    @property
    def italics(self) -> list[str]:
        """The phrases, each once, without spaces around them."""
        found = (" ".join(self.words[start:end].split()) for start, end in sorted(self._ranges))
        return [one for one in dict.fromkeys(found) if one]

    def _read(self, element: Element) -> None:
        self.words += element.text or ""
        for child in element:
            name = child.tag.removeprefix(self._prefix)
            start = len(self.words)
            if name == "cp":
                self.words += _sign(child.get("hex", ""))
            elif name in ("sc", "bpt"):
                if _is_italic(child):
                    self._open[_id(child)] = start
            elif name in ("ec", "ept"):
                self._close(child, start)
            elif name not in _NATIVE:
                self._read(child)
                if name in ("pc", "g") and _is_italic(child):
                    self._ranges.append((start, len(self.words)))
            self.words += child.tail or ""

    def _close(self, code: Element, end: int) -> None:
        """Take in where a code ends. One that began in another segment has its whole part of this one."""
        begun = code.get("startRef") or _id(code)
        if begun in self._open:
            self._ranges.append((self._open.pop(begun), end))
        elif _is_italic(code) or _OUR_ID.fullmatch(begun):
            self._ranges.append((0, end))


def _append(element: Element, last: Element | None, words: str) -> None:
    if last is None:
        element.text = words
    else:
        last.tail = words


def _id(code: Element) -> str:
    return code.get("rid") or code.get("id") or ""


def _is_italic(code: Element) -> bool:
    kind = code.get("subType") or code.get("ctype") or code.get("equiv") or ""
    ours = _OUR_ID.fullmatch(_id(code))
    return bool(ours) or kind.rpartition(":")[2] in ("i", "italic", "x-italic")


def _sign(digits: str) -> str:
    """Return the sign that XML can't hold and XLIFF 2 writes by its number: none that a text of ours may have."""
    try:
        sign = chr(int(digits, 16))
    except (ValueError, OverflowError):
        return ""
    return sign if sign.isprintable() else ""
