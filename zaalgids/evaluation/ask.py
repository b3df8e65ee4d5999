"""`zaalgids evaluate ask`: asks a museum's guide the questions of a list, and counts right, wrong and refused answers.

`wrong` counts every answer whose key is not among those of its question, those to a question without an answer
included; `refused` counts the questions that have an answer and got none, `answered` those that have none and got one.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import click
from msgspec import Struct

from contract.museum import Museum, worded
from contract.museum_folder import MuseumError, read_museum
from narration.answers.answering import Answering, GivenAnswer
from narration.answers.e5_likeness import e5_likeness
from narration.answers.house_facts import HouseFact, LabelFact

NONE = "none"
_COLUMNS = {"question", "language", "answer"}
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class AskedRow(Struct, frozen=True):
    """A question of the list with the keys of its right answers; `none`: the museum can't answer it."""

    question: str
    language: str
    keys: tuple[str, ...]


@click.command()
@click.argument("questions", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--museum",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A museum's folder; without it, the Museum of Pattern.",
)
@click.option("--json", "as_json", is_flag=True, help="Write JSON on standard output.")
def ask(questions: Path, museum: Path | None, as_json: bool) -> None:
    """Ask the questions of a CSV file (columns question,language,answer) and count the answers.

    An answer is the key of a work, `work#maker`, `date`, `place`, `material`, `dimensions` or `room`, `site#hours`,
    `prices`, `toilets` or `cafe`, several with `;` where any is right, or `none`.

    Where the extra `ask-likeness` is installed it helps, as on phones; its vectors take half a minute a language.
    """
    try:
        content = read_museum(museum or _museum_of_pattern(), with_files=False)
    except MuseumError as error:
        raise click.ClickException(str(error)) from error
    result = measured(content, read_questions(questions, content))
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False))
        return
    of = max(1, result["answerable"])
    click.echo(
        f"{result['right']} of {result['answerable']} right ({result['right'] / of:.1%}), {result['refused']} refused;"
        f" {result['wrong']} wrong of {len(result['answers'])}, {result['answered']} of them to"
        f" {result['unanswerable']} questions without an answer; {result['ms_median']} ms"
    )


def read_questions(file: Path, museum: Museum) -> list[AskedRow]:
    """Read the questions. Raises click.ClickException, with the line, for a row that can't be used."""
    keys = _possible_keys(museum)
    rows: list[AskedRow] = []
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            table = csv.DictReader(opened)
            if not set(table.fieldnames or ()) >= _COLUMNS:
                raise click.ClickException(
                    f"{file}: its first line must name the columns question,language,answer."
                )
            for row in table:
                where = f"{file}, line {table.line_num}"
                question, language = (
                    (row["question"] or "").strip(),
                    (row["language"] or "").strip(),
                )
                answers = tuple(
                    key.strip() for key in (row["answer"] or "").split(";") if key.strip()
                )
                if not question:
                    raise click.ClickException(f"{where}: there is no question.")
                if not _LANGUAGE.fullmatch(language):
                    raise click.ClickException(f"{where}: {language!r} is no language tag.")
                unknown = [key for key in answers if key not in keys]
                if unknown or not answers:
                    raise click.ClickException(
                        f"{where}: {', '.join(unknown) or 'nothing'} is no answer of this museum."
                    )
                rows.append(AskedRow(question, language, answers))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise click.ClickException(f"{file}: {error}") from error
    return rows


def measured(museum: Museum, rows: Sequence[AskedRow]) -> dict[str, Any]:
    """Ask every question and return what the command prints. The first question of a language makes its index."""
    answering = Answering(museum, e5_likeness())
    for language in {row.language for row in rows}:
        answering.prepare([language])
    answers: list[dict[str, Any]] = []
    times: list[float] = []
    counts = dict.fromkeys(
        ("answerable", "right", "wrong", "refused", "unanswerable", "answered"), 0
    )
    for row in rows:
        begin = perf_counter()
        given = answering.ask(row.question, [row.language])
        times.append(1000 * (perf_counter() - begin))
        key = NONE if given is None else given.key
        has_answer = NONE not in row.keys
        counts["answerable" if has_answer else "unanswerable"] += 1
        counts["right"] += given is not None and key in row.keys
        counts["wrong"] += given is not None and key not in row.keys
        counts["refused"] += given is None and has_answer
        counts["answered"] += given is not None and key not in row.keys and not has_answer
        answers.append(
            {
                "question": row.question,
                "answer": key,
                "sources": [] if given is None else sources_of(given, museum),
                "confidence": 0.0 if given is None else given.confidence,
            }
        )
    return {**counts, "ms_median": round(median(times), 2) if times else 0.0, "answers": answers}


def sources_of(given: GivenAnswer, museum: Museum) -> list[str]:
    """Return what an answer rests on, a line each: the label or the house's own data, and what can be looked up."""
    lines = [f"{one.citation}, {one.where}" if one.where else one.citation for one in given.sources]
    if given.fact is None:
        return lines
    name = worded(museum.site.name, [given.language])[0]
    if isinstance(given.fact, HouseFact):
        return [f"{name}: {given.fact.value}"]
    work = museum.work(given.work)
    title = worded(work.title, [given.language])[0]
    return [f"{name}, label {work.number}: {title}", *lines]


def _possible_keys(museum: Museum) -> set[str]:
    works = [work.key for work in museum.works]
    facts = [f"{work}#{fact.value}" for work in works for fact in LabelFact]
    return {NONE, *works, *facts, *(f"site#{fact.value}" for fact in HouseFact)}


def _museum_of_pattern() -> Path:
    import museum_of_pattern

    return Path(str(museum_of_pattern.__file__)).parent / "content"
