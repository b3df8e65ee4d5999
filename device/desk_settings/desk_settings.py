"""Takes the settings of the desk, applies what can be applied at once, and says what became of each.

Addresses and the Wi-Fi are tried (device.desk_settings.trial): a kiosk that loses touch with its server goes back by
itself. What can't be used is refused with the reason, and the value before stays.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from contract.kiosk_messages import SettingsReport, SettingState, SettingsWanted
from contract.kiosk_settings import EFFECTS, SECRET, SettingEffect, read_setting
from contract.signed_notices import is_authentic_settings, settings_revision, unsealed
from device.desk_settings.door_address import door_address
from device.desk_settings.kept_settings import KeptSettings, SettingsTrial, write_kept
from device.desk_settings.overlay import SettingsOfTheDesk, in_use, own_values, sorted_out
from device.message_trouble import (
    FORGED_SETTINGS,
    OLD_SECONDS,
    OLD_SETTINGS,
    MessageTrouble,
)

log = logging.getLogger(__name__)

WIFI = ("wifi_name", SECRET)
ADDRESSES = ("server", "broker", "door")
FUTURE_SECONDS = (
    86_400.0  # a date further ahead of a clock that is set would shut out every later message
)


class DeskSettingsParts(Struct, frozen=True):
    """What the desk's settings work on.

    `key`: None for a kiosk without credentials. `now`: the wall clock, None where it is not set. `apply` uses the
    value of a setting that takes effect at once. `begin_trial` is called when something is to be tried.
    """

    folder: Path
    site: str
    device: str
    key: bytes | None
    now: Callable[[], float | None]
    apply: Callable[[str, Any], None]
    begin_trial: Callable[[], None]
    trouble: MessageTrouble = field(default_factory=MessageTrouble)


class DeskSettings:
    """The settings of the desk. Thread-safe."""

    def __init__(
        self,
        parts: DeskSettingsParts,
        own: Any,
        kept: KeptSettings,
        problem: str = "",
        fixed: Collection[str] = (),
    ) -> None:
        """`own`: the kiosk's settings without the desk. `fixed`: names given where the kiosk was started.

        `problem`: why the kept settings could not be read.
        """
        self._parts, self._kept, self._fixed = parts, kept, frozenset(fixed)
        self._own_settings, self._own = own, own_values(own)
        self._lock = threading.RLock()
        self._using = dict(in_use(kept, self._fixed))
        self._started = {} if kept.trial is None else _addresses(kept.trial.values)
        self._problems: dict[str, str] = {"kept": problem} if problem else {}

    @property
    def kept(self) -> KeptSettings:
        """What is on the disk now."""
        return self._kept

    @property
    def settled(self) -> bool:
        """Whether the addresses that the kiosk runs with hold: none of them is being tried, or was given back."""
        return not self.given_up(self._started)

    @property
    def own(self) -> Mapping[str, str]:
        """The kiosk's own values, without the desk."""
        return self._own

    @property
    def problems(self) -> list[str]:
        """What is wrong now, in plain sentences."""
        with self._lock:
            return list(self._problems.values())

    def heard(self, message: SettingsWanted) -> bool:
        """Take in what the desk wants. Returns whether that is a change."""
        parts = self._parts
        if parts.key is None or not is_authentic_settings(
            message, parts.key, parts.site, parts.device
        ):
            parts.trouble.forged(FORGED_SETTINGS)
            return False
        with self._lock:
            now = parts.now()
            too_new = now is not None and message.sent > now + FUTURE_SECONDS
            if message.sent < self._kept.sent - OLD_SECONDS:
                parts.trouble.replayed(OLD_SETTINGS)
                return False
            if message.sent < self._kept.sent or too_new:
                log.warning("settings of another time came, and are not used")
                return False
            wanted = self._decrypted(message.settings, parts.key)
            if self._kept.heard and wanted == self._kept.wanted:
                return False
            self._take(wanted, message)
        return True

    def report(self) -> SettingsReport:
        """Returns what became of each setting, for the kiosk's health."""
        with self._lock:
            kept, key = self._kept, self._parts.key
            states, reasons = self._states()
            revision = settings_revision(key, kept.wanted) if key and kept.heard else None
            own = {name: text for name, text in self._own.items() if name != "door"}
            if self._own.get("door"):  # where it is while the desk does not say it
                own["door"] = self._door(kept.proved)
        return SettingsReport(revision=revision, states=states, reasons=reasons, own=own)

    def settle(self, trial: SettingsTrial, *, proved: bool) -> None:
        """End a trial: its values hold from now on, or they are given back. Raises OSError."""
        with self._lock:
            kept = replace(self._kept, trial=None)
            if proved:
                holding = {
                    name: text for name, text in (kept.proved | trial.values).items() if text
                }
                if "door" not in kept.wanted and holding.get("door") == self._door(holding):
                    del holding["door"]  # it follows the other addresses from now on
                kept = replace(kept, proved=holding, returned={})
            else:
                kept = replace(kept, returned=trial.values)
            self._keep(kept)
            for name in trial.values:
                if name in ADDRESSES or proved:
                    self._using.pop(name, None)
                    if name in kept.proved:
                        self._using[name] = kept.proved[name]

    def given_up(self, running: Mapping[str, str]) -> bool:
        """Returns whether an address that the kiosk runs with neither holds nor is its own: the desk took it back."""
        with self._lock:
            holds = dict(self._own) | self._kept.proved
            holds["door"] = door_address(self._own, self._kept.proved)
            return any(holds.get(name) != text for name, text in running.items())

    def give_up_addresses(self) -> None:
        """Let the kiosk's own addresses hold: somebody has brought a file with the server's. Raises OSError.

        The desk's are not tried again until it changes them.
        """
        with self._lock:
            kept = self._kept
            gone = {name: text for name, text in kept.proved.items() if name in ADDRESSES}
            if not gone:
                return
            proved = {name: text for name, text in kept.proved.items() if name not in gone}
            kept = replace(kept, proved=proved, returned=kept.returned | gone)
            write_kept(self._parts.folder, kept)
            self._kept = kept

    def remember(self, trial: SettingsTrial) -> None:
        """Keep the state of a trial on the disk. Raises OSError."""
        with self._lock:
            self._keep(replace(self._kept, trial=trial))

    def _decrypted(self, settings: Mapping[str, str], key: bytes) -> dict[str, str]:
        wanted = dict(settings)
        if SECRET in wanted:
            try:
                wanted[SECRET] = unsealed(key, wanted[SECRET])
            except ValueError:
                wanted[SECRET] = ""  # it is refused as any value that can't be one
        return wanted

    def _take(self, wanted: dict[str, str], message: SettingsWanted) -> None:
        kept = replace(self._kept, wanted=wanted, sent=message.sent, heard=True)
        again = {name for name in WIFI if wanted.get(name) != kept.returned.get(name)}
        if _addresses(wanted) != _addresses(self._kept.wanted):
            again |= set(ADDRESSES)  # given back together: one of them may have been right
        returned = {name: text for name, text in kept.returned.items() if name not in again}
        kept = replace(kept, returned=returned)
        usable = self._sorted(wanted).usable
        changes = self._to_try(kept, usable)
        trial = SettingsTrial(values=changes, minutes=message.try_minutes) if changes else None
        if trial is None or kept.trial is None or kept.trial.values != changes:
            kept = replace(kept, trial=trial)
        self._keep(kept)
        self._apply_at_once(usable)
        if trial is not None:
            self._parts.begin_trial()

    def _keep(self, kept: KeptSettings) -> None:
        try:
            write_kept(self._parts.folder, kept)
            self._problems.pop("kept", None)
        except OSError as error:
            self._problems["kept"] = (
                f"The desk's settings can't be kept on the disk: {error.strerror}. They hold until it restarts."
            )
        self._kept = kept

    def _to_try(self, kept: KeptSettings, usable: Mapping[str, str]) -> dict[str, str]:
        """Returns the values that must be tried before they hold, those that go back to the kiosk's own included."""
        changes = {}
        for name in ("server", "broker"):
            holds = kept.proved.get(name, self._own.get(name, ""))
            wanted = usable.get(name, self._own.get(name, ""))
            if wanted not in (holds, "") and kept.returned.get(name) != wanted:
                changes[name] = wanted
        if "door" in usable or "door" in kept.proved:  # otherwise it follows those addresses
            door, holds = (door_address(self._own, one) for one in (usable, kept.proved | changes))
            if door not in (holds, kept.returned.get("door", "")):
                changes["door"] = door
        wifi = {name: usable[name] for name in WIFI if name in usable}
        holding = {name: kept.proved[name] for name in WIFI if name in kept.proved}
        given_back = {name: kept.returned[name] for name in WIFI if name in kept.returned}
        if "wifi_name" in wifi and wifi not in (holding, given_back):
            changes |= wifi
        return changes

    def _apply_at_once(self, usable: Mapping[str, str]) -> None:
        for name, effect in EFFECTS.items():
            if effect is not SettingEffect.AT_ONCE or name in self._fixed:
                continue
            before = self._using.get(name, self._own.get(name))
            after = usable.get(name, self._own.get(name))
            if before == after:
                continue
            self._parts.apply(name, None if after is None else read_setting(name, after))
            self._using.pop(name, None)
            if name in usable:
                self._using[name] = usable[name]

    def _door(self, desk: Mapping[str, str]) -> str:
        """Returns the door's address as it follows from these addresses."""
        return door_address(self._own, {name: desk[name] for name in desk if name != "door"})

    def _sorted(self, wanted: Mapping[str, str]) -> SettingsOfTheDesk:
        """Returns what can be used: no door where the kiosk has no certificate to show at it."""
        found = sorted_out(wanted, self._fixed)
        if "door" in found.usable and not self._own.get("door"):
            del found.usable["door"]
            found.refused["door"] = "This kiosk was set up by hand, and uses no device door."
        return found

    def _states(self) -> tuple[dict[str, SettingState], dict[str, str]]:
        kept = self._kept
        sorted_ = self._sorted(kept.wanted)
        states = dict.fromkeys(sorted_.refused, SettingState.REFUSED)
        reasons = dict(sorted_.refused)
        for name, text in sorted_.usable.items():
            states[name] = self._state_of(name, text)
            if states[name] is SettingState.RETURNED:
                reasons[name] = "It was tried, the server did not answer, and the kiosk went back."
        for name, text in self._using.items():  # given up by the desk, and still in use
            given_up = name not in kept.wanted and text != self._own.get(name)
            if given_up and EFFECTS[name] is SettingEffect.RESTART:
                states[name] = SettingState.NEEDS_RESTART
        return states, reasons

    def _state_of(self, name: str, text: str) -> SettingState:
        kept = self._kept
        if EFFECTS[name] is not SettingEffect.TRIAL:
            used = self._using.get(name, self._own.get(name))
            return SettingState.APPLIED if used == text else SettingState.NEEDS_RESTART
        if kept.trial is not None and kept.trial.values.get(name) == text:
            return SettingState.TRYING
        if kept.returned.get(name) == text:
            return SettingState.RETURNED
        return SettingState.APPLIED


def _addresses(settings: Mapping[str, str]) -> dict[str, str]:
    return {name: settings[name] for name in ADDRESSES if name in settings}


def started_with(kept: KeptSettings) -> KeptSettings:
    """Returns what holds at a start of the kiosk: each start uses up one of a trial's, and the last gives it back."""
    trial = kept.trial
    if trial is None or not set(ADDRESSES) & trial.values.keys():
        return kept
    if trial.starts_left <= 0:
        return replace(kept, trial=None, returned=trial.values)
    return replace(kept, trial=replace(trial, starts_left=trial.starts_left - 1))
