"""The steps on a hostile network: another server at the museum's address, and software that is not what was ordered."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from tests.image.bench import Bench, expect, say
from tests.image.bundles import foreign_signer
from tests.image.kiosk_steps import (
    ask_server,
    bins,
    claimed,
    gaps,
    order,
    order_step,
    wait_for,
    works,
)
from tests.journeys.test_a_spare_takes_a_place import ClaimedHouse
from tests.waiting import until

MINUTE = 70.0  # seconds in which a whole minute is counted
MIDDLE = 1_000_000  # a byte in the middle of a bundle


class FalseServer:
    """Answers TLS at a port with a certificate that the house's authority did not sign."""

    def __init__(self, port: int, certificate: Path, key: Path) -> None:
        self.tried = self.believed = 0
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate, key)
        self._listening = socket.create_server(("127.0.0.1", port))
        self._thread = threading.Thread(target=self._answer, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Hang up."""
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(30)

    def _answer(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            self.tried += 1
            with connection, suppress(OSError):
                connection.settimeout(20)
                with self._context.wrap_socket(connection, server_side=True) as talk:
                    # In TLS 1.3 a client says after the handshake that it does not believe the certificate.
                    self.believed += bool(talk.recv(1))


@contextmanager
def false_servers(ports: tuple[int, ...], folder: Path) -> Iterator[list[FalseServer]]:
    """Stand at these ports while the context lasts."""
    with ExitStack() as stack:
        servers = [FalseServer(port, *foreign_signer(folder)) for port in ports]
        for one in servers:
            stack.callback(one.close)
        yield servers


def meets_a_false_server(bench: Bench) -> None:
    """Another server stands at the museum's address: it is not believed, and no minute is lost meanwhile."""
    house, machine = claimed(bench), bench.up()
    wait_for(machine, works, 900)
    ports = (house.door, house.mosquitto.broker.port)
    house.leave()
    kept = bins(house)
    with false_servers(ports, bench.work) as servers:
        wait_for(machine, lambda health: health.get("connected") is False, 600)
        until(lambda: all(one.tried for one in servers), 600 * bench.slowness, "nothing was tried")
        time.sleep(MINUTE)
        health = wait_for(machine, lambda health: bool(health.get("ready")), 300)
        expect(health.get("connected") is False, f"the false broker was believed: {health}")
        expect(not any(one.believed for one in servers), "the kiosk spoke to a false server")
        tries = [one.tried for one in servers]
    house.come_back()
    wait_for(machine, works, 900)
    until(lambda: bins(house) > kept, 300 * bench.slowness, "no minute came afterwards")
    missing = gaps(house)
    expect(not missing, f"numbers of minutes that the server lacks: {missing}")
    say(
        f"door and broker were tried {tries} times and not believed; the kiosk worked on, no minute is lost"
    )


def refuses_orders(bench: Bench) -> None:
    """Software that is older, or that somebody changed on the server, is refused, and the desk says so."""
    house, machine = claimed(bench), bench.up()
    wait_for(machine, works, 900)
    before = bench.status()
    for name in ("older", "changed"):
        _forget_software(house)  # staff who see that one is older send it to take the kiosk back
        sha256 = order(bench, name, change=_change if name == "changed" else None)
        until(lambda: order_step(house)[0] == "refused", 900, lambda: str(order_step(house)))
        said = order_step(house)
        say(f"{name} ({sha256[:8]}): {said[1]}: {said[2]}")
        expect(said[1] == {"older": "older", "changed": "wrong-hash"}[name], str(said))
    expect(bench.status() == before, f"{before} before, {bench.status()} after")


def _forget_software(house: ClaimedHouse) -> None:
    """Let the server forget what the kiosk runs."""
    ask_server(house, "DELETE FROM kiosk_software")


def _change(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.seek(MIDDLE)
        byte = opened.read(1)
        opened.seek(MIDDLE)
        opened.write(bytes([byte[0] ^ 1]))
