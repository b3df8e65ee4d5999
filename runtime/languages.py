"""Language tags: names, writing direction, plural categories, matching and fallback, by CLDR's data (Babel).

Every screen and every document uses these functions, so that a kiosk, a phone and the desk give one answer. A script
in a browser gets the answer, never the rule.

Tags are BCP 47 ("pt-BR"); case and `_` for `-` make no difference. A well-formed tag that CLDR does not know is its own
name, runs left to right, counts in one form and matches itself alone. An ill-formed tag ("*", "") matches nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple, cast

from babel import Locale, localedata
from babel.core import get_global
from babel.plural import PluralRule

PluralCategory = Literal["zero", "one", "two", "few", "many", "other"]
PLURAL_CATEGORIES: tuple[PluralCategory, ...] = ("zero", "one", "two", "few", "many", "other")
"""CLDR's categories in the order in which gettext files of this project list their plural forms."""

_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(-(?P<extended>[a-z]{3}))?(-(?P<script>[a-z]{4}))?"
    r"(-(?P<region>[a-z]{2}|[0-9]{3}))?(?P<rest>(-[a-z0-9]{1,8})*)",
    re.IGNORECASE,
)
_MACROLANGUAGES = {"no": "nb"}
"""What a browser that asks for the macrolanguage reads. CLDR's aliases leave this one out since `no` has data."""


class _Tag(NamedTuple):
    """A tag in canonical case. `script` and `region` are "" where the tag has none; `rest`: variants, extensions."""

    language: str
    script: str
    region: str
    rest: str

    @property
    def locale(self) -> str:
        return "_".join(part for part in self[:3] if part)


def own_name(tag: str) -> str:
    """Name a language in that language, with a capital: "Português (Brasil)", "繁體中文".

    Returns the tag itself where CLDR has no name for it.
    """
    parsed = _parse(tag)
    locale = _locale(parsed) if parsed else None
    if parsed is None or locale is None:
        return tag
    details = []
    name = locale.languages.get(f"{parsed.language}_{parsed.script}") if parsed.script else None
    if name is None:
        name = locale.languages.get(parsed.language, parsed.language)
        if parsed.script:
            details.append(locale.scripts.get(parsed.script, parsed.script))
    if parsed.region:
        details.append(locale.territories.get(parsed.region, parsed.region))
    if parsed.rest:
        details.append(parsed.rest)
    capital = name[0].title() + name[1:]  # title: Georgian has capitals that no name begins with
    return f"{capital} ({', '.join(details)})" if details else capital


def direction(tag: str) -> Literal["ltr", "rtl"]:
    """Tell how a language is written, for the `dir` attribute. The script's subtag counts: `az-Arab` is `rtl`."""
    parsed = _parse(tag)
    locale = _locale(parsed) if parsed else None
    if parsed is not None and locale is None and _full(parsed).script:
        of_script = get_global("likely_subtags").get(f"und_{_full(parsed).script}", "")
        locale = _locale(_parse(of_script)) if of_script else None
    return "rtl" if locale is not None and locale.character_order == "right-to-left" else "ltr"


def plural_category(tag: str, number: int) -> PluralCategory:
    """Tell which of CLDR's plural categories `number` takes in a language."""
    return cast("PluralCategory", cldr_plural_rule(tag)(number))


def cldr_plural_rule(tag: str) -> PluralRule:
    """Returns CLDR's rule of a language; of a language without data, the rule with one form."""
    locale = _locale(_parse(tag))
    return locale.plural_form if locale else PluralRule({})


def plural_categories(tag: str) -> list[PluralCategory]:
    """Returns the plural categories that a language has, in the order of `PLURAL_CATEGORIES`."""
    there = {*cldr_plural_rule(tag).tags, "other"}
    return [category for category in PLURAL_CATEGORIES if category in there]


def same_script_matches(wanted: str, offered: Iterable[str]) -> list[str]:
    """Returns the offered tags that a reader of `wanted` can read, best first.

    The same tag comes first, then the same language, script and region by CLDR's likely subtags (`zh-TW` is
    `zh-Hant`), then the same language and script in another region; there CLDR's parents decide (`pt-AO` takes `pt-PT`
    before `pt-BR`, `en-AU` takes `en-GB` before `en-US`), then the region that is likely, then the order offered.
    """
    mine = _parse(wanted)
    if mine is None:
        return []
    ranked: list[tuple[tuple[int, ...], str]] = []
    for tag in offered:
        other = _parse(tag)
        if other is None or _full(other).script != _full(mine).script:
            continue
        shared = [parent for parent in _parents(mine) if parent in _parents(other)]
        if not shared:
            continue
        same = other == mine
        same_region = _full(other)[:3] == _full(mine)[:3]
        rank = (not same, not same_region, _parents(mine).index(shared[0]), bool(other.region))
        ranked.append((rank, tag))
    return [tag for _, tag in sorted(ranked, key=lambda each: each[0])]


def match_groups(wanted: Sequence[str], offered: Iterable[str]) -> list[list[str]]:
    """Returns the offered tags that serve each wanted tag, best first; empty groups are left out.

    Another script of a wanted language is a group of its own, after everything else of the list: a reader of `zh-Hant`
    gets `zh-Hans` only when nothing else that they read is offered.
    """
    there = list(dict.fromkeys(offered))
    groups = [same_script_matches(tag, there) for tag in wanted]
    languages = [parsed.language for parsed in map(_parse, wanted) if parsed]
    groups += [[tag for tag in there if _language(tag) == language] for language in languages]
    left = set(there)
    result = []
    for group in groups:
        fresh = [tag for tag in group if tag in left]
        left -= set(fresh)
        if fresh:
            result.append(fresh)
    return result


def matches(wanted: Sequence[str], offered: Iterable[str]) -> list[str]:
    """Returns every offered tag that serves one of the wanted tags, in the order of the wanted list."""
    return [tag for group in match_groups(wanted, offered) for tag in group]


def best(wanted: Sequence[str], offered: Iterable[str]) -> str | None:
    """Returns the offered tag that serves the first of the wanted tags that any serves, or None."""
    return next(iter(matches(wanted, offered)), None)


def visitors_list(asked: str | None, preferred: Iterable[str], offered: Sequence[str]) -> list[str]:
    """Returns the museum's languages that a visitor reads: what they asked for first, then their browser's list.

    Without any match this is the first language of the museum. It is empty only when `offered` is.
    """
    wanted = [*([asked] if asked else []), *preferred]
    return matches(wanted, offered) or list(offered[:1])


def primary_language(tag: str) -> str:
    """Returns the language of a tag as CLDR writes it: `nl-BE` → "nl", `iw` → "he", `zh-yue` → "yue", `no` → "nb"."""
    return _language(tag) or tag.lower()


@lru_cache(maxsize=1024)
def _parse(tag: str) -> _Tag | None:
    match = _TAG.fullmatch(tag.replace("_", "-"))
    if match is None:
        return None
    language = (match["extended"] or match["language"]).lower()
    alias = get_global("language_aliases").get(language, language)
    language, _, implied_script = alias.partition("_")
    script = (match["script"] or implied_script).title()
    region = (match["region"] or "").upper()
    return _Tag(_MACROLANGUAGES.get(language, language), script, region, match["rest"][1:].lower())


def _language(tag: str) -> str | None:
    parsed = _parse(tag)
    return parsed.language if parsed else None


@lru_cache(maxsize=1024)
def _full(tag: _Tag) -> _Tag:
    """Add likely subtags (Unicode Technical Standard 35, "Likely Subtags"): `zh-TW` → `zh-Hant-TW`."""
    likely = get_global("likely_subtags")
    language, script, region, _ = tag
    for key in (tag.locale, f"{language}_{region}", f"{language}_{script}", language):
        if key in likely:
            _, likely_script, likely_region = likely[key].split("_")
            return _Tag(language, script or likely_script, region or likely_region, tag.rest)
    return tag


@lru_cache(maxsize=1024)
def _parents(tag: _Tag) -> list[str]:
    """Returns the tag's locale and its parents, the nearest first, down to the language: `en_AU`, `en_001`, `en`."""
    exceptions = get_global("parent_exceptions")
    language, _, region, _ = tag
    chain = [f"{language}_{region}" if region else language]
    while True:
        parent = exceptions.get(chain[-1]) or chain[-1].rpartition("_")[0]
        if not parent or parent == "root":
            return chain
        chain.append(parent)


@lru_cache(maxsize=256)
def _locale(tag: _Tag | None) -> Locale | None:
    """CLDR's data for a tag: those of its region, else of its script, else of its language in that script."""
    if tag is None:
        return None
    full = _full(tag)
    language, script, region, _ = full
    names = [tag.locale, full.locale, f"{language}_{script}"]
    if script == _full(_Tag(language, "", "", "")).script:
        names += [f"{language}_{region}", language]
    for name in names:
        if localedata.exists(name):
            return Locale.parse(name, resolve_likely_subtags=False)
    return None
