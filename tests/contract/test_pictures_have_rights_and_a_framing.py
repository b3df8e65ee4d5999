"""What a picture says of its rights, and how its framing is turned into pixels."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from contract.framing import LEAST_SIDE, Crop, crop_fault, crops, focus_in_crop, pixel_box
from contract.licences import CREATIVE_COMMONS, licence_address, licence_name, licence_words
from contract.museum import Medium, Rights, Work
from contract.museum_check import check
from contract.museum_folder import read_museum, write_museum
from contract.rights import NOT_STATED
from contract.rights_statements import TITLES
from tests.tiny_museum import tiny_museum
from tour_server.imports.part_fields import body_of, fields_of

SHARES = st.floats(0, 1, allow_nan=False)


@pytest.mark.parametrize("name", [*TITLES.values(), *CREATIVE_COMMONS])
def test_every_licence_to_choose_has_an_address_that_leads_back(name: str) -> None:
    assert licence_address(name).startswith("http://")
    assert licence_name(licence_address(name)) == name


def test_there_are_twelve_statements() -> None:
    assert len(set(TITLES.values())) == 12


@pytest.mark.parametrize(
    ("licence", "words"),
    [
        ("CC-BY-NC-SA-4.0", "CC BY-NC-SA 4.0"),
        ("CC0-1.0", "CC0 1.0"),
        ("PDM-1.0", "Public Domain Mark 1.0"),
        ("In Copyright", "In Copyright"),
        ("CC-XX-4.0", "CC-XX-4.0"),
        ("own terms", "own terms"),
    ],
)
def test_licences_are_read_as_words(licence: str, words: str) -> None:
    assert licence_words(licence) == words


@pytest.mark.parametrize(
    ("rights", "credit"),
    [
        (Rights(NOT_STATED), ""),
        (Rights(" "), ""),
        (Rights("CC-BY-4.0", "Huis"), "Huis · CC BY 4.0"),
        (Rights("In Copyright", "Huis", creator="Jan"), "Jan · Huis · In Copyright"),
        (Rights(NOT_STATED, "Jan", creator="Jan"), "Jan"),
        (Rights("own terms", NOT_STATED, creator="Jan"), "Jan · own terms"),
    ],
)
def test_the_credit_line(rights: Rights, credit: str) -> None:
    assert rights.credit == credit


def test_only_the_title_of_a_statement_is_english() -> None:
    assert Rights("In Copyright", "Huis").credit_parts == [("Huis", ""), ("In Copyright", "en")]
    assert Rights("CC-BY-4.0").credit_parts == [("CC BY 4.0", "")]


@pytest.mark.parametrize(("days", "ended"), [(-1, True), (0, False), (1, False)])
def test_the_last_day_is_a_day_on_which_it_may_be_shown(days: int, ended: bool) -> None:
    today = dt.date(2026, 11, 29)
    assert Rights("x", until=today + dt.timedelta(days)).ended(today) is ended
    assert Rights("x").ended(today) is False


def test_a_document_of_before_is_the_same() -> None:
    old = b'{"file":"a.png","rights":{"licence":"CC-BY-4.0","holder":"Huis"}}'
    assert msgspec.json.encode(msgspec.json.decode(old, type=Medium)) == old


@pytest.mark.parametrize(
    "document",
    [
        b'{"file":"a.png","crop":[0,0,1]}',
        b'{"file":"a.png","crop":[0,0,1,1.1]}',
        b'{"file":"a.png","focus":[-0.1,0]}',
        b'{"file":"a.png","rights":{"licence":"x","uri":"javascript:alert(1)"}}',
        b'{"file":"a.png","rights":{"licence":"x","uri":"https://a b"}}',
        b'{"file":"a.png","rights":{"licence":"x","uri":"https://a\\n"}}',
        b'{"file":"a.png","rights":{"licence":"x","until":"2027-02-30"}}',
    ],
)
def test_what_does_not_fit_is_refused(document: bytes) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(document, type=Medium)


@pytest.mark.parametrize(
    ("crop", "fits"),
    [
        (None, True),
        ((0.0, 0.0, 1.0, 1.0), True),
        ((0.5, 0.5, 0.5, 0.5), True),
        ((0.5, 0.0, 0.6, 1.0), False),
        ((0.0, 0.5, 1.0, 0.6), False),
        ((0.0, 0.0, LEAST_SIDE / 2, 1.0), False),
    ],
)
def test_a_crop_lies_within_its_picture(crop: Crop | None, fits: bool) -> None:
    assert (crop_fault(crop) == "") is fits
    museum = tiny_museum()
    work = replace(museum.works[0], media=[Medium("a.png", crop=crop)])
    found = check(replace(museum, works=[work, *museum.works[1:]]))
    assert any("a.png" in one for one in found) is not fits


@given(st.tuples(SHARES, SHARES, SHARES, SHARES), st.integers(1, 9000), st.integers(1, 9000))
def test_a_crop_of_any_picture_is_a_pixel_at_least(crop: Crop, width: int, height: int) -> None:
    left, top, right, bottom = pixel_box(crop, width, height)
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height


@given(st.tuples(SHARES, SHARES), st.tuples(SHARES, SHARES, SHARES, SHARES))
def test_a_focal_point_stays_within_what_is_shown(
    focus: tuple[float, float], box: tuple[float, float, float, float]
) -> None:
    x, y, width, height = box
    crop = (x * 0.9, y * 0.9, max(width * 0.1, 0.05), max(height * 0.1, 0.05))
    found = focus_in_crop(focus, crop)
    assert found is not None
    assert all(0 <= share <= 1 for share in found)
    assert focus_in_crop(focus, None) == focus
    assert focus_in_crop(None, crop) is None


def test_a_focal_point_is_where_it_was() -> None:
    assert focus_in_crop((0.5, 0.25), (0.25, 0.0, 0.5, 0.5)) == (0.5, 0.5)


def test_a_file_has_one_crop() -> None:
    media = [Medium("a"), Medium("a", crop=(0, 0, 0.5, 1)), Medium("a", crop=(0, 0, 1, 0.5))]
    assert crops(media) == {"a": (0, 0, 0.5, 1)}


def test_a_museum_folder_keeps_all_of_it(tmp_path: Path) -> None:
    rights = Rights(
        "Our terms",
        "Huis",
        {"nl": "met dank"},
        "https://huis.example/terms",
        "Jan",
        "a drawer",
        dt.date(2027, 12, 31),
    )
    medium = Medium("a.png", rights=rights, crop=(0.1, 0.2, 0.3, 0.4), focus=(1 / 3, 0.5))
    museum = tiny_museum()
    museum = replace(museum, works=[replace(museum.works[0], media=[medium]), *museum.works[1:]])
    write_museum(museum, tmp_path)
    assert read_museum(tmp_path, with_files=False).works[0].media == [medium]


def test_an_import_compares_each_field_of_it() -> None:
    rights = Rights("x", until=dt.date(2027, 12, 31), creator="Jan")
    medium = Medium("a.png", rights=rights, crop=(0.1, 0.2, 0.3, 0.4), focus=(0.5, 0.5))
    work = replace(tiny_museum().works[0], media=[medium])
    fields = fields_of(work)
    assert fields["/media/a.png/rights/until"] == "2027-12-31"
    assert body_of(fields, Work) == work
