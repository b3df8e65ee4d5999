"""The embedded MQTT 5 broker: iotcore (rumqttd in a wheel), as a child process.

On loopback it is one open listener. Beyond loopback (`broker_host`) it has two: one for the devices, with TLS and a
user for each device, and one on loopback for this server's own clients, with a user of the server's own. While no
device has credentials, the first of them is closed.

Note: it stores nothing. Sessions and retained messages are lost when it restarts, so the server publishes its retained
messages again, and kiosks resend what was not acknowledged. It can't read its configuration again, so it restarts
when a device is added or revoked. The child process ignores SIGINT; `stop` or the end of this process ends it.

Note: it has no access list: a device with credentials can read and write every topic. It also ends the connection of a
refused client without an answer.
"""

from __future__ import annotations

import logging
import secrets
import socket
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import iotcore
import tomli_w

from contract.messages import MESSAGE_LIMIT
from runtime.broker_address import BrokerAddress, BrokerLogin
from runtime.clocks import utc_now
from runtime.durable_files import READABLE_BY_OWNER, write_durably
from runtime.hosts import EVERY_ADDRESS, in_url, on_this_machine
from runtime.private_files import private_folder
from runtime.worker import Worker
from tour_server.broker.certificates import BrokerCertificateError, own_certificate
from tour_server.broker.settings import BrokerTlsFiles, EmbeddedBroker
from web.translations import gettext as _

log = logging.getLogger(__name__)

START_SECONDS = 10.0
CHECK_SECONDS = 10.0  # between two looks at the devices' credentials and the certificate
MAX_CONNECTIONS = 500
# Above this iotcore drops the connection, so it is twice the contract's limit.
MAX_PAYLOAD_BYTES = 2 * MESSAGE_LIMIT
LOOPBACK = "127.0.0.1"
SERVER_USER = "tour-server"

BrokerUsers = Callable[[], Mapping[str, str]]
"""Returns the password of each device that may use the broker, by the device's name."""


class BrokerStartError(RuntimeError):
    """The broker can't be started. The message is a plain sentence for the technician."""


class _Configuration(NamedTuple):
    """What the child process runs with. `written_at`: of the certificate and its key, which may be renewed."""

    toml: dict[str, Any]
    written_at: tuple[int, ...]


class Embedded:
    """One iotcore broker, between `start` and `stop`."""

    def __init__(
        self,
        settings: EmbeddedBroker,
        folder: Path,
        users: BrokerUsers = dict,
        *,
        check_seconds: float = CHECK_SECONDS,
    ) -> None:
        """`folder`: for its configuration and certificates; created when absent. `users`: see BrokerUsers."""
        self.users = users
        self._settings = settings
        self._folder = folder
        self._check_seconds = check_seconds
        self._beyond_loopback = not on_this_machine(settings.host)
        self._lock = threading.Lock()  # of the child process and what it runs with
        self._broker: _IotcoreBroker | None = None
        self._running_with: _Configuration | None = None
        self._known_users: dict[str, str] = {}
        self._password = secrets.token_urlsafe(32)  # of the server's own user
        self._inner_port = 0
        self._worker = Worker("broker", self._keep_up_to_date)
        self.port = settings.port

    @property
    def address(self) -> BrokerAddress:
        """The address for this server's own clients."""
        if not self._beyond_loopback:
            return BrokerAddress(self._settings.host, self.port)
        login = BrokerLogin(SERVER_USER, self._password)
        return BrokerAddress(LOOPBACK, self._inner_port, login=login)

    @property
    def address_for_devices(self) -> str:
        """The address for devices, with this machine's own where it listens on all of them."""
        if not self._beyond_loopback:
            return str(BrokerAddress(self._settings.host, self.port))
        host = LOOPBACK if self._settings.host in EVERY_ADDRESS else self._settings.host
        return f"mqtts://{in_url(host)}:{self.port}"

    @property
    def problem(self) -> str | None:
        """Why the devices can't reach it now, as a plain sentence; None when they can."""
        if not self._beyond_loopback or self._known_users:
            return None
        return _(
            "The broker does not listen on {host}, because no kiosk has credentials yet. Make them with "
            '"zaalgids device add NAME". Or set broker_host = "127.0.0.1", if every kiosk runs on this machine.',
            host=self._settings.host,
        )

    def start(self) -> None:
        """Start the broker and wait until its port answers.

        Raises BrokerStartError when the port is used or the broker does not come up.
        """
        if self.port == 0:
            self.port = _free_port(self._settings.host)
        if self._beyond_loopback:
            self._inner_port = _free_port(LOOPBACK)
            self._known_users = dict(self.users())
            if self.problem:
                log.warning("%s", self.problem)
        with self._lock:
            self._run(self._configuration())
        self._worker.start()

    def stop(self) -> None:
        """End the child process and free the port. May be called twice."""
        self._worker.stop()
        with self._lock:
            self._end()

    def _keep_up_to_date(self) -> None:
        """Restart the child when it has died, and when users or the certificate have changed."""
        while not self._worker.wait(self._check_seconds):
            try:
                self._check()
            except (
                Exception
            ) as error:  # the database is away, or the disk full: the broker goes on as it is
                log.warning("The broker can't be brought up to date: %s", error)

    def _check(self) -> None:
        if self._beyond_loopback:
            known, self._known_users = self._known_users, dict(self.users())
            if self._known_users != known:
                log.info("%d devices may use the broker now", len(self._known_users))
        wanted = self._configuration()
        with self._lock:
            if self._worker.stopping.is_set():
                return
            if self._broker is not None and self._broker.is_running:
                if wanted == self._running_with:
                    return
            else:
                log.error("The broker has ended by itself. It starts again.")
            self._end()
            self._run(wanted)

    def _run(self, configuration: _Configuration) -> None:
        private_folder(self._folder)
        file = self._folder / "iotcore.toml"
        # It holds passwords.
        write_durably(file, tomli_w.dumps(configuration.toml).encode(), READABLE_BY_OWNER)
        broker = _IotcoreBroker(config_path=str(file))
        try:
            broker.start(START_SECONDS)
        except OSError as error:
            raise BrokerStartError(
                f"The broker can't use port {self.port} of {self._settings.host}: {error}."
            ) from error
        except RuntimeError as error:
            raise BrokerStartError(f"The broker did not start: {error}.") from error
        self._broker, self._running_with = broker, configuration

    def _end(self) -> None:
        if self._broker is not None:
            self._broker.stop()
            self._broker = None

    def _configuration(self) -> _Configuration:
        # Without a file iotcore listens on 0.0.0.0 and speaks MQTT 3.1.1 alone; [v5.1] is one MQTT 5 listener.
        listeners = [_listener(self._settings.host, self.port)]
        written_at: tuple[int, ...] = ()
        if self._beyond_loopback:
            listeners = [_listener(LOOPBACK, self._inner_port, {SERVER_USER: self._password})]
            if self._known_users:
                tls = self._tls_files()
                # rumqttd tells a client's certificate to nobody, so it does not ask for one: no `capath`.
                files = {"certpath": tls.certificate, "keypath": tls.key}
                outer = _listener(self._settings.host, self.port, self._known_users)
                listeners.append({**outer, "tls": files, "name": "devices"})
                written_at = tuple(Path(one).stat().st_mtime_ns for one in files.values())
        toml = {
            "id": 0,
            "router": {
                "id": 0,
                "max_connections": MAX_CONNECTIONS,
                "max_outgoing_packet_count": 200,
                # 20 MB a filter in all; then the oldest messages are dropped, and kiosks resend them.
                "max_segment_size": 4 * 1024 * 1024,
                "max_segment_count": 5,
            },
            "v5": {str(number): one for number, one in enumerate(listeners, start=1)},
        }
        return _Configuration(toml, written_at)

    def _tls_files(self) -> BrokerTlsFiles:
        """Returns the museum's own files, or those that this server makes. Raises BrokerStartError."""
        if self._settings.tls.certificate:
            return self._settings.tls
        try:
            return own_certificate(self._folder, self._settings.host, utc_now())
        except BrokerCertificateError as error:
            raise BrokerStartError(str(error)) from error


class _IotcoreBroker(iotcore.Broker):
    """Asks the right address whether the broker is up; iotcore's own takes the brackets of IPv6 for a part of it."""

    @staticmethod
    def _listener_ready(addr: str) -> bool:
        host, port = addr.rsplit(":", 1)
        host = host.strip("[]")
        try:
            with socket.create_connection((_reachable(host), int(port)), timeout=0.2):
                return True
        except OSError:
            return False


def _reachable(host: str) -> str:
    """Returns the address by which this machine reaches what listens on `host`."""
    return {"0.0.0.0": LOOPBACK, "::": "::1"}.get(host, host)  # noqa: S104


def _listener(host: str, port: int, users: Mapping[str, str] | None = None) -> dict[str, Any]:
    connections: dict[str, Any] = {
        "connection_timeout_ms": 5000,
        "max_payload_size": MAX_PAYLOAD_BYTES,
        "max_inflight_count": 200,
    }
    if users is not None:
        connections["auth"] = dict(users)
    return {
        "name": "server",
        "listen": f"{in_url(host)}:{port}",
        "next_connection_delay_ms": 1,
        "connections": connections,
    }


def _free_port(host: str) -> int:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port
