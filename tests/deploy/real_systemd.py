"""A real systemd that starts our units in namespaces of this machine, over a copy of its files that is thrown away.

systemd is process 1 of its own process, mount, network, host-name and cgroup namespaces. Its root is an overlay of this
machine's root with an upper layer in memory, so nothing that a unit writes stays. The program of this repository is
found where install.sh puts it, so that a unit runs as it is shipped. Needs root, cgroup 2 and overlayfs.
"""

from __future__ import annotations

import functools
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType

import msgspec

from tests.waiting import until

ROOT = Path(__file__).resolve().parents[2]
UNITS = ROOT / "deploy" / "systemd"
KIOSK_ACCOUNT, SCREEN_ACCOUNT = 991, 992
PACKAGES = Path(msgspec.__file__).parents[1]
HERE = """[Service]
Environment=PYTHONPATH=/opt/zaalgids/tree:/opt/zaalgids/packages
Environment=LD_LIBRARY_PATH=/opt/zaalgids/python/lib
StandardOutput=append:/run/units.log
StandardError=inherit
"""
SYSTEMD = Path("/lib/systemd/systemd")
# The targets on which a unit depends by default, without what a whole machine starts for them.
TARGETS = ("sysinit", "basic", "sockets", "timers", "paths", "multi-user", "shutdown", "network")
BOOT = """
set -eu
base=$1 files=$2
mount -t tmpfs tmpfs "$base"
mkdir "$base/upper" "$base/work" "$base/root"
r=$base/root
mount -t overlay overlay -o "lowerdir=/,upperdir=$base/upper,workdir=$base/work" "$r"
cd "$r/opt"
mkdir -p zaalgids/venv/bin zaalgids/tree zaalgids/bin zaalgids/python zaalgids/packages
mount --bind "$3" zaalgids/tree
mount --bind "$4" zaalgids/python
mount --bind "$5" zaalgids/packages
ln -s /opt/zaalgids/python/bin/python3 zaalgids/venv/bin/python
cp "$files/program" zaalgids/venv/bin/zaalgids
mount -t proc proc "$r/proc"
mount --bind "$r/proc/sys" "$r/proc/sys"
mount -o remount,bind,ro "$r/proc/sys"
mount -t sysfs sysfs "$r/sys" -o ro
mount -t cgroup2 cgroup2 "$r/sys/fs/cgroup"
for folder in run tmp dev etc/init.d etc/systemd/system usr/lib/systemd/system; do
    mount -t tmpfs tmpfs "$r/$folder" -o mode=755
done
chmod 1777 "$r/tmp"
for name in null zero full random urandom tty; do touch "$r/dev/$name"; mount --bind "/dev/$name" "$r/dev/$name"; done
mkdir "$r/dev/pts" "$r/dev/shm"
mount -t devpts devpts "$r/dev/pts" -o newinstance,ptmxmode=666
ln -s pts/ptmx "$r/dev/ptmx"
mount -t tmpfs tmpfs "$r/dev/shm" -o mode=1777
cp -a "$files/root/." "$r/"
cat "$files/passwd" >> "$r/etc/passwd"
cat "$files/group" >> "$r/etc/group"
# Debian's udev makes these two.
grep -q ^input: "$r/etc/group" || echo input:x:993: >> "$r/etc/group"
grep -q ^render: "$r/etc/group" || echo render:x:994: >> "$r/etc/group"
mkdir "$r/run/outside"
cd "$r"
pivot_root . run/outside
umount -l /run/outside
ip link set lo up
export container=zaalgids
exec /lib/systemd/systemd --system --unit=multi-user.target --log-target=console --show-status=no
"""
PROGRAM = """#!/opt/zaalgids/venv/bin/python
import sys
from zaalgids.commands.command_line import main
sys.exit(main())
"""


class RealSystemd:
    """Boots on entry and is gone on exit, with every process that it started."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.files = folder / "files" / "root"  # what is copied over the machine's own files
        self.log = folder / "systemd.log"
        self._cgroup = _cgroups() / f"zaalgids-{os.getpid()}-{folder.name}"
        self._pid = 0
        for name in TARGETS:
            self.write(
                f"usr/lib/systemd/system/{name}.target", "[Unit]\nDefaultDependencies=no\n", 0o644
            )
        for name, text in (
            (
                "passwd",
                f"zaalgids:x:{KIOSK_ACCOUNT}:{KIOSK_ACCOUNT}::/var/lib/zaalgids:/usr/sbin/nologin\n"
                f"zaalgids-screen:x:{SCREEN_ACCOUNT}:{SCREEN_ACCOUNT}::/nonexistent:/usr/sbin/nologin\n",
            ),
            ("group", f"zaalgids:x:{KIOSK_ACCOUNT}:\nzaalgids-screen:x:{SCREEN_ACCOUNT}:\n"),
            ("program", PROGRAM),
        ):
            (folder / "files" / name).write_text(text, encoding="utf-8")
            (folder / "files" / name).chmod(0o755)

    def write(
        self, path: str, text: str, mode: int = 0o640, owner: tuple[int, int] = (0, 0)
    ) -> None:
        """Lay a file into the root before it boots; `path` without a slash at its start."""
        file = self.files / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        file.chmod(mode)
        os.chown(file, *owner)

    def install(self, unit: str, drop_in: str = "") -> None:
        """Lay a unit of deploy/systemd into the root, with lines that this machine needs beyond it."""
        self.write(f"etc/systemd/system/{unit}", (UNITS / unit).read_text(encoding="utf-8"), 0o644)
        self.write(f"etc/systemd/system/{unit}.d/here.conf", HERE + drop_in, 0o644)

    def __enter__(self) -> RealSystemd:
        self._cgroup.mkdir()
        base = self._folder / "base"
        base.mkdir()
        with self.log.open("wb") as log:
            self._outside = subprocess.Popen(
                [
                    *("sh", "-c", f'echo $$ > "{self._cgroup}/cgroup.procs"; exec "$@"', "sh"),
                    *("unshare", "--pid", "--fork", "--kill-child", "--mount", "--cgroup", "--net"),
                    *("--uts", "--ipc", "--propagation", "private", "sh", "-c", BOOT, "sh"),
                    *map(str, (base, self._folder / "files", ROOT, sys.base_prefix, PACKAGES)),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            until(self._is_up, 60, lambda: f"systemd is up: {self.said()}")
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._pid:
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)  # its namespace ends with process 1
        self._outside.kill()
        self._outside.wait(20)
        until(self._cgroups_are_gone, 20, "its cgroups are gone")

    def run(self, *command: str, check: bool = True) -> str:
        """Run a command in systemd's namespaces; return what it printed. Raises AssertionError when it fails."""
        done = subprocess.run(
            ["nsenter", "--target", str(self._pid), "--all", *command],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )
        assert not check or done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout

    def main_process(self, unit: str) -> int:
        """Returns the number of a unit's main process inside, 0 while there is none."""
        return int(self.run("systemctl", "show", "-p", "MainPID", "--value", unit) or 0)

    def said(self) -> str:
        """Returns what systemd and, where a unit's output is the console, the units have said."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def _is_up(self) -> bool:
        assert self._outside.poll() is None, self.said()
        children = Path(f"/proc/{self._outside.pid}/task/{self._outside.pid}/children")
        words = children.read_text(encoding="ascii").split()
        if not words:
            return False
        self._pid = int(words[0])
        try:
            is_systemd = Path(f"/proc/{self._pid}/comm").read_text(encoding="ascii") == "systemd\n"
        except OSError:
            return False
        return is_systemd and "multi-user.target" in self.run(
            "systemctl",
            "list-units",
            "--state=active",
            "--no-legend",
            "multi-user.target",
            check=False,
        )

    def _cgroups_are_gone(self) -> bool:
        for folder, _, _ in os.walk(self._cgroup, topdown=False):
            with suppress(OSError):
                Path(folder).rmdir()
        return not self._cgroup.exists()


def _cgroups() -> Path:
    """Returns where this machine has mounted cgroup 2. Raises StopIteration without one."""
    mounts = Path("/proc/mounts").read_text(encoding="utf-8").splitlines()
    return next(Path(fields[1]) for fields in map(str.split, mounts) if fields[2] == "cgroup2")


@contextmanager
def real_systemd() -> Iterator[RealSystemd]:
    """Prepare a root for systemd in a folder of its own; enter the result to boot it."""
    with TemporaryDirectory(prefix="zaalgids-systemd-", dir="/var/tmp") as folder:
        yield RealSystemd(Path(folder))


@functools.cache
def boots() -> bool:
    """Returns whether this machine can boot systemd in namespaces."""
    if os.geteuid() or not SYSTEMD.exists() or not shutil.which("nsenter"):
        return False
    try:
        with real_systemd() as prepared, prepared:
            return True
    except (AssertionError, OSError, StopIteration):
        return False
