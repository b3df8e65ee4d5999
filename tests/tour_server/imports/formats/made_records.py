"""Records that Hypothesis makes, in the shape in which a reader gives them."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import strategies as st

from contract.museum import Level, Source, Text
from tour_server.imports.records import Record, RecordBlock, RecordPicture

ADDRESS = "https://museum.example/guide"
_LETTERS = "abcdeXYZ019 éßœñ日本ا\u0301<>&\"';:/\\{}[]()“–©😀"
words = st.text(_LETTERS, min_size=1, max_size=12).map(str.strip).filter(bool)
lines = st.lists(words, min_size=1, max_size=3).map("\n".join)
languages = st.sampled_from(["nl", "en", "de", "fr", "es", "pt-BR", "zh-Hant", "und"])
licences = st.sampled_from(["", "CC0-1.0", "CC-BY-4.0", "CC-BY-NC-SA-3.0", "PDM-1.0", "All rights"])
texts: st.SearchStrategy[Text] = st.dictionaries(languages, words, max_size=3)
sources = st.lists(
    st.builds(
        Source,
        citation=words.filter(lambda one: len(one) >= 3 and not one.endswith(">")),
        where=st.none() | words.filter(lambda one: "<" not in one),
    ),
    max_size=2,
)
blocks = st.builds(
    RecordBlock,
    text=lines,
    language=languages,
    level=st.none() | st.sampled_from(Level),
    sources=sources,
    written_by=st.just("") | words,
)


@st.composite
def pictures(draw: Any) -> RecordPicture:
    name = draw(st.from_regex(r"[a-z0-9]{1,8}\.(jpg|png)", fullmatch=True))
    return RecordPicture(
        name,
        None,
        f"{ADDRESS}/elsewhere/{name}",
        draw(texts),
        draw(licences),
        draw(st.just("") | words),
        draw(st.just("") | words),
    )


@st.composite
def records(draw: Any) -> list[Record]:
    keys = draw(
        st.lists(st.from_regex(r"[a-z0-9][a-z0-9-]{0,9}", fullmatch=True), unique=True, max_size=3)
    )
    return [
        Record(
            where="",
            identifier=f"{ADDRESS}/works/{key}.json",
            key=key,
            inventory=draw(st.just("") | words),
            number=draw(st.none() | st.integers(1, 99_999)),
            title=draw(texts.filter(bool)),
            maker=draw(texts),
            date=draw(texts),
            place=draw(texts),
            materials=draw(texts),
            room=draw(st.just("") | words),
            pictures=draw(st.lists(pictures(), max_size=2)),
            blocks=draw(st.lists(blocks, max_size=3, unique_by=lambda one: one.text)),
            sources=draw(sources),
            licence=draw(licences),
            holder=draw(st.just("") | words),
        )
        for key in keys
    ]


def without_places(found: list[Record]) -> list[Record]:
    """Returns records without where they stood, and whether their entities were decoded, by which readings differ."""
    return [
        msgspec.structs.replace(
            record,
            where="",
            is_decoded=False,
            blocks=[msgspec.structs.replace(block, is_decoded=False) for block in record.blocks],
        )
        for record in found
    ]
