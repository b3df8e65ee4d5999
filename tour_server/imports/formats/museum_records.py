"""A museum's works as records, as they are written in exchange formats."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from contract.museum import Medium, Museum, Work
from contract.museum_folder import PICTURES
from tour_server.imports.records import Record, RecordBlock, RecordPicture

WORKS = "works"


def museum_records(museum: Museum, pictures: Path, address: str = "") -> Iterator[Record]:
    """Yield each work of a museum. `pictures`: the folder of its pictures.

    `address`: where what is written will be found on the web, without a slash at its end; "" is nowhere.
    """
    rooms = {room.key: room for room in museum.rooms}
    for work in museum.works:
        room = rooms[work.room].name if work.room in rooms else {}
        yield _record(work, next(iter(room.values()), work.room), pictures, address)


def _record(work: Work, room: str, pictures: Path, address: str) -> Record:
    rights = work.rights
    return Record(
        where=f"{WORKS}/{work.key}.toml",
        identifier=f"{address}/{WORKS}/{work.key}.json" if address else work.key,
        key=work.key,
        number=work.number,
        title=work.title,
        maker=work.maker,
        date=work.date,
        place=work.place,
        materials=work.materials,
        room=room,
        pictures=[
            _picture(medium, pictures, address) for medium in work.media if medium.detail is None
        ],
        blocks=[
            RecordBlock(
                one.text,
                one.language,
                one.level,
                one.sources,
                one.written_by,
                one.italics,
                is_decoded=True,
            )
            for one in work.blocks
        ],
        sources=work.sources,
        licence="" if rights is None else rights.licence,
        holder="" if rights is None else rights.holder,
        is_decoded=True,
    )


def _picture(medium: Medium, pictures: Path, address: str) -> RecordPicture:
    return RecordPicture(
        PurePosixPath(medium.file).name,
        pictures / medium.file,
        f"{address}/{PICTURES}/{medium.file}" if address else "",
        medium.alt,
        medium.rights.licence,
        medium.rights.holder,
        next(iter(medium.rights.note.values()), ""),
    )


def picture_link(picture: RecordPicture) -> str:
    """Returns what a file beside the folder of pictures calls a picture: its address, or its place."""
    return picture.address or f"{PICTURES}/{picture.name}"
