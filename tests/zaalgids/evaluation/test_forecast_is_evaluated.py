"""A museum measures forecasts on its own counts, and gets the JSON that is written down."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.tour_server.forecast.drawn_counts import drawn_panel
from tour_server.forecast.panel import Cadence
from zaalgids.evaluation.forecast.command import forecast


def written(path: Path, days: int) -> Path:
    panel = drawn_panel(days, 1, cadence=Cadence.DAILY)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("time", "count"))
        for day in range(days):
            count = panel.values[0, day, 0]
            if count == count:
                writer.writerow((panel.date(day), int(count)))
    return path


@pytest.mark.long
def test_the_json_has_a_row_for_each_horizon(tmp_path: Path) -> None:
    path = written(tmp_path / "counts.csv", 250)
    command = [str(path), "--horizons", "7,1", "--holdout-days", "60", "--place", "none", "--json"]
    done = CliRunner().invoke(forecast, command)
    assert done.exit_code == 0, done.output
    answer = json.loads(done.stdout)
    assert [row["horizon"] for row in answer["rows"]] == [1, 7]
    for row in answer["rows"]:
        assert {"horizon", "wape", "wape_seasonal_naive", "coverage_80", "model"} <= row.keys()
        assert 0 < row["wape"] < row["wape_seasonal_naive"] < 1
        assert row["wape"] <= 1.05 * row["candidates"]["usual"]
    assert answer["seconds"] > 0
    assert answer["cadence"] == "daily"
    assert answer["apart"] == {"months": [], "rows": []}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--horizons", "soon"], "write 1,7,28"),
        (["--horizons", "0"], "1 to 366"),
        (["--place", "Atlantis"], "No holidays are known of Atlantis"),
        (["--holdout-days", "240"], "Hold fewer out"),
    ],
)
def test_what_cannot_be_is_said(tmp_path: Path, given: list[str], said: str) -> None:
    path = written(tmp_path / "counts.csv", 250)
    done = CliRunner().invoke(forecast, [str(path), "--holdout-days", "60", *given])
    assert done.exit_code != 0
    assert said in done.output
