"""The form of a question tells what answers it: not every question with the words for a fact asks for that fact."""

from __future__ import annotations

import pytest

from contract.museum import Museum
from narration.answers.answering import Answering
from narration.answers.passages import passages_in


def _key(guide: Answering, question: str, language: str, here: str | None = None) -> str:
    given = guide.ask(question, [language], here=here)
    return "none" if given is None else given.key


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "Was Truchet an artist?"),
        ("nl", "Was Truchet kunstenaar van beroep?"),
        ("de", "War Truchet ein Künstler?"),
        ("fr", "Truchet était-il artiste ?"),
        ("es", "a qué se dedicaba truchet, era artista?"),
        ("en", "What do the materials of the woven algebra mean?"),
        ("es", "qué quiere decir cada color en la tela de las letras"),
        ("en", "How do they know what the Book of Kells is made of?"),
        ("es", "cómo averiguaron de qué están hechos los colores del libro"),
        ("de", "Woraus hat man das Gelb in dem alten Buch gemacht?"),
        ("es", "en qué época del año cosían esta tela blanca y azul"),
        ("nl", "In welk seizoen van welk jaar maken ze litema?"),
        ("de", "von wem sind die namen sonne und stern"),
        ("en", "Which island is the one in the middle of the sticks?"),
        ("nl", "hoe oud is Chladni geworden"),
        ("en", "Where did they get the red stone in the floor with the triangles?"),
    ],
)
def test_another_question_with_its_words_gets_no_fact(
    guide: Answering, language: str, question: str
) -> None:
    given = guide.ask(question, [language])
    assert given is None or given.fact is None


@pytest.mark.parametrize(
    ("language", "question", "key"),
    [
        ("en", "Who is the artist of the hat?", "the-hat#maker"),
        ("fr", "Quel tissu pour l'asanoha ?", "asanoha#material"),
        ("de", "Wie heißt der Künstler vom Hut?", "the-hat#maker"),
        ("es", "¿De qué está hecha la estrella de alicatado azul?", "zellij-star#material"),
        ("es", "¿De qué son los azulejos con cabezas de buey?", "wall-tile#material"),
        ("en", "Can you tell me when the woven algebra was made?", "woven-algebra#date"),
    ],
)
def test_a_question_for_the_fact_itself_still_gets_it(
    guide: Answering, language: str, question: str, key: str
) -> None:
    assert _key(guide, question, language) == key


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "How long did it take to paint the litema wall?"),
        ("fr", "Combien d'heures de métier à tisser pour la toile à lettres ?"),
        ("en", "how many grams of rice flour go into one kolam?"),
        ("fr", "il a fallu combien de veaux pour le livre de kells"),
        ("es", "¿De qué color era el perro Pickles?"),
        ("en", "what was marjorie rice's daughter called"),
        ("nl", "Hoe heette de dochter van Marjorie Rice?"),
        ("de", "wie heißt die Tochter von Marjorie Rice"),
        ("fr", "Comment s'appelait la fille de Marjorie Rice ?"),
        ("es", "¿Cómo se llamaba la hija de Marjorie Rice?"),
    ],
)
def test_sentences_without_what_is_asked_for_do_not_answer(
    guide: Answering, language: str, question: str
) -> None:
    assert _key(guide, question, language) == "none"


@pytest.mark.parametrize(
    ("language", "question", "work"),
    [
        ("en", "How many shapes of tile are hidden in the girih?", "girih"),
        (
            "nl",
            "Hoeveel soorten vijfhoeken kunnen een vloer vullen, weten ze dat zeker?",
            "pentagons",
        ),
        ("en", "What was the name of Ada Dietz's dog?", "woven-algebra"),
    ],
)
def test_a_number_or_name_that_is_told_is_said(
    guide: Answering, language: str, question: str, work: str
) -> None:
    given = guide.ask(question, [language])
    assert given is not None
    assert given.key == work
    if "name" in question:
        assert any("Pickles" in sentence for sentence in given.sentences)


@pytest.mark.parametrize(
    ("language", "question", "wrong"),
    [
        ("de", "Wie fühlt sich das Kuba-Tuch an?", "kolam"),
        ("es", "¿El paño kuba se usaba en entierros?", "kolam"),
        ("es", "¿Dónde se queda quieta la arena?", "mattang"),
    ],
)
def test_a_link_does_not_answer_about_its_other_work(
    guide: Answering, language: str, question: str, wrong: str
) -> None:
    given = guide.ask(question, [language])
    assert given is None or given.work != wrong


WHOLE = {
    "en": (
        "what is this",
        "tell me about this",
        "tell me more",
        "what am I looking at",
        "explain this",
    ),
    "nl": (
        "wat is dit",
        "vertel hier iets over",
        "vertel me meer",
        "wat zie ik hier",
        "leg dit uit",
    ),
    "de": ("was ist das", "erzähl mir was darüber", "erzähl mir mehr", "was sehe ich hier"),
    "fr": (
        "c'est quoi ça",
        "parle-moi de ça",
        "dis-m'en plus",
        "qu'est-ce que je vois",
        "explique",
    ),
    "es": ("qué es esto", "háblame de esto", "cuéntame más", "qué estoy viendo", "explica esto"),
}


@pytest.mark.parametrize("language", WHOLE)
def test_what_the_work_here_is_gets_its_own_sentences(
    guide: Answering, pattern: Museum, language: str
) -> None:
    own = {one.part_of for one in passages_in(pattern, language) if one.works == ("girih",)}
    for question in WHOLE[language]:
        given = guide.ask(question, [language], here="girih")
        assert given is not None, question
        assert given.fact is None, question
        assert given.part_of in own, question
        assert given.sources, question


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "tell me about the kolam"),
        ("nl", "kun je iets over de kolam vertellen"),
        ("de", "ich möchte mehr über das Kolam wissen"),
        ("fr", "je veux en savoir plus sur le kolam"),
        ("es", "puedes contarme algo del kolam"),
    ],
)
def test_a_question_that_only_names_a_work_is_answered(
    guide: Answering, language: str, question: str
) -> None:
    assert _key(guide, question, language) == "kolam"


@pytest.mark.parametrize("question", ["who are you", "why", "how much is this"])
def test_what_asks_for_less_than_the_whole_is_not_answered_by_it(
    guide: Answering, question: str
) -> None:
    assert _key(guide, question, "en", here="girih") == "none"
