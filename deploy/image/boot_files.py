"""What lies on the FAT partitions: the Raspberry Pi's firmware and settings, the kernel with its command line."""

from __future__ import annotations

from pathlib import Path

from deploy.image.build_order import BuildOrder
from deploy.image.commands import BuildError

SLOTS = ("A", "B")
BOARDS = ("bcm2837-rpi-3-*.dtb", "bcm2711-rpi-4-*.dtb", "bcm2711-rpi-cm4*.dtb")
FIRMWARE = ("bootcode.bin", "start.elf", "start4.elf", "fixup.dat", "fixup4.dat")
CONFIG = """# Raspberry Pi 3 and 4 with Debian's kernel. docs/image.md
arm_64bit=1
upstream_kernel=1
kernel=vmlinuz
initramfs initrd.img followkernel
cmdline=cmdline.txt
disable_splash=1
disable_overscan=1
"""
# [all]: the slot that starts. [tryboot]: the one that is tried once. deploy/bootloader writes it from then on.
AUTOBOOT = """[all]
tryboot_a_b=1
boot_partition=2
[tryboot]
boot_partition=3
"""
README = """Zaalgids kiosk

zaalgids-device.toml   put it here: it tells the kiosk its server (docs/claiming.md)
authorized_keys        put it here only if you want SSH: public keys of technicians, one a line

Leave the other files as they are.
"""


def cmdline(slot: str) -> str:
    """Return the kernel's command line of a slot.

    It has no `rootwait`: the initramfs waits for the card, and a kernel whose initramfs is missing or damaged has to
    panic, so that a trial ends, and not to wait for ever.
    """
    return (
        f"root=PARTLABEL=root_{slot.lower()} rootfstype=squashfs ro rauc.slot={slot} panic=10 "
        "console=tty1 quiet loglevel=3 systemd.show_status=0 vt.global_cursor_default=0\n"
    )


def boot_files(order: BuildOrder, part: str) -> dict[str, Path]:
    """Return the files of the first partition (`bootfs`) or of a slot's (`boot`), by their names there.

    A slot's has the command lines of both slots: whoever writes it into one copies the right one to cmdline.txt.
    Raises BuildError when the root has no kernel.
    """
    firmware = order.root / "usr/lib/raspi-firmware"
    found: dict[str, Path] = {}
    if part == "bootfs":
        texts = {"autoboot.txt": AUTOBOOT, "README.txt": README.replace("\n", "\r\n")}
        found["bootcode.bin"] = (
            firmware / "bootcode.bin"
        )  # a Pi 3 reads it from the first partition
    else:
        texts = {"config.txt": CONFIG}
        texts |= {f"cmdline-{slot.lower()}.txt": cmdline(slot) for slot in SLOTS}
        found |= {name: firmware / name for name in FIRMWARE}
        found |= _kernel(order.root)
    for name, text in texts.items():
        file = order.work / f"{part}-{name}"
        file.write_text(text, encoding="ascii", newline="")
        found[name] = file
    missing = [str(file) for file in found.values() if not file.is_file()]
    if missing:
        raise BuildError(f"The root lacks {', '.join(missing)}.")
    return found


def _kernel(root: Path) -> dict[str, Path]:
    kernels = sorted((root / "boot").glob("vmlinuz-*"))
    if len(kernels) != 1:
        raise BuildError(f"The root has {len(kernels)} kernels; one is needed.")
    release = kernels[0].name.removeprefix("vmlinuz-")
    trees = root / "usr/lib" / f"linux-image-{release}" / "broadcom"
    boards = {file.name: file for board in BOARDS for file in sorted(trees.glob(board))}
    if not boards:
        raise BuildError(f"There is no description of a Raspberry Pi in {trees}.")
    return boards | {"vmlinuz": kernels[0], "initrd.img": root / "boot" / f"initrd.img-{release}"}
