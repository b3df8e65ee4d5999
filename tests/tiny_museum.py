"""A museum of three works in two rooms and two languages, small enough to be read in a test."""

from __future__ import annotations

import datetime as dt
from typing import Any

from contract.museum import (
    Block,
    Hours,
    Level,
    Medium,
    Museum,
    Offer,
    Room,
    Site,
    Source,
    Stop,
    Theme,
    Tour,
    Work,
)
from contract.offer_terms import LastMinutes


def block(key: str, language: str, text: str, **given: Any) -> Block:
    return Block(
        key=key,
        language=language,
        level=given.pop("level", Level.ADULT),
        theme="making",
        text=text,
        sources=[Source("A. Maker, On Lines, 1999", "p. 7")],
        written_by="Noor",
        **given,
    )


def tiny_museum(file_of: Any = lambda key: f"{key}.png") -> Museum:
    """Three works in two rooms, in two languages; `file_of` names the picture of a work."""

    def work(number: int, key: str, room: str, *blocks: Block) -> Work:
        return Work(
            key=key,
            number=number,
            title={"nl": f"Werk {key}", "en": f"Work {key}"},
            room=room,
            media=[Medium(file=file_of(key), alt={"nl": "lijnen"})],
            blocks=list(blocks),
        )

    always = Hours(dt.time(10), dt.time(17))
    return Museum(
        site=Site(
            key="huis",
            name={"nl": "Huis van de Lijn", "en": "House of the Line"},
            time_zone="Europe/Amsterdam",
            languages=["nl", "en"],
            opening=[None, *[always] * 6],
            entrance="hal",
        ),
        rooms=[
            Room(key="hal", name={"nl": "Hal", "en": "Hall"}, floor=0, capacity=20),
            Room(key="zolder", name={"nl": "Zolder"}, floor=1, capacity=8),
        ],
        themes=[Theme(key="making", name={"nl": "Het maken", "en": "The making"})],
        works=[
            work(
                1,
                "lijn",
                "hal",
                block("lijn-nl-1", "nl", "Volg de lijn met uw ogen."),
                block("lijn-en-1", "en", "Follow the line with your eyes."),
            ),
            work(2, "ring", "hal", block("ring-nl-1", "nl", "Een ring heeft geen begin.")),
            work(3, "knoop", "zolder"),
        ],
        tours=[
            Tour(
                key="kort",
                title={"nl": "Kort", "en": "Short"},
                summary={"nl": "In een half uur."},
                stops=[Stop(work="lijn"), Stop(work="ring"), Stop(work="knoop")],
                minutes=30,
            )
        ],
        offers=[
            Offer(
                key="thee",
                title={"nl": "Thee", "en": "Tea"},
                text={"nl": "Thee voor twee.", "en": "Tea for two."},
                condition=LastMinutes(60),
                written_by="Noor",
                approved_by="Noor",
            )
        ],
    )
