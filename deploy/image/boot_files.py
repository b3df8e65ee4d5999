"""What lies on the FAT partitions: firmware and U-Boot on the first, a kernel with its command line in each slot."""

from __future__ import annotations

import shutil
from pathlib import Path

from deploy.image.build_order import BuildOrder
from deploy.image.commands import BuildError, run
from deploy.image.uboot_files import SOURCES, make_boot_script, make_environment

SLOTS = ("A", "B")
BOARDS = ("bcm2837-rpi-3-*.dtb", "bcm2711-rpi-4-*.dtb", "bcm2711-rpi-cm4*.dtb")
FIRMWARE = ("bootcode.bin", "start.elf", "start4.elf", "fixup.dat", "fixup4.dat")
UBOOT = "usr/lib/u-boot/rpi_arm64/u-boot.bin"
# The card of a Raspberry Pi 4. Without a name of its own it would be U-Boot's second disk, after the Wi-Fi's.
PI_4_CARD = "/emmc2bus/mmc@7e340000"
# enable_uart: U-Boot needs the serial port, and its clock, to be set up.
CONFIG = """# Raspberry Pi 3 and 4: U-Boot, which starts a slot with Debian's kernel. docs/image.md
arm_64bit=1
upstream_kernel=1
kernel=u-boot.bin
enable_uart=1
disable_splash=1
disable_overscan=1
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
    release = _kernel_release(order.root)
    if part == "bootfs":
        firmware = order.root / "usr/lib/raspi-firmware"
        texts = {"config.txt": CONFIG, "README.txt": README.replace("\n", "\r\n")}
        found = {name: firmware / name for name in FIRMWARE} | _device_trees(order, release)
        found["u-boot.bin"] = order.root / UBOOT
        found["boot.scr"] = make_boot_script(order.work / "boot.scr", order.epoch)
        environment = order.work / "uboot.env"
        found["uboot.env"] = make_environment(SOURCES / "uboot-pi.env", environment)
    else:
        texts = {f"cmdline-{slot.lower()}.txt": cmdline(slot) for slot in SLOTS}
        boot = order.root / "boot"
        found = {
            "vmlinuz": boot / f"vmlinuz-{release}",
            "initrd.img": boot / f"initrd.img-{release}",
        }
    for name, text in texts.items():
        file = order.work / f"{part}-{name}"
        file.write_text(text, encoding="ascii", newline="")
        found[name] = file
    missing = [str(file) for file in found.values() if not file.is_file()]
    if missing:
        raise BuildError(f"The root lacks {', '.join(missing)}.")
    return found


def _kernel_release(root: Path) -> str:
    kernels = sorted((root / "boot").glob("vmlinuz-*"))
    if len(kernels) != 1:
        raise BuildError(f"The root has {len(kernels)} kernels; one is needed.")
    return kernels[0].name.removeprefix("vmlinuz-")


def _device_trees(order: BuildOrder, release: str) -> dict[str, Path]:
    """Return the boards' descriptions; in a Raspberry Pi 4's the card is the first disk, as it is in a 3's."""
    trees = order.root / "usr/lib" / f"linux-image-{release}" / "broadcom"
    boards = {file.name: file for board in BOARDS for file in sorted(trees.glob(board))}
    if not boards:
        raise BuildError(f"There is no description of a Raspberry Pi in {trees}.")
    for name, file in boards.items():
        if name.startswith("bcm2711"):
            boards[name] = Path(shutil.copyfile(file, order.work / name))
            run("fdtget", boards[name], PI_4_CARD, "compatible")  # a kernel may call it otherwise
            run("fdtput", "-t", "s", boards[name], "/aliases", "mmc0", PI_4_CARD)
    return boards
