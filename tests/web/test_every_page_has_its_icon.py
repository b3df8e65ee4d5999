"""The pages of kiosk, phone, desk, wall screen and camera set-up name an icon, which is served."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from flask import Flask

import web

ROOT = Path(web.__file__).parent.parent
LINK = '<link rel="icon" href="/web/icon.svg" type="image/svg+xml">'
WITHIN = '<link rel="icon" href="{{ page_icon() }}" type="image/svg+xml">'  # pages of a phone
BELOW = LINK.replace("/web/", "web/", 1)  # the kiosk's page, which may stand below any path
HEADED = [
    page
    for part in ("device", "tour_server")
    for page in sorted((ROOT / part).rglob("templates/**/*.html"))
    if "<head>" in page.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("page", HEADED, ids=lambda page: page.stem)
def test_the_page_names_the_icon(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert sum(text.count(one) for one in (LINK, WITHIN, BELOW)) == 1


def test_every_application_is_tested_here() -> None:
    found = {page.stem for page in HEADED}
    assert {"screen", "aim", "sign_in", "desk", "wall", "base"} <= found


def test_the_icon_is_a_drawing_and_served() -> None:
    app = Flask("test")
    app.register_blueprint(web.blueprint())
    answer = app.test_client().get("/web/icon.svg")
    assert answer.mimetype == "image/svg+xml"
    assert ET.fromstring(answer.data).tag.endswith("svg")  # noqa: S314 - our own file
    answer.close()
