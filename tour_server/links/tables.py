"""The tables of proposed links, what staff decided about them, terms of works, and names that other houses know."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Boolean, Float, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tour_server.database import Base, Moment


class ProposedLink(Base):
    """Two works that may belong together, as the last search found them. The keys in the order of the alphabet.

    `reasons`: JSON, a list of LinkReason.
    """

    __tablename__ = "proposed_link"

    left_work: Mapped[str] = mapped_column(String(64), primary_key=True)
    right_work: Mapped[str] = mapped_column(String(64), primary_key=True)
    score: Mapped[float] = mapped_column(Float)
    kind: Mapped[str] = mapped_column(String(16))
    reasons: Mapped[str] = mapped_column(Text)


class LinkDecision(Base):
    """What staff decided about two works: it is not proposed again. `link`: the draft that was made of it, or ""."""

    __tablename__ = "link_decision"

    left_work: Mapped[str] = mapped_column(String(64), primary_key=True)
    right_work: Mapped[str] = mapped_column(String(64), primary_key=True)
    accepted: Mapped[bool] = mapped_column(Boolean)
    link: Mapped[str] = mapped_column(String(64))
    reasons: Mapped[str] = mapped_column(Text)
    score: Mapped[float] = mapped_column(Float)
    decided_at: Mapped[dt.datetime] = mapped_column(Moment)
    decided_by: Mapped[str] = mapped_column(String(64))


class WorkTerm(Base):
    """A subject term of a work, as the museum's collection database has it. `place`: its order."""

    __tablename__ = "work_term"

    work: Mapped[str] = mapped_column(String(64), primary_key=True)
    term: Mapped[str] = mapped_column(String(200), primary_key=True)
    place: Mapped[int] = mapped_column(Integer)


class NameMatch(Base):
    """A name of the museum and a concept of another house's vocabulary that may mean the same.

    `kind`: maker or term; `name`: as names are compared, `words`: as it stands. `relation`: of SKOS, exactMatch or
    closeMatch. `state`: proposed, accepted or refused.
    """

    __tablename__ = "name_match"

    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    uri: Mapped[str] = mapped_column(String(200), primary_key=True)
    words: Mapped[str] = mapped_column(String(200))
    label: Mapped[str] = mapped_column(String(300))
    note: Mapped[str] = mapped_column(Text)
    relation: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    changed_at: Mapped[dt.datetime] = mapped_column(Moment)
    changed_by: Mapped[str] = mapped_column(String(64))
