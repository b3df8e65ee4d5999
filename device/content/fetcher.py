"""Downloads for the content store: by python-tuf's fetcher, with every error turned into `DownloadError`.

Note: python-tuf itself turns only the errors before the first byte into a `DownloadError`. When the network fails in
the middle of a file, it passes on the errors of its HTTP library.

It also takes the length that is signed in place of its own limit, so the limits of a kiosk are kept here.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from tuf.api.exceptions import DownloadError, DownloadLengthMismatchError
from tuf.ngclient import UpdaterConfig
from tuf.ngclient.fetcher import FetcherInterface

from contract.bundle import (
    MAX_RELEASE_BYTES,
    MAX_ROOT_BYTES,
    MAX_SNAPSHOT_BYTES,
    MAX_TARGET_BYTES,
    MAX_TARGETS_BYTES,
    MAX_TIMESTAMP_BYTES,
    RELEASE_TARGET,
)
from device.content.plain_fetcher import PlainFetcher
from device.content.problems import (
    AnotherServerError,
    CertificateTimeError,
    TooLargeForKioskError,
    TooSlowError,
)
from runtime.certificate_end import NOT_NOW
from runtime.error_chain import cause_of
from runtime.patient_socket import AnswerTooSlowError

TIMEOUT_SECONDS = 10  # without a byte, after which a download fails
LIMITS = UpdaterConfig(
    max_root_rotations=256,  # renewals and changes of keys that a kiosk may have missed
    max_delegations=4,  # targets and one part of them; another kind of bundle is not understood
    root_max_length=MAX_ROOT_BYTES,
    timestamp_max_length=MAX_TIMESTAMP_BYTES,
    snapshot_max_length=MAX_SNAPSHOT_BYTES,
    targets_max_length=MAX_TARGETS_BYTES,
)
_METADATA = {
    "root": MAX_ROOT_BYTES,
    "timestamp": MAX_TIMESTAMP_BYTES,
    "snapshot": MAX_SNAPSHOT_BYTES,
}


class BundleFetcher(FetcherInterface):
    """Wraps another fetcher, by default python-tuf's own."""

    def __init__(self, inner: FetcherInterface | None = None) -> None:
        self._inner = inner or PlainFetcher(socket_timeout=TIMEOUT_SECONDS)

    @contextmanager
    def download_file(self, url: str, max_length: int) -> Iterator[IO[bytes]]:
        """See FetcherInterface. Raises TooLargeForKioskError."""
        name = url.rpartition("/")[2]
        if "/metadata/" in url:
            role = name.removesuffix(".json").rpartition(".")[2]
            most = _METADATA.get(role, MAX_TARGETS_BYTES)
        else:
            most = MAX_RELEASE_BYTES if name.endswith(RELEASE_TARGET) else MAX_TARGET_BYTES
        if max_length > most:
            raise TooLargeForKioskError(name, max_length, most)
        with super().download_file(url, max_length) as file:
            yield file

    def download_bytes(self, url: str, max_length: int) -> bytes:
        """See FetcherInterface. Raises TooLargeForKioskError."""
        try:
            return super().download_bytes(url, max_length)
        except DownloadLengthMismatchError as error:
            if max_length in (*_METADATA.values(), MAX_TARGETS_BYTES):  # no length was signed
                raise TooLargeForKioskError(url.rpartition("/")[2], None, max_length) from error
            raise

    def _fetch(self, url: str) -> Iterator[bytes]:
        try:
            yield from self._inner.fetch(url)
        except Exception as error:
            certificate = cause_of(error, ssl.SSLCertVerificationError)
            if certificate is not None:
                by_clock = certificate.verify_code in NOT_NOW
                kind = CertificateTimeError if by_clock else AnotherServerError
                raise kind(f"{url}: {certificate.verify_message}") from error
            if cause_of(error, AnswerTooSlowError) is not None:
                raise TooSlowError(url) from error
            if isinstance(error, DownloadError):
                raise
            raise DownloadError(f"{url} broke off: {error}") from error
