"""The words of all screens: gettext messages in English in the code, one PO file a language in `web/words`.

A visitor's screen lists its messages in one table (`gettext_noop` and its like mark them for extraction) and offers a
language only when every message of that table is translated; otherwise it falls back along the visitor's own list. Desk
pages mark their sentences in place: `_("Save")` in Python, `{% trans %}Save{% endtrans %}` or `_("Save")` in templates.
A constant is marked by `mark` and translated where it is shown, because a module is read before a language is chosen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from babel.messages.pofile import PoFileError, read_po
from babel.numbers import format_decimal
from flask import Flask
from msgspec import Struct

from runtime.languages import PluralCategory, plural_categories, plural_category

SHIPPED = Path(__file__).with_name("words")
SOURCE_LANGUAGE = "en"
"""The language of the messages in the code; it needs no PO file."""
INFORMAL = "informal"
"""The msgctxt of the informal form of address; the entry without a context is the formal one."""


class TranslationError(ValueError):
    """A PO file that can't be used, in a sentence that names it."""


class TranslatableMessage(Struct, frozen=True):
    """A message as the code has it. `addresses`: it has a formal and an informal form in some languages."""

    text: str
    plural: str | None = None
    context: str | None = None
    addresses: bool = False


def mark(text: str) -> str:
    """Mark a text of the desk for extraction, and return it as it stands: `gettext` translates it where it is shown."""
    return text


def gettext_noop(text: str) -> TranslatableMessage:
    """Mark a message for extraction."""
    return TranslatableMessage(text)


def pgettext_noop(context: str, text: str) -> TranslatableMessage:
    """Mark a message whose translation depends on where it stands."""
    return TranslatableMessage(text, context=context)


def ngettext_noop(singular: str, plural: str) -> TranslatableMessage:
    """Mark a message with `{number}` in it; each language has the plural forms that CLDR gives it."""
    return TranslatableMessage(singular, plural)


def formality_noop(text: str) -> TranslatableMessage:
    """Mark a message that addresses the visitor: PO files have it without a context and with `INFORMAL`."""
    return TranslatableMessage(text, addresses=True)


class Translations:
    """The messages of one language. A message without a translation comes back as it stands in the code."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._categories = plural_categories(language)
        self._entries: dict[tuple[str | None, str], tuple[str, ...]] = {}

    def read(self, file: Path) -> None:
        """Add the entries of a PO file; fuzzy and untranslated ones are passed over. Raises TranslationError."""
        try:
            with file.open("rb") as opened:
                catalog = read_po(opened, abort_invalid=True)
        except (PoFileError, ValueError) as error:
            raise TranslationError(f"{file.name}: {error}") from error
        for entry in catalog:
            if not entry.id or entry.fuzzy:
                continue
            forms: tuple[str, ...]
            if isinstance(entry.id, str):
                key, forms = entry.id, (str(entry.string or ""),)
            else:
                key, forms = entry.id[0], tuple(map(str, entry.string or ()))
                if len(forms) != len(self._categories):
                    expected = ", ".join(self._categories)
                    raise TranslationError(f"{file.name}: {key!r} needs the forms {expected}")
            if all(forms):
                self._entries[entry.context, key] = forms

    def gettext(self, text: str) -> str:
        """Translate `text`."""
        return self._forms(None, text, text)[0]

    def pgettext(self, context: str, text: str) -> str:
        """Translate `text` as it is meant in `context`."""
        return self._forms(context, text, text)[0]

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """Translate in the plural form that `number` takes in this language."""
        return self.npgettext(None, singular, plural, number)

    def npgettext(self, context: str | None, singular: str, plural: str, number: int) -> str:
        """Translate in the plural form that `number` takes, as it is meant in `context`."""
        return self._plural(context, singular, plural)[plural_category(self.language, number)]

    def translate(self, message: TranslatableMessage, *, informal: bool = False) -> str:
        """Translate a message without a plural; `informal` where it addresses the visitor."""
        if informal and (INFORMAL, message.text) in self._entries:
            return self.pgettext(INFORMAL, message.text)
        return self._forms(message.context, message.text, message.text)[0]

    def plural_forms(self, message: TranslatableMessage) -> dict[PluralCategory, str]:
        """Returns the sentence of each plural category of this language."""
        return self._plural(message.context, message.text, message.plural or message.text)

    @property
    def characters(self) -> frozenset[str]:
        """The characters that its translations are written in."""
        return frozenset("".join(form for forms in self._entries.values() for form in forms))

    def has(self, message: TranslatableMessage) -> bool:
        """Returns whether a message is translated; every message is in the source language."""
        translated = (message.context, message.text) in self._entries
        return translated or self.language == SOURCE_LANGUAGE

    def _forms(self, context: str | None, *source: str) -> tuple[str, ...]:
        return self._entries.get((context, source[0]), source)

    def _plural(self, context: str | None, singular: str, plural: str) -> dict[PluralCategory, str]:
        forms = self._entries.get((context, singular))
        if forms is None:
            return {
                category: singular if category == "one" else plural for category in self._categories
            }
        return dict(zip(self._categories, forms, strict=True))


class TranslationCatalogue:
    """The translations of every language there is a PO file for, and the source language."""

    def __init__(self, *folders: Path) -> None:
        """Read `<language>.po` of each folder, by default the shipped one; later folders add to earlier ones.

        Raises TranslationError.
        """
        self._languages = {SOURCE_LANGUAGE: Translations(SOURCE_LANGUAGE)}
        for folder in folders or (SHIPPED,):
            for file in sorted(folder.glob("*.po")):
                self._languages.setdefault(file.stem, Translations(file.stem)).read(file)

    @property
    def languages(self) -> list[str]:
        """The languages with any words, sorted."""
        return sorted(self._languages)

    def translations(self, language: str) -> Translations:
        """Returns the translations into exactly this language. Raises KeyError where there are none."""
        return self._languages[language]

    def complete(self, messages: Iterable[TranslatableMessage]) -> list[str]:
        """Returns the languages that have every one of these messages, sorted: those that a screen may offer."""
        wanted = list(messages)
        return [
            language
            for language in self.languages
            if all(self._languages[language].has(message) for message in wanted)
        ]


@lru_cache(maxsize=1)
def shipped_catalogue() -> TranslationCatalogue:
    """Returns the shipped catalogue, which a process reads once."""
    return TranslationCatalogue()


_chosen: ContextVar[str] = ContextVar("language of the desk", default=SOURCE_LANGUAGE)


def choose_language(language: str) -> None:
    """Choose the language of `gettext` and its like for the rest of this request."""
    _chosen.set(language)


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Choose the language of `gettext` and its like for what is done within, such as a message of a thread."""
    before = _chosen.set(language)
    try:
        yield
    finally:
        _chosen.reset(before)


def chosen_language() -> str:
    """Returns the language of this request, as far as there are words in it."""
    return _of_request().language


def day_in_words(day: dt.date, pattern: str) -> str:
    """Returns a day in the language of this request. `pattern` is CLDR's: `d MMMM` gives `2 March`."""
    return format_date(day, pattern, locale=Locale.parse(chosen_language(), sep="-"))


def decimal_in_words(number: float, pattern: str = "0.0") -> str:
    """Returns a number with the decimal sign of this request's language: 8.2, or 8,2. `pattern` is CLDR's."""
    return format_decimal(number, pattern, locale=Locale.parse(chosen_language(), sep="-"))


def gettext(text: str, /, **facts: object) -> str:
    """Translate a sentence of the desk and fill in its `{placeholders}`. Imported as `_`."""
    return _filled(_of_request().gettext(text), facts)


def pgettext(context: str, text: str, /, **facts: object) -> str:
    """Translate a sentence of the desk as it is meant in `context`."""
    return _filled(_of_request().pgettext(context, text), facts)


def ngettext(singular: str, plural: str, number: int, /, **facts: object) -> str:
    """Translate a sentence of the desk in the plural form of `number`, which also fills in `{number}`."""
    facts = {"number": number, **facts}
    return _filled(_of_request().ngettext(singular, plural, number), facts)


def install_gettext(app: Flask, choose: Callable[[], str] = lambda: SOURCE_LANGUAGE) -> None:
    """Give an application's templates `_`, `ngettext`, `pgettext`, `{% trans %}`, and the filters `decimal` and `day`.

    `choose` returns the language of a request; it is called before each one. Placeholders in templates are jinja2's:
    `{% trans count=works|length %}{{ count }} work{% pluralize %}{{ count }} works{% endtrans %}`.
    """
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: _of_request().gettext(text),
        lambda singular, plural, number: _of_request().ngettext(singular, plural, number),
        newstyle=True,
        pgettext=lambda context, text: _of_request().pgettext(context, text),
        npgettext=lambda context, singular, plural, number: _of_request().npgettext(
            context, singular, plural, number
        ),
    )
    app.jinja_env.filters |= {"decimal": decimal_in_words, "day": day_in_words}
    app.before_request(lambda: choose_language(choose()))


def _of_request() -> Translations:
    catalogue = shipped_catalogue()
    chosen = _chosen.get()
    known = chosen if chosen in catalogue.languages else SOURCE_LANGUAGE
    return catalogue.translations(known)


def _filled(sentence: str, facts: dict[str, object]) -> str:
    return (
        sentence.format_map({name: str(fact) for name, fact in facts.items()})
        if facts
        else sentence
    )
