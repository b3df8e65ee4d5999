"""How much a request may send, set before its body is read; characters and numbers that no field may hold.

A stranger sends some kilobytes. What staff upload is taken only from a browser that is signed in, or was a moment
ago: tour_server.staff.session sets `g.may_upload`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import abort, g, request
from werkzeug.routing import IntegerConverter, Map

VISITOR_BYTES = 64_000
VISITOR_FIELDS = 50
STRANGER_BYTES = 200_000  # at the desk: what somebody typed, who is not signed in
STRANGER_FIELDS = 1_000
STAFF_FIELDS = 20_000  # a work with blocks in many languages and layers has more than Flask's 1,000


LARGEST_INTEGER = 2**31 - 1  # in a column of either database


class StoredInteger(IntegerConverter):
    """A number in an address, no larger than one in the database. For others there is no such page."""

    def __init__(self, map: Map, *args: Any, **kwargs: Any) -> None:
        super().__init__(map, *args, **{"max": LARGEST_INTEGER, **kwargs})


def stored_integer(typed: str) -> int:
    """Returns the number in a field, for `request.args.get(name, type=stored_integer)`.

    Raises ValueError for what is no number and for one that no column takes.
    """
    number = int(typed)
    if abs(number) > LARGEST_INTEGER:
        raise ValueError("no number of ours is as large")
    return number


def at_the_desk() -> bool:
    """Returns whether the request is for a page of the desk."""
    return request.path == "/desk" or request.path.startswith("/desk/")


def limit_body(upload_bytes: int, larger: Mapping[str, int] | None = None) -> Callable[[], None]:
    """Returns a function to call before each request, before its body is read.

    `larger`: how many bytes some endpoints of the desk take. Files of a request go to the disk, but its fields are
    held in memory and may have `upload_bytes` everywhere.
    """
    sizes = larger or {}

    def limit() -> None:
        if not at_the_desk():
            size, fields = VISITOR_BYTES, VISITOR_FIELDS
        elif g.get("may_upload", False):
            size = max(upload_bytes, sizes.get(request.endpoint or "", 0))
            fields = STAFF_FIELDS
        else:
            size, fields = STRANGER_BYTES, STRANGER_FIELDS
        request.max_content_length = size
        request.max_form_memory_size = min(size, upload_bytes)
        request.max_form_parts = fields

    return limit


def refuse_nul_in_address() -> None:
    """Answer 400 to an address with a NUL character: PostgreSQL takes none, and no name has one."""
    found = [request.path, *request.args.keys(), *(v for _, v in request.args.items(multi=True))]
    if any("\0" in one for one in found):
        abort(400)


def refuse_nul_in_form() -> None:
    """Answer 400 to a form of the desk with a NUL character in a field."""
    if not at_the_desk() or request.method != "POST":
        return
    for name, value in request.form.items(multi=True):
        if "\0" in name or "\0" in value:
            abort(400)
    for name, file in request.files.items(multi=True):
        if "\0" in name or "\0" in (file.filename or ""):
            abort(400)


def from_this_site() -> bool:
    """Returns whether a page of this server made the browser send the request."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc == request.host
