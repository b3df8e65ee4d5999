"""Languages and their variants: one table of cases for the rule that kiosk, phone, desk and narration share."""

from __future__ import annotations

import pytest

from runtime.languages import (
    best,
    direction,
    match_groups,
    matches,
    own_name,
    plural_categories,
    plural_category,
    visitors_list,
)

MUSEUM = ["nl", "en", "zh-Hans", "zh-Hant", "pt-BR", "nb", "ar"]


@pytest.mark.parametrize(
    ("asked", "preferred", "offered", "expected"),
    [
        ("ar", ["nl-NL", "en"], ["nl", "en", "de", "ar"], ["ar", "nl", "en"]),
        (None, ["de-AT", "de"], ["nl", "en", "de", "ar"], ["de"]),
        (None, ["zh-TW", "zh"], MUSEUM, ["zh-Hant", "zh-Hans"]),
        ("zh-Hant", [], MUSEUM, ["zh-Hant", "zh-Hans"]),
        ("zh-Hant", ["en"], MUSEUM, ["zh-Hant", "en", "zh-Hans"]),
        (None, ["zh-HK"], MUSEUM, ["zh-Hant", "zh-Hans"]),
        (None, ["pt-PT", "pt"], MUSEUM, ["pt-BR"]),
        (None, ["no"], MUSEUM, ["nb"]),
        (None, ["nn", "nb"], MUSEUM, ["nb"]),
        (None, ["nn"], MUSEUM, ["nb"]),
        (None, ["en-GB"], MUSEUM, ["en"]),
        (None, ["en_GB"], MUSEUM, ["en"]),
        (None, ["nl-BE"], MUSEUM, ["nl"]),
        ("EN", [], MUSEUM, ["en"]),
        # Nothing meets: the museum's own first language.
        (None, ["*"], MUSEUM, ["nl"]),
        ("", ["ja", "not a tag"], MUSEUM, ["nl"]),
        ("xx", ["ja"], MUSEUM, ["nl"]),
        (None, [], MUSEUM, ["nl"]),
        (None, ["nl"], [], []),
        # Each of two variants can be had.
        ("zh-Hans", [], ["zh-Hant", "zh-Hans"], ["zh-Hans", "zh-Hant"]),
        ("en-GB", [], ["en-US", "en-GB"], ["en-GB", "en-US"]),
        ("nl-BE", [], ["nl", "nl-BE"], ["nl-BE", "nl"]),
        ("de-CH", [], ["de", "de-CH"], ["de-CH", "de"]),
        ("pt-PT", [], ["pt-BR", "pt-PT"], ["pt-PT", "pt-BR"]),
    ],
)
def test_the_visitors_own_list(
    asked: str | None, preferred: list[str], offered: list[str], expected: list[str]
) -> None:
    assert visitors_list(asked, preferred, offered) == expected


@pytest.mark.parametrize(
    ("wanted", "offered", "expected"),
    [
        (["pt"], ["pt-PT", "pt-BR"], "pt-BR"),  # likely subtags
        (["pt-AO"], ["pt-BR", "pt-PT"], "pt-PT"),  # CLDR's parent
        (["en-AU"], ["en-US", "en-GB"], "en-GB"),  # they share the parent en-001
        (["en-AU"], ["en-US", "en-GB", "en"], "en-GB"),
        (["en-US"], ["en-GB", "en"], "en"),
        (["en"], ["en-GB", "en-US"], "en-US"),
        (["de-AT"], ["de-CH", "de"], "de"),
        (["es-AR"], ["es-ES", "es-MX"], "es-MX"),
        (["zh"], ["zh-Hant", "zh-Hans"], "zh-Hans"),
        (["zh-SG"], ["zh-Hant", "zh-Hans"], "zh-Hans"),
        (["zh-Hant"], ["zh-Hans", "en"], "zh-Hans"),
        (["zh-Hant", "en"], ["zh-Hans", "en"], "en"),
        (["sr-Latn"], ["sr-Cyrl", "sr-Latn"], "sr-Latn"),
        (["sr"], ["sr-Latn", "sr-Cyrl"], "sr-Cyrl"),
        (["iw"], ["he"], "he"),
        (["cmn-Hans"], ["zh-Hans"], "zh-Hans"),
        (["tlh"], ["tlh"], "tlh"),
        (["tlh"], ["nl"], None),
        (["nl"], [], None),
        ([], ["nl"], None),
        (["nl"], ["", "NL"], "NL"),
        (["nl-x-simple"], ["nl", "nl-x-simple"], "nl-x-simple"),
        (["nl"], ["nl-x-simple", "nl"], "nl"),
    ],
)
def test_the_best_of_what_is_offered(
    wanted: list[str], offered: list[str], expected: str | None
) -> None:
    assert best(wanted, offered) == expected


def test_every_match_is_named_once_and_another_script_comes_last() -> None:
    offered = ["sr-Latn", "sr-Cyrl", "en"]
    assert match_groups(["sr-Cyrl", "sr", "en"], offered) == [["sr-Cyrl"], ["en"], ["sr-Latn"]]
    assert matches(["en", "sr"], offered) == ["en", "sr-Cyrl", "sr-Latn"]


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("ar", "العربية"),
        ("nl", "Nederlands"),
        ("nl-BE", "Nederlands (België)"),
        ("zh", "中文"),
        ("zh-Hans", "简体中文"),
        ("zh-Hant", "繁體中文"),
        ("pt-BR", "Português (Brasil)"),
        ("pt-PT", "Português (Portugal)"),
        ("en-US", "English (United States)"),
        ("en-GB", "English (United Kingdom)"),
        ("de", "Deutsch"),
        ("de-CH", "Deutsch (Schweiz)"),
        ("no", "Norsk bokmål"),
        ("nb", "Norsk bokmål"),
        ("sr-Latn", "Srpski (latinica)"),
        ("ka", "ქართული"),
        ("pap", "Papiamentu"),
        ("dv", "ދިވެހިބަސް"),
        ("tlh", "tlh"),
        ("not a tag", "not a tag"),
        ("", ""),
    ],
)
def test_a_language_is_named_in_itself(tag: str, name: str) -> None:
    assert own_name(tag) == name


def test_two_variants_never_share_a_name() -> None:
    for pair in (
        ["zh-Hans", "zh-Hant"],
        ["pt-BR", "pt-PT"],
        ["nl", "nl-BE"],
        ["nl", "nl-x-simple"],
    ):
        assert len({own_name(tag) for tag in pair}) == 2


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("ar-EG", "rtl"),
        ("he", "rtl"),
        ("fa", "rtl"),
        ("ur", "rtl"),
        ("ckb", "rtl"),
        ("dv", "rtl"),
        ("yi", "rtl"),
        ("az-Arab", "rtl"),
        ("ku-Arab", "rtl"),  # CLDR has Kurdish in Latin letters alone: its script decides
        ("pa-PK", "rtl"),
        ("az", "ltr"),
        ("ar-Latn", "ltr"),
        ("ja", "ltr"),
        ("tlh", "ltr"),
        ("not a tag", "ltr"),
    ],
)
def test_a_language_runs_its_own_way(tag: str, expected: str) -> None:
    assert direction(tag) == expected


def test_numbers_take_the_forms_of_the_language() -> None:
    assert plural_categories("en") == ["one", "other"]
    assert plural_categories("ja") == ["other"]
    assert plural_categories("ar") == ["zero", "one", "two", "few", "many", "other"]
    assert [plural_category("pl", number) for number in (1, 3, 5)] == ["one", "few", "many"]
    assert plural_category("fr", 0) == "one"
    assert plural_category("tlh", 1) == "other"
