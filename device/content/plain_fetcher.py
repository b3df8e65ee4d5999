"""Downloads without a certificate of the kiosk's own: python-tuf's fetcher, without endless answers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import urllib3
from tuf.api.exceptions import DownloadError, SlowRetrievalError
from tuf.ngclient.urllib3_fetcher import Urllib3Fetcher

from runtime.patient_socket import AnswerTooSlowError, is_too_slow

CHUNK_BYTES = 400_000


class PlainFetcher(Urllib3Fetcher):
    """Follows a server to https and to another path, and to no other machine."""

    def _fetch(self, url: str) -> Iterator[bytes]:
        """See FetcherInterface. Raises DownloadError, and what urllib3 raises."""
        self._host = urlsplit(url).hostname
        return super()._fetch(url)

    def _chunks(self, response: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
        led_to = urlsplit(response.geturl() or "").hostname
        if led_to not in (None, self._host):
            response.close()
            raise DownloadError(f"the server leads to another one, {led_to}")
        return chunks_in_time(response)


def chunks_in_time(response: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
    """Give what comes as it comes. Raises AnswerTooSlowError, and what urllib3 raises."""
    began, received = time.monotonic(), 0
    try:
        # Not `stream`, which waits for a whole chunk.
        while chunk := response.read1(CHUNK_BYTES, decode_content=True):
            received += len(chunk)
            yield chunk
            if is_too_slow(received, time.monotonic() - began):
                raise AnswerTooSlowError("the answer comes too slowly")
    except urllib3.exceptions.TimeoutError as error:
        raise SlowRetrievalError from error
    finally:
        response.close()
