"""A question is understood as it is written in haste, by ear, or with two words as one: by kind, in each language."""

from __future__ import annotations

import pytest

from narration.answers.answering import Answering
from narration.answers.terms import sound


def _key(guide: Answering, question: str, language: str, here: str | None = None) -> str:
    given = guide.ask(question, [language], here=here)
    return "none" if given is None else given.key


@pytest.mark.parametrize(
    ("language", "question", "key"),
    [
        ("en", "oppening howers", "site#hours"),  # a doubled letter, and by ear
        ("en", "wats asanoha meen", "asanoha"),  # a word that asks is short and misspelt
        ("en", "whereis the kolam from", "kolam#place"),  # two words as one
        ("en", "who made the ko lam", "kolam#maker"),  # one word as two
        ("en", "were is the twalet", "site#toilets"),
        ("nl", "hoeoud is de kolam", "kolam#date"),
        ("nl", "wanneer is de kromme van Kog bedacht", "koch-curve#date"),
        ("de", "wer hats gemacht, das Kolam", "kolam#maker"),
        ("de", "gibts hier ein Kaffee", "site#cafe"),
        ("fr", "ki a fait le kolam", "kolam#maker"),
        ("fr", "dou vien l'etoffe kouba", "kuba-cloth#place"),
        ("fr", "kesako le zellige", "zellij-star"),
        ("es", "ken izo el kolam", "kolam#maker"),
        ("es", "de donde bienen los tocapus", "tocapu#place"),
    ],
)
def test_people_write_by_ear_and_in_haste(
    guide: Answering, language: str, question: str, key: str
) -> None:
    assert _key(guide, question, language) == key


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "who made the ducks"),
        ("fr", "ki a fait la joconde"),
        ("de", "wer hats gemacht, das Auto"),
        ("es", "ken izo la sagrada familia"),
    ],
)
def test_what_no_text_has_is_not_mended_into_a_work(
    guide: Answering, language: str, question: str
) -> None:
    assert _key(guide, question, language) == "none"


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "truchet", "trooshay"),
        ("en", "hours", "howers"),
        ("fr", "carré", "care"),
        ("fr", "rice", "risse"),
        ("es", "invento", "imbento"),
        ("es", "geometria", "jeometria"),
        ("nl", "koch", "kog"),
        ("de", "zahl", "zal"),
    ],
)
def test_words_that_sound_the_same_in_a_language(language: str, one: str, other: str) -> None:
    plain = one.replace("é", "e")
    assert sound(plain, language) == sound(other, language)
    assert sound("kolam", language) != sound("kuba", language)
