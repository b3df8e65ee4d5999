"""The step that needs no kiosk and no `virt`: the card's own U-Boot on QEMU's Raspberry Pi 3."""

from __future__ import annotations

from deploy.bootloader.boot_state import BootState
from deploy.bootloader.uboot import UbootSectors
from tests.image.bench import Bench, LeftOutError, expect, say
from tests.image.disk import Disk
from tests.image.machine import FIRST
from tests.image.uboot_machine import SmallCard, pi_3

TREE = "bcm2837-rpi-3-b.dtb"
READ_BY_UBOOT = ("u-boot.bin", TREE, "boot.scr", "uboot.env")


def starts_on_a_pi(bench: Bench) -> None:
    """The card's U-Boot, script and variables start a slot on an emulated Raspberry Pi 3, and try the other once."""
    disk, folder = Disk(bench.card), bench.work / "pi"
    folder.mkdir(exist_ok=True)
    if not {"u-boot.bin", TREE} <= set(disk.names(FIRST)):
        raise LeftOutError("the card has no U-Boot")
    files = {name: folder / f"of-the-card-{name}" for name in READ_BY_UBOOT}
    for name, file in files.items():
        disk.copy_out(FIRST, name, file)
    card = SmallCard(folder, pi_3(files["u-boot.bin"], files[TREE]), files)
    expect(card.start() == "A", card.log)
    expect("Loading Environment from FAT... OK" in card.log, f"not by our variables: {card.log}")
    expect("scanning usb" not in card.log and "Hit any key" not in card.log, card.log)
    words = card.words()
    expect("zaalgids.bootloader=uboot" in words and "rauc.slot=A" in words, str(words))
    state = card.take_state()
    UbootSectors("AB", state, 0).write(BootState("A", "B", True, frozenset("A")), requests=True)
    card.put_state(state)
    starts = [card.start(), card.start()]
    expect(starts == ["B", "A"], f"slots {starts} were started: {card.log}")
    say(f"slot A, then B once, then A again; its kernel was told {' '.join(words)}")
