"""What the database holds of one colleague: to be handed out, and to be taken off.

The tables are those of every capability. A column holds a name when it is called so (`name_columns`); a document, JSON
in a text column, holds one wherever a field is called so, `approved_by`, or a JSON pointer ends so. Two things are
not looked through: the words that somebody typed, where a name may be that of anybody, and backups. Of these, a
colleague gets their own: their comments, and what they typed and have not saved.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, cast

import msgspec
from sqlalchemy import Column, ColumnElement, String, Table, Text, or_, select, update
from sqlalchemy.orm import Session

from tour_server.database import Base, Database
from tour_server.recorder import COMMAND_LINE, FORMER_COLLEAGUE, SERVER, Recorder
from tour_server.staff.events import NAME_TAKEN_OFF
from tour_server.staff.tables import Staff, StaffSignIn

MARK = "_by"  # the end of what holds the name of whoever did it
_OTHER_NAMES = frozenset({"by", "who"})
_OF_ANYTHING = "event", "subject"  # an account's name in events about accounts
_OF_ACCOUNTS = frozenset(
    {("staff", "name"), ("staff_sign_in", "name"), ("typed_text", "person"), _OF_ANYTHING}
)
# Words that are a colleague's own and not the museum's. By table: whose they are, and the words.
_OWN_WORDS = {"block_comment": ("by", "text"), "typed_text": ("person", "text")}
_SECRET = frozenset({"password_hash", "token_hash", "stamp"})
_NOBODY = frozenset({"", "import", SERVER, COMMAND_LINE})
_A_MOMENT = dt.timedelta(microseconds=1)

Found = dict[str, Any]


def name_columns(table: Table) -> list[Column[str]]:
    """Return the columns of a table that hold the name of a colleague."""
    return [
        column
        for column in _text_columns(table)
        if column.name.endswith(MARK)
        or column.name in _OTHER_NAMES
        or (table.name, column.name) in _OF_ACCOUNTS
    ]


def document_columns(table: Table) -> list[Column[str]]:
    """Return the columns of a table that may hold a JSON document."""
    names = {column.name for column in name_columns(table)}
    return [
        column
        for column in _text_columns(table)
        if isinstance(column.type, Text) and column.name not in names
    ]


class PersonData:
    """Hands out what the database holds of a colleague, and takes the name off it."""

    def __init__(self, database: Database, recorder: Recorder) -> None:
        self._database, self._recorder = database, recorder

    def names(self) -> list[str]:
        """Return the names that stand in the database and belong to no account: of colleagues who have left."""
        with self._database.reading() as session:
            found: set[str] = set()
            for table in Base.metadata.sorted_tables:
                for column in name_columns(table):
                    if (table.name, column.name) != _OF_ANYTHING:
                        found |= set(session.scalars(select(column).distinct()))
            found -= set(session.scalars(select(Staff.name)))
        return sorted(
            name for name in found - _NOBODY - {None} if not name.startswith(FORMER_COLLEAGUE)
        )

    def of(self, name: str) -> dict[str, list[Found]]:
        """Return the rows in which a name stands, by table: where, when, and what of a document is about it."""
        held: dict[str, list[Found]] = {}
        with self._database.reading() as session:
            for table in Base.metadata.sorted_tables:
                rows = [_told(table, row, name) for row in _rows(session, table, name)]
                if found := [row for row in rows if row]:
                    held[table.name] = found
        return held

    def take_off(self, name: str, by: str) -> str:
        """Put `former colleague 1` or the next such name in place of a name that has no account. Returns it.

        Who wrote, approved and did what stays told apart. Raises ValueError for a name that has an account, or is
        nobody's.
        """
        with self._database.writing() as session:
            if name in _NOBODY or session.get(Staff, name) is not None:
                raise ValueError(f"{name} has an account, or is nobody's name")
            instead = self._next(session)
            for sign_in in session.scalars(select(StaffSignIn).where(StaffSignIn.name == name)):
                session.delete(sign_in)
            session.flush()
            for table in Base.metadata.sorted_tables:
                for row in list(_rows(session, table, name)):
                    _rewrite(session, table, row, name, instead)
            self._recorder.record(NAME_TAKEN_OFF, by, instead, session=session)
        return instead

    @staticmethod
    def _next(session: Session) -> str:
        taken: set[str] = set()
        for table in Base.metadata.sorted_tables:
            for column in name_columns(table):
                begins = column.startswith(FORMER_COLLEAGUE)
                taken |= set(session.scalars(select(column).where(begins).distinct()))
        number = 1
        while f"{FORMER_COLLEAGUE} {number}" in taken:
            number += 1
        return f"{FORMER_COLLEAGUE} {number}"


def _text_columns(table: Table) -> list[Column[str]]:
    return [cast("Column[str]", one) for one in table.columns if isinstance(one.type, String)]


def _rows(session: Session, table: Table, name: str) -> Iterator[Mapping[str, Any]]:
    """Yield the rows of a table in which a name stands, or may stand within a document."""
    written = msgspec.json.encode(name).decode()
    conditions: list[ColumnElement[bool]] = [column == name for column in name_columns(table)]
    conditions += [column.contains(written, autoescape=True) for column in document_columns(table)]
    if conditions:
        for row in session.execute(select(table).where(or_(*conditions))):
            yield dict(row._mapping)


def _told(table: Table, row: Mapping[str, Any], name: str) -> Found:
    """Return where and when a row is, the columns that hold the name, and those objects of its documents that do."""
    holding = [column.name for column in name_columns(table) if row[column.name] == name]
    about = [
        part
        for column in document_columns(table)
        if (document := _document(row[column.name])) is not None
        for part in _objects(document, name)
    ]
    if not holding and not about:
        return {}
    whose, words = _OWN_WORDS.get(table.name, ("", ""))
    own = words if whose in holding else ""
    shown = {
        column.name: row[column.name]
        for column in table.columns
        if column.name not in _SECRET
        and (
            column.name in (*holding, own)
            or column.primary_key
            or not isinstance(column.type, Text)
        )
    }
    return {**shown, **({"within": about} if about else {})}


def _rewrite(
    session: Session, table: Table, row: Mapping[str, Any], name: str, instead: str
) -> None:
    changed: Found = {
        column.name: instead for column in name_columns(table) if row[column.name] == name
    }
    for column in document_columns(table):
        document = _document(row[column.name])
        if document is not None and _objects(document, name):
            renamed = _renamed(document, name, instead)
            changed[column.name] = msgspec.json.encode(renamed).decode()
    if changed and table.name == "draft":  # what is kept in memory is read anew by it
        changed["changed_at"] = row["changed_at"] + _A_MOMENT
    if changed:
        key = [column == row[column.name] for column in table.primary_key]
        session.execute(update(table).where(*key).values(changed))


def _document(text: object) -> Any:
    if not isinstance(text, str) or text[:1] not in ("{", "["):
        return None
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        return None


def _objects(document: Any, name: str) -> list[Found]:
    """Return the objects in a document in which the name stands."""
    if isinstance(document, list):
        return [found for one in document for found in _objects(one, name)]
    if not isinstance(document, dict):
        return []
    inside = [found for value in document.values() for found in _objects(value, name)]
    holds = any(value == name and _is_name(key, document) for key, value in document.items())
    return [dict(document)] if holds else inside


def _renamed(document: Any, name: str, instead: str) -> Any:
    if isinstance(document, list):
        return [_renamed(one, name, instead) for one in document]
    if not isinstance(document, dict):
        return document
    return {
        key: instead
        if value == name and _is_name(key, document)
        else _renamed(value, name, instead)
        for key, value in document.items()
    }


def _is_name(key: str, document: Mapping[str, Any]) -> bool:
    """Return whether a field holds a name: by its own name, or by the pointer of the field that it is a value of."""
    path = document.get("path")
    of_name = isinstance(path, str) and path.endswith(MARK)
    return key.endswith(MARK) or (of_name and key in ("before", "after"))
