"""A page of one sentence, in the place of what a link would open."""

from __future__ import annotations

from typing import TypeVar

from flask import Response, render_template
from werkzeug.wrappers import Response as AnyResponse

from web import CONTENT_SECURITY_POLICY

Answer = TypeVar("Answer", bound=AnyResponse)

NO_FRAME = "frame-ancestors 'none'"
READY_SECONDS = 3  # after which the page looks again whether there is something to see


def said(template: str, status: int, **given: object) -> Response:
    """Returns a page that says why there is nothing to see. The desk's frames may show it."""
    return unlisted(framed(Response(render_template(template, **given), status)))


def awaited(answer: Response) -> Response:
    """Returns a page that is asked for again by itself."""
    answer.headers["Retry-After"] = answer.headers["Refresh"] = str(READY_SECONDS)
    return answer


def framed(answer: Answer) -> Answer:
    """Returns an answer that pages of this server may have in a frame, and no other."""
    policy = answer.headers.get("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    answer.headers["Content-Security-Policy"] = policy.replace(NO_FRAME, "frame-ancestors 'self'")
    return answer


def unlisted(answer: Response) -> Response:
    """Returns an answer that is asked for each time, and that no search engine lists."""
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
