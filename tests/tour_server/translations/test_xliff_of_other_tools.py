"""XLIFF as other programs write it: cut into sentences, with codes, states, suggestions, in any encoding."""

from __future__ import annotations

from pathlib import Path

import pytest

from contract.museum_folder import MuseumError
from tour_server.translations.exchange_unit import IncomingText
from tour_server.translations.xliff_reader import read_xliff

OLD = "urn:oasis:names:tc:xliff:document:1.2"
NEW = "urn:oasis:names:tc:xliff:document:2.0"


def old(units: str, more: str = "") -> str:
    """A file of XLIFF 1.2."""
    return (
        f'<?xml version="1.0"?><xliff version="1.2" xmlns="{OLD}" {more}>'
        '<file original="x" source-language="nl" target-language="en-GB" datatype="plaintext">'
        f"<header><note>h</note></header><body>{units}</body></file></xliff>"
    )


def new(units: str, more: str = "") -> str:
    """A file of XLIFF 2."""
    return (
        f'<?xml version="1.0"?><xliff version="2.0" xmlns="{NEW}" srcLang="nl" trgLang="en" {more}>'
        f'<file id="f1">{units}</file></xliff>'
    )


def read(tmp_path: Path, content: str | bytes) -> list[IncomingText]:
    path = tmp_path / "x.xlf"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_xliff(path).texts


def one(tmp_path: Path, content: str | bytes) -> IncomingText:
    (found,) = read(tmp_path, content)
    return found


def test_one_sentence_a_segment_in_the_manner_of_omegat(tmp_path: Path) -> None:
    found = one(
        tmp_path,
        new(
            '<unit id="u" name="p"><segment id="s1" state="translated"><source>Een. </source>'
            "<target>One. </target></segment><ignorable><source> </source></ignorable>"
            "<segment><source>Twee.</source><target>Two.</target></segment></unit>"
        ),
    )
    assert (found.source, found.target, found.complete) == ("Een.  Twee.", "One.  Two.", True)


def test_half_translated_is_not_translated(tmp_path: Path) -> None:
    found = one(
        tmp_path,
        new(
            '<unit id="u"><segment><source>Een. </source><target>One. </target></segment>'
            "<segment><source>Twee.</source></segment></unit>"
        ),
    )
    assert not found.complete


@pytest.mark.parametrize(
    "segment",
    [
        "<segment><source>Een.</source></segment>",
        "<segment><source>Een.</source><target/></segment>",
        "<segment><source>Een.</source><target> </target></segment>",
        '<segment state="initial"><source>Een.</source><target>Een.</target></segment>',
    ],
)
def test_what_is_not_translated_has_no_target(tmp_path: Path, segment: str) -> None:
    found = one(tmp_path, new(f'<unit id="u">{segment}</unit>'))
    assert (found.target, found.complete) == ("", True)


def test_a_name_that_stays_as_it_is_counts_once_it_is_said_to_be_translated(tmp_path: Path) -> None:
    found = one(
        tmp_path,
        new(
            '<unit id="u"><segment state="translated"><source>Escher</source>'
            "<target>Escher</target></segment></unit>"
        ),
    )
    assert found.target == "Escher"


def test_codes_are_dropped_and_their_text_kept(tmp_path: Path) -> None:
    found = one(
        tmp_path,
        new(
            '<unit id="u"><originalData><data id="d">&lt;b&gt;</data></originalData><segment>'
            '<source>De <pc id="1">ring</pc></source><target>The <pc id="1">ring</pc>'
            '<ph id="2" dataRef="d"/><sc id="3"/>!<ec startRef="3"/> <mrk id="m" type="term">x</mrk>'
            '<cp hex="0007"/></target></segment></unit>'
        ),
    )
    assert found.target == "The ring! x"


def test_suggestions_of_version_2_are_not_the_translation(tmp_path: Path) -> None:
    found = one(
        tmp_path,
        new(
            '<unit id="u"><mtc:matches xmlns:mtc="urn:oasis:names:tc:xliff:matches:2.0">'
            "<mtc:match ref='#s'><source>Een.</source><target>WRONG</target></mtc:match>"
            '</mtc:matches><segment id="s"><source>Een.</source></segment></unit>'
        ),
    )
    assert found.target == ""


def test_groups_in_groups(tmp_path: Path) -> None:
    units = "".join(
        f'<unit id="u{n}"><segment><source>Een.</source><target>One.</target></segment></unit>'
        for n in range(2)
    )
    content = new(f'<group id="g"><group id="h">{units}</group>{units}</group>')
    assert len(read(tmp_path, content)) == 4


def test_segments_in_the_manner_of_sdl_and_memoq(tmp_path: Path) -> None:
    found = one(
        tmp_path,
        old(
            '<group id="g"><trans-unit id="t1.2" resname="p"><source>Een. Twee.</source><seg-source>'
            '<mrk mtype="seg" mid="1">Een.</mrk> <mrk mtype="seg" mid="2">Twee.</mrk></seg-source>'
            '<target><mrk mtype="seg" mid="1">One.</mrk> <mrk mtype="seg" mid="2">Two.</mrk></target>'
            '<sdl:seg-defs><sdl:seg id="1" conf="Translated"/></sdl:seg-defs></trans-unit></group>',
            'xmlns:sdl="http://sdl.com/FileTypes/SdlXliff/1.0"',
        ),
    )
    assert (found.id, found.path, found.target, found.complete) == ("t1.2", "p", "One. Two.", True)


def test_a_segment_without_words_in_the_manner_of_sdl(tmp_path: Path) -> None:
    found = one(
        tmp_path,
        old(
            '<trans-unit id="t"><source>Een. Twee.</source><seg-source>'
            '<mrk mtype="seg" mid="1">Een.</mrk> <mrk mtype="seg" mid="2">Twee.</mrk></seg-source>'
            '<target><mrk mtype="seg" mid="1">One.</mrk> <mrk mtype="seg" mid="2"/></target></trans-unit>'
        ),
    )
    assert not found.complete


def test_native_codes_of_version_1_are_no_words(tmp_path: Path) -> None:
    found = one(
        tmp_path,
        old(
            '<trans-unit id="t"><source>De <g id="1">ring</g></source><target>The '
            '<bpt id="1">&lt;b&gt;</bpt>ring<ept id="1">&lt;/b&gt;</ept><x id="2"/>'
            '<ph id="3">{0}<sub>hidden</sub></ph> <g id="4">here</g></target>'
            "<alt-trans><target>WRONG</target></alt-trans></trans-unit>"
        ),
    )
    assert found.target == "The ring here"


def test_a_suggestion_alone_is_no_translation(tmp_path: Path) -> None:
    found = one(
        tmp_path,
        old(
            '<trans-unit id="t"><source>Een.</source>'
            "<alt-trans><source>Een</source><target>WRONG</target></alt-trans></trans-unit>"
        ),
    )
    assert found.target == ""


@pytest.mark.parametrize("state", ["new", "needs-translation"])
def test_a_source_that_was_copied_is_no_translation(tmp_path: Path, state: str) -> None:
    found = one(
        tmp_path,
        old(
            f'<trans-unit id="t"><source>Een.</source><target state="{state}">Een.</target></trans-unit>'
        ),
    )
    assert found.target == ""


def test_a_machine_is_named_where_the_file_says_so(tmp_path: Path) -> None:
    content = old(
        '<trans-unit id="t"><source>Een.</source>'
        '<target state="translated" state-qualifier="mt-suggestion">One.</target></trans-unit>'
    )
    assert one(tmp_path, content).machine


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_any_encoding_that_the_file_states(tmp_path: Path, encoding: str) -> None:
    said = {"utf-8-sig": "utf-8"}.get(encoding, encoding)
    content = new(
        '<unit id="u"><segment><source>Één &amp; <![CDATA[<twee>]]></source>'
        "<target>Façade &#233;</target></segment></unit>"
    ).replace('version="1.0"?', f'version="1.0" encoding="{said}"?')
    found = one(tmp_path, content.encode(encoding))
    assert (found.source, found.target) == ("Één & <twee>", "Façade é")


def test_without_a_namespace_and_with_white_space(tmp_path: Path) -> None:
    content = old(
        '\n  <trans-unit id="t">\n <source xml:space="preserve">Een\n twee</source>\n '
        "<target>One\n two</target>\n</trans-unit>"
    ).replace(f' xmlns="{OLD}"', "")
    assert one(tmp_path, content).target == "One\n two"


def test_languages_of_both_versions(tmp_path: Path) -> None:
    unit = '<trans-unit id="t"><source>Een.</source></trans-unit>'
    path = tmp_path / "x.xlf"
    path.write_text(old(unit))
    found = read_xliff(path)
    assert (found.source_language, found.language) == ("nl", "en-GB")


@pytest.mark.parametrize(
    "content",
    [
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xliff version="1.2"><file>&a;</file></xliff>',
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><xliff version="1.2"><file>&b;</file></xliff>',
        f'<xliff version="2.0" xmlns="{NEW}"><file id="f">' + "<group>" * 200,
        new('<unit id="u"><segment><source>' + "x" * 9_000_000 + "</source></segment></unit>"),
        "PK\x03\x04 a zip",
    ],
)
def test_bombs_are_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(MuseumError):
        read(tmp_path, content)
