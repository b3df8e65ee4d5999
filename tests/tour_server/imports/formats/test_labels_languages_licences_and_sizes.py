"""What the readers share: labels in five languages, tags of languages, names of licences, sizes of pictures."""

from __future__ import annotations

from typing import Any

import pytest

from contract.licences import licence_address, licence_name
from tour_server.imports.formats.iiif_images import image_address, picture_name
from tour_server.imports.formats.language_words import joined, language_tag
from tour_server.imports.formats.metadata_labels import (
    WRITTEN_LABELS,
    MetadataField,
    metadata_field,
)


@pytest.mark.parametrize(
    ("field", "labels"),
    [
        (MetadataField.MAKER, "Artist/Maker|Vervaardiger|Künstler/in|KÜNSTLERIN|Créateur|Autor:"),
        (MetadataField.DATE, "Date created|Datering|Datierung|Date de création|Fecha de creación"),
        (MetadataField.PLACE, "Place of Origin|Vervaardigingsplaats|Entstehungsort|Lieu|Lugar"),
        (
            MetadataField.MATERIALS,
            "Medium|Materiaal en techniek|Material/Technik|Matériaux|Técnica",
        ),
        (MetadataField.INVENTORY, "Accession No.|Inventarisnummer|Inv.-Nr.|Numéro d’inventaire"),
        (MetadataField.INVENTORY, "N° d'inventaire|Número de inventario|Object number"),
        (MetadataField.ROOM, "Gallery|Zaal|Standort|Salle|Ubicación"),
        (MetadataField.TEXT, "Description|Beschrijving|Beschreibung|Résumé|Descripción"),
        (MetadataField.SOURCE, "Bibliography|Bronnen|Literatur|Bibliographie|Fuentes"),
        (MetadataField.HOLDER, "Rights holder|Rechthebbende|Rechteinhaber|Ayant droit"),
    ],
)
def test_labels_in_five_languages(field: MetadataField, labels: str) -> None:
    for label in labels.split("|"):
        assert metadata_field([label]) is field, label
    assert metadata_field(["わからない", labels.split("|")[0]]) is field


def test_labels_that_are_written_are_read_and_others_are_not_guessed() -> None:
    for field, labels in WRITTEN_LABELS.items():
        assert all(metadata_field([label]) is field for label in labels.values())
    for label in ("Provenance", "Dimensions", "", "Dating agency", "Unmade", "Herkomst"):
        assert metadata_field([label]) is None, label


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("nl", "nl"),
        ("NL", "nl"),
        ("nld", "nl"),
        ("dut", "nl"),
        ("ger", "de"),
        ("en_GB", "en-GB"),
        ("zh-Hant", "zh-Hant"),
        ("pt-BR", "pt-BR"),
        ("none", "xx"),
        ("@none", "xx"),
        ("und", "xx"),
        ("", "xx"),
        ("Dutch language", "xx"),
        ("n", "xx"),
        ("../nl", "xx"),
    ],
)
def test_languages(written: str, tag: str) -> None:
    assert language_tag(written, "xx") == tag


def test_values_of_one_language_are_joined_once() -> None:
    values = [("nl", "hout"), ("nl", " verf "), ("en", "wood"), ("nl", "hout"), ("de", " ")]
    assert joined(values) == {"nl": "hout; verf", "en": "wood"}


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("http://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0"),
        ("https://creativecommons.org/publicdomain/mark/1.0/deed.nl", "PDM-1.0"),
        ("https://creativecommons.org/licenses/by-nc-sa/4.0/", "CC-BY-NC-SA-4.0"),
        ("http://www.creativecommons.org/licenses/by/4.0/legalcode.nl", "CC-BY-4.0"),
        ("http://rightsstatements.org/vocab/InC/1.0/", "In Copyright"),
        ("https://rightsstatements.org/page/InC-OW-EU/1.0/", "In Copyright - EU Orphan Work"),
    ],
)
def test_licences_have_a_name_and_an_address(address: str, name: str) -> None:
    assert licence_name(address) == name
    assert licence_name(licence_address(name)) == name


def test_other_licences_stay_as_they_are() -> None:
    for other in (
        "http://rightsstatements.org/vocab/Unknown/1.0/",
        "https://creativecommons.org/licenses/sampling/1.0/",
        "http://creativecommons.org/licenses/by/3.0/de/",
        "All rights reserved",
        "",
    ):
        assert licence_name(other) == other
    assert licence_address("All rights reserved") == ""
    assert licence_address("CC-XX-4.0") == ""


def _service(level: str, *sizes: int, version: int = 3, width: int = 6000) -> dict[str, Any]:
    service: dict[str, Any] = {"id": "https://i.example/1", "type": f"ImageService{version}"}
    service |= {"profile": level, "sizes": [{"width": one, "height": one} for one in sizes]}
    return {
        "id": "https://i.example/1/full/max/0/default.jpg",
        "width": width,
        "service": [service],
    }


@pytest.mark.parametrize(
    ("body", "address"),
    [
        (_service("level2"), "https://i.example/1/full/3000,/0/default.jpg"),
        (_service("level1", version=2), "https://i.example/1/full/3000,/0/default.jpg"),
        (_service("level0", 800, 2400, 4000), "https://i.example/1/full/2400,2400/0/default.jpg"),
        (_service("level0", 2400, version=2), "https://i.example/1/full/2400,/0/default.jpg"),
        (_service("level0", 4000), "https://i.example/1/full/max/0/default.jpg"),
        (_service("level2", width=900), "https://i.example/1/full/max/0/default.jpg"),
        ({"id": "https://i.example/plain.jpg", "width": 9000}, "https://i.example/plain.jpg"),
        (
            {"id": "https://i.example/x", "service": {"@id": "https://i.example/auth"}},
            "https://i.example/x",
        ),
        ({}, ""),
    ],
)
def test_pictures_are_asked_for_at_a_useful_size(body: dict[str, Any], address: str) -> None:
    assert image_address(body) == address


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://i.example/iiif/3/SK%2DA%2D1/full/max/0/default.jpg", "SK-A-1"),
        ("https://i.example/iiif/a%2Fb/0,0,10,10/!200,200/90/color.png", "a/b"),
        ("https://i.example/pictures/a.jpg?x=1", "a.jpg"),
        ("https://i.example/", "https://i.example/"),
        ("pictures/a.jpg", "a.jpg"),
    ],
)
def test_pictures_have_a_name(address: str, name: str) -> None:
    assert picture_name(address) == name
