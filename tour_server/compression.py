"""Compresses answers: brotli or gzip, by what the browser takes, for text that is alike for everybody.

A capability asks for it for the pages of its blueprint, and asks only where no page has a secret of a signed-in person:
the length of a compressed answer tells whether a guess that stands in it is right (the BREACH attack). So visitors'
pages and shared files are compressed; the desk's pages, which carry a token of their session, never are.

An answer under an address with a hash is compressed once, as well as can be, and kept; a page in a hurry.
"""

from __future__ import annotations

import gzip
import threading
from collections import OrderedDict

import brotli
from flask import Blueprint, Response, request

MIN_BYTES = 600  # below, an answer fits into one packet with its headers either way
MOST_BYTES = 2_000_000  # a larger one would be held in memory as a whole
KEPT_BYTES = 4_000_000  # compressed answers in memory: a museum's scripts, styles and 1,000 lists of timed words
# Of a page of 57 kB brotli 5 makes 9.4 kB in 1.1 ms, 8 makes 8.8 in 1.5; 11 makes 7.8 in 86, too long for each time.
PAGE_QUALITY = 8
KEPT_QUALITY = 11
_GZIP_LEVEL = 6
_TYPES = frozenset(
    {
        "application/javascript",
        "application/json",
        "application/manifest+json",
        "image/svg+xml",
        "text/css",
        "text/html",
        "text/javascript",
        "text/plain",
        "text/vtt",
    }
)


def compressed(blueprint: Blueprint) -> Blueprint:
    """Returns the blueprint, whose answers are compressed. None of them may hold a secret of a signed-in person."""
    kept = _Kept()
    blueprint.after_request(lambda response: _smaller(response, kept))
    return blueprint


def _smaller(response: Response, kept: _Kept) -> Response:
    if response.mimetype not in _TYPES or "Content-Encoding" in response.headers:
        return response
    response.vary.add("Accept-Encoding")
    etag, _weak = response.get_etag()
    if etag is not None:
        # One tag for all codings of a page: they are alike in meaning and differ in bytes, which is what "weak" says.
        response.set_etag(etag, weak=True)
    coding = _coding()
    if coding is None or not _can_be(response):
        return response
    lasting = bool(response.cache_control.immutable)
    key = f"{coding} {request.full_path} {etag}" if lasting and etag is not None else None
    body = None if key is None else kept.get(key)
    if body is None:
        response.direct_passthrough = False
        whole = response.get_data()
        if not MIN_BYTES <= len(whole) <= MOST_BYTES:
            return response
        body = _encoded(whole, coding, lasting=lasting)
        if len(body) >= len(whole):
            return response
        if key is not None:
            kept.put(key, body)
    unread = getattr(response.response, "close", None)  # of a file that was not needed this time
    response.direct_passthrough = False
    response.set_data(body)
    if unread is not None:
        response.call_on_close(unread)
    response.headers["Content-Encoding"] = coding
    response.headers.pop("Accept-Ranges", None)  # ranges are of the bytes as they are on the disk
    return response


def _can_be(response: Response) -> bool:
    length = response.content_length
    return (
        request.method in ("GET", "HEAD", "POST")
        and response.status_code in (200, 404)
        and "Range" not in request.headers
        and (length is None or MIN_BYTES <= length <= MOST_BYTES)
        and (response.direct_passthrough or not response.is_streamed)
    )


def _coding() -> str | None:
    """Returns the coding that the browser likes best, brotli where it likes both; None for none."""
    accepted = request.accept_encodings
    if not accepted:
        return None
    ranked = [(accepted.quality(coding), coding) for coding in ("br", "gzip")]
    quality, coding = max(ranked, key=lambda one: one[0])
    return coding if quality > 0 else None


def _encoded(whole: bytes, coding: str, *, lasting: bool) -> bytes:
    if coding == "br":
        quality = KEPT_QUALITY if lasting else PAGE_QUALITY
        body: bytes = brotli.compress(whole, mode=brotli.MODE_TEXT, quality=quality)
        return body
    return gzip.compress(whole, 9 if lasting else _GZIP_LEVEL, mtime=0)


class _Kept:
    """Compressed answers, those that were not asked for lately dropped first. Safe to use from many threads."""

    def __init__(self) -> None:
        self._bodies: OrderedDict[str, bytes] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: str) -> bytes | None:
        with self._lock:
            if key in self._bodies:
                self._bodies.move_to_end(key)
            return self._bodies.get(key)

    def put(self, key: str, body: bytes) -> None:
        with self._lock:
            if key not in self._bodies:
                self._bytes += len(body)
            self._bodies[key] = body
            while self._bytes > KEPT_BYTES:
                _, dropped = self._bodies.popitem(last=False)
                self._bytes -= len(dropped)
