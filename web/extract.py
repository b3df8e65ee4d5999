"""Writes `web/words/messages.pot` from the code, and brings every PO file up to it: `python -m web.extract`.

Translations of messages that are gone are dropped. A new message stands in every PO file without a translation.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from babel.plural import to_gettext

from runtime.languages import cldr_plural_rule, own_name, plural_categories
from web.translations import INFORMAL, SHIPPED

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = (
    "contract",
    "models",
    "narration",
    "web",
    "runtime",
    "device",
    "tour_server",
    "zaalgids",
)
TEMPLATE = SHIPPED / "messages.pot"
_IN_CONTEXT = ((1, "c"), 2)
_PLAIN: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_noop": None,
    "mark": None,
    "formality_noop": None,
    "ngettext": (1, 2),
    "ngettext_noop": (1, 2),
    "pgettext": _IN_CONTEXT,
    "pgettext_noop": _IN_CONTEXT,
    "npgettext": ((1, "c"), 2, 3),
    # What a capability contributes carries its text; its `capability.py` can't import the translations.
    "NavigationEntry": (1,),
    "EventKind": (2,),
    "JobKind": (2,),
}
_ADDRESSING: dict[str, Any] = {"formality_noop": None}


def extracted(root: Path = ROOT) -> Catalog:
    """Returns every message of the code, in the order of the files and of the lines in them."""
    catalog = Catalog(charset="utf-8")
    for package in PACKAGES:
        for file in sorted((root / package).rglob("*")):
            method = {".py": "python", ".html": "jinja2.ext:babel_extract"}.get(file.suffix)
            if method is None:
                continue
            place = file.relative_to(root).as_posix()
            for text, context in _messages(file, method):
                catalog.add(text, locations=[(place, 0)], context=context)
    return catalog


def _messages(file: Path, method: str) -> Iterator[tuple[Any, str | None]]:
    body = file.read_bytes()
    names = [name for name in _PLAIN if f"{name}(".encode() in body]
    if not names and b"trans" not in body:
        return
    for _, text, _, context in extract(method, io.BytesIO(body), _PLAIN):
        yield text, context
    if b"formality_noop(" in body:
        for _, text, _, _ in extract(method, io.BytesIO(body), _ADDRESSING):
            yield text, INFORMAL


def template_text(catalog: Catalog) -> str:
    """Returns the text of the POT file, without dates and line numbers: it changes with the words alone."""
    return _header("The messages of all screens.", "") + _body(catalog)


def translation_text(language: str, template: Catalog, old: Catalog | None) -> str:
    """Returns the text of a language's PO file: the messages of the template with the translations of `old`."""
    # CLDR's operand e is 0 for numbers without an exponent, and gettext knows n alone.
    plurals = re.sub(r"\be\b", "0", to_gettext(cldr_plural_rule(language)))
    catalog = Catalog(charset="utf-8")
    catalog.mime_headers = [("Plural-Forms", plurals)]
    for entry in template:
        if not entry.id:
            continue
        before = old.get(entry.id, entry.context) if old is not None else None
        text: Any = before.string if before else None
        if not text or (isinstance(entry.id, tuple) and not any(text)):
            empty = ("",) * len(plural_categories(language))
            text = empty if isinstance(entry.id, tuple) else ""
        flags = before.flags if before else ()
        catalog.add(entry.id, text, entry.locations, flags, context=entry.context)
    return _header(f"The words of all screens: {own_name(language)}.", language, plurals) + _body(
        catalog
    )


def read_translations(file: Path) -> Catalog:
    """Returns the catalogue of a PO file."""
    with file.open("rb") as opened:
        return read_po(opened, charset="utf-8")


def _header(title: str, language: str, plurals: str = "") -> str:
    lines = [f"Language: {language}", "MIME-Version: 1.0"]
    lines += ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit"]
    lines += [f"Plural-Forms: {plurals}"] if plurals else []
    quoted = "".join(f'"{line}\\n"\n' for line in lines)
    return f'# {title}\nmsgid ""\nmsgstr ""\n{quoted}\n'


def _body(catalog: Catalog) -> str:
    for entry in catalog:
        entry.flags = {flag for flag in entry.flags if flag == "fuzzy"}
    written = io.BytesIO()
    write_po(written, catalog, width=100, omit_header=True, include_lineno=False)
    return written.getvalue().decode("utf-8").strip() + "\n"


def main() -> None:
    """Write the POT file and every PO file."""
    template = extracted()
    TEMPLATE.write_text(template_text(template), encoding="utf-8")
    for file in sorted(SHIPPED.glob("*.po")):
        text = translation_text(file.stem, template, read_translations(file))
        file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
