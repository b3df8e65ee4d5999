"""What is stored of an import: the import itself, each part that it is about, and what the source said last."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

from msgspec import Struct

from runtime.document_version import DocumentVersions
from tour_server.imports.column_mapping import ColumnMapping
from tour_server.imports.comparing import FieldChange

VERSIONS = DocumentVersions("import")
"""The versions of all of these documents."""
MOST_UNUSED = 200  # names
WHOLE = ""  # the pointer of a part as a whole: a conflict about whether it is there


class ImportState(StrEnum):
    """Where an import is in its life."""

    COLUMNS = "columns"  # waits for a person to say what the columns hold
    READING = "reading"
    PROPOSED = "proposed"
    APPLYING = "applying"
    APPLIED = "applied"
    UNDOING = "undoing"
    UNDONE = "undone"
    FAILED = "failed"


class Outcome(StrEnum):
    """What an import would do with a part."""

    ADD = "add"
    CHANGE = "change"
    SAME = "same"  # it is left alone
    CONFLICT = "conflict"  # staff changed what the source says differently now
    PROBLEM = "problem"  # it can't be read
    GONE = "gone"  # the source had it at the last import, and has it no more


class SaidFields(Struct, frozen=True):
    """What a source said of a part at its last import: JSON pointer -> value."""

    fields: dict[str, Any]


class ImportDocument(Struct, frozen=True, omit_defaults=True):
    """An import, besides what is in its row's own columns.

    `files`: the uploaded files, the first is the one to open. `mapping`: how its spreadsheet is read; `told`: the same
    in sentences. `unused`: pictures that no row names, at most MOST_UNUSED of `unused_count`. `citation`: the source of
    texts that name none. `room`: where works go that state no room. `address`: where the collection is fetched from, in
    place of files. `sheets`: those of a workbook, `sheet`: the one that a person chose. `demo`: it is the demo museum,
    which code draws. `replace`: the museum is to be what the source says. `counts`: of each Outcome.
    """

    files: list[str] = []
    mapping: ColumnMapping | None = None
    told: list[str] = []
    unused: list[str] = []
    unused_count: int = 0
    citation: str = ""
    room: str = ""
    address: str = ""
    sheets: list[str] = []
    sheet: str = ""
    demo: bool = False
    replace: bool = False
    counts: dict[str, int] = {}
    problem: str = ""
    applied_by: str = ""
    applied_at: dt.datetime | None = None
    undone_by: str = ""
    undone_at: dt.datetime | None = None


class ProposedPart(Struct, frozen=True, omit_defaults=True):
    """What a source says of one part, and how that differs from the draft of `version` (0: there is none).

    `where` is its place in the source. `said`, `base`: fields by JSON pointer, now and at the last import; `defaults`:
    what an item of a list needs that the import begins. `chosen`: the pointers of the conflicts in which the source is
    right. `instead`: the existing room that is meant by a room that the source names. `before`, `written`: the versions
    before and after the import was applied. `left`: why it was left alone when the import was applied or undone.
    `whole`: the part is to be `said` alone, whatever else the draft has.
    """

    where: str = ""
    name: str = ""
    identifier: str = ""
    version: int = 0
    said: dict[str, Any] = {}
    defaults: dict[str, Any] = {}
    base: dict[str, Any] = {}
    changes: list[FieldChange] = []
    conflicts: list[FieldChange] = []
    problems: list[str] = []
    chosen: list[str] = []
    instead: str = ""
    before: int = 0
    written: int = 0
    left: str = ""
    whole: bool = False
