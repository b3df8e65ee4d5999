"""What a column of a museum's spreadsheet can hold, and how museums and their software call it in five languages."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from web.translations import mark


def heading_words(heading: str) -> list[str]:
    """Return the words of a heading, by which two are compared: without case, accents and signs.

    `ObjectNumber` is two words.
    """
    heading = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)
    plain = unicodedata.normalize("NFKD", heading.replace("ß", "ss").replace("œ", "oe")).casefold()
    plain = "".join(one for one in plain if not unicodedata.combining(one))
    return re.findall(r"\w+", plain.replace("_", " "))


class ColumnField(StrEnum):
    """What a column holds."""

    IDENTIFIER = "identifier"
    KEY = "key"
    INVENTORY = "inventory"
    NUMBER = "number"
    TITLE = "title"
    MAKER = "maker"
    DATE = "date"
    DATE_FROM = "date_from"
    DATE_UNTIL = "date_until"
    PLACE = "place"
    MATERIALS = "materials"
    ROOM = "room"
    PICTURE = "picture"
    ALT = "alt"
    TEXT = "text"
    LANGUAGE = "language"
    LEVEL = "level"
    SOURCE = "source"
    WRITTEN_BY = "written_by"
    LICENCE = "licence"
    HOLDER = "holder"
    CREDIT = "credit"


FIELD_NAMES = {
    ColumnField.IDENTIFIER: mark("Identifier in its source"),
    ColumnField.KEY: mark("Key"),
    ColumnField.INVENTORY: mark("Inventory number"),
    ColumnField.NUMBER: mark("Number that visitors type"),
    ColumnField.TITLE: mark("Title"),
    ColumnField.MAKER: mark("Maker"),
    ColumnField.DATE: mark("Date"),
    ColumnField.DATE_FROM: mark("Date, first year"),
    ColumnField.DATE_UNTIL: mark("Date, last year"),
    ColumnField.PLACE: mark("Place"),
    ColumnField.MATERIALS: mark("Materials"),
    ColumnField.ROOM: mark("Room"),
    ColumnField.PICTURE: mark("Picture"),
    ColumnField.ALT: mark("Description of the picture"),
    ColumnField.TEXT: mark("Text"),
    ColumnField.LANGUAGE: mark("Language"),
    ColumnField.LEVEL: mark("For whom"),
    ColumnField.SOURCE: mark("Source"),
    ColumnField.WRITTEN_BY: mark("Written by"),
    ColumnField.LICENCE: mark("Licence"),
    ColumnField.HOLDER: mark("Holder of the rights"),
    ColumnField.CREDIT: mark("Credit line"),
}
WORDED = frozenset(
    {
        ColumnField.TITLE,
        ColumnField.MAKER,
        ColumnField.DATE,
        ColumnField.PLACE,
        ColumnField.MATERIALS,
        ColumnField.ALT,
        ColumnField.TEXT,
    }
)
"""The fields that have a wording for each language."""
REPEATED = frozenset({ColumnField.PICTURE, ColumnField.MATERIALS, ColumnField.SOURCE})
"""The fields that several columns may hold: picture 1 and picture 2, material and technique."""

# Headings by field, in Dutch, English, French, German and Spanish, and as collection software exports them (Adlib and
# Axiell, TMS, MuseumPlus, Micromusée, CollectiveAccess, Darwin Core, the Tate's and Carnegie's open data).
_HEADINGS = {
    ColumnField.IDENTIFIER: """
        identifier in its source | kenmerk in de bron
        | id | identifier | objectid | object id | record id | recordnummer | priref | guid | uuid | record number
        | identificatie | identifiant | identifikator | identificador | datensatznummer | systemid | pid | uri
    """,
    ColumnField.KEY: "work | key | sleutel | werk | slug | oeuvre | werkschlüssel | obra | clé | schlüssel | clave",
    ColumnField.INVENTORY: """
        inv | idno | accession
        | inventarisnummer | inventaris nr | inventaris | inv nr | invnr | inv no | objectnummer | object nr | objnr
        | object number | accession number | accession no | acc no | acno | accnr | inventory number
        | inventory no | inventory | catalogue number | catalog number | catalogusnummer | registration number
        | museum number | n inv | no inv | num inv | numero inv | numéro d'inventaire | n d'inventaire
        | no d'inventaire | inventaire | cote | inventarnummer | inventar nr | inventar | objektnummer | objekt nr
        | katalognummer | signatur | número de inventario | n de inventario | no de inventario | inventario
        | núm inv | nº inv | numero de inventario | número de registro | id number | collectienummer | signatuur
        | identificatienummer
    """,
    ColumnField.NUMBER: """
        number | nummer | nr | no | n | numéro | número | kiosk number | kiosknummer | audionummer | audio number
        | audioguide | audioguide number | label number | bordnummer | tour number | stop | numéro audio
        | visitor number | bezoekersnummer | hörnummer | audioguidenummer | número de audioguía | volgnummer
        | number that visitors type | nummer dat bezoekers typen
    """,
    ColumnField.TITLE: """
        title | titel | titre | título | name | naam | nom | nombre | bezeichnung | objectnaam | object name
        | benaming | werktitel | hoofdtitel | main title | titre principal | haupttitel | objekttitel | desc
        | object title | titel object | appellation | dénomination | denominación | objektbezeichnung
        | display title
        | désignation | objektname | título de la obra | titre de l oeuvre | werk titel | benennung
    """,
    ColumnField.MAKER: """
        maker | makers | artist | artists | all artists | artist name | kunstenaar | kunstenaars | vervaardiger
        | vervaardigers | creator | creators | creator name | author | auteur | auteurs | artiste | artistes
        | schepper | künstler | künstler in | künstlerin | künstler/in | hersteller | urheber | autor | autores
        | artista | artistas | creador | display artist | constituent | constituents | made by | gemaakt door
        | fabricant | maker name | naam maker | naam kunstenaar | fotograaf | photographer | ontwerper | designer
        | schilder | painter
        | beteiligte | beteiligter | beteiligte person | beteiligte personen | urheber in | mitwirkende
        | display name | vervaardiger naam | maker s | exécutant | auteur exécutant | künstlername | atelier
    """,
    ColumnField.DATE: """
        date | dates | datum | datering | dating | dated | jaar | year | jaartal | année | datation | fecha | año
        | jahr | datierung | date text | creation date | date created | production date | date de création
        | display date | date made | objectdate | object date | periode | period | période | período | époque
        | vervaardigingsdatum | entstehungszeit | entstehungsjahr | herstellungsdatum | zeit | epoche | datación
        | fecha de creación | circa | date of creation | datum vervaardiging | vervaardiging datum | date display
        | entstehungsdatum | date text display | fecha de realización | datering tekst | millésime
    """,
    ColumnField.DATE_FROM: """
        date first year | production date start | date start | start date | date begin | begin date | date from
        | date earliest | earliest date | year from | year begin | begin year | start year | begin jaar | jaar van
        | datum van | datum begin | begindatum | datering begin | datering van | vroegste datering | datering vroegst
        | vervaardiging begindatum | datierung von | datierung beginn | datum von | jahr von | frühestens | date début
        | année début | date de début | datation début | fecha inicial | fecha inicio | fecha desde | año inicial
        | datum eerste jaar
    """,
    ColumnField.DATE_UNTIL: """
        date last year | production date end | date end | end date | date to | date until | date latest | latest date
        | year to | year end | end year | eind jaar | jaar tot | datum tot | datum eind | einddatum | datering eind
        | datering einde | datering tot | laatste datering | datering laatst | vervaardiging einddatum | datierung bis
        | datierung ende | datum bis | jahr bis | spätestens | date fin | année fin | date de fin | datation fin
        | fecha final | fecha fin | fecha hasta | año final | datum laatste jaar
    """,
    ColumnField.PLACE: """
        place | plaats | lieu | ort | lugar | place made | place of origin | place of production
        | production place | vervaardigingsplaats | plaats vervaardiging | herkomst | origin | origine | herkunft
        | origen | lieu de création | lieu de production | entstehungsort | herstellungsort | lugar de creación
        | lugar de origen | plaats van herkomst | geography | provenance géographique | plaats van vervaardiging
        | culture | cultuur
    """,
    ColumnField.MATERIALS: """
        material | materials | materiaal | materialen | materiaal techniek | materiaal/techniek | techniek
        | technieken | technique | techniques | medium | media | matériau | matériaux | matière | matières
        | material technik | technik | materialien | werkstoff | material und technik | técnica | materiales
        | materia | material y técnica | medium and support | physical medium | matériaux et techniques
        | matière et technique | drager | support | materials and techniques | technique matériaux
        | materiaal en techniek | técnica y material
    """,
    ColumnField.ROOM: """
        room | zaal | zaalnummer | salle | raum | saal | sala | gallery | galerie | galería | location | locatie
        | standplaats | current location | huidige standplaats | physical location | standort | emplacement
        | ubicación | localisation | vitrine | ruimte | gallery number | room number | standplaats actueel
        | ausstellungsraum
        | room name | zaalnr | zaal nr | n salle | raum nr | nº sala | zaalnaam | gallery name | room nr | zaal nummer
    """,
    ColumnField.PICTURE: """
        path | picture | pictures | image | images | afbeelding | afbeeldingen | foto | foto's | photo | photos
        | file | filename | file name | bestand | bestandsnaam | fichier | nom de fichier | nom du fichier | bild
        | bilder | bilddatei | dateiname | datei | imagen | imágenes | archivo | nombre de archivo | fotografía
        | image file | image filename | reproduction reference | reproductie | reproductie referentie | image url
        | image urls | thumbnail | thumbnail url | photo file | media file | mediafile | visuel | beeld
        | beeldbestand | fotobestand | pad | picture file | photograph | photographs | abbildung | image 1
        | image 2 | image 3 | primary image
    """,
    ColumnField.ALT: """
        alt | alt text | alttext | alternative text | alternatieve tekst | alt tekst | texte alternatif
        | alternativtext | texto alternativo | beschrijving afbeelding | image description
        | description of the picture | bildbeschreibung | beeldbeschrijving | description de l'image
        | picture description
    """,
    ColumnField.TEXT: """
        text | tekst | texte | texto | description | beschrijving | omschrijving | beschreibung | descripción
        | label | label text | labeltekst | zaaltekst | wall text | cartel | texte de cartel | objekttext
        | saaltext | cartela | story | verhaal | toelichting | audiotekst | audio text | commentaire | kommentar
        | erläuterung | narration | physical description | publiekstekst | object description
        | inhaltsbeschreibung | comentario
        | légende | legende | bijschrift | caption | publikumstext | leyenda
    """,
    ColumnField.LANGUAGE: "language | taal | langue | sprache | idioma | lengua | lang | language code | taalcode",
    ColumnField.LEVEL: """
        level | niveau | for whom | voor wie | doelgroep | audience | public | publikum | zielgruppe | nivel
        | público
    """,
    ColumnField.SOURCE: """
        source | sources | bron | bronnen | quelle | quellen | fuente | fuentes | références | referenties
        | reference | url | web url | weblink | website | permalink | object url | object page | references
        | literatuur | literature | bibliographie | literatur | bibliografía | citation | bronvermelding tekst
    """,
    ColumnField.WRITTEN_BY: """
        by | written by | geschreven door | tekst van | tekstauteur | text author | rédacteur | verfasser
        | text von | auteur du texte | auteur tekst | redactor | texto de
    """,
    ColumnField.LICENCE: """
        licence | license | licentie | rights | rechten | droits | rechte | derechos | lizenz | licencia
        | copyright status | rights statement | rechtenstatus | usage rights | gebruiksrecht | auteursrecht
    """,
    ColumnField.HOLDER: """
        holder | rights holder | rightsholder | rechthebbende | rechtenhouder | copyright | copyright holder
        | ayant droit | titulaire des droits | rechteinhaber | titular de los derechos | titular
        | holder of the rights
    """,
    ColumnField.CREDIT: """
        credit | credits | credit line | creditline | courtesy | bruikleen | herkomst collectie | crédit | crédits
        | ligne de crédit | mention obligatoire | bildnachweis | línea de crédito | verwervingsvermelding
        | creditregel | fotocredit | photo credit | crédit photographique | fotonachweis | bronvermelding
        | eigentümer vermerk
    """,
}
# Words after which a heading says something else than the word beside it: "date acquired", "maker birth year".
OTHER_THINGS = frozenset(
    heading_words(
        """
        birthyear geboortejaar geboortedatum sterfjaar sterfdatum geburtsjahr todesjahr birthplace geboorteplaats
        acquired acquisition acquis aankoop verwerving verworven erwerb erworben adquisición adquisicion born
        birth geboren geboorte naissance geburt nacimiento death died sterf overlijden décès deces tod muerte
        gender geslacht nationality nationaliteit nationalité nationalite nationalität nationalitat type types old
        oud former previous vorige alternative alternatieve alternatif foreign internal intern interne modified
        gewijzigd changed created invoer exhibition tentoonstelling conservation condition conditie insurance
        verzekering value waarde price prijs role rol earliest latest
        """
    )
)


# Headings that are a title only where there is no better one: "painting" is the name of many objects.
NAMES_OF_OBJECTS = frozenset(
    "".join(heading_words(heading))
    for heading in re.split(
        r"\|",
        "name|naam|nom|nombre|bezeichnung|objectnaam|object name|benaming|désignation|dénomination|denominación|"
        "objektbezeichnung|objektname|benennung|appellation|desc",
    )
)
FIELD_OF = {
    "".join(heading_words(heading)): field
    for field, headings in _HEADINGS.items()
    for heading in headings.split("|")
}
"""The field of each known heading, written without spaces."""
