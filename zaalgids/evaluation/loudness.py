"""`zaalgids evaluate loudness`: speaks blocks of a museum as publishing does, and measures the files."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import zip_longest
from pathlib import Path
from statistics import median

import click

from contract.museum import Block
from contract.museum_folder import MuseumError, read_museum
from narration.levelling import MAX_PEAK_DBTP, TARGET_LUFS, TOLERANCE_LU
from narration.loudness import measure_loudness
from narration.rendered_blocks import AAC, OPUS, RenderingError
from narration.sound_file import SoundFileError, decode
from narration.speech.espeak import EspeakVoice
from narration.voice_renderer import VoiceRenderer


@dataclass(frozen=True)
class FileLoudness:
    """A file of one block, decoded and measured. `file`: its name, speech.opus or speech.m4a."""

    block: str
    language: str
    level: str
    file: str
    seconds: float
    lufs: float
    peak_dbtp: float

    @property
    def within(self) -> bool:
        """Whether it is as loud as it has to be, and its peaks no higher than they may be."""
        off = abs(self.lufs - TARGET_LUFS)
        return off <= TOLERANCE_LU and self.peak_dbtp <= MAX_PEAK_DBTP


@click.command()
@click.option(
    "--museum",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A museum's folder.",
)
@click.option(
    "--blocks",
    "count",
    type=click.IntRange(min=1),
    help="Measure this many, drawn from every language and level in turn; without it, all.",
)
@click.option("--json", "as_json", is_flag=True, help="Write JSON on standard output.")
def loudness(museum: Path, count: int | None, as_json: bool) -> None:
    """Speak a museum's texts and measure how loud the sound files are."""
    try:
        blocks = chosen(
            [block for work in read_museum(museum).works for block in work.blocks], count
        )
        measured = measure_blocks(blocks)
    except (MuseumError, RenderingError, SoundFileError) as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps({"files": [asdict(one) for one in measured]}, ensure_ascii=False))
        return
    for file in (OPUS, AAC):
        for language in sorted({one.language for one in measured}):
            some = [one for one in measured if (one.file, one.language) == (file, language)]
            click.echo(_line(f"{file} {language}", some))
        click.echo(_line(f"{file} all", [one for one in measured if one.file == file]))


def chosen(blocks: Sequence[Block], count: int | None) -> list[Block]:
    """Return `count` blocks, the shortest and then every so many of each language and level; all without a count."""
    if count is None:
        return list(blocks)
    kinds: dict[tuple[str, str], list[Block]] = {}
    for block in sorted(blocks, key=lambda one: len(one.text)):
        kinds.setdefault((block.language, block.level), []).append(block)
    share = -(-count // max(len(kinds), 1))
    spread = [kinds[kind][:: max(len(kinds[kind]) // share, 1)] for kind in sorted(kinds)]
    in_turn = [block for turn in zip_longest(*spread) for block in turn if block is not None]
    return in_turn[:count]


def measure_blocks(blocks: Sequence[Block]) -> list[FileLoudness]:
    """Render each block with espeak-ng, decode its files and measure them. Raises RenderingError, SoundFileError."""
    renderer = VoiceRenderer(EspeakVoice())
    measured: list[FileLoudness] = []
    try:
        for block in blocks:
            with tempfile.TemporaryDirectory() as folder:
                facts = renderer.render(block, Path(folder))
                for file in (OPUS, AAC):
                    found = measure_loudness(*decode(Path(folder) / file))
                    measured.append(
                        FileLoudness(
                            block=block.key,
                            language=block.language,
                            level=block.level,
                            file=file,
                            seconds=round(facts.seconds, 2),
                            lufs=round(found.lufs, 2),
                            peak_dbtp=round(found.peak_dbtp, 2),
                        )
                    )
    finally:
        renderer.close()
    return measured


def _line(name: str, some: Sequence[FileLoudness]) -> str:
    loud = [one.lufs for one in some]
    return (
        f"{name:16} {len(some):4} files  LUFS {min(loud):.2f} to {max(loud):.2f}, median {median(loud):.2f}  "
        f"highest peak {max(one.peak_dbtp for one in some):.2f} dBTP  "
        f"outside the limits {sum(not one.within for one in some)}"
    )
