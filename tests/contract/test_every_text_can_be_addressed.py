"""Every text of a museum has a path, a language and a status; it can be read and replaced by them."""

from __future__ import annotations

import datetime as dt
import enum
import functools
from collections import Counter
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace as changed

from contract import text_units as units
from contract.museum import (
    Authorship,
    Block,
    Language,
    Level,
    Link,
    Medium,
    Museum,
    Offer,
    Relation,
    Rights,
    SpecialDay,
)
from contract.narration_groups import narration_groups
from contract.offer_terms import RoomQuiet
from contract.text_units import TextStatus, TextUnit, text_hash, text_units
from tests.tiny_museum import block, tiny_museum

LANGUAGES = ["nl", "en", "de", "ar", "pt-BR"]
TEXT = "a text"


def found(museum: Museum) -> dict[tuple[str, str], TextUnit]:
    """The units by path and language; fails when one comes twice."""
    every = list(text_units(museum))
    by_place = {(unit.path, unit.language): unit for unit in every}
    assert len(by_place) == len(every)
    return by_place


# --- what the types hold -------------------------------------------------------------------------------------------


def is_text(kind: msgspec.inspect.Type) -> bool:
    """Whether a field's type is `contract.museum.Text`."""
    language = msgspec.inspect.type_info(Language)
    assert isinstance(language, msgspec.inspect.Metadata)
    if not isinstance(kind, msgspec.inspect.DictType):
        return False
    key = kind.key_type
    return (
        isinstance(key, msgspec.inspect.Metadata)
        and key.type == language.type
        and isinstance(kind.value_type, msgspec.inspect.StrType)
    )


class Filled:
    """Makes a museum in which every field is filled, and every text is different."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}  # text -> the field that has it
        self._count = 0

    def make(self, kind: msgspec.inspect.Type, name: str) -> Any:
        inspect = msgspec.inspect
        self._count += 1
        if is_text(kind):
            text = f"{TEXT} {self._count}"
            self.texts[text] = name
            return {"nl": text}
        if isinstance(kind, inspect.Metadata):
            return self.make(kind.type, name)
        if isinstance(kind, inspect.StructType):
            given = {
                field.name: self.make(field.type, f"{kind.cls.__name__}.{field.name}")
                for field in kind.fields
            }
            return kind.cls(**given)
        if isinstance(kind, inspect.UnionType):
            rest = [one for one in kind.types if not isinstance(one, inspect.NoneType)]
            return self.make(rest[0], name)
        if isinstance(kind, inspect.ListType):
            return [self.make(kind.item_type, name)]
        if isinstance(kind, inspect.DictType):
            return {"nl": self.make(kind.value_type, name)}
        if isinstance(kind, inspect.TupleType):
            return tuple(self.make(one, name) for one in kind.item_types)
        if isinstance(kind, inspect.VarTupleType):
            return (self.make(kind.item_type, name),)
        if isinstance(kind, inspect.EnumType):
            return next(iter(kind.cls))
        return self._plain(kind, name)

    def _plain(self, kind: msgspec.inspect.Type, name: str) -> Any:
        inspect = msgspec.inspect
        if name == "Block.text":
            self.texts[f"{TEXT} {self._count}"] = name
            return f"{TEXT} {self._count}"
        if name in ("Block.language", "Site.languages"):
            return "nl"
        plain: dict[type, Any] = {
            inspect.StrType: f"key-{self._count}",
            inspect.IntType: 1,
            inspect.FloatType: 0.5,
            inspect.BoolType: True,
            inspect.DateType: dt.date(2026, 12, 25),
            inspect.TimeType: dt.time(10),
        }
        return plain[type(kind)]


def test_a_text_field_that_is_added_to_the_contract_is_addressable() -> None:
    filled = Filled()
    museum: Museum = filled.make(msgspec.inspect.type_info(Museum), "Museum")
    assert len(filled.texts) >= 19
    missed = set(filled.texts) - {unit.text for unit in text_units(museum)}
    assert not {filled.texts[text] for text in missed}


# --- museums with gaps ---------------------------------------------------------------------------------------------

words = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=20)
wordings = st.dictionaries(
    st.sampled_from([*LANGUAGES, "und"]), words | st.just("") | st.just(" "), max_size=5
)


@st.composite
def blocks(draw: st.DrawFn, owner: str) -> list[Block]:
    """Up to six blocks, some with keys that show which are translations of each other."""
    made: list[Block] = []
    for n in range(draw(st.integers(0, 4))):
        language = draw(st.sampled_from([*LANGUAGES, "ja"]))
        key = draw(
            st.sampled_from(
                [f"{owner}-{language.lower()}-{n // 2}", f"{owner}-x{n}", f"{owner}-{n}"]
            )
        )
        if key in {one.key for one in made}:
            continue
        made.append(
            block(
                key,
                language,
                draw(words),
                level=draw(st.sampled_from(Level)),
                layer=draw(st.integers(1, 2)),
                approved_by=draw(st.sampled_from([None, "Noor"])),
                authorship=draw(st.sampled_from(Authorship)),
                rights=Rights("CC0-1.0", note=draw(wordings)),
            )
        )
    return made


@st.composite
def museums(draw: st.DrawFn) -> Museum:
    museum = tiny_museum()
    site = changed(
        museum.site,
        name=draw(wordings),
        languages=LANGUAGES,
        exceptions=[SpecialDay(dt.date(2026, 12, day), None, draw(wordings)) for day in (25, 26)],
    )
    works = [
        changed(
            work,
            title=draw(wordings),
            maker=draw(wordings),
            rights=draw(st.none() | st.builds(Rights, st.just("CC0-1.0"), st.just(""), wordings)),
            media=[Medium(f"{work.key}/{n}.jpg", draw(wordings)) for n in range(2)],
            blocks=draw(blocks(work.key)),
        )
        for work in museum.works
    ]
    links = [Link("both", ["lijn", "ring"], Relation.MOTIF, draw(blocks("both")))]
    tours = [changed(tour, title=draw(wordings), summary=draw(wordings)) for tour in museum.tours]
    return changed(museum, site=site, works=works, links=links, tours=tours)


@functools.cache
def fields_of(kind: type[msgspec.Struct]) -> tuple[msgspec.inspect.Field, ...]:
    info = msgspec.inspect.type_info(kind)
    assert isinstance(info, msgspec.inspect.StructType)
    return info.fields


def every_string(value: Any) -> list[str]:
    """Every text of a museum, found by walking its types."""
    if isinstance(value, list):
        return [text for item in value for text in every_string(item)]
    if not isinstance(value, msgspec.Struct):
        return []
    texts = [value.text] if isinstance(value, Block) else []
    for field in fields_of(type(value)):
        held = getattr(value, field.name)
        texts += list(held.values()) if is_text(field.type) else every_string(held)
    return texts


@settings(max_examples=25, deadline=None)
@given(museum=museums())
def test_every_text_is_given_once_and_every_gap_is_a_unit(museum: Museum) -> None:
    by_place = found(museum)
    assert Counter(unit.text for unit in by_place.values() if unit.text) == Counter(
        text for text in every_string(museum) if text
    )
    for path in {path for path, _ in by_place}:
        of_path = [unit for unit in by_place.values() if unit.path == path]
        if any(unit.status is not TextStatus.MISSING for unit in of_path):
            assert set(LANGUAGES) <= {unit.language for unit in of_path}
    for unit in by_place.values():
        assert (unit.status is TextStatus.MISSING) == (not unit.text.strip())
        assert units.get(museum, unit.path, unit.language) == unit.text


@settings(max_examples=25, deadline=None)
@given(museum=museums())
def test_the_source_is_the_first_language_that_has_the_text(museum: Museum) -> None:
    by_place = found(museum)
    for unit in by_place.values():
        having = [
            one
            for one in LANGUAGES
            if by_place.get((unit.path, one), unit).status is not TextStatus.MISSING
            and (unit.path, one) in by_place
        ]
        if having and unit.language != having[0]:
            source = by_place[unit.path, having[0]]
            assert (unit.source_language, unit.source_hash) == (having[0], text_hash(source.text))
            assert source.source_language is source.source_hash is None


@settings(max_examples=50, deadline=None)
@given(museum=museums(), data=st.data(), text=words)
def test_a_text_that_is_replaced_is_read_back_and_no_other_changes(
    museum: Museum, data: st.DataObject, text: str
) -> None:
    before = found(museum)
    path, language = data.draw(st.sampled_from(sorted(before)))
    after = units.replace(museum, path, language, text)
    assert units.get(after, path, language) == text
    now = {place: unit.text for place, unit in found(after).items()}
    for place, unit in before.items():
        if place != (path, language):  # a group may be named by another of its blocks now
            assert (now[place] if place in now else units.get(after, *place)) == unit.text
    assert msgspec.json.decode(msgspec.json.encode(after), type=Museum) == after


@settings(max_examples=25, deadline=None)
@given(museum=museums(), data=st.data())
def test_an_empty_text_takes_the_wording_out(museum: Museum, data: st.DataObject) -> None:
    path, language = data.draw(st.sampled_from(sorted(found(museum))))
    after = units.replace(museum, path, language, "")
    left = {place: unit for place, unit in found(after).items() if place == (path, language)}
    another_takes_its_place = _has_wordings_beside_each_other(museum)
    assert another_takes_its_place or all(
        unit.status is TextStatus.MISSING for unit in left.values()
    )
    assert len(every_string(after)) <= len(every_string(museum))


def _has_wordings_beside_each_other(museum: Museum) -> bool:
    """Whether a work or a link has two blocks that could each be the wording of one text in one language."""
    for owner in [*museum.works, *museum.links]:
        wordings = [(one.language, one.level, one.layer, one.part) for one in owner.blocks]
        if len(wordings) != len(set(wordings)):
            return True
    return False


@settings(max_examples=15, deadline=None)
@given(museum=museums())
def test_units_and_museums_survive_json(museum: Museum) -> None:
    every = list(text_units(museum))
    assert msgspec.json.decode(msgspec.json.encode(every), type=list[TextUnit]) == every
    again = msgspec.json.decode(msgspec.json.encode(museum), type=Museum)
    assert list(text_units(again)) == every


# --- situations ----------------------------------------------------------------------------------------------------


def five_languages() -> Museum:
    museum = tiny_museum()
    return changed(museum, site=changed(museum.site, languages=LANGUAGES))


def test_a_museum_of_five_languages_and_its_gaps() -> None:
    by_place = found(five_languages())
    title = {lang: by_place["work/lijn/title", lang] for lang in LANGUAGES}
    assert title["nl"] == TextUnit(
        "work/lijn/title", "nl", "Werk lijn", None, None, TextStatus.WRITTEN
    )
    assert title["en"].source_language == title["ar"].source_language == "nl"
    assert title["ar"].status is TextStatus.MISSING
    assert by_place["work/lijn/block/lijn-nl-1/text", "en"].text.startswith("Follow the line")
    assert by_place["work/ring/block/ring-nl-1/text", "en"].status is TextStatus.MISSING
    assert by_place["work/lijn/media/lijn.png/alt", "de"].source_hash == text_hash("lijnen")
    assert by_place["offer/thee/text", "nl"].status is TextStatus.APPROVED
    assert ("work/lijn/maker", "nl") not in by_place, (
        "it has no maker in any language, so no translation is missing"
    )


def test_a_translation_is_added_with_its_sources_and_a_key_of_its_own() -> None:
    museum = five_languages()
    path = "work/ring/block/ring-nl-1/text"
    after = units.replace(
        museum, path, "pt-BR", "Um anel.", written_by="a machine", authorship=Authorship.MODEL
    )
    made = after.work("ring").blocks[1]
    assert (made.key, made.language, made.text) == ("ring-pt-br-1", "pt-BR", "Um anel.")
    assert made.sources == after.work("ring").blocks[0].sources
    assert (made.written_by, made.rights.licence) == ("a machine", "not stated")
    assert found(after)[path, "pt-BR"].status is TextStatus.DRAFTED


def test_words_that_change_lose_their_approval() -> None:
    museum = five_languages()
    lijn = changed(museum.works[0], blocks=[changed(museum.works[0].blocks[0], approved_by="Noor")])
    museum = changed(museum, works=[lijn, *museum.works[1:]])
    path = "work/lijn/block/lijn-nl-1/text"
    assert found(museum)[path, "nl"].status is TextStatus.APPROVED
    assert (
        found(units.replace(museum, path, "nl", "Anders."))[path, "nl"].status is TextStatus.WRITTEN
    )
    assert units.replace(museum, path, "nl", lijn.blocks[0].text) == museum
    assert units.replace(museum, "offer/thee/title", "nl", "Koffie").offers[0].approved_by is None


def test_of_two_blocks_those_with_matching_keys_are_translations() -> None:
    blocks = [
        block("lijn-nl-1", "nl", "Een."),
        block("lijn-nl-2", "nl", "Twee."),
        block("lijn-en-2", "en", "Two."),
        block("anders", "de", "Eins."),
    ]
    groups = [[one.key for one in group.blocks] for group in narration_groups(blocks)]
    assert groups == [["lijn-nl-1", "anders"], ["lijn-nl-2", "lijn-en-2"]]


def test_any_block_of_a_group_names_it() -> None:
    museum = five_languages()
    for key in ("lijn-nl-1", "lijn-en-1"):
        assert units.get(museum, f"work/lijn/block/{key}/text", "en").startswith("Follow")


@pytest.mark.parametrize(
    "path",
    [
        "",
        "site",
        "work/nowhere/title",
        "work/lijn/price",
        "work/lijn/block/x/text",
        "cellar/a/name",
    ],
)
def test_a_path_that_leads_nowhere(path: str) -> None:
    museum = five_languages()
    with pytest.raises(KeyError):
        units.get(museum, path, "nl")
    with pytest.raises(KeyError):
        units.replace(museum, path, "nl", "x")


def test_a_hash_does_not_see_how_a_text_is_written_down() -> None:
    assert text_hash("Caf\u00e9  au\nlait ") == text_hash("Cafe\u0301 au lait")
    assert text_hash("Café") != text_hash("café")
    assert len(text_hash("")) == 16


def test_statuses_of_offers_and_conditions() -> None:
    museum = five_languages()
    offer = Offer("stil", {"nl": "Stil"}, {}, RoomQuiet("hal"), "Noor")
    by_place = found(changed(museum, offers=[offer]))
    assert by_place["offer/stil/title", "nl"].status is TextStatus.WRITTEN
    assert by_place["offer/stil/text", "nl"].status is TextStatus.MISSING
    assert isinstance(by_place["offer/stil/text", "nl"].status, enum.Enum)
