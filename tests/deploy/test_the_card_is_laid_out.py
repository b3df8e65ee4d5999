"""The card's layout: sizes, names, identities, and that no file names a partition that is not there."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

from deploy.bootloader.commands import Settings
from deploy.bootloader.uboot import COPIES_AT, SECTOR_BYTES
from deploy.image.boot_files import SLOTS, cmdline
from deploy.image.layout import (
    FAT_TYPE,
    MAX_SLOT_BYTES,
    PARTITIONS,
    fat_serial,
    genimage_text,
    identity,
    partition,
)

BOOTLOADER = Path(__file__).resolve().parents[2] / "deploy" / "bootloader"
FILES = Path(__file__).resolve().parents[2] / "deploy" / "image" / "files"
NAMES = [one.name for one in PARTITIONS]


def test_a_slot_is_small_enough_and_both_are_alike() -> None:
    for kind in ("root", "boot"):
        assert partition(f"{kind}_a").bytes == partition(f"{kind}_b").bytes
    assert partition("root_a").bytes <= MAX_SLOT_BYTES


def test_the_bootloader_finds_each_slot_by_its_number_and_the_state_by_its_name() -> None:
    settings = Settings.read(BOOTLOADER / "bootloader.toml")
    assert {slot: NAMES[number - 1] for slot, number in settings.slots.items()} == {
        "A": "boot_a",
        "B": "boot_b",
    }
    assert NAMES[0] == "bootfs"
    assert Path(settings.state).name in NAMES
    assert " bootstate first" in (BOOTLOADER / "boot.cmd").read_text(encoding="ascii")
    assert partition("bootstate").bytes >= COPIES_AT[-1] + SECTOR_BYTES


def test_a_raspberry_pi_3_sees_what_it_starts_from() -> None:
    assert [one.name for one in PARTITIONS if one.in_mbr] == ["bootfs", "boot_a", "boot_b"]


def test_the_data_partition_is_the_last_so_that_it_can_grow() -> None:
    assert NAMES[-1] == "data"
    kinds = [one.type_uuid for one in PARTITIONS]
    assert kinds.count(partition("data").type_uuid) == 1, "systemd-repart grows by type"


def test_each_slot_starts_with_its_own_root() -> None:
    for slot in SLOTS:
        name = f"root_{slot.lower()}"
        assert f"root=PARTLABEL={name} " in cmdline(slot)
        assert f"rauc.slot={slot} " in cmdline(slot)
        assert name in NAMES
        assert " ro " in cmdline(slot)
        assert "zaalgids.console" not in cmdline(slot), "a kiosk has no shell"


def test_a_kernel_without_its_initramfs_panics_so_that_a_trial_ends() -> None:
    for slot in SLOTS:
        words = cmdline(slot).split()
        assert "rootwait" not in words, "the kernel would wait for a root for ever"
        assert "panic=10" in words


def test_a_raspberry_pi_4_can_power_its_card() -> None:
    modules = (FILES / "etc/initramfs-tools/modules").read_text().split()
    assert {"sdhci_iproc", "fixed", "gpio-regulator"} <= set(modules)


def test_raucs_slots_are_partitions_of_the_card() -> None:
    system = configparser.ConfigParser()
    system.read(FILES / "etc/rauc/system.conf")
    slots = {name: dict(system[name]) for name in system.sections() if name.startswith("slot.")}
    devices = {name: Path(values["device"]).name for name, values in slots.items()}
    assert devices == {
        "slot.root.0": "root_a",
        "slot.root.1": "root_b",
        "slot.boot.0": "boot_a",
        "slot.boot.1": "boot_b",
    }
    assert {values["bootname"] for values in slots.values() if "bootname" in values} == set(SLOTS)
    assert system["system"]["bundle-formats"] == "-plain", (
        "a plain bundle is not checked as it is read"
    )


def test_the_initramfs_mounts_partitions_that_are_there() -> None:
    script = (FILES / "etc/initramfs-tools/scripts/local-bottom/zaalgids").read_text()
    named = re.findall(r"\$\(partition (\w+)\)", script)
    assert sorted(named) == ["bootfs", "data"]
    assert set(named) <= set(NAMES)


def test_identities_are_the_same_in_each_build_and_of_one_thing_only() -> None:
    assert identity("disk") == "8fc81d8f-983d-5166-8be2-12e99684ba79"
    assert len({identity(name) for name in NAMES}) == len(NAMES)
    assert re.fullmatch(r"[0-9a-f]{8}", fat_serial("boot"))


def test_genimage_is_told_every_partition_in_order() -> None:
    text = genimage_text("kiosk.img")
    assert re.findall(r"partition (\w+) \{", text) == NAMES
    assert "align = 1M" in text, "a card wears out by writes across its blocks"
    for one in PARTITIONS:
        assert identity(one.name) in text
        assert f"size = {one.mib}M" in text


def test_each_fat_has_enough_clusters_to_be_a_fat32() -> None:
    for one in PARTITIONS:
        if one.type_uuid == FAT_TYPE:
            assert one.bytes // 512 > 65_525 + 2_000, f"{one.name}: mtools takes it for a FAT16"
