"""Makers and terms are matched with AAT, ULAN and Wikidata, decided by staff, and go out with exports."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote
from xml.etree.ElementTree import fromstring

import pytest
from click.testing import CliRunner
from lxml import html
from msgspec.structs import replace

from contract.museum import Link, Museum, Relation
from contract.museum_folder import MuseumError
from tests.desk import Browser, Desk
from tests.tiny_museum import tiny_museum
from tour_server.catalogue.parts import PartKind
from tour_server.imports.formats.edm_writer import EDM_FILE, write_edm
from tour_server.imports.formats.linked_art_writer import write_linked_art
from tour_server.imports.formats.museum_export import ExportFormat, export_as, related_works
from tour_server.imports.formats.museum_records import museum_records
from tour_server.imports.formats.recognise import recognise
from tour_server.links.concept_address import concept_address
from tour_server.links.concepts import Concept, read_concepts
from tour_server.links.label_names import known_names
from tour_server.links.name_book import (
    MatchState,
    MuseumName,
    NameBook,
    NameOf,
    SkosRelation,
    StoredMatch,
    museum_names,
)
from tour_server.outbound.outbound_fetch import (
    COLLECTION_FILE,
    FetchedFile,
    FetchKind,
    OutboundFetch,
)
from tour_server.outbound.settings import OutboundSettings
from zaalgids.commands.command_line import zaalgids

# Written for these tests, in the shape of the vocabularies' own dumps; the texts are ours.
GETTY, CORE, XL = (
    "http://vocab.getty.edu",
    "http://www.w3.org/2004/02/skos/core",
    "http://www.w3.org/2008/05/skos-xl",
)
DRYPOINT, STEEN = f"{GETTY}/aat/300900001", f"{GETTY}/ulan/500900001"
AAT = f"""\
<{DRYPOINT}> <{CORE}#prefLabel> "drypoint"@en .
<{DRYPOINT}> <{CORE}#prefLabel> "droge naald"@nl .
<{DRYPOINT}> <{CORE}#altLabel> "dry-point \\u00e9preuve"@en .
<{DRYPOINT}> <{CORE}#scopeNote> "A line scratched into \\"metal\\"." .
<{GETTY}/aat/300900002> <{CORE}#prefLabel> "cinnabar"@en .
this line is of no kind
"""
AAT_XL = f"""\
<{DRYPOINT}> <{GETTY}/ontology#prefLabelGVP> <{GETTY}/aat/term/1-en> .
<{DRYPOINT}> <{XL}#altLabel> <{GETTY}/aat/term/2-nl> .
<{GETTY}/aat/term/1-en> <{XL}#literalForm> "drypoint"@en .
<{GETTY}/aat/term/2-nl> <{XL}#literalForm> "droge naald"@nl .
"""
ULAN = f"""\
<{STEEN}> <{CORE}#prefLabel> "Steen, Jan" .
<{STEEN}> <{CORE}#altLabel> "Jan Steen" .
<{STEEN}> <http://schema.org/description> "a painter of these tests" .
"""
PAINTER = {
    "id": "Q900001",
    "labels": {"en": {"language": "en", "value": "Jan Steen"}},
    "aliases": {"nl": [{"language": "nl", "value": "Jan Havicksz. Steen"}]},
    "descriptions": {"en": {"language": "en", "value": "a painter of these tests"}},
    "claims": {"P31": [{"mainsnak": {"datavalue": {"value": {"id": "Q5"}}}}]},
}
RIVER = {"id": "Q900002", "labels": {"nl": {"value": "Steen"}}, "claims": {}}
DUMP = "[\n" + ",\n".join(json.dumps(one) for one in (RIVER, PAINTER)) + "\n]\n"
ANSWER = json.dumps({"entities": {"Q900001": PAINTER}})


def written(folder: Path, name: str, text: str) -> Path:
    pack: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.compress, ".bz2": bz2.compress}
    file = folder / name
    file.write_bytes(pack.get(file.suffix, bytes)(text.encode()))
    return file


Found = tuple[str, str, str, bool]
SCRATCHED: Found = (DRYPOINT, "drypoint", 'A line scratched into "metal".', False)
PAINTED = "a painter of these tests"
OF_WIKIDATA: Found = ("http://www.wikidata.org/entity/Q900001", "Jan Steen", PAINTED, True)


@pytest.mark.parametrize(
    ("name", "text", "wanted", "found"),
    [
        ("aat.nt", AAT, "droge naald", SCRATCHED),
        ("aat.nt.gz", AAT, "dry-point epreuve", SCRATCHED),
        ("aat.nt", AAT_XL, "droge naald", (DRYPOINT, "drypoint", "", False)),
        ("ulan.nt", ULAN, "jan steen", (STEEN, "Steen, Jan", PAINTED, True)),
        ("wikidata.json.bz2", DUMP, "jan havicksz. steen", OF_WIKIDATA),
        ("Q900001.json", ANSWER, "jan steen", OF_WIKIDATA),
        # What people take from either: a list on one line, indented, of one, marked, by number, a line each.
        ("list.json", json.dumps([RIVER, PAINTER]), "jan steen", OF_WIKIDATA),
        ("indented.json.gz", json.dumps([RIVER, PAINTER], indent=2), "jan steen", OF_WIKIDATA),
        ("indented.json", json.dumps(json.loads(ANSWER), indent=4), "jan steen", OF_WIKIDATA),
        ("listed.json", json.dumps({"entities": [PAINTER]}), "jan steen", OF_WIKIDATA),
        ("one.json", json.dumps(PAINTER, indent=1), "jan steen", OF_WIKIDATA),
        ("marked.json", "\ufeff" + json.dumps([PAINTER]), "jan steen", OF_WIKIDATA),
        ("numbers.json", json.dumps({"Q900001": PAINTER}), "jan steen", OF_WIKIDATA),
        ("lines.ndjson", f"{json.dumps(RIVER)}\n{json.dumps(PAINTER)}\n", "jan steen", OF_WIKIDATA),
        ("begun.json", DUMP.removesuffix("\n]\n") + ",\n", "jan steen", OF_WIKIDATA),
    ],
)
def test_a_vocabulary_is_looked_through(
    tmp_path: Path, name: str, text: str, wanted: str, found: Found
) -> None:
    (concept,) = read_concepts(written(tmp_path, name, text), {wanted})
    assert (concept.uri, concept.label, concept.note, concept.is_agent) == found
    assert wanted in concept.names
    assert read_concepts(tmp_path / name, {"nothing of the kind"}) == []


def test_a_large_file_is_read_line_by_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tour_server.links.concepts.LARGEST_DOCUMENT", len(DUMP) - 1)
    (concept,) = read_concepts(written(tmp_path, "a.json", DUMP), {"jan steen"})
    assert concept.uri == OF_WIKIDATA[0]
    for text in (json.dumps([RIVER, PAINTER] * 2), json.dumps([RIVER, PAINTER], indent=2)):
        with pytest.raises(MuseumError, match="on a line of its own"):
            read_concepts(written(tmp_path, "a.json", text), {"jan steen"})


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "uri,label\n1,2\n"),
        ("a.json", "{broken"),
        ("a.json", json.dumps([RIVER, PAINTER], indent=2)[:-20]),
        ("a.nt", ""),
        ("a.gz", ""),
        # Read, but nothing in it is a concept with a name.
        ("a.json", "[]"),
        ("a.json", json.dumps({"results": {"bindings": [{"item": {"value": "Q900001"}}]}})),
        ("a.json", json.dumps([{"id": "Q900001"}, {"id": "P31", "labels": PAINTER["labels"]}])),
        ("a.nt", f'<{DRYPOINT}>\n  <{CORE}#prefLabel> "drypoint"@en ;\n'),
        ("a.xml", f'<rdf:RDF xmlns:rdf="{CORE}"/>'),
    ],
)
def test_a_file_of_no_known_kind_is_refused_in_words(tmp_path: Path, name: str, text: str) -> None:
    file = written(tmp_path, name, text)
    if name == "a.gz":
        file.write_bytes(b"no gzip")
    with pytest.raises(MuseumError, match=f"{name}"):
        read_concepts(file, {"x"})


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("Q5598", "https://www.wikidata.org/wiki/Special:EntityData/Q5598.json"),
        ("https://www.wikidata.org/wiki/Q5598", "https://www.wikidata.org/wiki/Special:EntityData/Q5598.json"),
        ("http://vocab.getty.edu/aat/300014069", "https://vocab.getty.edu/aat/300014069.nt"),
        ("https://vocab.getty.edu/page/ulan/500011051", "https://vocab.getty.edu/ulan/500011051.nt"),
        ("AAT:300014069", "https://vocab.getty.edu/aat/300014069.nt"),
        ("https://evil.example/aat/300014069", None),
        ("Q0", None),
        ("", None),
        ("Q5/../..", None),
    ],
)  # fmt: skip
def test_what_a_person_types_for_a_concept(typed: str, address: str | None) -> None:
    assert concept_address(typed) == address


def labelled() -> Museum:
    museum = tiny_museum()
    lijn, ring, knoop = museum.works
    works = [
        replace(lijn, maker={"nl": "Jan Steen"}, materials={"nl": "droge naald", "en": "drypoint"}),
        ring,
        replace(knoop, maker={"nl": "Tamil-vrouwen"}, materials={"nl": "cinnaber"}),
    ]
    link = Link("zelfde", ["lijn", "ring"], Relation.MOTIF, [])
    return replace(museum, works=works, links=[link])


def match(of: NameOf, name: str, uri: str, relation: SkosRelation) -> StoredMatch:
    return StoredMatch(of, name, name, uri, name, "", relation, MatchState.ACCEPTED)


MATCHES = [
    match(NameOf.MAKER, "jan steen", "http://vocab.getty.edu/ulan/500900001", SkosRelation.EXACT),
    match(NameOf.TERM, "drypoint", "http://vocab.getty.edu/aat/300900001", SkosRelation.CLOSE),
    match(NameOf.TERM, "droge naald", "http://vocab.getty.edu/aat/300900001", SkosRelation.EXACT),
]

SUBJECT = match(
    NameOf.TERM, "wasser & wind", "http://www.wikidata.org/entity/Q900003", SkosRelation.EXACT
)


def test_only_names_of_somebody_are_matched() -> None:
    names = museum_names(labelled(), {"ring": ["windmill", "woman, standing"]})
    assert {name for of, name in names if of is NameOf.MAKER} == {"jan steen"}
    terms = {name for of, name in names if of is NameOf.TERM}
    assert terms == {"droge naald", "drypoint", "cinnaber", "windmill"}


def test_edm_has_links_and_matches(tmp_path: Path) -> None:
    museum, address = labelled(), "https://museum.example/data"
    names = known_names(museum, {}, MATCHES)
    records = museum_records(museum, tmp_path, address)
    related = related_works(museum)
    assert write_edm(records, tmp_path, museum.site.name, address, names, related) == 3
    rdf = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
    edm, skos = "{http://www.europeana.eu/schemas/edm/}", "{http://www.w3.org/2004/02/skos/core#}"
    root = fromstring((tmp_path / EDM_FILE).read_text(encoding="utf-8"))  # noqa: S314  (our own)
    lijn = root.find(f"{edm}ProvidedCHO")
    assert lijn is not None
    assert lijn.get(f"{rdf}about") == f"{address}/{EDM_FILE}#object-lijn"
    other = lijn.find(f"{edm}isRelatedTo")
    assert other is not None
    assert other.get(f"{rdf}resource") == f"{address}/{EDM_FILE}#object-ring"
    agent = root.find(f"{edm}Agent")
    assert agent is not None
    same = agent.find("{http://www.w3.org/2002/07/owl#}sameAs")
    assert same is not None
    assert same.get(f"{rdf}resource") == MATCHES[0].uri
    near = root.find(f"{skos}Concept/{skos}closeMatch")
    assert near is not None
    assert near.get(f"{rdf}resource") == MATCHES[1].uri
    assert len(root.findall(f"{edm}Agent")) == 1


def test_edm_has_what_its_readers_ask_for(tmp_path: Path) -> None:
    """The mandatory properties of EDM's mapping guidelines, also of a work of which next to nothing is known."""
    museum = labelled()
    bare = replace(museum.works[2], blocks=[], media=[], place={}, materials={})
    museum = replace(museum, works=[*museum.works[:2], bare])
    address = "https://museum.example/data"
    write_edm(museum_records(museum, tmp_path, address), tmp_path, museum.site.name, address)
    rdf = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
    edm, dc = "{http://www.europeana.eu/schemas/edm/}", "{http://purl.org/dc/elements/1.1/}"
    ore = "{http://www.openarchives.org/ore/terms/}"
    root = fromstring((tmp_path / EDM_FILE).read_text(encoding="utf-8"))  # noqa: S314  (our own)
    about = [one.get(f"{rdf}about") for one in root]
    assert len(about) == len(set(about)), "a resource is described once"
    objects, aggregations = root.findall(f"{edm}ProvidedCHO"), root.findall(f"{ore}Aggregation")
    assert len(objects) == len(aggregations) == 3
    for one in objects:
        kind = one.findtext(f"{edm}type")
        assert kind in ("IMAGE", "TEXT")
        assert one.find(f"{dc}title") is not None or one.find(f"{dc}description") is not None
        assert one.find(f"{dc}type") is not None  # or a subject, or where or when it is from
        assert kind != "TEXT" or one.find(f"{dc}language") is not None
    for one in aggregations:
        shown = one.find(f"{edm}isShownAt"), one.find(f"{edm}isShownBy")
        assert any(found is not None for found in shown)
        for wanted in ("aggregatedCHO", "dataProvider", "provider", "rights"):
            assert len(one.findall(f"{edm}{wanted}")) == 1, wanted
        resources = {found.get(f"{rdf}resource") for found in one.findall(f"{edm}aggregatedCHO")}
        assert resources <= set(about)


RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"


@pytest.mark.parametrize("public_url", ["", "https://guide.example/"])
@pytest.mark.parametrize("kind", [ExportFormat.EDM, ExportFormat.LINKED_ART])
def test_every_reference_of_an_export_leads_somewhere(
    tmp_path: Path, kind: ExportFormat, public_url: str
) -> None:
    museum, address = labelled(), "https://museum.example/data"
    names = known_names(museum, {"ring": ["Wasser & Wind"]}, [*MATCHES, SUBJECT])
    made, output = tmp_path / "museum", tmp_path / "export"
    for work in museum.works:
        for file in work.files:
            (made / "pictures" / file).parent.mkdir(parents=True, exist_ok=True)
            (made / "pictures" / file).write_bytes(b"x")
    export_as(kind, museum, made, output, address, names, public_url)
    if kind is ExportFormat.EDM:
        root = fromstring((output / EDM_FILE).read_text(encoding="utf-8"))  # noqa: S314  (our own)
        places = {one.get(f"{RDF}about", "") for one in root.iter()}
        referred = {one.get(f"{RDF}resource", "") for one in root.iter()} | places
    else:
        places, written = set[str](), (output / "linked-art.json").read_text(encoding="utf-8")
        referred = set(re.findall(r'"id":"([^"]+)"', written))
    ours = {one for one in referred if one.startswith(address)}
    assert len(ours) >= len(museum.works)
    for one in ours:
        file = output / unquote(one.removeprefix(f"{address}/").partition("#")[0])
        assert file.is_file(), one
        assert "#" not in one or one in places, one
    known = ("http://www.wikidata.org/", "http://vocab.getty.edu/", "https://linked.art/")
    known += ("http://purl.org/", "http://rightsstatements.org/")
    known += ("http://creativecommons.org/", "https://creativecommons.org/")
    pages = {f"https://guide.example/visit/work/{work.number}" for work in museum.works}
    pages = pages if public_url and kind is ExportFormat.EDM else set()
    assert {one for one in referred - ours if one and not one.startswith(known)} == pages


def test_linked_art_has_matches_and_is_read_back(tmp_path: Path) -> None:
    museum = labelled()
    names = known_names(museum, {}, MATCHES)
    records = list(museum_records(museum, tmp_path))
    write_linked_art(records, tmp_path, names, related_works(museum))
    first = json.loads((tmp_path / "linked-art.json").read_text(encoding="utf-8"))[0]
    maker = first["produced_by"]["carried_out_by"][0]
    assert maker["equivalent"] == [{"id": MATCHES[0].uri, "type": "Person"}]
    assert [one["id"] for one in first["produced_by"]["technique"]] == [MATCHES[2].uri]
    assert first["member_of"] == [{"type": "Set", "_label": "Linked with ring"}]
    source = recognise(tmp_path)
    assert source is not None
    assert [one.maker for one in source.records()] == [one.maker for one in records]
    assert source.unread == {}


class FetchTwin(OutboundFetch):
    """Gives a file in place of the web."""

    def __init__(self, text: str) -> None:
        super().__init__(OutboundSettings())
        self.text, self.asked = text, [""]

    def fetch(self, address: str, into: Path, kind: FetchKind = COLLECTION_FILE) -> FetchedFile:
        self.asked.append(address)
        into.write_text(self.text, encoding="utf-8")
        return FetchedFile(into, address, "application/json", len(self.text))


def test_staff_fetch_a_concept_decide_and_take_it_out(prepared: Path, tmp_path: Path) -> None:
    shutil.copytree(prepared, tmp_path / "server")
    twin = FetchTwin(ANSWER)
    desk = Desk(tmp_path / "server", {OutboundFetch: twin})
    try:
        part = desk.parts.drafts.get(PartKind.WORK, "lijn")
        body = replace(part.body, maker={"nl": "Jan Steen"})
        desk.parts.drafts.put(PartKind.WORK, "lijn", body, part.version, "Noor")
        noor = desk.colleague("Noor")
        noor.get("/desk/related/names")
        noor.post("/desk/related/names/address", {"address": "Q900001"})
        assert twin.asked[-1].endswith("Q900001.json")
        page = noor.get("/desk/related/names").text
        assert "a painter of these tests" in page
        assert "1 match is proposed." in page
        uri = "http://www.wikidata.org/entity/Q900001"
        sent = {"of": "maker", "name": "jan steen", "uri": uri, "relation": "exactMatch"}
        noor.post("/desk/related/names", sent)
        taken = noor.get("/desk/related/names.nt").text
        assert f"<http://www.w3.org/2004/02/skos/core#exactMatch> <{uri}> ." in taken
        accepted_names_go_out(desk, noor, uri, tmp_path / "out")
        noor.post("/desk/related/names/address", {"address": "Q900001"})
        assert "not there before" in noor.get("/desk/related/names").text
        noor.post("/desk/related/names", sent | {"relation": ""})
        assert noor.get("/desk/related/names.nt").text == ""
        noor.post("/desk/related/names/address", {"address": "https://evil.example/"})
        assert "is no concept of AAT" in noor.get("/desk/related/names").text
        assert not any("evil" in one for one in twin.asked)
        counts = desk.parts.assembly.context.get(NameBook).counts()
        assert counts[MatchState.REFUSED] == 1
    finally:
        desk.close()


def test_every_match_of_a_state_can_be_seen_and_changed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tour_server.links.name_pages.LISTED", 2)
    book = desk.parts.assembly.context.get(NameBook)
    uris = [f"http://www.wikidata.org/entity/Q{number}" for number in range(1, 6)]
    names = {
        (NameOf.TERM, name): MuseumName(NameOf.TERM, name, name, 1) for name in map(str, range(5))
    }
    book.propose([Concept(uri, uri, frozenset(name for _of, name in names)) for uri in uris[:1]],
                 names, "Noor")  # fmt: skip
    for name in map(str, range(5)):
        book.decide("term", name, uris[0], SkosRelation.EXACT, "Noor")
    noor = desk.colleague("Noor")
    shown = []
    for number in (1, 2, 3):
        page = html.fromstring(noor.get(f"/desk/related/names?state=accepted&page={number}").text)
        shown += page.xpath("//td//input[@name='name']/@value")
        assert bool(page.xpath("//a[@rel='next']")) == (number < 3)
    assert shown == list("01234")
    sent = {"of": "term", "name": "4", "uri": uris[0], "relation": "", "state": "accepted"}
    answer = noor.post("/desk/related/names", sent | {"page": "3"})
    assert answer.headers["Location"].endswith("?state=accepted&page=3")
    page = html.fromstring(noor.get(answer.headers["Location"]).text)
    assert page.xpath("//td//input[@name='name']/@value") == ["2", "3"]  # the last that is left


def accepted_names_go_out(desk: Desk, noor: Browser, uri: str, out: Path) -> None:
    """From the desk and by both commands, in both formats."""
    form = html.fromstring(noor.get("/desk/related/names").text)
    assert form.xpath("//form[@action='/desk/related/names.zip']//select/option/@value") == [
        "edm",
        "linked-art",
    ]
    address = "https://museum.example/data"
    out.mkdir()
    for kind, file in (("edm", EDM_FILE), ("linked-art", "linked-art.json")):
        got = noor.get(f"/desk/related/names.zip?format={kind}&folder={address}")
        assert got.status_code == 200
        with zipfile.ZipFile(io.BytesIO(got.data)) as archive:
            assert uri in archive.read(file).decode()
            assert any(one.startswith("pictures/") for one in archive.namelist())
        words = ["museum", "export", str(out / kind), "--format", kind, "--address", address]
        done = CliRunner().invoke(zaalgids, [*words, "--from", str(desk.parts.data)])
        assert done.exit_code == 0, done.output
        assert uri in (out / kind / file).read_text(encoding="utf-8")
    again = noor.get("/desk/related/names.zip?format=edm&folder=museum.example")
    assert "begins with https://" in noor.get(again.headers["Location"]).text
    assert noor.get("/desk/related/names.zip?format=csv&folder=x").status_code == 404
    assert list((desk.parts.data / "imports").iterdir()) == []


def test_a_person_is_proposed_for_makers_alone(desk: Desk) -> None:
    names = museum_names(labelled(), {"ring": ["Jan Steen"]})
    book = desk.parts.assembly.context.get(NameBook)
    person = Concept("http://x.example/1", "Jan Steen", frozenset({"jan steen"}), "", True)
    thing = Concept("http://x.example/2", "Jan Steen (a ship)", frozenset({"jan steen"}))
    assert book.propose([person, thing], names, "Noor") == 2
    found = {(one.of, one.uri) for one in book.listed(MatchState.PROPOSED)}
    assert found == {(NameOf.MAKER, person.uri), (NameOf.TERM, thing.uri)}
