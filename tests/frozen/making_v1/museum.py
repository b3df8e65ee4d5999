"""Builds the museums whose documents are frozen: one with every field and every enum value, and a minimal one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import cv2
import numpy as np

from contract.museum import (
    Address,
    Block,
    Hand,
    Hours,
    LastMinutes,
    Level,
    Link,
    Medium,
    Museum,
    Offer,
    Passage,
    Relation,
    Rights,
    Room,
    RoomQuiet,
    Site,
    Source,
    SpecialDay,
    Stop,
    Theme,
    Tour,
    Way,
    Work,
)
from museum_of_pattern.build import draw

LONG_SIDE_PX = 160
JPEG_QUALITY = 75
PICTURES = ("the-hat", "kolam", "hilbert-curve")  # works of the Museum of Pattern, CC0
SOURCE = Source("A. Maker & Ümit Öz, 線について, 1999", "https://example.org/lines?p=7")
ONLY_CITED = Source("Archive of the house, box 3")
RIGHTS = Rights("CC-BY-4.0", "Stichting De Lijn", {"nl": "Foto: Noor", "ja": "写真：ノール"})


def draw_pictures(folder: Path) -> None:
    """Write each of PICTURES to `folder` as `<key>.jpg`, at most LONG_SIDE_PX pixels wide and high."""
    folder.mkdir(parents=True, exist_ok=True)
    for key in PICTURES:
        pixels = cv2.imdecode(
            np.frombuffer(draw(key).png(LONG_SIDE_PX), np.uint8), cv2.IMREAD_COLOR
        )
        cv2.imwrite(str(folder / f"{key}.jpg"), pixels, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])


def site() -> Site:
    return Site(
        key="huis",
        name={
            "nl": "Huis van de Lijn",
            "en": "House of the Line",
            "ar": "بيت الخط",
            "ja": "線の家",
        },
        time_zone="Europe/Amsterdam",
        languages=["nl", "en", "ar", "ja", "zh-Hans", "pt-BR"],
        opening=[
            None,
            *[Hours(dt.time(10), dt.time(17, 30))] * 4,
            Hours(dt.time(9, 30, 15), dt.time(21)),
            Hours(dt.time(10), dt.time(17)),
        ],
        exceptions=[
            SpecialDay(dt.date(2026, 12, 25), reason={"nl": "Kerstmis", "en": "Christmas"}),
            SpecialDay(dt.date(2026, 12, 26), Hours(dt.time(12), dt.time(16))),
        ],
        entrance="hal",
        accent="#a1B2c3",
        adults=Address.INFORMAL,
        children=Address.FORMAL,
    )


def rooms() -> list[Room]:
    return [
        Room(
            key="hal",
            name={"nl": "Hal", "en": "Hall", "ja": "ホール"},
            floor=0,
            capacity=20,
            outline=[(0.0, 0.0), (8.5, 0.0), (8.5, 6.25), (0.0, 6.25)],
        ),
        Room(key="kelder", name={"nl": "Kelder"}, floor=-1, capacity=1),
        Room(key="zolder", name={}, floor=2, capacity=8),
    ]


def passages() -> list[Passage]:
    ends = ((8.5, 3.0), (0.0, 3.5))
    return [
        Passage(("hal", "zolder"), Way.LIFT, 45.5, ends),
        Passage(("hal", "zolder"), Way.STAIRS, 30.0, ends),
        Passage(("hal", "kelder"), Way.STEPS, 12.0, ends),
        Passage(("hal", "kelder"), Way.RAMP, 20.0, ends),
        Passage(("hal", "kelder"), Way.DOOR, 0.0, ends),
        Passage(("hal", "kelder"), Way.DOOR, 3.0, ends),  # a second door between the same rooms
    ]


def blocks() -> list[Block]:
    """Blocks by each kind of author, approved and not, at both levels, with and without optional fields."""
    return [
        Block(
            key="hoed-nl-1",
            language="nl",
            level=Level.ADULT,
            theme="making",
            text="Eén tegel, de “hoed”, vult het vlak.\n\nNooit herhaalt het patroon zich.",
            sources=[SOURCE, ONLY_CITED],
            written_by="Noor",
            hand=Hand.PERSON,
            approved_by="Ümit",
            rights=RIGHTS,
            layer=9,
        ),
        Block(
            key="hoed-en-1",
            language="en",
            level=Level.ADULT,
            theme="making",
            text="One tile & no more: the hat <covers> the plane.",
            sources=[ONLY_CITED],
            written_by="translation",
            hand=Hand.TRANSLATION_MACHINE,
        ),
        Block(
            key="hoed-nl-kind",
            language="nl",
            level=Level.CHILD,
            theme="looking",
            text="Zie jij de hoed?",
            sources=[ONLY_CITED],
            written_by="a model",
            hand=Hand.MODEL,
            approved_by="Noor",
            layer=2,
        ),
    ]


def works() -> list[Work]:
    reference, *others = [
        Medium(
            file="the-hat.jpg",
            alt={"nl": "Een tegel als een hoed", "ar": "بلاطة"},
            reference=True,
            rights=RIGHTS,
        ),
        Medium(file="kolam.jpg", reference=False),
    ]
    return [
        Work(
            key="hoed",
            number=1,
            title={"nl": "De hoed", "en": "The hat", "ja": "帽子"},
            room="hal",
            maker={"en": "David Smith"},
            date={"en": "2022", "nl": "2022"},
            place={"en": "Bridlington"},
            materials={"nl": "inkt op papier"},
            media=[reference, *others],
            sources=[SOURCE],
            blocks=blocks(),
            x=1.25,
            y=-0.5,
            rights=RIGHTS,
        ),
        Work(key="kolam", number=2, title={}, room="kelder", media=[Medium(file="kolam.jpg")]),
        Work(key="kromme", number=99999, title={"nl": "Kromme"}, room="zolder"),
        Work(
            key="hilbert",
            number=12,
            title={"nl": "Hilberts kromme"},
            room="zolder",
            media=[Medium(file="hilbert-curve.jpg", reference=False)],
            rights=Rights("in copyright"),
        ),
    ]


def links() -> list[Link]:
    block = Block(
        key="band-nl-1",
        language="nl",
        level=Level.ADULT,
        theme="looking",
        text="Beide zijn uit één lijn gemaakt.",
        sources=[SOURCE],
        written_by="Noor",
    )
    return [
        Link("band-maker", ["hoed", "kolam"], Relation.MAKER, []),
        Link("band-motief", ["kolam", "hilbert", "kromme"], Relation.MOTIF, [block]),
        Link("band-bouw", ["hoed", "hilbert"], Relation.CONSTRUCTION, []),
    ]


def tours() -> list[Tour]:
    return [
        Tour(
            key="kort",
            title={"nl": "Kort", "en": "Short"},
            summary={"nl": "In een half uur."},
            stops=[Stop("hoed", 1.0, True), Stop("kolam", 0.0), Stop("hilbert")],
            level=Level.CHILD,
            minutes=30,
        ),
        Tour(key="lang", title={"nl": "Lang"}, summary={}, stops=[Stop("kromme")]),
    ]


def offers() -> list[Offer]:
    return [
        Offer(
            key="thee",
            title={"nl": "Thee", "en": "Tea"},
            text={"nl": "Thee voor twee."},
            condition=LastMinutes(90),
            written_by="Noor",
            approved_by="Ümit",
        ),
        Offer("stil", {"nl": "Stil"}, {}, RoomQuiet("hal", 0.1), "Noor"),
        Offer("gewoon", {"nl": "Gewoon"}, {}, RoomQuiet("zolder"), "Noor"),
        Offer("laat", {"nl": "Laat"}, {}, LastMinutes(), "Noor"),
    ]


def full_museum() -> Museum:
    return Museum(
        site=site(),
        rooms=rooms(),
        works=sorted(works(), key=lambda work: work.number),
        themes=[
            Theme("making", {"nl": "Het maken", "en": "The making"}),
            Theme("looking", {}),
        ],
        passages=passages(),
        links=links(),
        tours=tours(),
        offers=offers(),
    )


def minimal_museum() -> Museum:
    """Only what must be there."""
    return Museum(
        site=Site("m", {}, "UTC", ["nl"], [None] * 7),
        rooms=[Room("zaal", {"nl": "Zaal"}, 0, 1)],
        works=[Work("werk", 1, {"nl": "Werk"}, "zaal")],
    )
