"""What is stored about a change of many works: what was asked for, and of each work what is needed to undo it."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from msgspec import Struct

from runtime.document_version import DocumentVersions
from tour_server.staff.permissions import Permission
from web.translations import mark

VERSIONS = DocumentVersions("change of many works")
"""The versions of BulkDocument and of BulkWork."""


class BulkAction(StrEnum):
    """What is done to many works."""

    APPROVE = "approve"
    ROOM = "room"
    RIGHTS = "rights"
    REMOVE = "remove"


class BulkState(StrEnum):
    """How far a change is."""

    WAITING = "waiting"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


ACTION_PERMISSIONS = {
    BulkAction.APPROVE: Permission.APPROVE,
    BulkAction.ROOM: Permission.WRITE,
    BulkAction.RIGHTS: Permission.WRITE,
    BulkAction.REMOVE: Permission.WRITE,
}
ACTION_WORDS = {
    BulkAction.APPROVE: mark("Texts approved"),
    BulkAction.ROOM: mark("Room set"),
    BulkAction.RIGHTS: mark("Rights set"),
    BulkAction.REMOVE: mark("Works removed"),
}


class BulkDocument(Struct, frozen=True, omit_defaults=True):
    """What was asked for, and what came of it. `changed` works of `works`."""

    works: int
    room: str = ""
    licence: str = ""
    holder: str = ""
    changed: int = 0
    texts: int = 0  # approved
    undone_by: str = ""
    undone_at: dt.datetime | None = None
    kept: int = 0  # works that the undo left alone, because a colleague changed them since


class EarlierWording(Struct, frozen=True, omit_defaults=True):
    """A unit that was approved, and what had been approved of it before: its row, None where nothing was."""

    path: str
    language: str
    content: str | None = None
    approved_by: str | None = None
    approved_at: dt.datetime | None = None
    stands: bool = False


class BulkWork(Struct, frozen=True, omit_defaults=True):
    """One work of a change: its versions before and after, or why it was left alone, as a sentence to translate.

    `own`: how many of its texts the person changed last, so that a colleague approves them.
    """

    name: str = ""
    before: int = 0
    written: int = 0
    left: str = ""
    own: int = 0
    wordings: list[EarlierWording] = []
    standing: list[tuple[str, str]] = []
    kept: bool = False
