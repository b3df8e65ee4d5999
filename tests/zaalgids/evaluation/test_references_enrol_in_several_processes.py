"""Ten thousand references are enrolled on every processor: the same features, and nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from models.features import Reference
from tests.waiting import until
from zaalgids.evaluation import enrol_pictures
from zaalgids.evaluation.enrol_pictures import (
    EnrollingError,
    EnrolmentProgress,
    EnrolmentSource,
    enrolled,
)
from zaalgids.simulation.drawn_pictures import drawn_pictures


def drawn(count: int) -> list[EnrolmentSource]:
    return [EnrolmentSource(f"work-{n}", f"picture {n}", n) for n in range(count)]


def test_what_is_enrolled_does_not_depend_on_who_enrols_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enrol_pictures, "MIN_PER_PROCESS", 3)
    (tmp_path / "broken.jpg").write_text("not a picture")
    cv2.imwrite(str(tmp_path / "dot.png"), np.zeros((4, 4, 3), np.uint8))
    sources = [
        *drawn(4),
        EnrolmentSource("broken", "row 5", tmp_path / "broken.jpg"),
        EnrolmentSource("dot", "row 6", tmp_path / "dot.png"),
    ]
    alone, together = list(enrolled(sources, 1)), list(enrolled(sources, 2))
    assert [work for work, _ in together] == [source.work for source in sources]
    for (_, one), (_, other) in zip(alone, together, strict=True):
        if isinstance(one, str):
            assert one == other
            continue
        assert isinstance(other, Reference)
        assert (one.views == other.views).all()
        assert (one.thumbnail == other.thumbnail).all()
        assert (one.local.keypoints == other.local.keypoints).all()
        assert (one.local.descriptors == other.local.descriptors).all()
    assert alone[4][1] == "This is not a JPEG, PNG or WebP picture."
    assert "4 × 4 pixels" in str(alone[5][1])


def test_few_references_are_not_worth_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(enrol_pictures, "ProcessPoolExecutor", none)
    assert len(list(enrolled(drawn(2), 16))) == 2


def test_a_worker_dies(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the kernel does it when memory has run out."""
    monkeypatch.setattr(enrol_pictures, "MIN_PER_PROCESS", 10)
    found = enrolled(drawn(60), 2)
    next(found)
    os.kill(children()[0], signal.SIGKILL)
    with pytest.raises(EnrollingError, match=r"ended early.*--processes 1"):
        list(found)
    assert not children()


def test_someone_stops_early(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enrol_pictures, "MIN_PER_PROCESS", 10)
    found = enrolled(drawn(400), 2)
    next(found)
    assert len(children()) == 2
    found.close()
    assert not children()


@pytest.fixture
def interruptible() -> Iterator[None]:
    """A shell that runs the tests behind its back ignores Ctrl-C, and whatever they start would too."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_control_c_leaves_nothing_behind(tmp_path: Path) -> None:
    """It reaches the whole group of processes, as from a terminal; the workers say nothing about it."""
    cv2.imwrite(str(tmp_path / "work.png"), next(drawn_pictures(1)))
    (tmp_path / "list.csv").write_text("path,work\nwork.png,hills\n")
    (tmp_path / "temp").mkdir()
    asked = [*("evaluate", "recognition", "--distractors", "2000", "--processes", "2")]
    asked += [*("--references", "list.csv", "--queries", "list.csv")]
    with subprocess.Popen(
        [sys.executable, "-m", "zaalgids", *asked],
        cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(tmp_path / "temp")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            workers = wait_for_workers(process)
            os.killpg(process.pid, signal.SIGINT)
            _, said = process.communicate(timeout=60)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == 1
    assert "Aborted" in said
    assert "Traceback" not in said
    assert not any(Path(f"/proc/{worker}").exists() for worker in workers)
    assert not list((tmp_path / "temp").glob("zaalgids-*"))


def test_how_long_is_left() -> None:
    moments: Iterator[float] = iter([0.0, 4.0, 20.0, 22.0, 400.0, 800.0])
    said: list[str] = []
    progress = EnrolmentProgress(1000, said.append, lambda: next(moments))
    for done in (20, 200, 250, 500, 1000):
        progress(done)
    assert said == [
        "200 of 1000 references enrolled, about 80 s left",
        "500 of 1000 references enrolled, about 7 min left",
    ]


def children(parent: int | None = None) -> list[int]:
    """The workers that this process, or `parent`, has."""
    own = parent or os.getpid()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            after_the_name = (folder / "stat").read_text().rpartition(")")[2].split()
            line = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if int(after_the_name[1]) == own and b"spawn_main" in line:
            found.append(int(folder.name))
    return found


def wait_for_workers(process: subprocess.Popen[str]) -> list[int]:
    until(lambda: len(children(process.pid)) == 2 or process.poll() is not None)
    workers = children(process.pid)
    assert len(workers) == 2, "the workers did not start"
    return workers
