"""The settings of each group of kiosks, their history, and what holds for one kiosk.

A change is a new row with all settings of its group, so nothing of the history is ever rewritten. Taking a change back
is one more change: it puts back what that one changed, and leaves what was changed since as it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from contract.kiosk_settings import SECRET, SettingScope, read_setting, scopes_of, set_together
from contract.museum import Museum
from contract.signed_notices import sealed, unsealed
from runtime.document_version import DocumentVersions
from tour_server.database import Database
from tour_server.fleet.kiosk_sentences import kiosk_sentence
from tour_server.kiosk_settings.events import SETTINGS_CHANGED, SETTINGS_UNDONE
from tour_server.kiosk_settings.tables import KioskSettingsRecord
from tour_server.recorder import EventKind, Recorder
from web.translations import gettext as _

VERSIONS = DocumentVersions("settings of a group of kiosks")
KEY_FILE = "kiosk-settings.key"  # in the data folder, and in no back-up
NOT_KNOWN = ""  # a password that was stored under another key: nobody can read it any more


class SettingsRefusedError(ValueError):
    """Settings that can't be stored: `reasons` has a sentence for each name."""

    def __init__(self, reasons: Mapping[str, str]) -> None:
        self.reasons = dict(reasons)
        super().__init__(" ".join(self.reasons.values()))


class GroupSettings(Struct, frozen=True, kw_only=True):
    """All settings of a group, as text. `sealed`: the password of the Wi-Fi, encrypted under the key of KEY_FILE."""

    settings: dict[str, str] = {}
    sealed: str = ""
    v: int = 1


class SettingGroup(Struct, frozen=True):
    """For whom settings are: `subject` is the key of a room or the name of a kiosk, "" for the site."""

    scope: SettingScope
    subject: str = ""


class EffectiveSetting(Struct, frozen=True):
    """A value that holds for a kiosk, and the group that it comes from."""

    text: str
    group: SettingGroup


class SettingsChange(Struct, frozen=True):
    """A change of a group. `changes`: name -> (before, after), None where it was or is not set."""

    id: int
    at: dt.datetime
    by: str
    changes: dict[str, tuple[str | None, str | None]]
    undoes: int | None


class SettingGroups:
    """Stores and reads the settings. Safe to use from several threads."""

    def __init__(
        self,
        database: Database,
        now: Callable[[], dt.datetime],
        recorder: Recorder,
        museum: Callable[[], Museum | None],
        key: bytes,
    ) -> None:
        """`now`: in UTC. `museum`: its rooms and languages are those that a setting may name. `key`: of KEY_FILE."""
        self._database, self._now, self._recorder = database, now, recorder
        self._museum, self._key = museum, key

    def all(self) -> dict[SettingGroup, dict[str, str]]:
        """Returns the settings of every group that has some."""
        with self._database.reading() as session:
            newest: dict[SettingGroup, dict[str, str]] = {}
            for row in session.scalars(
                select(KioskSettingsRecord).order_by(KioskSettingsRecord.id)
            ):
                newest[SettingGroup(SettingScope(row.scope), row.subject)] = self._settings(row)
        return {group: settings for group, settings in newest.items() if settings}

    def of(self, group: SettingGroup) -> dict[str, str]:
        """Returns the settings of one group."""
        with self._database.reading() as session:
            rows = _rows(session, group)
        return self._settings(rows[-1]) if rows else {}

    def history(self, group: SettingGroup) -> list[SettingsChange]:
        """Returns the changes of a group, the newest first, passwords left out."""
        with self._database.reading() as session:
            rows = _rows(session, group)
        before: dict[str, str] = {}
        found = []
        for row in rows:
            after = self._settings(row)
            changes = {
                name: (_shown(name, before), _shown(name, after))
                for name in _differing(before, after)
            }
            found.append(
                SettingsChange(row.id, row.changed_at, row.changed_by, changes, row.undoes)
            )
            before = after
        return found[::-1]

    def change(self, group: SettingGroup, changes: Mapping[str, str | None], by: str) -> bool:
        """Set and take away settings of a group (None takes away). Returns whether that changed anything.

        Raises SettingsRefusedError; then nothing is stored.
        """
        with self._database.writing() as session:
            rows = _rows(session, group)
            before = self._settings(rows[-1]) if rows else {}
            after = _with(before, changes)
            self._check(group, changes, after)
            if after == before:
                return False
            self._add(
                session, group, after, by, SETTINGS_CHANGED, ", ".join(_differing(before, after))
            )
        return True

    def undo(self, group: SettingGroup, change: int, by: str) -> bool:
        """Put back what one change changed. Returns whether that changed anything.

        Raises LookupError for a change that the group does not have, SettingsRefusedError where what was before can't
        be set any more.
        """
        with self._database.writing() as session:
            rows = _rows(session, group)
            place = next((at for at, row in enumerate(rows) if row.id == change), None)
            if place is None:
                raise LookupError(change)
            earlier = self._settings(rows[place - 1]) if place else {}
            names = _differing(earlier, self._settings(rows[place]))
            now = self._settings(rows[-1])
            back: dict[str, str | None] = {name: earlier.get(name) for name in names}
            after = _with(now, back)
            self._check(group, back, after)
            if after == now:
                return False
            self._add(session, group, after, by, SETTINGS_UNDONE, ", ".join(names), change)
        return True

    def for_kiosk(self, name: str, room: str | None) -> dict[str, EffectiveSetting]:
        """Returns what holds for a kiosk. `room`: as it reports it; one that the desk has given it goes first."""
        return effective(self.all(), name, room)

    def _check(
        self, group: SettingGroup, changes: Mapping[str, str | None], after: Mapping[str, str]
    ) -> None:
        reasons = {}
        for name, text in changes.items():
            if text is None:
                continue
            if name == SECRET and text == NOT_KNOWN:
                reasons[name] = _("The password of that time is not known any more. Type it.")
                continue
            try:
                read_setting(name, text)
            except ValueError as error:
                reasons[name] = kiosk_sentence(str(error))
                continue
            if group.scope not in scopes_of(name):
                reasons[name] = _("{name} is set for one kiosk.", name=name)
            elif words := self._not_in_museum(name, text):
                reasons[name] = words
        if not reasons and (words := set_together(after)):
            reasons[SECRET] = words
        if reasons:
            raise SettingsRefusedError(reasons)

    def _not_in_museum(self, name: str, text: str) -> str:
        museum = self._museum()
        if museum is None:
            return ""
        if name == "room" and text not in {room.key for room in museum.rooms}:
            return _("The museum has no room {key}.", key=text)
        if name == "language" and text not in museum.site.languages:
            return _("The museum does not speak {language}.", language=text)
        return ""

    def _add(
        self,
        session: Session,
        group: SettingGroup,
        settings: dict[str, str],
        by: str,
        event: EventKind,
        names: str,
        undoes: int | None = None,
    ) -> None:
        session.add(
            KioskSettingsRecord(
                scope=group.scope.value,
                subject=group.subject,
                settings=VERSIONS.encode(self._document(settings)).decode(),
                changed_at=self._now(),
                changed_by=by,
                undoes=undoes,
            )
        )
        subject = f"{group.scope.value} {group.subject}".strip()
        self._recorder.record(event, by, subject, names, session=session)

    def _document(self, settings: Mapping[str, str]) -> GroupSettings:
        """Returns what is stored: the password of the Wi-Fi so that the database alone does not tell it."""
        plain = {name: text for name, text in settings.items() if name != SECRET}
        if SECRET not in settings:
            return GroupSettings(settings=plain)
        return GroupSettings(settings=plain, sealed=sealed(self._key, settings[SECRET]))

    def _settings(self, row: KioskSettingsRecord) -> dict[str, str]:
        """Returns the settings of a row; NOT_KNOWN for a password that was stored under another key."""
        stored = VERSIONS.decode(row.settings, GroupSettings)
        if not stored.sealed:
            return stored.settings
        try:
            password = unsealed(self._key, stored.sealed)
        except ValueError:
            password = NOT_KNOWN
        return stored.settings | {SECRET: password}


def effective(
    groups: Mapping[SettingGroup, Mapping[str, str]], name: str, room: str | None
) -> dict[str, EffectiveSetting]:
    """Returns what holds for a kiosk of these groups: see `SettingGroups.for_kiosk`."""
    own = SettingGroup(SettingScope.KIOSK, name)
    room = groups.get(own, {}).get("room", room)
    order = [SettingGroup(SettingScope.SITE)]
    if room:
        order.append(SettingGroup(SettingScope.ROOM, room))
    found: dict[str, EffectiveSetting] = {}
    for group in (*order, own):
        settings = groups.get(group, {})
        if "wifi_name" in settings:  # a network's name and its password come from one group
            found.pop(SECRET, None)
        found |= {key: EffectiveSetting(text, group) for key, text in settings.items()}
    return found


def _rows(session: Session, group: SettingGroup) -> list[KioskSettingsRecord]:
    wanted = select(KioskSettingsRecord).where(
        KioskSettingsRecord.scope == group.scope.value,
        KioskSettingsRecord.subject == group.subject,
    )
    return list(session.scalars(wanted.order_by(KioskSettingsRecord.id)))


def _with(before: Mapping[str, str], changes: Mapping[str, str | None]) -> dict[str, str]:
    after = dict(before)
    for name, text in changes.items():
        if text is None:
            after.pop(name, None)
        else:
            after[name] = text
    if "wifi_name" not in after and changes.get(SECRET) is None:
        after.pop(SECRET, None)  # the password of a network that is not named any more
    return after


def _differing(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    return [name for name in sorted({*before, *after}) if before.get(name) != after.get(name)]


def _shown(name: str, settings: Mapping[str, str]) -> str | None:
    """Returns a value for the history; of a password only that there is one."""
    text = settings.get(name)
    return "••••••••" if name == SECRET and text is not None else text
