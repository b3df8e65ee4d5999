"""The card: its partitions, their sizes and fixed identities, and the description that genimage makes a disk of."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

MIB = 1024 * 1024
MAX_SLOT_BYTES = 2_000_000_000
MAX_COMPRESSED_BYTES = 1_500_000_000
FAT_TYPE = "EBD0A0A2-B9E5-4433-87C0-68B6B72699C7"  # basic data: a PC shows it
ROOT_TYPE = "B921B045-1DF0-41C3-AF44-4C6F280D3FAE"  # root of a 64-bit Arm machine
STATE_TYPE = "8DA63339-0007-60C0-C436-083AC8230908"  # reserved: no program mounts or grows it
DATA_TYPE = "0FC63DAF-8483-4772-8E79-3D69D8477DE4"  # Linux data: etc/repart.d lets it grow
# Whatever has an identity gets one from its name, so that two builds have the same.
IDENTITIES = uuid.UUID("5f3a0f4e-6f0e-5b0e-9d53-6b1e0c5d7a14")


@dataclass(frozen=True)
class Partition:
    """One partition. `image` names the file that is written into it; an empty one holds zeros."""

    name: str
    mib: int
    type_uuid: str
    image: str = ""
    in_mbr: bool = False
    """Also in the hybrid MBR, because a Raspberry Pi 3 reads no GPT."""

    @property
    def bytes(self) -> int:
        """Return the size."""
        return self.mib * MIB


# Their numbers, counted from one, stand in deploy/bootloader: 2 starts slot A, 3 starts slot B. boot.cmd finds
# `bootstate` by its name.
PARTITIONS = (
    Partition("bootfs", 64, FAT_TYPE, "bootfs.vfat", in_mbr=True),
    Partition("boot_a", 128, FAT_TYPE, "boot-a.vfat", in_mbr=True),
    Partition("boot_b", 128, FAT_TYPE, in_mbr=True),
    Partition("root_a", 1900, ROOT_TYPE, "root.squashfs"),
    Partition("root_b", 1900, ROOT_TYPE),
    Partition("bootstate", 4, STATE_TYPE, "bootstate.img"),
    Partition("data", 256, DATA_TYPE, "data.ext4"),
)


def partition(name: str) -> Partition:
    """Return the partition of a name. Raises KeyError."""
    return {one.name: one for one in PARTITIONS}[name]


def identity(name: str) -> str:
    """Return the UUID of a partition, a file system or the disk itself, the same in each build."""
    return str(uuid.uuid5(IDENTITIES, name))


def fat_serial(name: str) -> str:
    """Return the eight digits that are a FAT's identity."""
    return identity(f"fat {name}")[:8]


def genimage_text(disk: str) -> str:
    """Return genimage's configuration of the disk image `disk`."""
    lines = [
        f'image "{disk}" {{',
        "  hdimage {",
        '    partition-table-type = "hybrid"',
        "    align = 1M",
        f'    disk-uuid = "{identity("disk")}"',
        f"    disk-signature = 0x{fat_serial('disk')}",
        "  }",
    ]
    for one in PARTITIONS:
        lines += [
            f"  partition {one.name} {{",
            f"    size = {one.mib}M",
            f'    partition-type-uuid = "{one.type_uuid}"',
            f'    partition-uuid = "{identity(one.name)}"',
        ]
        if one.image:
            lines.append(f'    image = "{one.image}"')
        if one.in_mbr:
            lines.append("    partition-type = 0x0C")
        lines.append("  }")
    return "\n".join([*lines, "}", ""])
