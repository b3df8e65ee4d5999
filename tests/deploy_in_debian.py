"""`make test-deploy`: installs server and kiosk in a Debian root of its own, as a technician would.

Needs root and mmdebstrap. The wheel and its dependencies are laid into the root beforehand, so the root needs
no network but Debian's packages. Then: the installer for both parts, `systemd-analyze verify` on every unit,
Mosquitto as it was set up, and each ExecStart by hand, as the unit's user: the kiosk reaches the broker with the
certificate that it was given, until that is taken back.

What is installed here starts in a network namespace of its own: its ports are free whatever else runs on the machine,
and it reaches nothing outside.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import fcntl
import json
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CLONE_NEWNET = 0x40000000  # <linux/sched.h>
SIOCSIFFLAGS = 0x8914  # <linux/sockios.h>
PIP_PYTHON = "import sys; print('%d.%d' % sys.version_info[:2])"
IFF_UP = 1  # <linux/if.h>
CERTIFICATE = "/opt/zaalgids/bin/device-certificate"
INSIDE = (
    "unshare"  # the check runs in a mount namespace of its own, so that all its mounts end with it
)


def main() -> int:
    """Print each step; return 0 when all of them succeeded."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--suite", default="bookworm")
    parser.add_argument(
        "--keep", type=Path, help="Reuse this Debian root, or make it here and keep it."
    )
    parser.add_argument("--no-browser", action="store_true", help="Leave chromium and cage out.")
    arguments = parser.parse_args()
    for program, package in (("mmdebstrap", "mmdebstrap"), ("unshare", "util-linux")):
        if not shutil.which(program):
            sys.exit(f"test-deploy needs the Debian package {package}")
    if os.geteuid():
        sys.exit("test-deploy needs root: sudo make test-deploy")
    if os.environ.get("ZAALGIDS_DEPLOY_NAMESPACE") != "1":
        os.environ["ZAALGIDS_DEPLOY_NAMESPACE"] = "1"
        os.execvp(  # noqa: S606
            INSIDE,
            [
                INSIDE,
                "--mount",
                "--propagation",
                "private",
                sys.executable,
                "-m",
                "tests.deploy_in_debian",
                *sys.argv[1:],
            ],
        )
    with tempfile.TemporaryDirectory(prefix="zaalgids-deploy-") as scratch:
        _check(Path(scratch), arguments.keep, arguments.suite, arguments.no_browser)
    print("deploy: 1 passed, 0 failed")
    return 0


def _check(scratch: Path, keep: Path | None, suite: str, no_browser: bool) -> None:
    root = keep or scratch / "root"
    if not (root / "etc" / "debian_version").exists():
        make_root(root, suite)
    shutil.copyfile("/etc/resolv.conf", root / "etc" / "resolv.conf")
    with contextlib.ExitStack() as mounted:
        for name, kind in (("proc", "proc"), ("sys", "sysfs"), ("dev/shm", "tmpfs")):
            (root / name).mkdir(parents=True, exist_ok=True)
            run("mount", "-t", kind, kind, root / name)
            # Unmounted before the scratch folder is deleted, so that only the root's own files are deleted.
            mounted.callback(run, "umount", "--lazy", root / name)
        _install_and_run(root, scratch, no_browser)


def make_root(root: Path, suite: str, more: str = "systemd") -> None:
    """Make a Debian root with Python, systemd, and `more` packages, with commas."""
    make_debian(root, suite, f"python3,python3-venv,systemd,ca-certificates,{more}")


def make_debian(target: Path, suite: str, packages: str) -> None:
    """Make the smallest Debian with `packages`, with commas, as a folder or as a file that ends in `.tar`."""
    step(f"making a Debian ({suite})")
    include = f"--include={packages}"
    run(
        *("mmdebstrap", "--quiet", "--variant=minbase", include, *_apt()),
        *(suite, target, *_sources()),
    )


def source(folder: Path) -> Path:
    """Copy the tracked files, because building a wheel leaves files behind, and return the copy's folder."""
    for name in run("git", "-C", ROOT, "ls-files", "-z").split("\0"):
        if name and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


def make_wheel(folder: Path, into: Path) -> None:
    """Build the wheel of a copy of the source."""
    only = ("--quiet", "--no-deps", "--no-build-isolation")
    run(sys.executable, "-m", "pip", "wheel", *only, "-w", into, folder)


def download_lock(lock: str, python: str, folder: Path) -> None:
    """Fetch the wheels that a lock names, for a version of Python such as `3.11`."""
    only = ("--quiet", "--no-deps", "--require-hashes", "--only-binary=:all:")
    wanted = ("--python-version", python, "-d", folder, "-r", ROOT / "locks" / f"{lock}.txt")
    run(sys.executable, "-m", "pip", "download", *only, *wanted)


def _install_and_run(root: Path, scratch: Path, no_browser: bool) -> None:
    step("building the wheel, and fetching what its lock names")
    media = root / "media" / "zaalgids"
    shutil.rmtree(media, ignore_errors=True)
    media.mkdir(parents=True)
    make_wheel(source(scratch / "source"), media)
    version = run("chroot", root, "python3", "-c", PIP_PYTHON).strip()
    download_lock("default", version, media / "wheels")
    shutil.copytree(ROOT / "deploy", media / "deploy")
    shutil.copytree(ROOT / "locks", media / "locks")
    wheel = next(media.glob("zaalgids-*.whl")).name

    for part in ("server", "kiosk"):
        step(f"install.sh {part}")
        # systemd does not run here, so PostgreSQL and nginx would not start; tests.server_in_debian has them.
        options = ["--sqlite", "--no-proxy", "--no-machine"]
        if part == "kiosk":
            options = ["--no-browser"] if no_browser else []
        print(
            run(
                "chroot",
                root,
                "sh",
                "/media/zaalgids/deploy/install.sh",
                part,
                "--wheel",
                f"/media/zaalgids/{wheel}",
                "--wheels",
                "/media/zaalgids/wheels",
                *options,
            )
        )

    units = sorted((root / "etc/systemd/system").glob("zaalgids-*.service"))
    step("systemd-analyze verify " + " ".join(unit.name for unit in units))
    said = run(
        "chroot",
        root,
        "systemd-analyze",
        "verify",
        "--man=no",
        *(f"/etc/systemd/system/{unit.name}" for unit in units),
    )
    if re.search(r"zaalgids", said):
        sys.exit(f"systemd-analyze has something to say:\n{said}")

    step("a network of its own")
    without_network()
    with _mosquitto(root), _running(root, "server", 8080):
        _set_kiosk_up(root)
        with _running(root, "kiosk", 8090) as kiosk:
            kiosk.until(
                lambda health: health["connected"] and "has no key" not in str(health["trouble"]),
                "connected to the broker",
            )
    step("the kiosk's certificate is taken back")
    run("chroot", root, CERTIFICATE, "revoke", "kiosk-1")
    with _mosquitto(root), _running(root, "kiosk", 8090) as kiosk:
        kiosk.until(
            lambda health: any("does not let this kiosk in" in one for one in health["trouble"]),
            "refused by the broker",
        )
    if not no_browser:
        _browser_by_hand(root)


def _set_kiosk_up(root: Path) -> None:
    """Give the kiosk its certificate and credentials, as docs/technician.md says. The server has run once."""
    step("device-certificate add kiosk-1")
    print(run("chroot", root, "sh", "-c", f"cd /root && {CERTIFICATE} add kiosk-1"))
    run("chroot", root, "tar", "-C", "/etc/zaalgids", "-xpf", "/root/kiosk-1-broker.tar")
    file = root / "etc" / "zaalgids" / "kiosk.toml"
    text = file.read_text(encoding="utf-8")
    by_hand = r"^# ((?:name|site|server|broker\w*|credentials) = )"
    text = re.sub(by_hand, r"\1", text, flags=re.MULTILINE).replace("hall-1", "kiosk-1")
    text = text.replace("claimed = true", "claimed = false")
    file.write_text(text.replace("server.museum.example", "127.0.0.1"), encoding="utf-8")


@contextlib.contextmanager
def _mosquitto(root: Path) -> Iterator[None]:
    """Run Debian's Mosquitto as its unit does, with the configuration that install.sh has put there."""
    step("mosquitto -c /etc/mosquitto/mosquitto.conf")
    for folder in ("/run/mosquitto", "/var/log/mosquitto"):
        run("chroot", root, "install", "-d", "-o", "mosquitto", folder)
    process = subprocess.Popen(
        ["chroot", root, "/usr/sbin/mosquitto", "-c", "/etc/mosquitto/mosquitto.conf"], cwd="/"
    )
    try:
        end = time.monotonic() + 60
        while True:
            if process.poll() is not None or time.monotonic() > end:
                log = root / "var/log/mosquitto/mosquitto.log"
                sys.exit(f"mosquitto is not up:\n{log.read_text(encoding='utf-8')}")
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", 8883)) == 0:
                    break
            time.sleep(0.3)
        yield
    finally:
        process.terminate()
        process.wait(timeout=15)


def without_network() -> None:
    """Move this process and its future children into a network namespace with only a loopback.

    Raises OSError where the kernel refuses.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNET):
        number = ctypes.get_errno()
        raise OSError(number, f"no network namespace: {os.strerror(number)}")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:  # a new loopback is down
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))


class _Service:
    """A unit's ExecStart, run by hand as the unit's user."""

    def __init__(self, root: Path, part: str, port: int) -> None:
        text = (root / f"etc/systemd/system/zaalgids-{part}.service").read_text(encoding="utf-8")
        command = re.search(r"^ExecStart=(.*)$", text, re.MULTILINE)
        assert command, f"the unit of the {part} starts nothing"
        step(f"zaalgids-{part}.service: {command[1]}")
        self.part, self._port = part, port
        self.process = subprocess.Popen(
            [
                "chroot",
                "--userspec=zaalgids:zaalgids",
                root,
                "/usr/bin/env",
                "HOME=/var/lib/zaalgids",
                *command[1].split(),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd="/",
        )

    def until(self, true: Callable[[dict[str, Any]], bool], what: str) -> None:
        """Wait until what its page of health says is `true`."""
        end = time.monotonic() + 90
        health: dict[str, Any] = {}
        while True:
            if self.process.poll() is not None or time.monotonic() > end:
                self.process.kill()
                sys.exit(
                    f"the {self.part} is not {what}: {health}\n{self.process.communicate()[0]}"
                )
            try:
                address = f"http://127.0.0.1:{self._port}/health"
                with urllib.request.urlopen(address, timeout=2) as answer:
                    health = json.load(answer)
                    if true(health):
                        print(f"  {what}: {health}")
                        return
            except OSError:
                pass
            time.sleep(0.3)


@contextlib.contextmanager
def _running(root: Path, part: str, port: int) -> Iterator[_Service]:
    """Run a part until the end of the block; it has to come up, and to end well."""
    service = _Service(root, part, port)
    try:
        service.until(lambda _: True, "up")
        yield service
        service.process.send_signal(signal.SIGTERM)
        status = service.process.wait(timeout=15)
        if status != 0:
            sys.exit(f"the {part} ended with {status}:\n{service.process.communicate()[0]}")
    finally:
        service.process.kill()


def _browser_by_hand(root: Path) -> None:
    """Check that Chromium starts and that cage is installed; cage itself needs a screen."""
    step("zaalgids-screen: cage and chromium are there")
    print(run("chroot", root, "chromium", "--version").strip())
    run("chroot", root, "sh", "-c", "command -v cage && test -x /opt/zaalgids/bin/zaalgids-screen")


def _apt() -> list[str]:
    """Return mmdebstrap's options with this machine's access settings of apt, for example a proxy."""
    return [
        f"--aptopt={file}"
        for file in sorted(Path("/etc/apt/apt.conf.d").iterdir())
        if "Acquire::" in file.read_text(encoding="utf-8")
    ]


def _sources() -> list[Path]:
    """Return the files with this machine's sources of Debian packages."""
    found = [
        Path("/etc/apt/sources.list"),
        *sorted(Path("/etc/apt/sources.list.d").glob("*debian*.sources")),
    ]
    return [file for file in found if file.is_file() and file.stat().st_size]


def step(words: str) -> None:
    """Print a step's heading."""
    print(f"== {words}", flush=True)


def run(*command: object) -> str:
    """Run a command that has to succeed, and return what it said."""
    inside = command[0] == "chroot"
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        cwd="/" if inside else ROOT,
        # pip's settings of this machine do not apply in the root.
        env={k: v for k, v in os.environ.items() if not (inside and k.startswith("PIP_"))},
    )
    if done.returncode:
        sys.exit(
            f"{' '.join(map(str, command))} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
        )
    return done.stdout + done.stderr


if __name__ == "__main__":
    sys.exit(main())
