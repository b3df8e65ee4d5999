"""What holds for each kiosk and what the kiosk says became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct
from sqlalchemy import select

from contract.kiosk_messages import SettingsReport, SettingState, SettingsWanted
from contract.kiosk_settings import NAMES, SECRET
from contract.signed_notices import settings_revision
from tour_server.database import Database
from tour_server.devices.registry import DeviceKey
from tour_server.fleet.health import decoded_health
from tour_server.fleet.kiosk_sentences import kiosk_sentence
from tour_server.fleet.tables import KioskRecord
from tour_server.kiosk_settings.setting_groups import (
    NOT_KNOWN,
    EffectiveSetting,
    SettingGroup,
    SettingGroups,
    effective,
)


class SettingAnswer(Struct, frozen=True):
    """One setting of one kiosk. `text`: what holds; `group` is None where it is the kiosk's own.

    `state` is None while the kiosk has not answered, and for its own values.
    """

    name: str
    text: str
    group: SettingGroup | None
    state: SettingState | None
    reason: str


class KioskAnswers:
    """Reads the reports of kiosks beside what the desk wants. Safe to use from several threads."""

    def __init__(
        self,
        database: Database,
        groups: SettingGroups,
        keys: Callable[[], Mapping[str, DeviceKey]],
        try_minutes: int = 15,
    ) -> None:
        """`keys`: of the registered devices. `try_minutes`: how long a kiosk tries a new address."""
        self._database, self._groups, self._keys = database, groups, keys
        self._try_minutes = try_minutes

    def wanted(self) -> dict[str, SettingsWanted]:
        """Returns what each registered kiosk is told; one without settings is told that it has none.

        A kiosk whose password of the Wi-Fi is not known any more is told nothing, so that it keeps all that it has.
        """
        groups, rooms = self._groups.all(), self._rooms()
        found = {}
        for name in self._keys():
            holds = effective(groups, name, rooms.get(name))
            settings = {key: one.text for key, one in holds.items()}
            if settings.get(SECRET) != NOT_KNOWN:
                found[name] = SettingsWanted(settings, 0.0, self._try_minutes)
        return found

    def of(self, name: str) -> list[SettingAnswer]:
        """Returns every setting of a kiosk that it or the desk has."""
        report, room = self._report(name)
        wanted = self._groups.for_kiosk(name, room)
        answered = self._answered(name, wanted, report)
        found = []
        for key in NAMES:
            one, own = wanted.get(key), (report.own.get(key) if report else None)
            if one is not None:
                text = "••••••••" if key == SECRET else one.text
                state = report.states.get(key) if report and answered else None
                said = report.reasons.get(key, "") if report and answered else ""
                reason = kiosk_sentence(said)
                found.append(SettingAnswer(key, text, one.group, state, reason))
            elif own is not None:
                state = report.states.get(key) if report else None
                found.append(SettingAnswer(key, own, None, state, ""))
        return found

    def _answered(
        self,
        name: str,
        wanted: Mapping[str, EffectiveSetting],
        report: SettingsReport | None,
    ) -> bool:
        """Returns whether the kiosk's report is about what is wanted now."""
        key = self._keys().get(name)
        if key is None or report is None or report.revision is None:
            return False
        plain = {setting: one.text for setting, one in wanted.items()}
        return report.revision == settings_revision(key.key, plain)

    def _report(self, name: str) -> tuple[SettingsReport | None, str | None]:
        with self._database.reading() as session:
            record = session.get(KioskRecord, name)
        if record is None:
            return None, None
        health = decoded_health(record.health)
        return (health.settings if health else None), record.room

    def _rooms(self) -> dict[str, str | None]:
        with self._database.reading() as session:
            rows = session.execute(select(KioskRecord.device, KioskRecord.room)).all()
        return {row.device: row.room for row in rows}
