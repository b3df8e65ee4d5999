"""docs/settings.md, written from the settings' own types: `python -m zaalgids.commands.settings_page`."""

from __future__ import annotations

import sys
import types
import typing
from typing import Any

import msgspec

import device.camera.settings
from device.camera_setup.settings import SetupPageSettings
from device.claim.settings import ClaimSettings
from device.footfall.settings import ZoneSettings
from device.screen.settings import ScreenSettings
from device.settings import PREFIX as KIOSK_PREFIX
from device.settings import CameraSettings, KioskSettings
from device.updates.settings import UpdateSettings
from narration.speech.settings import LanguageVoiceSettings, VoiceSettings
from tour_server.capabilities import CAPABILITIES
from tour_server.root_settings import RootSettings
from tour_server.settings import PREFIX as SERVER_PREFIX


def page() -> str:
    """Returns the whole page, in Markdown. Raises ValueError on a setting without a description."""
    cameras = typing.get_args(device.camera.settings.CameraSource)
    parts = [
        "# Settings\n\nWritten from the code by `python -m zaalgids.commands.settings_page`; a test compares.\n"
        "Settings come from a TOML file (`--settings FILE`), over it the environment, over both the command line.\n",
        _table("The server", f"Environment: `{SERVER_PREFIX}<NAME>`.", RootSettings),
        *(
            _table(
                f"The server: {one.name.replace('_', ' ')}", _summary(one.settings), one.settings
            )
            for one in CAPABILITIES
            if one.settings is not None
        ),
        _table("A kiosk", f"Environment: `{KIOSK_PREFIX}<NAME>`.", KioskSettings),
        _table("How a kiosk is claimed", "Under `[claim]`.", ClaimSettings),
        _table("A kiosk's cameras", "Each under `[[eyes]]`.", CameraSettings),
        _table("A camera's zones", "Each under `[[eyes.zones]]`.", ZoneSettings),
        _table("A kiosk's screen", "Under `[screen]`.", ScreenSettings),
        _table("A technician's look", "Under `[aim]`.", SetupPageSettings),
        _table("A kiosk's own software", "Under `[updates]`.", UpdateSettings),
        *(_table(f"Camera `{_tag(camera)}`", _summary(camera), camera) for camera in cameras),
        *(
            _table(f"Voice `{_tag(voice)}`", _summary(voice), voice)
            for voice in typing.get_args(VoiceSettings | LanguageVoiceSettings)
        ),
    ]
    return "\n".join(parts)


def _summary(kind: type[Any]) -> str:
    return (kind.__doc__ or "").strip().splitlines()[0]


def _tag(kind: type[Any]) -> str:
    return str(getattr(kind.__struct_config__, "tag", kind.__name__))


def _table(title: str, words: str, kind: type[msgspec.Struct]) -> str:
    hints = typing.get_type_hints(kind, include_extras=True)
    rows = [f"## {title}\n\n{words}\n\n| setting | default | meaning |\n| --- | --- | --- |"]
    # Required ones first: a struct's own fields come after those that it inherits.
    fields = sorted(msgspec.structs.fields(kind), key=lambda one: not one.required)
    for field in fields:
        description = _description(hints[field.name])
        if not description:
            raise ValueError(f"{kind.__name__}.{field.name} has no description")
        default = "" if field.default is msgspec.NODEFAULT else _shown(field.default)
        rows.append(f"| `{field.encode_name}` | {default} | {description} |")
    return "\n".join(rows) + "\n"


def _shown(default: Any) -> str:
    if default is None or default == "":
        return ""
    if default in ((), []):
        return "`[]`"
    if isinstance(default, msgspec.Struct | list | tuple):
        return "see below"
    return f"`{msgspec.json.encode(default).decode()}`"


def _description(hint: Any) -> str:
    """Returns the description of an Annotated hint, also of a nested one."""
    for extra in reversed(getattr(hint, "__metadata__", ())):
        if isinstance(extra, msgspec.Meta) and extra.description:
            return extra.description
    if typing.get_origin(hint) in (typing.Annotated, typing.Union, types.UnionType):
        return next(filter(None, map(_description, typing.get_args(hint))), "")
    return ""


if __name__ == "__main__":
    sys.stdout.write(page())
