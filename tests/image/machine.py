"""A kiosk's whole machine in QEMU: started by U-Boot as on a Pi, driven over its serial console, and killed.

A kill ends QEMU at once. What the guest's kernel had not written yet is lost, as at a power cut; what a real card
holds back in its own cache is not, because the host keeps it (docs/hardware.md).
"""

from __future__ import annotations

import contextlib
import itertools
import json
import re
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.image.disk import Disk
from tests.image.firmware import boot_partition
from tests.image.uboot_machine import VIRT_UBOOT, virt_flash

FIRST = 1  # the number of the first partition
PROMPT = re.compile(r"[#$] $")
WATCHDOG_SECONDS = 120
CONSOLE = (
    "console=ttyAMA0 zaalgids.console"  # the image's unit for it answers in a virtual machine alone
)
CLOCK_SHIFT = 3  # 2 to the power of 3 nanoseconds an instruction
# An emulated processor on a busy machine is ten to a hundred times slower than a Pi's.
# Its watchdog's 15 s, too, would end a start that only waits for the host.
PATIENCE = (
    "systemd.default_device_timeout_sec=900 systemd.default_timeout_start_sec=900"
    f" systemd.watchdog_sec={WATCHDOG_SECONDS}"
)
SCREEN, KIOSK = "zaalgids-screen.service", "zaalgids-kiosk.service"
# QEMU has no graphics card that OpenGL could use, and Mesa's own drawing ends on its processor.
WITHOUT_GPU = "systemd.setenv=WLR_RENDERER=pixman"


class MachineError(AssertionError):
    """The machine did not do what was waited for; holds the end of its serial log."""


class Machine:
    """QEMU's `virt` with the image as its disk. U-Boot starts a slot; on a card without it, the firmware's twin.

    On a host that is busy with other things, `slowness` is how many times longer each wait may be. Above 1 the
    machine's own clock counts instructions, and no seconds: so none of its time limits ends while the host starves it.
    """

    def __init__(
        self,
        disk: Path,
        *,
        memory_mb: int = 1536,
        clock: str | None = None,
        extra: Sequence[str] = (),
        forwards: Sequence[tuple[int, int]] = (),
        is_read_only: bool = False,
        has_network: bool = True,
        has_screen: bool = False,
        slowness: float = 1,
        by_hand: bool = False,
    ) -> None:
        """`by_hand`: this terminal is its console, and `start` returns when the machine is off."""
        self.disk = Disk(disk)
        self.folder = Path(tempfile.mkdtemp(prefix="zaalgids-machine-"))
        self.log = self.folder / "serial.log"
        self.memory_mb, self.clock, self.extra = memory_mb, clock, list(extra)
        self.forwards, self.is_read_only = forwards, is_read_only
        self.has_network, self.has_screen = has_network, has_screen
        self.slowness, self.by_hand = slowness, by_hand
        self.left_out: frozenset[str] = frozenset()  # units that the next start leaves out
        self.runs_without: frozenset[str] = frozenset()
        self.slot = ""
        self.started_at = 0.0
        self._process: subprocess.Popen[bytes] | None = None
        self._console: _Console | None = None
        self._qmp: _Qmp | None = None
        self._serial = itertools.count(1)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    # Starting.

    def start(self, words: str = "") -> None:
        """Start a slot's kernel. `words` go to its command line."""
        words = f"{CONSOLE} {PATIENCE} {WITHOUT_GPU} {words}"
        words += "".join(f" systemd.mask={unit}" for unit in sorted(self.left_out))
        self.runs_without = self.left_out
        if self.disk.read(FIRST, "boot.scr") is None:
            self._start_by_twin(words)
            return
        self._launch(("-bios", VIRT_UBOOT, *virt_flash(self.folder, words)))
        if self.by_hand:
            return
        found = self._expect(
            r"(?s)Starting slot \w\s.*Starting kernel", 600, "U-Boot's start of a slot"
        )
        self.slot = re.findall(r"Starting slot (\w)", found[0])[-1]

    def _start_by_twin(self, words: str) -> None:
        """Let the firmware's twin choose a boot partition, and start its kernel."""
        is_trial = (self.disk.read(FIRST, "tryboot") or b"").startswith(b"1")
        if is_trial:
            self.disk.remove(FIRST, "tryboot")
        autoboot = self.disk.read(FIRST, "autoboot.txt")
        number = boot_partition((autoboot or b"").decode("ascii"), is_trial)
        files = {name: self.folder / name for name in ("vmlinuz", "initrd.img")}
        for name, file in files.items():
            self.disk.copy_out(number, name, file)
        line = command_line(self.disk, number)
        found = re.search(r"rauc\.slot=(\w+)", line)
        self.slot = found[1] if found else ""
        kernel = ("-kernel", files["vmlinuz"], "-initrd", files["initrd.img"])
        self._launch((*kernel, "-append", f"{line} {words}"))

    def _launch(self, started_by: Sequence[object]) -> None:
        console, qmp = self.folder / "console", self.folder / "qmp"
        for file in (console, qmp):
            file.unlink(missing_ok=True)
        forwards = "".join(
            f",hostfwd=tcp:127.0.0.1:{host}-:{guest}" for host, guest in self.forwards
        )
        network = (
            "-netdev",
            f"user,id=net{forwards}",
            "-device",
            "virtio-net-pci,netdev=net,romfile=",
        )
        card = f"if=none,id=card,file={self.disk.file},format=raw,cache=unsafe"
        if self.is_read_only:
            card += ",read-only=on"
        command = [
            *("qemu-system-aarch64", "-M", "virt", "-cpu", "cortex-a53", "-smp", "2"),
            *("-m", str(self.memory_mb), "-display", "none"),
            *started_by,
            *("-drive", card),
            *("-device", "virtio-blk-pci,drive=card"),
            *(network if self.has_network else ("-nic", "none")),
            *(("-device", "virtio-gpu-pci,xres=1280,yres=800") if self.has_screen else ()),
            *("-device", "i6300esb", "-watchdog-action", "reset"),
            *(("-rtc", f"base={self.clock}") if self.clock else ()),
            *(("-smp", "1", "-icount", f"shift={CLOCK_SHIFT}") if self.slowness > 1 else ()),
            *self.extra,
        ]
        if self.by_hand:
            subprocess.run([*map(str, command), "-serial", "mon:stdio"], check=True)
            return
        chardev = f"socket,id=s,path={console},server=on,wait=off,logfile={self.log},logappend=on"
        command += ["-no-reboot", "-chardev", chardev, "-serial", "chardev:s"]
        command += ["-qmp", f"unix:{qmp},server=on,wait=off"]
        self._process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / "qemu.err").open("ab"),
        )
        self.started_at = time.monotonic()
        self._console = _Console(_connect(console, self._process))
        self._qmp = _Qmp(_connect(qmp, self._process))

    def boot(self, words: str = "", timeout: float = 1800) -> float:
        """Start, wait for the shell on the serial console, and return the seconds until then."""
        self.start(words)
        return self.wait_for_shell(timeout)

    def wait_for_shell(self, timeout: float = 1800) -> float:
        """Return the seconds from the start until the shell answers."""
        self._until(lambda text: bool(PROMPT.search(text)), timeout, "a shell")
        seconds = time.monotonic() - self.started_at
        self._type(
            "stty -echo; bind 'set enable-bracketed-paste off' 2>/dev/null; PS1=; dmesg -n 1;"
            " export PAGER=cat SYSTEMD_PAGER=cat SYSTEMD_COLORS=0"
        )
        self.run("true", timeout=120)
        return seconds

    # Driving.

    def is_on(self) -> bool:
        """Tell whether QEMU runs."""
        return self._process is not None and self._process.poll() is None

    def printed(self) -> str:
        """Return what the console has printed since the last command."""
        return self._the_console().text

    def run(self, command: str, timeout: float = 300) -> tuple[int, str]:
        """Run a shell command, and return its exit status and what it printed."""
        mark = f"ENDED-{next(self._serial)}"
        self._the_console().clear()
        self._type(f"{command}\nended=$?; echo; echo {mark[:5]}''{mark[5:]}=$ended")
        found = self._expect(rf"{mark}=(\d+)", timeout, command)
        text = self._the_console().text[: found.start()]
        return int(found[1]), text.replace("\r", "").strip()

    def must(self, command: str, timeout: float = 300) -> str:
        """Run a shell command and return what it printed. Raises MachineError when it fails."""
        status, said = self.run(command, timeout)
        if status:
            raise MachineError(f"{command}: ended with {status}: {said[-2000:]}")
        return said

    def send(self, command: str) -> None:
        """Type a command, and don't wait for it."""
        self._the_console().clear()
        self._type(command)

    def put(self, text: str, target: str, owner: str = "root") -> None:
        """Put a small text file in the place of another one of the machine."""
        self.must(f"cat > /run/put <<'END-OF-FILE'\n{text}\nEND-OF-FILE")
        self.must(f"install -m 0640 -o {owner} -g {owner} /run/put {target}")

    def expect(self, pattern: str, timeout: float = 300) -> str:
        """Wait until the console has printed `pattern` since the last command, and return what matched."""
        return self._expect(pattern, timeout, pattern)[0]

    def events(self) -> list[str]:
        """Return the names of what QEMU reported since the start, such as WATCHDOG."""
        return list(self._qmp.events) if self._qmp else []

    def picture(self, target: Path) -> None:
        """Keep what the screen shows as a PNG."""
        assert self._qmp
        self._qmp.send("screendump", {"filename": str(target), "format": "png"})

    # Ending.

    def kill(self) -> None:
        """Cut the power."""
        if self._process and self._process.poll() is None:
            self._process.kill()
        self._forget()

    def wait_for_reset(self, timeout: float) -> float:
        """Wait until the machine has reset itself or gone off, and return the seconds that this took."""
        assert self._process
        since = time.monotonic()
        try:
            self._process.wait(timeout * self.slowness)
        except subprocess.TimeoutExpired:
            raise MachineError(f"no reset within {timeout:.0f} s\n{self.log_end()}") from None
        self._forget()
        return time.monotonic() - since

    def restart(self, timeout: float = 300) -> float:
        """Restart in order, and return the seconds until the next start's shell."""
        since = time.monotonic()
        self.send("systemctl reboot")
        self.wait_for_reset(timeout)
        self.boot()
        return time.monotonic() - since

    def power_off(self, timeout: float = 300) -> None:
        """Switch off in order."""
        self.send("systemctl poweroff")
        self.wait_for_reset(timeout)

    def log_end(self, lines: int = 60) -> str:
        """Return the end of the serial log."""
        text = self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""
        return "\n".join(text.replace("\r", "").splitlines()[-lines:])

    # Inner parts.

    def _forget(self) -> None:
        if self._process:
            self._process.wait(30)
        for one in (self._console, self._qmp):
            if one:
                one.close()
        self._process = self._console = None

    def _the_console(self) -> _Console:
        if self._console is None:
            raise MachineError("the machine is off")
        return self._console

    def _type(self, text: str) -> None:
        self._the_console().send(text + "\n")

    def _expect(self, pattern: str, timeout: float, what: str) -> re.Match[str]:
        wanted = re.compile(pattern)
        self._until(lambda text: bool(wanted.search(text)), timeout, what)
        found = wanted.search(self._the_console().text)
        assert found
        return found

    def _until(self, true: Callable[[str], bool], timeout: float, what: str) -> None:
        end = time.monotonic() + timeout * self.slowness
        console = self._the_console()
        while not true(console.text):
            if self._process is None or self._process.poll() is not None:
                said = (self.folder / "qemu.err").read_text(encoding="utf-8", errors="replace")
                events = ", ".join(self.events())
                raise MachineError(f"went down before: {what} ({events})\n{said}\n{self.log_end()}")
            if "You are in emergency mode" in console.text:
                raise MachineError(f"emergency mode before: {what}\n{self.log_end()}")
            if time.monotonic() > end:
                raise MachineError(f"not within {timeout:.0f} s: {what}\n{self.log_end()}")
            time.sleep(0.1)


class _Console:
    """The serial console: a thread reads it, so that the machine never waits for its reader."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self.text = ""
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        with contextlib.suppress(OSError):
            while data := self._connection.recv(65_536):
                self.text += data.decode("utf-8", errors="replace")

    def clear(self) -> None:
        self.text = ""

    def send(self, text: str) -> None:
        # A terminal line holds 4,096 characters, and the emulated UART is slow.
        data = text.encode("utf-8")
        for start in range(0, len(data), 512):
            self._connection.sendall(data[start : start + 512])
            time.sleep(0.02)

    def close(self) -> None:
        self._connection.close()


class _Qmp:
    """QEMU's own protocol: commands to it, and what it reports."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self.events: list[str] = []
        self.send("qmp_capabilities", {})
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            for line in self._connection.makefile("r", encoding="utf-8"):
                said: dict[str, Any] = json.loads(line)
                if "event" in said:
                    self.events.append(str(said["event"]))

    def send(self, command: str, arguments: dict[str, object]) -> None:
        asked = json.dumps({"execute": command, "arguments": arguments})
        self._connection.sendall(asked.encode("utf-8") + b"\n")

    def close(self) -> None:
        self._connection.close()


def command_line(disk: Disk, number: int) -> str:
    """Return the kernel's command line, as the boot partition has it."""
    text = disk.read(number, "cmdline.txt")
    if text is None:
        raise MachineError(f"boot partition {number} has no cmdline.txt: {disk.names(number)}")
    return " ".join(text.decode("utf-8").split())


def _connect(path: Path, process: subprocess.Popen[bytes]) -> socket.socket:
    end = time.monotonic() + 30
    while True:
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.connect(str(path))
        except OSError:
            connection.close()
            if process.poll() is not None or time.monotonic() > end:
                raise MachineError("QEMU did not start") from None
            time.sleep(0.1)
        else:
            return connection
