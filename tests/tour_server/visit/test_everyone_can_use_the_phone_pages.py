"""The visitor's pages on a phone, in each state, against the rules of WCAG 2.2 at level AA."""

from __future__ import annotations

from typing import Any

import pytest
from selenium import webdriver

from tests.browser import accessibility_violations
from tests.tour_server.visit.test_a_visit_with_a_phone import Visit
from tests.waiting import until

pytestmark = pytest.mark.browser


@pytest.fixture
def visit(phone: webdriver.Chrome, site: Any) -> Visit:
    return Visit(phone, site.address)


def test_choosing(visit: Visit) -> None:
    visit.open("/visit")
    assert accessibility_violations(visit.phone) == []
    visit.open("/visit?l=en")
    visit.tap('[data-choose-language="en"]')
    visit.tap('[data-minutes="40"]')
    until(lambda: visit.one("[name=interest]").is_displayed())
    assert accessibility_violations(visit.phone) == []


def test_the_plan(visit: Visit) -> None:
    visit.make_tour()
    assert accessibility_violations(visit.phone) == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_work(visit: Visit, language: str) -> None:
    visit.open(f"/visit/work/1?l={language}")
    until(lambda: visit.words("#subtitles"))
    assert accessibility_violations(visit.phone) == []
    visit.tap("#play")
    until(lambda: visit.one("#seek").is_displayed())
    assert accessibility_violations(visit.phone) == []


def test_an_offer(visit: Visit, house: Any) -> None:
    visit.open("/visit/work/1?l=en")
    house.people = {"curves": 1}
    visit.look_now()
    until(lambda: visit.one("#offer").is_displayed(), what="the offer")
    assert accessibility_violations(visit.phone) == []


def test_the_large_picture(visit: Visit) -> None:
    visit.open("/visit/work/1?l=en")
    until(lambda: visit.words("#subtitles"))
    visit.tap("#closer")
    until(lambda: visit.one("#large").is_displayed())
    assert accessibility_violations(visit.phone) == []


def test_a_number_that_is_none(visit: Visit) -> None:
    visit.open("/visit/number?l=en&n=99")
    assert accessibility_violations(visit.phone) == []
