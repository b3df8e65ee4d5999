"""How fast every page of the desk is in a large museum: `python -m tests.bench_desk [--works N] [--shots FOLDER]`.

The museum is that of tests.desk, with as many works more (69,202 unless said) brought in by the desk's own import: the
Tate's, where ../shared/data has them, or made ones. Prints for the import and its undo, for the search's index, for
every page that a link leads to, and for what staff do most, milliseconds of the processor and of the clock, the size,
and how many times a trivial page (the page Password) it takes. `--database`: the address of an empty PostgreSQL
database in the place of SQLite. `--shots`: writes a picture of every page instead, as a laptop and a phone show it.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import resource
import statistics
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from lxml import html
from selenium import webdriver
from werkzeug.exceptions import HTTPException

from tests.browser import chromium
from tests.desk import Browser, Desk, prepare
from tests.signing_in import sign_in_as
from tour_server.catalogue.parts import PartKind
from tour_server.imports.applying import Applying
from tour_server.imports.import_documents import ImportDocument, ImportState
from tour_server.imports.opening import UploadReader
from tour_server.imports.picture_reader import PictureReader
from tour_server.imports.proposals import Proposals
from tour_server.imports.proposer import Proposer
from tour_server.imports.settings import ImportSettings
from tour_server.imports.undoing import Undoing
from tour_server.recorder import EventRecorder
from tour_server.search.catching_up import CatchingUp
from tour_server.translations.translation_index import TranslationIndex

WORKS = 69_202  # as many as the Tate's
TATE = Path(__file__).parents[2] / "shared/data/collections/tate/tate_artworks_flat.csv.gz"
TIMES = 5
PAGES_OF_A_KIND = 2  # addresses of each view
TRIVIAL = "/desk/password"
SIZES = {"laptop": (1280, 800), "phone": (390, 844)}
MOST_PIXELS = 6_000  # of a picture's height
OFTEN = {
    "search for a word": "/desk/works?q=river",
    "search anywhere": "/desk/search?q=river",
    "a list deep in": "/desk/works?page=1000",
    "by title, last page": "/desk/works?sort=title&page=1380",
    "not approved, by maker": "/desk/works?state=unapproved&sort=maker",
    "pictures missing": "/desk/media?state=no-text",
    "works while one is typed": "/desk/search/works.json?q=river",
    "translations to English": "/desk/translations?language=en&state=missing",
}
# Not pages, or pages that end the session.
SKIPPED = (
    "static",
    "events",
    "sign_out",
    "template_csv",
    "template_xlsx",
    "museum_zip",
    "csv",
    "parquet",
    "export",
)


def table_of(works: int, file: Path) -> None:
    """Write a spreadsheet of so many works: the Tate's, where they are, else made ones."""
    with file.open("w", encoding="utf-8", newline="") as out:
        if TATE.exists():
            with gzip.open(TATE, "rt", encoding="utf-8", newline="") as lines:
                rows = csv.reader(lines)
                for _, row in zip(range(works + 1), rows, strict=False):
                    csv.writer(out).writerow(row)
            return
        csv.writer(out).writerow(["acno", "title", "artist", "date_text", "medium"])
        for number in range(1, works + 1):
            row = [
                f"A{number:05}",
                f"River {number}",
                f"Maker {number % 400}",
                f"18{number % 100:02}",
                "Oil",
            ]
            csv.writer(out).writerow(row)


@contextmanager
def measured(what: str) -> Iterator[None]:
    """Print what a block took."""
    begun, worked = time.perf_counter(), time.process_time()
    yield
    seconds, worked = time.perf_counter() - begun, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(
        f"{what}: {worked:.1f} s of a processor, {seconds:.1f} s; at most {peak:.0f} MB so far",
        flush=True,
    )


class BigImport:
    """An import by the code that the desk's jobs call."""

    def __init__(self, desk: Desk, file: Path) -> None:
        get = desk.parts.assembly.context.get
        self._desk, self._file = desk, file
        self._proposals = Proposals(desk.parts.database, desk.clock)
        self._pictures = desk.parts.pictures
        self._applying = Applying(self._proposals, desk.parts.drafts, get(EventRecorder))
        self._undoing = Undoing(self._proposals, desk.parts.drafts, get(EventRecorder))

    def propose(self, scratch: Path) -> int:
        """Read the spreadsheet. Returns the number of the import."""
        reader = UploadReader(self._pictures, self._proposals, ImportSettings(), beyond=True)
        opened = reader.open(self._file, scratch, None)
        number = self._proposals.begin("tate", "Noor", ImportDocument(), ImportState.FAILED)
        one = self._proposals.get(number)
        reader.propose(
            one, opened, Proposer(self._proposals, PictureReader(self._pictures)), _ignore
        )
        return number

    def apply(self, number: int) -> None:
        """Apply it, and print how long a colleague's save waited meanwhile."""
        self._with_saves(lambda: self._applying.apply(number, "Noor", _ignore))

    def undo(self, number: int) -> None:
        """Undo it, and print how long a colleague's save waited meanwhile."""
        self._with_saves(lambda: self._undoing.undo(number, "Noor", _ignore))

    def _with_saves(self, change: Callable[[], None]) -> None:
        """Run it, while a colleague saves a tour again and again."""
        waits: list[float] = []
        ended = threading.Event()

        def save() -> None:
            while not ended.wait(0.2):
                part, begun = (
                    self._desk.parts.drafts.get(PartKind.TOUR, "kort"),
                    time.perf_counter(),
                )
                try:
                    self._desk.parts.drafts.put(
                        PartKind.TOUR, "kort", part.body, part.version, "Ben"
                    )
                except Exception as error:
                    print(f"  a colleague's save failed: {type(error).__name__}")
                waits.append(time.perf_counter() - begun)

        saving = threading.Thread(target=save)
        saving.start()
        try:
            change()
        finally:
            ended.set()
            saving.join()
        print(f"  a colleague's save waited {max(waits, default=0):.1f} s at most")


def _ignore(_done: int, _all: int) -> None:
    """Take progress, and tell nobody."""


def pages_of(desk: Desk, browser: Browser) -> Iterator[tuple[str, str]]:
    """Yield (view, address) of every page that a link leads to, PAGES_OF_A_KIND of each view."""
    seen: dict[str, int] = {}
    waiting, known = deque(["/desk"]), {"/desk"}
    while waiting:
        address = waiting.popleft()
        view = _view(desk, address)
        if not view or view.endswith(SKIPPED) or seen.get(view, 0) >= PAGES_OF_A_KIND:
            continue
        seen[view] = seen.get(view, 0) + 1
        yield view, address
        answer = browser.client.get(address)
        if "html" not in (answer.content_type or ""):
            continue
        for link in html.fromstring(answer.text).xpath("//a/@href"):
            at = urlsplit(urljoin(address, link))
            there = at.path + (f"?{at.query}" if at.query else "")
            if not at.netloc and there not in known:
                known.add(there)
                waiting.append(there)


def _view(desk: Desk, address: str) -> str:
    try:
        return str(desk.app.url_map.bind("localhost").match(address.partition("?")[0])[0])
    except HTTPException:
        return ""


class RequestTable:
    """Measures requests, and prints a line for each."""

    def __init__(self) -> None:
        self._trivial = 0.0
        self.late: list[str] = []
        print(
            f"{'page':44s} {'first':>7s} {'median':>7s} {'clock':>7s} ms {'kB':>5s} {'ratio':>6s}"
        )

    def line(self, name: str, ask: Callable[[], int], times: int = TIMES) -> None:
        """Measure a request, which returns the size of its answer, so many times."""
        worked, clock, size = [], [], 0
        for _ in range(times):
            begun, at = time.process_time(), time.perf_counter()
            size = ask()
            worked.append((time.process_time() - begun) * 1000)
            clock.append((time.perf_counter() - at) * 1000)
        median = statistics.median(worked)
        self._trivial = self._trivial or median
        line = f"{name:44s} {worked[0]:7.0f} {median:7.0f} {statistics.median(clock):7.0f}    {size / 1000:5.0f}"
        print(f"{line} {median / self._trivial:6.1f}", flush=True)
        if median > 300 or size > 500_000:
            self.late.append(name)


def measure_pages(desk: Desk, browser: Browser) -> None:
    """Print the table of every page and of what staff do most."""
    table = RequestTable()

    def got(address: str) -> int:
        answer = browser.client.get(address)
        assert answer.status_code < 400, (address, answer.status_code)
        return len(answer.get_data())

    table.line("a trivial page", lambda: got(TRIVIAL))
    for view, address in pages_of(desk, browser):
        table.line(f"{view} {address}"[:44], lambda address=address: got(address))  # type: ignore[misc]
    for name, address in OFTEN.items():
        table.line(name, lambda address=address: got(address))  # type: ignore[misc]
    changes = iter(range(1_000))

    def saved() -> int:
        address = "/desk/works/a00001"
        fields = browser.fill_in(address) | {"title.en": f"Another title {next(changes)}"}
        answer = browser.post(address, fields)
        assert answer.status_code == 302, answer.text
        return len(answer.get_data())

    table.line("save a work (its form, and sending it)", saved)
    for name, address in {
        "Today after a save": "/desk",
        "Publish after a save": "/desk/publish",
        "Check first after a save": "/desk/publish/checks",
        "works after a save": "/desk/works",
    }.items():
        saved()
        table.line(name, lambda address=address: got(address), 1)  # type: ignore[misc]
    print("above 300 ms or 500 kB: " + (", ".join(table.late) or "none"))


def shoot_pages(desk: Desk, browser: Browser, folder: Path, language: str) -> None:
    """Write a picture of every page at each of the sizes."""
    folder.mkdir(parents=True, exist_ok=True)
    listed = list(pages_of(desk, browser))
    with desk.served() as address, chromium() as tab:
        tab.execute_cdp_cmd("Network.enable", {})
        headers = {"Accept-Language": language}
        tab.execute_cdp_cmd("Network.setExtraHTTPHeaders", {"headers": headers})
        sign_in_as(tab, address, "Bench")
        for number, (view, path) in enumerate(listed):
            for size, (width, height) in SIZES.items():
                file = folder / f"{number:02}-{view}-{size}.png"
                _shoot(tab, address + path, file, width, height)


def _shoot(tab: webdriver.Chrome, address: str, file: Path, width: int, height: int) -> None:
    shape = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
    tab.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", shape)
    tab.get(address)
    whole = tab.execute_script("return document.documentElement.scrollHeight")
    shape["height"] = min(max(height, whole), MOST_PIXELS)
    tab.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", shape)
    tab.execute_async_script("document.fonts.ready.then(() => setTimeout(arguments[0], 300))")
    file.write_bytes(tab.get_screenshot_as_png())


def main() -> None:
    """Measure, or take pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--works", type=int, default=WORKS)
    parser.add_argument("--database", help="the address of an empty PostgreSQL database")
    parser.add_argument("--shots", type=Path, help="a folder for pictures of the pages")
    parser.add_argument("--language", default="nl", help="of the pictures")
    parser.add_argument("--data", type=Path, help="a data folder with works, which is kept")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = given.data or Path(folder, "server")
        is_new = not data.exists()
        address = {"database": given.database} if given.database else {}
        if is_new:
            prepare(data)
        desk = Desk(data, **address)
        get = desk.parts.assembly.context.get
        if is_new:
            table_of(given.works, Path(folder, "tate.csv"))
            big = BigImport(desk, Path(folder, "tate.csv"))
            for what in ("", " again, after the undo"):
                with measured(f"import read{what}"):
                    number = big.propose(Path(folder, "unpacked"))
                with measured(f"import applied{what}"):
                    big.apply(number)
                if not what:
                    with measured("import undone"):
                        big.undo(number)
            with measured("import read a second time"):
                again = big.propose(Path(folder, "unpacked"))
            with measured("import applied a second time"):
                big.apply(again)
            with measured("translations counted"):
                get(TranslationIndex).catch_up()
            with measured("index of the search"):
                get(CatchingUp).rebuild(lambda _left: None)
        browser = desk.colleague("Bench") if is_new else desk.signed_in("Bench")
        if given.shots:
            shoot_pages(desk, browser, given.shots, given.language)
        else:
            measure_pages(desk, browser)
        desk.close()


if __name__ == "__main__":
    main()
