"""A server orders software of one kiosk: which version is older, and who wrote the order."""

from __future__ import annotations

from itertools import pairwise

import pytest
from msgspec.structs import replace

from contract.messages import decode, encode
from contract.signed_notices import is_authentic_software, signed_software
from contract.software import InstallHours, SoftwareOrder, SoftwareStep, is_older

KEY = b"k" * 32
ORDER = SoftwareOrder(
    id="a" * 16,
    version="1.5.0",
    bytes=700_000_000,
    sha256="b" * 64,
    path="software/1.5.0.raucb",
    sent=3600.0,
    not_before=7200.0,
    hours=InstallHours("23:00", "05:00", "Europe/Amsterdam"),
)
IN_ORDER = (
    "0.9",
    "1.0.dev3",
    "1.0a1",
    "1.0b2",
    "1.0rc1",
    "1.0rc2",
    "1.0",
    "1.0+g3f9c",
    "1.0.1",
    "1.2",
    "1.10",
    "2026.11.29",
)


@pytest.mark.parametrize(("older", "newer"), [*pairwise(IN_ORDER)])
def test_the_older_of_two_versions_is_known(older: str, newer: str) -> None:
    assert is_older(older, newer)
    assert not is_older(newer, older)


def test_zeros_at_the_end_make_no_other_version() -> None:
    assert not is_older("1.0", "1.0.0")
    assert not is_older("1.0.0", "1.0")


def test_a_signed_order_travels() -> None:
    signed = signed_software(KEY, "huis", "kiosk-1", ORDER)
    assert is_authentic_software(decode(encode(signed), SoftwareOrder), KEY, "huis", "kiosk-1")
    assert not is_authentic_software(signed, KEY, "huis", "kiosk-2")
    assert not is_authentic_software(ORDER, KEY, "huis", "kiosk-1")


CHANGED = {
    "id": "b" * 16,
    "version": "1.4.0",
    "bytes": 1,
    "sha256": "c" * 64,
    "path": "software/other.raucb",
    "sent": 3601.0,
    "not_before": 0.0,
    "hours": InstallHours("00:00", "00:00", "Europe/Amsterdam"),
    "trial_minutes": 1,
    "older": True,
    "again": True,
    "withdrawn": True,
}


@pytest.mark.parametrize("field", CHANGED)
def test_every_field_is_signed(field: str) -> None:
    signed = signed_software(KEY, "huis", "kiosk-1", ORDER)
    changed = replace(signed, **{field: CHANGED[field]})
    assert not is_authentic_software(changed, KEY, "huis", "kiosk-1")


def test_no_field_is_left_out_of_that_test() -> None:
    assert {*CHANGED, "mac", "v"} == set(SoftwareOrder.__struct_fields__)


def test_three_steps_are_an_end() -> None:
    ends = {step for step in SoftwareStep if step.is_end}
    assert ends == {SoftwareStep.GOOD, SoftwareStep.ROLLED_BACK, SoftwareStep.REFUSED}
