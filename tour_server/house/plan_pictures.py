"""The pictures of floors that staff draw on: taken in, kept with the one before, placed and scaled."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable

import cv2
from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from models.picture import PictureError, read_picture
from models.picture_formats import START_BYTES, picture_format, storable_picture
from tour_server.catalogue.pictures import shrink
from tour_server.database import Database
from tour_server.house.events import (
    PLAN_PICTURE_ADDED,
    PLAN_PICTURE_MOVED,
    PLAN_PICTURE_REMOVED,
)
from tour_server.house.pdf_plan import drawn_pdf
from tour_server.house.svg_cleaning import drawn_svg
from tour_server.house.tables import PlanPictureRow
from tour_server.recorder import Recorder
from web.translations import gettext as _

LONG_SIDE_PX = 2400  # a wall of 0.2 m in a house of 60 m is 8 px wide
MOST_METRES = 5000.0  # of a plan's side, and of its place
LEAST_METRES = 1.0
UNMEASURED_METRES = 40.0  # the width of a picture until staff say it


class PlanPicture(Struct, frozen=True):
    """A picture of a floor: its place on the plan and its size, in metres. `shown`: visitors see it, too."""

    number: int
    floor: int
    left: float
    top: float
    width: float
    height: float
    shown: bool = False


class PlanPictures:
    """The pictures in the database: they are few, and a back-up of the database has them."""

    def __init__(
        self, database: Database, now: Callable[[], dt.datetime], recorder: Recorder
    ) -> None:
        """`now` is in UTC."""
        self._database, self._now, self._recorder = database, now, recorder

    def all(self) -> list[PlanPicture]:
        """Return the pictures that are shown, the lowest floor first."""
        query = select(PlanPictureRow).where(PlanPictureRow.current).order_by(PlanPictureRow.floor)
        with self._database.reading() as session:
            return [_picture(row) for row in session.scalars(query)]

    def floors_with_an_earlier_one(self) -> set[int]:
        """Return the floors of which a picture was kept that is not shown."""
        query = select(PlanPictureRow.floor).where(PlanPictureRow.current.is_(False))
        with self._database.reading() as session:
            return set(session.scalars(query))

    def content(self, number: int) -> bytes:
        """Return a picture's PNG. Raises KeyError."""
        with self._database.reading() as session:
            row = session.get(PlanPictureRow, number, options=[undefer(PlanPictureRow.content)])
            if row is None:
                raise KeyError(number)
            return row.content

    def add(self, floor: int, content: bytes, name: str, by: str) -> PlanPicture:
        """Take in a picture of a floor; the one before it is kept. Raises PictureError."""
        png = plan_png(content, name)
        height_px, width_px = read_picture(png).shape[:2]
        with self._database.writing() as session:
            before = _shown(session, floor)
            self._keep_only(session, before, floor)
            same_place = (
                (before.left, before.top, before.width)
                if before is not None
                else (0.0, 0.0, UNMEASURED_METRES)
            )
            left, top, width = same_place
            row = PlanPictureRow(
                floor=floor,
                current=True,
                content=png,
                width_px=width_px,
                height_px=height_px,
                left=left,
                top=top,
                width=width,
                added_at=self._now(),
                added_by=by,
            )
            session.add(row)
            session.flush()
            self._recorder.record(PLAN_PICTURE_ADDED, by, str(floor), session=session)
            return _picture(row)

    def remove(self, floor: int, by: str) -> bool:
        """Show no picture of a floor. It is kept until another one comes. Returns whether there was one."""
        with self._database.writing() as session:
            row = _shown(session, floor)
            if row is None:
                return False
            self._keep_only(session, row, floor)
            self._recorder.record(PLAN_PICTURE_REMOVED, by, str(floor), session=session)
            return True

    def bring_back(self, floor: int, by: str) -> bool:
        """Show the picture that was kept, and keep the one that was shown. Returns whether there was one."""
        query = select(PlanPictureRow).where(
            PlanPictureRow.floor == floor, PlanPictureRow.current.is_(False)
        )
        with self._database.writing() as session:
            earlier = session.scalars(query.order_by(PlanPictureRow.number.desc())).first()
            if earlier is None:
                return False
            shown = _shown(session, floor)
            if shown is not None:
                shown.current = False
            earlier.current = True
            self._recorder.record(PLAN_PICTURE_ADDED, by, str(floor), session=session)
            return True

    def place(self, floor: int, left: float, top: float, width: float, by: str) -> None:
        """Say where a picture's upper left lies and how wide it is, in metres. Raises KeyError, ValueError."""
        fits = all(math.isfinite(one) and abs(one) <= MOST_METRES for one in (left, top))
        if not fits or not LEAST_METRES <= width <= MOST_METRES:
            raise ValueError(
                _(
                    "A plan is {least} to {most} metres wide.",
                    least=f"{LEAST_METRES:g}",
                    most=f"{MOST_METRES:g}",
                )
            )
        with self._database.writing() as session:
            row = _shown(session, floor)
            if row is None:
                raise KeyError(floor)
            row.left, row.top, row.width = left, top, width
            self._recorder.record(PLAN_PICTURE_MOVED, by, str(floor), session=session)

    def _keep_only(self, session: Session, shown: PlanPictureRow | None, floor: int) -> None:
        """Keep the picture that is shown as the earlier one, and no other."""
        if shown is None:
            return
        query = select(PlanPictureRow).where(
            PlanPictureRow.floor == floor, PlanPictureRow.current.is_(False)
        )
        for row in session.scalars(query):
            if not row.phone_file:  # one that visitors saw stays: releases name its file
                session.delete(row)
        shown.current = False


def plan_png(content: bytes, name: str) -> bytes:
    """Return a picture, an SVG or the first page of a PDF as a PNG. Raises PictureError.

    Its longer side has at most LONG_SIDE_PX pixels.
    """
    found = picture_format(content[:START_BYTES], name)
    if found == "PDF":
        content = drawn_pdf(content, LONG_SIDE_PX)
    elif found == "SVG" or b"<svg" in content[:4000]:
        content = drawn_svg(content, LONG_SIDE_PX)
    else:
        content = storable_picture(content, name)
    pixels = shrink(read_picture(content), LONG_SIDE_PX)
    done, body = cv2.imencode(".png", pixels)
    if not done:
        raise PictureError(_("This picture can't be read."))
    return bytes(body)


def _shown(session: Session, floor: int) -> PlanPictureRow | None:
    query = select(PlanPictureRow).where(PlanPictureRow.floor == floor, PlanPictureRow.current)
    return session.scalars(query.order_by(PlanPictureRow.number.desc())).first()


def _picture(row: PlanPictureRow) -> PlanPicture:
    height = row.width * row.height_px / row.width_px
    return PlanPicture(row.number, row.floor, row.left, row.top, row.width, height, row.shown)
