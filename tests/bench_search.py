"""How fast the list of works and the search answer: `python -m tests.bench_search [WORKS] [--tate FILE]`.

Makes a museum of so many works (69,202 unless said), or takes those of a gzipped table of the Tate's, reads them into
the index, and asks the desk's pages as a signed-in browser does. Prints milliseconds of the processor, so that other
programs of the machine do not count.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import gzip
import resource
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from argon2 import PasswordHasher

from contract.museum import Authorship, Block, Level, Medium, Room, Site, Source, Tour, Work
from contract.museum import Stop as TourStop
from contract.rights import Rights
from tests.desk import PASSWORD, Browser
from tour_server.app import assemble, create_app
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.parts import Body, PartKind
from tour_server.search.catching_up import CatchingUp
from tour_server.settings import ServerSettings
from tour_server.staff.accounts import Accounts
from tour_server.staff.permissions import Role

WORKS = 69_202  # as many as the Tate's
LANGUAGES = ["nl", "en", "de"]
ROOMS, BATCH, TIMES = 40, 500, 9
WORDS = (
    "licht", "schaduw", "olieverf", "doek", "portret", "landschap", "rivier", "tempel", "danseres", "stilte", "hout",
    "brons", "vogel",
)  # fmt: skip
PAGES = {
    "list": "",
    "list, deep in": "page=1300",
    "list, last page by title": "page=1384&sort=title",
    "word": "q=licht",
    "rare word": "q=Grober",
    "two words and a room": "q=portret+schaduw&room=r7",
    "filters": "state=unapproved&missing=de&room=r3",
    "changed last": "sort=newest",
    "in a tour": "tour=kort",
}


def made(count: int) -> Iterator[Work]:
    """Yield works with a label and a text, every third with two."""
    for number in range(1, count + 1):
        some = [WORDS[(number * step) % len(WORDS)] for step in (1, 3, 5, 7)]
        text = f"{number}: {' '.join(some)} in 16{number % 100:02d}, geschilderd voor de markt van toen."
        blocks = [_block(number, language, text) for language in LANGUAGES[: 1 + number % 3]]
        yield Work(
            key=f"w{number}",
            number=number,
            title={"nl": f"{some[0].title()} {number}", "en": f"Work {number}"},
            maker={"nl": "Martin Gröber" if number % 9973 == 0 else f"Maker {number % 400}"},
            date={"nl": f"16{number % 100:02d}"},
            room=f"r{number % ROOMS}",
            media=[Medium(f"{number:016x}/a.jpg", rights=Rights("CC0-1.0"))] if number % 2 else [],
            blocks=blocks,
        )


def of_tate(file: Path) -> Iterator[Work]:
    """Yield the works of the Tate's table."""
    with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), start=1):
            yield Work(
                key=f"w{number}",
                number=number,
                title={"en": row.get("title") or "Untitled"},
                maker={"en": row.get("all_artists") or ""} if row.get("all_artists") else {},
                date={"en": row["date_text"]} if row.get("date_text") else {},
                materials={"en": row["medium"]} if row.get("medium") else {},
                inventory=row.get("acno") or "",
                room=f"r{number % ROOMS}",
            )


def _block(number: int, language: str, text: str) -> Block:
    return Block(
        key=f"b{number}-{language}",
        language=language,
        level=Level.ADULT,
        theme="maker",
        text=text,
        sources=[Source("Een bron")],
        written_by="Noor",
        authorship=Authorship.PERSON,
        approved_by="Ben" if number % 4 else None,
    )


def fill(drafts: Drafts, works: Iterator[Work]) -> int:
    """Write the museum into the drafts, a batch at a time. Returns how many works it has."""
    site = Site("museum", {"nl": "Museum"}, "Europe/Amsterdam", LANGUAGES, [None] * 7)
    rooms: dict[str, Body] = {
        f"r{n}": Room(f"r{n}", {"nl": f"Zaal {n}"}, 0, 20) for n in range(ROOMS)
    }
    tour = Tour("kort", {"nl": "Kort"}, {"nl": "Kort"}, [TourStop(f"w{n}") for n in range(1, 13)])
    count = 0
    with drafts.in_bulk("bench") as write:
        write.write(PartKind.SITE, {"museum": site})
        write.write(PartKind.ROOM, rooms)
        write.write(PartKind.TOUR, {"kort": tour})
        batch: dict[str, Body] = {}
        for work in works:
            batch[work.key] = work
            count += 1
            if len(batch) == BATCH:
                write.write(PartKind.WORK, batch)
                batch = {}
        if batch:
            write.write(PartKind.WORK, batch)
    return count


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("works", nargs="?", type=int, default=WORKS)
    parser.add_argument("--tate", type=Path)
    parser.add_argument("--database", help="the address of an empty PostgreSQL database")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        address = {"database": given.database} if given.database else {}
        settings = ServerSettings(data=folder, **address)
        quick = {PasswordHasher: PasswordHasher(time_cost=1, memory_cost=64)}
        assembly = assemble(settings, lambda: dt.datetime.now(dt.UTC), instead=quick)
        get = assembly.context.get
        begun = time.perf_counter()
        count = fill(get(Drafts), of_tate(given.tate) if given.tate else made(given.works))
        print(f"{count} works written in {time.perf_counter() - begun:.1f} s")
        before, begun, worked = _peak_mb(), time.perf_counter(), time.process_time()
        parts = get(CatchingUp).rebuild(lambda _left: None)
        seconds, worked = time.perf_counter() - begun, time.process_time() - worked
        size = sum(file.stat().st_size for file in Path(folder, "cache/search").iterdir()) / 1e6
        print(
            f"{parts} parts indexed in {seconds:.1f} s ({worked:.1f} s of a processor), {size:.0f} MB"
        )
        print(f"largest memory {before:.0f} MB before, {_peak_mb():.0f} MB after")
        get(Accounts).create("Noor", PASSWORD, {Role.ADMINISTRATOR})
        browser = Browser(create_app(assembly).test_client())
        browser.get("/desk/sign-in")
        browser.post("/desk/sign-in", name="Noor", password=PASSWORD)
        print(f"{'page':28s} {'first':>7s} {'median':>7s} {'worst':>7s} ms  kB")
        pages = {name: f"/desk/works?{query}" for name, query in PAGES.items()}
        pages |= {"anything": "/desk/search?q=licht", "anything, rare": "/desk/search?q=grober"}
        for name, page in {**pages, "history": "/desk/history"}.items():
            times = [_ask(browser, page) for _ in range(TIMES)]
            answer = browser.client.get(page)
            late = f"{statistics.median(times):7.1f} {max(times[1:]):7.1f}"
            print(f"{name:28s} {times[0]:7.1f} {late}     {len(answer.data) / 1000:.0f}")
        assembly.context.database.close()


def _ask(browser: Browser, page: str) -> float:
    begun = time.process_time()
    answer = browser.client.get(page)
    assert answer.status_code == 200, answer.text
    return (time.process_time() - begun) * 1000


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    main()
