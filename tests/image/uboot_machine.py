"""U-Boot itself in QEMU, on a card of some megabytes whose kernels only say which slot they are, and reset.

Such a kernel stands for one that panics at once: each start of a slot ends with the next start.
"""

from __future__ import annotations

import os
import re
import struct
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.image.uboot_files import make_boot_script, make_environment, make_state
from tests.image.disk import Disk

MIB = 1024 * 1024
PARTITIONS = {"bootfs": 4, "boot_a": 4, "boot_b": 4, "root_a": 1, "root_b": 1, "bootstate": 4}
CARD_MIB = 64
PATIENCE_SECONDS = 240.0
FLASH_BYTES = 64 * MIB
FLASH_ENVIRONMENT_BYTES = 0x40000  # CONFIG_ENV_SIZE of Debian's qemu_arm64
VIRT_VARIABLES = """bootdelay=-2
fdt_addr=0x40000000
bootcmd=virtio scan; devtype=virtio; devnum=0; load virtio 0:1 0x40200000 boot.scr && source 0x40200000
"""
# The header of a 64-bit Arm kernel, and a program: print a text and the device tree's structure, then reset.
PROGRAM = bytes.fromhex(
    "10000014 00000000 0000000000000000 0000010000000000 0800000000000000"  # b code
    "0000000000000000 0000000000000000 0000000000000000 41524d64 00000000"
    "a1030010 220040f9 23800091"  # adr x1, params; ldr x2, [x1]; add x3, x1, #32
    "64144038 64000034 440000b9 fdffff17"  # print bytes from x3 to the zero byte
    "050840b9 a508c05a 062440b9 c608c05a"  # the structure's offset and length in the tree
    "0500058b a600068b a4144038 440000b9 bf0006eb a3ffff54"  # print it
    "44018052 440000b9"  # and a line's end
    "270440f9 c70000b4 281040b9 e80800b9 281440b9 e80000b9 00000014"  # the watchdog, or
    "201040b9 020000d4 feffff17"  # hvc
)


@dataclass(frozen=True)
class Board:
    """A machine of QEMU. Addresses are those of its serial port and, on a Pi, of its watchdog."""

    name: str
    serial_at: int
    watchdog_at: int
    reset: tuple[int, int]
    arguments: Callable[[Path, Path], Sequence[object]]
    """Return QEMU's arguments for a card and a folder to work in."""

    def kernel(self, text: str) -> bytes:
        """Return a kernel that prints a text."""
        parameters = struct.pack("<QQIIQ", self.serial_at, self.watchdog_at, *self.reset, 0)
        return (PROGRAM + parameters + text.encode() + b"\0").ljust(4096, b"\0")


def virt(words: str = "", *, has_variables: bool = True, is_read_only: bool = False) -> Board:
    """Return QEMU's `virt` with Debian's U-Boot. `words` go to the kernel's command line.

    Without variables of its own it starts by those that are built in, like a machine that never saw us.
    """

    def arguments(card: Path, folder: Path) -> Sequence[object]:
        drive = f"if=none,id=card,file={card},format=raw"
        flash = virt_flash(folder, words) if has_variables else ()
        return (
            *("-M", "virt", "-cpu", "cortex-a53", "-m", "512", "-nic", "none"),
            *("-bios", VIRT_UBOOT, *flash),
            *("-drive", drive + (",read-only=on" if is_read_only else "")),
            *("-device", "virtio-blk-pci,drive=card", "-serial", f"file:{folder / 'serial'}"),
        )

    return Board("virt", 0x09000000, 0, (0x84000009, 0), arguments)


VIRT_UBOOT = Path("/usr/lib/u-boot/qemu_arm64/u-boot.bin")


def virt_flash(folder: Path, words: str) -> Sequence[str]:
    """Return QEMU's arguments for a flash that holds U-Boot's variables, `words` for the kernel among them."""
    text, flash = folder / "variables.txt", folder / "flash"
    text.write_text(f"{VIRT_VARIABLES}bootargs={words}\n", encoding="ascii")
    make_environment(text, flash, FLASH_ENVIRONMENT_BYTES)
    os.truncate(flash, FLASH_BYTES)
    return ("-drive", f"if=pflash,unit=1,format=raw,file={flash}")


def pi_3(uboot: Path, tree: Path) -> Board:
    """Return QEMU's Raspberry Pi 3, which has no firmware: QEMU itself loads U-Boot and the device tree."""

    def arguments(card: Path, folder: Path) -> Sequence[object]:
        return (
            *("-M", "raspi3b", "-kernel", uboot, "-dtb", tree),
            *("-drive", f"if=sd,file={card},format=raw"),
            *("-serial", f"file:{folder / 'serial'}", "-serial", f"file:{folder / 'console'}"),
        )

    return Board("raspi3b", 0x3F201000, 0x3F10001C, (0x5A00000A, 0x5A000020), arguments)


class SmallCard:
    """A card with all partitions of a kiosk's, and a few kilobytes in each slot."""

    def __init__(self, folder: Path, board: Board, first: dict[str, Path] | None = None) -> None:
        """`first`: more files of the first partition, by name."""
        self.folder, self.board, self.file = folder, board, folder / "card.img"
        self.log = ""
        script = make_boot_script(folder / "boot.scr", 0)
        with self.file.open("wb") as opened:
            opened.truncate(CARD_MIB * MIB)
        lines, start = ["label: gpt"], 2048
        for name, mib in PARTITIONS.items():
            lines.append(f"start={start}, size={mib * 2048}, name={name}")
            start += mib * 2048
        _run("sfdisk", "-q", self.file, given="\n".join(lines))
        self.disk = Disk(self.file)
        self._write("bootfs", self._fat({"boot.scr": script, **(first or {})}))
        for slot in "AB":
            self._write(f"boot_{slot.lower()}", self._fat(self._slot_files(slot)))
        state = make_state(folder / "state", "A", PARTITIONS["bootstate"] * MIB)
        self._write("bootstate", state)

    def _slot_files(self, slot: str) -> dict[str, Path]:
        made = {name: self.folder / name for name in ("vmlinuz", "initrd.img", "cmdline.txt")}
        made["vmlinuz"].write_bytes(self.board.kernel(f"SLOT-{slot}-RUNS\n"))
        made["initrd.img"].write_bytes(b"initramfs" * 300)
        line = f"root=PARTLABEL=root_{slot.lower()} ro rauc.slot={slot} panic=10\n"
        made["cmdline.txt"].write_text(line, encoding="ascii")
        return made

    def _fat(self, files: dict[str, Path]) -> Path:
        image = self.folder / "fat"
        image.unlink(missing_ok=True)
        with image.open("wb") as opened:
            opened.truncate(PARTITIONS["bootfs"] * MIB)
        _run("mkfs.vfat", image)
        for name, file in files.items():
            _run("mcopy", "-i", image, file, f"::{name}")
        return image

    def _at(self, name: str) -> int:
        return self.disk.offset(self.disk.number(name))

    def _write(self, name: str, image: Path) -> None:
        with self.file.open("r+b") as opened:
            opened.seek(self._at(name))
            opened.write(image.read_bytes())

    # The state.

    def take_state(self) -> Path:
        """Return a copy of the state's partition in a file."""
        copy = self.folder / "state"
        with self.file.open("rb") as opened:
            opened.seek(self._at("bootstate"))
            copy.write_bytes(opened.read(PARTITIONS["bootstate"] * MIB))
        return copy

    def put_state(self, state: Path) -> None:
        """Write the state's partition from a file."""
        self._write("bootstate", state)

    def damage_slot(self, slot: str, name: str = "vmlinuz", left: bytes | None = None) -> None:
        """Delete a file of a slot, or leave only some bytes in it."""
        number = self.disk.number(f"boot_{slot.lower()}")
        self.disk.remove(number, name)
        if left is not None:
            (self.folder / "left").write_bytes(left)
            self.disk.copy_in(number, self.folder / "left", name)

    # Starts.

    def start(self) -> str:
        """Start once, and return the slot whose kernel ran; nothing when neither did."""
        process = self._launch()
        try:
            process.wait(PATIENCE_SECONDS)
        finally:
            process.kill()
            process.wait(30)
        return self._ran()

    def start_and_cut(self, seconds: float, until: str = "") -> str:
        """Start, cut the power after some seconds or when `until` is printed; return the slot whose kernel ran."""
        process = self._launch()
        end = time.monotonic() + (PATIENCE_SECONDS if until else seconds)
        while process.poll() is None and time.monotonic() < end:
            if until and until in self._printed():
                break
            time.sleep(0.01)
        process.kill()
        process.wait(30)
        return self._ran()

    def words(self) -> list[str]:
        """Return the command line that the kernel of the last start got."""
        found = re.search(r"root=PARTLABEL=[^\0]*", self.log)
        assert found, self.log
        return found[0].split()

    def _launch(self) -> subprocess.Popen[bytes]:
        for name in ("serial", "console"):
            (self.folder / name).unlink(missing_ok=True)
        arguments = self.board.arguments(self.file, self.folder)
        command = ["qemu-system-aarch64", "-display", "none", "-no-reboot", *arguments]
        with (self.folder / "qemu.err").open("wb") as said:
            return subprocess.Popen(
                [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=said, stderr=said
            )

    def _printed(self) -> str:
        files = (self.folder / name for name in ("serial", "console", "qemu.err"))
        return "".join(file.read_text(errors="replace") for file in files if file.exists())

    def _ran(self) -> str:
        self.log = self._printed()
        found = re.search(r"SLOT-(\w)-RUNS", self.log)
        return found[1] if found else ""


def _run(*command: object, given: str = "") -> None:
    done = subprocess.run(
        [str(part) for part in command], input=given, capture_output=True, text=True
    )
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
