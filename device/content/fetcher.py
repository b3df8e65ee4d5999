"""Downloads for the content store: by python-tuf's fetcher, with every error turned into `DownloadError`.

Note: python-tuf itself turns only the errors before the first byte into a `DownloadError`. When the network fails in
the middle of a file, it passes on the errors of its HTTP library.
"""

from __future__ import annotations

from collections.abc import Iterator

from tuf.api.exceptions import DownloadError
from tuf.ngclient.fetcher import FetcherInterface
from tuf.ngclient.urllib3_fetcher import Urllib3Fetcher

TIMEOUT_SECONDS = 10  # without a byte, after which a download fails


class BundleFetcher(FetcherInterface):
    """Wraps another fetcher, by default python-tuf's own."""

    def __init__(self, inner: FetcherInterface | None = None) -> None:
        self._inner = inner or Urllib3Fetcher(socket_timeout=TIMEOUT_SECONDS)

    def _fetch(self, url: str) -> Iterator[bytes]:
        return self._with_download_errors(url, self._inner.fetch(url))

    def _with_download_errors(self, url: str, chunks: Iterator[bytes]) -> Iterator[bytes]:
        try:
            yield from chunks
        except DownloadError:
            raise
        except Exception as error:
            raise DownloadError(f"{url} broke off: {error}") from error
