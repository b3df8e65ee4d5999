"""What the server says to one device, and by what the device knows that its own server wrote it.

The code covers a date of the server, so that a message that was recorded can't be sent again after a newer one.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import Mapping, Sequence
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from msgspec.structs import replace

from contract.device_key import is_message_code, message_code
from contract.kiosk_messages import KioskOrder, RoundTripAnswer, SettingsWanted
from contract.software import SoftwareOrder

_NONCE_BYTES = 12


def signed_settings(key: bytes, site: str, device: str, plain: SettingsWanted) -> SettingsWanted:
    """Return the settings with their code."""
    return replace(plain, mac=message_code(key, _settings(plain, site, device)))


def is_authentic_settings(wanted: SettingsWanted, key: bytes, site: str, device: str) -> bool:
    """Return whether the server of this key wrote the settings, for this device."""
    return is_message_code(wanted.mac, key, _settings(wanted, site, device))


def signed_order(key: bytes, site: str, device: str, plain: KioskOrder) -> KioskOrder:
    """Return the order with its code."""
    return replace(plain, mac=message_code(key, _order(plain, site, device)))


def is_authentic_order(order: KioskOrder, key: bytes, site: str, device: str) -> bool:
    """Return whether the server of this key wrote the order, for this device."""
    return is_message_code(order.mac, key, _order(order, site, device))


def signed_software(key: bytes, site: str, device: str, plain: SoftwareOrder) -> SoftwareOrder:
    """Return the order of software with its code."""
    return replace(plain, mac=message_code(key, _software(plain, site, device)))


def is_authentic_software(order: SoftwareOrder, key: bytes, site: str, device: str) -> bool:
    """Return whether the server of this key wrote the order of software, for this device."""
    return is_message_code(order.mac, key, _software(order, site, device))


def signed_answer(key: bytes, site: str, device: str, plain: RoundTripAnswer) -> RoundTripAnswer:
    """Return the answer to a round trip with its code."""
    return replace(plain, mac=message_code(key, _answer(plain, site, device)))


def is_authentic_answer(answer: RoundTripAnswer, key: bytes, site: str, device: str) -> bool:
    """Return whether the server of this key answered, to this device."""
    return is_message_code(answer.mac, key, _answer(answer, site, device))


def settings_revision(key: bytes, settings: Mapping[str, str]) -> str:
    """Return what names these settings, secrets decrypted: desk and kiosk know by it that they mean the same.

    It is made with the device's key, so that nobody else can try passwords on it.
    """
    return message_code(key, ("zaalgids settings revision v1", sorted(settings.items())))


def sealed(key: bytes, text: str) -> str:
    """Return a secret, encrypted for the device of this key (AES-GCM, base64)."""
    nonce = os.urandom(_NONCE_BYTES)
    body = AESGCM(_sealing_key(key)).encrypt(nonce, text.encode(), None)
    return base64.b64encode(nonce + body).decode("ascii")


def unsealed(key: bytes, text: str) -> str:
    """Return the secret. Raises ValueError where it was not encrypted with this key."""
    try:
        body = base64.b64decode(text.encode("ascii", "replace"), validate=True)
        plain = AESGCM(_sealing_key(key)).decrypt(body[:_NONCE_BYTES], body[_NONCE_BYTES:], None)
        return plain.decode()
    except (ValueError, InvalidTag) as error:
        raise ValueError("It was not encrypted with this kiosk's key.") from error


def _sealing_key(key: bytes) -> bytes:
    return hmac.new(key, b"zaalgids sealing v1", hashlib.sha256).digest()


def _settings(one: SettingsWanted, site: str, device: str) -> Sequence[Any]:
    return (
        "zaalgids settings v1",
        site,
        device,
        sorted(one.settings.items()),
        float(one.sent),
        one.try_minutes,
    )


def _order(one: KioskOrder, site: str, device: str) -> Sequence[Any]:
    return (
        "zaalgids order v1",
        site,
        device,
        one.id,
        one.what,
        float(one.sent),
        float(one.until),
        one.number,
    )


def _software(one: SoftwareOrder, site: str, device: str) -> Sequence[Any]:
    hours = one.hours
    return (
        *("zaalgids software v1", site, device, one.id, one.version, one.bytes, one.sha256),
        *(one.path, float(one.sent), float(one.not_before)),
        *(hours.begins, hours.ends, hours.tz, one.trial_minutes),
        *(one.older, one.again, one.withdrawn),
    )


def _answer(one: RoundTripAnswer, site: str, device: str) -> Sequence[Any]:
    return ("zaalgids round trip v1", site, device, one.nonce, float(one.now))
