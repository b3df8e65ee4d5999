"""Makes the files for new kiosks, each with a token of its own: into a folder, or as a download.

Note: a Wi-Fi's password goes through here into the files, and nowhere else: not into the database, an event or a log.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from msgspec import Struct

from contract.museum import Key
from contract.prepared_kiosk import FILE_NAME, PreparedKiosk, PreparedWifi, prepared_text
from runtime.hosts import in_url, on_this_machine, own_addresses
from tour_server.broker.device_certificates import authority_fingerprint
from tour_server.claims.claim_tokens import ClaimTokens
from tour_server.claims.events import KIOSKS_PREPARED
from tour_server.claims.settings import DeviceDoorSettings
from tour_server.recorder import Recorder

MOST_FILES = 200
MOST_DAYS = 90
DAYS = 14


class PreparedFile(Struct, frozen=True):
    """A file for one kiosk. `path`: below the folder or in the archive."""

    path: str
    text: str


class PreparedOrder(Struct, frozen=True, kw_only=True):
    """What somebody wants to prepare. `names`: of the first kiosks; those after them get one made from their key."""

    server: str
    count: int
    days: int = DAYS
    names: Sequence[Key] = ()
    room: Key | None = None
    language: str = "en"
    wifi: PreparedWifi | None = None


class PreparedFiles:
    """Makes tokens and writes the files' texts."""

    def __init__(
        self,
        tokens: ClaimTokens,
        authority: Callable[[], str],
        recorder: Recorder,
        now: Callable[[], dt.datetime],
    ) -> None:
        """`authority`: the authority's certificate (PEM). `now`: in UTC."""
        self._tokens, self._authority = tokens, authority
        self._recorder, self._now = recorder, now

    def make(self, order: PreparedOrder, by: str) -> list[PreparedFile]:
        """Returns a file for each kiosk. Raises BrokerCertificateError, OSError, or ValueError for the address."""
        lifetime = dt.timedelta(days=order.days)
        authority = authority_fingerprint(self._authority())
        shared = PreparedKiosk(
            server=order.server.rstrip("/"),
            authority=authority,
            token_ends=f"{self._now() + lifetime:%Y-%m-%d %H:%M} UTC",
            language=order.language,
            wifi=order.wifi,
        )
        names = [*order.names[: order.count], *[None] * (order.count - len(order.names))]
        tokens = self._tokens.make(by, lifetime, [(name, order.room) for name in names])
        self._recorder.record(KIOSKS_PREPARED, by, str(order.count), order.room or "")
        made = []
        for number, (name, token) in enumerate(zip(names, tokens, strict=True), start=1):
            prepared = PreparedKiosk(
                server=shared.server,
                authority=shared.authority,
                token=token,
                token_ends=shared.token_ends,
                language=shared.language,
                wifi=shared.wifi,
            )
            made.append(PreparedFile(_path(order.count, number, name), prepared_text(prepared)))
        return made


def _path(count: int, number: int, name: str | None) -> str:
    """Returns where a file stands: alone, or in a folder of its own, because every file has the same name."""
    if count == 1:
        return FILE_NAME
    folder = f"{number:0{len(str(count))}}"
    return f"{folder}-{name}/{FILE_NAME}" if name else f"{folder}/{FILE_NAME}"


def as_archive(files: Sequence[PreparedFile]) -> bytes:
    """Returns the files as a ZIP archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in files:
            archive.writestr(one.path, one.text)
    return out.getvalue()


def door_address(settings: DeviceDoorSettings, public_url: str, port: int) -> str:
    """Returns the address by which kiosks reach the device door, as far as the settings tell."""
    if settings.device_url:
        return settings.device_url.rstrip("/")
    host = urlsplit(public_url).hostname or ""
    if not host:
        own = [] if on_this_machine(settings.device_host) else own_addresses()
        host = own[0] if own else "127.0.0.1"
    return f"https://{in_url(host)}:{port}"
