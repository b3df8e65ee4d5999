"""The page that `evaluate recognition --report` writes: counts, the threshold's curve, the misses as pictures.

One file that can be mailed: pictures are inside it, nothing is fetched. A newcomer would show the misses alone;
the curve is what a museum needs to choose how sure a kiosk must be before it speaks.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from models.picture import PictureError, read_picture
from zaalgids.binomial import upper_bound

if TYPE_CHECKING:
    from zaalgids.evaluate_recognition import Run

_SIDE = 420  # pixels, longest side of a picture on the page
_MOST = 60  # misses shown as pictures

_STYLE = """
:root{color-scheme:light dark;--paper:#F7F5F0;--ink:#1C1B19;--second:#5A564E;--line:#D9D4C7;--accent:#1F3A8A}
@media(prefers-color-scheme:dark){:root{--paper:#141311;--ink:#F2EFE8;--second:#B5AFA2;--line:#3A372F;--accent:#9DB2F2}}
body{background:var(--paper);color:var(--ink);font:18px/1.45 "Source Serif 4",Literata,Georgia,serif;margin:0 auto;
max-width:60rem;padding:48px 24px}
h1{font-size:2.2rem;font-weight:500;margin:0 0 8px}h2{font-size:1.4rem;font-weight:500;margin:48px 0 8px}
p{max-width:38rem;margin:8px 0}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}td,th{border-bottom:1px solid var(--line);
padding:8px 24px 8px 0;text-align:left;font-weight:400}td.n{text-align:right}
.second,figcaption{color:var(--second);font-size:.89rem}
.miss{display:flex;flex-wrap:wrap;gap:24px;border-top:1px solid var(--line);padding:24px 0}
figure{margin:0;flex:1 1 16rem;max-width:26rem}img{max-width:100%;border:1px solid var(--line);display:block}
svg{width:100%;height:auto;font:15px "Source Sans 3",system-ui,sans-serif}
svg text{fill:var(--ink);paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round}
"""


@dataclass(frozen=True)
class Point:
    """At one threshold: the share of known works named rightly, and of unknown photographs named at all, with
    the rate that this count leaves possible (95 %)."""

    threshold: float
    right: float
    accepted: float
    possible: float


def curve(done: Run, points: int = 100) -> list[Point]:
    """What each threshold would have given in this run; an empty side counts as 0."""
    known = [
        answer["confidence"] if answer["best"] in row.works else -1.0
        for row, answer in zip(done.queries, done.answered, strict=True)
        if row.works
    ]
    unknown = strangers(done)
    found = []
    for threshold in np.linspace(0.01, 1, points):
        right, accepted = sum(c >= threshold for c in known), sum(c >= threshold for c in unknown)
        found.append(
            Point(
                float(threshold),
                right / len(known) if known else 0.0,
                accepted / len(unknown) if unknown else 0.0,
                upper_bound(accepted, len(unknown)) if unknown else 0.0,
            )
        )
    return found


def strangers(done: Run) -> list[float]:
    """How sure it was of whatever it thought of photographs of other things, and of each known work's photographs
    with that work out of the catalogue: then all that can be named is wrong.
    """
    other = [
        answer["confidence"]
        for row, answer in zip(done.queries, done.answered, strict=True)
        if not row.works
    ]
    return other + [a["stranger"] for a in done.answered if a["stranger"] is not None]


def page(done: Run) -> str:
    """The whole page as HTML."""
    c = done.counts
    misses = [
        (row, answer)
        for row, answer in zip(done.queries, done.answered, strict=True)
        if (answer["work"] not in row.works if row.works else answer["work"] is not None)
    ]
    left_out = sum(a["stranger"] is not None for a in done.answered)
    evidence = (
        f"Strangers here are the photographs of other things, and {left_out} photographs of known works, each "
        "answered with its work taken out of the catalogue; other works that hang in the picture then count as named "
        "wrongly, unless the list says them too (a|b)."
        if left_out
        else "Strangers here are the photographs of other things."
    )
    shown = "".join(_miss(done, row.file, row.truth, answer) for row, answer in misses[:_MOST])
    more = f"<p>And {len(misses) - _MOST} more.</p>" if len(misses) > _MOST else ""
    problems = "".join(f"<li>{escape(sentence)}</li>" for sentence in done.problems)
    return f"""<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>How well works are named</title><style>{_STYLE}</style>
<h1>How well works are named</h1>
<p>{c["correct"]} of {c["known"]} photographs of known works were named rightly, {c["wrong"]} wrongly,
{c["refused"]} refused. Of {c["unknown"]} photographs of other things {c["false_accepts"]} were named.
{_certainty(c)}</p>
<table>{_rows(c)}</table>
<h2>How sure before it speaks</h2>
<p>The kiosk names a work from a probability of {done.accept:g}, the upright line. Farther to the right it is
silent more often and wrong less often. The band is what the count leaves possible with 95 % certainty. {evidence}</p>
{_plot(curve(done), done.accept)}
<h2>Not answered rightly</h2>
{shown or "<p>Nothing: every photograph was answered rightly.</p>"}{more}
{f"<h2>Could not be used</h2><ul>{problems}</ul>" if problems else ""}
</html>
"""


def _certainty(c: dict[str, Any]) -> str:
    if not c["unknown"]:
        return "None showed anything else, so nothing is known about false accepts."
    bound = upper_bound(c["false_accepts"], c["unknown"])
    return f"With 95&nbsp;% certainty that is at most {bound:.1%} of such photographs."


def _rows(c: dict[str, Any]) -> str:
    facts = [
        ("References", f"{c['references']}"),
        ("Enrolled in", f"{c['index_seconds']:.1f} s"),
        ("On disk", f"{c['index_mb']:.1f} MB"),
        ("Memory while answering", f"{c['rss_mb']:.0f} MB"),
    ]
    if c["ms_median"] is not None:
        facts.append(("Time a photograph, middle", f"{c['ms_median']:.0f} ms"))
        facts.append(("95 % within", f"{c['ms_p95']:.0f} ms"))
    return "".join(f'<tr><th scope="row">{name}<td class="n">{value}</tr>' for name, value in facts)


def _plot(points: list[Point], accept: float) -> str:
    """Lines over areas, labelled directly; the accepts' share is drawn as the unbroken line."""
    left, top, width, height = 60, 16, 700, 300

    def at(threshold: float, share: float) -> str:
        return f"{left + threshold * width:.1f},{top + (1 - share) * height:.1f}"

    right = " ".join(at(p.threshold, p.right) for p in points)
    accepted = " ".join(at(p.threshold, p.accepted) for p in points)
    band = accepted + " " + " ".join(at(p.threshold, p.possible) for p in reversed(points))
    line = left + accept * width
    ticks = "".join(
        f'<text x="{left - 8}" y="{top + (1 - share) * height + 5:.0f}" text-anchor="end">{share:.0%}</text>'
        f'<line x1="{left}" x2="{left + width}" y1="{top + (1 - share) * height:.0f}" '
        f'y2="{top + (1 - share) * height:.0f}" stroke="var(--line)"/>'
        for share in (0, 0.25, 0.5, 0.75, 1)
    )
    below = "".join(
        f'<text x="{left + t * width:.0f}" y="{top + height + 24}" text-anchor="middle">{t:g}</text>'
        for t in (0, 0.25, 0.5, 0.75, 1)
    )
    middle = points[len(points) // 3]
    return f"""<svg viewBox="0 0 800 370" role="img" aria-label="Share named rightly and share of false accepts
against the probability from which a work is named">{ticks}{below}
<polygon points="{band}" fill="var(--accent)" opacity="0.15"/>
<polyline points="{right}" fill="none" stroke="var(--ink)" stroke-width="2" stroke-dasharray="6 4"/>
<polyline points="{accepted}" fill="none" stroke="var(--accent)" stroke-width="2.5"/>
<line x1="{line:.0f}" x2="{line:.0f}" y1="{top}" y2="{top + height}" stroke="var(--second)"/>
<text x="{left + 210}" y="{top + (1 - middle.right) * height + 22:.0f}">known works, named rightly</text>
<text x="{left + 210}" y="{top + (1 - middle.possible) * height - 8:.0f}">strangers, named all the same</text>
<text x="{left + width / 2}" y="{top + height + 48}" text-anchor="middle">probability from which a work is named</text>
</svg>"""


def _miss(done: Run, file: Path, truth: str, answer: dict[str, Any]) -> str:
    named = answer["work"]
    words = (
        f"Named {escape(named)} ({answer['confidence']:.2f})"
        if named
        else f"Refused (likeliest {escape(answer['best'] or 'nothing')}, {answer['confidence']:.2f})"
    )
    parts = [_figure(file, f"{escape(file.name)}. The truth: {escape(truth)}. {words}.")]
    for work in dict.fromkeys([*truth.split("|"), answer["best"]]):
        reference = done.reference_files.get(work or "")
        if reference is not None:
            parts.append(_figure(reference, f"The reference of {escape(work)}"))
    return f'<div class="miss">{"".join(parts)}</div>'


def _figure(file: Path, caption: str) -> str:
    """A picture with its words; the words alone where it can't be read."""
    try:
        picture = read_picture(file)
    except PictureError as error:
        return f"<figure><p>{escape(str(error))}</p><figcaption>{caption}</figcaption></figure>"
    scale = min(1.0, _SIDE / max(picture.shape[:2]))
    size = [max(1, round(n * scale)) for n in (picture.shape[1], picture.shape[0])]
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    _, jpeg = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 82])
    data = base64.b64encode(jpeg.tobytes()).decode()
    return (
        f'<figure><img alt="" width="{size[0]}" height="{size[1]}" src="data:image/jpeg;base64,{data}">'
        f"<figcaption>{caption}</figcaption></figure>"
    )
