"""The pages of tomorrow in Dutch: what is counted is called visitors, and numbers have a decimal comma."""

from __future__ import annotations

import datetime as dt

import pytest
from lxml import html

from tests.desk import Browser, Desk
from tests.tour_server.forecast.counted_desk import TODAY, outcome
from tour_server.forecast.ahead import DayForecast
from tour_server.forecast.backtest import LeadResult
from tour_server.forecast.chosen_models import ChosenModels
from tour_server.forecast.forecast_store import ForecastStore, KeptModels
from tour_server.forecast.known_days import KnownDay, KnownDays, KnownKind
from tour_server.staff.permissions import Role

DUTCH = {"Accept-Language": "nl"}


@pytest.fixture
def dirk(desk: Desk) -> Browser:
    return desk.colleague("Dirk", Role.DUTY_MANAGER)


def test_what_is_known_of_a_day(desk: Desk, dirk: Browser) -> None:
    day = TODAY + dt.timedelta(days=1)
    known = desk.parts.assembly.context.get(KnownDays)
    known.add(
        [
            KnownDay(KnownKind.EVENT, day, day, "Marktdag", people=60),
            KnownDay(KnownKind.GROUP, day, day, "Groep 6", people=28, hour=10),
            KnownDay(KnownKind.RAIN, day, day, "", millimetres=4.5),
        ],
        "Dirk",
    )
    page = html.fromstring(dirk.get("/desk/tomorrow/known", headers=DUTCH).text)
    cells = [" ".join(cell.text_content().split()) for cell in page.xpath("//td[@class='number']")]
    assert sorted(cells) == ["+60 mensen", "28 mensen, 10:00", "4,5 mm"]
    (label,) = page.xpath("//label[@for='people']/text()")
    assert label == "Bezoekers", "and not Medewerkers, which People means in the rail"
    (hint,) = page.xpath("//*[@id='about-people']")
    assert hint.getparent().xpath("./input/@name") == ["people"], "it stands below its field"


def test_a_country_is_called_by_its_name(dirk: Browser) -> None:
    page = html.fromstring(dirk.get("/desk/tomorrow/known", headers=DUTCH).text)
    names = {one.get("value"): one.text for one in page.xpath("//select[@id='place']/option")}
    assert (names["NL"], names["DE-BY"], names[""]) == ("Nederland", "Duitsland, BY", "geen")


def test_how_right_we_were(desk: Desk, dirk: Browser) -> None:
    with desk.parts.database.writing() as session:
        for back in range(1, 15):
            session.add(outcome(desk, back, 250.0))
    page = dirk.get("/desk/tomorrow/right", headers=DUTCH).text
    assert "8,0 %" in page
    assert "Een goede marge klopt in 80 % van de gevallen." in page
    assert "1 mrt" in page, "the days of the plot have names of months"
    assert "8.0 %" in dirk.get("/desk/tomorrow/right").text


def test_a_hundred_days_stand_on_a_page(desk: Desk, dirk: Browser) -> None:
    with desk.parts.database.writing() as session:
        for back in range(1, 231):
            session.add(outcome(desk, back, 250.0))
    days, path = set[str](), "/desk/tomorrow/right?days=364"
    for number, rows in ((1, 100), (2, 100), (3, 30)):
        page = html.fromstring(dirk.get(path).text)
        listed = page.xpath("//table[@class='outcomes']/tbody/tr/th/text()")
        assert len(listed) == rows
        assert len(page.xpath("//*[@class='dot']")) == rows, "the plot has the same days"
        assert f"Page {number} of 3" in page.text_content()
        assert "Over 230 days" in page.text_content()
        days |= set(listed)
        if number < 3:
            (path,) = page.xpath("//a[@rel='next']/@href")
    assert len(days) == 230
    assert not page.xpath("//a[@rel='next']")
    for odd in ("0", "99", "x", "9" * 50):
        assert dirk.get(f"/desk/tomorrow/right?days=364&page={odd}").status_code == 200
    assert "Page 1" not in dirk.get("/desk/tomorrow/right?days=91").text


def test_a_page_says_how_long_the_choice_took(desk: Desk, dirk: Browser) -> None:
    store = desk.parts.assembly.context.get(ForecastStore)
    result = LeadResult(2, 0.2, 0.3, 0.8, {"usual": 0.2}, {"usual": 1}, 28)
    chosen = ChosenModels({}, {}, [result], TODAY, 12.4)
    store.keep_models(KeptModels(chosen), None)
    hours = (None,) * 10 + ((20.0, 30.0, 40.0),) + (None,) * 13
    store.keep(TODAY, [DayForecast("house", lead, "usual", 20, 30, 40, hours) for lead in (1, 2)])
    assert "which took 12 s." in dirk.get("/desk/tomorrow").text
