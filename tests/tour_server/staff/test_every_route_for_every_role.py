"""Every route of the server is tried as every role, as people with two roles, and without a sign-in.

The routes come from the application's own map, so a new one is tried too. A route of the desk states its permission;
the public ones are listed here, each with its reason.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from lxml import html
from msgspec.structs import replace
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from contract.museum import Link, Relation
from tests.desk import PASSWORD, Browser, Desk
from tests.tiny_museum import block
from tour_server.catalogue.pages import RESOURCES
from tour_server.catalogue.parts import PartKind
from tour_server.staff.permissions import (
    ROLE_NAMES,
    ROLE_PERMISSIONS,
    ROLE_TASKS,
    WHO_MAY,
    Permission,
    Role,
    permissions_of,
)
from tour_server.staff.session import permission_of

TABLE = """
            author editor publisher duty-manager technician administrator
read          x      x        x          x           x            x
write         x      x        -          -           -            x
approve       -      x        -          -           -            x
publish       -      -        x          -           -            x
rooms         -      -        -          x           x            x
devices       -      -        -          -           x            x
house         -      x        -          -           -            x
roster        -      -        -          x           -            x
administer    -      -        -          -           -            x
"""

PUBLIC = {
    "front.page": "the front door leads visitors and staff on",
    "round_trip.answer": "a kiosk asks whether its server is here; it answers with a code and no fact",
    "health": "monitoring asks without an account",
    "metrics.metrics": "asks for a token of its own",
    "rain.said": "asks for a token of its own",
    "desk.language": "the language of the pages in this browser, also before the sign-in",
    "staff.sign_in_page": "before the sign-in",
    "staff.sign_in": "before the sign-in",
    "staff.sign_out": "ends whatever sign-in there is",
    "walls.wall": "a wall screen's secret opens it",
    "walls.fragment": "a wall screen's secret opens it",
    "walls.events": "a wall screen's secret opens it",
    "own_roster.page": "the secret of a colleague's own link opens it",
    "own_roster.calendar": "the secret of a colleague's own link opens it",
    "web.icon": "a picture",
    "web.as_of_now": "style sheets and scripts, the same for everyone",
}
PUBLIC_BLUEPRINTS = {
    "bundles": "kiosks and phones fetch what is published and signed",
    "visit": "visitors' pages",
    "previewed": "whoever has the link, until it ends",
    "api": "what is published is public; drafts ask for a token of their own",
}
PUBLIC_FILES = "static"  # style sheets and scripts of any blueprint: the same for everyone

CHANGES = {  # what changes something, by the start of its endpoint
    "catalogue.works": Permission.WRITE,
    "catalogue.links": Permission.WRITE,
    "catalogue.themes": Permission.WRITE,
    "catalogue.glossary": Permission.WRITE,
    "catalogue.tours": Permission.WRITE,
    "catalogue.offers": Permission.WRITE,
    "catalogue.museum": Permission.HOUSE,
    "catalogue.plan-rooms": Permission.ROOMS,
    "catalogue.plan-ways": Permission.ROOMS,
    "catalogue.plan-places": Permission.ROOMS,
    "recordings.": Permission.WRITE,
    "checks.": Permission.PUBLISH,
    "imports.": Permission.WRITE,
    "publishing.renew": Permission.ADMINISTER,
    "publishing.make_like": Permission.WRITE,
    "publishing.make_without": Permission.WRITE,
    "publishing.make_before": Permission.WRITE,
    "publishing.": Permission.PUBLISH,
    "kiosk_settings.": Permission.DEVICES,
    "kiosk_care.": Permission.DEVICES,
    "updates.": Permission.DEVICES,
    "walls.": Permission.ROOMS,
    "staff.set_own_password": Permission.READ,
    "staffing.": Permission.ROSTER,
    "staff.": Permission.ADMINISTER,
    "jobs.cancel": Permission.READ,
    "offers.rain": Permission.ROOMS,
    "rooms.close_room": Permission.ROOMS,
    "rooms.open_room": Permission.ROOMS,
    "offers.use_code": Permission.READ,
    "preview.": Permission.WRITE,
    "printing.": Permission.READ,
    "api_tokens.": Permission.ADMINISTER,
    "claims.": Permission.DEVICES,
    "house.change": Permission.READ,
    "house.": Permission.ROOMS,
    "writing.approve": Permission.APPROVE,
    "writing.comment": Permission.READ,
    "writing.": Permission.WRITE,
}
READ_BUT_CHANGE = {
    "writing.comment": "whoever reads a text may ask about it",
    "writing.comment_on": "whoever reads a text may ask about it",
    "writing.comment_action": "whoever reads a text may answer",
    "offers.use_code": "whoever stands at the counter takes in a visitor's code",
    "staff.set_own_password": "everyone's own",
    "printing.print_labels": "a print changes nothing",
    "printing.print_flyer": "a print changes nothing",
    "house.change": "the view asks for the permission of each part that changes",
    "jobs.cancel": "for who asked; the view asks others for the permission of the job's kind",
    "search.change": "what an action on many works needs is asked for within: to approve or to write",
    "search.undo": "the same as what it undoes",
    "search.undo_change": "what the changed part needs is asked for within",
}
NOT_FOR_EVERYONE = {  # what is read, and not by every role
    "checks.ask_about_rights": Permission.PUBLISH,
    "events.page": Permission.ADMINISTER,
    "events.export": Permission.ADMINISTER,
    "api_tokens.page": Permission.ADMINISTER,
    "staffing.page": Permission.ROSTER,
    "staffing.week": Permission.ROSTER,
    "staffing.csv": Permission.ROSTER,
    "staffing.day": Permission.ROSTER,
    "staffing.state": Permission.ROSTER,
    "staffing.would": Permission.ROSTER,
    "staffing.why": Permission.ROSTER,
    "staffing.rules": Permission.ROSTER,
    "staffing.colleagues": Permission.ROSTER,
    "staffing.colleague": Permission.ROSTER,
    "staffing.data_of": Permission.ROSTER,
    "kiosk_care.log_lines": Permission.DEVICES,
    "updates.ask_to_start": Permission.DEVICES,
    "updates.ask_to_send": Permission.DEVICES,
    "updates.ask_to_stop": Permission.DEVICES,
    "kiosk_care.look_question": Permission.DEVICES,
    "kiosk_care.look_answer": Permission.DEVICES,
    "kiosk_care.look_part": Permission.DEVICES,
    "kiosk_care.selftest": Permission.DEVICES,
    "kiosk_care.selftest_file": Permission.DEVICES,
    "claims.page": Permission.DEVICES,
    "claims.find": Permission.DEVICES,
    "claims.ask": Permission.DEVICES,
    "claims.ask_to_revoke": Permission.DEVICES,
    "claims.ask_to_replace": Permission.DEVICES,
    "rooms.footfall_csv": Permission.ROOMS,
    "offers.counts_csv": Permission.ROOMS,
    "rooms.footfall_parquet": Permission.ROOMS,
}
CAST = [
    *[(role,) for role in Role],
    (Role.AUTHOR, Role.PUBLISHER),
    (Role.EDITOR, Role.DUTY_MANAGER),
]
COLLEAGUE = "Wim"  # whom the routes of people are about


def rules(desk: Desk) -> list[tuple[Rule, str]]:
    """Every route of the server with each of its methods."""
    return [
        (rule, method)
        for rule in desk.app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def is_public(endpoint: str) -> bool:
    blueprint, _dot, name = endpoint.rpartition(".")
    return endpoint in PUBLIC or blueprint in PUBLIC_BLUEPRINTS or name == PUBLIC_FILES


def permission(desk: Desk, endpoint: str) -> Permission:
    found = permission_of(desk.app.view_functions[endpoint])
    assert found is not None, f"{endpoint} states no permission and is not listed as public"
    return found


def address(desk: Desk, rule: Rule) -> str:
    """The address of a route, of things that exist."""
    values: dict[str, Any] = {}
    for name in rule.arguments:
        if rule.endpoint == "jobs.cancel":
            values[name] = 99  # none: who may cancel a job depends on the job
        elif name == "number":
            values[name] = 1
        elif rule.endpoint.startswith("staff."):
            values[name] = COLLEAGUE
        elif rule.endpoint == "catalogue.picture":
            values[name] = desk.parts.drafts.museum().works[0].media[0].file
        elif rule.endpoint.startswith("catalogue."):
            kind = next(
                (one.kind for one in RESOURCES if rule.endpoint.startswith(one.endpoint(""))),
                PartKind.WORK,
            )
            found = desk.parts.drafts.all(kind)
            values[name] = found[0].key if found else "missing"
        else:
            values[name] = "hal"
    with desk.app.test_request_context():
        built = desk.app.url_map.bind("localhost").build(rule.endpoint, values)
    return urlsplit(built).path


def send(browser: Browser, method: str, where: str) -> TestResponse:
    """Send a request with a form's token. A stream is left after its first event."""
    sent = {"csrf_token": browser.token} if method == "POST" else None
    answer = browser.client.open(where, method=method, data=sent)
    if not answer.is_streamed:
        assert "This form had been open too long" not in answer.text, f"{where}: no form token"
    answer.close()
    return answer


@pytest.fixture(scope="module")
def published(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with two releases, a draft that differs from them, and a way between two rooms."""
    data = tmp_path_factory.mktemp("published") / "server"
    shutil.copytree(prepared, data)
    desk = Desk(data)
    for words in ("Eerst.", "Daarna."):
        part = desk.parts.drafts.get(PartKind.WORK, "lijn")
        first, *others = part.body.blocks
        body = replace(part.body, blocks=[replace(first, text=words), *others])
        desk.parts.publisher.publish("Noor")
        desk.parts.drafts.put(PartKind.WORK, "lijn", body, part.version, "Noor")
    offer = desk.parts.drafts.all(PartKind.OFFER)[0]
    body = replace(offer.body, approved_by=None)
    desk.parts.drafts.put(PartKind.OFFER, offer.key, body, offer.version, "Noor")
    blocks = [block("lijn-ring-nl-1", "nl", "Allebei rond.")]
    link = Link(key="lijn-ring", works=["lijn", "ring"], relation=Relation.MOTIF, blocks=blocks)
    desk.parts.drafts.put(PartKind.LINK, "lijn-ring", link, 0, "Noor")
    desk.parts.walls.create("Staff room")
    desk.close()
    return data


@pytest.fixture
def desk(published: Path, tmp_path: Path) -> Iterator[Desk]:
    shutil.copytree(published, tmp_path / "server")
    opened = Desk(tmp_path / "server")
    opened.parts.accounts.create("museum", PASSWORD, {Role.ADMINISTRATOR})
    yield opened
    opened.close()


def test_the_table_is_the_museums() -> None:
    lines = [line.split() for line in TABLE.strip().splitlines()]
    roles = [Role(name) for name in lines[0]]
    table = {
        role: {Permission(line[0]) for line in lines[1:] if line[1 + column] == "x"}
        for column, role in enumerate(roles)
    }
    assert table == {role: set(permits) for role, permits in ROLE_PERMISSIONS.items()}
    assert len(lines) - 1 == len(Permission)


def test_the_page_for_staff_has_the_table() -> None:
    page = (Path(__file__).parents[3] / "docs" / "staff.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.split("|")[2:-1]] for line in page.splitlines()]
    names = list(ROLE_NAMES.values())
    begin = rows.index(names) + 2
    table = [[cell == "✔" for cell in row] for row in rows[begin : begin + len(Permission)]]
    assert table == [[one in ROLE_PERMISSIONS[role] for role in Role] for one in Permission]


def test_the_sentences_name_the_roles_of_the_table() -> None:
    for one, sentence in WHO_MAY.items():
        named = {role for role in Role if f"{ROLE_NAMES[role]}s" in sentence.lower()}
        assert named == {role for role in Role if one in ROLE_PERMISSIONS[role]}, sentence
    assert set(WHO_MAY) == set(Permission)
    assert set(ROLE_NAMES) == set(ROLE_TASKS) == set(Role)


def test_every_route_states_its_permission_or_is_public_for_a_reason(desk: Desk) -> None:
    for rule, method in rules(desk):
        endpoint = rule.endpoint
        if is_public(endpoint):
            assert permission_of(desk.app.view_functions[endpoint]) is None, endpoint
            continue
        assert rule.rule.startswith("/desk"), f"{rule.rule}: a sign-in is known under /desk only"
        stated = permission(desk, endpoint)
        if method == "GET":
            form_of = CHANGES if endpoint.endswith(".new") else {}
            known = [*NOT_FOR_EVERYONE.items(), *form_of.items()]
        else:
            known = list(CHANGES.items())
            assert stated is not Permission.READ or endpoint in READ_BUT_CHANGE, endpoint
        expected = next((one for start, one in known if endpoint.startswith(start)), None)
        if endpoint.endswith(".approve"):
            expected = Permission.APPROVE
        assert expected in (None, stated), endpoint
    listed = set(PUBLIC) | set(READ_BUT_CHANGE) | set(NOT_FOR_EVERYONE)
    assert listed <= set(desk.app.view_functions), "a route listed here does not exist any more"


def test_without_a_sign_in_every_page_of_the_desk_asks_for_one(desk: Desk) -> None:
    stranger = desk.stranger()
    stranger.get("/desk/sign-in")
    for rule, method in rules(desk):
        if is_public(rule.endpoint):
            continue
        answer = send(stranger, method, address(desk, rule))
        if method == "GET":
            assert answer.status_code == 302, f"{method} {rule.rule}: {answer.status_code}"
            assert answer.location.startswith("/desk/sign-in"), f"{method} {rule.rule}"
        else:
            assert answer.status_code == 401, f"{method} {rule.rule}: {answer.status_code}"
            assert 'name="_password"' in answer.text, f"{method} {rule.rule}"


IN_THE_CORE = [(Role.AUTHOR,), (Role.ADMINISTRATOR,)]
BY_ROLES = [
    pytest.param(
        roles,
        marks=[] if roles in IN_THE_CORE else [pytest.mark.long],
        id="+".join(roles),
    )
    for roles in CAST
]


@pytest.mark.parametrize("roles", BY_ROLES)
def test_a_role_may_do_what_the_table_says_and_is_offered_nothing_else(
    desk: Desk, roles: tuple[Role, ...]
) -> None:
    may = permissions_of(set(roles))
    browser, wrong = desk.colleague("Noor", *roles), []
    browser.get("/desk/people")
    for rule, method in rules(desk):
        if is_public(rule.endpoint):
            continue
        if desk.parts.accounts.find(COLLEAGUE) is None:
            desk.parts.accounts.create(COLLEAGUE, PASSWORD, {Role.AUTHOR})
        where = address(desk, rule)
        answer = send(browser, method, where)
        if rule.endpoint == "staff.set_own_password":
            browser.get("/desk/people")  # the sign-in began anew, and with it the form's token
        code, to = answer.status_code, answer.headers.get("Location", "")
        is_refused = code == 403
        is_let_in = not is_refused and code < 500 and not to.startswith("/desk/sign-in")
        expected = permission(desk, rule.endpoint) in may
        if (is_let_in, is_refused) != (expected, not expected):
            wrong.append(f"{method} {where}: {code} {to}")
        if method == "GET" and code == 200 and "text/html" in (answer.content_type or ""):
            wrong += [
                f"{where} offers {verb} {target}, which needs {stated}"
                for verb, target, stated in offered(desk, answer.text, where)
                if stated not in may
            ]
            if Permission.APPROVE not in may and 'value="approve:' in answer.text:
                wrong.append(f"{where} offers to approve")
    assert wrong == []


def offered(desk: Desk, page: str, where: str) -> list[tuple[str, str, Permission]]:
    """Method, path and permission of what a page links to and submits to."""
    tree = html.fromstring(page)
    found = {("GET", link) for link in tree.xpath("//a/@href")}
    for form in tree.forms:
        found.add((form.method.upper(), form.action or where))
        found |= {(form.method.upper(), one) for one in form.xpath(".//*/@formaction")}
    stated = []
    for method, target in sorted(found):
        try:
            path = urlsplit(target).path
            endpoint, _values = desk.app.url_map.bind("localhost").match(path, method)
        except HTTPException:
            continue  # another site, or a part of this page
        needed = permission_of(desk.app.view_functions[endpoint])
        if needed is not None:
            stated.append((method, path, needed))
    return stated


@pytest.mark.parametrize("kind", [PartKind.WORK, PartKind.LINK, PartKind.OFFER])
def test_approving_needs_its_own_permission(desk: Desk, kind: PartKind) -> None:
    part = desk.parts.drafts.all(kind)[0]
    action = "approve" if kind is PartKind.OFFER else f"approve:{part.body.blocks[0].key}"
    for roles in CAST:
        browser = desk.colleague(" and ".join(roles), *roles)
        browser.get("/desk/people")
        answer = browser.post(f"/desk/{kind}s/{part.key}", version=part.version, action=action)
        may = Permission.APPROVE in permissions_of(set(roles))
        assert (answer.status_code != 403) == may, roles
