"""Writes works as EDM, Europeana's data model, in RDF/XML: the object, its pictures, its maker and materials.

Every address leads somewhere: to a place in the file itself (`edm.xml#object-KEY`), to a picture beside it, to the
museum's own page of a work, or to another house. Concepts of other houses that mean the same as the museum's names
(`KnownNames`) stand beside these as SKOS matches.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TextIO
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from contract.licences import licence_address
from contract.museum import Text
from tour_server.imports.formats.format_source import UNDETERMINED
from tour_server.imports.formats.known_names import NO_NAMES, KnownNames, NamedThing, NameRole
from tour_server.imports.formats.xml_writing import clean
from tour_server.imports.records import Record

EDM_FILE = "edm.xml"
_NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "edm": "http://www.europeana.eu/schemas/edm/",
    "ore": "http://www.openarchives.org/ore/terms/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "owl": "http://www.w3.org/2002/07/owl#",
}
_PHYSICAL_OBJECT = "http://purl.org/dc/dcmitype/PhysicalObject"
_NOT_EVALUATED = "http://rightsstatements.org/vocab/CNE/1.0/"
"""Every aggregation has to have rights. Of a work whose museum said none, this is what is known."""
_OF_AGENTS = {
    "exactMatch": "owl:sameAs",
    "closeMatch": "edm:isRelatedTo",
}  # EDM has no SKOS matches of agents
_PROPERTIES = {
    NameRole.MAKER: "dc:creator",
    NameRole.MATERIAL: "dcterms:medium",
    NameRole.TECHNIQUE: "dcterms:medium",
    NameRole.SUBJECT: "dc:subject",
}


def write_edm(
    records: Iterable[Record],
    folder: Path,
    name: Text,
    address: str,
    names: KnownNames = NO_NAMES,
    related: Mapping[str, Sequence[str]] | None = None,
    pages: str = "",
) -> int:
    """Write a file of the works of the museum called `name` to `folder`. Returns how many. Raises OSError.

    `address`: where what is written will be found on the web. `related`: the keys of works that links join, by key.
    `pages`: where the museum has a page of each work, before its number; "" where it has none.
    """
    folder.mkdir(parents=True, exist_ok=True)
    museum = next(iter(name.values()), "")
    count, said = 0, set[str]()
    spaces = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _NAMESPACES.items())
    with (folder / EDM_FILE).open("w", encoding="utf-8") as file:
        file.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF {spaces}>\n')
        for record in records:
            others = (related or {}).get(record.key, ())
            _EdmRecord(file, record, museum, f"{address}/{EDM_FILE}", names, others, pages).write(
                said
            )
            count += 1
        file.write("</rdf:RDF>\n")
    return count


class _EdmRecord:
    def __init__(
        self,
        file: TextIO,
        record: Record,
        museum: str,
        itself: str,
        names: KnownNames,
        related: Sequence[str],
        pages: str,
    ) -> None:
        """`itself`: the address of the file."""
        self._file, self._record, self._museum = file, record, museum
        self._itself, self._names, self._related, self._pages = itself, names, related, pages

    def write(self, said: set[str]) -> None:
        """Write the object, its aggregation, its pictures and the names that were not `said` yet."""
        self._object()
        self._aggregation()
        for picture in self._record.pictures:
            self._picture(picture.address, picture.licence, picture.holder)
        for thing in self._names.of(self._record.key):
            uri = self._place(*thing.key)
            if uri not in said:
                said.add(uri)
                self._name(uri, thing)

    def _object(self) -> None:
        record = self._record
        self._open("edm:ProvidedCHO", self._place("object", record.key))
        self._texts("dc:title", record.title)
        self._texts("dc:creator", record.maker)
        self._texts("dcterms:created", record.date)
        self._texts("dcterms:spatial", record.place)
        self._texts("dcterms:medium", record.materials)
        for thing in self._names.of(record.key):
            self._refer(_PROPERTIES[thing.role], self._place(*thing.key))
        if record.inventory:
            self._texts("dc:identifier", {UNDETERMINED: record.inventory})
        for block in record.blocks:
            self._texts("dc:description", {block.language: block.text})
        for key in self._related:
            self._refer("edm:isRelatedTo", self._place("object", key))
        self._refer("dc:type", _PHYSICAL_OBJECT)
        self._texts("edm:type", {UNDETERMINED: "IMAGE" if record.pictures else "TEXT"})
        told = dict.fromkeys(block.language for block in record.blocks)
        for language in told or record.title:
            self._texts("dc:language", {UNDETERMINED: language})
        self._close("edm:ProvidedCHO")

    def _aggregation(self) -> None:
        key, page = self._record.key, self._page()
        self._open("ore:Aggregation", self._place("aggregation", key))
        self._refer("edm:aggregatedCHO", self._place("object", key))
        self._texts("edm:dataProvider", {UNDETERMINED: self._museum})
        self._texts("edm:provider", {UNDETERMINED: self._museum})
        pictures = [one.address for one in self._record.pictures]
        if pictures:
            self._refer("edm:isShownBy", pictures[0])
            self._refer("edm:object", pictures[0])
        for one in pictures[1:]:
            self._refer("edm:hasView", one)
        if page or not pictures:  # EDM asks for one of the two
            self._refer("edm:isShownAt", page or self._place("object", key))
        self._refer("edm:rights", licence_address(self._record.licence) or _NOT_EVALUATED)
        self._close("ore:Aggregation")

    def _picture(self, uri: str, licence: str, holder: str) -> None:
        self._open("edm:WebResource", uri)
        if address := licence_address(licence):
            self._refer("edm:rights", address)
        if holder:
            self._texts("dc:rights", {UNDETERMINED: holder})
        self._close("edm:WebResource")

    def _name(self, uri: str, thing: NamedThing) -> None:
        element = "edm:Agent" if thing.role is NameRole.MAKER else "skos:Concept"
        self._open(element, uri)
        self._texts("skos:prefLabel", {UNDETERMINED: thing.words})
        for relation, concept in self._names.concepts(thing):
            agent = thing.role is NameRole.MAKER
            self._refer(_OF_AGENTS[relation] if agent else f"skos:{relation}", concept)
        self._close(element)

    def _place(self, kind: str, name: str) -> str:
        """Returns the address of a place in the file."""
        return f"{self._itself}#{kind}-{quote(name, safe='')}"

    def _page(self) -> str:
        """Returns the address of the museum's own page of the work, "" without one."""
        number = self._record.number
        return f"{self._pages}{number}" if self._pages and number is not None else ""

    def _open(self, element: str, uri: str) -> None:
        self._file.write(f"<{element} rdf:about={quoteattr(clean(uri))}>\n")

    def _close(self, element: str) -> None:
        self._file.write(f"</{element}>\n")

    def _refer(self, element: str, uri: str) -> None:
        self._file.write(f"  <{element} rdf:resource={quoteattr(clean(uri))}/>\n")

    def _texts(self, element: str, text: Text) -> None:
        for language, words in text.items():
            tag = "" if language == UNDETERMINED else f" xml:lang={quoteattr(language)}"
            self._file.write(f"  <{element}{tag}>{escape(clean(words))}</{element}>\n")
