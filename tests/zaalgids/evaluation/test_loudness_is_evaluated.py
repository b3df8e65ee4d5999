"""`zaalgids evaluate loudness` renders blocks as publishing does and measures both files of each."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from contract.museum import Level
from contract.museum_folder import write_museum
from tests.tiny_museum import block, tiny_museum
from zaalgids.evaluation.loudness import chosen, loudness


def test_both_files_of_each_block_are_measured(tmp_path: Path) -> None:
    museum = tiny_museum()
    write_museum(museum, tmp_path)
    (tmp_path / "pictures").mkdir(exist_ok=True)
    for work in museum.works:
        for medium in work.media:
            (tmp_path / "pictures" / medium.file).touch()
    answer = CliRunner().invoke(loudness, ["--museum", str(tmp_path), "--json"])
    files = json.loads(answer.output)["files"]
    blocks = [one.key for work in museum.works for one in work.blocks]
    assert {one["block"] for one in files} == set(blocks)
    assert len(files) == 2 * len(blocks)
    for one in files:
        assert -17 <= one["lufs"] <= -15
        assert one["peak_dbtp"] <= -1
    told = CliRunner().invoke(loudness, ["--museum", str(tmp_path), "--blocks", "2"]).output
    assert "speech.opus all 2 files" in " ".join(told.split())
    assert told.count("outside the limits 0") == told.count("\n")


def test_blocks_are_drawn_from_every_language_and_level() -> None:
    blocks = [
        block(f"{language}-{level}-{at}", language, "x" * (at + 1), level=level)
        for language in ("nl", "en")
        for level in (Level.ADULT, Level.CHILD)
        for at in range(9)
    ]
    some = chosen(blocks, 8)
    assert {(one.language, one.level) for one in some[:4]} == {
        (one.language, one.level) for one in blocks
    }
    assert min(len(one.text) for one in some) == 1  # the shortest, too
    assert len({one.key for one in some}) == 8
    assert chosen(blocks, None) == blocks
