"""Writes down every field of a document, its defaults included: what a reader of any version must find in it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct


def everything(value: Any) -> Any:
    """Plain JSON values of `value`; the fields of a struct are named as they are on the wire, with its tag."""
    if isinstance(value, Struct):
        config = value.__struct_config__
        tag = {config.tag_field: config.tag} if config.tag_field else {}
        fields = msgspec.structs.fields(value)
        return tag | {field.encode_name: everything(getattr(value, field.name)) for field in fields}
    if dataclasses.is_dataclass(value):
        return {
            field.name: everything(getattr(value, field.name))
            for field in dataclasses.fields(value)
        }
    if isinstance(value, Mapping):
        return {
            str(key.value if isinstance(key, Enum) else key): everything(item)
            for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [everything(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dt.date | dt.time | dt.datetime):
        return value.isoformat()
    return value


def write_json(file: Path, value: Any) -> None:
    """Write `value` as indented JSON. Makes the folder."""
    file.parent.mkdir(parents=True, exist_ok=True)
    body = msgspec.json.encode(value, order="sorted")
    file.write_bytes(msgspec.json.format(body, indent=1) + b"\n")
