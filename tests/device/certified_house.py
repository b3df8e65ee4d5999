"""A house with an authority of its own: the certificate of its server, and that of a kiosk."""

from __future__ import annotations

import datetime as dt
import ssl
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from device.claim.device_key import KEY_FILE, own_key_pair
from device.content.certificate_fetcher import CertificateFetcher
from tour_server.broker.certificates import own_authority, own_certificate
from tour_server.broker.device_certificates import device_certificate, requested_key

NOW = dt.datetime.now(dt.UTC)
YEAR = dt.timedelta(days=365)


class CertifiedHouse:
    """An authority's folder, the certificate of its server, and of a kiosk."""

    def __init__(self, folder: Path, now: dt.datetime = NOW) -> None:
        self.folder = folder
        own_authority(folder, now)
        self.server = own_certificate(folder, "127.0.0.1", now)
        self.kiosk_key = folder / "kiosk" / KEY_FILE
        key = requested_key(own_key_pair(folder / "kiosk").signing_request())
        made = device_certificate(folder, "hall-1", key, now, YEAR)
        self.kiosk = folder / "kiosk" / "device.crt"
        self.kiosk.write_bytes(made.public_bytes(Encoding.PEM))

    def context(self, certificate: str, key: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        return context

    def fetcher(self) -> CertificateFetcher:
        return CertificateFetcher(self.folder / "ca.crt", self.kiosk, self.kiosk_key, 5)
