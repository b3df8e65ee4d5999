"""No proposal rests on a person's looks, age, sex, faith or origin, nor on a nationality."""

from __future__ import annotations

import csv
import gzip
import random
from pathlib import Path

import pytest
from msgspec.structs import replace

from contract.museum import GlossaryTerm, Museum, Work
from tests.tiny_museum import block, tiny_museum
from tour_server.links.jobs import museum_reader
from tour_server.links.label_table import read_label_table
from tour_server.links.maker_names import maker_names
from tour_server.links.proposing import propose, read_labels
from tour_server.links.reasons import LinkProposal, SharedKind
from tour_server.links.trait_words import folded, trait_words
from tour_server.links.work_label import WorkLabel, museum_labels

DATA = Path(__file__).parents[4] / "shared" / "data" / "collections"


@pytest.mark.parametrize(
    "subject",
    [
        "woman, standing", "man, old", "female", "individuals: male", "Mexican", "black woman",
        "Jewish", "naked boy", "hair", "nun", "portrait", "vrouw, zittend", "oude man", "Joods",
        "Spaanse", "negerin", "femme debout", "vieillard", "juive", "alte Frau", "Jüdin",
        "mujer sentada", "transvestism", "homosexuality", "Africans", "Japan", "Nederland",
        "Deutschland", "Royaume-Uni", "beard", "lesbian couple", "disabled", "Tamil women",
    ],
)  # fmt: skip
def test_a_subject_that_says_only_what_a_person_is(subject: str) -> None:
    labels = [
        WorkLabel("a", subject, subjects=[subject], texts=[f"{subject}. Once more {subject}."]),
        WorkLabel("b", subject, subjects=[subject], texts=[f"{subject}. Once more {subject}."]),
        *(WorkLabel(f"o{n}", f"Nr {n}") for n in range(50)),
    ]
    assert propose(read_labels(labels)) == []


# Languages that no list is of, and what a label in them says of nobody but who they are.
UNLISTED = [
    ("pl", "portret kobiety"), ("pl", "murzyn"), ("sv", "svart kvinna"), ("sv", "zigenare"),
    ("tr", "kadın"), ("uk", "жінка"), ("el", "γυναίκα"), ("ko", "여인"), ("zh", "黑人女子"),
]  # fmt: skip


def written_in(language: str, *titles: str, **fields: str) -> Museum:
    """A museum in a language whose works have these titles, which their texts come back to, and 50 others."""
    fifty = [f"{number} {chr(96 + number % 26)}" for number in range(50)]
    works = [
        Work(
            f"w{number}",
            number + 1,
            {language: title},
            "hal",
            blocks=[block(f"b{number}", language, f"{title}. {title}.")],
            **{name: {language: words} for name, words in fields.items() if number < len(titles)},
        )
        for number, title in enumerate([*titles, *fifty])
    ]
    museum = tiny_museum()
    site = replace(museum.site, languages=[language])
    return replace(museum, site=site, works=works, tours=[])


def proposed_in(museum: Museum, subject: str) -> list[LinkProposal]:
    subjects = {"w0": [subject], "w1": [subject]}
    labels = museum_labels(museum, museum.site.languages[0], subjects)
    return propose(read_labels(labels, museum_reader(museum)))


@pytest.mark.parametrize(("language", "words"), UNLISTED)
def test_words_of_a_language_without_a_list_suffice_for_nothing(language: str, words: str) -> None:
    museum = written_in(language, words, words)
    assert proposed_in(museum, words) == []
    term = GlossaryTerm("t", [], {language: words})
    assert proposed_in(replace(museum, glossary=[term]), words) == []
    named = " ".join(one.capitalize() for one in f"{words} {words}".split())
    assert proposed_in(written_in(language, named, named), named) == []
    long = " ".join(
        f"{one}{tail}" for one in words.split() for tail in ("", "ab", "cd", "ef", "gh")
    )
    assert proposed_in(written_in(language, long, long), words) == []


def test_beside_the_maker_they_count_and_a_country_does_not() -> None:
    (found,) = proposed_in(written_in("pl", "a", "b", maker="Jan Matejko"), "wiatrak")
    assert [one.kind for one in found.reasons] == [SharedKind.MAKER, SharedKind.MOTIF]
    (place,) = proposed_in(written_in("pl", "a", "b", place="Kraków, Polska"), "wiatrak")
    assert [one.name for one in place.reasons] == ["krakow", "wiatrak"]
    assert proposed_in(written_in("pl", "a", "b", place="Polska"), "wiatrak") == []


def test_a_work_that_is_labelled_in_another_language_alone() -> None:
    """The museum's first language has a list; the words on these two are not in it."""
    museum = written_in("pl", "portret kobiety", "portret kobiety")
    museum = replace(museum, site=replace(museum.site, languages=["nl", "pl"]))
    assert proposed_in(museum, "portret kobiety") == []
    one_dutch = [replace(museum.works[0], title={"nl": "portret"}, blocks=[]), *museum.works[1:]]
    assert proposed_in(replace(museum, works=one_dutch), "portret kobiety") == []


@pytest.mark.parametrize("language", ["en", "nl-BE", "fr", "de", "es", "ar", "iw", "ja", "th"])
def test_a_language_with_a_list_loses_nothing(language: str) -> None:
    (found,) = proposed_in(written_in(language, "a", "b"), "windmill")
    assert (found.score, found.reasons[0].kind) == (0.825, SharedKind.MOTIF)
    assert proposed_in(written_in(language, "a", "b"), "женщина") == []


@pytest.mark.parametrize(
    "maker",
    [
        "unknown American", "unknown Italian, Naples", "British School 18th century", "Tamil women",
        "Tamil women; drawn by us, by their rules", "Japanese", "Kuba", "anonymous", "Anoniem",
        "Onbekende kunstenaar", "Artiste inconnu", "Unbekannter Künstler", "Mujeres tamiles",
        "Navajo weaver", "Women of Lesotho", "Frauen", "French", "Dutch School", "Inca",
        "Lunda Cokwe", "Weberinnen der Inka", "Mönche von Iona und Kells", "Seefahrer der Marshallinseln",
        "Chokwe", "Pende", "Ewe", "Basotho-vrouwen", "the American people", "Jewish", "a monk",
    ],
)  # fmt: skip
def test_a_maker_who_is_no_name(maker: str) -> None:
    assert maker_names(maker) == ()


@pytest.mark.parametrize(
    "maker",
    [
        "Jan Steen",
        "Georg Jensen Manufactory",
        "Wedgwood",
        "Boston & Sandwich Glass Co.",
        "葛飾北斎",
        "Ada K. Dietz",
    ],
)
def test_a_maker_who_is_a_name(maker: str) -> None:
    assert len(maker_names(maker)) == 1


def test_columns_about_a_maker_are_not_read(tmp_path: Path) -> None:
    file = tmp_path / "works.csv"
    rows = [
        {
            "accession_number": f"x{n}",
            "title": f"Nr {n}",
            "artist": "",
            "artist_gender": "Female" if n < 2 else "Male",
            "nationalities": "Surinamese" if n < 2 else "Dutch",
            "artist_place_of_birth": "Paramaribo" if n < 2 else "Delft",
            "birth_years": "1901" if n < 2 else "",
        }
        for n in range(40)
    ]
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    labels = list(read_label_table(file))
    assert labels[0] == WorkLabel("x0", "Nr 0", subjects=[])
    assert propose(read_labels(labels)) == []


# Said in the words of labels in several languages, with small words, in one word, with a country, by a people.
SAYS_ONLY_WHAT_A_PERSON_IS = """
    portrait of a woman|people of colour|mother and child|old man with beard|head in hand/hands|woman, Suriname
    woman from the United Kingdom|dark-skinned|negro|Negro woman|Bush Negro|half-caste|Red Indian|cultural identity
    hijab|praying woman|pilgrim|priest|Roman Catholicism|refugee|African American|Puerto Rican|Southeast Asian
    Senegalese|Yemeni|Bolivian|Ghanaian|Uruguayan|Navajo|Pende|Chokwe|Tamil|Ashanti
    vrouwenportret|mannenkop|kinderkopje|biddende vrouw|zwarte vrouw|pelgrim|Indiaan|koelie|tot slaaf gemaakt
    Ghanees|Nigeriaans|Marokkaans-Nederlands|Surinaams\u00ad-Nederlands|iemand met dwerggroei|gehandicapten
    Frauenkopf|Judenfrau|Negerkopf|Zigeunermädchen|Türkin|Französin|Jüdinnen|Bildnis einer alten Frau|Frau mit Kopftuch
    weiblicher Akt|marokkanisch|femme voilée|femmes debout|groupe d'indigènes|sénégalais|ivoirien|homme noir
    mujer con velo|hombre negro|desnudo femenino|argelino|ecuatoriana|dos mujeres|donna seduta|mulher
    Negro spiritual singer|negro wedding|femmes d'Alger|Femmes d’Alger|girl from Arles|women of Algiers
    vrouwen van Marken|meisje uit Volendam|Frauen aus Tahiti|mujeres de Argel|donne di Capri|Zigeunertanz|Judenhochzeit
    Parisienne|Neapolitan girl
    女性立像|日本人|老人の肖像|امرأة جالسة|رجل عجوز|יהודי זקן|דיוקן אישה|ภาพเหมือนผู้หญิง
"""
SAYS_MORE = """
    Ashanti gold weight|Delft|Turkish carpet|Greek temple|Black Forest|White House|horse race|Virgin Mary|St Anthony
    head of Medusa|Jan Steen|River Jordan|Manchester|spaniel|jute|ebony|Gothic|island|crown|van|son et lumière|Moore
    man of sorrows|man of war|mar Negro|portrait of Ada Moor|Lady of Shalott|Jewish wedding|French soldier
    folk dance|Hochzeit|head of a pin|children's games|King of Poland|Greek god|Lusitania|boerenbruiloft
    Dutch tile|Indian elephant|vrouwe Justitia|Frauenkirche|Herrenhaus|pilgrim flask|桜|波|富士山|قلعة|סירה|ปราสาท
"""


def listed(words: str) -> list[str]:
    return [one.strip() for line in words.split("\n") for one in line.split("|") if one.strip()]


def test_only_what_a_person_is_in_many_words_and_languages() -> None:
    traits = trait_words()
    terms = listed(SAYS_ONLY_WHAT_A_PERSON_IS)
    assert [one for one in terms if not traits.only_traits(folded(one))] == []


def test_words_that_say_more_stay() -> None:
    traits = trait_words()
    assert [one for one in listed(SAYS_MORE) if traits.only_traits(folded(one))] == []


@pytest.mark.parametrize(
    ("subject", "rest"),
    [
        ("Jewish wedding", "wedding"),
        ("wedding, Jewish", "wedding"),
        ("Mariage juif dans le Maroc", "mariage"),
        ("French soldier", "soldier"),
        ("blind fiddler", "fiddler"),
        ("woman singer", "singer"),
        ("Zigeunerin, Tänzerin", "tanzerin"),
        ("Russian ballet dancer", "ballet dancer"),
        ("Roman Catholic procession", "procession"),
        # These stay as they are.
        ("Turkish carpet", "turkish carpet"),
        ("Black Forest", "black forest"),
        ("King of Poland", "king of poland"),
        ("Jan de Boer", "jan de boer"),
        ("wedding", "wedding"),
        ("dancer's shoe", "dancer's shoe"),
    ],
)
def test_of_what_people_do_the_doing_alone_is_compared(subject: str, rest: str) -> None:
    assert trait_words().bare(folded(subject)) == rest


def test_two_weddings_are_linked_as_weddings_alone() -> None:
    others = [WorkLabel(f"o{n}", f"Nr {n}") for n in range(50)]
    works = [
        WorkLabel("a", "", subjects=["Jewish wedding"]),
        WorkLabel("b", "", subjects=["wedding, Hindu"]),
    ]
    (found,) = propose(read_labels([*works, *others]))
    assert (found.reasons[0].name, found.reasons[0].kind.value) == ("wedding", "motif")


@pytest.mark.parametrize(
    "subject", ["blouse", "scarf", "man with hat", "hoed", "pilgrimage", "prayer"]
)
def test_what_somebody_wears_or_prays_counts_only_beside(subject: str) -> None:
    worn = [WorkLabel(f"w{n}", f"Nr {n}", subjects=[subject]) for n in range(2)]
    others = [WorkLabel(f"o{n}", f"Nr {n}") for n in range(50)]
    assert propose(read_labels([*worn, *others])) == []
    more = [WorkLabel(f"m{n}", f"Nr {n}", subjects=[subject, "winch"]) for n in range(2)]
    (found,) = propose(read_labels([*worn, *more, *others]))
    assert found.reasons[0].name == "winch"


def exchanged(text: str) -> str:
    """A text with other words for what people are."""
    pairs = {"woman": "man", "female": "male", "old": "young", "jewish": "hindu", "black": "white"}
    pairs |= {other: one for one, other in pairs.items()}
    return " ".join(pairs.get(word, word) for word in text.split(" "))


def test_other_words_for_what_people_are_change_no_proposal() -> None:
    rng = random.Random(7)
    traits = ["woman", "man", "old", "young", "female", "jewish", "hindu", "black", "white"]
    things = [f"thing{n}n" for n in range(60)]
    labels = [
        WorkLabel(
            f"w{n}",
            subjects=[*rng.sample(traits, 3), *rng.sample(things, 3), "woman old"],
            texts=[f"{rng.choice(traits)} {rng.choice(things)}. " * 2],
        )
        for n in range(120)
    ]
    others = [
        WorkLabel(
            one.key,
            subjects=[exchanged(subject) for subject in one.subjects],
            texts=[exchanged(text) for text in one.texts],
        )
        for one in labels
    ]
    first, second = (propose(read_labels(some)) for some in (labels, others))
    assert first
    assert [(one.works, one.score) for one in first] == [(one.works, one.score) for one in second]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["carnegie/cmoa_flat.csv.gz", "tate/tate_artworks_flat.csv.gz"])
def test_no_reason_of_a_whole_collection_is_such_a_word(name: str) -> None:
    if not (DATA / name).exists():
        pytest.skip("the collections for development are not here")
    traits = trait_words()
    proposals = propose(read_labels(read_label_table(DATA / name)))
    names = {reason.name for one in proposals for reason in one.reasons}
    assert len(names) > 1000
    assert [one for one in names if traits.only_traits(folded(one))] == []
    with gzip.open(DATA / name, "rt", encoding="utf-8") as file:
        nationalities = {
            folded(one)
            for row in csv.DictReader(file)
            for one in row.get("nationalities", "").split("|")
        }
    assert not names & nationalities
