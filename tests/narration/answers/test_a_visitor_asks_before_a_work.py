"""A question that names no work is meant for the one in front of the visitor, unless another's texts say far more."""

from __future__ import annotations

import numpy as np
import pytest

from contract.museum import Museum
from narration.answers.answering import Answering
from narration.answers.likeness import PassageVectors, compared_texts
from narration.answers.passages import passages_in
from narration.answers.terms import Terms
from tests.narration.answers.one_subject import OneSubject


@pytest.mark.parametrize("here", ["kolam", "lusona"])
def test_the_same_question_is_answered_about_the_work_where_it_is_asked(
    guide: Answering, here: str
) -> None:
    found = guide.candidate("how do you draw the line", "en", here)
    assert found is not None
    assert found.work == here
    assert found.evidence.here == 1


def test_a_named_work_goes_before_the_one_where_it_is_asked(guide: Answering) -> None:
    found = guide.candidate("how do you draw the line of the lusona", "en", "kolam")
    assert found is not None
    assert found.work == "lusona"
    assert found.evidence.here == 0


def test_what_only_another_work_says_is_not_asked_of_the_one_here(guide: Answering) -> None:
    found = guide.candidate("a retired print technician in Bridlington", "en", "kolam")
    assert found is not None
    assert found.work == "the-hat"


def test_without_a_place_none_is_meant_more_than_another(guide: Answering) -> None:
    question = "how do you draw the line"
    found = guide.candidate(question, "en")
    assert found is not None
    assert found.evidence.here == 0
    assert found == guide.candidate(question, "en", "no-such-work")


def test_a_likeness_with_no_shared_word_answers_only_about_the_work_here(pattern: Museum) -> None:
    alike = Answering(pattern, OneSubject("gobblers", "ants and birds"))
    assert alike.candidate("gobblers?", "en") is None
    found = alike.candidate("gobblers?", "en", "kolam")
    assert found is not None
    assert found.work == "kolam"


def test_the_sentence_that_is_most_alike_is_found_and_said(pattern: Museum) -> None:
    passages = list(passages_in(pattern, "en"))
    birds = OneSubject("insects", "ants and birds")
    vectors = PassageVectors(passages, birds.passages(compared_texts(pattern, passages)))
    compared = vectors.compared(birds.query("insects"))
    best = int(np.argmax(compared.passages))
    said = passages[best].sentences[compared.sentences[best]]
    assert "ants and birds" in said.casefold()


@pytest.mark.parametrize(
    ("question", "language"),
    [("Wo ist der Museumsladen?", "de"), ("Habt ihr einen Museumsladen?", "de")],
)
def test_a_compound_asks_for_what_its_last_word_does(
    guide: Answering, question: str, language: str
) -> None:
    given = guide.ask(question, [language])
    assert given is not None
    assert given.key == "site#shop"


def test_a_misspelt_name_alone_is_a_plain_question(guide: Answering) -> None:
    found = guide.candidate("cosmatti", "en")
    assert found is not None
    assert found.evidence.alone == 1


def test_a_short_word_is_no_slip_for_a_longer_one_that_sounds_the_same() -> None:
    terms = Terms([{("heiss", "heiss"), ("hat", "hat"), ("mattang", "mattang")}], {"hat"})
    assert terms.meant("is", "is") == {}
    assert terms.meant("habt", "habt") == {}
    assert list(terms.meant("matang", "matang")) == ["mattang"]


def test_where_a_colour_comes_from_is_not_where_the_work_does(guide: Answering) -> None:
    given = guide.ask("d'où vient le jaune de l'entrelacs", ["fr"])
    assert given is None or given.fact is None


def test_who_explained_how_to_make_it_is_not_who_made_it(guide: Answering) -> None:
    given = guide.ask("qui a expliqué comment les dessiner", ["fr"], here="interlace")
    assert given is None or given.fact is None


def test_a_wheelchair_is_no_chair(guide: Answering) -> None:
    given = guide.ask("¿Se puede ir en silla de ruedas?", ["es"])
    assert given is not None
    assert given.key == "site#lift"
    assert guide.ask("¿Dónde hay sillas?", ["es"]) != given
