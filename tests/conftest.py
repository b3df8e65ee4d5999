"""Fixtures of all tests, and the summary of skipped tests.

A test that needs a program of the machine carries a marker; without the program it is skipped and counted in the
summary. Under CI (`CI=true`) a missing program is an error, and only tests that need `../shared` or the rights of root
are skipped.
"""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from selenium import webdriver

import tests.one_thread  # noqa: F401 - the first, because numpy is not imported yet
from tests import brokers
from tests.browser import WINDOW, chromium, is_installed
from tests.compiled_once import compile_once
from tests.deploy.real_systemd import boots
from tests.journeys.failing_calls import may_trace
from tests.postgres import Postgres, programs
from tests.selection import longest_files_first, mark_long
from tests.two_machines import TwoMachines, can_be_had, two_machines
from tour_server.staffing.solving.is_installed import solver_is_installed

# How long an example takes depends on what else the machine does.
settings.register_profile("zaalgids", deadline=None)
settings.load_profile("zaalgids")
compile_once()

# A server of a test would compute for minutes beside the others; what compares texts has tests of its own.
os.environ["ZAALGIDS_SERVER_COMPARE_TEXTS"] = "false"

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"


def _postgresql() -> bool:
    return bool(
        shutil.which("initdb")
        or shutil.which("postgres")
        or list(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    )


UBOOT = Path("/usr/lib/u-boot/qemu_arm64/u-boot.bin")
UBOOT_PROGRAMS = ("qemu-system-aarch64", "mkimage", "mkenvimage", "sfdisk", "mkfs.vfat", "mcopy")

# What needs rights that a machine may not give even to root, beside ../shared, which may be absent.
RIGHTS_OF_ROOT = ("shared", "rauc", "strace", "two_machines", "real_systemd")
NEEDS = {
    "browser": (
        is_installed,
        "Debian packages chromium and chromium-driver",
    ),
    "mosquitto": (
        lambda: bool(shutil.which("mosquitto") or Path("/usr/sbin/mosquitto").exists()),
        "Debian package mosquitto",
    ),
    "postgresql": (_postgresql, "Debian package postgresql"),
    "rauc": (
        lambda: os.geteuid() == 0 and all(map(shutil.which, ("rauc", "mksquashfs", "dbus-daemon"))),
        "root, and the Debian packages rauc, squashfs-tools and dbus",
    ),
    "systemd": (
        lambda: bool(shutil.which("systemd-analyze")),
        "Debian package systemd",
    ),
    "solver": (solver_is_installed, "the extra `roster`: pip install 'zaalgids[roster]'"),
    "cage": (
        lambda: bool(shutil.which("cage")),
        "Debian package cage",
    ),
    "nftables": (
        lambda: bool(shutil.which("nft")),
        "Debian package nftables",
    ),
    "real_systemd": (
        boots,
        "root, the Debian packages systemd and util-linux, cgroup 2 and overlayfs",
    ),
    "uboot": (
        lambda: UBOOT.exists() and all(map(shutil.which, UBOOT_PROGRAMS)),
        "Debian packages qemu-system-arm, u-boot-qemu, u-boot-tools, fdisk, dosfstools and mtools",
    ),
    "strace": (may_trace, "Debian package strace, and the right to trace a process"),
    "two_machines": (
        can_be_had,
        "root, the Debian package iproute2, and a kernel that makes network namespaces",
    ),
    "shared": (SHARED.is_dir, "the development data beside the repository, ../shared/data"),
}


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Mark the tests of the long run, before pytest selects by marker; then put the longest files first."""
    mark_long(items)
    yield
    longest_files_first(items)


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over what lasts as long as the session: thousands of tests and all modules.

    Without this half of what an application costs is the collector looking through them.
    """
    gc.collect()
    gc.freeze()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test that this machine can't run, and name the package it needs."""
    for marker in item.iter_markers():
        if marker.name not in NEEDS:
            continue
        is_there, package = NEEDS[marker.name]
        if not is_there():
            if os.environ.get("CI") and marker.name not in RIGHTS_OF_ROOT:
                pytest.fail(f"under CI nothing is left out; this needs {package}")
            pytest.skip(f"needs {package}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the reasons of skipped tests with their numbers."""
    left_out: dict[str, int] = {}
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        left_out[reason] = left_out.get(reason, 0) + 1
    if left_out:
        terminalreporter.section("left out on this machine")
        for reason, count in sorted(left_out.items()):
            terminalreporter.line(f"{count:4d}  {reason.removeprefix('Skipped: ')}")


@pytest.fixture
def free_port() -> int:
    """A port of 127.0.0.1 on which no program listens."""
    return brokers.free_port()


@pytest.fixture
def shared() -> Path:
    """The folder of the development data; use with the marker `shared`."""
    return SHARED


@pytest.fixture(scope="session")
def one_chromium() -> Iterator[webdriver.Chrome]:
    """A Chromium for all tests of a session; use it through `browser`."""
    with chromium() as started:
        yield started


@pytest.fixture
def browser(one_chromium: webdriver.Chrome) -> Iterator[webdriver.Chrome]:
    """A new tab in a real Chromium without cookies; use with the marker `browser`."""
    first = one_chromium.current_window_handle
    one_chromium.switch_to.new_window("tab")
    one_chromium.set_window_size(*WINDOW)  # whatever the test before has made of it
    one_chromium.get_log("browser")  # discards the log of the test before
    yield one_chromium
    one_chromium.execute_cdp_cmd("Network.clearBrowserCookies", {})
    one_chromium.close()
    one_chromium.switch_to.window(first)


@pytest.fixture
def machines() -> Iterator[TwoMachines]:
    """Two machines on one network; use with the marker `two_machines`."""
    with two_machines() as made:
        yield made


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One PostgreSQL server for all tests; `url` makes a database on it."""
    if programs() is None:
        pytest.skip("needs Debian package postgresql")
    server = Postgres()
    server.start()
    yield server
    server.stop()
