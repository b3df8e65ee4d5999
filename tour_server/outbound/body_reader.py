"""Reads the body of an answer up to a limit, also of what it unpacks to."""

from __future__ import annotations

import http.client
import zlib
from collections.abc import Callable, Iterator

from tour_server.outbound.outbound_error import OutboundError

CHUNK_BYTES = 1 << 16
_GZIP = 16 + zlib.MAX_WBITS
MEGABYTE = 1_000_000


def read_body(
    response: http.client.HTTPResponse,
    write: Callable[[bytes], object],
    address: str,
    limit: int,
) -> int:
    """Give the body to `write`, piece by piece. Returns its length in bytes, unpacked.

    Raises OutboundError where it is longer than `limit`, packed in another way than gzip, damaged or cut short.
    """
    declared = response.length
    if declared is not None and declared > limit:
        raise _too_large(address, limit)
    packing = (response.getheader("Content-Encoding") or "identity").strip().lower()
    if packing not in ("identity", "gzip", "x-gzip"):
        raise OutboundError(f"{address} is packed with {packing[:40]}, which was not asked for.")
    unpacker = _Gzip(address, limit) if packing != "identity" else None
    received = written = 0
    while piece := response.read1(CHUNK_BYTES):
        received += len(piece)
        if received > limit:
            raise _too_large(address, limit)
        for part in (piece,) if unpacker is None else unpacker.parts(piece):
            written += len(part)
            write(part)
    if (declared is not None and received < declared) or (unpacker and not unpacker.whole):
        raise OutboundError(f"{address} came only in part; try again.")
    return written


class _Gzip:
    """Unpacks gzip, which may be of several members, up to a limit."""

    def __init__(self, address: str, limit: int) -> None:
        self._address, self._limit = address, limit
        self._member = zlib.decompressobj(_GZIP)
        self._unpacked = 0

    @property
    def whole(self) -> bool:
        """Whether the last member has ended."""
        return self._member.eof

    def parts(self, piece: bytes) -> Iterator[bytes]:
        """Yield what `piece` unpacks to, a little at a time. Raises OutboundError."""
        while piece:
            if self._member.eof:
                self._member = zlib.decompressobj(_GZIP)
            try:
                part = self._member.decompress(piece, CHUNK_BYTES)
            except zlib.error as error:
                raise OutboundError(f"{self._address} is damaged: it can't be unpacked.") from error
            self._unpacked += len(part)
            if self._unpacked > self._limit:
                raise _too_large(self._address, self._limit)
            yield part
            piece = self._member.unconsumed_tail or self._member.unused_data


def _too_large(address: str, limit: int) -> OutboundError:
    return OutboundError(f"{address} is larger than {limit // MEGABYTE} MB, which is the limit.")
