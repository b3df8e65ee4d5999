"""`zaalgids evaluate crowd`: three policies with the same visitors, as JSON and as a page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from zaalgids.evaluation.crowd import crowd

CONTENT = Path("museum_of_pattern/content/museum.toml")


def _run(*arguments: str) -> dict[str, dict[str, float]]:
    done = CliRunner().invoke(crowd, [*arguments, "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.output)
    for policy in found["policies"]:
        if policy["worst_regret"] <= 0.05:  # the bound is of plans within the cap
            assert 0 < found["least_peak"] <= policy["peak"]
    return {one["name"]: one for one in found["policies"]}


def test_a_small_day_at_the_museum_of_pattern(tmp_path: Path) -> None:
    report = tmp_path / "crowd.html"
    found = _run("--museum", str(CONTENT), "--visitors", "12", "--report", str(report))
    assert list(found) == ["selfish", "popular", "ours"]
    assert found["selfish"]["value"] == 1.0
    assert found["selfish"]["worst_regret"] == 0.0
    assert found["ours"]["worst_regret"] <= 0.05
    page = report.read_text(encoding="utf-8")
    assert page.count("<svg") == 6  # five rooms, and who waited
    assert "http" not in page


def test_what_is_no_museum_is_said() -> None:
    done = CliRunner().invoke(crowd, ["--museum", "nowhere"])
    assert done.exit_code == 1
    assert "There is no file nowhere" in done.output
    done = CliRunner().invoke(crowd, ["--museum", "even", "--follow", "0.9"])
    assert "sum to 1" in done.output


def test_a_curve_that_can_not_be_read_is_said(tmp_path: Path) -> None:
    curve = tmp_path / "curve.csv"
    curve.write_text("hour,count\nten,5\n", encoding="utf-8")
    done = CliRunner().invoke(crowd, ["--museum", "even", "--curve", str(curve)])
    assert done.exit_code == 1
    assert "is no CSV of hour,count" in done.output


@pytest.mark.long
def test_ours_loses_less_time_than_selfish_plans_on_a_busy_day() -> None:
    found = _run("--museum", str(CONTENT), "--visitors", "300", "--seed", "5")
    assert found["ours"]["minutes_lost"] < found["selfish"]["minutes_lost"]
    assert found["ours"]["worst_regret"] <= 0.05
