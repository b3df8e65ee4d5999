"""The device door: a listener with TLS by this server's own authority, which takes kiosks' certificates.

Its own certificate is renewed while it runs. A proxy before it would have to pass TLS through.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from pathlib import Path

from runtime.clocks import utc_now
from tour_server.broker.certificates import BrokerCertificateError, own_certificate
from tour_server.periodic import DAY_SECONDS, PeriodicTask
from web.page_server import PageServer, Tls

log = logging.getLogger(__name__)

THREADS = 16
SERVICE = "door"  # the name of its files in the authority's folder


class DeviceDoor:
    """Listens between `start` and `stop`."""

    def __init__(
        self,
        app: Callable[..., Iterable[bytes]],
        host: str,
        port: int,
        authority_folder: Path,
        body_limit: int,
    ) -> None:
        self._app, self._host, self._folder = app, host, authority_folder
        self._body_limit, self._wanted_port = body_limit, port
        self._pages: PageServer | None = None
        self._daily = PeriodicTask("device-door", DAY_SECONDS, self._renew)

    @property
    def port(self) -> int:
        """The port; with 0 in the settings known after the start."""
        return self._wanted_port if self._pages is None else self._pages.port

    def start(self) -> None:
        """Listen. Raises OSError, and ValueError where the authority can't be used."""
        try:
            tls = self._tls()
        except BrokerCertificateError as error:
            raise ValueError(str(error)) from error
        self._pages = PageServer(
            self._app, self._host, self._wanted_port, THREADS, self._body_limit, tls
        )
        self._pages.start()
        self._daily.start()
        log.info("the device door listens on %s, port %d", self._host, self.port)

    def stop(self) -> None:
        """Hang up and free the port."""
        self._daily.stop()
        if self._pages is not None:
            self._pages.stop()

    def _tls(self) -> Tls:
        files = own_certificate(self._folder, self._host, utc_now(), SERVICE)
        return Tls(Path(files.certificate), Path(files.key), Path(files.authority))

    def _renew(self) -> None:
        if self._pages is not None:
            self._pages.renew_certificate(self._tls())
