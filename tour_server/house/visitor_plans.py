"""The pictures of floors that visitors see: whether one is shown, whose it is, and what goes out with a release."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from contract.floor_picture import FloorPicture
from contract.licences import CREATIVE_COMMONS, licence_address, licence_name, licence_words
from contract.rights import MAX_WORDS, Rights
from contract.rights_statements import TITLES
from tour_server.catalogue.pictures import Pictures
from tour_server.database import Database
from tour_server.house.events import PLAN_PICTURE_SHOWN
from tour_server.house.phone_plan import phone_plan
from tour_server.house.tables import PlanPictureRow
from tour_server.recorder import Recorder
from web.translations import gettext as _

RIGHTS_FIELDS = ("creator", "holder", "licence")


def licence_names() -> list[tuple[str, str]]:
    """Return the licences that are offered: (as it is stored, in words)."""
    titles = [(title, title) for title in TITLES.values()]
    return [*((name, licence_words(name)) for name in CREATIVE_COMMONS), *titles]


def read_rights(typed: Mapping[str, str]) -> Rights:
    """Return the rights that RIGHTS_FIELDS say. A licence may be its name, its words or its address."""
    named = {words: name for name, words in licence_names()}
    licence = licence_name(named.get(typed["licence"], typed["licence"]))
    return Rights(licence, typed["holder"], uri=licence_address(licence), creator=typed["creator"])


class VisitorPlans:
    """Decides which pictures of floors visitors see. May be called from any thread."""

    def __init__(self, database: Database, pictures: Pictures, recorder: Recorder) -> None:
        """`pictures`: the store that phones' pictures are made from."""
        self._database, self._pictures, self._recorder = database, pictures, recorder

    def all(self) -> list[FloorPicture]:
        """Return the pictures that visitors are to see, the lowest floor first."""
        query = select(PlanPictureRow).where(PlanPictureRow.current, PlanPictureRow.shown)
        with self._database.reading() as session:
            rows = session.scalars(query.order_by(PlanPictureRow.floor))
            return [
                FloorPicture(
                    row.floor,
                    row.phone_file,
                    row.left,
                    row.top,
                    row.width,
                    row.width * row.height_px / row.width_px,
                    _rights(row),
                )
                for row in rows
            ]

    def rights(self) -> dict[int, Rights]:
        """Return, by floor, what is known of the rights of the pictures that staff draw on."""
        query = select(PlanPictureRow).where(PlanPictureRow.current)
        with self._database.reading() as session:
            return {row.floor: _rights(row) for row in session.scalars(query)}

    def show(self, floor: int, rights: Rights, by: str) -> None:
        """Show the picture of a floor to visitors, from the next release on.

        Raises ValueError, with a sentence, without rights or where they are too long; KeyError where there is no
        picture; PictureError, OSError.
        """
        _refuse_incomplete(rights)
        with self._database.reading() as session:
            row = _current(session, floor)
            number, content = row.number, row.content
        body, ending = phone_plan(content)
        file = self._pictures.add(body, f"plan-{number}{ending}")
        with self._database.writing() as session:
            row = _current(session, floor)
            if row.number != number:
                raise ValueError(
                    _("A colleague took in another picture meanwhile. Look at it first.")
                )
            row.shown, row.phone_file = True, file
            row.rights = msgspec.json.encode(rights).decode()
            self._recorder.record(PLAN_PICTURE_SHOWN, by, str(floor), "shown", session=session)

    def hide(self, floor: int, by: str) -> None:
        """Show the picture of a floor to staff alone, from the next release on. Raises KeyError."""
        with self._database.writing() as session:
            row = _current(session, floor)
            if row.shown:
                row.shown = False
                self._recorder.record(PLAN_PICTURE_SHOWN, by, str(floor), "hidden", session=session)

    def documents(self, session: Session) -> Iterator[str]:
        """Yield what names the files in the store that releases need, as JSON."""
        query = select(PlanPictureRow.phone_file).where(PlanPictureRow.phone_file != "")
        for file in session.scalars(query):
            yield msgspec.json.encode(file).decode()


def _refuse_incomplete(rights: Rights) -> None:
    if not (rights.creator or rights.holder) or not rights.is_stated:
        raise ValueError(
            _("Say who made the picture, or whose it is, and under which licence visitors see it.")
        )
    if any(len(one) > MAX_WORDS for one in (rights.creator, rights.holder, rights.licence)):
        raise ValueError(_("Write {number} characters at most.", number=MAX_WORDS))


def _current(session: Session, floor: int) -> PlanPictureRow:
    query = select(PlanPictureRow).where(PlanPictureRow.floor == floor, PlanPictureRow.current)
    row = session.scalars(
        query.order_by(PlanPictureRow.number.desc()).options(undefer(PlanPictureRow.content))
    ).first()
    if row is None:
        raise KeyError(floor)
    return row


def _rights(row: PlanPictureRow) -> Rights:
    if not row.rights:
        return Rights("")
    return msgspec.json.decode(row.rights, type=Rights)
