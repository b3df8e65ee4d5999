"""Every format gives the same works back that were written into it, and all of every work."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from contract.museum import Source, Stop, Tour
from tests.tour_server.imports.formats.made_records import ADDRESS, records, without_places
from tour_server.imports.formats.iiif_writer import write_iiif
from tour_server.imports.formats.lido_writer import write_lido
from tour_server.imports.formats.linked_art_writer import write_linked_art
from tour_server.imports.formats.recognise import recognise
from tour_server.imports.formats.tourml import TourmlSource
from tour_server.imports.formats.tourml_writer import write_tourml
from tour_server.imports.records import Record, RecordBlock

NAME = {"nl": "Huis van de Lijn", "en": "House of the Line"}
Write = Callable[[list[Record], Path], int]
WRITERS: dict[str, Write] = {
    "IIIF Presentation": lambda made, folder: write_iiif(made, folder, NAME, ADDRESS),
    "LIDO": lambda made, folder: write_lido(made, folder, NAME),
    "Linked Art": write_linked_art,
    "TourML": lambda made, folder: write_tourml(lambda: made, [], folder, NAME),
}


@pytest.mark.parametrize("name", WRITERS)
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),  # to shrink takes minutes
)
@given(made=records())
def test_the_same_works_come_back(name: str, made: list[Record]) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        assert WRITERS[name](made, folder) == len(made)
        source = recognise(folder)
        if not made and name == "Linked Art":
            assert source is None  # an empty list is of no format
            return
        assert source is not None
        assert source.format_name == name
        assert without_places(list(source.records())) == made
        assert without_places(list(source.records())) == made  # may be read again
        assert source.unread == {}


def test_tours_come_back(tmp_path: Path) -> None:
    made = [Record("", identifier=f"x/{key}", key=key, title={"nl": key}) for key in "abc"]
    tours = [
        Tour("kort", {"nl": "Kort"}, {"nl": "Even & snel", "en": "Quick"}, [Stop("c"), Stop("a")]),
        Tour("leeg", {"nl": "Leeg"}, {}, [Stop("weg")]),
        Tour("lang", {"nl": "Lang"}, {}, [Stop("a"), Stop("b"), Stop("c")]),
    ]
    write_tourml(lambda: made, tours, tmp_path, NAME)
    source = recognise(tmp_path)
    assert isinstance(source, TourmlSource)
    assert [record.key for record in source.records()] == ["a", "b", "c"]
    found = list(source.tours())
    assert [(one.key, one.title, one.works) for one in found] == [
        ("kort", {"nl": "Kort"}, ["x/c", "x/a"]),
        ("lang", {"nl": "Lang"}, ["x/a", "x/b", "x/c"]),
    ]
    assert found[0].summary == {"nl": "Even & snel", "en": "Quick"}


@pytest.mark.parametrize("name", WRITERS)
def test_signs_that_mean_something_to_a_format_come_back(name: str, tmp_path: Path) -> None:
    odd = [
        "<i>a</i> b",
        "<p>a</p>",
        "a <br> b",
        "&amp; & &eacute;",
        "</tourml:Data>",
        "]]>",
        "a\nb",
    ]
    made = [
        Record(
            "",
            identifier=f"{ADDRESS}/works/{number}.json",
            key=str(number),
            title={"nl": words, "en": words},
            maker={"nl": words},
            holder=words,
            room=words,
            blocks=[RecordBlock(words, "nl", sources=[Source(f"x {words} x", "p. 7")])],
            sources=[Source(f"x {words} x")],
        )
        for number, words in enumerate(odd)
    ]
    WRITERS[name](made, tmp_path)
    source = recognise(tmp_path)
    assert source is not None
    assert without_places(list(source.records())) == made
