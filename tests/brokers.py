"""Real brokers for tests: the embedded iotcore and Mosquitto, on free ports of 127.0.0.1.

Mosquitto runs with Debian's mosquitto.conf and deploy/mosquitto/zaalgids.conf beside it, as `install.sh server` sets it
up; only the paths and the listener are replaced.
"""

from __future__ import annotations

import contextlib
import re
import secrets
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import paho.mqtt.client as paho

from runtime.broker_address import BrokerAddress, TlsFiles, tls_context
from tour_server.broker.embedded import Embedded
from tour_server.broker.settings import EmbeddedBroker

ROOT = Path(__file__).resolve().parent.parent
CONFIGURATION = ROOT / "deploy" / "mosquitto"
TLS_SETTINGS = (
    *("cafile", "crlfile", "certfile", "keyfile", "tls_"),
    *("require_", "use_identity", "acl_file"),
)
DEBIANS_OWN = """
pid_file {folder}/mosquitto.pid
persistence true
persistence_location {folder}/
log_dest stderr
include_dir {folder}/conf.d
user root
"""


def free_port() -> int:
    """Return a port of 127.0.0.1 on which nothing listens.

    It lies below those that Linux gives to outgoing connections (32768 and up), one of which could take it before a
    server does, or while a server that is killed in a test starts again.
    """
    while True:
        port = 20_000 + secrets.randbelow(12_768)  # not `random`, which tests seed
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def free_ports(count: int) -> list[int]:
    """Return different ports of 127.0.0.1 on which nothing listens."""
    found: set[int] = set()
    while len(found) < count:
        found.add(free_port())
    return list(found)


def wait_for_port(port: int, seconds: float = 10.0, host: str = "127.0.0.1") -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex((host, port)) == 0:
                return
        time.sleep(0.02)
    raise TimeoutError(f"nothing answers on port {port}")


def leave(client: paho.Client) -> None:
    """Stop a client that `loop_start` started, and close the socket that paho leaves open while it reconnects."""
    client.disconnect()
    client.loop_stop()
    open_socket = client.socket()
    if open_socket is not None:
        open_socket.close()


def answer_of(address: BrokerAddress, client: str = "") -> str:
    """Say CONNECT and hang up. Returns `in` when the broker lets this client in, else what it did instead.

    Written by hand, because paho leaves its sockets open where a broker ends the connection early.
    """

    def field(value: str) -> bytes:
        return len(value.encode()).to_bytes(2, "big") + value.encode()

    login = address.login
    body = field("MQTT") + bytes([5, 0x02 if login is None else 0xC2]) + b"\x00\x3c\x00"
    body += field(client) + (field(login.user) + field(login.password) if login else b"")
    context = tls_context(address)
    try:
        with contextlib.ExitStack() as opened:
            line = opened.enter_context(
                socket.create_connection((address.host, address.port), timeout=30)
            )
            if context is not None:
                line = opened.enter_context(context.wrap_socket(line, server_hostname=address.host))
            line.sendall(bytes([0x10, len(body)]) + body)  # MQTT 5 §3.1; it is short
            said = line.recv(64)
    except OSError as error:
        return f"no connection: {error}"
    if said[:1] != b"\x20":
        return "hung up"
    return "in" if said[3] == 0 else f"refused with {said[3]:#x}"


class RealMosquitto:
    """The real Mosquitto. `tls`: the folder that certificates.sh made; without it any client may connect."""

    def __init__(
        self,
        folder: Path,
        port: int | None = None,
        tls: Path | None = None,
        host: str = "127.0.0.1",
    ) -> None:
        """`host`: what it listens on, and the first name in its certificate."""
        self.port = port or free_port()
        self.host = host
        self.folder = folder
        self._tls = tls
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "acl").write_text(
            (CONFIGURATION / "zaalgids.acl").read_text(encoding="utf-8"), encoding="utf-8"
        )
        # Started by root, Mosquitto would otherwise change to a user without the right to read these files.
        (folder / "mosquitto.conf").write_text(DEBIANS_OWN.format(folder=folder), encoding="utf-8")
        (folder / "conf.d").mkdir(exist_ok=True)
        (folder / "conf.d" / "zaalgids.conf").write_text(self._configuration(), encoding="utf-8")

    def _configuration(self) -> str:
        text = (CONFIGURATION / "zaalgids.conf").read_text(encoding="utf-8")
        text = re.sub(r"^listener .*$", f"listener {self.port} {self.host}", text, flags=re.M)
        text = text.replace("/etc/mosquitto/zaalgids.acl", str(self.folder / "acl"))
        if self._tls:
            text = text.replace("/etc/mosquitto/zaalgids/broker.", f"{self._tls}/{self.host}.")
            text = text.replace("/etc/mosquitto/zaalgids/", f"{self._tls}/")
        else:
            lines = [one for one in text.splitlines() if not one.startswith(TLS_SETTINGS)]
            text = "\n".join(lines).replace("allow_anonymous false", "allow_anonymous true")
        return text

    def address(self, device: str = "") -> BrokerAddress:
        if self._tls is None:
            return BrokerAddress(self.host, self.port)
        files = TlsFiles(*(str(self._tls / name) for name in self._files(device)))
        return BrokerAddress(self.host, self.port, files)

    @staticmethod
    def _files(device: str) -> tuple[str, str, str]:
        return "ca.crt", f"{device}.crt", f"{device}.key"

    def start(self) -> None:
        """Start Mosquitto. Raises OSError where another program keeps the port, which would answer in its place."""
        # A socket that was closed still takes the connection it waits for.
        end = time.monotonic() + 5.0
        while self._answers():
            if time.monotonic() >= end:
                raise OSError(f"another program listens on port {self.port}")
            time.sleep(0.1)
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._program(), "-c", str(self.folder / "mosquitto.conf")], stdout=log, stderr=log
            )
        try:
            wait_for_port(self.port, host=self.host)
        except TimeoutError:
            self.kill()
            raise

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex((self.host, self.port)) == 0

    @staticmethod
    def _program() -> str:
        return shutil.which("mosquitto") or "/usr/sbin/mosquitto"

    @classmethod
    def is_installed(cls) -> bool:
        return Path(cls._program()).exists()

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def _end(self, number: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(10)
            self._process = None


class RealIotcore:
    """The embedded broker with the methods of RealMosquitto."""

    def __init__(self, folder: Path, port: int | None = None) -> None:
        self._folder = folder
        self.port = port or free_port()
        self._broker: Embedded | None = None

    def address(self, device: str = "") -> BrokerAddress:
        return BrokerAddress("127.0.0.1", self.port)

    def start(self) -> None:
        self._broker = Embedded(EmbeddedBroker(port=self.port), self._folder)
        self._broker.start()

    def kill(self) -> None:
        assert self._broker is not None
        assert self._broker._broker is not None
        process = self._broker._broker._process
        process.kill()
        process.wait(10)
        self.stop()

    def stop(self) -> None:
        if self._broker is not None:
            self._broker.stop()
            self._broker = None
