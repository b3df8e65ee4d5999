"""The columns of a museum's spreadsheet are guessed in five languages, whatever their case and order."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from contract.museum import Level
from tests.tour_server.imports.sheets import fields, read
from tour_server.imports.column_fields import FIELD_NAMES, ColumnField
from tour_server.imports.column_languages import detected_language, stated_language
from tour_server.imports.column_mapping import ColumnMapping
from tour_server.imports.spreadsheet import SpreadsheetSource, guess_mapping

HEADINGS = {
    "identifier": "priref|ObjectID|Dublin Core:Identifier",
    "inventory": "Inventarisnummer|OBJECTNUMMER|Accession Number|N° inv.|"
    "Nº de inventario|Inventar-Nr.|"
    "object_number|ObjectNumber|Objects.ObjectNumber|Inv.nr.|Numéro d’inventaire|accession_no",
    "title": "Dublin Core:Title|Désignation|"
    "Titel|title|Titre de l'œuvre|Título|Objekttitel|Naam|objectnaam|Title of work|TITEL ",
    "maker": "Vervaardiger|Maker|Artist|Künstler/in|Auteur|Autor|creators|Display Artist|DisplayName|kunstenaar",
    "date": "Datering|Date|Date de création|Datierung|Fecha|Année|dated|creation_date|Jaar",
    "place": "Plaats|Place made|Lieu de création|Entstehungsort|Lugar|place_of_production",
    "materials": "Materiaal/techniek|Medium|Matériaux|Technik|Técnica|Materiaal",
    "room": "Zaal|Room|Salle|Raum|Sala|current_location|RoomName|Zaalnr.|Standplaats",
    "picture": "Afbeelding|bestandsnaam|Image|Nom du fichier|Dateiname|Foto's|reproduction.reference",
    "text": "Beschrijving|Description|Texte|Zaaltekst|Label text|Descripción",
    "source": "Bron|Source|Quelle|Fuente|Literatuur",
    "licence": "Licentie|Licence|Rights|Droits|Lizenz",
    "holder": "Rechthebbende|Rights holder|Ayant droit|Rechteinhaber",
}


@pytest.mark.parametrize(
    ("field", "heading"),
    [(field, heading) for field, all_of in HEADINGS.items() for heading in all_of.split("|")],
)
def test_a_heading_is_known(tmp_path: Path, field: str, heading: str) -> None:
    file = tmp_path / "works.tsv"
    file.write_text(f"{heading}\tx\nA1\ty\n", encoding="utf-8")
    assert fields(guess_mapping(file))[heading.strip()] == field


@pytest.mark.parametrize(
    "heading",
    [
        "Date acquired",
        "Geboortejaar maker",
        "Maker nationality",
        "Opmerkingen",
        "Internal notes",
        "Aankoopprijs",
        "title_type",
        "Insurance value",
        "Colour",
        "Conditie",
        "earliest",
        "Breedte",
        "x",
    ],
)
def test_other_headings_are_left_alone(tmp_path: Path, heading: str) -> None:
    file = tmp_path / "works.tsv"
    file.write_text(f"Inventory\t{heading}\nA1\ty\n", encoding="utf-8")
    assert fields(guess_mapping(file))[heading] is None


@pytest.mark.parametrize(
    ("heading", "language"),
    [
        ("title (en)", "en"),
        ("titel_nl", "nl"),
        ("Titre FR", "fr"),
        ("Titel [Deutsch]", "de"),
        ("Título inglés", "en"),
        ("NL titel", "nl"),
        ("Titel (Nederlands)", "nl"),
        ("Title pt-BR", "pt-BR"),
        ("title (zh-Hant)", "zh-Hant"),
        ("title: ja", "ja"),
        ("title (gsw)", "gsw"),
        ("title (und)", "und"),
        ("Titre de l'œuvre", None),
    ],
)
def test_a_heading_says_a_language(tmp_path: Path, heading: str, language: str | None) -> None:
    file = tmp_path / "works.tsv"
    file.write_text(f"{heading}\tInventory\nx\tA1\n", encoding="utf-8")
    column = guess_mapping(file).columns[0]
    assert (column.field, column.language) == ("title", language)


def test_a_heading_says_for_whom_a_text_is(tmp_path: Path) -> None:
    file = tmp_path / "works.tsv"
    file.write_text(
        "Inv\tTekst kinderen (nl)\tText (expert) en\nA1\tHoi\tHello\n", encoding="utf-8"
    )
    (record,) = read(file)
    assert [(block.level, block.language) for block in record.blocks] == [
        (Level.CHILD, "nl"),
        (Level.EXPERT, "en"),
    ]


def test_languages_are_found_in_the_texts(tmp_path: Path) -> None:
    file = tmp_path / "works.tsv"
    dutch = "De schilder van dit werk is niet bekend, maar het komt uit de stad"
    english = "The painter of this work is not known, but it is from the town"
    file.write_text(f"Inv\tTekst\tTekst\nA1\t{dutch}\t{english}\n", encoding="utf-8")
    mapping = guess_mapping(file)
    assert mapping.language == "nl"
    assert [(column.field, column.language) for column in mapping.columns[1:]] == [
        ("text", None),
        ("text", "en"),
    ]


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("Vaas", None),
        ("La jeune fille à la perle est un tableau de la ville de Delft", "fr"),
        ("Das Mädchen mit dem Perlenohrring ist ein Gemälde aus der Stadt", "de"),
        ("La joven de la perla es un cuadro del pintor y de los Países Bajos", "es"),
        ("神奈川沖浪裏 富嶽三十六景の一つ", "ja"),
        ("Ночной дозор", "ru"),
        ("الحارس الليلي", "ar"),
    ],
)
def test_a_language_is_detected_or_not(words: str, language: str | None) -> None:
    assert detected_language([words]) == language


@pytest.mark.parametrize(
    ("word", "tag"),
    [
        ("Engels", "en"),
        ("ALLEMAND", "de"),
        ("español", "es"),
        ("zh-hant", "zh-hant"),
        ("vaas", None),
    ],
)
def test_a_language_is_named(word: str, tag: str | None) -> None:
    assert stated_language(word) == tag


def test_of_two_columns_that_hold_the_same_one_waits_for_a_person(tmp_path: Path) -> None:
    file = tmp_path / "works.tsv"
    file.write_text("Inv\tTitle\tTitle\tNaam\nA1\tx\ty\tz\n", encoding="utf-8")
    mapping = guess_mapping(file)
    assert [column.field for column in mapping.columns] == ["inventory", "title", None, None]
    assert mapping.columns[2].note == "Title holds the same. Say what this column holds."
    columns = list(mapping.columns)
    columns[2] = replace(columns[2], field=ColumnField.TITLE)
    assert replace(mapping, columns=columns).problems() == [
        "The columns Title and Title hold the same. Choose a language for one of them."
    ]
    columns[2] = replace(columns[2], language="en")
    (record,) = SpreadsheetSource(file, replace(mapping, columns=columns)).records()
    assert record.title == {"und": "x", "en": "y"}


def test_the_name_of_an_object_is_no_title_beside_a_title(tmp_path: Path) -> None:
    file = tmp_path / "works.tsv"
    file.write_text("Object number\tObject name\tTitle\nA1\tpainting\tSea\n", encoding="utf-8")
    (record,) = read(file)
    assert record.title == {"und": "Sea"}


def test_values_correct_a_heading(tmp_path: Path) -> None:
    file = tmp_path / "works.tsv"
    file.write_text("Nr\tBijlage\tNaam\nA-1\tfoto1.JPG\tx\nA-2\tfoto2.tif\ty\n", encoding="utf-8")
    assert list(fields(guess_mapping(file)).values()) == ["inventory", "picture", "title"]


def test_headings_that_are_not_in_the_first_row(tmp_path: Path) -> None:
    file = tmp_path / "works.tsv"
    file.write_text("Museum X\n\nExport\t2026\nInv\tTitel\t\t\nA1\tx\t\t\n", encoding="utf-8")
    mapping = guess_mapping(file)
    assert mapping.layout.heading_row == 4
    assert len(mapping.columns) == 2
    assert [record.where for record in read(file)] == ["row 5"]


def test_a_sheet_without_headings_loses_no_row(tmp_path: Path) -> None:
    file = tmp_path / "works.csv"
    file.write_text("A1;De zee;1890;a1.jpg\nA2;De golf;1891;a2.jpg\n", encoding="utf-8")
    mapping = guess_mapping(file)
    assert mapping.layout.heading_row == 0
    assert [column.heading for column in mapping.columns[:2]] == ["column A", "column B"]
    assert [record.where for record in read(file)] == ["row 1", "row 2"]


def test_a_mapping_is_remembered_for_the_same_headings_in_any_order(tmp_path: Path) -> None:
    first, second = tmp_path / "a.tsv", tmp_path / "b.csv"
    first.write_text("Inv\tRemarks\nA1\tA vase\n", encoding="utf-8")
    second.write_bytes("remarks;INV\nDe vaas;A2\n".encode("utf-16"))
    mapping = guess_mapping(first)
    columns = [
        mapping.columns[0],
        replace(mapping.columns[1], field=ColumnField.TITLE, language="en"),
    ]
    chosen = replace(mapping, columns=columns)
    stored = msgspec.json.encode(chosen)
    again = guess_mapping(second)
    assert again.headings_key == chosen.headings_key
    used = again.remembering(msgspec.json.decode(stored, type=ColumnMapping))
    (record,) = SpreadsheetSource(second, used).records()
    assert (record.inventory, record.title) == ("A2", {"en": "De vaas"})


def test_every_field_has_a_name() -> None:
    assert set(FIELD_NAMES) == set(ColumnField)
