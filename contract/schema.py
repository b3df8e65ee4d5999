"""JSON Schemas of the messages and an AsyncAPI 3 document of the topics, generated from the types.

They describe the contract to makers of other devices. The files in docs/contract are generated (`zaalgids contract`)
and not edited; a test compares them with what this module generates.
"""

from __future__ import annotations

import inspect
import json
from typing import Any

import msgspec
from msgspec import Struct

from contract.field_limits import type_limits
from contract.messages import FROM_DEVICE, FROM_SERVER, MESSAGE_LIMIT
from contract.museum import Key
from contract.topics import EVERY_DEVICE, ROOT

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FOR_EVERY_DEVICE = {"release", "offers", "closed-rooms", "silence"}
RETAINED = {"presence", "settings", "order", "software", "software-state", *FOR_EVERY_DEVICE}
ONCE = {
    "speaking",
    "room-speech",
    "round-trip",
    "round-trip-answer",
}  # worth nothing when it comes late
_NAME_PATTERN = type_limits(Key).pattern


def _tidy(written: Any) -> Any:
    """Take the indentation out of descriptions, where Python 3.12 and earlier keep that of a docstring."""
    if isinstance(written, dict):
        return {
            name: inspect.cleandoc(value)
            if name == "description" and isinstance(value, str)
            else _tidy(value)
            for name, value in written.items()
        }
    return [_tidy(value) for value in written] if isinstance(written, list) else written


def files() -> dict[str, str]:
    """Return the text of each file by its name: a `<Message>.schema.json` for each message, and `asyncapi.json`."""
    written = {f"{kind.__name__}.schema.json": _text(message_schema(kind)) for kind in _messages()}
    written["asyncapi.json"] = _text(asyncapi())
    return dict(sorted(written.items()))


def message_schema(kind: type[Struct]) -> dict[str, Any]:
    """Return the JSON Schema 2020-12 of one message. It allows other fields, which readers ignore."""
    schema = msgspec.json.schema(kind)
    definitions = schema.pop("$defs")
    own = definitions.pop(kind.__name__)
    found = {"$schema": DIALECT, **own}
    if definitions:
        found["$defs"] = definitions
    # `v` has a default in the types, so the schema takes it as optional. On the wire it is always present.
    found["properties"]["v"] = {"const": 1, "description": "the version of this message"}
    found["required"] = [*found.get("required", []), "v"]
    return found


def asyncapi() -> dict[str, Any]:
    """Return the AsyncAPI 3.0 document: what a device sends and receives on which topic."""
    channels: dict[str, Any] = {}
    operations: dict[str, Any] = {}
    for kinds, action in ((FROM_DEVICE, "send"), (FROM_SERVER, "receive")):
        for name, message in kinds.items():
            device = EVERY_DEVICE if name in FOR_EVERY_DEVICE else "{device}"
            parameters = {"site": {"description": f"Key of the museum, {_NAME_PATTERN}"}}
            if device != EVERY_DEVICE:
                parameters["device"] = {
                    "description": f"Name of the device, as its certificate has it, {_NAME_PATTERN}; "
                    f"never {EVERY_DEVICE!r}"
                }
            channels[name] = {
                "address": f"{ROOT}/{{site}}/{device}/{name}",
                "parameters": parameters,
                "messages": {
                    message.__name__: {"$ref": f"#/components/messages/{message.__name__}"}
                },
            }
            operations[f"{action}-{name}"] = {
                "action": action,
                "channel": {"$ref": f"#/channels/{name}"},
                "bindings": {"mqtt": {"qos": int(name not in ONCE), "retain": name in RETAINED}},
            }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Zaalgids, between a device and the tour server",
            "version": "1",
            "license": {"name": "Apache-2.0"},
            "description": _DESCRIPTION,
        },
        "defaultContentType": "application/json",
        "servers": {
            "site": {
                "host": "broker:8883",
                "protocol": "mqtts",
                "protocolVersion": "5.0",
                "description": "The site's broker. A device shows its certificate; its CN is {device}.",
            }
        },
        "channels": channels,
        "operations": operations,
        "components": {
            "messages": {kind.__name__: _component(kind) for kind in _messages()},
        },
    }


_DESCRIPTION = f"""MQTT 5, QoS 1, clean start off. A message is at most {MESSAGE_LIMIT} bytes.

A device keeps a bin, a playback count or a count of offers, and sends it again, until an acknowledgement names its
epoch and sequence and the digest of its counts, with a message authentication code under the device's key
(docs/decisions/0015): the broker's PUBACK does not confirm it. A second delivery must have the counts of the first;
only its time may differ.
The last will is Presence with online false, retained. A message of an unknown version is stored as a dead letter, and
a field that a reader does not know is ignored."""


def _component(kind: type[Struct]) -> dict[str, Any]:
    return {
        "name": kind.__name__,
        "summary": (kind.__doc__ or "").strip().splitlines()[0],
        "payload": {
            "schemaFormat": "application/schema+json;version=draft-2020-12",
            "schema": message_schema(kind),
        },
    }


def _messages() -> list[type[Struct]]:
    different = {*FROM_DEVICE.values(), *FROM_SERVER.values()}
    return sorted(different, key=lambda kind: kind.__name__)


def _text(value: dict[str, Any]) -> str:
    return json.dumps(_tidy(value), indent=2, ensure_ascii=False) + "\n"
