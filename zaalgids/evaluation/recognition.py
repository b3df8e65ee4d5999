"""`zaalgids evaluate recognition`: measures how well works are named on a museum's own photographs.

Note: no false accept among 62 photographs does not mean a rate of zero. The highest rate that the count leaves
possible is printed beside it.
"""

from __future__ import annotations

import json
from pathlib import Path

import click

from models import decision
from models.calibration import CalibrationError
from models.inference import NoInferenceError
from models.model_file import MissingModelError
from zaalgids.evaluation.answer_pictures import AnsweringError
from zaalgids.evaluation.binomial import upper_bound
from zaalgids.evaluation.enrol_pictures import EnrollingError, processors
from zaalgids.evaluation.picture_list import ListError
from zaalgids.evaluation.recognition_report import page
from zaalgids.evaluation.recognition_run import RecognitionRun, run


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
        try:
            report.write_text(page(done), encoding="utf-8")
        except OSError as error:
            raise click.ClickException(f"{report}: {error.strerror}.") from error
        click.echo(f"The report is in {report}", err=True)
    click.echo(json.dumps(done.counts, ensure_ascii=False) if as_json else table(done))


def table(done: RecognitionRun) -> str:
    """Returns the counts as text, and each photograph that was answered wrongly or refused."""
    c = done.counts
    lines = [
        f"Works on the wall   {c['known']:5}   named rightly {c['correct']}, wrongly {c['wrong']}, "
        f"refused {c['refused']}"
        + (f", of these {c['offered']} with two works offered" if c["offered"] else ""),
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
        + (f", offered {' or '.join(answer['offered'])}" if answer["offered"] else "")
        for row, answer in zip(done.queries, c["answers"], strict=True)
        if (
            answer["answer"] not in row.works
            if row.works
            else answer["answer"] is not None or answer["offered"]
        )
    ]
    return "\n".join([*lines, *(["Not answered rightly:", *misses] if misses else [])])
