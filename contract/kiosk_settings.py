"""The settings of a kiosk that staff may set from the desk, for a site, a room or one kiosk.

A value travels as text, as it is typed: the desk and the kiosk read it with the same function, so that both refuse the
same value with the same sentence. What only a person at the kiosk may set (its cameras, its files, its name) is not
here. device.settings has the same names; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta, Struct

from contract.field_limits import field_limits
from contract.museum import Key, Language, Level
from contract.patterns import END
from runtime.broker_address import broker_address

SettingName = Annotated[str, Meta(max_length=40, pattern=rf"^[a-z][a-z0-9_]*{END}")]
SettingText = Annotated[str, Meta(max_length=300)]
SETTINGS_LIMIT = 64  # in one message


class SettingScope(StrEnum):
    """For which kiosks a value is set. The narrower one holds: kiosk before room before site."""

    SITE = "site"
    ROOM = "room"
    KIOSK = "kiosk"


class SettingEffect(StrEnum):
    """When a kiosk uses a new value."""

    AT_ONCE = "at-once"
    RESTART = "restart"
    """After its next restart."""
    TRIAL = "trial"
    """The kiosk tries it, and goes back by itself where it loses touch with its server."""


class CentralSettings(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The settings that the desk may set. None: not set there, so that the kiosk's own value holds."""

    room: Annotated[Key | None, Meta(description="Room where it stands")] = None
    language: Annotated[Language | None, Meta(description="Language between visits")] = None
    level: Annotated[Level | None, Meta(description="Level between visits")] = None
    placement: Annotated[
        Literal["held-up", "facing-a-wall", "carried"] | None,
        Meta(description="How it stands in its room"),
    ] = None
    bundle_seconds: Annotated[
        Annotated[float, Meta(ge=1, le=86_400)] | None,
        Meta(description="Seconds between two questions for a new release"),
    ] = None
    content_megabytes: Annotated[
        Annotated[int, Meta(ge=50, le=900_000)] | None,
        Meta(description="Megabytes for releases on its disk"),
    ] = None
    own_speech_megabytes: Annotated[
        Annotated[int, Meta(ge=0, le=900_000)] | None,
        Meta(description="Megabytes for speech that it makes itself"),
    ] = None
    threads: Annotated[
        Annotated[int, Meta(ge=1, le=16)] | None, Meta(description="Threads of the recogniser")
    ] = None
    false_accepts: Annotated[
        Annotated[float, Meta(gt=0, le=1)] | None,
        Meta(description="Share of things not yours that may be named"),
    ] = None
    server: Annotated[str | None, Meta(description="Address of the tour server")] = None
    broker: Annotated[str | None, Meta(description="Address of the broker")] = None
    door: Annotated[str | None, Meta(description="Address of the device door")] = None
    wifi_name: Annotated[
        Annotated[str, Meta(min_length=1, max_length=32)] | None,
        Meta(description="Name of the Wi-Fi"),
    ] = None
    wifi_password: Annotated[
        Annotated[str, Meta(min_length=8, max_length=63, pattern=rf"^[ -~]+{END}")] | None,
        Meta(description="Password of the Wi-Fi"),
    ] = None

    def __post_init__(self) -> None:
        """Raises ValueError for an address that is none."""
        if self.server is not None:
            _check_server(self.server)
        if self.door is not None:
            _check_door(self.door)
        if self.broker is not None:
            broker_address(self.broker)


NAMES: tuple[str, ...] = CentralSettings.__struct_fields__
SECRET = "wifi_password"  # noqa: S105 - the name of the setting, which is shown nowhere and travels encrypted
EFFECTS: Mapping[str, SettingEffect] = dict.fromkeys(NAMES, SettingEffect.RESTART) | {
    **dict.fromkeys(("room", "language", "level", "bundle_seconds"), SettingEffect.AT_ONCE),
    **dict.fromkeys(
        ("server", "broker", "door", "wifi_name", "wifi_password"), SettingEffect.TRIAL
    ),
}


def read_setting(name: str, text: str) -> Any:
    """Returns the value of one setting. Raises ValueError with a sentence that names the setting and the reason."""
    if name not in NAMES:
        raise ValueError(f"Nothing is called {name[:40]}.")
    if not text.strip() or text != text.strip():
        raise ValueError(f"{name} is empty, or begins or ends with a space.")
    try:
        read = msgspec.convert({name: text}, CentralSettings, strict=False)
        value = getattr(read, name)
        if value is None:  # msgspec reads "null" as None, which is not a value to set
            raise ValueError("null")
    except ValueError as error:  # msgspec's own errors are ValueErrors too
        shown = "what was typed" if name == SECRET else repr(text[:60])
        raise ValueError(f"{name} can't be {shown}: it takes {what_it_takes(name)}.") from error
    return value


def what_it_takes(name: str) -> str:
    """Returns in words what values a setting takes."""
    if name in _TAKES:
        return _TAKES[name]
    limits = field_limits(CentralSettings, name)
    if limits.low is None:  # of false_accepts: above 0
        return f"a number above 0, {limits.high:g} at most"
    return f"a number from {limits.low:g} to {limits.high:g}"


_TAKES: Mapping[str, str] = {
    "room": "the key of a room",
    "language": "a language as nl, en or pt-BR",
    "level": ", ".join(Level),
    "placement": "held-up, facing-a-wall or carried",
    "server": "an address as https://guide.museum.example",
    "broker": "an address as mqtts://guide.museum.example:8883",
    "door": "an address as https://guide.museum.example:8444",
    "wifi_name": "a name of 32 letters at most",
    SECRET: "8 to 63 letters, digits and signs of a keyboard",
}


def scopes_of(name: str) -> tuple[SettingScope, ...]:
    """Returns for whom a setting may be set: a room belongs to one kiosk."""
    return (SettingScope.KIOSK,) if name == "room" else tuple(SettingScope)


def set_together(settings: Mapping[str, str]) -> str:
    """Returns a sentence when settings that belong together are not, otherwise an empty string."""
    if "wifi_password" in settings and "wifi_name" not in settings:
        return "wifi_password is set without wifi_name."
    return ""


def _check_server(address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("the address of a server begins with http:// or https:// and names it")
    if parts.query or parts.fragment or "@" in parts.netloc or parts.port == 0:
        raise ValueError("the address of a server has no name, question mark or # in it")
    if any(letter.isspace() or not letter.isprintable() for letter in address):
        raise ValueError("the address of a server has no space in it")


def _check_door(address: str) -> None:
    _check_server(address)
    parts = urlsplit(address)
    if parts.scheme != "https" or parts.path.strip("/"):
        raise ValueError("the address of a device door is https://, a host and a port")
