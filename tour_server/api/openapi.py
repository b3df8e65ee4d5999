"""The API's own description, OpenAPI 3.1, made from the types that are answered and the table of what can be asked."""

from __future__ import annotations

from typing import Any

import msgspec

from tour_server.api.replies import (
    ApiProblem,
    LinkFacts,
    LinkList,
    MuseumFacts,
    OfferList,
    OpeningHours,
    PlaceList,
    RoomFacts,
    RoomList,
    StopList,
    TermList,
    ThemeList,
    TourFacts,
    TourList,
    WayList,
    WorkFacts,
    WorkList,
)
from tour_server.request_limits import LARGEST_INTEGER

VERSION = "1"
ROOT = "/api/v1"
MOST_ITEMS, USUAL_ITEMS = 100, 50  # of one answer
PROBLEM = "application/problem+json"
CURSOR = {"type": "string", "pattern": "^[1-9][0-9]{0,8}$"}
KEY_CURSOR = {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,63}$"}
_PATHS = {
    "/museum": ("museum", "The museum: its name, languages, hours, themes.", MuseumFacts),
    "/works": ("works", "The works, by number, some at a time.", WorkList),
    "/works/{number}": ("work", "One work.", WorkFacts),
    "/tours": ("tours", "The tours.", TourList),
    "/tours/{key}": ("tour", "One tour.", TourFacts),
    "/tours/{key}/stops": ("stops", "The stops of a tour, with their works.", StopList),
    "/rooms": ("rooms", "The rooms, with their outlines on the plan.", RoomList),
    "/rooms/{key}": ("room", "One room, with its works.", RoomFacts),
    "/ways": ("ways", "The ways from room to room: doors, stairs, lifts.", WayList),
    "/places": ("places", "The places that visitors look for: toilets, seats.", PlaceList),
    "/hours": ("hours", "When the museum and its rooms are open.", OpeningHours),
    "/themes": ("themes", "The themes.", ThemeList),
    "/links": ("links", "The links of works and what is said of them, some at a time.", LinkList),
    "/links/{key}": ("link", "One link and what is said of it.", LinkFacts),
    "/glossary": ("glossary", "The words with their meanings, some at a time.", TermList),
    "/offers": ("offers", "The offers, some at a time.", OfferList),
}
BY_NUMBER, BY_KEY = ("works",), ("links", "glossary", "offers")


def _of_page(cursor: dict[str, str]) -> list[dict[str, Any]]:
    limit = {"type": "integer", "minimum": 1, "maximum": MOST_ITEMS, "default": USUAL_ITEMS}
    return [
        {"name": "limit", "in": "query", "description": "how many at most", "schema": limit},
        {
            "name": "cursor",
            "in": "query",
            "description": "`next` of the answer before",
            "schema": cursor,
        },
    ]


def _in_path(name: str, schema: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"name": name, "in": "path", "required": True, "schema": schema}]


_PARAMETERS: dict[str, list[dict[str, Any]]] = {
    **{name: _of_page(CURSOR) for name in BY_NUMBER},
    **{name: _of_page(KEY_CURSOR) for name in BY_KEY},
    "work": _in_path("number", {"type": "integer", "minimum": 0, "maximum": LARGEST_INTEGER}),
    **{name: _in_path("key", {"type": "string"}) for name in ("tour", "stops", "room", "link")},
}


def document() -> dict[str, Any]:
    """Returns the description."""
    types = [*(reply for _name, _summary, reply in _PATHS.values()), ApiProblem]
    schemas, components = msgspec.json.schema_components(
        types, ref_template="#/components/schemas/{name}"
    )
    by_name = {one.__name__: schema for one, schema in zip(types, schemas, strict=True)}
    paths = {}
    for drafts in (False, True):
        for path, (name, summary, reply) in _PATHS.items():
            place = f"{ROOT}/drafts{path}" if drafts else f"{ROOT}{path}"
            paths[place] = {
                "get": _operation(name, summary, by_name, reply.__name__, drafts=drafts)
            }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Zaalgids",
            "version": VERSION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            "description": "What a museum tells its visitors. Published: for everyone. Drafts: with a token, which "
            "an administrator makes at the desk. Every answer has an ETag, and HEAD is answered like GET. There may "
            "be new fields at any time; none goes away within a version.",
        },
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(
    name: str,
    summary: str,
    schemas: dict[str, dict[str, Any]],
    reply: str,
    *,
    drafts: bool,
) -> dict[str, Any]:
    problems = {"400": "A parameter can't be read, is there twice, or is not one of these."}
    if any(one["in"] == "path" for one in _PARAMETERS.get(name, [])):
        problems["404"] = "There is none."
    problems["429"] = "Too many requests came from here; Retry-After says when to go on."
    problems["503"] = "There is nothing yet, or the database is away."
    if drafts:
        problems["401"] = "The token is missing or revoked."
    answers: dict[str, Any] = {
        "200": {
            "description": summary,
            "headers": {"ETag": {"schema": {"type": "string"}}},
            "content": {"application/json": {"schema": schemas[reply]}},
        },
        "304": {"description": "As in the answer with this ETag."},
    }
    for status, words in problems.items():
        answers[status] = {
            "description": words,
            "content": {PROBLEM: {"schema": schemas[ApiProblem.__name__]}},
        }
    operation: dict[str, Any] = {
        "operationId": f"draft_{name}" if drafts else name,
        "summary": f"{summary} As drafted." if drafts else summary,
        "responses": answers,
    }
    if name in _PARAMETERS:
        operation["parameters"] = _PARAMETERS[name]
    if drafts:
        operation["security"] = [{"token": []}]
    return operation
