"""The browser finds phrases in italics where contract.italics does, also across the lines of subtitles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from selenium import webdriver

import web
from contract.italics import italic_ranges
from web.page_server import PageServer

pytestmark = [pytest.mark.long, pytest.mark.browser]

CASES: list[tuple[str, list[str]]] = [
    ("De Lijn en de lijn, De Lijnen en De  Lijn.", ["De Lijn"]),
    ("een tweeën een", ["een", "twee", "een tweeën"]),
    ("Zie «L’Étranger» (1942), L’Étranger!", ["L’Étranger", "(1942)"]),
    ("鳥獣戯画という巻物。鳥獣戯画", ["鳥獣戯画"]),
    ("كتاب الأغاني في كتاب", ["كتاب الأغاني", "كتاب"]),
    ("a.b*c a.b*c axb", ["a.b*c", "[x]"]),
    ("f_x en x", ["x", " ", ""]),
    ("naïef naïef", ["naïef"]),
    ("geen", []),
]
FOUND = """
const [cases, done] = arguments;
import("/web/italics.js").then(({ italicRanges }) => done(cases.map(([text, phrases]) => italicRanges(text, phrases))));
"""
SHOWN = """
const [lines, phrases, done] = arguments;
import("/web/italics.js").then(({ markCues, slanted }) => {
  const cues = markCues(lines.map((text) => ({ text })), phrases);
  done(cues.map((cue) => {
    const place = document.createElement("p");
    place.append(...slanted(cue.text, cue.italics));
    return [place.textContent, place.innerHTML];
  }));
});
"""


@pytest.fixture
def page(browser: webdriver.Chrome) -> Iterator[webdriver.Chrome]:
    app = Flask("twin", static_folder=None)
    app.register_blueprint(web.blueprint())
    app.add_url_rule("/", "start", lambda: "<!doctype html><title>t</title>")
    server = PageServer(app, "127.0.0.1", 0, 4)
    server.start()
    browser.get(f"http://127.0.0.1:{server.port}/")
    yield browser
    server.stop()


def test_the_same_places(page: webdriver.Chrome) -> None:
    found = page.execute_async_script(FOUND, CASES)
    for (text, phrases), places in zip(CASES, found, strict=True):
        # Python counts signs, the browser their halves: none of these texts has signs of two.
        assert [tuple(one) for one in places] == italic_ranges(text, phrases), text


@pytest.mark.parametrize(
    ("lines", "phrases", "shown"),
    [
        (["Zie De\nLijn van Jan."], ["De Lijn"], ["Zie <i>De\nLijn</i> van Jan."]),
        (["Zie De", "Lijn nu."], ["De Lijn"], ["Zie <i>De</i>", "<i>Lijn</i> nu."]),
        (["Zie De Nacht\u2010\nwacht."], ["De Nachtwacht"], ["Zie <i>De Nacht\u2010\nwacht</i>."]),
        (["<b>x</b> & y"], ["x"], ["&lt;b&gt;<i>x</i>&lt;/b&gt; &amp; y"]),
        (["Zie *De Lijn*."], [], ["Zie *De Lijn*."]),
    ],
)
def test_a_phrase_goes_over_lines_and_subtitles(
    page: webdriver.Chrome, lines: list[str], phrases: list[str], shown: list[str]
) -> None:
    found: list[Any] = page.execute_async_script(SHOWN, lines, phrases)
    assert [text for text, _markup in found] == lines
    assert [markup for _text, markup in found] == shown
