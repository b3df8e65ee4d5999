"""Files as collections' software and aggregators write them. Their shape is theirs, their content is made up."""

from __future__ import annotations

from pathlib import Path

from contract.museum import Source
from tour_server.imports.formats.format_source import FormatSource
from tour_server.imports.formats.recognise import recognise
from tour_server.imports.plain_records import plain_record
from tour_server.imports.records import Record, RecordBlock, RecordPicture

MADE = Path(__file__).with_name("made")


def _read(name: str) -> tuple[FormatSource, list[Record]]:
    source = recognise(MADE / name, language="nl")
    assert source is not None
    return source, list(source.records())


def test_lido_of_an_aggregator() -> None:
    source, found = _read("lido_of_an_aggregator.xml")
    assert found == [
        Record(
            "record 1",
            identifier="X/123",
            inventory="M 0123",
            title={"de": "Das alte Haus", "en": "The Old House"},
            maker={"de": "Anna Muster"},
            date={"de": "1880–1882"},
            place={"de": "Dresden"},
            materials={"de": "Öl; Leinwand"},
            pictures=[
                RecordPicture(
                    "1.jpg",
                    address="https://x.example/master/1.jpg",
                    alt={"de": "Foto von vorn"},
                    licence="CC-BY-SA-4.0",
                    holder="Museum X",
                    credit="Foto: B",
                )
            ],
            blocks=[
                RecordBlock(
                    "Ein Haus am Fluss.\nEs ist Abend.",
                    "de",
                    sources=[Source("Muster, Katalog, 1999")],
                )
            ],
            licence="Gemeinfrei",
        )
    ]
    assert source.unread["objectMeasurementsSet/displayObjectMeasurements"] == 1
    assert source.unread["eventDate/displayDate"] == 1  # of when the museum got it


def test_lido_that_was_harvested_and_goes_on(tmp_path: Path) -> None:
    _, (record,) = _read("lido_harvested.xml")
    _, (other,) = _read("lido_of_an_aggregator.xml")
    assert record == other
    text = (MADE / "lido_harvested.xml").read_text(encoding="utf-8")
    more = "<resumptionToken>2</resumptionToken></ListRecords>"
    (tmp_path / "page.xml").write_text(text.replace("</ListRecords>", more), encoding="utf-8")
    source = recognise(tmp_path / "page.xml")
    assert source is not None
    assert "has more records" in list(source.records())[-1].problems[0]


def test_linked_art_with_its_picture_in_it() -> None:
    source, (record,) = _read("linked_art_whole.json")
    assert record.title == {"en": "Bowl with Birds"}
    assert record.inventory == "81.X.1"
    assert record.maker == {"nl": "Attributed to the Bird Painter (Greek)"}
    assert record.date == {"nl": "about 520 B.C."}
    assert record.place == {"nl": "Athens, Greece"}
    assert record.materials == {"nl": "Terracotta"}
    assert record.room == "Gallery 103, Vases"
    assert record.licence == record.pictures[0].licence == "CC0-1.0"
    assert record.pictures[0].name == "abc"
    assert [block.text for block in record.blocks] == ["Two birds face each other."]
    assert source.unread == {"identified_by “DOR ID”": 1, "referred_to_by “Provenance”": 1}


def test_linked_art_whose_picture_is_elsewhere() -> None:
    source, (record,) = _read("linked_art_pictures_elsewhere.json")
    assert record.title == {"nl": "De molen bij de brug", "en": "The Mill by the Bridge"}
    assert record.inventory == "SK-A-9999"
    assert record.maker == {"nl": "schilder: Jan Jansz.", "en": "painter: Jan Jansz."}
    assert record.materials == {"nl": "olieverf op doek", "en": "oil on canvas"}
    assert record.blocks == [RecordBlock("Een molen in de avond. De brug is leeg.", "nl")]
    assert record.problems == [
        "Its picture is described in another document; import it by its address."
    ]
    assert "referred_to_by “300435430”" in source.unread  # how large it is


def test_a_manifest_of_version_2() -> None:
    source, (record,) = _read("iiif_2_manifest.json")
    assert record.title == {"nl": "Plate with deer"}
    assert record.maker == {"nl": "Potter, A. & Sons"}
    assert record.place == {"nl": "Delft; Netherlands"}
    assert record.inventory == "C.12-1910"
    assert record.room == "Ceramics, Room 137"
    (told,) = plain_record(record).blocks
    assert told == RecordBlock(
        "A plate with a deer, painted in blue.", "nl", italics=["in blue"], is_decoded=True
    )
    (picture,) = record.pictures
    assert picture.address == "https://f.museum-c.example/iiif/2006AB1234/full/3000,/0/default.jpg"
    assert picture.credit == "© Museum C"
    assert source.unread["metadata “Credit Line”"] == 1


def test_a_manifest_of_version_3() -> None:
    _, (record,) = _read("iiif_3_manifest.json")
    assert record.title["de"] == "Stillleben mit Zitrone"
    assert record.maker == {"de": "Anna Muster (1600–1650)"}
    assert record.date == {"nl": "um 1630"}
    assert record.materials == {"de": "Öl auf Holz"}
    assert record.room == "Saal 4"
    assert record.licence == "No Copyright - Non-Commercial Use Only"
    assert [(one.language, one.text) for one in record.blocks] == [
        ("de", "Eine Zitrone liegt auf dem Tisch.\nSie ist halb geschält."),
        ("en", "A lemon lies on the table."),
    ]
    (picture,) = record.pictures  # the first of a choice, at a size that its service has
    assert picture.address == "https://iiif.m.example/77a/full/2250,1500/0/default.jpg"
    assert picture.credit == "Museum M. & Freunde"


def test_a_collection_whose_manifests_are_elsewhere() -> None:
    _, found = _read("iiif_2_collection.json")
    assert [one.identifier for one in found] == ["https://x.example/c", "https://x.example/m1"]
    assert all("by its address" in one.problems[0] for one in found)


def test_a_tour_of_tap() -> None:
    source, (record,) = _read("tourml_of_tap.xml")
    assert record.number == 101
    assert record.title == {"en": "The Red Chair"}
    (told,) = plain_record(record).blocks
    assert told == RecordBlock("A red chair & a cat.", "en", italics=["red"], is_decoded=True)
    assert [one.address for one in record.pictures] == ["http://t.example/chair.jpg"]
    assert source.unread == {"asset of audio": 1}
