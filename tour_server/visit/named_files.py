"""Finds the files that a page needs: what its HTML names, what its styles and scripts name, and how long each is.

A view is called for each address as if a phone had asked for it, so that a length is that of the very answer, whichever
way an address is made. Videos, and sound that a page offers only without scripts, are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from flask import Flask
from msgspec import Struct
from werkzeug.exceptions import HTTPException

_STYLE_NAMES = re.compile(r"""url\(\s*["']?([^"')]+)""")
_SCRIPT_NAMES = re.compile(r"""(?:\bfrom\s*|\bimport\s*\(?\s*)["']((?:\.{0,2}/)[^"']+\.js)["']""")
_RANGE = re.compile(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", re.IGNORECASE)
_DESCRIPTORS = re.compile(r"font-(?:family|style|weight|stretch)\s*:[^;]*")
_FACE = re.compile(r"@font-face\s*\{([^}]*)\}")
_LINKS = {"stylesheet", "modulepreload", "preload", "icon", "manifest"}
_TEXT_TYPES = ("text/", "application/javascript")


class ListedFile(Struct, frozen=True):
    """An address and the length of its answer, not compressed, in bytes."""

    address: str
    bytes: int


class ListedPicture(Struct, frozen=True):
    """One size of a picture. `width` in pixels, null where a page offers one size; `type` as in a `source`."""

    address: str
    bytes: int
    width: int | None = None
    type: str = ""


class Answer(Struct, frozen=True):
    """What a view answers: its text where it is one, else "", and its length in bytes."""

    bytes: int
    text: str


class NamedFiles:
    """Asks the application's views. Remembers answers, so make one for each list."""

    def __init__(self, app: Flask, accept_language: str) -> None:
        self._app = app
        self._headers = {"Accept-Language": accept_language, "Accept-Encoding": "identity"}
        self._answers: dict[str, Answer | None] = {}

    def answer(self, address: str) -> Answer | None:
        """Returns what a phone gets at an address of this server, None where there is nothing."""
        if address not in self._answers:
            self._answers[address] = self._ask(address)
        return self._answers[address]

    def file(self, address: str) -> ListedFile | None:
        """Returns an address with its length, None where there is nothing."""
        found = self.answer(address)
        return None if found is None else ListedFile(address, found.bytes)

    def named(self, pages: Iterable[str]) -> list[ListedFile]:
        """Returns the styles, scripts, fonts and icons that these pages need, each once. `pages`: addresses.

        A typeface comes only where a page has a character of its `unicode-range`.
        """
        texts = {page: found.text for page in pages if (found := self.answer(page))}
        drawn = {ord(each) for text in texts.values() for each in text if each >= " "}
        wanted: dict[str, None] = {}
        left = [_joined(page, name) for page, text in texts.items() for name in names(text).files]
        while left:
            address = left.pop(0)
            found = None if address in wanted or not _is_ours(address) else self.answer(address)
            if found is None:
                continue
            wanted[address] = None
            left += [_joined(address, name) for name in _named_in(address, found.text, drawn)]
        return [file for address in wanted if (file := self.file(address))]

    def pictures(self, page: str) -> list[ListedPicture]:
        """Returns every size of the pictures that a page shows of the release."""
        found = self.answer(page)
        sizes: dict[str, ListedPicture] = {}
        for name, width, kind in names(found.text).pictures if found else []:
            file = self.file(name) if _is_ours(name) else None
            if file is not None and (name not in sizes or width is not None):
                sizes[name] = ListedPicture(name, file.bytes, width, kind)
        return list(sizes.values())

    def _ask(self, address: str) -> Answer | None:
        with self._app.test_request_context(address, headers=self._headers):
            try:
                response = self._app.make_response(self._app.dispatch_request())
            except HTTPException:
                return None
            if response.status_code != 200:
                response.close()
                return None
            if not (response.mimetype or "").startswith(_TEXT_TYPES):
                length = response.content_length
                response.close()
                return Answer(length or 0, "")
            response.direct_passthrough = False
            body = response.get_data()
            response.close()
            return Answer(len(body), body.decode("utf-8", "replace"))


class PageNames:
    """What the HTML of a page names: files, and pictures as (address, width, type)."""

    def __init__(self) -> None:
        self.files: list[str] = []
        self.pictures: list[tuple[str, int | None, str]] = []


def names(html: str) -> PageNames:
    """Returns what the HTML of a page names."""
    reader = _Reader()
    reader.feed(html)
    return reader.found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found = PageNames()
        self._in_picture = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take down what a tag names."""
        facts = {name: value or "" for name, value in attrs}
        if tag == "picture":
            self._in_picture = True
        elif tag == "script" and ("src" in facts or "data-late-src" in facts):
            self.found.files.append(facts.get("src") or facts["data-late-src"])
        elif tag == "link" and _LINKS.intersection(facts.get("rel", "").split()):
            self.found.files.append(facts.get("href") or facts.get("data-late-href", ""))
        elif tag == "img" or (tag == "source" and self._in_picture):
            self._picture(facts)

    def handle_endtag(self, tag: str) -> None:
        """Leave a `picture`, so that a `source` of sound does not count as one of its sizes."""
        if tag == "picture":
            self._in_picture = False

    def _picture(self, facts: dict[str, str]) -> None:
        kind = facts.get("type", "")
        if facts.get("src"):
            self._add(facts["src"], None, kind)
        for candidate in facts.get("srcset", "").split(","):
            address, _, size = candidate.strip().partition(" ")
            if address:
                width = int(size[:-1]) if size.endswith("w") and size[:-1].isdigit() else None
                self._add(address, width, kind)

    def _add(self, address: str, width: int | None, kind: str) -> None:
        if urlsplit(address).path.startswith("/visit/media/"):
            self.found.pictures.append((address, width, kind))
        else:
            self.found.files.append(address)


def _named_in(address: str, text: str, characters: set[int]) -> list[str]:
    path = urlsplit(address).path
    if path.endswith(".css"):
        unused = unused_faces(text, characters)
        return [name for name in _STYLE_NAMES.findall(text) if name not in unused]
    return _SCRIPT_NAMES.findall(text) if path.endswith(".js") else []


def unused_faces(style_sheet: str, characters: set[int]) -> set[str]:
    """Returns the files of the typefaces that draw none of these characters.

    Of two rules for one typeface the later one draws the characters that both have, as CSS says.
    """
    left: dict[tuple[str, ...], set[int]] = {}  # characters that no later rule draws
    used, named = set(), set()
    for face in reversed(_FACE.findall(style_sheet)):
        typeface = tuple(sorted(_DESCRIPTORS.findall(face)))
        here = left.setdefault(typeface, set(characters))
        drawn = here & _characters(face, here)
        files = _STYLE_NAMES.findall(face)
        named.update(files)
        if drawn or "unicode-range" not in face:
            used.update(files)
        here -= drawn
    return named - used


def _characters(face: str, of: set[int]) -> set[int]:
    """Returns those `of` the characters that a rule is for. One without a range is for all."""
    if "unicode-range" not in face:
        return set(of)
    found: set[int] = set()
    for first, last in _RANGE.findall(face.partition("unicode-range")[2]):
        found |= of.intersection(range(int(first, 16), int(last or first, 16) + 1))
    return found


def _joined(base: str, name: str) -> str:
    """Returns the address of what a file names. A fragment (`dots.svg#small`, `#sign`) is a part of the same file."""
    return urldefrag(urljoin(base, name)).url


def _is_ours(address: str) -> bool:
    parts = urlsplit(address)
    return not parts.scheme and not parts.netloc and parts.path.startswith("/")
