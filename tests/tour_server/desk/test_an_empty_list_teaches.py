"""A list with nothing in it says what belongs there and what to do; no page of an empty desk names a command."""

from __future__ import annotations

from pathlib import Path

from lxml import html

from tests.desk import Desk

# The lists of the desk, and words of the sentence by which each teaches while it is empty.
TEACHES = {
    "/desk/api-tokens": "With a token a program reads the drafts",
    "/desk/comments": "Write one at any text, on its page",
    "/desk/glossary": "A word that visitors may not know stands here",
    "/desk/heard": "Each telling is counted here",
    "/desk/imports": "No list yet?",
    "/desk/kiosks": "A technician installs one",
    "/desk/links": "A link tells what works share",
    "/desk/media": "Add them at",
    "/desk/notes": "What visitors sent from a kiosk or a phone",
    "/desk/offers": "An offer is something worth having",
    "/desk/plan/places": "Seats, toilets, the café",
    "/desk/plan/ways": "Routes on visitors' phones follow the ways",
    "/desk/print/flyers": "Make one first",
    "/desk/pronunciation": "When a voice says a name wrong",
    "/desk/removed": "Nothing that was removed is lost",
    "/desk/rooms": "The rooms that stand under Museum appear here",
    "/desk/themes": "A theme is something a visitor can be interested in",
    "/desk/tours": "A tour is a walk over works",
    "/desk/translations/files": "A translator or an agency gets a file",
    "/desk/walls": "A wall screen shows Rooms now",
    "/desk/works": "Begin in one of these ways",
}


def test_every_empty_list_teaches(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "server")
    noor = desk.colleague("Noor")
    noor.get("/desk")
    noor.post("/desk/imports/begin")  # a museum with one room, and nothing else
    silent = []
    for path, words in TEACHES.items():
        main = html.fromstring(noor.get(path).text).find(".//main")
        said = " ".join(" ".join(main.itertext()).split())
        if words not in said or "zaalgids " in said:
            silent.append(f"{path}: {said}")
    desk.close()
    assert silent == []
