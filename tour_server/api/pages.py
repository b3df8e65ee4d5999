"""The API: `GET /api/v1/…` answers JSON, and problems as RFC 9457 has them. Nothing here changes anything."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property, wraps
from http import HTTPStatus
from typing import ParamSpec

import msgspec
from flask import Blueprint, Response, request
from flask.blueprints import BlueprintSetupState
from limits import RateLimitItemPerMinute
from msgspec import Struct
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from contract.bundle import Release
from contract.museum import Museum
from runtime.document_version import DocumentVersionError
from tour_server.api.api_museum import ApiMuseum
from tour_server.api.openapi import (
    BY_KEY,
    BY_NUMBER,
    CURSOR,
    KEY_CURSOR,
    MOST_ITEMS,
    PROBLEM,
    ROOT,
    USUAL_ITEMS,
    document,
)
from tour_server.api.replies import ApiProblem
from tour_server.api.tokens import ApiTokens
from tour_server.attempt_counts import AttemptCounts, Wait, network_of
from tour_server.catalogue.parts import NoMuseumError
from tour_server.compression import compressed
from tour_server.database import DATABASE_AWAY
from tour_server.own_address import own_address

P = ParamSpec("P")
JSON = "application/json"
PER_NETWORK = RateLimitItemPerMinute(600)  # as for plans: 69,202 works are 693 requests
RETRY_SECONDS = 30
LONGEST_TOKEN = 200  # characters
_KEPT_HEADERS = ("Allow", "Retry-After", "WWW-Authenticate")


class ApiError(Exception):
    """A request that is answered with a problem."""

    def __init__(self, status: HTTPStatus, detail: str, **headers: str) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


class ApiPages:
    """The addresses under `/api/v1`."""

    def __init__(
        self,
        release: Callable[[], Release | None],
        drafts: Callable[[], Museum],
        tokens: ApiTokens,
        public_url: str,
    ) -> None:
        """`release`: what is published. `drafts`: without names of accounts; raises NoMuseumError.

        `public_url`: the address of this server; "" takes that of the request.
        """
        self._release, self._drafts, self._tokens = release, drafts, tokens
        self._public_url = public_url
        self._counts = AttemptCounts()

    @cached_property
    def _document(self) -> bytes:
        """The description of all addresses; made when somebody first asks for it, because it takes a while."""
        return msgspec.json.encode(document())

    def blueprint(self) -> Blueprint:
        """Returns the addresses, to be registered once."""
        pages = Blueprint("api", __name__, url_prefix=ROOT)
        add = pages.add_url_rule
        add("/openapi.json", "document", self.document)
        for prefix, museum in (("", self._published), ("/drafts", self._drafted)):
            name = prefix.strip("/")
            for path, view in self._views().items():
                place = f"{name}{view.__name__}"
                add(f"{prefix}{path}", place, _answered(view, museum))
        pages.before_request(self._limit)
        pages.before_request(_refuse_unknown)
        pages.after_request(_share)
        pages.register_error_handler(ApiError, _refused)
        pages.register_error_handler(HTTPException, _problem_page)
        for error in (*DATABASE_AWAY, DocumentVersionError):
            pages.register_error_handler(error, _away)

        def first(state: BlueprintSetupState) -> None:
            state.app.before_request_funcs.setdefault(None, []).insert(0, _elsewhere)

        pages.record_once(first)
        return compressed(pages)

    def _views(self) -> dict[str, Callable[..., Struct]]:
        """Returns path -> what answers it, for the published museum and for the drafts."""
        return {
            "/museum": self.museum,
            "/works": self.works,
            "/works/<int:number>": self.work,
            "/tours": self.tours,
            "/tours/<key>": self.tour,
            "/tours/<key>/stops": self.stops,
            "/rooms": self.rooms,
            "/rooms/<key>": self.room,
            "/ways": self.ways,
            "/places": self.places,
            "/hours": self.hours,
            "/themes": self.themes,
            "/links": self.links,
            "/links/<key>": self.link,
            "/glossary": self.glossary,
            "/offers": self.offers,
        }

    def document(self) -> Response:
        """Answer with the description of the API."""
        return _conditional(self._document)

    def museum(self, museum: ApiMuseum) -> Struct:
        """Answer with the museum."""
        return museum.facts()

    def works(self, museum: ApiMuseum) -> Struct:
        """Answer with some works."""
        return museum.works(int(_cursor(CURSOR) or "0"), _limit_of_items())

    def work(self, museum: ApiMuseum, number: int) -> Struct:
        """Answer with one work."""
        return _found(museum.work(number), f"No work has the number {number}.")

    def tours(self, museum: ApiMuseum) -> Struct:
        """Answer with the tours."""
        return museum.tours()

    def tour(self, museum: ApiMuseum, key: str) -> Struct:
        """Answer with one tour."""
        return _found(museum.tour(key), "No tour has this key.")

    def stops(self, museum: ApiMuseum, key: str) -> Struct:
        """Answer with the stops of a tour."""
        return _found(museum.stops(key), "No tour has this key.")

    def rooms(self, museum: ApiMuseum) -> Struct:
        """Answer with the rooms."""
        return museum.rooms()

    def room(self, museum: ApiMuseum, key: str) -> Struct:
        """Answer with one room and its works."""
        return _found(museum.room(key), "No room has this key.")

    def ways(self, museum: ApiMuseum) -> Struct:
        """Answer with the ways from room to room."""
        return museum.ways()

    def places(self, museum: ApiMuseum) -> Struct:
        """Answer with the places that visitors look for."""
        return museum.places()

    def hours(self, museum: ApiMuseum) -> Struct:
        """Answer with the opening hours."""
        return museum.hours()

    def themes(self, museum: ApiMuseum) -> Struct:
        """Answer with the themes."""
        return museum.themes()

    def links(self, museum: ApiMuseum) -> Struct:
        """Answer with some links."""
        return museum.links(_cursor(KEY_CURSOR), _limit_of_items())

    def link(self, museum: ApiMuseum, key: str) -> Struct:
        """Answer with one link."""
        return _found(museum.link(key), "No link has this key.")

    def glossary(self, museum: ApiMuseum) -> Struct:
        """Answer with some words of the glossary."""
        return museum.glossary(_cursor(KEY_CURSOR), _limit_of_items())

    def offers(self, museum: ApiMuseum) -> Struct:
        """Answer with some offers."""
        return museum.offers(_cursor(KEY_CURSOR), _limit_of_items())

    def _published(self) -> ApiMuseum:
        release = self._release()
        if release is None:
            raise ApiError(HTTPStatus.SERVICE_UNAVAILABLE, "The museum has published nothing yet.")
        return ApiMuseum(release.museum, release, own_address(self._public_url))

    def _drafted(self) -> ApiMuseum:
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        known = kind.lower() == "bearer" and len(token) <= LONGEST_TOKEN
        if not known or self._tokens.recognise(token.strip()) is None:
            raise ApiError(
                HTTPStatus.UNAUTHORIZED,
                "The drafts need a token, which an administrator makes at the desk, under People.",
                WWW_Authenticate="Bearer",
            )
        try:
            return ApiMuseum(self._drafts(), None, "")
        except NoMuseumError as error:
            raise ApiError(HTTPStatus.SERVICE_UNAVAILABLE, "There is no museum yet.") from error

    def _limit(self) -> None:
        asked = self._counts.reserve([(PER_NETWORK, (network_of(request.remote_addr or ""),))])
        if isinstance(asked, Wait):
            raise ApiError(
                HTTPStatus.TOO_MANY_REQUESTS,
                "Too many requests came from here.",
                Retry_After=str(min(asked.seconds, 60)),
            )


def _answered(
    view: Callable[..., Struct], museum: Callable[[], ApiMuseum]
) -> Callable[..., Response]:
    """Returns the view of one museum, whose reply is sent as JSON."""

    @wraps(view)
    def answer(**given: object) -> Response:
        return _conditional(msgspec.json.encode(view(museum(), **given)))

    return answer


def _conditional(body: bytes) -> Response:
    response = Response(body, mimetype=JSON)
    response.add_etag()
    response.make_conditional(request)
    return response


def _share(response: Response) -> Response:
    """Let pages of other sites read what is public; what a token opens is kept by no cache that others use."""
    if request.path.startswith(f"{ROOT}/drafts"):
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response
    response.headers.setdefault("Cache-Control", "no-cache")
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag, Retry-After"
    return response


def _refuse_unknown() -> None:
    """Raise ApiError for a parameter that the address has not: mistyped, it would be answered with something else."""
    paged = (request.endpoint or "").endswith((*BY_NUMBER, *BY_KEY))
    known = ("limit", "cursor") if paged else ()
    for name, values in request.args.lists():
        if name not in known or len(values) > 1:
            raise ApiError(
                HTTPStatus.BAD_REQUEST, f"`{name[:50]}` is no parameter of this, or is there twice."
            )


def _cursor(schema: dict[str, str]) -> str:
    """Returns the cursor that is asked for, "" for none. Raises ApiError."""
    cursor = request.args.get("cursor")
    if cursor is not None and not re.fullmatch(schema["pattern"], cursor, re.ASCII):
        raise ApiError(HTTPStatus.BAD_REQUEST, "`cursor` is no `next` of an answer.")
    return cursor or ""


def _limit_of_items() -> int:
    """Returns the number of items that are asked for. Raises ApiError."""
    asked = request.args.get("limit", str(USUAL_ITEMS))
    if not re.fullmatch("[0-9]{1,3}", asked, re.ASCII) or not 1 <= int(asked) <= MOST_ITEMS:
        raise ApiError(HTTPStatus.BAD_REQUEST, f"`limit` is a number from 1 to {MOST_ITEMS}.")
    return int(asked)


def _found(one: Struct | None, missing: str) -> Struct:
    """Returns what was found. Raises ApiError where it is None."""
    if one is None:
        raise ApiError(HTTPStatus.NOT_FOUND, missing)
    return one


def _elsewhere() -> Response | None:
    """Answer an address under /api that there is not, or a method that it has not."""
    error = request.routing_exception
    is_ours = request.path == "/api" or request.path.startswith("/api/")
    if not is_ours or not isinstance(error, NotFound | MethodNotAllowed):
        return None
    return _problem_page(error)


def _refused(error: ApiError) -> Response:
    return _problem(error.status, error.detail, error.headers)


def _problem_page(error: HTTPException) -> Response:
    headers = {name: value for name, value in error.get_headers() if name in _KEPT_HEADERS}
    return _problem(HTTPStatus(error.code or 500), None, headers)


def _away(error: Exception) -> Response:
    detail = str(error) if isinstance(error, DocumentVersionError) else "The database is away."
    return _problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, {"Retry-After": str(RETRY_SECONDS)})


def _problem(status: HTTPStatus, detail: str | None, headers: dict[str, str]) -> Response:
    body = msgspec.json.encode(ApiProblem(status.phrase, status.value, detail=detail))
    response = Response(body, status.value, mimetype=PROBLEM)
    response.headers["Cache-Control"] = "no-store"
    response.headers.update(headers)
    return response
