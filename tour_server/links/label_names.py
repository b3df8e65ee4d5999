"""What works' labels name, for exports: makers, materials, techniques, subjects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from contract.museum import Museum, Work, worded
from tour_server.imports.formats.known_names import KnownNames, NamedThing, NameRole
from tour_server.links.label_terms import LabelReader
from tour_server.links.maker_names import maker_names
from tour_server.links.name_book import StoredMatch
from tour_server.links.reasons import LabelField, SharedKind
from tour_server.links.work_label import museum_labels

_ROLES = {SharedKind.MATERIAL: NameRole.MATERIAL, SharedKind.TECHNIQUE: NameRole.TECHNIQUE}


def known_names(
    museum: Museum, subjects: dict[str, list[str]], matches: Sequence[StoredMatch]
) -> KnownNames:
    """Return the names on the labels of a museum's works with the matches that were accepted."""
    concepts: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for one in matches:
        concepts.setdefault((one.of.value, one.name), []).append((one.relation.value, one.uri))
    named: dict[str, dict[tuple[str, str], NamedThing]] = {}
    for key, thing in _all_named(museum, subjects):
        named.setdefault(key, {}).setdefault(thing.key, thing)
    return KnownNames(concepts, {key: list(things.values()) for key, things in named.items()})


def _all_named(museum: Museum, subjects: dict[str, list[str]]) -> Iterator[tuple[str, NamedThing]]:
    for work in museum.works:
        yield from ((work.key, thing) for thing in _makers(work, museum.site.languages))
    reader = LabelReader()
    for language in museum.site.languages:
        for label in museum_labels(museum, language, subjects):
            for term in reader.terms(label):
                role = _ROLES.get(term.kind)
                if term.field is LabelField.SUBJECTS:
                    role = NameRole.SUBJECT
                if role is not None:
                    yield label.key, NamedThing(role, term.name, term.name)


def _makers(work: Work, languages: Sequence[str]) -> Iterator[NamedThing]:
    for language in languages:
        for maker in maker_names(worded(work.maker, [language])[0]):
            yield NamedThing(NameRole.MAKER, maker.name, maker.words)
