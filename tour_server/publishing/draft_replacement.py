"""Makes the drafts like an earlier release, or like they were before that: one change, and one that can be undone.

Each part that differs gets a new version, as if somebody had typed it, so approvals follow what every change does to
them. Where the text of a release was a version of the draft once, that version comes back, with its authors:
a release has roles in place of the names of accounts.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence

import msgspec
from msgspec import Struct
from sqlalchemy import select

from contract.museum import Connection, Site
from tour_server.catalogue.approval_units import with_approvals_of
from tour_server.catalogue.differences import PartChanged, part_changes
from tour_server.catalogue.draft_history import DraftHistory
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.outgoing_names import NameFilter, OutgoingNames
from tour_server.catalogue.parts import Body, NamedPart, PartKind, connection_name, split_museum
from tour_server.catalogue.without_language import without_language
from tour_server.database import Database
from tour_server.publishing.events import DRAFTS_REPLACED
from tour_server.publishing.releases import Releases
from tour_server.publishing.tables import ReplacedDraftsRow
from tour_server.recorder import Recorder

LISTED = 5  # replacements, on the page


class ReplacedDrafts(Struct, frozen=True):
    """A time when the drafts were replaced. `release`: by which, None where it was by the drafts of before."""

    id: int
    as_of: dt.datetime
    replaced_by: str
    release: int | None
    parts: int


class DraftReplacement:
    """Finds what the drafts would be, shows what differs, and replaces them. Safe to call from many threads."""

    def __init__(
        self,
        database: Database,
        drafts: Drafts,
        history: DraftHistory,
        releases: Releases,
        now: Callable[[], dt.datetime],
        recorder: Recorder,
    ) -> None:
        """`now` returns the time in UTC."""
        self._database, self._drafts, self._history = database, drafts, history
        self._releases, self._now, self._recorder = releases, now, recorder
        self._names = OutgoingNames(database)

    def like_release(self, number: int) -> list[NamedPart]:
        """Return the parts of a release as drafts. Raises KeyError, DocumentVersionError."""
        museum = self._releases.get(number).museum
        current = self._current()
        names = self._names.read()
        return [
            (kind, key, self._as_draft(kind, key, body, current.get((kind, key)), names))
            for kind, key, body in _with_keys_of(current, list(split_museum(museum)))
        ]

    def like_before(self, replacement: int) -> list[NamedPart]:
        """Return the drafts as they were before they were replaced.

        Raises KeyError for an unknown replacement, NoMuseumError, DocumentVersionError.
        """
        with self._database.reading() as session:
            row = session.get(ReplacedDraftsRow, replacement)
        if row is None:
            raise KeyError(replacement)
        current = self._current()
        before = _with_keys_of(current, list(split_museum(self._history.as_of(row.as_of))))
        return [
            (kind, key, with_approvals_of(body, current.get((kind, key))))
            for kind, key, body in before
        ]

    def without_language(self, language: str) -> list[NamedPart]:
        """Return the drafts without what is in a language.

        Raises KeyError for one that the museum has not, ValueError for its only one, DocumentVersionError.
        """
        current = self._current()
        sites = [body for body in current.values() if isinstance(body, Site)]
        if not any(language in site.languages for site in sites):
            raise KeyError(language)
        if any(site.languages == [language] for site in sites):
            raise ValueError(f"{language} is the only language of the museum")
        return [
            (kind, key, without_language(body, language)) for (kind, key), body in current.items()
        ]

    def changes(self, wanted: Sequence[NamedPart]) -> list[PartChanged]:
        """Return every part that would change, by what it would be. Raises DocumentVersionError."""
        current = [(kind, key, body) for (kind, key), body in self._current().items()]
        return part_changes(current, wanted)

    def replace(
        self, wanted: Sequence[NamedPart], by: str, release: int | None, language: str = ""
    ) -> int:
        """Make the drafts like this, and remember how they were. Returns how many parts changed.

        `language`: the one that was taken away, for the log of events.

        Raises DocumentVersionError when newer software wrote a part that would change; nothing changes then.
        """
        before = self._now()
        changed = self._drafts.load(wanted, by)
        if not changed:
            return 0
        like = "as they were before" if release is None else f"like release {release}"
        like = f"without {language}" if language else like
        with self._database.writing() as session:
            row = ReplacedDraftsRow(as_of=before, replaced_by=by, release=release, parts=changed)
            session.add(row)
            self._recorder.record(
                DRAFTS_REPLACED, by, like, f"{changed} parts changed", session=session
            )
        return changed

    def listed(self) -> list[ReplacedDrafts]:
        """Return the times when the drafts were replaced, the newest first."""
        table = ReplacedDraftsRow
        with self._database.reading() as session:
            rows = session.scalars(select(table).order_by(table.id.desc()).limit(LISTED))
            return [
                ReplacedDrafts(row.id, row.as_of, row.replaced_by, row.release, row.parts)
                for row in rows
            ]

    def _current(self) -> dict[tuple[PartKind, str], Body]:
        return {
            (part.kind, part.key): part.body for kind in PartKind for part in self._drafts.all(kind)
        }

    def _as_draft(
        self, kind: PartKind, key: str, body: Body, current: Body | None, names: NameFilter
    ) -> Body:
        """Return the draft that a part of a release was made of, or the part itself where there was none."""
        if current is not None and _words(names.part(current)) == _words(body):
            return current
        for earlier in self._history.bodies(kind, key):
            if _words(names.part(earlier)) == _words(body):
                found: Body = with_approvals_of(earlier, current)
                return found
        return with_approvals_of(body, current)


def fingerprint_of_changes(changes: Sequence[PartChanged]) -> str:
    """Return a hash of what would change, to notice that a colleague changed something since it was shown."""
    shown = [(one.kind.value, one.key, one.how, one.body) for one in changes]
    return hashlib.sha256(msgspec.json.encode(shown)).hexdigest()


def _words(body: Body) -> Body:
    """Return a part without approvals: to compare what it says."""
    return with_approvals_of(body, None)


def _with_keys_of(
    current: dict[tuple[PartKind, str], Body], parts: Sequence[NamedPart]
) -> list[NamedPart]:
    """Return the parts with the keys of the drafts: a connection has none in a museum, and keeps that of its draft."""
    by_name: dict[str, list[str]] = {}
    for (kind, key), body in current.items():
        if kind is PartKind.CONNECTION and isinstance(body, Connection):
            by_name.setdefault(connection_name(body), []).append(key)
    found: list[NamedPart] = []
    for kind, key, body in parts:
        if kind is PartKind.CONNECTION and isinstance(body, Connection):
            keys = by_name.get(connection_name(body), [])
            found.append((kind, keys.pop(0) if keys else key, body))
        else:
            found.append((kind, key, body))
    return found
