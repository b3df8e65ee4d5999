"""From the desk to kiosks and phones: other colours, a logo, typefaces; what can't be read is refused by its field."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner
from lxml import html
from msgspec.structs import replace

from contract.bundle import PublishedLook, Release, read_release, write_release
from contract.look import Look
from contract.museum import Site
from contract.museum_folder import LOOK, MuseumError, read_museum, write_museum
from contract.palettes import palettes
from device.content.stored_releases import later_targets
from runtime.contrast import LEAST_OF_TEXT, contrast
from tests.desk import Browser, Desk
from tests.looks import ACCENT, LOGO, NIGHT_LOGO, NIGHT_PAPER, PAPER, other_typeface
from tour_server.catalogue.commands import check_museum
from tour_server.catalogue.museum_files import export_files, import_files
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.pictures import Pictures
from tour_server.publishing.release import CantPublishError
from tour_server.staff.permissions import Role

pytestmark = pytest.mark.long

AT = "/desk/museum/huis"
COLOURS = {"accent": ACCENT, "look.day.paper": PAPER, "look.night.paper": NIGHT_PAPER}


def site(desk: Desk) -> Site:
    found: Site = desk.parts.drafts.get(PartKind.SITE, "huis").body
    return found


def files() -> dict[str, Any]:
    return {
        "look.logo.day": (io.BytesIO(LOGO), "Ons logo.svg"),
        "look.logo.night": (io.BytesIO(NIGHT_LOGO), "nacht.svg"),
        "look.titles.regular": (io.BytesIO(other_typeface()), "Huisletter.ttf"),
        "look.titles.italic": (io.BytesIO(other_typeface(300)), "Huisletter licht.ttf"),
        "look.controls.regular": (io.BytesIO(other_typeface(flavor="woff2")), "Huisletter.woff2"),
    }


def dress(desk: Desk, browser: Browser) -> None:
    licences = {"look.titles.licence": "OFL-1.1", "look.controls.licence": "bought in 2025"}
    answer = browser.post(AT, browser.fill_in(AT) | COLOURS | licences | files())
    assert answer.status_code == 302, answer.text


def said_at(page: str, field: str) -> str:
    return "".join(html.fromstring(page).xpath(f"//*[@id='wrong-{field}']//text()"))


@pytest.mark.long
def test_from_the_desk_to_a_release_and_into_a_folder(desk: Desk, tmp_path: Path) -> None:
    browser = desk.colleague("Noor")
    dress(desk, browser)
    look = site(desk).look
    assert look.titles is not None
    assert look.logo is not None
    assert re.fullmatch(r"[0-9a-f]{32}/Ons-logo\.svg", look.logo.day)
    assert look.titles.licence == "OFL-1.1"
    assert browser.post(AT, browser.fill_in(AT)).status_code == 302
    assert desk.parts.drafts.get(PartKind.SITE, "huis").version == 2  # untouched: no new version

    desk.parts.publisher.publish("Noor")
    release = desk.parts.releases.release()
    assert release is not None
    assert release.look is not None
    assert set(later_targets(release)) == set(release.look.targets)
    for target in release.look.targets:
        assert desk.parts.repository.path(target).read_bytes()
        assert browser.get(f"/visit/{target}").status_code == 200
    colours = desk.parts.repository.path(release.look.colours).read_text()
    assert f"--accent: {ACCENT};" in colours
    assert f"--paper: {NIGHT_PAPER};" in colours
    typefaces = desk.parts.repository.path(release.look.typefaces or "").read_text()
    assert typefaces.count("font-display: swap") == 3
    fonts = [Path(target).name for target in release.look.fonts]
    assert re.findall(r'url\("([^"]+)"\)', typefaces) == fonts
    page = browser.get("/visit?l=nl").text
    assert f"<style>{colours}</style>" in page
    for target in (release.look.logo_day, release.look.logo_night):
        assert f"/visit/{target}" in page
    assert 'alt="Huis van de Lijn"' in page
    assert f'content="{NIGHT_PAPER}"' in page

    desk.parts.publisher.publish("Noor")
    second = desk.parts.releases.release()
    assert second is not None
    assert second.look == release.look

    museum = export_files(desk.parts.pictures, desk.parts.drafts.museum(), tmp_path / "huis")
    write_museum(museum, tmp_path / "huis")
    again = read_museum(tmp_path / "huis")
    assert again.site.look.logo is not None
    assert again.site.look.logo.day == "Ons-logo.svg"
    imported = import_files(Pictures(tmp_path / "store"), again, tmp_path / "huis")
    assert imported.site == site(desk)


def test_a_file_is_taken_out_and_undo_brings_it_back(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    dress(desk, browser)
    dressed = site(desk).look
    for slot in ("titles.italic", "logo.night", "titles.regular", "controls.regular", "logo.day"):
        before = site(desk).look
        answer = browser.post(AT, browser.fill_in(AT), action=f"without-file:{slot}")
        if slot == "logo.night":  # the other one can't be made out on dark paper
            assert answer.status_code == 422
            assert site(desk).look == before
        else:
            assert answer.status_code == 302
    assert site(desk).look == replace(dressed, logo=None, titles=None, controls=None)
    browser.get(f"{AT}/history")
    browser.post(f"{AT}/history", to="2", version="6")
    assert site(desk).look == dressed


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"accent": "#8FA3D9"}, "accent", "#8FA3D9 on #F7F5F0 has 2.3:1"),
        ({"accent": ""}, "accent", "a colour like"),
        ({"look.day.paper": "paper"}, "look.day.paper", "a colour like"),
        ({"look.day.ink": "#BBBBBB"}, "look.day.ink", "would do"),
        ({"look.day.on_accent": "#1F3A8A"}, "look.day.on_accent", "1.0:1"),
        ({"look.night.accent": "#1F3A8A"}, "look.night.accent", "on #141311"),
        ({"look.logo.day": (io.BytesIO(b"GIF89a"), "a.gif")}, "look.logo.day", "no SVG or PNG"),
        ({"look.logo.day": (io.BytesIO(LOGO), "a.svg")}, "look.logo.night", "Add a logo for night"),
        (
            {"look.titles.regular": (io.BytesIO(other_typeface()), "a.ttf")},
            "look.titles.regular",
            "which licence",
        ),
        (
            {"look.titles.regular": (io.BytesIO(b"wOF2"), "a.woff2"), "look.titles.licence": "OFL"},
            "look.titles.regular",
            "a.woff2: This typeface can",
        ),
    ],
)
def test_what_cant_be_taken_is_said_at_its_field(
    desk: Desk, changes: dict[str, Any], field: str, said: str
) -> None:
    browser = desk.colleague("Noor")
    answer = browser.post(AT, browser.fill_in(AT) | changes)
    assert answer.status_code == 422
    assert said in said_at(answer.text, field)
    assert site(desk).look == Look()
    assert site(desk).accent == "#1F3A8A"


def test_the_preview_derives_and_checks_what_is_typed_and_saves_nothing(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    found = browser.get(
        "/desk/museum/look/preview", query_string={"accent": "#8FA3D9", "look.night.paper": "#000"}
    ).get_json()
    assert found["colours"]["day"]["--accent"] == "#8FA3D9"
    assert found["colours"]["night"]["--paper"] == "#141311"
    labels = {one["label"] for one in found["faults"]}
    assert labels == {"By day, Buttons and links", "By night, Paper"}
    assert site(desk).accent == "#1F3A8A"
    reader = desk.colleague("Sam", Role.AUTHOR)
    assert reader.get("/desk/museum/look/preview").status_code == 200
    assert desk.stranger().get("/desk/museum/look/preview").status_code in (302, 401, 403)


def test_the_page_tells_for_which_language_a_typeface_has_no_letters(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    browser.post(AT, browser.fill_in(AT) | {"languages": "nl, en, ar"})
    dress(desk, browser)
    assert "it has no letters for العربية; texts in it keep ours" in browser.get(AT).text
    assert "preview titles" in browser.get("/desk/museum/look/typefaces.css").text


@pytest.mark.long
def test_a_look_that_came_to_be_wrong_is_not_published_and_can_be_put_right(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    dress(desk, browser)
    part = desk.parts.drafts.get(PartKind.SITE, "huis")
    night = replace(part.body.look.night, paper="#FFFFFF")
    wrong = replace(part.body, look=replace(part.body.look, night=night))
    desk.parts.drafts.put(PartKind.SITE, "huis", wrong, part.version, "newer software")
    with pytest.raises(CantPublishError, match=r"look.logo.night: This logo can't be made out"):
        desk.parts.publisher.publish("Noor")
    assert browser.post(AT, browser.fill_in(AT) | {"name.nl": "Huis"}).status_code == 302
    assert browser.post(AT, browser.fill_in(AT) | {"look.night.paper": ""}).status_code == 302
    desk.parts.publisher.publish("Noor")


def test_files_of_a_look_that_nothing_names_go_and_named_ones_stay(desk: Desk) -> None:
    from tour_server.catalogue.unused_pictures import UnusedPictures

    browser = desk.colleague("Noor")
    dress(desk, browser)
    unused = desk.parts.pictures.add_logo(LOGO.replace(b"7A1F3D", b"112233"), "unused.svg")
    desk.clock.at = desk.clock.at.replace(year=2031)
    UnusedPictures(desk.parts.database, desk.parts.pictures, desk.clock).delete()
    with pytest.raises(KeyError):
        desk.parts.pictures.path(unused)
    for file in site(desk).look.files:
        assert desk.parts.pictures.path(file).is_file()


@pytest.fixture
def folder(desk: Desk, tmp_path: Path) -> Path:
    """A museum folder with the other look."""
    dress(desk, desk.colleague("Noor"))
    museum = export_files(desk.parts.pictures, desk.parts.drafts.museum(), tmp_path / "huis")
    write_museum(museum, tmp_path / "huis")
    return tmp_path / "huis"


def test_a_folder_with_the_look_has_no_problems(folder: Path) -> None:
    assert "No problems" in CliRunner().invoke(check_museum, [str(folder)]).output


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (lambda look: (look / "Ons-logo.svg").unlink(), "there is no look/Ons-logo.svg"),
        (lambda look: (look / "Ons-logo.svg").write_bytes(b"<svg"), "logo.day: This SVG"),
        (lambda look: (look / "nacht.svg").write_bytes(LOGO), "logo.night: This logo can't"),
        (lambda look: (look / "Huisletter.ttf").write_bytes(b"MZ"), "titles.regular: This is no"),
    ],
)
def test_a_fault_of_the_look_is_found_at_the_edge(folder: Path, break_it: Any, said: str) -> None:
    break_it(folder / LOOK)
    checked = CliRunner().invoke(check_museum, [str(folder)])
    assert checked.exit_code == 1
    assert said in checked.output
    with pytest.raises(MuseumError, match=re.escape(said)):
        import_files(Pictures(folder / "store"), read_museum(folder), folder)


def test_a_colour_that_cant_be_read_is_found_in_a_folder(folder: Path) -> None:
    file = folder / "museum.toml"
    text = file.read_text()
    file.write_text(text.replace(f'paper = "{PAPER}"', f'paper = "{PAPER}"\nink = "#DDBBCC"'))
    with pytest.raises(MuseumError, match=r"site: day, ink: #DDBBCC on #FFF8E7 has 1\.6:1"):
        read_museum(folder)


def test_an_accent_of_before_there_was_a_check_is_shown_as_one_that_can_be_read(
    folder: Path,
) -> None:
    file = folder / "museum.toml"
    file.write_text(file.read_text().replace(ACCENT, "#DDBBCC"))
    site = read_museum(folder).site
    assert site.accent == "#DDBBCC"
    assert contrast(palettes(site).day.accent, PAPER) >= LEAST_OF_TEXT


def test_software_that_knows_no_look_reads_the_release(desk: Desk) -> None:
    """It reads the accent as before, and passes over what it does not know."""
    dress(desk, desk.colleague("Noor"))
    look = PublishedLook("look/a.css", logo_day="look/a.svg")
    release = Release(1, 0.0, desk.parts.drafts.museum(), [], {}, None, look=look)
    plain = msgspec.json.decode(write_release(release))
    assert plain.get("v", 1) == 1
    assert plain["museum"]["site"]["accent"] == ACCENT
    assert read_release(write_release(release)).look == look


def test_a_release_of_before_looks_has_its_accent_on_phones(desk: Desk) -> None:
    browser = desk.colleague("Noor")
    browser.post(AT, browser.fill_in(AT) | {"accent": ACCENT})
    desk.parts.publisher.publish("Noor")
    release = desk.parts.releases.release()
    assert release is not None
    assert f"--accent: {ACCENT};" in browser.get("/visit/look/colours.css").text
