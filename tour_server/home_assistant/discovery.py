"""Topics and bodies of Home Assistant's MQTT discovery, for each room and each kiosk.

A retained configuration on <prefix>/<component>/<node>/<object>/config makes a sensor appear. The state null is
"unknown", and a state that is not repeated within EXPIRE_SECONDS is "unavailable".

Note: a room whose occupancy is not known has the state null, never 0.
"""

from __future__ import annotations

import json

from contract.museum import Museum, worded
from tour_server.crowd.room_words import fullness_of
from tour_server.crowd.rooms_now import RoomState
from tour_server.fleet.kiosk_list import KioskStatus

EXPIRE_SECONDS = 300  # every state is published again each minute
STATE_BRANCH = "zaalgids/home"  # beside the devices' branch, which kiosks may read
MAX_CHARACTERS = 255  # Home Assistant's limit of a state


def configurations(
    museum: Museum, rooms: list[RoomState], kiosks: list[KioskStatus], prefix: str
) -> dict[str, bytes]:
    """Return topic -> body of the configurations, to be published retained: one sensor a room, one a kiosk."""
    site = museum.site.key
    device: dict[str, object] = {
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
                **_common(f"zaalgids_{site}_room_{room.key}", room_topic(site, room.key), device),
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
                    f"zaalgids_{site}_kiosk_{kiosk.name}", kiosk_topic(site, kiosk.name), device
                ),
                "name": f"Kiosk {kiosk.name}",
                "device_class": "problem",
                "value_template": "{{ value_json.problem }}",
                "payload_on": "yes",
                "payload_off": "no",
            }
        )
    return found


def states(site: str, rooms: list[RoomState], kiosks: list[KioskStatus]) -> dict[str, bytes]:
    """Return topic -> body of the current state of every room and kiosk."""
    found = {}
    for state in rooms:
        now = state.now
        found[room_topic(site, state.room.key)] = _json(
            {
                "people": now.people,
                "least": now.low,
                "most": now.high,
                "capacity": state.room.capacity,
                "state": fullness_of(now, state.room.capacity).words or "open",
                "why": now.why[:MAX_CHARACTERS],
            }
        )
    for kiosk in kiosks:
        found[kiosk_topic(site, kiosk.name)] = _json(
            {
                "problem": "yes" if kiosk.problems else "no",
                "trouble": " ".join(kiosk.problems)[:MAX_CHARACTERS],
                "online": kiosk.online,
                "release": kiosk.release,
                "room": kiosk.room,
            }
        )
    return found


def room_topic(site: str, room: str) -> str:
    """Return the topic of a room's state."""
    return f"{STATE_BRANCH}/{site}/room/{room}"


def kiosk_topic(site: str, kiosk: str) -> str:
    """Return the topic of a kiosk's state."""
    return f"{STATE_BRANCH}/{site}/kiosk/{kiosk}"


def _common(unique: str, topic: str, device: dict[str, object]) -> dict[str, object]:
    return {
        "unique_id": unique,
        "state_topic": topic,
        "json_attributes_topic": topic,
        "expire_after": EXPIRE_SECONDS,
        "device": device,
        "origin": {"name": "Zaalgids"},
    }


def _json(body: dict[str, object]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()
