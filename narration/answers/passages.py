"""Cuts the approved texts of a museum into passages: a block, a link's block or a term, each with its sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from icu4py.breakers import SentenceBreaker
from msgspec import Struct

from contract.museum import Authorship, Block, BlockPart, Language, Level, Museum, Source
from runtime.languages import primary_language


class Passage(Struct, frozen=True):
    """A text that can answer. `works`: the keys of those it is about. `part_of`: the key of its block or term."""

    part_of: str
    works: tuple[str, ...]
    language: Language
    level: Level | None
    theme: str
    layer: int
    sentences: tuple[str, ...]
    sources: tuple[Source, ...]
    machine_made: bool = False
    is_term: bool = False

    @property
    def is_of_a_link(self) -> bool:
        """Whether it leads from one work to another and speaks of both."""
        return len(self.works) > 1 and not self.is_term


def sentences_of(text: str, language: str) -> tuple[str, ...]:
    """Return the sentences of a text, by Unicode's rules (UAX 29)."""
    plain = " ".join(text.split())
    parts = SentenceBreaker(plain, primary_language(language)).segments()
    return tuple(part for start, end in parts if (part := plain[start:end].strip()))


def passages_in(museum: Museum, language: Language) -> Iterator[Passage]:
    """Yield the passages of a museum in one language. What makes one look, and what asks, answers no question.

    A block without a source is never said.
    """
    for work in museum.works:
        yield from _of_blocks(work.blocks, (work.key,), language)
    for link in museum.links:
        yield from _of_blocks(link.blocks, tuple(link.works), language)
    yield from _of_terms(museum, language)


def _of_blocks(
    blocks: list[Block], works: tuple[str, ...], language: Language
) -> Iterator[Passage]:
    for block in blocks:
        if block.language == language and block.part is BlockPart.TELLING and block.sources:
            yield Passage(
                part_of=block.key,
                works=works,
                language=language,
                level=block.level,
                theme=block.theme,
                layer=block.layer,
                sentences=sentences_of(block.text, language),
                sources=tuple(block.sources),
                machine_made=block.authorship is not Authorship.PERSON,
            )


def _of_terms(museum: Museum, language: Language) -> Iterator[Passage]:
    """Yield the meanings of the glossary, each about the works whose texts have the term, the most often first."""
    texts = {
        work.key: " ".join(
            [
                work.title.get(language, ""),
                *(one.text for one in work.blocks if one.language == language),
            ]
        ).casefold()
        for work in museum.works
    }
    for term in museum.glossary:
        meaning, word = term.meaning.get(language, ""), term.term.get(language, "")
        if not meaning or not term.sources:
            continue
        forms = [word, *term.forms.get(language, [])]
        pattern = re.compile("|".join(re.escape(form.casefold()) for form in forms if form) or "$^")
        counts = {key: len(pattern.findall(text)) for key, text in texts.items()}
        works = sorted(
            (key for key, count in counts.items() if count), key=lambda key: -counts[key]
        )
        if works:
            hand = term.authorship.get(language)
            yield Passage(
                part_of=term.key,
                works=tuple(works[:3]),
                language=language,
                level=None,
                theme="",
                layer=1,
                sentences=(
                    f"{word}: {meaning}" if word.casefold() not in meaning.casefold() else meaning,
                ),
                sources=tuple(term.sources),
                machine_made=hand not in (None, Authorship.PERSON),
                is_term=True,
            )
