"""A file of counts becomes a grid with gaps, by the hour, day or month; what is no series is said with its line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tour_server.forecast.panel import Cadence, lagged, median_of
from tour_server.forecast.series_file import SeriesError, read_series


def written(folder: Path, text: str) -> Path:
    path = folder / "counts.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_hours_have_gaps_and_quarters_are_added_up(tmp_path: Path) -> None:
    panel = read_series(
        written(
            tmp_path,
            "time,count,series\n2024-03-01T10:00,3,a\n2024-03-01T10:15,4,a\n2024-03-02 11:00:00,,a\n"
            "2024-03-03T09:00Z,5,b\n",
        )
    )
    assert (panel.names, panel.cadence, panel.steps) == (("a", "b"), Cadence.HOURLY, 3)
    assert panel.values[0, 0, 10] == 7
    assert panel.values[1, 2, 9] == 5
    assert np.isnan(panel.values).sum() == 2 * 3 * 24 - 2, "what is missing is no zero"


def test_an_hour_that_the_clock_shows_twice_counts_once(tmp_path: Path) -> None:
    text = "time,count\n2024-10-27T02:00,10\n2024-10-27T02:00,20\n2024-10-27T03:00,5\n"
    assert read_series(written(tmp_path, text)).values[0, 0, 2] == 15


def test_days_and_months_are_told_apart(tmp_path: Path) -> None:
    days = read_series(written(tmp_path, "time,count\n2024-01-30,3\n2024-01-31,4\n2024-02-01,5\n"))
    assert (days.cadence, days.steps, days.values.shape[2]) == (Cadence.DAILY, 3, 1)
    months = read_series(written(tmp_path, "count,time\n3,2023-11\n4,2023-12\n6,2024-02\n"))
    assert (months.cadence, months.steps) == (Cadence.MONTHLY, 4)
    assert np.isnan(months.values[0, 2, 0])
    assert str(months.date(5)) == "2024-04-01"
    assert months.step(months.date(5)) == 5


def test_semicolons_divide_and_commas_are_decimal(tmp_path: Path) -> None:
    panel = read_series(
        written(
            tmp_path, "time;count;series\n2024-02-28;3,5;a\n2024-02-29;4;a\n2024-03-01;5,25;a\n"
        )
    )
    assert (panel.cadence, panel.values[0, :, 0].tolist()) == (Cadence.DAILY, [3.5, 4.0, 5.25])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "needs the columns"),
        ("when,many\n1,2\n", "needs the columns"),
        ("time,count\n", "holds no counts"),
        ("time,count\nyesterday,2\n", "line 2: 'yesterday' is no time"),
        ("time,count\n2024-03-01,many\n", "line 2: 'many' is no count"),
        ("time,count\n2024-03-01,-1\n", "no count of people"),
        ("time,count\n2024-03-01\n", "line 2: a cell is missing"),
        ("time,count\n2024-03-01,1e12\n", "no count of people"),
        ("time,count\n2023-02-29,1\n", "line 2: '2023-02-29' is no time"),
        ("time;count\n2024-03-01;1.204,5\n", "line 2: '1.204,5' is no count"),
        ("time,count\n2024-03-01," + "9" * 200_000 + "\n", "is no CSV file"),
        ("time,count\n2024-03-01,inf\n", "no count of people"),
        ("time,count\n2024-03-01,3\n", "holds one day"),
        ("time,count\n2024-03-01,3\n2024-03-08,3\n2024-03-15,3\n", "neither by the hour"),
        ("time,count\n1024-03-01,3\n1024-03-02,3\n1024-03-03,3\n2024-03-03,3\n", "a mistake"),
    ],
)
def test_what_is_no_series_is_said(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SeriesError, match=said):
        read_series(written(tmp_path, text))


def test_another_encoding_is_said(tmp_path: Path) -> None:
    path = tmp_path / "counts.csv"
    path.write_bytes("time,count,series\n2024-03-01,3,Café\n".encode("latin-1"))
    with pytest.raises(SeriesError, match="is not UTF-8"):
        read_series(path)


def test_the_median_leaves_gaps_out() -> None:
    values = np.array([[[[1.0]]], [[[np.nan]]], [[[5.0]]], [[[2.0]]]], np.float32)
    assert median_of(values)[0, 0, 0] == 2
    assert median_of(values[:3])[0, 0, 0] == 3
    assert np.isnan(median_of(values[1:2])[0, 0, 0])
    assert np.isnan(lagged(values[0], 3)).all()
