"""The first sentence of a drafted link, in each language that the software speaks. Staff write on from there.

A sentence says nothing but what stands on both labels. A museum's language without these sentences gets no block.
"""

from __future__ import annotations

from collections.abc import Sequence

from contract.museum import Authorship, Block, Key, Level, Museum, Source, Work, worded
from runtime.languages import best
from tour_server.catalogue.block_form import NO_THEME
from tour_server.catalogue.keys import block_key
from tour_server.links.reasons import Evidence, LabelField, LinkProposal, LinkReason, SharedKind
from tour_server.links.trait_words import folded
from web.translations import TranslatableMessage, Translations, gettext_noop, shipped_catalogue

SENTENCES: dict[SharedKind, TranslatableMessage] = {
    SharedKind.MAKER: gettext_noop("“{first}” and “{second}” are by the same maker: {shared}."),
    SharedKind.HAND: gettext_noop(
        "The same name stands beside “{first}” and “{second}”: {shared}. Not for both is it certain."
    ),
    SharedKind.MOTIF: gettext_noop("“{first}” and “{second}” have something in common: {shared}."),
    SharedKind.PERSON: gettext_noop(
        "The same person returns in “{first}” and “{second}”: {shared}."
    ),
    SharedKind.PLACE: gettext_noop("“{first}” and “{second}” lead to the same place: {shared}."),
    SharedKind.EVENT: gettext_noop("“{first}” and “{second}” recall the same event: {shared}."),
    SharedKind.MATERIAL: gettext_noop(
        "“{first}” and “{second}” are made of the same material: {shared}."
    ),
    SharedKind.TECHNIQUE: gettext_noop(
        "“{first}” and “{second}” were made in the same way: {shared}."
    ),
    SharedKind.TEXT: gettext_noop(
        "The same name or word returns in what we tell about “{first}” and “{second}”: {shared}."
    ),
    SharedKind.PICTURE: gettext_noop(
        "Compare “{first}” with “{second}”. What do they share, and where do they differ?"
    ),
}
FIELD_SENTENCES: dict[LabelField, TranslatableMessage] = {
    LabelField.TITLE: gettext_noop("Title of “{work}”: {words}"),
    LabelField.MAKER: gettext_noop("Label of “{work}”, maker: {words}"),
    LabelField.PLACE: gettext_noop("Label of “{work}”, place: {words}"),
    LabelField.MATERIALS: gettext_noop("Label of “{work}”, material: {words}"),
    LabelField.SUBJECTS: gettext_noop("Subject of “{work}” in our collection database: {words}"),
    LabelField.TEXT: gettext_noop("Our text on “{work}”: {words}"),
    LabelField.PICTURE: gettext_noop("Picture of “{work}”: {words}"),
}


def told_languages(languages: Sequence[str]) -> dict[str, Translations]:
    """Return the museum's languages in which the software has the sentences, with their words."""
    catalogue = shipped_catalogue()
    complete = catalogue.complete([*SENTENCES.values(), *FIELD_SENTENCES.values()])
    found = {language: best([language], complete) for language in languages}
    return {
        language: catalogue.translations(spoken)
        for language, spoken in found.items()
        if spoken is not None
    }


def drafted_blocks(
    museum: Museum, works: tuple[Work, Work], proposal: LinkProposal, stem: Key, by: str
) -> list[Block]:
    """Return a block in each language of the museum that the software speaks. Nobody has approved them.

    `proposal`: its evidence `left` is about `works[0]`.
    """
    theme = _usual_theme(museum, works)
    return [
        Block(
            key=block_key(stem, language, Level.ADULT, 1),
            language=language,
            level=Level.ADULT,
            theme=theme,
            text=_sentence(words, museum, works, proposal.reasons[0], language),
            sources=_sources(words, museum, works, proposal.reasons, language),
            written_by=by,
            authorship=Authorship.MODEL,
        )
        for language, words in told_languages(museum.site.languages).items()
    ]


def _sentence(
    words: Translations,
    museum: Museum,
    works: tuple[Work, Work],
    reason: LinkReason,
    language: str,
) -> str:
    first, second = (_title(museum, work, language) for work in works)
    said = words.translate(SENTENCES[reason.kind])
    return said.format(first=first, second=second, shared=shared_words(reason, works, language))


def shared_words(reason: LinkReason, works: tuple[Work, Work], language: str) -> str:
    """Return what is shared as it stands on the label in this language, else as it was found."""
    stood = reason.left.words
    if reason.left.field is LabelField.PLACE:
        return worded(works[0].place, [language])[0] or stood
    if reason.left.field is LabelField.MAKER:
        return worded(works[0].maker, [language])[0] or stood
    if reason.left.field is LabelField.SUBJECTS and folded(stood) == reason.name:
        return stood
    return _as_written(reason.name, stood)


def _as_written(name: str, stood: str) -> str:
    """Return the words of `stood` that are `name`, with their capitals, else `name`."""
    at = stood.casefold().find(name)
    return stood[at : at + len(name)] if at >= 0 else name


def _sources(
    words: Translations,
    museum: Museum,
    works: tuple[Work, Work],
    reasons: Sequence[LinkReason],
    language: str,
) -> list[Source]:
    """Return the evidence of both sides as sources, each once."""
    found: dict[str, Source] = {}
    for reason in reasons:
        for work, evidence in zip(works, (reason.left, reason.right), strict=True):
            said = evidence_words(words, _title(museum, work, language), evidence)
            found.setdefault(said, Source(said, work.inventory or None))
    return list(found.values())


def evidence_words(words: Translations, title: str, evidence: Evidence) -> str:
    """Return where the words of a reason stand, in a sentence."""
    return words.translate(FIELD_SENTENCES[evidence.field]).format(work=title, words=evidence.words)


def _title(museum: Museum, work: Work, language: str) -> str:
    return worded(work.title, [language, *museum.site.languages])[0] or str(work.number)


def _usual_theme(museum: Museum, works: tuple[Work, Work]) -> Key:
    """Return the theme that most blocks of both works have, else the museum's first, else what stands for none."""
    if not museum.themes:
        return NO_THEME
    themes = [block.theme for work in works for block in work.blocks]
    return max(museum.themes, key=lambda theme: themes.count(theme.key)).key
