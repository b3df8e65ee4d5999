"""Makes plain text of what was typed or pasted into a text field: a text never holds tags of HTML.

Spaces that don't break, joiners, and typographic quotes are text in some language, so they stay.
"""

from __future__ import annotations

import html
import re

_ELEMENTS = (
    "a|abbr|address|article|aside|audio|b|base|bdi|bdo|big|blockquote|body|br|button|caption|center|cite|code|col|"
    "colgroup|dd|del|details|div|dl|dt|em|embed|fieldset|figcaption|figure|font|footer|form|frame|frameset|h[1-6]|head|"
    "header|hr|html|i|iframe|img|input|ins|kbd|label|legend|li|link|main|map|mark|math|menu|meta|nav|noscript|object|ol|"
    "optgroup|option|p|picture|pre|q|rp|rt|ruby|s|samp|script|section|select|small|source|span|strike|strong|style|sub|"
    "summary|sup|svg|table|tbody|td|template|textarea|tfoot|th|thead|time|title|tr|track|tt|u|ul|var|video|wbr|xml"
)
_TAG = re.compile(rf"</?(?:{_ELEMENTS}|[a-z]\w*:\w+)(?:[\s/][^<>]*)?>", re.IGNORECASE)
_HIDING = re.compile(
    r"<(script|style|head|template|xml|noscript|iframe|object)\b[^<>]*+>|<!--", re.IGNORECASE
)
_CLOSING = {
    "": re.compile("-->"),
    **{
        name: re.compile(rf"</{name}\s*+>", re.IGNORECASE)
        for name in ["script", "style", "head", "template", "xml", "noscript", "iframe", "object"]
    },
}
_DECLARATION = re.compile(r"<!(?:doctype|\[)[^<>]*>|<\?[^<>]*\?>", re.IGNORECASE)
_MOST_PASSES = 8  # over a text whose tags were written as entities of entities
_BEGINS_A_TAG = re.compile(rf"<(?=/?(?:{_ELEMENTS}|[a-z]\w*:)|!--|!doctype|!\[|\?)", re.IGNORECASE)
_BREAK = re.compile(r"<br\b[^<>]*>|</(?:p|div|h[1-6]|li|tr|blockquote)\s*>", re.IGNORECASE)
_BULLETS = dict.fromkeys("\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf02d", "–")  # as Word writes them
_SIGNS: dict[str, str | None] = {
    **dict.fromkeys(map(chr, range(32))),
    "\x7f": None,
    "\n": "\n",
    "\t": " ",
    "\v": "\n",  # Word's break within a paragraph
    "\f": "\n\n",
    "\x1e": "-",  # Word's hyphen that doesn't break
    "\u2028": "\n",
    "\u2029": "\n\n",
    "\u00ad": None,  # the soft hyphen
    "\ufeff": None,
    "\ufffc": None,  # in place of a picture
    **_BULLETS,
}
_WINDOWS_1252 = {
    chr(code): bytes([code]).decode("cp1252", "ignore") or None for code in range(0x80, 0xA0)
}
_REPLACED = str.maketrans({**_SIGNS, **_WINDOWS_1252})
_TO_CHANGE = re.compile(f"[<{re.escape(''.join(map(chr, _REPLACED.keys() - {ord(chr(10))})))}]")


def plain_text(typed: str, *, is_decoded: bool = False) -> str:
    """Return the text without tags, without what they hide, and without signs that no reader sees.

    What only looks like a tag stays: `a < b`, `<3`, `<unknown maker>`. `is_decoded`: its entities were decoded before,
    so that what still looks like one is text.
    """
    if _TO_CHANGE.search(typed) is None:
        return typed
    text = typed.replace("\r\n", "\n").replace("\r", "\n").translate(_REPLACED)
    for _pass in range(_MOST_PASSES):
        if (stripped := _without_tags(text)) == text:
            return text
        text = stripped if is_decoded else html.unescape(stripped).translate(_REPLACED)
    return _BEGINS_A_TAG.sub("", text)


def has_tags(text: str) -> bool:
    """Return whether a text has anything in it that `plain_text` takes for HTML."""
    return _without_tags(text) != text


def _without_tags(text: str) -> str:
    if "<" not in text:
        return text
    text = _DECLARATION.sub("", _without_hidden(text))
    return _TAG.sub("", _BREAK.sub("\n", text))


def _without_hidden(text: str) -> str:
    """Return the text without comments, scripts and their like, in time that grows with its length alone."""
    kept, done, unclosed = list[str](), 0, set[str]()
    for opening in _HIDING.finditer(text):
        name = (opening[1] or "").casefold()
        if opening.start() < done or name in unclosed:
            continue
        closing = _CLOSING[name].search(text, opening.end())
        if closing is None:
            unclosed.add(name)
            continue
        kept.append(text[done : opening.start()])
        done = closing.end()
    return "".join([*kept, text[done:]])
