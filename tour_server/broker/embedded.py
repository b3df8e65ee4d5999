"""The embedded MQTT 5 broker: iotcore (rumqttd in a wheel), as a child process.

Note: it stores nothing. Sessions and retained messages are lost when it restarts, so the server publishes its retained
messages again, and kiosks resend what was not acknowledged. The child process ignores SIGINT; `stop` or the end of this
process ends it.
"""

from __future__ import annotations

import socket
from pathlib import Path

import iotcore
import tomli_w

from contract.messages import MESSAGE_LIMIT
from runtime.broker_address import BrokerAddress
from tour_server.broker.settings import EmbeddedBroker

START_SECONDS = 10.0
MAX_CONNECTIONS = 500
# Above this iotcore drops the connection, so it is twice the contract's limit.
MAX_PAYLOAD_BYTES = 2 * MESSAGE_LIMIT
ANY_HOST = ("0.0.0.0", "::")  # noqa: S104 (compared with, not bound)


class BrokerStartError(RuntimeError):
    """The broker can't be started. The message is a plain sentence for the technician."""


class Embedded:
    """One iotcore broker, between `start` and `stop`."""

    def __init__(self, settings: EmbeddedBroker, folder: Path) -> None:
        """`folder`: where its configuration file is written; created when absent."""
        self._settings = settings
        self._file = folder / "iotcore.toml"
        self._broker: iotcore.Broker | None = None
        self.port = settings.port

    @property
    def address(self) -> BrokerAddress:
        """The address for this server's own clients."""
        host = self._settings.host
        return BrokerAddress("127.0.0.1" if host in ANY_HOST else host, self.port)

    def start(self) -> None:
        """Start the broker and wait until its port answers.

        Raises BrokerStartError when the port is used or the broker does not come up.
        """
        if self.port == 0:
            self.port = _free_port(self._settings.host)
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(tomli_w.dumps(self._configuration()), encoding="utf-8")
        broker = iotcore.Broker(config_path=str(self._file))
        try:
            broker.start(START_SECONDS)
        except OSError as error:
            raise BrokerStartError(
                f"The broker can't use port {self.port} of {self._settings.host}: {error}."
            ) from error
        except RuntimeError as error:
            raise BrokerStartError(f"The broker did not start: {error}.") from error
        self._broker = broker

    def stop(self) -> None:
        """End the child process and free the port. May be called twice."""
        if self._broker is not None:
            self._broker.stop()
            self._broker = None

    def _configuration(self) -> dict[str, object]:
        # Without a file iotcore listens on 0.0.0.0 and speaks MQTT 3.1.1 alone; [v5.1] is one MQTT 5 listener.
        return {
            "id": 0,
            "router": {
                "id": 0,
                "max_connections": MAX_CONNECTIONS,
                "max_outgoing_packet_count": 200,
                # 20 MB a filter in all; then the oldest messages are dropped, and kiosks resend them.
                "max_segment_size": 4 * 1024 * 1024,
                "max_segment_count": 5,
            },
            "v5": {
                "1": {
                    "name": "v5",
                    "listen": f"{self._settings.host}:{self.port}",
                    "next_connection_delay_ms": 1,
                    "connections": {
                        "connection_timeout_ms": 5000,
                        "max_payload_size": MAX_PAYLOAD_BYTES,
                        "max_inflight_count": 200,
                    },
                }
            },
        }


def _free_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port
