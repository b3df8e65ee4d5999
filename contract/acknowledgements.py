"""What an acknowledgement confirms, and by what a device knows that its own server wrote it.

A device forgets a count when two things are right: the message authentication code, under the key that only the
device and the server share, and the digest of the count. A stranger on the broker has no key. A machine with a copied
card has the key, and the same epoch and sequences, but other counts: it must not make this one forget (see
docs/decisions/0015).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from contract.device_key import digest, is_message_code, message_code
from contract.messages import (
    Acknowledgement,
    KeptMessage,
    NameConflict,
    OfferCounts,
    PlaybackCounts,
    VisitorNote,
)


def message_digest(message: KeptMessage) -> str:
    """Return the digest of what a message counted or says.

    The time of a bin is left out: a device corrects it once its clock is right, and sends the bin again. The fields are
    those of version 1, so that a device and a server of two releases agree.
    """
    if isinstance(message, VisitorNote):
        return digest(
            (
                message.epoch,
                message.sequence,
                message.id,
                message.about,
                message.work,
                message.block,
                message.language,
                message.sentence,
            )
        )
    if isinstance(message, OfferCounts):
        return digest(
            (message.epoch, message.sequence, float(message.hour), message.offer, message.shown)
        )
    if isinstance(message, PlaybackCounts):
        return digest(
            (
                message.epoch,
                message.sequence,
                float(message.hour),
                message.work,
                message.language,
                message.told,
                message.finished,
                message.stopped,
                message.refused,
            )
        )
    zones = message.zones and [
        (name, float(zone.in_view_mean), zone.in_view_max, zone.dwell)
        for name, zone in message.zones.items()
    ]
    return digest(
        (
            message.epoch,
            message.sequence,
            message.boot,
            float(message.monotonic),
            message.room,
            float(message.observed_seconds),
            message.entered,
            message.left,
            None if message.in_view_mean is None else float(message.in_view_mean),
            message.in_view_max,
            zones,
        )
    )


def signed_acknowledgement(
    key: bytes,
    site: str,
    device: str,
    kind: str,
    epoch: str,
    counts: Sequence[tuple[int, str]],
) -> Acknowledgement:
    """Return the acknowledgement of these counts, (sequence, digest) each. `kind`: of the acknowledgement."""
    plain = Acknowledgement(
        epoch, [sequence for sequence, _ in counts], [digest for _, digest in counts]
    )
    return replace(plain, mac=message_code(key, _acknowledged(plain, site, device, kind)))


def is_authentic(
    acknowledgement: Acknowledgement, key: bytes, site: str, device: str, kind: str
) -> bool:
    """Return whether the server of this key wrote the acknowledgement, for this device and kind."""
    if len(acknowledgement.sequences) != len(acknowledgement.digests):
        return False
    return is_message_code(
        acknowledgement.mac, key, _acknowledged(acknowledgement, site, device, kind)
    )


def signed_conflict(key: bytes | None, site: str, device: str, boots: list[str]) -> NameConflict:
    """Return the message that says that machines of these starts use one name; without a key it has no code."""
    plain = NameConflict(boots)
    if key is None:
        return plain
    return replace(plain, mac=message_code(key, _conflict(plain, site, device)))


def is_authentic_conflict(conflict: NameConflict, key: bytes, site: str, device: str) -> bool:
    """Return whether the server of this key wrote the message, for this device."""
    return is_message_code(conflict.mac, key, _conflict(conflict, site, device))


def _acknowledged(one: Acknowledgement, site: str, device: str, kind: str) -> Sequence[Any]:
    return (
        "zaalgids acknowledgement v1",
        site,
        device,
        kind,
        one.epoch,
        one.sequences,
        one.digests,
    )


def _conflict(one: NameConflict, site: str, device: str) -> Sequence[Any]:
    return ("zaalgids conflict v1", site, device, one.boots)
