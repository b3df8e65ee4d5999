"""A kiosk on which a program records is ill; one that has a microphone which nothing opens is not."""

from __future__ import annotations

import pytest

from contract.kiosk_messages import MachineState
from contract.messages import Health
from tour_server.fleet.illness import illnesses
from tour_server.kiosk_care.facts import kiosk_facts


def heard(inputs: int | None, is_open: bool | None) -> Health:
    machine = MachineState(microphones=inputs, microphone_open=is_open)
    return Health(1.0, True, "0.1", 1, None, 5.0, 0, 10**9, 40.0, {}, [], machine=machine)


@pytest.mark.parametrize(
    ("inputs", "is_open", "words", "ill"),
    [
        (0, False, "it has none", False),
        (1, False, "it has one, and nothing records", False),
        (1, True, "a program records", True),
        (None, None, "not known on this machine", False),
    ],
)
def test_what_the_desk_says(
    inputs: int | None, is_open: bool | None, words: str, *, ill: bool
) -> None:
    health = heard(inputs, is_open)
    assert dict(kiosk_facts(health))["Microphone"] == words
    assert ("a microphone is open" in [str(one.short) for one in illnesses(health)]) is ill
