"""The message catalogue holds all messages of the code, and each screen's languages are complete."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from flask import Flask, render_template_string

from contract.museum import Block, Level, Source, Work
from device.screen.words import MESSAGES as KIOSK
from narration.profile import Profile
from narration.script import compose
from runtime.languages import own_name
from tour_server.visit.words import MESSAGES as PHONE
from web.extract import TEMPLATE, extracted, read_translations, template_text, translation_text
from web.level_words import LEVEL_MESSAGES
from web.translations import (
    INFORMAL,
    SHIPPED,
    TranslatableMessage,
    TranslationCatalogue,
    Translations,
    choose_language,
    gettext,
    gettext_noop,
    install_gettext,
    ngettext,
    ngettext_noop,
    pgettext,
    pgettext_noop,
)

FILES = sorted(SHIPPED.glob("*.po"))
MARKS = re.compile(r"</?[a-z][^>]*>|%%")
"""What a translation keeps as it is: HTML with its attributes, and a percent sign of a template."""
KIOSK_LANGUAGES = ["ar", "de", "en", "es", "fr", "he", "ja", "nl", "th"]
PHONE_LANGUAGES = ["ar", "de", "en", "es", "fr", "he", "ja", "nl", "th"]
DESK_LANGUAGES = ["nl"]
"""The languages besides that of the code in which every sentence of the desk stands."""
DESK_FOLDERS = ("tour_server/", "device/camera_setup/", "contract/", "runtime/", "web/")


@pytest.fixture(scope="module")
def template() -> Catalog:
    return extracted()


def placeholders(sentences: str | Iterable[str]) -> set[str]:
    """Return the names of placeholders: `{name}` in Python's messages and `%(name)s` in those of templates."""
    several = [sentences] if isinstance(sentences, str) else list(sentences)
    ours = {
        name
        for sentence in several
        for _, name, _, _ in string.Formatter().parse(sentence)
        if name is not None
    }
    return ours | {name for sentence in several for name in re.findall(r"%\((\w+)\)s", sentence)}


def test_each_level_has_its_words_and_those_for_what_is_told_instead() -> None:
    source = [Source("A book, p. 1")]
    for asked in Level:
        assert {asked.value, f"no_{asked}"} <= set(LEVEL_MESSAGES)
        for there in Level:
            work = Work(
                "star", 1, {}, "room", blocks=[Block("b", "nl", there, "t", "x", source, "")]
            )
            told = compose(work, Profile(["nl"], asked))
            assert told.level is asked or f"told_{told.level}" in LEVEL_MESSAGES


def test_the_template_has_exactly_the_messages_of_the_code(template: Catalog) -> None:
    assert TEMPLATE.read_text(encoding="utf-8") == template_text(template), (
        "run `make words`: the words in the code have changed"
    )
    marked = {message.text for message in [*KIOSK.values(), *PHONE.values()]}
    there = {entry.id[0] if isinstance(entry.id, tuple) else entry.id for entry in template}
    assert marked <= there


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_has_the_messages_of_the_template(file: Path, template: Catalog) -> None:
    catalog = read_translations(file)
    there = {(entry.context, str(entry.id)) for entry in catalog if entry.id}
    assert there == {(entry.context, str(entry.id)) for entry in template if entry.id}
    expected = translation_text(file.stem, template, catalog)
    assert file.read_text(encoding="utf-8") == expected, "run `make words`"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_translation_keeps_its_placeholders_and_none_is_fuzzy(file: Path) -> None:
    for entry in read_translations(file):
        if not entry.id or not any(entry.string):
            continue
        assert not entry.fuzzy, entry.id
        several = isinstance(entry.id, tuple)
        wanted = placeholders(entry.id)
        if several:  # a form for one number alone may leave the number out
            assert set().union(*map(placeholders, entry.string)) == wanted, entry.id
            assert all(map(str.strip, entry.string)), entry.id
        else:
            assert placeholders(entry.string) == wanted, entry.id


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_language_has_informal_forms_of_all_messages_or_of_none(file: Path) -> None:
    informal = [bool(e.string) for e in read_translations(file) if e.context == INFORMAL]
    assert informal
    assert len(set(informal)) == 1


@pytest.mark.parametrize(
    ("messages", "languages"), [(KIOSK, KIOSK_LANGUAGES), (PHONE, PHONE_LANGUAGES)]
)
def test_a_screen_has_all_messages_of_a_language_it_offers(
    messages: dict[str, TranslatableMessage], languages: list[str]
) -> None:
    catalogue = TranslationCatalogue()
    lacking = {
        language: [
            key
            for key, message in messages.items()
            if not catalogue.translations(language).has(message)
        ]
        for language in languages
    }
    assert lacking == {language: [] for language in languages}
    assert catalogue.complete(messages.values()) == languages


def without_translation(catalog: Catalog, folders: tuple[str, ...]) -> list[str]:
    """Return "file: sentence" of each message in these folders that the catalogue does not translate.

    Informal forms are left out: a language has all of them or none, and the desk has none.
    """
    return [
        f"{place}: {entry.id if isinstance(entry.id, str) else entry.id[0]}"
        for entry in catalog
        if entry.id and entry.context != INFORMAL
        for place in [next((p for p, _ in entry.locations if p.startswith(folders)), None)]
        if place and not (entry.string and all(entry.string))
    ]


@pytest.mark.parametrize("language", DESK_LANGUAGES)
def test_a_language_of_the_desk_has_every_sentence_of_it(language: str) -> None:
    lacking = without_translation(read_translations(SHIPPED / f"{language}.po"), DESK_FOLDERS)
    assert lacking == [], (
        f"{len(lacking)} sentences have no translation in web/words/{language}.po; "
        "the words to use stand in docs/glossary.md:\n" + "\n".join(lacking)
    )


@pytest.mark.parametrize("language", DESK_LANGUAGES)
def test_a_translation_for_the_desk_keeps_its_marks_and_spaces(language: str) -> None:
    for entry in read_translations(SHIPPED / f"{language}.po"):
        if not entry.id or not any(entry.string):
            continue
        several = isinstance(entry.id, tuple)
        before = entry.id if several else (entry.id,)
        after = entry.string if several else (entry.string,)
        assert set(MARKS.findall(" ".join(before))) == set(MARKS.findall(" ".join(after))), entry.id
        edges = {(form[:1].isspace(), form[-1:].isspace()) for form in (*before, *after)}
        assert len(edges) == 1, entry.id


def test_sentences_without_a_translation_are_listed(tmp_path: Path) -> None:
    file = tmp_path / "nl.po"
    file.write_text(
        '#: tour_server/desk/pages.py\nmsgid "Save"\nmsgstr "Opslaan"\n\n'
        '#: tour_server/desk/pages.py\nmsgid "Undo"\nmsgstr ""\n\n'
        '#: tour_server/desk/pages.py\nmsgid "{number} work"\nmsgid_plural "{number} works"\n'
        'msgstr[0] "{number} werk"\nmsgstr[1] ""\n\n'
        '#: device/screen/words.py\nmsgid "Louder"\nmsgstr ""\n',
        encoding="utf-8",
    )
    assert without_translation(read_translations(file), ("tour_server/",)) == [
        "tour_server/desk/pages.py: Undo",
        "tour_server/desk/pages.py: {number} work",
    ]


def test_messages_are_found_in_python_and_in_templates(tmp_path: Path) -> None:
    desk = tmp_path / "tour_server" / "desk"
    desk.mkdir(parents=True)
    (desk / "pages.py").write_text(
        'button = _("Save")\nopen = pgettext("verb", "Open")\n'
        'several = ngettext("{number} draft", "{number} drafts", 2)\n'
        'time_up = formality_noop("Your time is up.")\n',
        encoding="utf-8",
    )
    (desk / "page.html").write_text(
        "<h1>{% trans %}Drafts{% endtrans %}</h1>{{ _('Undo') }}"
        "{% trans count=2 %}{{ count }} work{% pluralize %}{{ count }} works{% endtrans %}",
        encoding="utf-8",
    )
    found = {(entry.context, entry.id) for entry in extracted(tmp_path) if entry.id}
    assert found == {
        (None, "Save"),
        ("verb", "Open"),
        (None, ("{number} draft", "{number} drafts")),
        (None, "Your time is up."),
        (INFORMAL, "Your time is up."),
        (None, "Drafts"),
        (None, "Undo"),
        (None, ("%(count)s work", "%(count)s works")),
    }


def test_a_new_language_begins_as_a_copy_of_the_template(template: Catalog) -> None:
    text = translation_text("pl", template, read_translations(TEMPLATE))
    assert "nplurals=4" in text
    assert 'msgstr[3] ""' in text
    assert 'msgstr[4] ""' not in text
    chinese = translation_text("zh-Hant", template, None)
    assert "nplurals=1" in chinese


def written(folder: Path, language: str, body: str) -> Translations:
    (folder / f"{language}.po").write_text(body, encoding="utf-8")
    return TranslationCatalogue(folder).translations(language)


def test_a_message_is_translated_in_its_context(tmp_path: Path) -> None:
    dutch = written(
        tmp_path,
        "nl",
        'msgid "Close"\nmsgstr "Sluiten"\n\n'
        'msgctxt "kiosk"\nmsgid "Close"\nmsgstr "Sluit"\n\n'
        '#, fuzzy\nmsgid "Open"\nmsgstr "Misschien"\n',
    )
    assert dutch.gettext("Close") == "Sluiten"
    assert dutch.pgettext("kiosk", "Close") == "Sluit"
    assert dutch.translate(pgettext_noop("kiosk", "Close")) == "Sluit"
    assert dutch.gettext("Open") == "Open", "a fuzzy entry is no translation"
    assert not dutch.has(gettext_noop("Open"))


def test_a_language_with_four_plural_forms_uses_each(tmp_path: Path) -> None:
    polish = written(
        tmp_path,
        "pl",
        'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=4; plural=0;\\n"\n\n'
        'msgid "{number} work"\nmsgid_plural "{number} works"\n'
        'msgstr[0] "{number} dzieło"\nmsgstr[1] "{number} dzieła"\n'
        'msgstr[2] "{number} dzieł"\nmsgstr[3] "{number} dzieła"\n',
    )
    several = [polish.ngettext("{number} work", "{number} works", n) for n in (1, 3, 5)]
    assert several == ["{number} dzieło", "{number} dzieła", "{number} dzieł"]
    message = ngettext_noop("{number} work", "{number} works")
    assert list(polish.plural_forms(message)) == ["one", "few", "many", "other"]


def test_a_message_of_the_desk_in_python_is_translated() -> None:
    choose_language("en")
    assert gettext("{name} is published.", name="Kolam {1}") == "Kolam {1} is published."
    assert ngettext("{number} draft", "{number} drafts", 1) == "1 draft"
    assert ngettext("{number} draft", "{number} drafts", 3) == "3 drafts"
    assert pgettext("verb", "Open") == "Open"


def test_a_message_of_the_desk_in_a_template_is_translated() -> None:
    app = Flask("test")
    chosen = ["nl"]
    install_gettext(app, lambda: chosen[0])

    @app.get("/")
    def page() -> str:
        return render_template_string(
            "{% trans %}Language{% endtrans %}|{{ _('Plan') }}|{{ _('A %(what)s', what='<b>') }}|"
            "{% trans number=2 %}{{ number }} draft{% pluralize %}{{ number }} drafts{% endtrans %}"
        )

    assert app.test_client().get("/").text == "Taal|Plan|A &lt;b&gt;|2 drafts"
    chosen[0] = "en"
    assert app.test_client().get("/").text.startswith("Language|")
    chosen[0] = "xx"
    assert app.test_client().get("/").text.startswith("Language|"), "unknown: as in the code"


def test_languages_with_a_file_have_names() -> None:
    assert all(own_name(file.stem) != file.stem for file in FILES)
