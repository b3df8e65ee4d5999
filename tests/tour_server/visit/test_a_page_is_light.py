"""What a phone fetches before the first word, in bytes and requests, and how each file is kept.

Seconds are measured by `python -m tests.phone_weight`, in a slow Chromium.
"""

from __future__ import annotations

import base64
import hashlib
import html
import io
import json
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import av
import brotli
import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from msgspec.structs import replace

from contract.bundle import Release
from contract.museum_folder import PICTURES, read_museum
from museum_of_pattern import build
from tests.tour_server.visit.conftest import LANGUAGES, SECONDS, Twin
from tour_server.visit import pages
from tour_server.visit.page_files import FOLDER
from tour_server.visit.phone_fonts import FONTS
from tour_server.visit.words import MESSAGES

PAGE_BYTES = 60_000
STOP_BYTES = 110_000
HEADER_BYTES = 500  # of each answer, as `python -m tests.phone_weight -v` shows them
SOUND_BYTES = 33_000  # of a WebM file, before Chromium plays it
BOTH = {"Accept-Encoding": "gzip, deflate, br"}


class _Fetched(HTMLParser):
    """The addresses that a browser with scripts asks for as it reads a page, without what comes late."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._without_script = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        if tag == "noscript":
            self._without_script = True
        if self._without_script:
            return
        if tag == "script" and (facts.get("src") or facts.get("data-late-src")):
            self.found.append(str(facts.get("src") or facts["data-late-src"]))
        elif tag == "link" and facts.get("href") and facts.get("rel") != "icon":
            self.found.append(str(facts["href"]))
        elif tag == "source" and facts.get("type") == "image/avif":
            assert facts["sizes"] == "88px"
            self.found.append(str(facts["srcset"]).split(" ")[0])
        elif (
            tag == "img"
            and facts.get("src")
            and facts.get("loading") != "lazy"
            and ("avif" not in self.found[-1])
        ):
            self.found.append(str(facts["src"]))

    def handle_endtag(self, tag: str) -> None:
        if tag == "noscript":
            self._without_script = False


def _page(client: FlaskClient, address: str) -> tuple[str, int]:
    """Returns a page, and how many bytes come over the wire."""
    answer = client.get(address, headers=BOTH)
    assert answer.headers["Content-Encoding"] == "br"
    return brotli.decompress(answer.data).decode(), len(answer.data) + HEADER_BYTES


def _fetched(client: FlaskClient, page: str) -> dict[str, int]:
    """Returns what the page makes a phone fetch at once, and the bytes of each."""
    found = {}
    for address in dict.fromkeys(_Fetched(page).found):
        with client.get(address, headers=BOTH) as answer:
            assert answer.status_code == 200, address
            found[address] = len(answer.data) + HEADER_BYTES
    return found


def _fonts(page: str) -> int:
    """Returns the bytes of the typefaces that come late: of those for phones that have a character of the page.

    The names of languages are left out; in a page of Latin letters they need those with accents. A page of another
    script has no Latin typeface for its controls.
    """
    shown = re.sub(r'<details class="languages">.*?</details>', "", page, flags=re.S)
    shown = re.sub(r"<(script|style|noscript|button)\b.*?</\1>", "", shown, flags=re.S)
    letters = set(map(ord, html.unescape(re.sub(r"<[^>]+>", "", shown))))
    script = set(re.findall(r'<html lang="(ar|he|th|ja)', page))
    needed = [
        font
        for font in FONTS
        if font.style == "normal"
        and not (script and font.family == "Source Sans 3")
        and (letters.intersection(font.characters) or (not script and font.part == "-accented"))
    ]
    assert {"ar": "arabic", "he": "hebrew", "th": "thai"}.get("".join(script), "latin") in {
        font.script for font in needed
    }
    return sum(font.file.stat().st_size + HEADER_BYTES for font in needed)


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The Museum of Pattern as its labels say it, with pictures that are not drawn."""
    folder = tmp_path_factory.mktemp("pattern")
    shutil.copytree(Path(build.__file__).with_name("content"), folder, dirs_exist_ok=True)
    (folder / PICTURES).mkdir()
    for label in (folder / "works").glob("*.toml"):
        (folder / PICTURES / f"{label.stem}.png").write_bytes(b"a picture")
    museum = read_museum(folder)
    files = [medium.file for work in museum.works for medium in work.media]
    pictures = {file: f"{hashlib.sha256(file.encode()).hexdigest()}.png" for file in files}
    return Release(1, 0.0, museum, [], pictures, None)


@pytest.mark.parametrize("language", ["nl", "en", "de", "fr", "es", "ar", "he", "th", "ja"])
def test_the_first_page_with_all_its_typefaces_is_light(
    house: Twin, client: FlaskClient, language: str
) -> None:
    release = house.published
    assert release is not None
    site = replace(release.museum.site, languages=list(dict.fromkeys([*LANGUAGES, language])))
    house.published = replace(release, museum=replace(release.museum, site=site))
    assert _first_page(client, language) <= PAGE_BYTES


@pytest.mark.parametrize("language", ["nl", "en", "fr", "de", "es", "ar", "he", "th", "ja"])
def test_the_first_page_of_the_museum_of_pattern_is_light(
    pattern: Release, house: Twin, client: FlaskClient, language: str
) -> None:
    """With all its works and tours; of those languages that it doesn't speak with titles and tours in Dutch."""
    site = pattern.museum.site
    languages = list(dict.fromkeys([*site.languages, language]))
    museum = replace(pattern.museum, site=replace(site, languages=languages))
    house.published = replace(pattern, museum=museum)
    assert _first_page(client, language) <= PAGE_BYTES


def _first_page(client: FlaskClient, language: str) -> int:
    """Returns the bytes of the first page with all that it makes a phone fetch."""
    page, size = _page(client, f"/visit?l={language}")
    assert f'<html lang="{language}"' in page
    fetched = _fetched(client, page)
    sheet = re.findall(r'data-late-href="([^"]+)"', page)
    with client.get(sheet[0], headers=BOTH) as answer:
        late = len(answer.data) + HEADER_BYTES
    assert re.findall(r'rel="icon" href="(data:image/svg)', page)  # it takes no request
    assert len(fetched) == 3, fetched  # styles, script, the manifest
    return size + sum(fetched.values()) + late + _fonts(page)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_stop_is_light_until_its_first_word(
    house: Twin, client: FlaskClient, language: str
) -> None:
    house.picture_sizes.make("kolam.jpg")
    page, size = _page(client, f"/visit/work/1?l={language}")
    fetched = _fetched(client, page)
    assert size + sum(fetched.values()) + SOUND_BYTES <= STOP_BYTES - 25_000  # texts are short here
    assert len(fetched) == 3, fetched  # script, the manifest, the smallest picture
    assert not any("woff2" in address for address in fetched)


def _module_scripts() -> Iterator[tuple[str, str]]:
    for template in Path(pages.__file__).with_name("templates").rglob("*.html"):
        for script in re.findall(r"<script[^>]*\bsrc=\"([^\"]+)\"", template.read_text("utf-8")):
            yield template.name, script


def test_each_page_has_one_script_beside_those_within_it(client: FlaskClient) -> None:
    """A module that is found in another waits for it, a round trip each."""
    for template, script in _module_scripts():
        assert script.startswith("{{ page_file('"), (template, script)
    for address in ("/visit", "/visit/plan", "/visit/work/1", "/visit/work/1/wrong"):
        page, _ = _page(client, address)
        (only,) = [one for one in _Fetched(page).found if one.endswith(".js")]
        with client.get(only) as script:
            assert "import " not in script.text
            assert "immutable" in script.headers["Cache-Control"]


@pytest.mark.parametrize(
    "address", ["/visit", "/visit/plan", "/visit/work/1", "/visit/work/99", "/visit/nowhere"]
)
def test_a_browser_may_take_what_stands_within_a_page_and_nothing_else(
    client: FlaskClient, address: str
) -> None:
    with client.get(f"{address}?l=en") as answer:
        policy, page = answer.headers["Content-Security-Policy"], answer.text
    for element, directive in (("script", "script-src"), ("style", "style-src")):
        within = re.findall(rf"<{element}>(.*?)</{element}>", page, re.S)
        (rule,) = [one for one in policy.split("; ") if one.startswith(directive)]
        allowed = re.findall(r"'sha256-([^']+)'", rule)
        assert within
        assert set(allowed) == {
            base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in within
        }
    assert "unsafe" not in policy
    assert not re.search(r"<[^>]*\sstyle=", page)


def test_the_page_of_a_stop_waits_for_no_style_sheet(client: FlaskClient) -> None:
    page, _ = _page(client, "/visit/work/1?l=en")
    head = page.partition("</head>")[0]
    assert '<link rel="stylesheet" href=' not in re.sub(r"<noscript>.*?</noscript>", "", head)
    with client.get(
        re.findall(r'href="([^"]+page-\w+\.css)"', client.get("/visit").text)[0]
    ) as sheet:
        assert f"<style>{sheet.text}</style>" in head


def test_the_first_block_can_be_heard_before_the_script(client: FlaskClient) -> None:
    page, _ = _page(client, "/visit/work/1?l=en")
    assert page.count("<audio") - page.count("<noscript><audio") == 1
    sound = page.partition('id="first-sound"')[2].partition("</audio>")[0]
    assert re.findall(r'src="([^"]+)"', sound) == [
        "/visit/media/tone.webm?r=3",
        "/visit/media/tone.m4a?r=3",
    ]
    silent, _ = _page(client, "/visit/work/5?l=de")  # nothing is told in German
    assert "<audio" not in silent


def test_the_modules_stay_as_they_are_for_tests(app: Flask, client: FlaskClient) -> None:
    for file in FOLDER.glob("*.js"):
        with app.test_request_context():
            address = url_for("visit.static", filename=file.name)
        with client.get(address) as answer:
            assert answer.text == file.read_text("utf-8")
            assert "immutable" in answer.headers["Cache-Control"]


def test_speech_comes_in_webm_with_its_length_first(client: FlaskClient) -> None:
    with client.get("/visit/media/tone.webm?r=3") as answer:
        assert answer.mimetype == "audio/webm"
        assert "immutable" in answer.headers["Cache-Control"]
        whole = answer.data
    with av.open(io.BytesIO(whole)) as sound:
        assert sound.duration == pytest.approx(SECONDS * av.time_base, rel=0.01)
    before_sound = whole[: whole.index(bytes.fromhex("1f43b675"))]  # its first cluster
    assert before_sound.count(bytes.fromhex("1c53bb6b")) == 2  # the index, and where it is
    part = client.get("/visit/media/tone.webm?r=3", headers={"Range": "bytes=100-199"})
    assert part.status_code == 206
    assert part.data == whole[100:200]
    again = client.get(
        "/visit/media/tone.webm?r=3", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304
    assert client.get("/visit/media/none.webm?r=3").status_code == 404


def test_the_same_speech_is_the_same_file_after_a_restart(house: Twin) -> None:
    from tour_server.visit.webm_speech import WebmSpeech

    file = house.folder / "tone.opus"
    first, second = WebmSpeech(), WebmSpeech()
    assert first.of(file) == second.of(file)
    assert first.of(file) is first.of(file)
    with av.open(str(file)) as ogg, av.open(io.BytesIO(first.of(file))) as webm:
        packets = [
            [bytes(packet) for packet in one.demux(audio=0) if packet.size] for one in (ogg, webm)
        ]
    assert packets[0] == packets[1]


def test_a_picture_comes_in_the_width_that_is_asked_for(house: Twin, client: FlaskClient) -> None:
    whole = (house.folder / "kolam.jpg").read_bytes()
    address = "/visit/media/kolam.jpg?r=3&w=360&f=jpg"
    with client.get(address) as before:
        assert before.data == whole
        assert "immutable" not in before.headers["Cache-Control"]  # a smaller one will be there
    house.picture_sizes.make("kolam.jpg")
    with client.get(address) as after:
        assert after.mimetype == "image/jpeg"
        assert len(after.data) < len(whole) / 2
        assert "immutable" in after.headers["Cache-Control"]
    with client.get("/visit/media/kolam.jpg?r=3&w=360&f=avif") as avif:
        assert avif.mimetype == "image/avif"
    with client.get("/visit/media/kolam.jpg?r=3&w=7&f=jpg") as none:
        assert none.data == whole


def test_a_page_without_smaller_pictures_shows_the_whole_one(client: FlaskClient) -> None:
    page, _ = _page(client, "/visit/work/1?l=en")
    assert "<source" not in page.partition("<details")[0]
    assert 'src="/visit/media/kolam.jpg?r=3" alt' in page
    assert 'width="1200" height="900"' in page


def test_the_first_words_to_read_stand_in_the_page(client: FlaskClient) -> None:
    page, _ = _page(client, "/visit/work/1?l=nl")
    captions = page.partition('id="subtitles" aria-hidden="true">')[2].partition("</div>")[0]
    assert captions.count(">Kijk naar de witte lijn.</span>") == 2  # for adults and children
    assert 'data-levels="adult' in captions
    assert "hidden" not in captions
    german, _ = _page(client, "/visit/work/5?l=de")  # nothing is told in German
    assert 'id="subtitles" aria-hidden="true"></div>' in german


def test_a_page_has_the_words_that_its_script_says(client: FlaskClient) -> None:
    """A sentence that a script says and its page lacks would stop the script: see `say` in words.js."""
    said = re.compile(r'(?:say|counted)\("(\w+)"')
    for address in ("/visit", "/visit/plan", "/visit/work/1", "/visit/souvenir"):
        page, _ = _page(client, address)
        words = json.loads(page.partition('id="words">')[2].partition("</script>")[0])
        script = next(one for one in _Fetched(page).found if one.endswith(".js"))
        with client.get(script) as answer:
            needed = set(said.findall(answer.text))
            assert needed <= words.keys(), address
            assert len(words) < len(MESSAGES) or "plan" in address
            if "say(`sign_" in answer.text:
                assert {key for key in MESSAGES if key.startswith("sign_")} <= words.keys()
