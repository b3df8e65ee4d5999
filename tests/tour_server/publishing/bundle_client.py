"""A kiosk's TUF client that fetches from the desk's application without a network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from flask.testing import FlaskClient
from tuf.api.exceptions import DownloadHTTPError
from tuf.ngclient import Updater
from tuf.ngclient.fetcher import FetcherInterface

from tests.desk import Desk


class AppFetcher(FetcherInterface):
    """Fetches from a Flask test client; calls `before` with each address before the request."""

    def __init__(
        self, client: FlaskClient, before: Callable[[str], None] = lambda address: None
    ) -> None:
        self.client, self.before = client, before

    def _fetch(self, url: str) -> Iterator[bytes]:
        address = url.removeprefix("http://server")
        self.before(address)
        answer = self.client.get(address)
        try:
            if answer.status_code >= 400:
                raise DownloadHTTPError(url, answer.status_code)
            yield answer.get_data()
        finally:
            answer.close()


def updater(
    desk: Desk, folder: Path, root: bytes, before: Callable[[str], None] = lambda address: None
) -> Updater:
    for name in ("metadata", "targets"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    return Updater(
        str(folder / "metadata"),
        "http://server/bundles/metadata/",
        str(folder / "targets"),
        "http://server/bundles/targets/",
        AppFetcher(desk.app.test_client(), before),
        bootstrap=root,
    )
