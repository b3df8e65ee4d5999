"""How long each exchange format takes, and how much memory: `python -m tests.bench_formats [WORKS …]`.

Each reading and writing has a process of its own, whose largest memory is that of the whole process.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from contract.museum import Level, Source
from tests.tour_server.imports.formats.made_records import ADDRESS
from tour_server.imports.formats.iiif_writer import write_iiif
from tour_server.imports.formats.lido_writer import write_lido
from tour_server.imports.formats.linked_art_writer import write_linked_art
from tour_server.imports.formats.recognise import recognise
from tour_server.imports.formats.tourml_writer import write_tourml
from tour_server.imports.records import Record, RecordBlock, RecordPicture

FORMATS = ("iiif", "lido", "linked-art", "tourml")
NAME = {"nl": "Meetmuseum"}
TEXT = "Een zin van gewone lengte over wat er te zien is. " * 12


def made(works: int) -> Iterator[Record]:
    """Yield works with a picture, three texts and two languages each, one after the other."""
    for number in range(works):
        text = {"nl": f"Werk {number}", "en": f"Work {number}"}
        yield Record(
            "",
            identifier=f"{ADDRESS}/works/w{number}.json",
            key=f"w{number}",
            number=number % 99_999 + 1,
            title=text,
            maker=text,
            date={"nl": "1642"},
            place=text,
            materials=text,
            room="Zaal 1",
            pictures=[RecordPicture(f"{number}.jpg", None, f"{ADDRESS}/{number}.jpg", text)],
            blocks=[
                RecordBlock(f"{number} {language} {TEXT}", language, Level.ADULT, [Source("Bron")])
                for language in ("nl", "en", "de")
            ],
            licence="CC0-1.0",
        )


def _write(kind: str, folder: Path, works: int) -> int:
    if kind == "iiif":
        return write_iiif(made(works), folder, NAME, ADDRESS)
    if kind == "lido":
        return write_lido(made(works), folder, NAME)
    if kind == "linked-art":
        return write_linked_art(made(works), folder)
    return write_tourml(lambda: made(works), [], folder, NAME)


def _measure(step: str, kind: str, folder: Path, works: int) -> None:
    begun, processor_begun = time.monotonic(), time.process_time()
    if step == "write":
        count = _write(kind, folder, works)
    else:
        source = recognise(folder)
        count = 0 if source is None else sum(1 for _ in source.records())
    seconds = time.monotonic() - begun
    processor = time.process_time() - processor_begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    assert count == works, (kind, step, count)
    print(
        f"{kind:<12}{step:<7}{works:>7} works {seconds:>7.1f} s, processor {processor:>5.1f} s {peak:>5} MB"
    )


def main() -> None:
    if len(sys.argv) > 2 and sys.argv[1] in ("write", "read"):
        _measure(sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
        return
    for works in map(int, sys.argv[1:] or ("1000", "10000")):
        for kind in FORMATS:
            with tempfile.TemporaryDirectory() as folder:
                for step in ("write", "read"):
                    words = [sys.executable, "-m", "tests.bench_formats", step, kind, folder]
                    subprocess.run([*words, str(works)], check=True)


if __name__ == "__main__":
    main()
