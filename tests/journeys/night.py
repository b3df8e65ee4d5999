"""A bad night: a kiosk, a broker and a server as processes, the cables between them, and what is done to them."""

from __future__ import annotations

import os
import random
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.brokers import RealMosquitto
from tests.disks import SmallDisk, may_mount
from tests.journeys.cable import Cable
from tests.journeys.stores import Store
from tests.journeys.tamperer import Tamperer

ROOT = Path(__file__).resolve().parents[2]
SITE, DEVICE = "museum", "kiosk-1"
PATIENCE = 120.0  # seconds until "nothing more arrives": a loaded machine starts a process in ten


class Night:
    def __init__(self, folder: Path, seed: int, store: Callable[[Path], Store]) -> None:
        self.chance = random.Random(seed)
        self.folder = folder
        self.ledger = folder / "ledger"
        self.ledger.touch()
        self.kiosk_kills = 0
        self.owed = 0  # answers that the living kiosk has not given yet
        self.story = ""  # of this round, for whoever reads a failure
        self._undo: list[Callable[[], object]] = []
        try:
            self.store = store(folder)
            self._undo.append(self.store.close)
            self.disk = SmallDisk(folder / "kiosk-disk", 8) if may_mount() else None
            if self.disk:
                self._undo.append(self.disk.unmount)
            self.broker = RealMosquitto(folder / "broker")
            self.broker.start()
            self._undo.append(self.broker.stop)
            self.kiosk_cable = self._cable()
            self.server_cable = self._cable()
            self.tamperer = Tamperer(self.broker.port, SITE, DEVICE)
            self._undo.append(self.tamperer.leave)
            self.server = self._server()
            self.kiosk = self._kiosk()
            self._undo += [lambda: end(self.server), lambda: end(self.kiosk)]
            self.feed(0)  # once its outbox is made a full disk can't keep it from starting
            self.drain()
        except BaseException:
            self.over()
            raise
        self._strikes = self._all_strikes()
        self._deck: list[str] = []

    def over(self) -> None:
        """Everything ends, the last begun first."""
        while self._undo:
            self._undo.pop()()

    # What can happen. A deck of all, shuffled, so that a few rounds have them all.

    def _all_strikes(self) -> dict[str, Callable[[], object]]:
        strikes: dict[str, Callable[[], object]] = {
            "kill the broker": self._kill_the_broker,
            "freeze the broker": self._freeze_the_broker,
            "kill the server before its commit": lambda: self.die_at_a_commit("before"),
            "kill the server within its commit": lambda: self.die_at_a_commit("within"),
            "kill the server after its commit": lambda: self.die_at_a_commit("after"),
            "kill the server": self.restart_server,
            "kill the kiosk": self.restart_kiosk,
            "cut the kiosk's cable": lambda: self._cut(self.kiosk_cable),
            "cut the server's cable": lambda: self._cut(self.server_cable),
            "lock the database": lambda: self.store.lock(self.chance.uniform(0.2, 1.0)),
            "set the kiosk's clock wrong": self._set_the_clock_wrong,
            "duplicates in another order": lambda: self.tamperer.again(self.chance),
            "poison": lambda: self.tamperer.poison(self.chance),
        }
        if self.store.url.startswith("postgresql"):
            strikes["crash the database"] = self.store.crash
        if self.disk:
            strikes["fill the kiosk's disk"] = self._fill_the_kiosks_disk
            strikes["start the kiosk on a full disk"] = self._start_on_a_full_disk
            strikes["fill the server's disk"] = lambda: self._fill_the_servers_disk(restart=False)
            strikes["start the server on a full disk"] = lambda: self._fill_the_servers_disk(
                restart=True
            )
        return strikes

    def next_strike(self) -> str:
        if not self._deck:
            names = list(self._strikes)
            self._deck = self.chance.sample(names, len(names))
        return self._deck.pop()

    def strike(self, name: str) -> None:
        self._strikes[name]()

    def _kill_the_broker(self) -> None:
        self.broker.kill()
        time.sleep(self.chance.uniform(0, 0.8))
        self.broker.start()

    def _freeze_the_broker(self) -> None:
        self.broker.signal(signal.SIGSTOP)
        time.sleep(self.chance.uniform(0.1, 0.8))
        self.broker.signal(signal.SIGCONT)

    def _cut(self, cable: Cable) -> None:
        cable.cut()
        time.sleep(self.chance.uniform(0.1, 1.2))
        cable.mend(torn=self.chance.random() < 0.7)

    def _set_the_clock_wrong(self) -> None:
        self._say(f"clock {self.chance.choice([-1.7e9, -7200.0, 40.0, 5e8, 0.0])}")

    def _fill_the_kiosks_disk(self) -> None:
        assert self.disk is not None
        self.disk.fill()
        time.sleep(self.chance.uniform(0.1, 1.0))
        self.disk.free()
        self._until_safe()

    def _start_on_a_full_disk(self) -> None:
        """Its power fails, and when it comes back there is no room."""
        assert self.disk is not None
        self._until_safe()
        self.kiosk_kills += 1
        end(self.kiosk)
        self.disk.fill()
        self.kiosk, self.owed = self._kiosk(), 0
        self.feed(20)
        time.sleep(self.chance.uniform(0.5, 2.0))
        self.disk.free()
        self._until_safe()

    def _fill_the_servers_disk(self, *, restart: bool) -> None:
        assert self.store.disk is not None
        self.store.disk.fill()
        if restart:
            self.restart_server()
        time.sleep(self.chance.uniform(0.2, 1.5))
        self.store.disk.free()
        self.store.recover()

    def die_at_a_commit(self, moment: str) -> None:
        self.restart_server(self.chance.randint(1, 3), moment)

    def restart_server(self, commits: int = 0, moment: str = "never") -> None:
        end(self.server)
        self.server = self._server(commits, moment)

    def restart_kiosk(self) -> None:
        self.kiosk_kills += 1
        end(self.kiosk)
        self.kiosk, self.owed = self._kiosk(), 0

    # What goes in, what comes out.

    def fed(self) -> tuple[int, int]:
        """(crossings begun, crossings that are safe on the kiosk's disk)."""
        written = self.ledger.read_bytes()
        return written.count(b"b"), written.count(b"d")

    def feed(self, crossings: int) -> None:
        self._say(f"feed {crossings}")
        self.owed += 1

    def drain(self) -> None:
        """Returns when the kiosk has nothing left that the server has not confirmed."""
        assert self.kiosk.stdout is not None
        until = time.monotonic() + PATIENCE
        while self.owed:
            assert time.monotonic() < until, f"nothing more arrives: {self._where_they_are()}"
            if self.server.poll() is not None:  # it has come to the commit that kills it
                self.restart_server()
            assert self.kiosk.poll() is None, f"the kiosk ended by itself:\n{self.words()}"
            if select.select([self.kiosk.stdout], [], [], 0.1)[0]:
                # Not `readline`: two answers at once would lie in its buffer, where `select` sees nothing.
                self.owed -= os.read(self.kiosk.stdout.fileno(), 4096).count(b"\n")

    def _where_they_are(self) -> str:
        """The log of each process, ending with what its threads do now."""
        for process in (self.kiosk, self.server):
            process.send_signal(signal.SIGUSR1)
        time.sleep(1)
        fed, total = self.fed(), self.store.crossings()
        return (
            f"fed {fed}, owed {self.owed}, {total} in the database, {self.story}\n{self.words(80)}"
        )

    def _until_safe(self) -> None:
        """What the kiosk kept in memory is on its disk; at most the crossing of this moment is not."""
        until = time.monotonic() + PATIENCE
        lost_before = self.kiosk_kills
        while (fed := self.fed())[0] - fed[1] > lost_before + 1:
            assert time.monotonic() < until, f"it stays in memory, {fed}:\n{self.words()}"
            assert self.kiosk.poll() is None, f"the kiosk ended by itself:\n{self.words()}"
            time.sleep(0.05)

    def words(self, lines: int = 15) -> str:
        """The end of every log."""
        return "\n".join(
            f"--- {log.name}\n" + "\n".join(log.read_text().splitlines()[-lines:])
            for log in self.folder.glob("*.log")
        )

    # The processes.

    def _say(self, command: str) -> None:
        assert self.kiosk.stdin is not None
        self.kiosk.stdin.write(f"{command}\n")
        self.kiosk.stdin.flush()

    def _cable(self) -> Cable:
        cable = Cable(self.broker.port)
        self._undo.append(cable.close)
        return cable

    def _process(self, module: str, cable: Cable, *arguments: str) -> subprocess.Popen[str]:
        broker = f"mqtt://127.0.0.1:{cable.port}"
        with (self.folder / f"{module}.log").open("a") as log:
            return subprocess.Popen(
                [sys.executable, "-m", f"tests.journeys.{module}", broker, *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                cwd=ROOT,
            )

    def _server(self, commits: int = 0, moment: str = "never") -> subprocess.Popen[str]:
        seed = str(self.chance.getrandbits(32))
        arguments = (self.store.url, seed, str(commits), moment)
        return self._process("fault_server", self.server_cable, *arguments)

    def _kiosk(self) -> subprocess.Popen[str]:
        where = self.disk.folder if self.disk else self.folder
        seed = str(self.chance.getrandbits(32))
        arguments = (str(where / "outbox.db"), str(self.ledger), seed)
        return self._process("fault_kiosk", self.kiosk_cable, *arguments)


def end(process: subprocess.Popen[str]) -> None:
    """Killed with -9."""
    process.kill()
    process.wait(10)
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            try:
                stream.close()
            except BrokenPipeError:
                continue
