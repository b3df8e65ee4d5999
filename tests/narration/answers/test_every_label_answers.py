"""Each fact of each label is asked for in several ways and five languages: the label answers, and nothing else does."""

from __future__ import annotations

import pytest

from contract.museum import Museum
from narration.answers.answering import Answering

pytestmark = pytest.mark.long

ASKED = {
    "en": {
        "maker": ("Who made {}?", "Who is the artist of {}?", "Who created {}?"),
        "date": ("When was {} made?", "How old is {}?", "Which century does {} date from?"),
        "place": ("Where is {} from?", "Which country does {} come from?", "Where was {} made?"),
        "material": ("What is {} made of?", "Which materials were used for {}?"),
        "room": ("Where is {}?", "Where can I see {}?", "In which room is {}?"),
    },
    "nl": {
        "maker": ("Wie heeft {} gemaakt?", "Door wie is {} bedacht?"),
        "date": ("Wanneer is {} gemaakt?", "Uit welk jaar komt {}?", "Uit welke eeuw is {}?"),
        "place": ("Waar komt {} vandaan?", "Uit welk land komt {}?", "Waar is {} gemaakt?"),
        "material": ("Waarvan is {} gemaakt?", "Waar is {} van gemaakt?", "Waar bestaat {} uit?"),
        "room": ("Waar is {}?", "In welke zaal is {}?", "Op welke verdieping is {}?"),
    },
    "fr": {
        "maker": ("Qui a fait {} ?", "Qui est l’auteur de {} ?"),
        "date": ("De quand date {} ?", "Quel âge a {} ?", "De quel siècle est {} ?"),
        "place": ("D’où vient {} ?", "De quel pays vient {} ?"),
        "material": ("En quoi est {} ?", "De quoi est fait {} ?"),
        "room": ("Où est {} ?", "Dans quelle salle est {} ?"),
    },
    "de": {
        "maker": ("Wer hat {} gemacht?", "Von wem ist {}?"),
        "date": ("Wann wurde {} gemacht?", "Wie alt ist {}?", "Aus welchem Jahr ist {}?"),
        "place": ("Woher kommt {}?", "Aus welchem Land kommt {}?", "Wo wurde {} gemacht?"),
        "material": ("Woraus ist {}?", "Aus welchem Material ist {}?"),
        "room": ("Wo ist {}?", "In welchem Raum ist {}?"),
    },
    "es": {
        "maker": ("¿Quién hizo {}?", "¿Quién es el autor de {}?"),
        "date": ("¿De cuándo es {}?", "¿De qué año es {}?", "¿Qué antigüedad tiene {}?"),
        "place": ("¿De dónde es {}?", "¿De qué país es {}?", "¿Dónde se hizo {}?"),
        "material": ("¿De qué está hecho {}?", "¿De qué es {}?", "¿De qué material es {}?"),
        "room": ("¿Dónde está {}?", "¿En qué sala está {}?"),
    },
}


@pytest.mark.parametrize("language", ASKED)
def test_every_label_answers(guide: Answering, pattern: Museum, language: str) -> None:
    mistaken = []
    for fact, ways in ASKED[language].items():
        for way in ways:
            for work in pattern.works:
                question = way.format(work.title[language])
                given = guide.ask(question, [language])
                if given is None or given.key != f"{work.key}#{fact}":
                    mistaken.append((question, given and given.key))
    assert mistaken == []
