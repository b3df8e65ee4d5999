"""Which works are proposed to belong together, why, and how many."""

from __future__ import annotations

from collections import Counter

import pytest

from tour_server.links.label_terms import LabelReader
from tour_server.links.maker_names import maker_names
from tour_server.links.person_names import is_person_name
from tour_server.links.proposing import MOST_A_WORK, propose, read_labels
from tour_server.links.reasons import LinkProposal, SharedKind
from tour_server.links.work_label import WorkLabel


@pytest.mark.parametrize(
    "words",
    [
        "Bonaparte, Napoleon", "Napoleon Bonaparte (1769–1821)", "Napoleon I (1769-1821)", "Napoleon (1769–1821)",
        "Bonaparte, Napoleon, 1769-1821", "Lindström, Åsa (1870–1951)", "Ada Moor (b. 1950)", "Gilbert, Sir Alfred",
        "Gogh, Vincent van", "van Gogh, Vincent", "Rousseau, Jean-Jacques", "Christian Schwarz (1545–1592)",
    ],
)  # fmt: skip
def test_a_subject_that_is_a_person(words: str) -> None:
    assert is_person_name(words)


@pytest.mark.parametrize(
    "words",
    [
        "windmill", "Napoleon", "Paris, Notre-Dame", "Oxford, Radcliffe Camera", "London, George Inn",
        "Eliot, George, 'Romola'", "First World War (1914–1918)", "Thirty Years' War (1618–1648)",
        "Tang Dynasty (618–907)", "Art Nouveau (1890–1910)", "Weimarer Republik (1918–1933)", "Barok (1600–1750)",
        "De Stijl (1917–1931)", "flower, rose", "dog, Airedale terrier", "Battle of Waterloo, 1815",
        "St Helier, Peirson Place, King George II monument", "Rome, Villa Medici", "Caribbean, St Martin",
        "Wars of the Roses, 1455-85",
        "exhibition: 'Bernd Jansen', Kunstmuseum, 1975", "", ",", "Job, chapter 7", "Regent Street, Café Royal",
    ],
)  # fmt: skip
def test_a_subject_that_is_no_person(words: str) -> None:
    assert not is_person_name(words)


def collection(*labels: WorkLabel, others: int = 200) -> list[WorkLabel]:
    """These works among others that share nothing rare."""
    more = [
        WorkLabel(f"other-{n}", f"Thing {n}", f"Maker Number{n}x", materials="oil on canvas")
        for n in range(others)
    ]
    return [*labels, *more]


def proposals(*labels: WorkLabel, glossary: dict[str, str] | None = None) -> list[LinkProposal]:
    return propose(read_labels(collection(*labels), LabelReader(glossary)))


def only(found: list[LinkProposal]) -> LinkProposal:
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("left", "right", "kind", "name"),
    [
        ({"maker": "Jan Steen"}, {"maker": "Steen, Jan"}, "maker", "jan steen"),
        ({"maker": "Jan Steen"}, {"maker": "workshop of Jan Steen"}, "hand", "jan steen"),
        ({"maker": "Jan Steen (1626–1679)"}, {"maker": "Jan Steen (atelier van)"}, "hand", "jan steen"),
        ({"subjects": ["windmill"]}, {"subjects": ["Windmill"]}, "motif", "windmill"),
        ({"materials": "cinnabar"}, {"materials": "wood and cinnabar"}, "material", "cinnabar"),
        ({"materials": "drypoint"}, {"materials": "Drypoint, paper"}, "technique", "drypoint"),
        ({"place": "Delft, Nederland"}, {"place": "Delft"}, "place", "delft"),
        ({"subjects": ["Battle of Waterloo"]}, {"subjects": ["battle of Waterloo"]}, "event", "battle of waterloo"),
        ({"subjects": ["River Thames"]}, {"subjects": ["River Thames"]}, "place", "river thames"),
        ({"subjects": ["Steen, Jan"]}, {"subjects": ["Steen, Jan"], "maker": "Jan Steen"}, "person", "steen, jan"),
        ({"subjects": ["Bonaparte, Napoleon"]}, {"subjects": ["Bonaparte, Napoleon"]}, "person", "bonaparte, napoleon"),
        ({"subjects": ["Church, Edwin"]}, {"subjects": ["Church, Edwin"]}, "person", "church, edwin"),
        ({"subjects": ["Delft, Prinsenhof"]}, {"subjects": ["Delft, Prinsenhof"]}, "motif", "delft, prinsenhof"),
    ],
)  # fmt: skip
def test_two_works_share_something_rare(
    left: dict[str, str], right: dict[str, str], kind: str, name: str
) -> None:
    found = only(proposals(WorkLabel("a", "One", **left), WorkLabel("b", "Two", **right)))
    assert found.works == ("a", "b")
    assert (found.reasons[0].kind.value, found.reasons[0].name) == (kind, name)
    evidence = found.reasons[0]
    field = next(iter(left))
    assert evidence.left.field.value == field
    assert evidence.left.words in (left[field], left[field][0])
    assert evidence.works == 2


def test_a_term_of_the_glossary_stands_in_both_texts() -> None:
    found = only(
        proposals(
            WorkLabel("a", "One", texts=["A wall. It is made of zellij, cut by hand."]),
            WorkLabel("b", "Two", texts=["They call it zellige."]),
            glossary={"zellij": "zellij", "zellige": "zellij"},
        )
    )
    assert found.reasons[0].kind is SharedKind.MOTIF
    assert found.reasons[0].left.words == "It is made of zellij, cut by hand."
    assert found.reasons[0].right.words == "They call it zellige."


def test_a_name_stands_in_both_texts() -> None:
    found = only(
        proposals(
            WorkLabel("a", "One", texts=["Then Doris Schattschneider drew it."]),
            WorkLabel("b", "Two", texts=["A letter to Doris Schattschneider came."]),
        )
    )
    assert found.reasons[0].name == "doris schattschneider"


def test_a_capital_alone_makes_no_name() -> None:
    """German nouns, the polite form, and the beginnings of sentences."""
    left = "Der Grund ist alt. Folgen Sie dem Band. Im Jahr 1922. Diese Fliesen. The Tiles."
    right = "Der Grund ist neu. Folgen Sie der Linie. Im Jahr 1977. Diese Fliesen. The Tiles."
    assert not proposals(WorkLabel("a", "One", texts=[left]), WorkLabel("b", "Two", texts=[right]))


def test_words_that_stand_once_in_each_text_are_chance() -> None:
    left = "It climbs like stairs. Crumbs lie there. A thumb is wider. Somebody forgot."
    right = "Stairs go up. The crumbs are white. Under the thumb it runs. He forgot."
    assert not proposals(WorkLabel("a", "One", texts=[left]), WorkLabel("b", "Two", texts=[right]))


def test_texts_come_back_to_the_same_words() -> None:
    left = "Glaze runs. The glaze is blue. Corners were added. In the corners is an ox. A tulip. Tulips."
    right = (
        "Here is glaze. More glaze here. Corners first. Corners last. An ox. One tulip, two tulip."
    )
    found = only(
        proposals(
            WorkLabel("a", "One", texts=[left + " The tulip. Quickly. As quickly."]),
            WorkLabel("b", "Two", texts=[right + " Tulip. Quickly now. So quickly."]),
        )
    )
    assert {reason.name for reason in found.reasons} >= {"glaze", "corners", "quickly"}


def test_what_few_share_counts_for_more_than_what_many_share() -> None:
    many = [WorkLabel(f"m{n}", f"Tree {n}", subjects=["tree"]) for n in range(20)]
    rare = [WorkLabel(f"r{n}", f"Winch {n}", subjects=["tree", "winch"]) for n in range(2)]
    found = propose(read_labels(collection(*many, *rare)))
    first = found[0]
    assert first.works == ("r0", "r1")
    assert [reason.name for reason in first.reasons] == ["winch", "tree"]
    assert first.reasons[0].weight > first.reasons[1].weight


def test_what_everybody_shares_is_no_reason() -> None:
    labels = [WorkLabel(f"w{n}", f"Title{n}", maker="Jan Steen", place="Delft") for n in range(60)]
    assert propose(read_labels(labels)) == []


def test_a_work_has_a_few_proposals_and_not_two_for_one_reason() -> None:
    labels = [
        WorkLabel(
            f"w{n}", f"Nr {n}", "Jan Steen", subjects=["winch", "weir", "lime kiln", "sluice"]
        )
        for n in range(6)
    ]
    found = propose(read_labels(collection(*labels)))
    times = Counter(work for one in found for work in one.works)
    assert times
    assert max(times.values()) <= MOST_A_WORK
    mains = Counter((work, one.reasons[0].name) for one in found for work in one.works)
    assert max(mains.values()) == 1


def test_what_is_linked_or_refused_is_not_proposed() -> None:
    left, right = WorkLabel("b", "One", "Jan Steen"), WorkLabel("a", "Two", "Jan Steen")
    table = read_labels(collection(left, right))
    assert propose(table)
    assert propose(table, without={("a", "b")}) == []


def test_the_same_collection_gives_the_same_proposals() -> None:
    labels = [
        WorkLabel(f"w{n}", f"Nr {n}", f"Maker M{n % 9}", subjects=[f"s{n % 7}s"]) for n in range(90)
    ]
    assert propose(read_labels(labels)) == propose(read_labels(labels))


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_collection_of_hardly_any_works(number: int) -> None:
    labels = [WorkLabel(f"w{n}", "Same", "Jan Steen") for n in range(number)]
    assert propose(read_labels(labels)) == []


def test_several_makers_and_reserves() -> None:
    found = maker_names(
        "Office of Henry Hobson Richardson|David C. Hale; attributed to Rijn, Rembrandt van"
    )
    assert [(one.name, one.reserve) for one in found] == [
        ("office of henry hobson richardson", ""),
        ("david c. hale", ""),
        ("rembrandt van rijn", "attributed to"),
    ]


@pytest.mark.parametrize(
    ("label", "names"),
    [
        ("Henry Moore OM, CH", ["henry moore"]),
        ("Sir John Everett Millais, Bt", ["sir john everett millais"]),
        ("Moor, Ada van der", ["ada van der moor"]),
        ("Thomas Phillips, R.A.", ["thomas phillips"]),
        ("David J. Vater, RA, Inc.", ["david j. vater"]),
        ("R. H. A.", []),
        ("RA", []),
        ("Jr., Inc.; Ada Moor", ["ada moor"]),
        (", ;|( )", []),
        ("Ernst Chladni en Sophie Germain; berekend door ons", ["ernst chladni", "sophie germain"]),
        ("marble workers in Rome, and Wacław Sierpiński", ["wacław sierpinski"]),
        ("David Smith, Craig Kaplan and Chaim Ball", ["david smith", "craig kaplan", "chaim ball"]),
        ("Smith and Wesson Company", ["smith and wesson company"]),
        ("Symonds and Lutyens", ["symonds and lutyens"]),
        ("John Constable, David Lucas", ["john constable", "david lucas"]),
        ("Jennifer Allora, Guillermo Calzadilla", ["jennifer allora", "guillermo calzadilla"]),
    ],
)
def test_a_maker_is_the_same_however_it_is_written(label: str, names: list[str]) -> None:
    assert [one.name for one in maker_names(label)] == names


def test_one_thing_that_many_have_is_no_reason_by_itself() -> None:
    market = [WorkLabel(f"m{n}", f"Number {n}", subjects=["market"]) for n in range(8)]
    assert propose(read_labels(collection(*market))) == []
    both = [WorkLabel(f"b{n}", f"Other {n}", subjects=["market", "winch"]) for n in range(2)]
    found = propose(read_labels(collection(*market, *both)))
    assert [one.works for one in found] == [("b0", "b1")]


def test_who_helped_is_no_material() -> None:
    tile = "Screenprint on ceramic tile; with Michael Harvey"
    labels = [WorkLabel(f"t{n}", f"Nr {n}", materials=tile) for n in range(2)]
    found = only(proposals(*labels))
    assert [reason.name for reason in found.reasons] == ["ceramic tile", "screenprint"]
