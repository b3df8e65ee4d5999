"""Each fact of a label and of the house is asked for in many ways, in each language alike."""

from __future__ import annotations

import pytest

from narration.answers.answering import Answering


def _key(guide: Answering, question: str, language: str, here: str | None = None) -> str:
    given = guide.ask(question, [language], here=here)
    return "none" if given is None else given.key


ASKED_OF_THE_HOUSE = {
    "site#seats": [
        ("en", "where can we have a rest, my husband is tired"),
        ("nl", "waar kan ik even zitten mijn voeten doen zeer"),
        ("de", "wo kann man sich mal hinsetzen, mein Mann ist müde"),
        ("fr", "il y a des places assises quelque part"),
        ("es", "dónde podemos sentarnos, me duelen los pies"),
    ],
    "site#exit": [
        ("en", "how do i leave the museum"),
        ("nl", "hoe kom ik hier weer naar buiten"),
        ("de", "wie komme ich hier raus"),
        ("fr", "par où on sort"),
        ("es", "por dónde se sale"),
    ],
    "site#cloakroom": [
        ("en", "anywhere i can leave a wet umbrella and my suitcase"),
        ("nl", "waar laat ik mijn koffer"),
        ("de", "wo kann ich den Koffer abstellen"),
        ("fr", "où poser ma valise"),
        ("es", "dónde dejo la mochila"),
    ],
    "site#toilets": [
        ("en", "toilets please, my daughter needs to go"),
        ("nl", "waar kan ik mijn handen wassen"),
        ("de", "wo kann ich die Hände waschen"),
        ("fr", "où sont les toilettes ma fille doit y aller vite"),
        ("es", "hay baño adaptado para silla de ruedas"),
    ],
    "site#lift": [
        ("en", "is there a ramp for a pushchair"),
        ("nl", "ik loop met een rollator, is er een lift"),
        ("de", "komme ich mit dem Rollator nach oben"),
        ("fr", "y a-t-il une rampe pour un fauteuil roulant"),
        ("es", "hay rampa para el cochecito"),
    ],
}
ASKED_BEFORE_A_WORK = {
    "litema#material": [
        ("en", "made of what?"),
        ("nl", "waar is dit van"),
        ("de", "aus was ist das?"),
        ("fr", "c'est fait en quoi ?"),
        ("es", "¿de qué está hecho?"),
    ],
    "litema#maker": [
        ("en", "who made it?"),
        ("nl", "wie heeft dit gemaakt"),
        ("de", "wer hats gemacht"),
        ("fr", "c'est fait par qui"),
        ("es", "¿quién lo hizo?"),
    ],
    "litema#place": [
        ("en", "where is it from"),
        ("nl", "waar komt dit vandaan"),
        ("de", "woher kommts"),
        ("fr", "ça vient d'où"),
        ("es", "¿de dónde viene?"),
    ],
    "litema#date": [
        ("en", "from what year?"),
        ("nl", "van wanneer is dit"),
        ("de", "von wann ist das"),
        ("fr", "ça date de quand"),
        ("es", "¿de cuándo es?"),
    ],
}


@pytest.mark.parametrize(
    ("key", "language", "question"),
    [(key, *one) for key, asked in ASKED_OF_THE_HOUSE.items() for one in asked],
)
def test_the_house_is_asked_for(guide: Answering, key: str, language: str, question: str) -> None:
    assert _key(guide, question, language) == key


@pytest.mark.parametrize(
    ("key", "language", "question"),
    [(key, *one) for key, asked in ASKED_BEFORE_A_WORK.items() for one in asked],
)
def test_a_label_is_asked_for_before_its_work(
    guide: Answering, key: str, language: str, question: str
) -> None:
    assert _key(guide, question, language, here="litema") == key


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("fr", "où est-ce qu'il a vu ces carreaux la première fois"),
        ("en", "where did he see these tiles first"),
        ("nl", "waar zag hij deze tegels voor het eerst"),
        ("de", "wo hat er diese Fliesen zuerst gesehen"),
        ("es", "dónde vio estas baldosas por primera vez"),
    ],
)
def test_where_something_once_was_is_not_its_room(
    guide: Answering, language: str, question: str
) -> None:
    assert _key(guide, question, language, here="truchet-tiles") != "truchet-tiles#room"


def test_a_question_of_two_materials_asks_for_the_material(guide: Answering) -> None:
    assert _key(guide, "is it cotton or wool", "en", here="asanoha") == "asanoha#material"
    assert _key(guide, "is het katoen of wol", "nl", here="asanoha") == "asanoha#material"
    assert _key(guide, "is it cotton", "en", here="asanoha") != "asanoha#material"
