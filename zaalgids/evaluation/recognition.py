"""`zaalgids evaluate recognition`: how well works are named on a museum's own photographs.

Enrols the references, answers the queries in a process of its own, and counts. The one thing a newcomer would
get wrong: no false accept among 62 photographs does not mean none; what it does mean is printed beside it.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import cv2
import numpy as np

from models import decision
from models.calibration import CalibrationError
from models.features import Reference, gather
from models.inference import NoInferenceError
from models.model_file import MissingModelError
from zaalgids.evaluation.answer_pictures import AnsweringError, answers
from zaalgids.evaluation.binomial import upper_bound
from zaalgids.evaluation.enrol_pictures import (
    EnrollingError,
    Progress,
    Source,
    enrolled,
    processors,
)
from zaalgids.evaluation.picture_list import ListError, Row, read_list

_ENDINGS = frozenset({".jpg", ".jpeg", ".png", ".webp"})


@dataclass(frozen=True)
class Run:
    """One evaluation: what was counted, and what the report shows beside it.

    `counts` is the JSON of the command; `answered` holds, for each query, the process's own answer; `problems`
    are sentences on pictures that could not be used; `accept`: the probability from which works were named.
    """

    counts: dict[str, Any]
    queries: list[Row]
    answered: list[dict[str, Any]]
    reference_files: dict[str, Path]
    problems: list[str]
    accept: float = decision.ACCEPT


def evaluate(
    references: Path, queries: Path, distractors: str | None = None, threads: int = 1
) -> dict[str, Any]:
    """The counts and answers (see docs) as a dict that is ready for JSON; raises what `run` does."""
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
) -> Run:
    """Enrols `references` (and `distractors`: a folder, or how many are to be drawn), then answers `queries`.

    `leave_out`: each photograph of a known work is answered once more with its work out of the catalogue.
    `processes`: how many may enrol at a time; answering is one process with `threads`. `say` hears what goes on, and
    of every picture that can't be used. Raises ListError for lists that can't be used, EnrollingError,
    AnsweringError, MissingModelError, NoInferenceError.
    """
    known_rows, query_rows = read_list(references), read_list(queries, query=True)
    problems: list[str] = []

    def trouble(sentence: str) -> None:
        problems.append(sentence)
        say(sentence)

    names = {row.works[0] for row in known_rows}
    for row in query_rows:
        for work in row.works:
            if work not in names:
                trouble(f"{queries}, row {row.number}: no reference has the work {work!r}.")
    cv2.setNumThreads(threads)
    sources = [*_sources(references, known_rows), *_distractors(distractors)]

    def found() -> Generator[tuple[str, Reference | str]]:
        with closing(enrolled(sources, processes, threads)) as pairs:
            for source, (work, one) in zip(sources, pairs, strict=True):
                if isinstance(one, str):
                    trouble(f"{source.name}: {one}")
                yield work, one

    with tempfile.TemporaryDirectory(prefix="zaalgids-") as folder:
        file = Path(folder) / "features"
        start = time.perf_counter()
        with closing(found()) as every:
            features = gather(every, Progress(len(sources), say))
        features.save(file)
        seconds, size = time.perf_counter() - start, file.stat().st_size
        without = [row.works for row in query_rows] if leave_out else None
        rows = list(answers(file, [row.file for row in query_rows], threads, accept, without))
    rss = rows.pop()["rss_mb"]
    for row, answer in zip(query_rows, rows, strict=True):
        if answer["problem"] is not None:
            trouble(f"{queries}, row {row.number}, {row.path}: {answer['problem']}")
    counts = count(query_rows, rows)
    counts |= {
        "references": len(features),
        "index_seconds": round(seconds, 3),
        "index_mb": round(size / 1e6, 3),
        "rss_mb": round(rss, 1),
    }
    files = {row.works[0]: row.file for row in reversed(known_rows)}
    return Run({name: counts[name] for name in ORDER}, query_rows, rows, files, problems, accept)


ORDER = (
    *("references", "known", "correct", "wrong", "refused", "unknown", "false_accepts"),
    *("ms_median", "ms_p95", "index_seconds", "index_mb", "rss_mb", "answers"),
)


def count(queries: Sequence[Row], answered: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Compares answers with the truth; a picture that could not be read counts as refused, without a time."""
    pairs = [(row.works, answer["work"]) for row, answer in zip(queries, answered, strict=True)]
    known = [(works, work) for works, work in pairs if works]
    times = [answer["ms"] for answer in answered if answer["ms"] is not None]
    return {
        "known": len(known),
        "correct": sum(work in works for works, work in known),
        "wrong": sum(work is not None and work not in works for works, work in known),
        "refused": sum(work is None for _, work in known),
        "unknown": len(pairs) - len(known),
        "false_accepts": sum(not works and work is not None for works, work in pairs),
        "ms_median": round(float(np.median(times)), 2) if times else None,
        "ms_p95": round(float(np.percentile(times, 95)), 2) if times else None,
        "answers": [
            {
                "path": row.path,
                "truth": row.truth,
                "answer": answer["work"],
                "confidence": round(answer["confidence"], 4),
                "ms": None if answer["ms"] is None else round(answer["ms"], 2),
            }
            for row, answer in zip(queries, answered, strict=True)
        ],
    }


def _sources(references: Path, rows: Sequence[Row]) -> list[Source]:
    return [
        Source(row.works[0], f"{references}, row {row.number}, {row.path}", row.file)
        for row in rows
    ]


def _distractors(asked: str | None) -> list[Source]:
    """The pictures of a folder, or as many drawn ones as asked for. Raises ListError where it is neither."""
    if asked is None:
        return []
    if asked.isdecimal():
        return [Source(f"distractor-{n}", f"drawn distractor {n}", n) for n in range(int(asked))]
    folder = Path(asked)
    if not folder.is_dir():
        raise ListError(f"{asked}: neither a folder of pictures nor a number.")
    files = sorted(file for file in folder.rglob("*") if file.suffix.lower() in _ENDINGS)
    return [Source(f"distractor-{file.relative_to(folder)}", str(file), file) for file in files]


@click.command("recognition")
@click.option(
    "--references",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV with path,work: the pictures that works are known by.",
)
@click.option(
    "--queries",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV with path,work: photographs and the right answer (a work, a|b, or none).",
)
@click.option(
    "--distractors",
    metavar="FOLDER|N",
    help="Enrol these besides: the pictures of a folder, or N drawn ones.",
)
@click.option(
    "--threads",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Threads of the process that answers, whose time and memory are measured.",
)
@click.option(
    "--processes",
    type=click.IntRange(1, 256),
    default=processors,
    show_default="one a processor",
    help="How many processes may enrol references at a time; index_seconds counts the time that passes.",
)
@click.option(
    "--false-accepts",
    type=click.FloatRange(0, 1, min_open=True),
    help="At most this share of strangers may be named, by the calibration that comes with the program.",
)
@click.option("--json", "as_json", is_flag=True, help="Write JSON on standard output.")
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also write a page with the misses as pictures and the curve of the threshold.",
)
def recognition(
    references: Path,
    queries: Path,
    distractors: str | None,
    threads: int,
    processes: int,
    false_accepts: float | None,
    as_json: bool,
    report: Path | None,
) -> None:
    """Name the works on photographs and count what was right, wrong and refused."""
    try:
        done = run(
            references,
            queries,
            distractors,
            threads,
            lambda word: click.echo(word, err=True),
            decision.threshold(false_accepts),
            leave_out=report is not None,
            processes=processes,
        )
    except AnsweringError as error:
        raise click.ClickException(f"The answering process ended early: {error}") from error
    except (
        *(ListError, EnrollingError, CalibrationError, MissingModelError, NoInferenceError),
        OSError,
    ) as error:
        raise click.ClickException(str(error)) from error
    if report is not None:
        from zaalgids.evaluation.recognition_report import page

        try:
            report.write_text(page(done), encoding="utf-8")
        except OSError as error:
            raise click.ClickException(f"{report}: {error.strerror}.") from error
        click.echo(f"The report is in {report}", err=True)
    click.echo(json.dumps(done.counts, ensure_ascii=False) if as_json else table(done))


def table(done: Run) -> str:
    """The counts for people, and each photograph that was not answered rightly."""
    c = done.counts
    lines = [
        f"Works on the wall   {c['known']:5}   named rightly {c['correct']}, wrongly {c['wrong']}, "
        f"refused {c['refused']}",
        f"Nothing of ours     {c['unknown']:5}   named all the same {c['false_accepts']}",
    ]
    if c["unknown"]:
        bound = upper_bound(c["false_accepts"], c["unknown"])
        lines.append(
            f"                            so that at most {bound:.1%} of such photographs are named, "
            "with 95 % certainty"
        )
    if c["ms_median"] is not None:
        lines.append(
            f"Time a photograph           {c['ms_median']:.0f} ms in the middle, 95 % within {c['ms_p95']:.0f} ms"
        )
    lines.append(
        f"References          {c['references']:5}   enrolled in {c['index_seconds']:.1f} s, "
        f"{c['index_mb']:.1f} MB on disk; answering took {c['rss_mb']:.0f} MB of memory"
    )
    lines.append(f"A work is named from a probability of {done.accept:g}")
    misses = [
        f"  {answer['path']}: {answer['truth']} named {answer['answer'] or 'nothing'} "
        f"({answer['confidence']:.2f})"
        for row, answer in zip(done.queries, c["answers"], strict=True)
        if (answer["answer"] not in row.works if row.works else answer["answer"] is not None)
    ]
    return "\n".join([*lines, *(["Not answered rightly:", *misses] if misses else [])])
