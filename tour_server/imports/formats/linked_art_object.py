"""Reads one object of Linked Art as a work."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from contract.licences import licence_name
from contract.museum import Text
from contract.museum_folder import MuseumError
from tour_server.imports.formats.aat import (
    ATTRIBUTIONS,
    CITATIONS,
    CREDITS,
    DESCRIPTIONS,
    INVENTORY_NUMBERS,
    LOCAL_NUMBER,
    MATERIALS,
    PREFERRED,
    RIGHTS_STATEMENTS,
    SYSTEM_NUMBER,
    concepts_of,
    language_of,
    level_of,
)
from tour_server.imports.formats.citations import read_citations
from tour_server.imports.formats.format_source import UnreadFields
from tour_server.imports.formats.iiif_images import picture_name
from tour_server.imports.formats.json_values import (
    as_list,
    as_map,
    as_maps,
    as_number,
    as_text,
    identifier_of,
    type_of,
)
from tour_server.imports.formats.language_words import joined
from tour_server.imports.formats.picture_files import file_beside, is_web_address
from tour_server.imports.records import Record, RecordBlock, RecordPicture

_READ = frozenset(
    {
        *("@context", "id", "type", "_label", "identified_by", "referred_to_by", "produced_by"),
        *(
            "made_of",
            "subject_of",
            "representation",
            "shows",
            "subject_to",
            "current_location",
            "classified_as",
            "member_of",
        ),
    }
)
_PRODUCTION_READ = frozenset(
    {
        *("id", "type", "_label", "part", "carried_out_by", "timespan", "took_place_at"),
        "referred_to_by",
        "technique",
    }
)
_Value = Mapping[str, Any]


class LinkedArtObject:
    """An object, with what is needed to read it."""

    def __init__(
        self,
        value: _Value,
        folder: Path,
        language: str,
        follow: Callable[[str], Any] | None,
        unread: UnreadFields,
    ) -> None:
        """`follow`: gives the documents that it refers to, if any."""
        self._value, self._folder, self._language = value, folder, language
        self._follow, self._unread = follow, unread
        self._problems: list[str] = []

    def record(self, where: str) -> Record:
        """Returns it as a work."""
        for name in self._value.keys() - _READ:
            self._unread.add(name)
        names = as_maps(self._value.get("identified_by"))
        numbers = [one for one in names if type_of(one) == "Identifier"]
        statements = list(self._statements(self._value))
        production = as_map(self._value.get("produced_by"))
        licence, holder = self._rights(self._value)
        record = Record(
            where=where,
            identifier=identifier_of(self._value),
            key=self._number(numbers, (SYSTEM_NUMBER,)),
            inventory=self._number(numbers, INVENTORY_NUMBERS),
            number=as_number(self._number(numbers, (LOCAL_NUMBER,))),
            title=self._title(names),
            maker=self._makers(production),
            date=self._date(as_map(production.get("timespan"))),
            place=joined(
                pair
                for one in as_maps(production.get("took_place_at"))
                for pair in self._names(one)
            ),
            materials=joined(self._said(statements, MATERIALS)) or self._made_of(),
            room=next((words for _, words in self._names(self._location())), ""),
            pictures=list(self._pictures()),
            blocks=list(self._blocks(statements)),
            sources=read_citations(words for _, words in self._said(statements, CITATIONS)),
            licence=licence or next((w for _, w in self._said(statements, RIGHTS_STATEMENTS)), ""),
            holder=holder,
            problems=self._problems,
        )
        for part in (production, *as_maps(production.get("part"))):
            for name in part.keys() - _PRODUCTION_READ:
                self._unread.add(f"produced_by/{name}")
        self._name_unread(numbers, statements)
        return record

    def _title(self, names: list[_Value]) -> Text:
        """Returns the preferred name in each language; any where none is preferred; else the label."""
        named = [one for one in names if type_of(one) != "Identifier" and _content(one)]
        ordered = sorted(named, key=lambda one: PREFERRED not in concepts_of(one))
        found: Text = {}
        for one in ordered:
            found.setdefault(language_of(one, self._language), _content(one))
        label = as_text(self._value.get("_label"))
        return found or ({self._language: label} if label else {})

    def _makers(self, production: _Value) -> Text:
        """Returns who made it: by a statement, or of the production and its parts."""
        stated = self._said(list(self._statements(production)), ATTRIBUTIONS)
        if stated:
            return joined(stated)
        activities = [production, *as_maps(production.get("part"))]
        return joined(
            pair
            for activity in activities
            for actor in as_maps(activity.get("carried_out_by"))
            for pair in self._names(actor)
        )

    def _date(self, timespan: _Value) -> Text:
        if named := self._names(timespan):
            return joined(named)
        begin = as_text(timespan.get("begin_of_the_begin", timespan.get("begin_of_the_end")))
        end = as_text(timespan.get("end_of_the_end", timespan.get("end_of_the_begin")))
        years = dict.fromkeys(year for one in (begin, end) if (year := _year(one)))
        return joined([(self._language, "–".join(years))])

    def _made_of(self) -> Text:
        materials = as_maps(self._value.get("made_of"))
        return joined(pair for one in materials for pair in self._names(one))

    def _location(self) -> _Value:
        return next(iter(as_maps(self._value.get("current_location"))), {})

    def _blocks(self, statements: list[_Value]) -> Iterator[RecordBlock]:
        for one in (*statements, *self._texts_about()):
            if not concepts_of(one) & set(DESCRIPTIONS):
                continue
            inner = list(self._statements(one))
            written_by = (
                next((words for _, words in self._names(actor)), "")
                for actor in as_maps(as_map(one.get("created_by")).get("carried_out_by"))
            )
            yield RecordBlock(
                _content(one),
                language_of(one, self._language),
                level_of(one),
                read_citations(words for _, words in self._said(inner, CITATIONS)),
                next(written_by, ""),
            )

    def _texts_about(self) -> Iterator[_Value]:
        """Yield the texts whose subject it is, and their parts, as far as they are in the document."""
        for one in as_maps(self._value.get("subject_of")):
            yield from (text for text in (one, *as_maps(one.get("part"))) if _content(text))

    def _pictures(self) -> Iterator[RecordPicture]:
        """Yield the pictures that represent it, or show what it shows."""
        shown = as_list(self._value.get("representation")) or as_list(self._value.get("shows"))
        for item in shown:
            visual = self._whole(item, "digitally_shown_by")
            for digital in as_list(visual.get("digitally_shown_by")):
                yield from self._digital_picture(self._whole(digital, "access_point"), visual)

    def _digital_picture(self, digital: _Value, visual: _Value) -> Iterator[RecordPicture]:
        for point in as_list(digital.get("access_point"))[:1]:
            link = identifier_of(point)
            if not link:
                continue
            statements = list(self._statements(digital))
            licence, holder = self._rights(digital)
            if not licence and not holder:
                licence, holder = self._rights(visual)
            on_the_web = is_web_address(link)
            yield RecordPicture(
                picture_name(link),
                None if on_the_web else file_beside(self._folder, link),
                link if on_the_web else "",
                joined(self._said(statements, DESCRIPTIONS)),
                licence,
                holder,
                next((words for _, words in self._said(statements, CREDITS)), ""),
            )

    def _whole(self, value: Any, wanted: str) -> _Value:
        """Returns what `value` is or refers to. Where that can't be read, {} and a problem."""
        found = as_map(value)
        if found.get(wanted) is not None:
            return found
        address = identifier_of(value)
        if self._follow is None or not is_web_address(address):
            self._problems.append(
                "Its picture is described in another document; import it by its address."
            )
            return {}
        try:
            return as_map(self._follow(address))
        except MuseumError as error:
            self._problems += error.problems
            return {}

    def _rights(self, value: _Value) -> tuple[str, str]:
        """Returns (licence, holder)."""
        for right in as_maps(value.get("subject_to")):
            classes = [identifier_of(one) for one in as_maps(right.get("classified_as"))]
            labels = [as_text(one.get("_label")) for one in as_maps(right.get("classified_as"))]
            names = [words for _, words in self._names(right)]
            address = next((one for one in classes if is_web_address(one)), "")
            licence = licence_name(address) or next((one for one in (*names, *labels) if one), "")
            holders = as_maps(right.get("possessed_by"))
            holder = next((words for one in holders for _, words in self._names(one)), "")
            if licence or holder:
                return licence, holder
        return "", ""

    def _names(self, value: _Value) -> list[tuple[str, str]]:
        """Returns (language, name) of something: in each language the preferred name, or the first; else its label."""
        named = [
            one
            for one in as_maps(value.get("identified_by"))
            if type_of(one) != "Identifier" and _content(one)
        ]
        named.sort(key=lambda one: PREFERRED not in concepts_of(one))
        found: Text = {}
        for one in named:
            found.setdefault(language_of(one, self._language), _content(one))
        label = as_text(value.get("_label"))
        return list(found.items()) or ([(self._language, label)] if label else [])

    @staticmethod
    def _statements(value: _Value) -> Iterator[_Value]:
        """Yield the texts on something that are in the document."""
        return (one for one in as_maps(value.get("referred_to_by")) if _content(one))

    def _said(self, statements: list[_Value], kinds: tuple[str, ...]) -> list[tuple[str, str]]:
        """Returns (language, words) of the statements of the first of these kinds that there is."""
        for kind in kinds:
            found = [one for one in statements if kind in concepts_of(one)]
            if found:
                return [(language_of(one, self._language), _content(one)) for one in found]
        return []

    @staticmethod
    def _number(numbers: list[_Value], kinds: tuple[str, ...]) -> str:
        for kind in kinds:
            for one in numbers:
                if kind in concepts_of(one):
                    return _content(one)
        return ""

    def _name_unread(self, numbers: list[_Value], statements: list[_Value]) -> None:
        known = {*DESCRIPTIONS, *MATERIALS, *CITATIONS, *CREDITS, *RIGHTS_STATEMENTS}
        known |= {*INVENTORY_NUMBERS, SYSTEM_NUMBER, LOCAL_NUMBER}
        for name, values in (("identified_by", numbers), ("referred_to_by", statements)):
            for one in values:
                if not concepts_of(one) & known:
                    classes = as_maps(one.get("classified_as"))
                    label = next((as_text(kind.get("_label")) for kind in classes), "")
                    label = label or next(iter(sorted(concepts_of(one))), "")
                    self._unread.add(f"{name} “{label}”")


def _content(value: _Value) -> str:
    return as_text(value.get("content"))


def _year(moment: str) -> str:
    """Returns the year of a moment like 1642-01-01T00:00:00Z or -0300-01-01."""
    sign, digits = ("-", moment[1:]) if moment.startswith("-") else ("", moment)
    year = digits.partition("-")[0]
    return f"{sign}{int(year)}" if year.isdigit() and year.isascii() else ""
