"""Downloads with the kiosk's certificate, from the device door of its server.

Both files are read again for each connection, so a renewed certificate is used without a restart. The host name is not
compared: see device.claim.door_client.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import urllib3
from tuf.api.exceptions import DownloadError, DownloadHTTPError, SlowRetrievalError
from tuf.ngclient.fetcher import FetcherInterface

from runtime.server_by_authority import context_by_authority

CHUNK_BYTES = 400_000
NOT_THE_FILE_STATUS = 300  # the device door leads nowhere else


class CertificateFetcher(FetcherInterface):
    """Fetches over TLS by one authority, and shows a certificate."""

    def __init__(self, authority: Path, certificate: Path, key: Path, seconds: int) -> None:
        """`seconds`: without a byte, after which a download fails."""
        self._seconds = seconds
        self._pool = urllib3.PoolManager(
            ssl_context=context_by_authority(),
            cert_reqs="CERT_REQUIRED",
            ca_certs=str(authority),
            cert_file=str(certificate),
            key_file=str(key),
            assert_hostname=False,
            retries=False,
        )

    def _fetch(self, url: str) -> Iterator[bytes]:
        """See FetcherInterface. Raises DownloadError."""
        try:
            answer = self._pool.request(
                "GET", url, preload_content=False, timeout=urllib3.Timeout(self._seconds)
            )
        except urllib3.exceptions.TimeoutError as error:
            raise SlowRetrievalError from error
        except urllib3.exceptions.HTTPError as error:
            raise DownloadError(f"{url} can't be fetched: {error}") from error
        if answer.status >= NOT_THE_FILE_STATUS:
            answer.close()
            raise DownloadHTTPError(f"HTTP error {answer.status}", answer.status)
        return self._chunks(answer)

    @staticmethod
    def _chunks(answer: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
        try:
            yield from answer.stream(CHUNK_BYTES)
        except urllib3.exceptions.TimeoutError as error:
            raise SlowRetrievalError from error
        finally:
            answer.release_conn()
