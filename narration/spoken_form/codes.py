"""Inventory numbers, leaves of a manuscript, and other marks of letters and figures."""

from __future__ import annotations

import re
from functools import cache

from narration.spoken_form.scan import Scan
from narration.spoken_form.wording import Wording

_ADDRESS = re.compile(
    r"https?://\S+|www\.\S+|[\w.+-]+@[\w-]+\.\S+|\b[\w-]+\.(?:org|com|nl|de|fr|es|eu|net)(?:/\S*)?\b"
)
_SHAPE = re.compile(
    r"(?<![\w.])[A-Z]{1,4}(?:[-.][A-Z]{1,4})*[-.]?(?<!\w\.)\d\w*(?:[-./,:]\w+)*|(?<![\w.])[A-Z]{1,3}(?:-[A-Z]{1,4}){1,3}"
    r"(?:-[A-Z0-9]+)*(?=-?\d)[-\w]*|(?<![\w.])[A-Z]{1,3}\.\d+-\d+(?![\w-])"
)
_GROUPS = re.compile(
    r"(?<![\w.,])(?:\d{1,4}(?:[.,]\d+){2,}(?:[-–/]\.?\d+(?:\.\d+)*)?|\d{1,4}\.\d+-\.\d+|\d+:\d+-\d{4})(?![\w/-])"
)
_RECTO_VERSO = {"r": "recto", "v": "verso"}
_READ_WHOLE = (
    3  # figures; a longer group is said figure by figure, and so is never taken for a year
)


def keep_addresses(scan: Scan) -> None:
    """Keep web and mail addresses as they are written."""
    scan.apply(_ADDRESS, lambda match: _keep(scan, match))


def say_codes(scan: Scan, wording: Wording) -> None:
    """Say the mark after "inv. no." letter by letter, and the leaf after "fol."."""
    scan.apply(_after_lead(wording), lambda match: _say_code(scan, wording, match))
    scan.apply(_leaf(wording), lambda match: _say_leaf(scan, wording, match))


def say_shapes(scan: Scan, wording: Wording) -> None:
    """Say a mark of capitals and figures, such as SK-C-5, wherever it stands."""
    scan.apply(_SHAPE, lambda match: _say_code(scan, wording, match))
    scan.apply(
        _GROUPS,
        lambda match: wording.read(match.group()) is None and _say_code(scan, wording, match),
    )


def _keep(scan: Scan, match: re.Match[str]) -> bool:
    scan.keep(match.start(), match.end())
    return True


@cache
def _after_lead(wording: Wording) -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?P<lead>{wording.contexts.code_before}):?[\s\u00a0]+"
        r"(?P<code>(?:[A-Z]{1,4}[\s.-]{1,2})*(?=[\w.,/:-]*\d)\w+(?:[.,/:-]\w+)*)"
    )


@cache
def _leaf(wording: Wording) -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w){wording.contexts.pages_before}[\s\u00a0]?(?P<first>\d+)(?P<side>[rv])"
        r"(?:\s?(?P<sign>[–-])\s?(?P<last>\d*)(?P<other>[rv]))?(?!\w)"
    )


def _say_code(scan: Scan, wording: Wording, match: re.Match[str]) -> bool:
    group = "code" if "code" in match.groupdict() else 0
    start, end = match.span(group)
    if not scan.free(start, end):
        return False
    scan.say(start, end, spelled(scan.text[start:end], wording))
    return group == 0  # what leads to it is for another rule


def spelled(code: str, wording: Wording) -> str:
    """Return a mark as it is read out: letters one by one, short groups of figures as numbers, others figure by figure.

    A first group of four figures before others is the year in which the museum took the work in.
    """
    groups = re.findall(r"[^\W\d_]+|\d+|[^\w]+", code)
    figures = [group for group in groups if group.isdigit()]
    said: list[str] = []
    for at, group in enumerate(groups):
        if group.isdigit():
            year = (
                group == figures[0]
                and len(figures) > 1
                and re.fullmatch(r"(?:1[89]|20)\d\d", group)
            )
            said.append(wording.year(int(group)) if year else _figures(group, wording))
            two = groups[at + 2 : at + 3]
            if two and two[0].isdigit() and not groups[at + 1].isalnum():
                said[-1] += ","
        elif group[0].isalpha():
            said += list(group)
    return " ".join(said)


def _figures(group: str, wording: Wording) -> str:
    if len(group) <= _READ_WHOLE and (group == "0" or not group.startswith("0")):
        return wording.cardinal(int(group))
    return " ".join(wording.cardinal(int(figure)) for figure in group)


def _say_leaf(scan: Scan, wording: Wording, match: re.Match[str]) -> bool:
    scan.say(match.start("first"), match.end("side"), _side(match["first"], match["side"], wording))
    if match["other"]:
        scan.say(match.start("sign"), match.end("sign"), f" {wording.signs.to} ")
        scan.say(
            match.start("last"), match.end("other"), _side(match["last"], match["other"], wording)
        )
    return False  # the lead is for another rule


def _side(figures: str, side: str, wording: Wording) -> str:
    number = f"{wording.cardinal(int(figures))} " if figures else ""
    return number + _RECTO_VERSO[side]
