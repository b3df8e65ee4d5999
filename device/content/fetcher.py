"""How the store downloads: python-tuf's fetcher, with every error turned into `DownloadError`.

Note: python-tuf itself does so only until the first byte. When the network fails in the middle of a file, the errors
of its HTTP library come through.
"""

from __future__ import annotations

from collections.abc import Iterator

from tuf.api.exceptions import DownloadError
from tuf.ngclient.fetcher import FetcherInterface
from tuf.ngclient.urllib3_fetcher import Urllib3Fetcher

TIMEOUT_SECONDS = 10  # without a byte: then the network is taken to be away


class BundleFetcher(FetcherInterface):
    """Wraps another fetcher; python-tuf's own when none is given."""

    def __init__(self, inner: FetcherInterface | None = None) -> None:
        self._inner = inner or Urllib3Fetcher(socket_timeout=TIMEOUT_SECONDS)

    def _fetch(self, url: str) -> Iterator[bytes]:
        return self._to_the_end(url, self._inner.fetch(url))

    def _to_the_end(self, url: str, chunks: Iterator[bytes]) -> Iterator[bytes]:
        try:
            yield from chunks
        except DownloadError:
            raise
        except Exception as error:
            raise DownloadError(f"{url} broke off: {error}") from error
