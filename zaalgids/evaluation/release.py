"""`zaalgids evaluate release`: publishes a museum of a given size and lets a kiosk fetch it, and measures both.

The publishing code itself makes the release, with speech from small files in place of a voice and without pictures:
what is measured is what grows with the number of files and texts. A kiosk's content store fetches it over HTTP. Each
runs in a process of its own, whose peak of memory is reported.
"""

from __future__ import annotations

import json
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click
from flask import Flask
from tuf.ngclient.fetcher import FetcherInterface
from tuf.ngclient.urllib3_fetcher import Urllib3Fetcher

from contract.museum import Block, Level, Museum, Pronunciation, Room, Site, Source, Theme, Work
from device.content.store import ContentStore
from narration.rendered_blocks import (
    FILES,
    SUBTITLES,
    RenderedBlockStore,
    RenderingError,
    RenderingFacts,
)
from narration.speech.settings import EspeakSettings
from runtime.clocks import utc_now
from tour_server.app import assemble
from tour_server.publishing.bundle_pages import BundlePages
from tour_server.publishing.publisher import Publisher
from tour_server.publishing.release import CantPublishError
from tour_server.publishing.repository import Repository
from tour_server.publishing.speaker_source import SpeakerSource
from tour_server.settings import ServerSettings
from web.page_server import PageServer

LANGUAGES = ("nl", "en", "de", "fr", "es", "ar", "ja", "it", "pt", "pl", "tr", "uk")
ROOMS = 40
TEXT_CHARACTERS = 300
THREADS = 4
LINKS = 10_000  # to one file; a disk allows some tens of thousands
_PROCESSES = multiprocessing.get_context("spawn")


class SmallFiles:
    """A BlockRenderer whose blocks are all rendered already: their files are a few hundred bytes."""

    def pronounce(self, lexicon: Sequence[Pronunciation]) -> None:
        """Does nothing: no voice speaks here."""

    def identity(self, block: Block) -> str:
        """See BlockRenderer."""
        return "small-files/1"

    def render(self, block: Block, folder: Path) -> RenderingFacts:
        """Raises RenderingError."""
        raise RenderingError("it has no file")

    def close(self) -> None:
        """Do nothing."""


class SmallFilesSource(SpeakerSource):
    """Opens SmallFiles where a server would open its voice."""

    def __init__(self) -> None:
        """Needs no settings: its voice is never opened."""
        super().__init__(EspeakSettings())

    def check(self) -> None:
        """Do nothing: the files are always there."""

    def open(self) -> Any:
        """Returns the renderer."""
        return SmallFiles()


class CountingFetcher(FetcherInterface):
    """Counts the bytes that python-tuf's own fetcher fetches."""

    def __init__(self) -> None:
        self.fetched_bytes = 0
        self._inner = Urllib3Fetcher()

    def _fetch(self, url: str) -> Iterator[bytes]:
        for chunk in self._inner.fetch(url):
            self.fetched_bytes += len(chunk)
            yield chunk


def evaluate(works: int, languages: int, blocks: int, folder: Path) -> dict[str, Any]:
    """Returns the command's JSON. `folder`: for both data folders; it is not emptied."""
    server, kiosk = folder / "server", folder / "kiosk"
    result = _in_a_process(_publish, server, works, languages, blocks)
    if result["refused"] is None:
        app = Flask("bundles")
        repository = Repository(server / "bundles", server / "keys", utc_now)
        app.register_blueprint(BundlePages(repository).blueprint())
        pages = PageServer(app, "127.0.0.1", 0, THREADS)
        pages.start()
        try:
            address = f"http://127.0.0.1:{pages.port}"
            result |= _in_a_process(_fetch, kiosk, address, repository.trusted_root)
        finally:
            pages.stop()
    return result


def museum_of(works: int, languages: int, blocks: int) -> Museum:
    """Returns a museum of that many works, each with `blocks` blocks in each language."""
    names = LANGUAGES[:languages]
    return Museum(
        site=Site(
            key="large",
            name={names[0]: "A large museum"},
            time_zone="Europe/Amsterdam",
            languages=list(names),
            opening=[None] * 7,
            entrance="room-0",
        ),
        rooms=[Room(f"room-{n}", {names[0]: f"Room {n}"}, 0, 50) for n in range(ROOMS)],
        connections=[],
        works=[_work(n, names, blocks) for n in range(works)],
        tours=[],
        themes=[Theme("making", {names[0]: "How it was made"})],
    )


def _work(number: int, languages: tuple[str, ...], blocks: int) -> Work:
    key = f"work-{number}"
    said = [
        Block(
            key=f"{key}-{language}-{n}",
            language=language,
            level=Level.CHILD if n % 2 else Level.ADULT,
            theme="making",
            text=f"Block {n} about {key} in {language}. ".ljust(TEXT_CHARACTERS, "x"),
            sources=[Source("A. Maker, On Lines, 1999", f"p. {number}")],
            written_by="evaluation",
            layer=1 + n // 2 % 9,
        )
        for language in languages
        for n in range(blocks)
    ]
    title = {language: f"Work {number} in {language}" for language in languages}
    return Work(key, number + 1, title, f"room-{number % ROOMS}", blocks=said)


def _publish(folder: Path, works: int, languages: int, blocks: int) -> dict[str, Any]:
    """Make the museum and publish it."""
    museum = museum_of(works, languages, blocks)
    _write_small_files(museum, folder / "cache" / "speech")
    assembly = assemble(
        ServerSettings(data=str(folder)), utc_now, instead={SpeakerSource: SmallFilesSource()}
    )
    began, refused = time.perf_counter(), None
    try:
        assembly.context.get(Publisher).publish("evaluation", museum=museum)
    except CantPublishError as error:
        refused = str(error)
    seconds = time.perf_counter() - began
    return {
        "targets": len(assembly.context.get(Repository).paths()),
        "metadata_bytes": 0,
        "publish_seconds": round(seconds, 2),
        "publish_peak_mb": _peak_mb(),
        "fetch_seconds": None,
        "fetch_peak_mb": None,
        "fetched_mb": None,
        "refused": refused,
    }


def _write_small_files(museum: Museum, folder: Path) -> None:
    """Write the files of each block as RenderedBlockStore keeps them, without waiting for the disk.

    One of each block's files is its own, so that each pack is; the others are links, which is faster.
    """
    store, renderer = RenderedBlockStore(folder), SmallFiles()
    about = {"seconds": 20.0, "voice": "small-files", "machine_made": True}
    common = dict.fromkeys(FILES, "x" * 300) | {"about.json": json.dumps(about)}
    del common[SUBTITLES]
    places = (
        (folder / store.name(block, renderer), block)
        for work in museum.works
        for block in work.blocks
    )
    linked = folder
    for number, (place, block) in enumerate(places):
        place.mkdir(parents=True)
        (place / SUBTITLES).write_text(block.text)
        for file, text in common.items():
            if number % LINKS == 0:
                (place / file).write_text(text)
            else:
                (place / file).hardlink_to(linked / file)
        if number % LINKS == 0:
            linked = place


def _fetch(folder: Path, address: str, root: bytes) -> dict[str, Any]:
    """Fetch the release and all of its speech, as a kiosk does."""
    began, in_use = time.perf_counter(), list[float]()
    fetcher = CountingFetcher()
    store = ContentStore(
        folder,
        address,
        root,
        on_new=lambda _release: in_use.append(time.perf_counter() - began),
        fetcher=fetcher,
        room="room-0",
        most_bytes=2**50,
    )
    store.check_now()
    while store.speech_to_come and not store.problems:
        store.check_now()
    seconds = time.perf_counter() - began
    return {
        "metadata_bytes": sum(file.stat().st_size for file in (folder / "metadata").glob("*.json")),
        "fetch_seconds": round(seconds, 2),
        "in_use_seconds": round(in_use[0], 2) if in_use else None,
        "fetch_peak_mb": _peak_mb(),
        "fetched_mb": round(fetcher.fetched_bytes / 1e6, 3),
        "refused": store.problems[0] if store.problems else None,
    }


def _in_a_process(task: Callable[..., dict[str, Any]], *arguments: Any) -> dict[str, Any]:
    """Returns what `task` returns in a process of its own. Raises click.ClickException when it ends without."""
    here, there = _PROCESSES.Pipe(duplex=False)
    process = _PROCESSES.Process(target=_send, args=(there, task, arguments))
    process.start()
    there.close()
    try:
        result: dict[str, Any] = here.recv()
    except EOFError:
        process.join()
        raise click.ClickException(
            f"The process that was measured ended with {process.exitcode}."
        ) from None
    process.join()
    return result


def _send(to: Any, task: Callable[..., dict[str, Any]], arguments: tuple[Any, ...]) -> None:
    to.send(task(*arguments))


def _peak_mb() -> float:
    """Returns the most memory that this process has had, MB."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
        kilobytes = int(status.split("VmHWM:")[1].split()[0])
    except (OSError, IndexError, ValueError):
        kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(kilobytes * 1024 / 1e6, 1)


@click.command("release")
@click.option("--works", type=click.IntRange(1, 99_999), required=True, help="Works.")
@click.option(
    "--languages", type=click.IntRange(1, len(LANGUAGES)), required=True, help="Languages."
)
@click.option(
    "--blocks", type=click.IntRange(1, 18), required=True, help="Blocks a work and language."
)
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where both data folders are kept; without it they are deleted.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def release(works: int, languages: int, blocks: int, folder: Path | None, as_json: bool) -> None:
    """Publish a release of a given size and let a kiosk fetch it: time, memory, bytes."""
    with tempfile.TemporaryDirectory(prefix="zaalgids-release-") as temporary:
        result = evaluate(works, languages, blocks, folder or Path(temporary))
    if as_json:
        click.echo(json.dumps(result))
        return
    for name, value in result.items():
        click.echo(f"{name:16} {'none' if value is None else value}")
