"""A question is taken apart in one way, whatever order this start of Python gives to sets."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
WORDS_OF_QUESTIONS = """
from narration.answers.question import taken_apart
from narration.answers.question_words import question_words
from narration.answers.terms import Terms

QUESTIONS = {
    "ja": "コーラムは誰が描いたのですか。どの国の時代の作品で、いつ頃どこで作られたのですか",
    "th": "โกลัมมาจากประเทศไหน ใครเป็นคนทำและทำจากวัสดุอะไร",
    "en": "wer dos it com fom",
}
for language, question in QUESTIONS.items():
    known = question_words(language)
    asking = Terms([{(word, word)} for word in sorted(known.known)], frozenset(known.known), language=language)
    asked = taken_apart(question, language, known, Terms([], frozenset()), asking)
    print(asked.words, [word.word for word in asked.content])
"""


def words_with(seed: int) -> str:
    done = subprocess.run(
        [sys.executable, "-c", WORDS_OF_QUESTIONS],
        env={**os.environ, "PYTHONHASHSEED": str(seed)},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_question_has_the_same_words_at_each_start() -> None:
    first, *others = map(words_with, range(6))
    assert first.count("\n") == 3
    assert set(others) == {first}
