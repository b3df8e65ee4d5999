"""A kiosk, a broker and a server as processes, the proxies between them, and the faults that can be injected."""

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
from tests.journeys.message_replayer import MessageReplayer
from tests.journeys.stores import Store
from tests.journeys.tcp_proxy import TcpProxy

ROOT = Path(__file__).resolve().parents[2]
SITE, DEVICE = "museum", "kiosk-1"
MAX_WAIT_SECONDS = 120.0  # a loaded machine takes ten seconds to start a process


class FaultScenario:
    """Runs the processes from its creation until `close`; `seed` decides every random choice."""

    def __init__(self, folder: Path, seed: int, store: Callable[[Path], Store]) -> None:
        self.rng = random.Random(seed)
        self.folder = folder
        self.ledger = folder / "ledger"
        self.ledger.touch()
        self.kiosk_kills = 0
        self.pending_answers = 0  # `drained` lines that the running kiosk has not printed yet
        self.description = ""  # of this round, printed when it fails
        self._cleanups: list[Callable[[], object]] = []
        try:
            self.store = store(folder)
            self._cleanups.append(self.store.close)
            self.disk = SmallDisk(folder / "kiosk-disk", 8) if may_mount() else None
            if self.disk:
                self._cleanups.append(self.disk.unmount)
            self.broker = RealMosquitto(folder / "broker")
            self.broker.start()
            self._cleanups.append(self.broker.stop)
            self.kiosk_proxy = self._start_proxy()
            self.server_proxy = self._start_proxy()
            self.replayer = MessageReplayer(self.broker.port, SITE, DEVICE)
            self._cleanups.append(self.replayer.leave)
            self.server = self._server()
            self.kiosk = self._kiosk()
            self._cleanups += [lambda: end(self.server), lambda: end(self.kiosk)]
            self.feed(0)  # makes the outbox; after that the kiosk starts on a full disk, too
            self.drain()
        except BaseException:
            self.close()
            raise
        self._faults = self._all_faults()
        self._shuffled: list[str] = []

    def close(self) -> None:
        """End everything in reverse order of its start."""
        while self._cleanups:
            self._cleanups.pop()()

    # The faults. They are drawn from a shuffled list without replacement, so that a few rounds inject all of them.
    def _all_faults(self) -> dict[str, Callable[[], object]]:
        faults: dict[str, Callable[[], object]] = {
            "kill the broker": self._kill_the_broker,
            "freeze the broker": self._freeze_the_broker,
            "kill the server before its commit": lambda: self.die_at_a_commit("before"),
            "kill the server within its commit": lambda: self.die_at_a_commit("within"),
            "kill the server after its commit": lambda: self.die_at_a_commit("after"),
            "kill the server": self.restart_server,
            "kill the kiosk": self.restart_kiosk,
            "interrupt the kiosk's connection": lambda: self._interrupt(self.kiosk_proxy),
            "interrupt the server's connection": lambda: self._interrupt(self.server_proxy),
            "lock the database": lambda: self.store.lock(self.rng.uniform(0.2, 1.0)),
            "set the kiosk's clock wrong": self._set_the_clock_wrong,
            "duplicates in another order": lambda: self.replayer.replay(self.rng),
            "malformed messages": lambda: self.replayer.publish_malformed(self.rng),
        }
        if self.store.url.startswith("postgresql"):
            faults["crash the database"] = self.store.crash
        if self.disk:
            faults["fill the kiosk's disk"] = self._fill_the_kiosks_disk
            faults["start the kiosk on a full disk"] = self._start_on_a_full_disk
            faults["fill the server's disk"] = lambda: self._fill_the_servers_disk(restart=False)
            faults["start the server on a full disk"] = lambda: self._fill_the_servers_disk(
                restart=True
            )
        return faults

    def next_fault(self) -> str:
        """Return the name of a fault; each name comes once before any comes again."""
        if not self._shuffled:
            names = list(self._faults)
            self._shuffled = self.rng.sample(names, len(names))
        return self._shuffled.pop()

    def inject(self, name: str) -> None:
        """Apply the fault of this name and return when it is over."""
        self._faults[name]()

    def _kill_the_broker(self) -> None:
        self.broker.kill()
        time.sleep(self.rng.uniform(0, 0.8))
        self.broker.start()

    def _freeze_the_broker(self) -> None:
        self.broker.signal(signal.SIGSTOP)
        time.sleep(self.rng.uniform(0.1, 0.8))
        self.broker.signal(signal.SIGCONT)

    def _interrupt(self, proxy: TcpProxy) -> None:
        proxy.interrupt()
        time.sleep(self.rng.uniform(0.1, 1.2))
        proxy.restore(reset=self.rng.random() < 0.7)

    def _set_the_clock_wrong(self) -> None:
        self._command(f"clock {self.rng.choice([-1.7e9, -7200.0, 40.0, 5e8, 0.0])}")

    def _fill_the_kiosks_disk(self) -> None:
        assert self.disk is not None
        self.disk.fill()
        time.sleep(self.rng.uniform(0.1, 1.0))
        self.disk.free()
        self._until_safe()

    def _start_on_a_full_disk(self) -> None:
        """Kill the kiosk and start it while its disk is full."""
        assert self.disk is not None
        self._until_safe()
        self.kiosk_kills += 1
        end(self.kiosk)
        self.disk.fill()
        self.kiosk, self.pending_answers = self._kiosk(), 0
        self.feed(20)
        time.sleep(self.rng.uniform(0.5, 2.0))
        self.disk.free()
        self._until_safe()

    def _fill_the_servers_disk(self, *, restart: bool) -> None:
        assert self.store.disk is not None
        self.store.disk.fill()
        if restart:
            self.restart_server()
        time.sleep(self.rng.uniform(0.2, 1.5))
        self.store.disk.free()
        self.store.recover()

    def die_at_a_commit(self, moment: str) -> None:
        self.restart_server(self.rng.randint(1, 3), moment)

    def restart_server(self, commits: int = 0, moment: str = "never") -> None:
        end(self.server)
        self.server = self._server(commits, moment)

    def restart_kiosk(self) -> None:
        self.kiosk_kills += 1
        end(self.kiosk)
        self.kiosk, self.pending_answers = self._kiosk(), 0

    # Input and output.

    def fed(self) -> tuple[int, int]:
        """Return the number of crossings begun, and of those that are on the kiosk's disk."""
        written = self.ledger.read_bytes()
        return written.count(b"b"), written.count(b"d")

    def feed(self, crossings: int) -> None:
        self._command(f"feed {crossings}")
        self.pending_answers += 1

    def drain(self) -> None:
        """Wait until the server has confirmed everything that the kiosk has."""
        assert self.kiosk.stdout is not None
        until = time.monotonic() + MAX_WAIT_SECONDS
        while self.pending_answers:
            assert time.monotonic() < until, f"the kiosk is not drained: {self._state_report()}"
            if self.server.poll() is not None:  # it has reached the commit at which it kills itself
                self.restart_server()
            assert self.kiosk.poll() is None, f"the kiosk ended by itself:\n{self.log_ends()}"
            if select.select([self.kiosk.stdout], [], [], 0.1)[0]:
                # `readline` would buffer the second of two answers, and `select` would not report it.
                self.pending_answers -= os.read(self.kiosk.stdout.fileno(), 4096).count(b"\n")

    def _state_report(self) -> str:
        """Return the counts and the logs of all processes, ending with the stacks of their threads."""
        for process in (self.kiosk, self.server):
            process.send_signal(signal.SIGUSR1)
        time.sleep(1)
        fed, total = self.fed(), self.store.crossings()
        return (
            f"fed {fed}, {self.pending_answers} answers pending, {total} in the database, "
            f"{self.description}\n{self.log_ends(80)}"
        )

    def _until_safe(self) -> None:
        """Wait until the kiosk has written its crossings to disk, except at most the one it is writing now."""
        until = time.monotonic() + MAX_WAIT_SECONDS
        lost_before = self.kiosk_kills
        while (fed := self.fed())[0] - fed[1] > lost_before + 1:
            assert time.monotonic() < until, f"crossings stay in memory, {fed}:\n{self.log_ends()}"
            assert self.kiosk.poll() is None, f"the kiosk ended by itself:\n{self.log_ends()}"
            time.sleep(0.05)

    def log_ends(self, lines: int = 15) -> str:
        """Return the last lines of every log."""
        return "\n".join(
            f"--- {log.name}\n" + "\n".join(log.read_text().splitlines()[-lines:])
            for log in self.folder.glob("*.log")
        )

    # The processes.

    def _command(self, command: str) -> None:
        assert self.kiosk.stdin is not None
        self.kiosk.stdin.write(f"{command}\n")
        self.kiosk.stdin.flush()

    def _start_proxy(self) -> TcpProxy:
        proxy = TcpProxy(self.broker.port)
        self._cleanups.append(proxy.close)
        return proxy

    def _process(self, module: str, proxy: TcpProxy, *arguments: str) -> subprocess.Popen[str]:
        broker = f"mqtt://127.0.0.1:{proxy.port}"
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
        seed = str(self.rng.getrandbits(32))
        arguments = (self.store.url, seed, str(commits), moment)
        return self._process("fault_server", self.server_proxy, *arguments)

    def _kiosk(self) -> subprocess.Popen[str]:
        where = self.disk.folder if self.disk else self.folder
        seed = str(self.rng.getrandbits(32))
        arguments = (str(where / "outbox.db"), str(self.ledger), seed)
        return self._process("fault_kiosk", self.kiosk_proxy, *arguments)


def end(process: subprocess.Popen[str]) -> None:
    """Kill a process with SIGKILL and close its streams."""
    process.kill()
    process.wait(10)
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            try:
                stream.close()
            except BrokenPipeError:
                continue
