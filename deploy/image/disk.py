"""Makes the file systems of the partitions and the disk of them. Two runs on one root make the same bytes."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from deploy.image.boot_files import boot_files, cmdline
from deploy.image.build_order import BuildOrder
from deploy.image.commands import BuildError, run, step
from deploy.image.layout import (
    MAX_COMPRESSED_BYTES,
    MAX_SLOT_BYTES,
    fat_serial,
    genimage_text,
    identity,
    partition,
)
from deploy.image.uboot_files import make_state

RAW = "zaalgids-kiosk.img"


def make_root_tar(order: BuildOrder) -> Path:
    """Return a tar of the root: sorted, with no time after the build's moment."""
    step("the root as a tar")
    tar = order.work / "root.tar"
    run(
        *("tar", "--create", "--file", tar, "--directory", order.root),
        *("--sort=name", "--numeric-owner", f"--mtime=@{order.epoch}", "--clamp-mtime"),
        *("--format=pax", "--pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime"),
        *("--xattrs", "--xattrs-include=security.capability", "--one-file-system"),
        # They lie on the slot's own FAT.
        *(
            "--exclude=./boot/vmlinuz-*",
            "--exclude=./boot/initrd.img*",
            "--exclude=./boot/firmware/*",
        ),
        ".",
    )
    return tar


def make_squashfs(order: BuildOrder, tar: Path) -> Path:
    """Return the root's squashfs. Raises BuildError when no slot has room for it."""
    step("the root as a squashfs")
    file = order.work / "root.squashfs"
    file.unlink(missing_ok=True)
    with tar.open("rb") as _:
        run(
            *(
                "sh",
                "-c",
                # The moment clamps that of the root's own folder, too, which mksquashfs does not take from a tar.
                'SOURCE_DATE_EPOCH="$2" exec mksquashfs - "$1" -tar -quiet -no-progress -comp zstd '
                '-Xcompression-level 9 -b 256K -reproducible -root-mode 0755 < "$3"',
            ),
            *("sh", file, order.epoch, tar),
        )
    room = min(partition("root_a").bytes, MAX_SLOT_BYTES)
    if file.stat().st_size > room:
        raise BuildError(f"The root takes {file.stat().st_size:,} bytes; a slot has {room:,}.")
    return file


def make_fat(order: BuildOrder, name: str, files: Mapping[str, Path], part: str) -> Path:
    """Return a FAT file system of the size of the partition `part`, with files by their names in it."""
    image = order.work / f"{name}.vfat"
    image.unlink(missing_ok=True)
    with image.open("wb") as opened:
        opened.truncate(partition(part).bytes)
    label = name.upper().replace("-", "_")[:11]
    run(
        "mkfs.vfat",
        "--invariant",
        "-F",
        "32",
        "-s",
        "1",
        "-i",
        fat_serial(name),
        "-n",
        label,
        image,
    )
    with tempfile.TemporaryDirectory(prefix="zaalgids-fat-") as scratch:
        staged = Path(scratch)
        for target, source in sorted(files.items()):
            (staged / target).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, staged / target)
        for entry in sorted(staged.iterdir()):
            run(
                *("mcopy", "-s", "-i", image, entry, "::"),
                SOURCE_DATE_EPOCH=str(order.epoch),
                TZ="UTC",
            )
    return image


def make_data(order: BuildOrder) -> Path:
    """Return the empty file system of the data partition, with an identity of its own that each build repeats."""
    image = order.work / "data.ext4"
    image.unlink(missing_ok=True)
    with image.open("wb") as opened:
        opened.truncate(partition("data").bytes)
    run(
        *("mke2fs", "-q", "-t", "ext4", "-b", "4096", "-i", "16384", "-m", "2", "-L", "data"),
        *("-U", identity("data file system")),
        *("-E", f"hash_seed={identity('data hash')},lazy_itable_init=1,lazy_journal_init=1"),
        *("-O", "^metadata_csum_seed", image),
        E2FSPROGS_FAKE_TIME=str(order.epoch),
    )
    return image


def make_disk(order: BuildOrder, root: Path, boot: Path) -> Path:
    """Return the disk's image: slot A holds the root and its boot files, slot B nothing yet."""
    step("the disk")
    boot_a = order.work / "boot-a.vfat"
    shutil.copyfile(boot, boot_a)
    line = order.work / "cmdline.txt"
    line.write_text(cmdline("A"), encoding="ascii")
    run(
        "mcopy", "-o", "-i", boot_a, line, "::cmdline.txt",
        SOURCE_DATE_EPOCH=str(order.epoch), TZ="UTC",
    )  # fmt: skip
    make_fat(order, "bootfs", boot_files(order, "bootfs"), "bootfs")
    make_state(order.work / "bootstate.img", "A", partition("bootstate").bytes)
    make_data(order)
    config = order.work / "genimage.cfg"
    config.write_text(genimage_text(RAW), encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="zaalgids-genimage-") as scratch:
        empty = Path(scratch)
        (empty / "root").mkdir()
        run(
            *("genimage", "--config", config, "--rootpath", empty / "root"),
            *("--tmppath", empty / "tmp", "--inputpath", order.work, "--outputpath", order.out),
            cwd=order.work,
        )
    disk = order.out / RAW
    if not root.exists() or not disk.exists():
        raise BuildError("genimage made no disk.")
    return disk


def compress(order: BuildOrder, disk: Path) -> Path:
    """Return the compressed image, which programs that write cards take. Raises BuildError when it is too large."""
    step("the image, compressed")
    packed = order.made("img.zst")
    run("zstd", "-q", "-f", "-T2", "-3", "--sparse", disk, "-o", packed)
    if packed.stat().st_size > MAX_COMPRESSED_BYTES:
        raise BuildError(f"{packed.name} takes {packed.stat().st_size:,} bytes, more than 1.5 GB.")
    return packed
