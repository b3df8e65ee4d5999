"""Turns Debian's root into a kiosk's: our files, units and accounts, no password, no traces of the build."""

from __future__ import annotations

import contextlib
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from deploy.image.build_order import ROOT, BuildOrder
from deploy.image.commands import run, step
from deploy.image.units import MASKED, OF_A_KIOSK, units_to_enable

FILES = Path(__file__).with_name("files")
DEPLOY = ROOT / "deploy"
MOUNT_POINTS = ("data", "boot/firmware", "media", "var/tmp", "var/log", "run", "proc", "sys", "tmp")
# What mmdebstrap, apt and dpkg need while they work, and what they write down then.
LEFT_BEHIND = (
    "etc/apt",
    "etc/dpkg/dpkg.cfg.d/*",
    "etc/resolv.conf",
    "etc/ssh/ssh_host_*",
    "etc/ssh/sshd_config",
    "etc/.pwd.lock",
    "etc/*-",
    "root/.*",
    "var/cache/apt",
    "var/cache/debconf",
    "var/cache/ldconfig/aux-cache",
    "var/cache/man",
    "var/lib/apt",
    "var/lib/dbus/machine-id",
    "var/lib/dpkg/*-old",
    "var/lib/dpkg/lock*",
    "var/lib/dpkg/triggers/Lock",
    "var/lib/systemd/random-seed",
    "var/backups/*",
    "var/log/*",
    "run/*",
    "tmp/*",
    "var/tmp/*",
)


def set_up_root(order: BuildOrder, keyring: Path) -> None:
    """Install everything of deploy/ that a kiosk needs into the root. The environment is there already."""
    root = order.root
    step("files, units and accounts")
    _copy_tree(FILES, root)
    run("chroot", root, "systemd-sysusers", "/usr/lib/sysusers.d/zaalgids.conf")
    for name in ("video", "input", "audio"):
        run("chroot", root, "usermod", "--append", "--groups", name, "zaalgids")
    for program in sorted(DEPLOY.glob("zaalgids-*")):
        _install(program, root / "opt/zaalgids/bin" / program.name, 0o755)
    policies = root / "etc/chromium/policies/managed/zaalgids.json"
    _install(DEPLOY / "chromium" / "zaalgids.json", policies)
    for unit in OF_A_KIOSK:
        for file in sorted((DEPLOY / "systemd").glob(f"{unit}.*")):
            _install(file, root / "etc/systemd/system" / file.name)
    _other_parts(root)
    _install(keyring, root / "etc/rauc/keyring.pem")
    _settings(root, order)
    for folder in MOUNT_POINTS:
        (root / folder).mkdir(parents=True, exist_ok=True)
    lock_passwords(root, order.epoch)
    _enable(root)


def make_initramfs(order: BuildOrder) -> None:
    """Make the initramfs of each kernel, with our own script in it."""
    step("the initramfs")
    with mounted(order.root):
        for kernel in sorted((order.root / "boot").glob("vmlinuz-*")):
            release = kernel.name.removeprefix("vmlinuz-")
            run(
                *(
                    "chroot",
                    order.root,
                    "mkinitramfs",
                    "-o",
                    f"/boot/initrd.img-{release}",
                    release,
                ),
                SOURCE_DATE_EPOCH=str(order.epoch),
            )


def clean(root: Path) -> None:
    """Remove what the build left behind, and what would differ in the next one."""
    for pattern in LEFT_BEHIND:
        for found in sorted(root.glob(pattern)):
            if found.is_dir() and not found.is_symlink():
                shutil.rmtree(found)
            else:
                found.unlink(missing_ok=True)
    (root / "etc/machine-id").write_text("", encoding="utf-8")
    (root / "etc/resolv.conf").symlink_to("/run/NetworkManager/resolv.conf")
    (root / "etc/mtab").unlink(missing_ok=True)
    (root / "etc/mtab").symlink_to("../proc/self/mounts")
    (root / "var/lib/dbus").mkdir(parents=True, exist_ok=True)
    (root / "var/lib/dbus/machine-id").symlink_to("/etc/machine-id")


@contextlib.contextmanager
def mounted(root: Path) -> Iterator[None]:
    """Mount what programs in the root expect, until the end of the block."""
    with contextlib.ExitStack() as mounts:
        for name, kind in (("proc", "proc"), ("sys", "sysfs"), ("tmp", "tmpfs")):
            (root / name).mkdir(parents=True, exist_ok=True)
            run("mount", "-t", kind, kind, root / name)
            mounts.callback(run, "umount", "--lazy", root / name)
        yield


def _copy_tree(source: Path, root: Path) -> None:
    for file in sorted(source.rglob("*")):
        if file.is_file():
            mode = 0o755 if file.stat().st_mode & stat.S_IXUSR else 0o644
            _install(file, root / file.relative_to(source), mode)


def _install(file: Path, to: Path, mode: int = 0o644) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    to.unlink(missing_ok=True)
    shutil.copyfile(file, to)
    to.chmod(mode)


def _other_parts(root: Path) -> None:
    """Install the bootloader's backend and the firewall, which are parts of deploy/ with their own tests."""
    bootloader = DEPLOY / "bootloader"
    if bootloader.is_dir():
        _install(bootloader / "bootloader.py", root / "usr/lib/zaalgids/bootloader", 0o755)
        _install(bootloader / "bootloader.toml", root / "usr/lib/zaalgids/bootloader.toml")
        for module in sorted(set(bootloader.glob("*.py")) - {bootloader / "bootloader.py"}):
            _install(module, root / "usr/lib/zaalgids/deploy/bootloader" / module.name)
        for unit in sorted([*bootloader.glob("*.service"), *bootloader.glob("*.timer")]):
            _install(unit, root / "etc/systemd/system" / unit.name)
    firewall = DEPLOY / "firewall" / "kiosk.nft"
    if firewall.is_file():
        _install(firewall, root / "etc/nftables.conf", 0o755)


def _settings(root: Path, order: BuildOrder) -> None:
    """Put the kiosk's settings where its account may change them, as deploy/install.sh does."""
    settings = root / "etc/zaalgids/kiosk.toml"
    _install(DEPLOY / "kiosk.toml", settings, 0o640)
    run("chroot", root, "chown", "zaalgids:zaalgids", "/etc/zaalgids/kiosk.toml")
    run("chroot", root, "chown", "root:zaalgids", "/etc/zaalgids")
    (root / "etc/zaalgids").chmod(0o1775)
    for folder, owner, mode in (
        ("var/lib/zaalgids", "zaalgids:zaalgids", 0o750),
        ("var/lib/rauc", "root:root", 0o755),
        ("var/lib/zaalgids-ssh", "root:root", 0o700),
        ("var/lib/NetworkManager", "root:root", 0o700),
        ("var/lib/alsa", "root:root", 0o755),
        ("etc/NetworkManager/system-connections", "root:root", 0o700),
        # As systemd-tmpfiles wants them: it can't mend them on a root that is read-only.
        ("etc/polkit-1/rules.d", "polkitd:root", 0o700),
        ("usr/share/polkit-1/rules.d", "polkitd:root", 0o700),
        ("var/lib/polkit-1", "polkitd:root", 0o700),
    ):
        (root / folder).mkdir(parents=True, exist_ok=True)
        run("chroot", root, "chown", owner, f"/{folder}")
        (root / folder).chmod(mode)
    release = root / "usr/lib/zaalgids/image-version"
    release.write_text(f"{order.version}\n", encoding="utf-8")


def lock_passwords(root: Path, epoch: int) -> None:
    """Give every account, root's too, a password that no text can be, and the day of the build's moment."""
    shadow = root / "etc" / "shadow"
    lines = []
    for line in shadow.read_text(encoding="utf-8").splitlines():
        name, _, _, rest = line.split(":", 3)
        lines.append(f"{name}:*:{epoch // 86_400}:{rest}")
    shadow.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _enable(root: Path) -> None:
    system = root / "etc/systemd/system"
    for unit in MASKED:
        for link in sorted(system.glob(f"*.wants/{unit}")):
            link.unlink()
        (system / unit).unlink(missing_ok=True)
        (system / unit).symlink_to("/dev/null")
    run("chroot", root, "systemctl", "enable", *units_to_enable(root))
