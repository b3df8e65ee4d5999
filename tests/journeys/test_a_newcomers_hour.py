"""Somebody's first hour at an empty desk, in the browser alone: from a spreadsheet with mistakes to a kiosk that
speaks, and back.

Every page is reached by a link that a page shows, and every field found by its label; the one address that is typed is
the desk's own. A person has nothing but that address and the first password.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By

from museum_of_pattern import build
from tests.brokers import free_port
from tests.journeys.desk_walk import DeskWalk
from tests.journeys.page_queries import json_of, text
from tests.waiting import until
from zaalgids.processes import Child, stop_all

pytestmark = [
    pytest.mark.journey,
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.timeout(600),
]

PASSWORD = "four quiet rooms"
HEADINGS = (
    "Inventarisnr;Titel;Vervaardiger;Datering;Zaal;Afbeelding;Tekst;Bron;Nummer;Opmerking\r\n"
)
SAID = "Dit is een kolam van rijstmeel. De lijn gaat om elke stip en komt weer thuis."
OURS = "Een vrouw tekent deze kolam elke ochtend voor haar deur. De lijn komt weer thuis."
THEIRS = "De tekst van het bestand, een tweede keer."
KOLAM = (
    "A-01;Kolam;Tamil vrouwen;1987;Tegelzaal;kolam.png;{};Nagata, Kolam patterns, 2015;1;mooi",
)
HAT = (
    "A-02;De hoed;David Smith;2023;Tegelzaal;hoed.png;"
    "De hoed is één tegel die een vlak vult zonder zich te herhalen.;"
    "Smith e.a., An aperiodic monotile, 2023;2;Größe prüfen"
)
GIRIH = "Vijf tegels maken dit patroon. Zoek de ster van tien punten."
WITH_MISTAKES = (
    KOLAM[0].format(SAID),
    HAT,
    f"A-03;Girih;onbekend;15-mrt;Tegelzaal;girih.png;{GIRIH};;2;dubbel",
    "A-03;Girih (kopie);onbekend;1453;Tegelzaal;;;;4;",
)
CORRECTED = (
    KOLAM[0].format(THEIRS).replace(";Kolam;", ";Kolam van Tamil Nadu;"),
    HAT,
    f"A-03;Girih;onbekend;1453;Tegelzaal;girih.png;{GIRIH};Lu en Steinhardt, Science, 2007;3;",
)
OFFSET = """
const svg = document.getElementById("plan-svg");
const view = svg.viewBox.baseVal, box = svg.getBoundingClientRect(), unit = view.width / box.width;
return arguments[0].map(([x, y]) => [Math.round((x - view.x) / unit - box.width / 2),
  Math.round((y - view.y) / unit - box.height / 2)]);
"""


class NewMuseum:
    """A new server with nothing in it, and the files that somebody has on their own desk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.web_port, self.broker_port, self.screen_port = free_port(), free_port(), free_port()
        self.children: list[Child] = []

    @property
    def server(self) -> str:
        return f"http://127.0.0.1:{self.web_port}"

    @property
    def screen(self) -> str:
        return f"http://127.0.0.1:{self.screen_port}"

    def write_files(self) -> None:
        """Write the lists as Excel in Dutch does, a zip with two photographs, and the one that was forgotten."""
        for name, rows in (("werken.csv", WITH_MISTAKES), ("verbeterd.csv", CORRECTED)):
            body = HEADINGS + "".join(f"{row}\r\n" for row in rows)
            (self.folder / name).write_bytes(body.encode("cp1252"))
        with zipfile.ZipFile(self.folder / "fotos.zip", "w") as photographs:
            for work in ("kolam", "girih"):
                photographs.writestr(f"Foto's/{work}.png", build.draw(work).png(900))
            photographs.writestr("__MACOSX/Foto's/._kolam.png", b"a companion")
        (self.folder / "hoed.png").write_bytes(build.draw("the-hat").png(900))

    def start_server(self) -> None:
        self._run(
            "server",
            [
                *("server", "--port", str(self.web_port), "--public-url", self.server),
                *("--broker-port", str(self.broker_port), "--data", str(self.folder / "server")),
            ],
            ZAALGIDS_SERVER_FIRST_PASSWORD=PASSWORD,
        )
        self.children[-1].wait_until_up(f"{self.server}/health", 120, enough=lambda _: True)

    def start_kiosk(self) -> None:
        """Start a kiosk as a technician does; its camera sees the kolam held up."""
        seen = self.folder / "held up"
        seen.mkdir()
        (seen / "kolam.png").write_bytes(build.draw("kolam").png(900))
        settings = self.folder / "kiosk.toml"
        written = {
            "name": "balie",
            "room": "tegelzaal",
            "data": str(self.folder / "kiosk"),
            "server": self.server,
            "broker": f"mqtt://127.0.0.1:{self.broker_port}",
            "language": "nl",
            "bundle_seconds": 2.0,
            "screen": {"port": self.screen_port},
            "eyes": [{"camera": {"type": "folder", "path": str(seen)}}],
        }
        settings.write_text(tomli_w.dumps(written), encoding="utf-8")
        self._run("kiosk", ["kiosk", "--settings", str(settings)])
        self.children[-1].wait_until_up(f"{self.screen}/health", 120)

    def kiosk_has(self, release: int) -> None:
        """Wait until the kiosk shows a release."""
        until(
            lambda: json_of(f"{self.screen}/health")["release"] == release,
            90,
            lambda: f"release {release}: {self.last_words()}",
        )

    def last_words(self) -> str:
        return "\n".join(f"{child.name}: {child.last_words()}" for child in self.children)

    def _run(self, name: str, arguments: list[str], **environment: Any) -> None:
        self.children.append(
            Child(name, arguments, self.folder / "log" / f"{name}.log", **environment)
        )


@pytest.fixture
def new_museum(tmp_path: Path) -> Iterator[NewMuseum]:
    with ExitStack() as at_the_end:
        made = NewMuseum(tmp_path)
        at_the_end.callback(lambda: stop_all(made.children))
        made.write_files()
        made.start_server()
        yield made


def test_from_an_empty_desk_to_a_kiosk_that_speaks_and_back(
    new_museum: NewMuseum, browser: webdriver.Chrome
) -> None:
    walk = DeskWalk(browser, f"{new_museum.server}/desk")
    sign_in(walk)
    bring_a_list_with_mistakes(walk, new_museum)
    correct_it_and_bring_it_again(walk, new_museum)
    describe_the_house(walk)
    draw_the_plan(walk)
    write_and_approve(walk)
    translate(walk)
    check_and_preview(walk)
    publish(walk, 1)
    see_the_kiosk_speak(walk, new_museum)
    go_back_to_a_release(walk, new_museum)
    undo_an_import(walk)
    bring_a_work_back(walk)


def sign_in(walk: DeskWalk) -> None:
    walk.sees("The first account is called museum")
    walk.fill("Name", "museum")
    walk.fill("Password", PASSWORD)
    walk.press("Sign in")
    walk.sees("There is nothing here yet")
    walk.is_accessible()


def bring_a_list_with_mistakes(walk: DeskWalk, new_museum: NewMuseum) -> None:
    walk.follow("Import a spreadsheet")
    walk.is_accessible()
    walk.choose_files(
        "A spreadsheet, and the pictures",
        new_museum.folder / "werken.csv",
        new_museum.folder / "fotos.zip",
    )
    walk.press("Look at what it would do")
    walk.sees("What the columns of werken.csv hold", "Windows-1252, columns divided by semicolon")
    walk.is_accessible()
    walk.press("Read the file")
    walk.sees(
        "Nothing has changed yet",
        "there is no file hoed.png",
        "“15-mrt” is what a spreadsheet program makes of a date",
        "Row 3 has the number 2, too; this work gets none",
        "the text has no source, so it was left out",
    )
    walk.is_accessible()
    walk.choose_files("Pictures that are missing", new_museum.folder / "hoed.png")
    walk.press("Add them, and read it again")
    walk.sees("row 3 De hoed")
    assert "there is no file" not in walk.words
    walk.press("Apply this import")
    walk.sees("Next: look at the works")
    walk.rail("Today")
    walk.sees("To your first release", "Bring your works in")
    walk.is_accessible()


def correct_it_and_bring_it_again(walk: DeskWalk, new_museum: NewMuseum) -> None:
    walk.rail("Works")
    walk.follow("Kolam")
    edit_words(walk, OURS)
    walk.tab("Imports")
    walk.choose_files("A spreadsheet, and the pictures", new_museum.folder / "verbeterd.csv")
    walk.choose("Where it comes from", "werken.csv")
    walk.press("Look at what it would do")
    walk.sees("to decide", f"ours {OURS}", f"the file's {THEIRS}", "Kolam van Tamil Nadu")
    assert "there is no file" not in walk.words, "the works have these pictures already"
    walk.press("Apply this import")
    walk.sees("Next: look at the works")
    walk.follow("works")
    walk.follow("Kolam van Tamil Nadu")
    walk.sees(OURS)
    assert THEIRS not in walk.words


def edit_words(walk: DeskWalk, words: str) -> None:
    walk.press_here("Edit")
    walk.fill("Words", words)
    walk.press_here("Save")
    walk.sees("Saved. Publish it when visitors should have it.", words)


def describe_the_house(walk: DeskWalk) -> None:
    walk.rail("Museum")
    walk.fill("Nederlands", "Museum van de lijn")
    walk.fill("Search for a language by its name", "English")
    walk.press_here("Add this language")
    walk.set_time("Monday", "Opens", "")
    walk.set_time("Monday", "Closes", "")
    for day in ("Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"):
        walk.set_time(day, "Opens", "10:00")
        walk.set_time(day, "Closes", "17:00")
    walk.press("Save")
    walk.sees("Saved. Publish it when visitors should have it.")
    walk.is_accessible()
    walk.tab("Rooms")
    walk.follow("Add a room")
    walk.fill("Nederlands", "Tuin")
    walk.fill("People it may hold at once", "40")
    walk.press("Add")
    walk.tab("Rooms")
    walk.sees("Tegelzaal", "Tuin")


def draw_the_plan(walk: DeskWalk) -> None:
    walk.tab("Plan")
    until(lambda: walk.browser.find_elements(By.CSS_SELECTOR, "#plan[data-ready]"), 30, "the plan")
    walk.sees("No room is drawn yet")
    walk.press_here("Draw a room")
    walk.choose("Draw this room", "Tegelzaal")
    svg = walk.browser.find_element(By.ID, "plan-svg")
    for corner in ((1, 1), (9, 1), (9, 8), (1, 8), (1, 1)):
        walk.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", svg)
        ((x, y),) = walk.browser.execute_script(OFFSET, [corner])
        ActionChains(walk.browser).move_to_element_with_offset(svg, x, y).click().perform()
    walk.sees("Saved. Publish it when visitors should have it.")
    walk.rail("Today")
    done = [one.text for one in walk.browser.find_elements(By.CSS_SELECTOR, ".first-steps li.done")]
    assert len(done) == 3, done


def write_and_approve(walk: DeskWalk) -> None:
    walk.rail("Works")
    walk.follow("De hoed")
    walk.follow("children")
    walk.press_here("Write one in Nederlands")
    words = "Kijk naar de hoed. Hij past altijd weer aan een andere hoed."
    walk.fill("Words", words)
    walk.press("Save")
    walk.sees("Where this comes from")
    assert walk.field("Words").get_attribute("value") == words, "nothing typed is lost"
    walk.fill("Book, article or record", "Smith e.a., An aperiodic monotile, 2023")
    walk.press("Save")
    walk.sees(words, "not approved yet")
    walk.is_accessible()
    walk.press("Approve")
    walk.sees("Approved.", "approved by museum")


def translate(walk: DeskWalk) -> None:
    walk.rail("Words")
    walk.tab("Translations")
    walk.is_accessible()
    grid = "table.grid a[href*='/work/a-01/en']"
    until(lambda: walk.browser.find_elements(By.CSS_SELECTOR, grid), 60, "the grid")
    walk.browser.find_element(By.CSS_SELECTOR, grid).click()
    walk.sees("Kolam van Tamil Nadu in English", OURS)
    fields = walk.browser.find_elements(By.CSS_SELECTOR, "form#texts textarea")
    said = ("Kolam from Tamil Nadu", "Tamil women", "1987", "A line round dots.")
    english = "A woman draws this kolam each morning before her door. The line comes home."
    for field, words in zip(fields, (*said, english), strict=True):
        field.send_keys(words)
    walk.press("Save")
    walk.sees("Saved. Publish it when visitors should have it.", "written")


def check_and_preview(walk: DeskWalk) -> None:
    walk.rail("Publish")
    walk.sees("This stops a publish:", "Rights that nobody has stated")
    walk.is_accessible()
    walk.tab("Check first")
    walk.sees("stops until it is done")
    walk.follow("The museum may show them")
    walk.press("The museum may show these")
    walk.sees("On record: you said that the museum may show")
    walk.tab("Preview")
    walk.press("Make the preview")
    walk.sees("Preview: not published")
    phone = until(lambda: walk.browser.find_elements(By.TAG_NAME, "iframe"), 60, "the phone")[0]
    walk.browser.switch_to.frame(phone)
    until(
        lambda: "Museum van de lijn" in walk.browser.find_element(By.TAG_NAME, "body").text,
        60,
        "the museum on the phone of the preview",
    )
    walk.browser.switch_to.default_content()
    walk.press("End it now")


def publish(walk: DeskWalk, release: int) -> None:
    walk.rail("Publish")
    walk.press("Publish")
    if "Publish them all the same" in walk.words:
        walk.sees("Nobody has approved these words")
        walk.press("Publish them all the same")
    walk.sees(f"Release {release} is out")


def see_the_kiosk_speak(walk: DeskWalk, new_museum: NewMuseum) -> None:
    walk.rail("Kiosks")
    walk.sees("No kiosk has been heard of yet. A technician installs one")
    new_museum.start_kiosk()
    new_museum.kiosk_has(1)
    walk.sees("balie", "Register balie")
    walk.is_accessible()
    desk = walk.browser.current_window_handle
    walk.browser.switch_to.new_window("tab")
    try:
        walk.browser.get(new_museum.screen)
        title = "Kolam van Tamil Nadu"
        until(lambda: text(walk.browser, "#telling-title") == title, 90, new_museum.last_words)
        until(lambda: spoken(new_museum) >= {"started", "ended"}, 90, new_museum.last_words)
    finally:
        walk.browser.close()
        walk.browser.switch_to.window(desk)


def spoken(new_museum: NewMuseum) -> set[str]:
    """Return what the player of the kiosk's page has reported of the kolam's words in Dutch."""
    reports = json_of(f"{new_museum.screen}/speaker")
    return {one["what"] for one in reports if str(one["block"]).startswith("a-01-nl")}


def go_back_to_a_release(walk: DeskWalk, new_museum: NewMuseum) -> None:
    walk.rail("Works")
    walk.follow("Kolam van Tamil Nadu")
    wrong = "Deze zin is een vergissing, die niemand had moeten horen."
    edit_words(walk, wrong)
    publish(walk, 2)
    new_museum.kiosk_has(2)
    walk.follow("Back to Publish")
    walk.press("Publish this one again")
    walk.sees("Release 3 is out")
    new_museum.kiosk_has(3)
    walk.rail("Publish")
    walk.sees(wrong)  # the drafts are as they were, and say so
    walk.follow("Make the drafts like it")
    walk.is_accessible()
    walk.press("Make the drafts like release 3")
    walk.sees("1 part of the drafts changed")
    walk.rail("Works")
    walk.follow("Kolam van Tamil Nadu")
    walk.sees(OURS)


def undo_an_import(walk: DeskWalk) -> None:
    walk.tab("Imports")
    walk.follow("werken.csv")  # the newer one stands first
    walk.press("Undo this import")
    walk.sees("Undone by museum", "Left as it is: a colleague changed it after the import.")
    walk.tab("All works")
    walk.follow("Girih")
    assert GIRIH not in walk.words, "the text came with the import that is undone"
    walk.tab("All works")
    walk.follow("Kolam van Tamil Nadu")
    walk.sees(OURS)


def bring_a_work_back(walk: DeskWalk) -> None:
    walk.tab("All works")
    walk.follow("De hoed")
    walk.follow("All fields and pictures")
    walk.is_accessible()
    walk.press("Remove this work")
    walk.sees("Removed from the drafts")
    walk.tab("What was removed")
    walk.sees("De hoed")
    walk.is_accessible()
    walk.press("Bring back")
    walk.sees("Brought back. Publish it when visitors should have it.")
    walk.tab("All works")
    walk.sees("De hoed")
