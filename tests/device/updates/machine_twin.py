"""A machine with two slots, its bootloader, its data partition and a kiosk's updates, which can be killed anywhere."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace

from contract.signed_notices import signed_software
from contract.software import (
    InstallHours,
    SoftwareOrder,
    SoftwareReason,
    SoftwareState,
    SoftwareStep,
)
from device.message_trouble import MessageTrouble
from device.updates import update_ledger
from device.updates.bundle_door import NoConnectionError
from device.updates.bundle_files import BundleFiles
from device.updates.kept_update import UpdateJob
from device.updates.software_updates import SoftwareUpdates
from device.updates.stick_bundles import StickBundles
from device.updates.system_updater import BundleFacts, SystemSlot, SystemSlots, UpdaterError
from device.updates.update_parts import UpdateParts

KEY = bytes(range(32))
SITE, DEVICE = "museum", "kiosk-1"
NIGHT = InstallHours("23:00", "05:00", "Europe/Amsterdam")
DAY_AT = 1_772_447_400.0  # 2026-03-02 10:30 UTC, 11:30 in Amsterdam
NIGHT_AT = DAY_AT + 12.5 * 3600  # 23:00 UTC, midnight there
HALF = "half-written"


class KilledError(BaseException):
    """The process was killed here. No `except Exception` of the program catches it."""


def bundle(version: str, compatible: str = "zaalgids-kiosk", signer: str = "museum") -> bytes:
    """A file in the form of a bundle; what RAUC would read of it stands in its middle."""
    body = f"hsqs {compatible} {version} {signer} ".encode() + b"x" * 3000
    return body + b"signature" + (9).to_bytes(8, "big")


class SlotsTwin:
    """A twin of RAUC and of its bootloader. A slot that is installed starts once, and then only when marked good."""

    def __init__(self) -> None:
        self.content = {"A": "1.4.0", "B": "1.3.0"}
        self.good = {"A", "B"}
        self.booted, self.primary, self.tried = "A", "A", False
        self.kill: Callable[[str], None] = lambda where: None
        self.fails: UpdaterError | None = None
        self.never_starts = False
        self.arms = (
            False  # as a Raspberry Pi's tryboot: only a restart that was asked for tries the slot
        )
        self.installs = 0

    @property
    def other(self) -> str:
        return "B" if self.booted == "A" else "A"

    def slots(self) -> SystemSlots:
        booted, other = (
            SystemSlot(name, self.content[name], name in self.good)
            for name in (self.booted, self.other)
        )
        return SystemSlots("zaalgids-kiosk", booted, other, self.primary)

    def inspect(self, bundle: Path) -> BundleFacts:
        _, compatible, version, signer, _ = bundle.read_bytes().split(b" ", 4)
        if signer != b"museum":
            raise UpdaterError(
                SoftwareReason.WRONG_SIGNATURE, "RAUC: signature verification failed"
            )
        return BundleFacts(compatible.decode(), version.decode())

    def install(self, bundle: Path, progress: Callable[[float], None]) -> None:
        if self.fails is not None:
            raise self.fails
        self.installs += 1
        self.good.discard(self.other)
        self.content[self.other] = HALF
        self.kill("while installing")
        progress(0.5)
        self.content[self.other] = self.inspect(bundle).version
        self.activate_other()
        self.kill("after installing")

    def activate_other(self) -> None:
        self.primary, self.tried = self.other, False

    def mark_good(self) -> None:
        self.kill("before marking good")
        self.good.add(self.booted)
        self.primary = self.booted
        self.kill("after marking good")

    def mark_bad(self) -> None:
        self.kill("before marking bad")
        self.good.discard(self.booted)
        self.primary = self.other
        self.kill("after marking bad")

    def boot(self, *, restart: bool = False) -> None:
        """Start as the bootloader chooses. `restart`: it was asked for, and is no power cut."""
        wanted = self.primary
        if wanted not in self.good:
            known = next(iter(self.good))
            if self.arms and not restart and not self.tried:
                wanted = known  # the trial waits for a restart
            elif self.tried or self.never_starts:
                wanted = self.primary = known
            else:
                self.tried = True
        self.booted = wanted
        assert self.content[self.booted] != HALF, "a slot started that was not written to its end"


class DoorTwin:
    """The device door: it may break off, or give out something else."""

    def __init__(self, files: BundleFiles) -> None:
        self.files, self.body = files, bundle("1.5.0")
        self.breaks_after: int | None = None
        self.fetched_bytes = 0

    def fetch(
        self,
        job: UpdateJob,
        progress: Callable[[float], None],
        pause: Callable[[float], bool],
    ) -> None:
        begin = self.files.part_bytes(job)
        end = len(self.body) if self.breaks_after is None else begin + self.breaks_after
        part = self.body[begin:end]
        with self.files.appending(job) as file:
            file.write(part)
        self.fetched_bytes += len(part)
        progress(end / len(self.body))
        if pause(0.0) or end < len(self.body):
            raise NoConnectionError("The connection broke.")


class MachineTwin:
    """Its time passes only in `turns`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.system = SlotsTwin()
        self.at, self.booted_at, self.boots = NIGHT_AT, NIGHT_AT, 0
        self.clock_set, self.calm, self.connected = True, True, True
        self.wrong: dict[str, str] = {}  # check -> what it says in the slots of `ill_versions`
        self.ill_versions = {"1.5.0"}
        self.told: list[SoftwareState] = []
        self.trouble = MessageTrouble(lambda: self.at)
        self.restart_asked = False
        self.goods = 0
        self.free = 10**10
        self.sent = NIGHT_AT
        self.door: DoorTwin | None = DoorTwin(self.files())
        self.start_kiosk()

    def files(self) -> BundleFiles:
        return BundleFiles(self.folder, lambda _place: self.free)

    def start_kiosk(self) -> None:
        """Start the kiosk's program, without a restart of the machine."""
        self.restart_asked = False
        self.updates = SoftwareUpdates(
            UpdateParts(
                folder=self.folder,
                site=SITE,
                device=DEVICE,
                key=KEY,
                package="0.1.0",
                slot=self.system.booted,
                boot=f"boot-{self.boots}",
                updater=self.system,
                files=self.files(),
                door=self.door,
                sticks=StickBundles([str(self.folder.parent / "stick/*.raucb")], lambda: self.at),
                checks={"camera": lambda: self._check("camera"), "speech": lambda: ""},
                reads={"kiosk's done orders": 1},
                now=lambda: self.at if self.clock_set else None,
                monotonic=lambda: self.at,
                uptime=lambda: self.at - self.booted_at,
                calm=lambda: self.calm,
                connected=lambda: self.connected,
                tell=self.told.append,
                restart=self._restart,
                good=self._good,
                show=lambda: None,
                trouble=self.trouble,
            )
        )

    def boot(self, *, restart: bool = False) -> None:
        """Lose the power, or restart: the bootloader chooses, and the kiosk starts."""
        self.system.boot(restart=restart)
        self.boots += 1
        self.booted_at = self.at
        self.start_kiosk()

    def order(self, **changes: object) -> SoftwareOrder:
        """An order as the server signs it."""
        body = self.door.body if self.door else bundle("1.5.0")
        self.sent += 1
        plain = SoftwareOrder(
            id="a" * 16,
            version="1.5.0",
            bytes=len(body),
            sha256=hashlib.sha256(body).hexdigest(),
            path="software/1.5.0.raucb",
            sent=self.sent,
            not_before=0.0,
            hours=NIGHT,
            trial_minutes=2,
        )
        return signed_software(KEY, SITE, DEVICE, replace(plain, **changes))

    def turns(self, count: int = 1, seconds: float = 30.0) -> None:
        """Let time pass; restart when the kiosk asks for it."""
        for _ in range(count):
            self.at += seconds
            self.updates.turn()
            if self.restart_asked:
                self.boot(restart=True)

    def until_end(self, limit: int = 100) -> SoftwareState:
        """Let time pass until the order has ended."""
        for _ in range(limit):
            self.turns()
            state = self.updates.state()
            if state is not None and state.step.is_end:
                return state
        raise AssertionError(f"no end: {self.updates.kept}")

    @property
    def state(self) -> SoftwareState:
        found = self.updates.state()
        assert found is not None
        return found

    @property
    def step(self) -> SoftwareStep:
        return self.state.step

    def _check(self, name: str) -> str:
        ill = self.system.content[self.system.booted] in self.ill_versions
        return self.wrong.get(name, "") if ill else ""

    def _restart(self) -> None:
        self.restart_asked = True

    def _good(self) -> None:
        self.goods += 1


class WriteKiller:
    """Kills the program before the write, or at the call of the machine, of a number."""

    def __init__(self, machine: MachineTwin, number: int) -> None:
        self.left = number
        self.write = update_ledger.write_update
        machine.system.kill = lambda _where: self._count()

    def __call__(self, *arguments: object) -> None:
        self._count()
        self.write(*arguments)  # type: ignore[arg-type]

    def _count(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise KilledError
