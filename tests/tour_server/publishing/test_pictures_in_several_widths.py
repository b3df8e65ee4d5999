"""Pictures of a release get smaller ones for phones beside it, in a job that no release waits for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.tour_server.publishing.job_twins import JobRunTwin, JobsTwin
from tour_server.publishing.picture_sizes import (
    AVIF,
    JPEG,
    WIDTHS_PX,
    PictureFacts,
    PictureSizes,
    PictureSizing,
    kinds,
)

TALL, SMALL = "pictures/tall-2160-88.jpg", "pictures/small-2160-88.png"


@pytest.fixture
def targets(tmp_path: Path) -> dict[str, Path]:
    rng = np.random.default_rng(4)
    soft = Image.fromarray(rng.integers(0, 255, (40, 20, 3), np.uint8))
    files = {TALL: tmp_path / "tall.jpg", SMALL: tmp_path / "small.png"}
    soft.resize((1000, 2000), Image.Resampling.BICUBIC).save(files[TALL], quality=95)
    soft.resize((200, 100)).convert("P").save(files[SMALL])
    return files


@pytest.fixture
def sizes(targets: dict[str, Path], tmp_path: Path) -> PictureSizes:
    return PictureSizes(tmp_path / "sizes", targets.get)


def test_a_page_knows_the_size_before_the_smaller_ones_are_there(sizes: PictureSizes) -> None:
    assert sizes.of(TALL) == PictureFacts(1000, 2000, ())
    assert sizes.file(TALL, 360, JPEG) is None
    assert sizes.lacking([TALL, SMALL, TALL, "pictures/gone.jpg"]) == [TALL, SMALL]


def test_each_width_is_there_as_jpeg_and_avif_and_none_is_larger_than_the_picture(
    sizes: PictureSizes, targets: dict[str, Path]
) -> None:
    for target in targets:
        sizes.make(target)
    assert sizes.of(TALL) == PictureFacts(1000, 2000, (176, 360, 720))
    assert sizes.of(SMALL) == PictureFacts(200, 100, (176,))
    for width in (176, 360, 720):
        for kind in kinds():
            path = sizes.file(TALL, width, kind)
            assert path is not None
            with Image.open(path) as made:
                assert made.size == (width, 2 * width)
                assert made.format == {JPEG: "JPEG", AVIF: "AVIF"}[kind]
                with Image.open(targets[TALL]) as whole:
                    wanted = np.asarray(whole.resize(made.size).convert("RGB"), float)
                assert np.abs(np.asarray(made.convert("RGB"), float) - wanted).mean() < 6
    assert sizes.lacking(targets) == []
    assert sizes.file(TALL, 1440, JPEG) is None
    assert sizes.file(TALL, 361, JPEG) is None
    assert sizes.file(TALL, 360, "../x") is None


def test_both_locks_write_avif() -> None:
    assert kinds() == (AVIF, JPEG)


def test_the_same_picture_gives_the_same_bytes(
    sizes: PictureSizes, targets: dict[str, Path], tmp_path: Path
) -> None:
    other = PictureSizes(tmp_path / "other", targets.get)
    for one in (sizes, other):
        one.make(TALL)
    made, again = (
        {path.name: path.read_bytes() for path in sorted((tmp_path / name).iterdir())}
        for name in ("sizes", "other")
    )
    assert made == again
    assert len(made) == 3 * len(kinds())


def test_the_job_makes_what_is_missing_and_deletes_what_no_release_has(
    sizes: PictureSizes, targets: dict[str, Path], tmp_path: Path
) -> None:
    published = dict(targets)

    def newest() -> Iterator[str]:
        yield from published

    jobs, run = JobsTwin(), JobRunTwin()
    sizing = PictureSizing(sizes, newest, jobs)  # type: ignore[arg-type]
    sizing.start()
    assert jobs.asked == [sizing.kind]
    sizing.kind.handler(run)  # type: ignore[arg-type]
    assert run.steps == [(0, 2), (1, 2)]
    sizing.released(2)
    assert len(jobs.asked) == 1, "nothing is missing"
    del published[TALL]
    sizing.kind.handler(run)  # type: ignore[arg-type]
    left = {path.name.partition(".")[0] for path in (tmp_path / "sizes").iterdir()}
    assert left == {"small-2160-88"}


def test_a_picture_that_can_not_be_read_does_not_stop_the_others(
    sizes: PictureSizes, targets: dict[str, Path]
) -> None:
    targets[TALL].write_bytes(b"no picture")
    assert sizes.of(TALL) is None
    assert sizes.lacking(targets) == [SMALL]


def test_widths_are_for_thumbnails_small_and_large_phones() -> None:
    assert WIDTHS_PX == (176, 360, 720, 1440)
