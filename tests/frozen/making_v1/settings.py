"""Writes settings files: every setting of the server and of kiosks, minimal ones, and one that a kiosk edited."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import tomli_w
from making_v1.everything import everything, write_json

from contract.settings_file import read_settings
from device.aim.saving import SettingsFile
from device.footfall.line import Point
from device.settings import PREFIX as KIOSK
from device.settings import Eye, KioskSettings, ZoneSettings
from tour_server.settings import PREFIX as SERVER
from tour_server.settings import ServerSettings

BROKER = {
    "broker": "mqtts://broker.example:8884",
    "broker_ca": "/etc/zaalgids/ca.pem",
    "broker_certificate": "/etc/zaalgids/own.pem",
    "broker_key": "/etc/zaalgids/own.key",
}
SERVER_FULL: dict[str, Any] = {
    "data": "/var/lib/zaalgids/server",
    "database": "postgresql://zaalgids@db.example/zaalgids",
    "site": "huis",
    "first_password": "four quiet rooms",
    "host": "0.0.0.0",  # noqa: S104 - written down, never bound
    "port": 8443,
    "public_url": "https://guide.example.org/é",
    **BROKER,
    "broker_port": 1884,
    "threads": 32,
    "streams": 20,
    "upload_bytes": 50_000_000,
    "needs_approval": True,
    "workers": 4,
    "metrics_token": "a token",
    "home_assistant": "homeassistant/museum",
    "speech": {
        "voice": "recorded",
        "folder": "/srv/voices",
        "otherwise": {"voice": "gtts", "timeout": 30.0},
    },
    "speech_seconds": 2.5,
    "speech_workers": 3,
    "secure_cookies": True,
}
KIOSK_FULL: dict[str, Any] = {
    "name": "kiosk-7",
    "site": "huis",
    "room": "hal",
    "data": "/var/lib/zaalgids/kiosk",
    "server": "https://guide.example.org",
    **BROKER,
    "trusted_root": "/etc/zaalgids/root.json",
    "placement": "facing-a-wall",
    "language": "pt-BR",
    "level": "child",
    "screen": {
        "host": "0.0.0.0",  # noqa: S104 - written down, never bound
        "port": 8091,
        "diagonal_inches": 10.1,
        "distance_cm": 45.5,
        "night": True,
    },
    "aim": {"host": "127.0.0.1", "port": 8444, "encrypted": False},
    "speech": {"voice": "espeak-ng", "timeout": 5.5},
    "own_speech_megabytes": 50,
    "bundle_seconds": 60.5,
    "threads": 2,
    "false_accepts": 0.01,
    "eyes": [
        {
            "camera": {
                "type": "virtual-gallery",
                "pictures": "/srv/museum",
                "seed": 7,
                "fps": 6.5,
                "width": 320,
                "height": 240,
            },
            "recognise": True,
            "count": True,
            "line": [10.5, 200.0, 300.0, 210.25],
            "point": "centre",
            "zones": [
                {
                    "name": "voor-de-hoed",
                    "corners": [[0.0, 0.0], [100.5, 0.0], [100.0, 80.0], [0.0, 80.0]],
                },
                {"name": "bank", "corners": [[200.0, 0.0], [300.0, 0.0], [300.0, 80.0]]},
            ],
        },
        {
            "camera": {
                "type": "virtual-doorway",
                "seed": 3,
                "fps": 8.0,
                "people_per_minute": 12.5,
                "width": 800,
                "height": 600,
            },
            "recognise": False,
        },
    ],
}
OTHER_KIOSKS: dict[str, dict[str, Any]] = {
    "kiosk-of-files": {
        "placement": "carried",
        "speech": {"voice": "gtts", "timeout": 40.0},
        "eyes": [
            {
                "camera": {
                    "type": "file",
                    "path": "/srv/door.mp4",
                    "real_time": False,
                    "loop": True,
                },
                "count": True,
                "line": [0.0, 10.0, 640.0, 10.0],
                "point": "foot",
            },
            {
                "camera": {
                    "type": "folder",
                    "path": "/srv/pictures",
                    "seconds": 10.5,
                    "pause_seconds": 0.0,
                    "fps": 2.0,
                }
            },
        ],
    },
    "kiosk-with-a-camera": {
        "placement": "held-up",
        "speech": {"voice": "recorded", "folder": "/srv/voices"},
        "eyes": [
            {
                "camera": {
                    "type": "device",
                    "device": "/dev/video2",
                    "width": 1920,
                    "height": 1080,
                    "fps": 30.0,
                }
            }
        ],
    },
}
WRITTEN_BY_HAND = """# The kiosk at the door. Call Ümit before you change the line.
name = "kiosk-1"
site = "huis"

[[eyes]]
camera = { type = "device", device = "/dev/video0" }  # the one on the beam
recognise = false

[[eyes]]
camera = { type = "virtual-gallery" }
"""
ENVIRONMENT = {
    "server": {
        f"{SERVER}DATA": "/data",
        f"{SERVER}PORT": "8081",
        f"{SERVER}NEEDS_APPROVAL": "true",
        f"{SERVER}SPEECH_SECONDS": "0",
        f"{SERVER}METRICS_TOKEN": "from outside",
    },
    "kiosk": {
        f"{KIOSK}NAME": "kiosk-9",
        f"{KIOSK}SITE": "huis",
        f"{KIOSK}BUNDLE_SECONDS": "5.5",
        f"{KIOSK}PLACEMENT": "carried",
        f"{KIOSK}THREADS": "3",
    },
}


def write_settings(folder: Path) -> None:
    """Write the files and, in expected.json, every value that each gives."""
    _lacks_nothing(SERVER_FULL, ServerSettings)
    _lacks_nothing(KIOSK_FULL, KioskSettings)
    folder.mkdir(parents=True, exist_ok=True)
    servers = {"server-full": SERVER_FULL, "server-minimal": {"data": "var/server"}}
    kiosks = {"kiosk-full": KIOSK_FULL, "kiosk-minimal": {"name": "kiosk-1"}, **OTHER_KIOSKS}
    for name, values in {**servers, **kiosks}.items():
        (folder / f"{name}.toml").write_text(tomli_w.dumps(values), encoding="utf-8")
    _edited_by_the_kiosk(folder / "kiosk-edited.toml")
    expected = {
        file.name: everything(
            read_settings(
                ServerSettings if file.name.startswith("server") else KioskSettings, "", file, {}
            )
        )
        for file in sorted(folder.glob("*.toml*"))
    }
    for name, kind, prefix in (
        ("server", ServerSettings, SERVER),
        ("kiosk", KioskSettings, KIOSK),
    ):
        given = read_settings(kind, prefix, None, ENVIRONMENT[name])
        expected[f"environment of a {name}"] = everything(given)
    write_json(folder / "environment.json", ENVIRONMENT)
    write_json(folder / "expected.json", expected)


def _edited_by_the_kiosk(path: Path) -> None:
    """A person wrote the file; the kiosk put a line and a zone into it and kept the file of before."""
    path.write_text(WRITTEN_BY_HAND, encoding="utf-8")
    eye = msgspec.convert(msgspec.toml.decode(path.read_bytes())["eyes"][0], Eye)
    zone = ZoneSettings(name="deur", corners=((0.0, 0.0), (640.0, 0.0), (640.0, 200.5)))
    drawn = msgspec.structs.replace(
        eye, count=True, line=(12.5, 300.0, 620.0, 310.75), point=Point.CENTRE, zones=(zone,)
    )
    SettingsFile(path).save(0, drawn)


def _lacks_nothing(values: dict[str, Any], kind: type[Any]) -> None:
    lacking = {field.name for field in msgspec.structs.fields(kind)} - values.keys()
    if lacking:
        raise AssertionError(f"{kind.__name__}: {', '.join(sorted(lacking))} not set")
