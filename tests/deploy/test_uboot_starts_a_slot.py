"""U-Boot itself, in QEMU, with boot.cmd: a slot is tried once; whatever is cut or damaged, one that works starts."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from deploy.bootloader.boot_state import BootState
from deploy.bootloader.uboot import COPIES_AT, SECTOR_BYTES, UbootSectors, render
from tests.image import uboot_twin
from tests.image.uboot_machine import SmallCard, virt

pytestmark = [pytest.mark.uboot, pytest.mark.long, pytest.mark.timeout(900)]
BOTH = frozenset("AB")
ASKED = BootState("A", "B", True, frozenset("A"))


@pytest.fixture
def card(tmp_path: Path) -> SmallCard:
    return SmallCard(tmp_path, virt("quiet more=words"))


def _driver(state: Path) -> UbootSectors:
    return UbootSectors("AB", state, 0)


def _ask(card: SmallCard) -> None:
    """Do what the driver does when a restart tries slot B."""
    state = card.take_state()
    _driver(state).write(ASKED, requests=True)
    card.put_state(state)


def test_a_slot_is_tried_once_and_its_kernel_gets_its_own_words(card: SmallCard) -> None:
    assert card.start() == "A"
    words = (
        "root=PARTLABEL=root_a ro rauc.slot=A panic=10 zaalgids.bootloader=uboot quiet more=words"
    )
    assert card.words() == words.split()
    _ask(card)
    assert card.start() == "B"
    assert "rauc.slot=B" in card.words()
    assert card.start() == "A"
    found = _driver(card.take_state()).read()
    assert found == ASKED, "the driver learns that B was started, and is not good"
    assert card.start() == "A"


def test_a_machine_with_the_variables_that_are_built_in_finds_the_script(tmp_path: Path) -> None:
    card = SmallCard(tmp_path, virt(has_variables=False))
    _ask(card)
    assert card.start() == "B"
    assert card.start() == "A"


def test_a_card_that_takes_no_write_starts_the_committed_slot(tmp_path: Path) -> None:
    card = SmallCard(tmp_path, virt(is_read_only=True))
    _ask(card)
    assert [card.start(), card.start()] == ["A", "A"]
    assert "No trial: the state was not written." in card.log


def test_power_is_cut_as_soon_as_the_trial_starts(card: SmallCard) -> None:
    _ask(card)
    card.start_and_cut(0, until="Starting slot B")
    assert card.start() == "A"


def test_power_is_cut_at_any_moment_and_a_slot_is_never_tried_twice(card: SmallCard) -> None:
    rng = random.Random(80)
    _ask(card)
    tried = 0
    for _ in range(6):
        tried += card.start_and_cut(rng.uniform(0.2, 4)) == "B"
        _driver(card.take_state()).read()  # one copy is always whole
    tried += card.start() == "B"
    assert tried <= 1
    assert card.start() == "A"


@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("vmlinuz", None),
        ("initrd.img", None),
        ("cmdline.txt", None),
        ("cmdline.txt", b""),
        ("cmdline.txt", b"quiet\n"),
        ("vmlinuz", b""),
        ("vmlinuz", b"no kernel" * 1000),
    ],
)
def test_a_file_of_the_trial_is_damaged_and_the_committed_slot_starts_at_once(
    card: SmallCard, name: str, left: bytes | None
) -> None:
    card.damage_slot("B", name, left)
    _ask(card)
    assert card.start() == "A"
    assert "Slot B did not start." in card.log
    assert card.words()[:3] == ["root=PARTLABEL=root_a", "ro", "rauc.slot=A"]
    assert card.start() == "A"


def test_the_committed_slot_can_not_be_loaded_and_the_other_one_starts(card: SmallCard) -> None:
    card.damage_slot("A")
    assert card.start() == "B"
    card.damage_slot("B")
    assert card.start() == ""
    assert "resetting" in card.log, "a card that reads again later is tried again"


COMMITTED_B = BootState("B", good=BOTH)
TORN = render(COMMITTED_B, 8)[:200] + render(BootState("A"), 6)[200:]
STATES = {
    "the second copy is newer": (render(BootState("A"), 4), render(COMMITTED_B, 5)),
    "the first copy is newer": (render(COMMITTED_B, 16), render(BootState("A"), 15)),
    "the newer copy is torn": (TORN, render(BootState("B"), 7)),
    "both are torn": (TORN, TORN),
    "both are empty": (bytes(SECTOR_BYTES), bytes(SECTOR_BYTES)),
    "foreign": (b"\xff" * SECTOR_BYTES, b"autoboot".ljust(SECTOR_BYTES, b"\n")),
    "asked in the first": (render(ASKED, 10, True), render(BootState("A"), 9)),
    "asked in the second": (bytes(SECTOR_BYTES), render(ASKED, 255, True)),
    "A is tried": (render(BootState("B", "A", True, BOTH), 3, True), bytes(SECTOR_BYTES)),
    "asked for, and taken back": (render(ASKED, 10, True), render(BootState("A"), 11)),
    "it waits": (render(BootState("A", "B"), 1), bytes(SECTOR_BYTES)),
    "it was started": (render(ASKED, 1), bytes(SECTOR_BYTES)),
}


@pytest.mark.parametrize("copies", STATES.values(), ids=STATES)
def test_the_twin_starts_what_uboot_starts_and_leaves_the_same_state(
    card: SmallCard, copies: tuple[bytes, bytes]
) -> None:
    state = card.take_state()
    with state.open("r+b") as opened:
        for at, copy in zip(COPIES_AT, copies, strict=True):
            opened.seek(at)
            opened.write(copy)
    card.put_state(state)
    expected = uboot_twin.start(state)
    after = state.read_bytes()
    assert card.start() == expected
    assert card.take_state().read_bytes() == after
