"""The words of the screen, a TOML file a language. Adding a language is adding a file.

`[words]` are for everyone. Where a language tells formal from informal, a sentence stands in both `[formal]`
and `[informal]`, and the site's settings say which one adults and which one children read. The level is known
to the phone alone, so a page carries both and the style sheet shows one.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
from markupsafe import Markup, escape
from msgspec import Struct

from contract.museum import Level, Site

SHIPPED = Path(__file__).with_name("words")


class PhrasebookError(ValueError):
    """A file of words that can't be used, in a sentence that names it."""


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    words: dict[str, str]
    formal: dict[str, str] = {}
    informal: dict[str, str] = {}


class Words:
    """The words of one language, as one site addresses its visitors."""

    def __init__(self, language: str, file: _File) -> None:
        self.language = language
        self._file = file

    @property
    def keys(self) -> frozenset[str]:
        """The key of every sentence."""
        return frozenset((*self._file.words, *self._file.formal))

    def plain(self, site: Site, level: Level, key: str, **facts: object) -> str:
        """One sentence with its facts, for whoever is listening. Raises KeyError."""
        address = site.child_formality if level is Level.CHILD else site.adult_formality
        forms = self._file.informal if address == "informal" else self._file.formal
        sentence = self._file.words.get(key) or forms[key]
        return sentence.format_map({name: str(fact) for name, fact in facts.items()})

    def formally(self, key: str) -> str:
        """One sentence without facts, before there is a site to say how it addresses people."""
        return self._file.words.get(key) or self._file.formal[key]

    def marked_up(self, site: Site, key: str, **facts: object) -> Markup:
        """The same for a page: both forms where they differ, each marked with whom it is for."""
        adult, child = (
            self.plain(site, level, key, **facts) for level in (Level.ADULT, Level.CHILD)
        )
        if adult == child:
            return escape(adult)
        shape = Markup('<span data-for="adult">{}</span><span data-for="child">{}</span>')
        return shape.format(adult, child)

    def for_script(self, site: Site) -> dict[str, list[str]]:
        """Every sentence as [for adults, for children], placeholders left in, for the page's script."""
        address = {"formal": self._file.formal, "informal": self._file.informal}
        forms = {
            key: [
                address[site.adult_formality.value][key],
                address[site.child_formality.value][key],
            ]
            for key in self._file.formal
        }
        return {key: [words, words] for key, words in self._file.words.items()} | forms


class Phrasebook:
    """All the languages that screens speak."""

    def __init__(self, *folders: Path) -> None:
        """Reads `<language>.toml` of each folder; a later folder wins. Raises PhrasebookError."""
        self._words: dict[str, Words] = {}
        for folder in folders or (SHIPPED,):
            for file in sorted(folder.glob("*.toml")):
                try:
                    read = msgspec.toml.decode(file.read_bytes(), type=_File)
                except (msgspec.DecodeError, UnicodeDecodeError) as error:
                    raise PhrasebookError(f"{file.name}: {error}") from error
                if read.formal.keys() != read.informal.keys():
                    only = sorted(read.formal.keys() ^ read.informal.keys())
                    raise PhrasebookError(f"{file.name}: only one form of {', '.join(only)}")
                self._words[file.stem] = Words(file.stem, read)
        if not self._words:
            raise PhrasebookError("there are no words for the visitor's screens")

    @property
    def languages(self) -> list[str]:
        """The languages there are words in."""
        return list(self._words)

    def words(self, languages: list[str]) -> Words:
        """The words of the first of these languages that has a file; else of the first file there is.

        The page marks its language, so that a reader knows it is not the one they asked for.
        """
        for language in languages:
            found = self._words.get(language) or self._words.get(language.split("-")[0])
            if found is not None:
                return found
        return next(iter(self._words.values()))
