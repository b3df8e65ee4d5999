"""Fetches one file from an address, or asks a service: the only way out of the server.

The name is resolved once and every address of it checked; the connection goes to the address that was checked, while
TLS and the header `Host` name the host, so a name that resolves to another address a moment later changes nothing. Each
redirect is checked anew. No cookies, no credentials, no proxy of the environment.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

from msgspec import Struct

from runtime.durable_files import durable_file
from tour_server.outbound.body_reader import read_body
from tour_server.outbound.outbound_address import (
    USUAL_PORTS,
    OutboundAddress,
    is_listed,
    next_address,
    read_address,
)
from tour_server.outbound.outbound_error import OutboundError, ServiceError
from tour_server.outbound.public_hosts import Resolver, checked_addresses, system_resolver
from tour_server.outbound.settings import OutboundSettings
from tour_server.outbound.timed_socket import TimedSocket
from tour_server.root_settings import Network

MEGABYTE = 1_000_000
MAX_REDIRECTS = 5
CONNECT_SECONDS = 10.0
_REDIRECTS = (301, 302, 303, 307, 308)


class FetchKind(Struct, frozen=True):
    """What is fetched. `types`: content types that are taken, `image/` being all of that kind."""

    name: str
    types: tuple[str, ...]
    megabytes: int | None = None
    """The largest that is taken, below the setting's limit."""


COLLECTION_FILE = FetchKind(
    "a collection's file",
    (
        "application/json",
        "application/ld+json",
        "application/xml",
        "text/xml",
        "application/zip",
        "application/x-ndjson",
        "text/plain",
        "application/octet-stream",
    ),
)
CONCEPT_FILE = FetchKind(
    "a concept's file",
    (
        "application/n-triples",
        "application/json",
        "text/plain",
        "text/n-triples",
        "application/octet-stream",
    ),
    50,
)
PICTURE_FILE = FetchKind("a picture", ("image/", "application/octet-stream"), 100)


class FetchedFile(Struct, frozen=True):
    """What was fetched. `address` is where it lay in the end, after redirects."""

    path: Path
    address: str
    content_type: str
    bytes: int


class OutboundFetch:
    """Fetches files."""

    def __init__(
        self,
        settings: OutboundSettings,
        *,
        resolve: Resolver = system_resolver,
        tls: ssl.SSLContext | None = None,
        also: Sequence[tuple[Network, int]] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`also`: networks with a port that are allowed besides, named by a technician. `clock`: monotonic seconds."""
        self._settings, self._resolve, self._clock = settings, resolve, clock
        self._given_tls = tls
        self._also = tuple(also)

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """The machine's certificates are read when something is fetched first: that takes as long as a page."""
        return self._given_tls or ssl.create_default_context()

    def checked(self, address: str) -> str:
        """Return an address as it would be fetched. Raises OutboundError where its form alone forbids that."""
        return read_address(address, http=self._settings.outbound_http).text

    def fetch(self, address: str, into: Path, kind: FetchKind = COLLECTION_FILE) -> FetchedFile:
        """Fetch what is at `address` to the file `into`, which stays as it was when that fails.

        Raises OutboundError with a sentence for staff, OSError where `into` can't be written.
        """
        deadline = self._clock() + self._settings.outbound_seconds
        here = read_address(address, http=self._settings.outbound_http)
        for _ in range(MAX_REDIRECTS + 1):
            location = self._fetch_once(here, into, kind, deadline)
            if isinstance(location, FetchedFile):
                return location
            here = next_address(here, location, http=self._settings.outbound_http)
        raise OutboundError(
            f"{address} leads from one address to the next, more than {MAX_REDIRECTS} times."
        )

    def ask(self, address: str, body: bytes | None = None, most_bytes: int = MEGABYTE) -> bytes:
        """Ask a service with JSON that answers with JSON: a POST of `body`, without one a GET. Returns the answer.

        Nothing is redirected: what was sent is for this service alone. Raises ServiceError where the service answers
        that it can't, OutboundError where it does not answer.
        """
        here = read_address(address, http=self._settings.outbound_http)
        deadline = self._clock() + self._settings.outbound_seconds
        with self._answer(here, deadline, body) as response:
            found = bytearray()
            read_body(response, found.extend, here.text, most_bytes)
            if response.status != 200:
                raise ServiceError(
                    _about_status(here, response.status), response.status, bytes(found)
                )
        return bytes(found)

    def _fetch_once(
        self, here: OutboundAddress, into: Path, kind: FetchKind, deadline: float
    ) -> FetchedFile | str:
        """Returns the file, or the address of a redirect."""
        with self._answer(here, deadline) as response:
            if response.status in _REDIRECTS and (location := response.getheader("Location")):
                return location
            if response.status != 200:
                raise OutboundError(_about_status(here, response.status))
            content_type = _checked_type(here, response, kind)
            with durable_file(into) as file:
                size = read_body(response, file.write, here.text, self._bytes(kind))
        return FetchedFile(into, here.text, content_type, size)

    @contextmanager
    def _answer(
        self, here: OutboundAddress, deadline: float, body: bytes | None = None
    ) -> Iterator[http.client.HTTPResponse]:
        """Connect, send a request, and give the answer to be read. Raises OutboundError."""
        connected = self._connected(here, deadline)
        connection = http.client.HTTPConnection(here.host, here.port)
        connection.sock = TimedSocket(connected, deadline, self._clock)
        try:
            method = "GET" if body is None else "POST"
            connection.putrequest(method, here.target, skip_host=True, skip_accept_encoding=True)
            for name, value in _headers(here).items():
                connection.putheader(name, value)
            if body is not None:
                connection.putheader("Content-Type", "application/json")
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            yield connection.getresponse()
        except TimeoutError as error:
            raise OutboundError(
                f"{here.host} took too long to answer or to send {here.text}; try again later."
            ) from error
        except (http.client.HTTPException, ConnectionError) as error:
            raise OutboundError(f"{here.host} ended the connection before all had come.") from error
        finally:
            connected.close()

    def _connected(self, here: OutboundAddress, deadline: float) -> socket.socket:
        hosts = self._settings.outbound_hosts
        permitted = [network for network, port in self._also if port == here.port]
        if hosts and not is_listed(here, hosts):
            raise OutboundError(
                f"{here.host_and_port} is not among the servers that the setting outbound_hosts names."
            )
        if not hosts and here.port != USUAL_PORTS[here.scheme] and not permitted:
            raise OutboundError(
                f"{here.text} has the port {here.port}; a technician can allow it with outbound_hosts."
            )
        inside = [*self._settings.inside_networks, *permitted]
        addresses = checked_addresses(here.host, here.port, self._resolve, inside)
        plain = self._open_socket(here, addresses, deadline)
        if here.scheme == "https":
            return self._encrypted(plain, here)
        return plain

    def _open_socket(
        self, here: OutboundAddress, addresses: Sequence[str], deadline: float
    ) -> socket.socket:
        for one in addresses:
            left = deadline - self._clock()
            if left <= 0:
                break
            try:
                return socket.create_connection((one, here.port), min(left, CONNECT_SECONDS))
            except OSError:
                continue  # the next of its addresses may answer
        raise OutboundError(f"{here.host} does not answer.")

    def _encrypted(self, plain: socket.socket, here: OutboundAddress) -> socket.socket:
        try:
            return self._tls.wrap_socket(plain, server_hostname=here.host)
        except ssl.SSLCertVerificationError as error:
            plain.close()
            raise OutboundError(
                f"{here.host} can't show that it is {here.host}: {error.verify_message}."
            ) from error
        except OSError as error:
            plain.close()
            raise OutboundError(f"{here.host} makes no encrypted connection.") from error

    def _bytes(self, kind: FetchKind) -> int:
        megabytes = self._settings.outbound_megabytes
        return MEGABYTE * min(megabytes, kind.megabytes or megabytes)


def _headers(here: OutboundAddress) -> dict[str, str]:
    return {
        "Host": here.host_and_port,
        "User-Agent": f"Zaalgids/{version('zaalgids')} (museum guide; fetches collections that staff name)",
        "Accept": "*/*",
        "Accept-Encoding": "gzip",
        "Connection": "close",
    }


def _checked_type(
    here: OutboundAddress, response: http.client.HTTPResponse, kind: FetchKind
) -> str:
    found = response.headers.get_content_type() if response.getheader("Content-Type") else ""
    if not found or any(
        found == one or (one.endswith("/") and found.startswith(one)) for one in kind.types
    ):
        return found
    said = "a web page" if found == "text/html" else found
    raise OutboundError(f"{here.text} is {said} and not {kind.name}.")


def _about_status(here: OutboundAddress, status: int) -> str:
    if status in (401, 403):
        return f"{here.host} lets nobody read {here.text} without signing in ({status})."
    if status in (404, 410):
        return f"There is nothing at {here.text} ({status})."
    if status in (429, 503):
        return f"{here.host} is too busy now; try again later ({status})."
    return f"{here.host} answers {here.text} with an error ({status})."
