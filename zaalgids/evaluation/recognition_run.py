"""Runs `evaluate recognition`: enrols references, answers the queries in a process of its own, and counts."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from models import decision
from models.features import Features, Reference, combine_references
from zaalgids.evaluation.answer_pictures import answers
from zaalgids.evaluation.enrol_pictures import EnrolmentProgress, EnrolmentSource, enrolled
from zaalgids.evaluation.picture_list import PICTURE_SUFFIXES, ListError, PictureRow, read_list


@dataclass(frozen=True)
class RecognitionRun:
    """The result of one evaluation.

    `counts`: the command's JSON. `answered`: the answering process's own answer to each query. `reference_files`: a
    picture of each work. `problems`: plain sentences on pictures that could not be used. `accept`: the probability
    from which works were named.
    """

    counts: dict[str, Any]
    queries: list[PictureRow]
    answered: list[dict[str, Any]]
    reference_files: dict[str, Path]
    problems: list[str]
    accept: float = decision.ACCEPT


def evaluate(
    references: Path, queries: Path, distractors: str | None = None, threads: int = 1
) -> dict[str, Any]:
    """Returns the counts and answers (see docs), ready for JSON. Raises what `run` raises."""
    return run(references, queries, distractors, threads).counts


def run(
    references: Path,
    queries: Path,
    distractors: str | None = None,
    threads: int = 1,
    say: Callable[[str], None] = lambda _: None,
    accept: float = decision.ACCEPT,
    leave_out: bool = False,
    processes: int = 1,
) -> RecognitionRun:
    """Enrol `references` (a list) and `distractors` (a folder, or how many to draw), then answer `queries` (a list).

    `leave_out`: also answer each photograph of a known work with its work left out. `processes`: how many may enrol
    at a time; one process answers, with `threads`. `say` gets sentences on the progress and on every picture that
    cannot be used. Raises ListError for unusable lists, EnrollingError, AnsweringError, MissingModelError,
    NoInferenceError.
    """
    known_rows, query_rows = read_list(references), read_list(queries, query=True)
    problems: list[str] = []

    def report(sentence: str) -> None:
        problems.append(sentence)
        say(sentence)

    for sentence in _unknown_works(queries, known_rows, query_rows):
        report(sentence)
    cv2.setNumThreads(threads)
    sources = [*_sources(references, known_rows), *_distractors(distractors)]
    with tempfile.TemporaryDirectory(prefix="zaalgids-") as folder:
        file = Path(folder) / "features"
        start = time.perf_counter()
        features = _enrol(sources, processes, threads, say, report)
        with file.open("wb") as out:
            features.write(out)
        seconds, size_bytes = time.perf_counter() - start, file.stat().st_size
        without = [row.works for row in query_rows] if leave_out else None
        answered = list(answers(file, [row.file for row in query_rows], threads, accept, without))
    rss_mb = answered.pop()["rss_mb"]
    for row, answer in zip(query_rows, answered, strict=True):
        if answer["problem"] is not None:
            report(f"{queries}, row {row.number}, {row.path}: {answer['problem']}")
    counts = count(query_rows, answered) | {
        "references": len(features),
        "index_seconds": round(seconds, 3),
        "index_mb": round(size_bytes / 1e6, 3),
        "rss_mb": round(rss_mb, 1),
    }
    files = {row.works[0]: row.file for row in reversed(known_rows)}
    ordered = {name: counts[name] for name in _JSON_ORDER}
    return RecognitionRun(ordered, query_rows, answered, files, problems, accept)


_JSON_ORDER = (
    *("references", "known", "correct", "wrong", "offered", "refused", "unknown", "false_accepts"),
    *("ms_median", "ms_p95", "index_seconds", "index_mb", "rss_mb", "answers"),
)


def count(queries: Sequence[PictureRow], answered: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Compare the answers with the truth. A picture that cannot be read counts as refused, without a time.

    `offered` counts the photographs of known works for which two works were offered; they count as refused, too.
    """
    pairs = [(row.works, answer["work"]) for row, answer in zip(queries, answered, strict=True)]
    known = [(works, work) for works, work in pairs if works]
    times_ms = [answer["ms"] for answer in answered if answer["ms"] is not None]
    return {
        "known": len(known),
        "correct": sum(work in works for works, work in known),
        "wrong": sum(work is not None and work not in works for works, work in known),
        "offered": sum(
            bool(row.works and answer["offered"])
            for row, answer in zip(queries, answered, strict=True)
        ),
        "refused": sum(work is None for _, work in known),
        "unknown": len(pairs) - len(known),
        "false_accepts": sum(not works and work is not None for works, work in pairs),
        "ms_median": round(float(np.median(times_ms)), 2) if times_ms else None,
        "ms_p95": round(float(np.percentile(times_ms, 95)), 2) if times_ms else None,
        "answers": [
            {
                "path": row.path,
                "truth": row.truth,
                "answer": answer["work"],
                "offered": answer["offered"],
                "confidence": round(answer["confidence"], 4),
                "ms": None if answer["ms"] is None else round(answer["ms"], 2),
            }
            for row, answer in zip(queries, answered, strict=True)
        ],
    }


def _unknown_works(
    queries: Path, known_rows: Sequence[PictureRow], query_rows: Sequence[PictureRow]
) -> list[str]:
    """Returns a sentence for each work of the queries that no reference has."""
    known = {row.works[0] for row in known_rows}
    return [
        f"{queries}, row {row.number}: no reference has the work {work!r}."
        for row in query_rows
        for work in row.works
        if work not in known
    ]


def _enrol(
    sources: Sequence[EnrolmentSource],
    processes: int,
    threads: int,
    say: Callable[[str], None],
    report: Callable[[str], None],
) -> Features:
    """Enrol all sources. `report` gets a sentence for each that cannot serve."""

    def pairs() -> Generator[tuple[str, Reference | str]]:
        with closing(enrolled(sources, processes, threads)) as computed:
            for source, (work, one) in zip(sources, computed, strict=True):
                if isinstance(one, str):
                    report(f"{source.name}: {one}")
                yield work, one

    with closing(pairs()) as all_pairs:
        return combine_references(all_pairs, EnrolmentProgress(len(sources), say))


def _sources(references: Path, rows: Sequence[PictureRow]) -> list[EnrolmentSource]:
    return [
        EnrolmentSource(row.works[0], f"{references}, row {row.number}, {row.path}", row.file)
        for row in rows
    ]


def _distractors(given: str | None) -> list[EnrolmentSource]:
    """Returns the pictures of a folder, or that many drawn ones. Raises ListError where it is neither."""
    if given is None:
        return []
    if given.isdecimal():
        return [
            EnrolmentSource(f"distractor-{n}", f"drawn distractor {n}", n)
            for n in range(int(given))
        ]
    folder = Path(given)
    if not folder.is_dir():
        raise ListError(f"{given}: neither a folder of pictures nor a number.")
    files = sorted(file for file in folder.rglob("*") if file.suffix.lower() in PICTURE_SUFFIXES)
    return [
        EnrolmentSource(f"distractor-{file.relative_to(folder)}", str(file), file) for file in files
    ]
