"""What is read of a work to propose links: words on its label and texts about it.

Note: nothing here says who a maker or a person in a picture is: no sex, no nationality, no place of birth, no faith.
What is not read can't become a reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from contract.museum import BlockPart, Museum, Text, Work, worded


class WorkLabel(Struct, frozen=True):
    """The words of one work, in one language. `seen`: what its pictures show, in words (alternative texts)."""

    key: str
    title: str = ""
    maker: str = ""
    date: str = ""
    place: str = ""
    materials: str = ""
    subjects: Sequence[str] = ()
    texts: Sequence[str] = ()
    seen: str = ""


def museum_labels(
    museum: Museum, language: str, subjects: Mapping[str, Sequence[str]] | None = None
) -> Iterator[WorkLabel]:
    """Yield the label of each work in the language that suits best. `subjects`: terms of works, by key."""
    languages = [language, *(one for one in museum.site.languages if one != language)]
    for work in museum.works:
        yield _label(work, languages, () if subjects is None else subjects.get(work.key, ()))


def _label(work: Work, languages: list[str], subjects: Sequence[str]) -> WorkLabel:
    def words(text: Text) -> str:
        return worded(text, languages)[0]

    told = next(
        (one for one in languages if any(block.language == one for block in work.blocks)), ""
    )
    return WorkLabel(
        work.key,
        words(work.title),
        words(work.maker),
        words(work.date),
        words(work.place),
        words(work.materials),
        list(subjects),
        [
            block.text
            for block in work.blocks
            if block.language == told and block.part is BlockPart.TELLING
        ],
        " ".join(words(medium.alt) for medium in work.media if medium.detail is None),
    )
