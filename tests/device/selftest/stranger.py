"""A machine with a certificate of its own, which no kiosk trusts."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from device.camera_setup.certificate import own_certificate


@contextmanager
def stranger(folder: Path) -> Iterator[int]:
    """Answer with TLS on a port of this machine. Yields the port."""
    own = own_certificate(folder, "stranger", dt.datetime.now(dt.UTC))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own.certificate, own.key)
    server = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        with suppress(OSError):
            while True:
                line, _ = server.accept()
                with suppress(OSError), context.wrap_socket(line, server_side=True):
                    pass

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    try:
        yield server.getsockname()[1]
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(5)
