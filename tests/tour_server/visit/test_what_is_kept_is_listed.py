"""The list of what a phone keeps has every file that a kept page names, with its length, and nothing of the visitor."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.tour_server.visit.conftest import Twin
from tour_server.publishing.picture_sizes import kinds
from tour_server.visit.named_files import NamedFiles, names, unused_faces
from tour_server.visit.phone_fonts import FONTS

LOCAL = re.compile(r'"(/(?:visit/(?:static|media|look)|web)/[^"\s]+)"')


@pytest.fixture
def listed(client: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/visit/keep?l=en").get_json()
    return found


def every(listed: dict[str, Any]) -> dict[str, int]:
    files = [*listed["pages"], *listed["files"]]
    for work in listed["works"]:
        files += [work["page"], *work["pictures"]]
        files += [file for sound in work["sounds"] for file in sound["files"]]
    return {file["address"]: file["bytes"] for file in files}


def test_each_length_is_that_of_the_answer(client: FlaskClient, listed: dict[str, Any]) -> None:
    found = every(listed)
    assert len(found) > 25
    assert not any("#" in address for address in found)
    for address, length in found.items():
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert len(answer.get_data()) == length, address
        answer.close()


def test_every_file_that_a_kept_page_names_is_listed(
    client: FlaskClient, listed: dict[str, Any]
) -> None:
    found = every(listed)
    pages = [address for address in found if "?l=" in address and "manifest" not in address]
    assert len(pages) == 10
    assert "/visit/tour/line?l=en" in pages
    named = {each for page in pages for each in LOCAL.findall(client.get(page).text)}
    # What only goes on with keeping needs the network, and the words of before have the subtitles' place.
    assert {each for each in named - found.keys() if "keep_on" not in each} == set()


def test_the_italic_and_no_typeface_of_another_script_is_listed(listed: dict[str, Any]) -> None:
    fonts = [each for each in every(listed) if each.endswith(".woff2")]
    assert any("italic" in each for each in fonts)
    assert not any("thai" in each or "hebrew" in each for each in fonts)


def test_a_typeface_is_listed_in_the_file_for_phones(
    client: FlaskClient, listed: dict[str, Any]
) -> None:
    fonts = [each for each in every(listed) if each.endswith(".woff2")]
    needed = {font.file.name for font in FONTS if font.script in ("latin", "arabic")}
    assert needed <= {each.rpartition("/")[2] for each in fonts}
    assert not any("-latin-wght-" in each for each in fonts)
    page = client.get("/visit?l=en").text
    (sheet,) = re.findall(r'data-late-href="([^"]+)"', page)
    assert sheet in every(listed)
    assert all(urljoin(sheet, ".") in each for each in fonts if "/phone/" in each)


def test_the_files_of_a_page_are_listed(client: FlaskClient, listed: dict[str, Any]) -> None:
    files = {file["address"] for file in listed["files"]}
    for address in (
        "/visit?l=en",
        "/visit/plan?l=en",
        "/visit/work/1?l=en",
        "/visit/not-kept?l=en",
    ):
        page = client.get(address).text
        taken = re.findall(r'(?:src|href)="(/visit/static/[^"]+)"', page)
        assert len({*taken}) == (1 if "/work/" in address else 2), "the script, and the style sheet"
        assert files.issuperset(taken)


def test_a_picture_is_listed_in_each_size_once_they_are_made(
    client: FlaskClient, house: Twin, listed: dict[str, Any]
) -> None:
    before = listed["works"][0]
    assert [each["address"] for each in before["pictures"]] == ["/visit/media/kolam.jpg?r=3"]
    assert before["thumbnail"]["address"] == "/visit/media/kolam.jpg?r=3"
    house.picture_sizes.make("kolam.jpg")
    after = client.get("/visit/keep?l=en").get_json()["works"][0]
    sizes = {(each["type"], each["width"]) for each in after["pictures"]}
    types = [f"image/{'jpeg' if kind == 'jpg' else kind}" for kind in kinds()]
    assert sizes == {(kind, width) for kind in types for width in (176, 360, 720)}
    assert after["thumbnail"]["address"] == "/visit/media/kolam.jpg?r=3&w=176&f=jpg"
    for each in [*after["pictures"], after["thumbnail"]]:
        with client.get(each["address"]) as answer:
            assert len(answer.data) == each["bytes"]


def test_of_two_rules_for_a_typeface_the_later_one_draws() -> None:
    face = "@font-face {{ font-family: {}; font-weight: 400; src: url({}); unicode-range: {}; }}"
    sheet = "\n".join(
        face.format(*rule)
        for rule in [
            ("A", "a-whole", "U+0-FF"),
            ("B", "b-whole", "U+0-FF"),
            ("A", "a-small", "U+41-5A"),
            ("B", "b-small", "U+41"),
            ("C", "c-small", "U+61"),
        ]
    )
    assert unused_faces(sheet, {0x41, 0x42}) == {"a-whole", "c-small"}
    assert unused_faces(sheet, {0x20, 0x41}) == {"c-small"}
    assert unused_faces(sheet, {0x20}) == {"a-small", "b-small", "c-small"}


def test_sound_is_listed_by_level(listed: dict[str, Any]) -> None:
    sounds = listed["works"][0]["sounds"]
    assert [sound["levels"] for sound in sounds] == [["adult"], ["child"]]


def test_a_list_is_made_once_a_language_and_edition(
    client: FlaskClient, house: Twin, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    ask = NamedFiles.answer
    monkeypatch.setattr(
        NamedFiles, "answer", lambda self, address: asked.append(address) or ask(self, address)
    )
    first = client.get("/visit/keep?l=nl")
    times = len(asked)
    assert times
    tag = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/visit/keep?l=nl", headers=tag).status_code == 304
    assert len(asked) == times
    client.get("/visit/keep?l=de")
    assert len(asked) > times


def test_before_the_first_release_there_is_no_list(client: FlaskClient, house: Twin) -> None:
    house.published = None
    assert client.get("/visit/keep").status_code == 503


def test_a_picture_in_sizes_is_read() -> None:
    found = names(
        '<picture><source type="image/avif"'
        ' srcset="/visit/media/a-360.avif?r=1 360w, /visit/media/a-720.avif?r=1 720w">'
        '<img src="/visit/media/a.jpg?r=1" srcset="/visit/media/a-360.jpg?r=1 360w"></picture>'
        '<audio><source src="/visit/media/a.opus"></audio><img src="/visit/look/logo.svg">'
        '<script src="/visit/static/x.js"></script><script type="application/json">{}</script>'
        '<link rel="stylesheet" href="/web/tokens.css"><link rel="alternate" href="/other">'
    )
    assert found.pictures == [
        ("/visit/media/a-360.avif?r=1", 360, "image/avif"),
        ("/visit/media/a-720.avif?r=1", 720, "image/avif"),
        ("/visit/media/a.jpg?r=1", None, ""),
        ("/visit/media/a-360.jpg?r=1", 360, ""),
    ]
    assert found.files == ["/visit/look/logo.svg", "/visit/static/x.js", "/web/tokens.css"]


def test_styles_and_scripts_lead_to_what_they_name(app: Flask) -> None:
    texts = {
        "/visit/p": '<link rel="stylesheet" href="/visit/s.css"><script src="/visit/a.js"></script>',
        "/visit/s.css": (
            "@font-face { src: url('f/latin.woff2'); unicode-range: U+0000-00FF; }"
            "@font-face { src: url('f/thai.woff2'); unicode-range: U+0E01-0E5B; }"
            "body { background: url(dots.svg); mask: url(dots.svg#small); clip-path: url(#here) }"
        ),
        "/visit/a.js": 'import { b } from "./b.js";\nimport "./c.js";\nconst later = () => import("./d.js");',
    }
    for name in ("b.js", "c.js", "d.js", "dots.svg", "f/latin.woff2", "f/thai.woff2"):
        texts[f"/visit/{name}"] = ""
    twin = Flask("named")
    for address, text in texts.items():
        twin.add_url_rule(address, address.replace(".", "-"), lambda text=text: text)
    files = NamedFiles(twin, "en").named(["/visit/p"])
    assert [file.address.removeprefix("/visit/") for file in files] == [
        *("s.css", "a.js", "f/latin.woff2", "dots.svg", "b.js", "c.js", "d.js")
    ]
