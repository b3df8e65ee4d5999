"""`zaalgids evaluate release` publishes a museum of a given size and lets a kiosk fetch it."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from contract.museum_check import check
from zaalgids.commands.command_line import zaalgids
from zaalgids.evaluation.release import museum_of


@pytest.mark.long
def test_a_small_release() -> None:
    command = ["evaluate", "release", "--works", "3", "--languages", "2", "--blocks", "2", "--json"]
    done = CliRunner().invoke(zaalgids, command)
    assert done.exit_code == 0, done.output
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["refused"] is None
    # release.json, its colours, a pack for each work and language; four files of each of the 12 blocks for older kiosks
    assert result["targets"] == 2 + 3 * 2 + 12 * 4
    assert result["metadata_bytes"] > 10_000
    assert 0 < result["fetched_mb"] < 1
    for name in ("publish_seconds", "fetch_seconds", "publish_peak_mb", "fetch_peak_mb"):
        assert result[name] > 0, name


def test_the_museum_could_be_published_at_the_desk() -> None:
    museum = museum_of(45, 3, 4)
    assert check(museum) == []
    assert sum(len(work.blocks) for work in museum.works) == 45 * 3 * 4
