"""Somebody new finds an answer on every page of the desk that asks something; each is short, used, and in Dutch too."""

from __future__ import annotations

import re
from collections import deque
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import html
from werkzeug.exceptions import HTTPException

from tests.desk import Desk
from tests.tour_server.desk.test_everyone_can_use_the_desk import NOT_PAGES, PARTS
from tour_server.desk.help_places import PAGE_TOPICS
from tour_server.desk.help_texts import HELP_TEXTS
from web.translations import shipped_catalogue

ROOT = Path(__file__).resolve().parents[3]
MOST_SENTENCES = 3

# Pages without an answer of their own, with the reason.
WITHOUT_ANSWERS = {
    "catalogue.museum.list_page": "leads to the museum's own page",
    "events.export": "a file",
    "imports.template_csv": "a file",
    "imports.template_xlsx": "a file",
    "kiosks.ask_to_take_off": "a question that says what happens",
    "kiosk_care.look_question": "a question that says what happens",
    "printing.made": "how far a print is",
    "publishing.progress_page": "how far a publish is",
    "staffing.page": "leads to the week it is",
    "staffing.why": "an answer itself",
    "staff.ask_to_remove": "a question that says what happens",
    "staff.ask_to_take_off": "a question that says what happens",
    "staff.sign_in_page": "nobody is signed in; it says whom to ask",
}


def is_stated(endpoint: str) -> bool:
    return endpoint in PAGE_TOPICS or endpoint in WITHOUT_ANSWERS


def test_every_page_of_the_desk_has_an_answer_or_a_reason(desk: Desk) -> None:
    served = {
        rule.endpoint
        for rule in desk.app.url_map.iter_rules()
        if rule.rule.startswith("/desk") and "GET" in (rule.methods or ())
    }
    data = (NOT_PAGES | PARTS) - PAGE_TOPICS.keys()
    assert {one for one in served if not is_stated(one)} - data == set()
    assert PAGE_TOPICS.keys() | WITHOUT_ANSWERS.keys() <= served, "a page that is gone"


def test_a_page_with_a_form_shows_its_answers(desk: Desk) -> None:
    """Follow every link from Today on, and look at each kind of page once."""
    noor = desk.colleague("Noor")
    noor.get("/desk/publish")
    desk.parts.publisher.publish("Noor")
    waiting, seen, silent = deque(["/desk"]), set[str](), []
    while waiting:
        path = waiting.popleft()
        try:
            endpoint, _ = desk.app.url_map.bind("localhost").match(path.partition("?")[0])
        except HTTPException:
            continue
        if endpoint in seen or endpoint in NOT_PAGES - PAGE_TOPICS.keys():
            continue
        seen.add(endpoint)
        answer = noor.get(path)
        if answer.status_code != 200 or "text/html" not in (answer.content_type or ""):
            continue
        tree = html.fromstring(answer.text)
        forms = tree.xpath("//main//form[not(contains(@class, 'find'))]")
        shown = [one.text_content() for one in tree.xpath("//details[@class='explained']/summary")]
        wanted = [HELP_TEXTS[topic].question for topic in PAGE_TOPICS.get(endpoint, ())]
        if (forms and not shown and endpoint not in WITHOUT_ANSWERS) or not set(wanted) <= set(
            shown
        ):
            silent.append(f"{path} ({endpoint}): {shown}")
        for link in tree.xpath("//a/@href"):
            at = urlsplit(urljoin(path, link))
            if not at.netloc and at.path.startswith("/desk"):
                waiting.append(at.path + (f"?{at.query}" if at.query else ""))
    assert silent == []
    assert len(seen & PAGE_TOPICS.keys()) > 50, "the links were not followed"


@pytest.mark.parametrize("topic", HELP_TEXTS)
def test_an_answer_is_short_and_in_dutch(topic: str) -> None:
    one = HELP_TEXTS[topic]
    assert one.question.endswith("?")
    assert len(re.findall(r"[.?!](?= [A-Z“]|$)", one.answer)) <= MOST_SENTENCES
    dutch = shipped_catalogue().translations("nl")
    assert dutch.gettext(one.question) not in ("", one.question)
    assert dutch.gettext(one.answer) not in ("", one.answer)


def test_every_answer_is_used() -> None:
    templates = (ROOT / "tour_server").rglob("*.html")
    called = re.findall(
        r"explain\(([^)*]*)\)", "".join(one.read_text(encoding="utf-8") for one in templates)
    )
    used = {topic for topics in PAGE_TOPICS.values() for topic in topics}
    used |= {topic for topics in called for topic in re.findall(r'"([\w-]+)"', topics)}
    assert used == HELP_TEXTS.keys()
