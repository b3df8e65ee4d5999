"""What is read of a work to propose links: words on its label and texts about it.

Note: nothing here says who a maker or a person in a picture is: no sex, no nationality, no place of birth, no faith.
What is not read can't become a reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from contract.museum import BlockPart, Museum, Text, Work, worded
from tour_server.links.trait_words import has_list


class WorkLabel(Struct, frozen=True):
    """The words of one work, in one language. `seen`: what its pictures show, in words (alternative texts).

    `unlisted`: those of its languages in which the software has no list of words for what people are.
    """

    key: str
    title: str = ""
    maker: str = ""
    date: str = ""
    place: str = ""
    materials: str = ""
    subjects: Sequence[str] = ()
    texts: Sequence[str] = ()
    seen: str = ""
    unlisted: Sequence[str] = ()


def museum_labels(
    museum: Museum, language: str, subjects: Mapping[str, Sequence[str]] | None = None
) -> Iterator[WorkLabel]:
    """Yield the label of each work in the language that suits best.

    `subjects`: terms of works, by key. They don't say their language; it is taken to be the museum's first.
    """
    languages = [language, *(one for one in museum.site.languages if one != language)]
    for work in museum.works:
        label = _label(work, languages, () if subjects is None else subjects.get(work.key, ()))
        used = (museum.site.languages[0], *_languages_of(work, languages))
        unlisted = tuple(dict.fromkeys(one for one in used if one and not has_list(one)))
        yield replace(label, unlisted=unlisted) if unlisted else label


def _languages_of(work: Work, languages: list[str]) -> Iterator[str]:
    """Yield the languages from which a label takes title, alternative texts and texts."""
    yield worded(work.title, languages)[1]
    yield from (worded(medium.alt, languages)[1] for medium in work.media if medium.detail is None)
    yield _told_language(work, languages)


def _told_language(work: Work, languages: list[str]) -> str:
    told = {block.language for block in work.blocks}
    return next((one for one in languages if one in told), "")


def _label(work: Work, languages: list[str], subjects: Sequence[str]) -> WorkLabel:
    def words(text: Text) -> str:
        return worded(text, languages)[0]

    told = _told_language(work, languages)
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
