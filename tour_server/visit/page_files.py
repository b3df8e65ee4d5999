"""The files that the visitor's pages are made with: one script for each page, one style sheet, one of the typefaces.

They are made of the modules and style sheets as those stand, when the server starts. Each has a hash of its content in
its address, so a phone keeps it for good. Two small scripts and the museum's colours stand in the pages themselves,
because a phone would wait 0.4 s for each of them; the Content-Security-Policy of these pages allows just those, by
their hashes.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from flask import Response, g, url_for
from markupsafe import Markup
from werkzeug.exceptions import NotFound

import web
from web.lasting_files import lasting
from web.script_bundle import bundle

FOLDER = Path(__file__).with_name("static")
SERVICE_WORKER = "sw.js"
# Stand in the pages, no modules: what comes before the first paint, and what plays before the page's script is there.
INLINE = ("first.js", "sound.js")
STYLES = "page.css"
FONTS = "fonts.css"
_STYLES_ALLOWED = "style-src 'self'"  # in web.CONTENT_SECURITY_POLICY
_TAKEN = re.compile(r"page_file\('(\w+\.js)'\)")
_FONT_FACE = re.compile(r"@font-face \{.*?\}\n", re.S)
_COMMENT = re.compile(r"/\*.*?\*/\n?", re.S)
_BREAK = re.compile(r"\n\s+")  # within a rule


class _File(NamedTuple):
    address: str  # the last part of its URL
    body: bytes


class _Words:
    """The keys that a script may ask the page's words for: its texts, and beginnings of those it puts together."""

    def __init__(self, script: str) -> None:
        self._keys = frozenset(re.findall(r'"(\w+)"', script))
        self._beginnings = tuple(re.findall(r"`(\w+_)\$\{", script))

    def has(self, key: str) -> bool:
        return key in self._keys or key.startswith(self._beginnings)


class PageFiles:
    """The files, by the name that templates have for them."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """Read and join them. Raises script_bundle.BundleError."""
        self._folder = folder
        self._by_page = {
            page.stem: set(_TAKEN.findall(page.read_text("utf-8")))
            for page in folder.with_name("templates").rglob("*.html")
        }
        scripts = {name: bundle(f"./{name}", self._module).encode() for name in self._entries()}
        self._files = {
            name: _File(_hashed(name, body), body)
            for name, body in {**scripts, STYLES: self._styles()}.items()
        }
        self._inline = {name: bundle(f"./{name}", self._module) for name in INLINE}
        self._words = {name: _Words(script.decode()) for name, script in scripts.items()}
        self._bodies = {file.address: file.body for file in self._files.values()}

    def address(self, name: str) -> str:
        """Returns the URL of a file. Raises KeyError."""
        return url_for("visit.page_file", name=self._files[name].address)

    def inline(self, name: str) -> str:
        """Returns the text of a script that stands in the page that is made now. Raises KeyError."""
        g.setdefault("inline_scripts", []).append(self._inline[name])
        return self._inline[name]

    def inline_styles(self) -> Markup:
        """Returns the text of the style sheet, for a page that has it within it."""
        return self.inline_style(self._files[STYLES].body.decode())

    def inline_style(self, rules: str) -> Markup:
        """Returns rules of a style element of the page that is made now."""
        g.setdefault("inline_styles", []).append(rules)
        return Markup(rules)  # noqa: S704

    def allow_inline(self, response: Response) -> Response:
        """Let the browser run the scripts and take the styles that stand in the page that was made, and no others.

        Returns the response.
        """
        policy = web.CONTENT_SECURITY_POLICY
        if styles := g.get("inline_styles"):
            policy = policy.replace(_STYLES_ALLOWED, f"{_STYLES_ALLOWED} {_allowed(styles)}")
        if scripts := g.get("inline_scripts"):
            policy += f"; script-src 'self' {_allowed(scripts)}"
        if policy != web.CONTENT_SECURITY_POLICY:
            response.headers["Content-Security-Policy"] = policy
        return response

    def icon(self) -> str:
        """Returns the icon as an address that needs no request: Chromium asks twice for one that does."""
        return f"data:image/svg+xml,{quote((web.static_folder() / 'icon.svg').read_text('utf-8'))}"

    def fonts(self) -> str:
        """Returns the URL of the style sheet of the typefaces, which pages need after the first words only."""
        return url_for("web.static", filename="fonts/phone/fonts.css")

    def words_of(self, page: str, words: Mapping[str, object]) -> dict[str, object]:
        """Returns those of `words`, by their keys, that the scripts of the page `page` can say."""
        scripts = [self._words[name] for name in self._by_page[page] if name in self._words]
        return {key: text for key, text in words.items() if any(one.has(key) for one in scripts)}

    def send(self, name: str) -> Response:
        """Send the file with this address. Raises NotFound."""
        body = self._bodies.get(name)
        if body is None:
            raise NotFound
        kind = "text/css" if name.endswith(".css") else "text/javascript"
        response: Response = lasting(Response(body, mimetype=kind))
        response.set_etag(name)
        return response

    def _entries(self) -> list[str]:
        """Returns the scripts that pages take."""
        return sorted({name for names in self._by_page.values() for name in names})

    def _module(self, name: str) -> str:
        """Returns the text of a module, by the name that others import it under."""
        folder = web.static_folder() if name.startswith("/web/") else self._folder
        return (folder / Path(name).name).read_text(encoding="utf-8")

    def _styles(self) -> bytes:
        """Returns the tokens without their typefaces, and the rules of visitors' pages."""
        tokens = (web.static_folder() / "tokens.css").read_text(encoding="utf-8")
        rules = (self._folder / "visit.css").read_text(encoding="utf-8")
        return _BREAK.sub(" ", _COMMENT.sub("", _FONT_FACE.sub("", tokens) + rules)).encode()


def _allowed(texts: Iterable[str]) -> str:
    """Returns the sources of a Content-Security-Policy that let these scripts or styles stand in a page."""
    return " ".join(f"'sha256-{_sha256(text)}'" for text in texts)


@lru_cache(maxsize=64)
def _sha256(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _hashed(name: str, body: bytes) -> str:
    stem, _, ending = name.rpartition(".")
    return f"{stem}-{hashlib.sha256(body).hexdigest()[:10]}.{ending}"


@cache
def shipped_page_files() -> PageFiles:
    """Return the files of our own pages, read and joined once a process. Raises script_bundle.BundleError."""
    return PageFiles()
