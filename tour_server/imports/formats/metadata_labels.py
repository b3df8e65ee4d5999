"""What museums call the pairs of label and value in their IIIF manifests, in five languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum


class MetadataField(StrEnum):
    """What a pair of label and value says of a work."""

    TITLE = "title"
    MAKER = "maker"
    DATE = "date"
    PLACE = "place"
    MATERIALS = "materials"
    INVENTORY = "inventory"
    ROOM = "room"
    NUMBER = "number"
    KEY = "key"
    HOLDER = "holder"
    LICENCE = "licence"
    TEXT = "text"
    SOURCE = "source"


WRITTEN_LABELS: dict[MetadataField, dict[str, str]] = {
    MetadataField.MAKER: {"en": "Maker", "nl": "Maker"},
    MetadataField.DATE: {"en": "Date", "nl": "Datering"},
    MetadataField.PLACE: {"en": "Place", "nl": "Plaats"},
    MetadataField.MATERIALS: {"en": "Materials", "nl": "Materialen"},
    MetadataField.INVENTORY: {"en": "Inventory number", "nl": "Inventarisnummer"},
    MetadataField.ROOM: {"en": "Room", "nl": "Zaal"},
    MetadataField.NUMBER: {"en": "Number in the guide", "nl": "Nummer in de gids"},
    MetadataField.KEY: {"en": "Key in the guide", "nl": "Sleutel in de gids"},
    MetadataField.HOLDER: {"en": "Rights holder", "nl": "Rechthebbende"},
    MetadataField.LICENCE: {"en": "Licence", "nl": "Licentie"},
    MetadataField.SOURCE: {"en": "Source", "nl": "Bron"},
}
"""The labels that our own manifests have."""

_LABELS = {
    MetadataField.TITLE: """title, titel, titre, titulo, main title, object title, werktitel, haupttitel, hoofdtitel,
        name, naam, nom, nombre, object name, objectnaam""",
    MetadataField.MAKER: """maker, makers, artist, artists, artist maker, artist or maker, creator, creators, author,
        painter, designer, photographer, attributed to, kunstenaar, kunstenaars, vervaardiger, vervaardigers, auteur,
        schilder, ontwerper, fotograaf, schepper, kunstler, kunstlerin, kunstler in, hersteller, urheber, autor, maler,
        artiste, artistes, createur, fabricant, auteurs, artista, artistas, creador, autores, contributor""",
    MetadataField.DATE: """date, dates, dated, date created, creation date, date made, date of creation, production
        date, display date, date display, object date, year, period, datering, datum, jaar, jaartal, periode,
        vervaardigingsdatum, datierung, entstehungszeit, entstehungsjahr, herstellungsdatum, jahr, zeit, date de
        creation, datation, annee, epoque, fecha, fecha de creacion, datacion, ano, epoca""",
    MetadataField.PLACE: """place, places, place made, place of origin, place of creation, place of production, place
        created, production place, origin, made in, plaats, plaats van vervaardiging, vervaardigingsplaats, plaats
        vervaardiging, ort, entstehungsort, herstellungsort, lieu, lieu de creation, lieu de production, lieu de
        fabrication, lugar, lugar de creacion, lugar de produccion""",
    MetadataField.MATERIALS: """medium, material, materials, materials and techniques, material and technique, medium
        and support, technique, techniques, support, physical medium, physical description, materiaal, materialen,
        techniek, technieken, materiaal en techniek, drager, technik, materialien, material und technik, material
        technik, materiau, materiaux, materiaux et techniques, matiere et technique, matiere, materia, materiales,
        tecnica, materiales y tecnicas, material y tecnica""",
    MetadataField.INVENTORY: """inventory number, inventory no, accession number, accession no, object number, object
        no, museum number, catalogue number, inventarisnummer, objectnummer, inventarnummer, inventar nr, objektnummer,
        inv nr, numero d inventaire, no d inventaire, n d inventaire, inventaire, numero de inventario, no de
        inventario, numero de registro""",
    MetadataField.ROOM: """room, gallery, gallery number, gallery location, on view, current location, location, zaal,
        zaalnummer, standplaats, locatie, saal, raum, standort, salle, emplacement, localisation, sala, ubicacion""",
    MetadataField.NUMBER: "number in the guide, nummer in de gids, audio guide number, audioguide number",
    MetadataField.KEY: "key in the guide, sleutel in de gids",
    MetadataField.HOLDER: """rights holder, copyright holder, rechthebbende, houder van de rechten, rechteinhaber,
        rechteinhaberin, ayant droit, titulaire des droits, titular de los derechos""",
    MetadataField.LICENCE: "licence, license, licentie, lizenz, licencia, rights statement",
    MetadataField.TEXT: """description, object description, label text, gallery label, wall text, notes, summary,
        beschrijving, omschrijving, zaaltekst, publiekstekst, beschreibung, objektbeschreibung, kurzbeschreibung,
        texte, resume, descripcion, texto""",
    MetadataField.SOURCE: """source, sources, bibliography, references, literature, bron, bronnen, literatuur, quelle,
        quellen, literatur, bibliographie, references bibliographiques, fuente, fuentes, bibliografia""",
}
_FIELDS = {
    " ".join(label.split()): field
    for field, labels in _LABELS.items()
    for label in labels.split(",")
}


def metadata_field(labels: Iterable[str]) -> MetadataField | None:
    """Returns what a label means, in any of the languages it is given in; None where it is not known."""
    return next((_FIELDS[one] for one in map(_plain, labels) if one in _FIELDS), None)


def _plain(label: str) -> str:
    """Returns a label without case, accents and signs: `Numéro d'inventaire :` → `numero d inventaire`."""
    plain = unicodedata.normalize("NFKD", label.replace("ß", "ss").replace("œ", "oe")).casefold()
    plain = "".join(one for one in plain if not unicodedata.combining(one))
    return " ".join(re.findall(r"\w+", plain))
