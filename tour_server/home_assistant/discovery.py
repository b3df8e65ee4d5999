"""What is said over MQTT so that each room and each kiosk appears by itself: topics and bodies, nothing else.

After Home Assistant's "MQTT discovery" (a retained configuration on <prefix>/<component>/<node>/<object>/config; the
state `None` is "unknown"). The one thing a newcomer would get wrong: a room that is not known has the state null,
never 0, and what is not said again within EXPIRES is "unavailable".
"""

from __future__ import annotations

import json

from contract.museum import Museum, worded
from tour_server.crowd.rooms_now import RoomState
from tour_server.crowd.said import state_of
from tour_server.fleet.kiosk_list import KioskLine

EXPIRES = 300  # seconds; everything is said again each minute
STATES = "zaalgids/home"  # beside the devices' branch, which kiosks may read
TOLD_LIMIT = 255  # characters of a state or an attribute


def configurations(
    museum: Museum, rooms: list[RoomState], kiosks: list[KioskLine], prefix: str
) -> dict[str, bytes]:
    """Topic -> body, to be retained: one sensor a room, one a kiosk."""
    site = museum.site.key
    house: dict[str, object] = {
        "identifiers": [f"zaalgids_{site}"],
        "name": worded(museum.site.name, museum.site.languages)[0] or site,
        "manufacturer": "Zaalgids",
        "model": "Tour server",
    }
    found = {}
    for state in rooms:
        room = state.room
        found[f"{prefix}/sensor/zaalgids_{site}/room_{room.key}/config"] = _json(
            {
                **_common(f"zaalgids_{site}_room_{room.key}", room_topic(site, room.key), house),
                "name": worded(room.name, museum.site.languages)[0] or room.key,
                "value_template": "{{ value_json.people }}",
                "unit_of_measurement": "people",
                "state_class": "measurement",
                "icon": "mdi:account-group",
            }
        )
    for kiosk in kiosks:
        found[f"{prefix}/binary_sensor/zaalgids_{site}/kiosk_{kiosk.name}/config"] = _json(
            {
                **_common(
                    f"zaalgids_{site}_kiosk_{kiosk.name}", kiosk_topic(site, kiosk.name), house
                ),
                "name": f"Kiosk {kiosk.name}",
                "device_class": "problem",
                "value_template": "{{ value_json.problem }}",
                "payload_on": "yes",
                "payload_off": "no",
            }
        )
    return found


def states(site: str, rooms: list[RoomState], kiosks: list[KioskLine]) -> dict[str, bytes]:
    """Topic -> body: how every room and kiosk is now."""
    found = {}
    for state in rooms:
        now = state.now
        found[room_topic(site, state.room.key)] = _json(
            {
                "people": now.people,
                "least": now.low,
                "most": now.high,
                "capacity": state.room.capacity,
                "state": state_of(now, state.room.capacity).words or "open",
                "why": now.why[:TOLD_LIMIT],
            }
        )
    for kiosk in kiosks:
        found[kiosk_topic(site, kiosk.name)] = _json(
            {
                "problem": "yes" if kiosk.trouble else "no",
                "trouble": " ".join(kiosk.trouble)[:TOLD_LIMIT],
                "online": kiosk.online,
                "release": kiosk.release,
                "room": kiosk.room,
            }
        )
    return found


def room_topic(site: str, room: str) -> str:
    """Where a room's state is."""
    return f"{STATES}/{site}/room/{room}"


def kiosk_topic(site: str, kiosk: str) -> str:
    """Where a kiosk's state is."""
    return f"{STATES}/{site}/kiosk/{kiosk}"


def _common(unique: str, topic: str, house: dict[str, object]) -> dict[str, object]:
    return {
        "unique_id": unique,
        "state_topic": topic,
        "json_attributes_topic": topic,
        "expire_after": EXPIRES,
        "device": house,
        "origin": {"name": "Zaalgids"},
    }


def _json(body: dict[str, object]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()
