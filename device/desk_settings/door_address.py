"""Finds the address of a kiosk's device door, when the desk gives the server another one.

The door follows the server's host, and keeps its port: so the desk has one address less to type. Where the kiosk's own
server is on another host than its door, because phones reach it by a public name, the door follows the broker's host.
What the desk says of the door itself goes before both.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from runtime.hosts import in_url

FOLLOWED = ("server", "broker")


def door_address(own: Mapping[str, str], desk: Mapping[str, str]) -> str:
    """Returns the address of the door; empty for a kiosk that has none because it was not claimed.

    `own`: the kiosk's addresses by its claim. `desk`: those of the desk that are in use or wanted.
    """
    door = own.get("door", "")
    if not door:
        return ""
    if "door" in desk:
        return desk["door"]
    parts = urlsplit(door)
    for name in FOLLOWED:
        if _host(own.get(name, "")) != parts.hostname:
            continue
        host = _host(desk.get(name, ""))
        if not host or host == parts.hostname:
            return door
        port = "" if parts.port is None else f":{parts.port}"
        return f"https://{in_url(host)}{port}"
    return door


def _host(address: str) -> str:
    return urlsplit(address).hostname or ""
