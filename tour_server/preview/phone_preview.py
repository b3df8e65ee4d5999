"""The phone's real pages over the drafts, as an application of their own below a preview's address.

They are the pages that visitors get, with every address of theirs below that of the preview. No cookie reaches them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import cached_property

from flask import Flask, request
from werkzeug.wrappers import Response

import web
from tour_server.compression import compressed
from tour_server.preview.preview_sources import PreviewSources
from tour_server.preview.said_page import framed
from tour_server.request_limits import StoredInteger
from tour_server.visit.pages import MAX_REQUEST_BYTES, pages

_WORK = re.compile(r"visit/work/(\d{1,9})")
_NOT_PASSED = ("HTTP_COOKIE", "HTTP_AUTHORIZATION")


class PhonePreview:
    """Answers requests for one kind of preview. Its application is made when the first one comes."""

    def __init__(self, sources: PreviewSources, now: Callable[[], dt.datetime]) -> None:
        self._sources, self._now = sources, now

    @cached_property
    def _app(self) -> Flask:
        app = Flask("tour_server.preview", static_folder=None)
        app.url_map.converters["int"] = StoredInteger
        app.config["MAX_CONTENT_LENGTH"] = MAX_REQUEST_BYTES
        app.register_blueprint(pages(self._sources, self._now))
        app.register_blueprint(compressed(web.blueprint()))
        app.context_processor(lambda: {"preview": True})
        return app

    def answer(self, base: str, path: str) -> Response:
        """Return the answer to the request that is being handled, whose address is `base` and `path` below it."""
        environ = {
            name: value for name, value in request.environ.items() if name not in _NOT_PASSED
        }
        environ["SCRIPT_NAME"], environ["PATH_INFO"] = base, f"/{path}"
        answer = Response.from_app(self._app, environ)
        framed(answer)
        answer.headers["X-Robots-Tag"] = "noindex, nofollow"
        answer.headers["Referrer-Policy"] = "no-referrer"
        if answer.cache_control.public:
            answer.cache_control.public = False
            answer.cache_control.private = True
        return answer


def work_in(path: str) -> int | None:
    """Return the number of the work whose page an address is, None for another address."""
    found = _WORK.fullmatch(path)
    return None if found is None else int(found[1])
