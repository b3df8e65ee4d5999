"""Two builds of one commit: versions of packages, Debian's sources, pins of wheels, and the comparison of images."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest

from deploy.image.build_order import BuildOrder
from deploy.image.commands import BuildError, need_programs
from deploy.image.compare import differences, read_partitions, tree_differences
from deploy.image.debian_root import machine_sources, mirror_sources
from deploy.image.disk import make_root_tar, make_squashfs
from deploy.image.kiosk_software import LOCK, forget_missing, lines_for, make_environment
from deploy.image.package_list import (
    apt_preferences,
    asked_packages,
    installed_versions,
    list_text,
    read_versions,
)
from deploy.image.package_list import differences as versions_that_differ

STATUS = """Package: dbus
Status: install ok installed
Version: 1.14.10-1~deb12u1

Package: gone
Status: deinstall ok config-files
Version: 1

Package: zlib1g
Status: install ok installed
Version: 1:1.2.13.dfsg-1
"""


def test_the_list_of_packages_is_what_is_installed_and_reads_back(tmp_path: Path) -> None:
    versions = installed_versions(STATUS)
    assert versions == {"dbus": "1.14.10-1~deb12u1", "zlib1g": "1:1.2.13.dfsg-1"}
    file = tmp_path / "image.packages"
    file.write_text("# of an earlier build\n" + list_text(versions))
    assert read_versions(file) == versions
    assert "Package: zlib1g\nPin: version 1:1.2.13.dfsg-1\nPin-Priority: 1001" in apt_preferences(
        versions
    )


@pytest.mark.parametrize("line", ["dbus", "dbus 1.2", "=1", "dbus==", "DBUS=1"])
def test_a_line_that_is_no_package_is_refused_by_its_number(tmp_path: Path, line: str) -> None:
    file = tmp_path / "list"
    file.write_text(f"zlib1g=1\n{line}\n")
    with pytest.raises(BuildError, match="line 2"):
        read_versions(file)


def test_versions_that_are_not_the_listed_ones_are_named() -> None:
    assert versions_that_differ({"a": "1", "b": "1"}, {"a": "2", "c": "1"}) == [
        "a: 1, here 2",
        "b: 1, here absent",
        "c: not listed, here 1",
    ]


def test_what_the_image_asks_for_is_a_list_of_packages() -> None:
    asked = asked_packages()
    assert {"linux-image-arm64", "rauc-service", "chromium", "cage", "network-manager"} <= set(
        asked
    )
    assert len(set(asked)) == len(asked)


def test_the_machines_own_sources_are_taken_with_firmware(tmp_path: Path) -> None:
    (tmp_path / "sources.list.d").mkdir()
    (tmp_path / "sources.list").write_text(
        "# deb http://a.example/debian bookworm main\n"
        "deb [signed-by=/x.gpg] http://a.example/debian bookworm main contrib\n"
        "deb http://other.example/tools stable main\n"
    )
    (tmp_path / "sources.list.d" / "debian.sources").write_text(
        "Types: deb deb-src\nURIs: http://b.example/debian-security\nSuites: bookworm-security\n\n"
        "Types: deb-src\nURIs: http://b.example/debian\nSuites: bookworm\n"
    )
    assert machine_sources("trixie", tmp_path) == [
        "deb http://a.example/debian trixie main non-free-firmware",
        "deb http://b.example/debian-security trixie-security main non-free-firmware",
    ]


def test_a_machine_without_a_source_of_debian_is_told_what_to_give(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="--mirror"):
        machine_sources("bookworm", tmp_path)


def test_a_day_of_snapshots_has_its_security_beside_it() -> None:
    day = "http://snapshot.example/archive/debian/20260101T000000Z"
    assert mirror_sources(day, "bookworm")[2] == (
        "deb http://snapshot.example/archive/debian-security/20260101T000000Z bookworm-security "
        "main non-free-firmware"
    )


def test_each_pin_of_the_lock_is_there_once_for_a_version_of_python() -> None:
    lock = LOCK.read_text(encoding="utf-8")
    for python in ("3.11", "3.13"):
        names = [
            line.split("==")[0] for line in lines_for(lock, python).splitlines() if "==" in line
        ]
        assert len(set(names)) == len(names)
        assert "numpy" in names
        assert "colorama" not in names, "a pin of another system"
    assert lines_for(lock, "3.11") != lines_for(lock, "3.13")
    assert all("hash" in entry for entry in lines_for(lock, "3.11").strip().split("\n\n"))


def test_the_environment_is_one_to_python(tmp_path: Path) -> None:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    packages = make_environment(tmp_path / "venv", version)
    program = tmp_path / "venv" / "bin" / "python3"
    program.unlink()
    program.symlink_to(Path(sys._base_executable).resolve())  # type: ignore[attr-defined]
    (packages / "of_the_kiosk.py").write_text("HERE = True\n")
    said = subprocess.run(
        [
            tmp_path / "venv/bin/python",
            "-c",
            "import of_the_kiosk, sys; print(sys.prefix, sys.path)",
        ],
        capture_output=True,
        text=True,
    )
    assert said.returncode == 0, said.stderr
    assert said.stdout.startswith(str(tmp_path / "venv"))
    assert "dist-packages" not in said.stdout, "Debian's own Python packages are not the kiosk's"


def test_a_wheel_records_only_what_is_there(tmp_path: Path) -> None:
    record = tmp_path / "one-1.dist-info" / "RECORD"
    record.parent.mkdir()
    (tmp_path / "a, b.py").touch()
    here = '"a, b.py",sha256=x,1\none-1.dist-info/RECORD,,\n'
    record.write_text(
        here + "one-1.dist-info/direct_url.json,sha256=of-a-path,90\n../bin/one,sha256=x,1\n"
    )
    forget_missing(tmp_path)
    assert record.read_text() == here


@pytest.mark.skipif(not shutil.which("mksquashfs"), reason="needs squashfs-tools")
def test_a_root_is_the_same_a_moment_later(tmp_path: Path) -> None:
    """Its own folder, too: mksquashfs gives that the moment of the build, and lets everybody write there."""
    made = []
    for name in ("one", "other"):
        order = BuildOrder(tmp_path / name, epoch=1_796_045_492, version="1")
        (order.root / "etc").mkdir(parents=True)
        (order.root / "etc" / "hostname").write_text("zaalgids\n", encoding="utf-8")
        made.append(make_squashfs(order, make_root_tar(order)))
        time.sleep(1.1)
    assert made[0].read_bytes() == made[1].read_bytes()
    listed = subprocess.run(
        ["unsquashfs", "-lln", made[0]], capture_output=True, text=True, check=True
    ).stdout
    assert listed.splitlines()[0].startswith("drwxr-xr-x 0/0"), listed


def test_a_missing_program_is_named_by_its_package() -> None:
    with pytest.raises(BuildError, match="apt-get install some-package"):
        need_programs({"sh": "dash", "no-such-program-here": "some-package"})


def _disk(file: Path, contents: dict[str, bytes]) -> Path:
    """Write an image with a GPT of partitions of four sectors each."""
    entries, body = b"", b""
    for number, (name, content) in enumerate(contents.items()):
        first = 40 + 4 * number
        entries += uuid.uuid4().bytes + uuid.UUID(int=number + 1).bytes
        entries += struct.pack("<QQQ", first, first + 3, 0) + name.encode("utf-16-le").ljust(
            72, b"\0"
        )
        body += content.ljust(4 * 512, b"\0")
    entries = entries.ljust(32 * 512, b"\0")
    header = b"EFI PART".ljust(72, b"\0") + struct.pack("<QII", 2, 128, 128)
    # 2 + 32 sectors of table, then room until sector 40
    file.write_bytes(b"\0" * 512 + header.ljust(512, b"\0") + entries + b"\0" * 6 * 512 + body)
    return file


def test_images_are_compared_by_partition(tmp_path: Path) -> None:
    one = _disk(tmp_path / "one", {"root_a": b"same", "data": b"x"})
    same = tmp_path / "same"
    same.write_bytes(one.read_bytes())
    assert list(read_partitions(one)) == ["root_a", "data"]
    assert differences(one, same) == []
    text = bytearray(one.read_bytes())
    text[44 * 512] = ord("y")
    same.write_bytes(text)
    assert differences(one, same) == ["data: the same files, in other bytes of the file system"]


def test_a_table_that_differs_is_said(tmp_path: Path) -> None:
    one = _disk(tmp_path / "one", {"root_a": b"same"})
    other = tmp_path / "other"
    text = bytearray(one.read_bytes())
    text[2 * 512] ^= 1  # the partition's type
    other.write_bytes(text)
    assert differences(one, other) == ["The table of partitions differs."]


def test_a_file_that_is_no_disk_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "image.zst"
    file.write_bytes(b"\0" * 2000)
    with pytest.raises(BuildError, match="zstd -d"):
        read_partitions(file)


def test_trees_are_compared_by_content_rights_and_presence(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for tree in (one, other):
        (tree / "etc").mkdir(parents=True)
        (tree / "etc/same").write_text("same")
        (tree / "etc/link").symlink_to("same" if tree == one else "elsewhere")
        (tree / "etc/text").write_text(tree.name)
        (tree / "etc/rights").write_text("x")
    (one / "alone").write_text("")
    (other / "etc/rights").chmod(0o600)
    for file in ("same", "text", "rights"):
        for tree in (one, other):
            os.utime(tree / "etc" / file, (1, 1))
    assert tree_differences(one, other) == [
        "alone is in the first alone",
        "etc/link differs in target",
        "etc/rights differs in mode",
        "etc/text differs in content",
    ]
