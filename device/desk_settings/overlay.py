"""Lays the desk's settings over the kiosk's own, when the kiosk starts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import Enum
from typing import Any

import msgspec
from msgspec import Struct

from contract.kiosk_settings import EFFECTS, NAMES, SettingEffect, read_setting, set_together
from device.desk_settings.kept_settings import KeptSettings


class SettingsOfTheDesk(Struct, frozen=True):
    """What can be used of the desk's settings, by name, and why the rest can't."""

    usable: dict[str, str]
    refused: dict[str, str]


def sorted_out(wanted: Mapping[str, str], fixed: Collection[str]) -> SettingsOfTheDesk:
    """Returns what of `wanted` can be used. `fixed`: given where the kiosk was started, which holds over the desk."""
    usable: dict[str, str] = {}
    refused: dict[str, str] = {}
    for name, text in wanted.items():
        try:
            read_setting(name, text)
        except ValueError as error:
            refused[name] = str(error)[:200]
            continue
        if name in fixed:
            refused[name] = f"{name} is given where this kiosk is started, and that holds."
        else:
            usable[name] = text
    if words := set_together(usable):
        refused["wifi_password"] = words
        del usable["wifi_password"]
    return SettingsOfTheDesk(usable, refused)


def own_values(settings: Struct) -> dict[str, str]:
    """Returns the kiosk's own values of what the desk may set, as text; without those that are not set."""
    found = {name: getattr(settings, name, None) for name in NAMES}
    return {name: as_text(value) for name, value in found.items() if value is not None}


def in_use(kept: KeptSettings, fixed: Collection[str]) -> dict[str, str]:
    """Returns the values of the desk that a kiosk which starts now uses: an address only when it holds or is tried."""
    usable = sorted_out(kept.wanted, fixed).usable
    values = {
        name: text for name, text in usable.items() if EFFECTS[name] is not SettingEffect.TRIAL
    }
    tried = kept.trial.values if kept.trial is not None else {}
    return values | {
        name: text for name, text in (kept.proved | tried).items() if name not in fixed
    }


def laid_over(settings: Any, values: Mapping[str, str]) -> Any:
    """Returns the kiosk's settings with these values; the Wi-Fi is no setting of the program."""
    plain = {
        name: read_setting(name, text)
        for name, text in values.items()
        if name in type(settings).__struct_fields__
    }
    kind = type(settings)
    types = msgspec.structs.fields(kind)
    read = {
        one.name: msgspec.convert(msgspec.to_builtins(plain[one.name]), one.type)
        for one in types
        if one.name in plain
    }
    return msgspec.structs.replace(settings, **read)


def as_text(value: Any) -> str:
    """Returns a value as it would be typed."""
    if isinstance(value, Enum):
        return str(value.value)
    return f"{value:g}" if isinstance(value, float) else str(value)
