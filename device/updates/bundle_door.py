"""Fetches a bundle from the device door of the kiosk's server, with the kiosk's certificate, from where it stopped.

RAUC could stream a bundle itself. It is fetched to the data partition and not streamed: the slot is written when the
whole bundle is there and its hash is right, so a network that ends at two in the morning costs nothing; it may come
slowly by day, beside visitors; and RAUC would compare host names, which a kiosk's door does not have
(device.claim.door_client).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol
from urllib.parse import quote

import urllib3

from contract.software import SoftwareReason
from device.claim.identity_store import IdentityStore
from device.updates.bundle_files import BundleFiles
from device.updates.kept_update import UpdateJob
from device.updates.system_updater import UpdaterError
from runtime.server_by_authority import context_by_authority

TIMEOUT_SECONDS = 30.0  # without a byte
CHUNK_BYTES = 100_000
OK, PARTIAL, NOT_SATISFIABLE, GONE = 200, 206, 416, (403, 404, 410)


class NoConnectionError(Exception):
    """The server can't be reached now, or has no time; it is asked again."""


class BundleSource(Protocol):
    """Where a bundle is fetched from."""

    def fetch(
        self, job: UpdateJob, progress: Callable[[float], None], pause: Callable[[float], bool]
    ) -> None:
        """Fetch the rest of a bundle. See BundleDoor."""


class BundleDoor:
    """The device door of one server."""

    def __init__(
        self, address: str, identity: IdentityStore, files: BundleFiles, bytes_per_second: int
    ) -> None:
        """`address`: https://host:port of the door."""
        self._address, self._identity = address.rstrip("/"), identity
        self._files, self._speed = files, bytes_per_second

    def fetch(
        self, job: UpdateJob, progress: Callable[[float], None], pause: Callable[[float], bool]
    ) -> None:
        """Fetch what is missing of a bundle; what came stays when it fails.

        `pause` waits so many seconds, and returns whether to stop; then it raises NoConnectionError. Raises
        NoConnectionError, UpdaterError where the server has no such bundle, and OSError of the disk.
        """
        begin = self._files.part_bytes(job)
        if begin > job.bytes:
            self._files.start_anew(job)
            begin = 0
        if begin == job.bytes:
            return
        with self._asked(job, begin) as answer:
            if begin and answer.status == OK:  # the server knows no ranges
                self._files.start_anew(job)
                begin = 0
            self._check_length(job, answer, begin)
            self._read(job, answer, begin, progress, pause)
        if self._files.part_bytes(job) < job.bytes:
            raise NoConnectionError("The connection ended before the bundle did.")

    def _asked(self, job: UpdateJob, begin: int) -> urllib3.BaseHTTPResponse:
        pool = urllib3.PoolManager(
            ssl_context=context_by_authority(),
            cert_reqs="CERT_REQUIRED",
            ca_certs=str(self._identity.authority),
            cert_file=str(self._identity.certificate),
            key_file=str(self._identity.key),
            assert_hostname=False,
            retries=False,
        )
        address = f"{self._address}/{quote(job.path)}"
        headers = {"Range": f"bytes={begin}-"} if begin else {}
        try:
            answer = pool.request(
                "GET",
                address,
                headers=headers,
                preload_content=False,
                timeout=urllib3.Timeout(TIMEOUT_SECONDS),
            )
        except urllib3.exceptions.HTTPError as error:
            raise NoConnectionError(
                f"The server can't be reached: {type(error).__name__}."
            ) from error
        if answer.status in (OK, PARTIAL):
            return answer
        answer.close()
        if answer.status in GONE:
            raise UpdaterError(
                SoftwareReason.NOT_FOUND,
                f"The server does not give the bundle out: it answers {answer.status}.",
            )
        if answer.status == NOT_SATISFIABLE:
            self._files.start_anew(job)
        raise NoConnectionError(f"The server answers {answer.status}.")

    def _check_length(self, job: UpdateJob, answer: urllib3.BaseHTTPResponse, begin: int) -> None:
        length = answer.headers.get("Content-Length", "")
        if length.isdecimal() and begin + int(length) != job.bytes:
            self._files.start_anew(job)
            raise UpdaterError(
                SoftwareReason.TRUNCATED,
                f"The server's bundle has {begin + int(length)} bytes; the order says {job.bytes}.",
            )
        if answer.status == PARTIAL:
            where = answer.headers.get("Content-Range", "")
            if not where.startswith(f"bytes {begin}-"):
                self._files.start_anew(job)
                raise NoConnectionError("The server sent another part of the bundle.")

    def _read(
        self,
        job: UpdateJob,
        answer: urllib3.BaseHTTPResponse,
        begin: int,
        progress: Callable[[float], None],
        pause: Callable[[float], bool],
    ) -> None:
        have = begin
        with self._files.appending(job) as file:
            try:
                for chunk in answer.stream(CHUNK_BYTES, decode_content=False):
                    if have + len(chunk) > job.bytes:
                        raise UpdaterError(
                            SoftwareReason.WRONG_HASH, "The server sent more than was ordered."
                        )
                    file.write(chunk)
                    have += len(chunk)
                    progress(have / job.bytes)
                    if pause(len(chunk) / self._speed):
                        raise NoConnectionError("The kiosk stops.")
            except urllib3.exceptions.HTTPError as error:
                raise NoConnectionError(f"The connection broke: {type(error).__name__}.") from error
