"""A page of the desk has no words outside of the catalogue: not in its template, its Python or its script."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from web.extract import ROOT

TEMPLATES = sorted(
    [
        *ROOT.glob("tour_server/*/templates/**/*.html"),
        *ROOT.glob("device/camera_setup/templates/**/*.html"),
    ]
)
SCRIPTS = sorted(
    [
        *(file for file in ROOT.glob("tour_server/*/static/*.js") if "visit" not in file.parts),
        *ROOT.glob("device/camera_setup/static/*.js"),
    ]
)
SENTENCE_IN_A_SCRIPT = re.compile(r"""["'`][A-Z][a-z]+ [^"'`]*["'`]|["'`][A-Z][a-z]+\.["'`]""")
COMMENT = re.compile(r"^\s*//.*$|\s//\s.*$", re.MULTILINE)
NAMES = {"Zaalgids", "SHA"}
"""Names that are the same in every language."""
TRANSLATES = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
READ_ALOUD = {"alt", "title", "placeholder", "aria-label", "aria-description", "data-head"}
"""Attributes whose value a person reads or hears; so is the `value` of a button."""
TAKES_A_PATTERN = "day_in_words"
"""Its text is CLDR's pattern of a date, which is no word."""
NOT_READ = {"script", "style", "code", "pre"}
INSIDE_A_TAG = {
    "h1",
    "table",
    "encoding",
    "kind",
    "css_classes",
    "described_by",
    "line_words",
    "microphone_words",
}
"""Blocks and macros that fill in attributes: they stand inside a tag of the frame or of another macro."""
EXPRESSION = "\ufffc"
WORD = re.compile(r"[^\W\d_]{2,}")
LABEL = re.compile(r"^[A-Z][a-z]|^[A-Za-z]+\.?,? [a-z]")
"""A text in a call in a template that is a label or a sentence: it starts with a capital, or has two words."""


class VisibleText(HTMLParser):
    """Collects the texts of a page that a person reads or hears."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        read = READ_ALOUD | ({"value"} if given.get("type") in ("submit", "button") else set())
        self.found += [
            text for name, text in attrs if text and (name in read or name.startswith("data-words"))
        ]
        if tag in NOT_READ:
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._inside:
            self._inside.remove(tag)

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.found.append(data)


def texts_outside(source: str) -> list[str]:
    """Returns every text of a template that a person reads and that no translation of the catalogue can replace."""
    tree = Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(source)
    page = VisibleText()
    page.feed("".join(_pieces(tree)))
    page.close()
    texts = [text for text in page.found if set(WORD.findall(text)) - NAMES]
    for call in tree.find_all(nodes.Call):
        if not _translates(call) and getattr(call.node, "name", "") != TAKES_A_PATTERN:
            given = [*call.args, *(pair.value for pair in call.kwargs)]
            texts += [text for one in given for text in _constants(one) if LABEL.match(text)]
    return [" ".join(text.split()) for text in texts]


def _pieces(node: nodes.Node) -> Iterator[str]:
    """Yields the page in the order of the template: its text, and what an expression may put there."""
    if isinstance(node, nodes.TemplateData):
        yield node.data
    elif isinstance(node, nodes.Output):
        for child in node.nodes:
            if isinstance(child, nodes.TemplateData):
                yield child.data
            else:
                yield EXPRESSION
                yield from (text for text in _printed(child) if "<" not in text)
    elif isinstance(node, nodes.Expr) or (
        isinstance(node, nodes.Block | nodes.Macro) and node.name in INSIDE_A_TAG
    ):
        return
    else:
        for child in node.iter_child_nodes():
            yield from _pieces(child)


def _printed(node: nodes.Node) -> Iterator[str]:
    """Yields the texts in an expression that are printed as they stand."""
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, nodes.CondExpr):
        yield from _printed(node.expr1)
        if node.expr2 is not None:
            yield from _printed(node.expr2)
    elif isinstance(node, nodes.Or | nodes.And | nodes.Add):
        yield from _printed(node.left)
        yield from _printed(node.right)
    elif isinstance(node, nodes.Concat):
        for one in node.nodes:
            yield from _printed(one)
    elif isinstance(node, nodes.Mod):
        yield from _printed(node.left)
    elif isinstance(node, nodes.Getitem):
        yield from _printed(node.node)
    elif isinstance(node, nodes.Dict):
        for pair in node.items:
            yield from _printed(pair.value)


def _constants(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    elif not (isinstance(node, nodes.Call) and _translates(node)):
        for child in node.iter_child_nodes():
            yield from _constants(child)


def _translates(call: nodes.Call) -> bool:
    return isinstance(call.node, nodes.Name) and call.node.name in TRANSLATES


def bare_sentences(source: str) -> list[str]:
    """Returns every sentence that a page's Python gives to the person as it stands: flashed, or as a refusal."""
    found = []
    for call in ast.walk(ast.parse(source)):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
            continue
        if call.func.id in {"flash", "abort"}:
            found += [ast.unparse(one) for one in call.args if _is_text(one)]
    return found


def sentences_of_script(source: str) -> list[str]:
    """Returns every text of a script that looks like a sentence; a page gives its script the words."""
    return SENTENCE_IN_A_SCRIPT.findall(COMMENT.sub("", source))


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_a_template_has_no_words_outside_of_the_catalogue(file: Path) -> None:
    assert texts_outside(file.read_text(encoding="utf-8")) == [], (
        "put these words into `{% trans %}` or `_()`, then run `make words`"
    )


@pytest.mark.parametrize(
    "file",
    sorted(ROOT.glob("tour_server/*/*.py")),
    ids=lambda file: file.relative_to(ROOT).as_posix(),
)
def test_a_sentence_that_is_flashed_is_in_the_catalogue(file: Path) -> None:
    assert bare_sentences(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_a_script_has_no_sentence_of_its_own(file: Path) -> None:
    assert sentences_of_script(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ("<p>Save</p>", ["Save"]),
        ("<p>{% trans %}Save{% endtrans %}</p>{{ _('Save') }} · Zaalgids", []),
        ("<p>{{ number }} of {{ all }}</p>", ["\ufffc of \ufffc"]),
        (
            '<img alt="A boat" src="boat.jpg"><input type="submit" value="Go on">',
            ["A boat", "Go on"],
        ),
        ('<a href="{{ url }}" class="a{% if x %} here{% endif %}">{{ name }}</a>', []),
        ("<p>{{ 'yes' if x else 'no' }}</p>", ["\ufffcyesno"]),
        (
            "<p aria-current=\"{{ 'true' if x else 'page' }}\">{{ name or 'nothing' }}</p>",
            ["\ufffcnothing"],
        ),
        ("<p>{{ {'adult': 'grown up'}[level] }}</p>", ["\ufffcgrown up"]),
        (
            "{{ field(fields, 'from.x', 'Metres down', hint='One a line') }}",
            ["Metres down", "One a line"],
        ),
        ("{{ field(fields, 'from.x', _('Metres down'), attributes='min=\"1\"') }}", []),
        ("<script>let words = 1</script><code>zaalgids museum</code>{# a remark #}", []),
        (
            "{% trans count=n %}{{ count }} work{% pluralize %}{{ count }} works{% endtrans %}",
            [],
        ),
    ],
)
def test_words_outside_are_found(source: str, texts: list[str]) -> None:
    assert texts_outside(source) == texts


def test_bare_sentences_are_found() -> None:
    assert bare_sentences("flash('Saved.'); flash(_('Saved.')); abort(403, f'Not {x}')") == [
        "'Saved.'",
        "f'Not {x}'",
    ]


def test_sentences_of_a_script_are_found() -> None:
    source = (
        'say("Not live."); say(`Saved ${how}`); // "Kept as it was"\nsay(words.live, "Escape");'
    )
    assert sentences_of_script(source) == ['"Not live."', "`Saved ${how}`"]
