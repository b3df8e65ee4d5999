"""What the image starts, and that no account of it has a password."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from deploy.image.package_list import asked_packages
from deploy.image.root_files import clean, lock_passwords
from deploy.image.units import (
    ENABLED,
    ENABLED_WHERE_PRESENT,
    MASKED,
    unit_file,
    units_to_enable,
)

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
FILES = DEPLOY / "image" / "files"
# Units that Debian's packages bring, by the package that the image asks for.
OF_DEBIAN = {
    "NetworkManager.service": "network-manager",
    "systemd-timesyncd.service": "systemd-timesyncd",
    "nftables.service": "nftables",
}


def test_every_unit_that_is_started_exists() -> None:
    for unit in ENABLED:
        if unit in OF_DEBIAN:
            assert OF_DEBIAN[unit] in asked_packages(), unit
        else:
            places = (FILES / "etc/systemd/system" / unit, DEPLOY / "systemd" / unit)
            assert any(file.is_file() for file in places), unit


def test_every_unit_of_the_bootloader_is_started() -> None:
    units = {file.name for file in (DEPLOY / "bootloader").glob("*.[st]*") if "-" in file.name}
    assert units
    assert units <= set(ENABLED_WHERE_PRESENT)
    for unit in ENABLED_WHERE_PRESENT:
        assert any((DEPLOY / part / unit).is_file() for part in ("bootloader", "systemd")), unit


def test_a_root_without_a_unit_that_is_needed_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "etc/systemd/system"
    folder.mkdir(parents=True)
    for unit in list(ENABLED)[1:]:
        (folder / unit).touch()
    with pytest.raises(FileNotFoundError, match=next(iter(ENABLED))):
        units_to_enable(tmp_path)
    (folder / next(iter(ENABLED))).touch()
    assert units_to_enable(tmp_path) == list(ENABLED)
    assert unit_file(tmp_path, "zaalgids-bootloader.service") is None


def test_no_unit_is_both_started_and_masked() -> None:
    assert not set(ENABLED) & set(MASKED)
    assert {"ssh.service", "ssh.socket", "getty@.service", "serial-getty@.service"} <= set(MASKED)


def test_no_account_has_a_password(tmp_path: Path) -> None:
    shadow = tmp_path / "etc" / "shadow"
    shadow.parent.mkdir()
    shadow.write_text("root::19000:0:99999:7:::\nvisitor:$y$j9T$abc:19000:0:99999:7:::\n")
    lock_passwords(tmp_path, 86_400 * 20_000)
    assert shadow.read_text().splitlines() == [
        "root:*:20000:0:99999:7:::",
        "visitor:*:20000:0:99999:7:::",
    ]


def test_ssh_takes_keys_alone_and_starts_only_where_a_key_was_given() -> None:
    unit = (FILES / "etc/systemd/system/zaalgids-ssh.service").read_text()
    assert "ConditionPathExists=/boot/firmware/authorized_keys" in unit
    settings = (FILES / "usr/lib/zaalgids/sshd_config").read_text().splitlines()
    assert "PasswordAuthentication no" in settings
    assert "KbdInteractiveAuthentication no" in settings
    assert "PermitRootLogin prohibit-password" in settings


def test_a_shell_needs_a_virtual_machine_and_its_hosts_word() -> None:
    unit = (FILES / "etc/systemd/system/zaalgids-console.service").read_text()
    assert "ConditionVirtualization=qemu" in unit
    assert "ConditionKernelCommandLine=zaalgids.console" in unit


def test_what_outlives_an_update_is_listed_once() -> None:
    lines = (FILES / "usr/lib/zaalgids/kept-folders").read_text().splitlines()
    folders = [line for line in lines if line.startswith("/")]
    assert {"/etc/zaalgids", "/var/lib/zaalgids"} <= set(folders)
    assert "/etc/NetworkManager/system-connections" in folders
    assert len(set(folders)) == len(folders)
    for one in folders:
        assert not any(other != one and other.startswith(f"{one}/") for other in folders), one


def test_accounts_have_the_numbers_that_the_boot_partition_is_mounted_for() -> None:
    accounts = (FILES / "usr/lib/sysusers.d/zaalgids.conf").read_text()
    number = re.search(r"^u zaalgids (\d+) ", accounts, re.MULTILINE)
    assert number
    script = (FILES / "etc/initramfs-tools/scripts/local-bottom/zaalgids").read_text()
    assert f"gid={number[1]}," in script
    assert f"gid={number[1]}," in (FILES / "etc/udev/rules.d/80-zaalgids.rules").read_text()


def test_no_identity_of_the_build_is_left(tmp_path: Path) -> None:
    for name in (
        "etc/ssh/ssh_host_ed25519_key",
        "etc/apt/sources.list",
        "var/log/dpkg.log",
        "etc/passwd-",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("of the build")
    (tmp_path / "etc/machine-id").write_text("0123456789abcdef0123456789abcdef\n")
    (tmp_path / "var/lib/dbus").mkdir(parents=True)
    (tmp_path / "var/lib/dbus/machine-id").write_text("0123456789abcdef0123456789abcdef\n")
    clean(tmp_path)
    left = [
        file
        for file in tmp_path.rglob("*")
        if file.is_file() and not file.is_symlink() and file.read_bytes()
    ]
    assert left == []
    assert (tmp_path / "etc/machine-id").exists(), "systemd asks questions without it"


def test_a_raspberry_pi_5_has_the_same_packages() -> None:
    layer = DEPLOY / "image/rpi5/layer/zaalgids-kiosk.yaml"
    named = yaml.safe_load(layer.read_text(encoding="utf-8"))["mmdebstrap"]["packages"]
    assert set(named) <= set(asked_packages())
    of_the_base = {
        "systemd-sysv",
        "udev",
        "dbus",
        "kmod",
        "e2fsprogs",
        "dosfstools",
        "fdisk",
        "login",
    }
    of_the_base |= {"util-linux-extra", "iproute2", "ca-certificates", "tzdata"}
    of_the_board = {
        "linux-image-arm64",
        "initramfs-tools",
        "raspi-firmware",
        "u-boot-rpi",
        "firmware-brcm80211",
    }
    of_the_board |= {"wireless-regdb"}
    assert set(asked_packages()) - set(named) == of_the_base | of_the_board


@pytest.mark.parametrize(
    "script",
    [
        *(
            "etc/initramfs-tools/scripts/local-bottom/zaalgids",
            "etc/initramfs-tools/hooks/zaalgids",
        ),
        "usr/lib/zaalgids/ssh-prepare",
    ],
)
def test_scripts_are_understood_and_may_run(script: str) -> None:
    file = FILES / script
    assert file.stat().st_mode & 0o111
    done = subprocess.run(["sh", "-n", file], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
