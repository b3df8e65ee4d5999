"""Makes the page of `evaluate recognition --report`: counts, the curve of the threshold, the errors as pictures.

The page is one file that can be mailed: the pictures are inside it, and it fetches nothing. From the curve a museum
chooses the probability from which its kiosks name a work.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from models import decision
from models.calibration import CalibrationError
from models.picture import PictureError, read_picture
from zaalgids.evaluation.binomial import upper_bound
from zaalgids.evaluation.kind_counts import COLUMNS, by_kind, by_share
from zaalgids.evaluation.recognition_run import RecognitionRun

_PICTURE_PX = 420  # longest side of a picture on the page
_MAX_PICTURED = 60  # errors shown as pictures
_RATES = (0.05, 0.02, 0.01, 0.005)  # of false accepts, from which a museum may choose

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
figure{margin:0;flex:1 1 16rem;max-width:26rem}
img{max-width:100%;height:auto;border:1px solid var(--line);display:block}
svg{width:100%;height:auto;font:15px "Source Sans 3",system-ui,sans-serif}
svg text{fill:var(--ink);paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round}
th[scope=col]{color:var(--second);font-size:.89rem;vertical-align:bottom}th[scope=col]+th{text-align:right}.wide{overflow-x:auto}
@media(max-width:640px){body{padding:24px 16px}svg{font-size:27px}td,th{padding-right:16px}}
"""


@dataclass(frozen=True)
class ThresholdPoint:
    """What one threshold (a probability) would have given in a run; all are shares, 0 to 1.

    `correct`: photographs of known works that are named correctly. `accepted`: unknown queries that are named.
    `accepted_bound`: the highest rate of those that the count leaves possible with 95 % certainty.
    """

    threshold: float
    correct: float
    accepted: float
    accepted_bound: float


def curve(done: RecognitionRun, points: int = 100) -> list[ThresholdPoint]:
    """Returns what each of `points` thresholds would have given in this run.

    A share of no photographs counts as 0.
    """
    return [_at(done, float(threshold)) for threshold in np.linspace(0.01, 1, points)]


def _at(done: RecognitionRun, threshold: float) -> ThresholdPoint:
    known = [
        answer["confidence"] if answer["best"] in row.works else -1.0
        for row, answer in zip(done.queries, done.answered, strict=True)
        if row.works
    ]
    unknown = unknown_confidences(done)
    correct, accepted = sum(c >= threshold for c in known), sum(c >= threshold for c in unknown)
    return ThresholdPoint(
        threshold,
        correct / len(known) if known else 0.0,
        accepted / len(unknown) if unknown else 0.0,
        upper_bound(accepted, len(unknown)) if unknown else 0.0,
    )


def unknown_confidences(done: RecognitionRun) -> list[float]:
    """Returns the highest probability of any work for each unknown query.

    Unknown queries are photographs of other things, and photographs of known works with that work left out.
    """
    other = [
        answer["confidence"]
        for row, answer in zip(done.queries, done.answered, strict=True)
        if not row.works
    ]
    return other + [a["stranger"] for a in done.answered if a["stranger"] is not None]


def page(done: RecognitionRun) -> str:
    """Returns the whole page as HTML."""
    c = done.counts
    errors = [
        (row, answer)
        for row, answer in zip(done.queries, done.answered, strict=True)
        if answer["problem"] is None  # these are listed below, with the reason
        and (
            answer["work"] not in row.works
            if row.works
            else answer["work"] is not None or answer["offered"]
        )
    ]
    unread = sum(a["problem"] is not None for a in done.answered)
    left_out = sum(a["stranger"] is not None for a in done.answered)
    evidence = (
        f"Strangers here are the photographs of other things, and {left_out} photographs of known works, each "
        "answered with its work taken out of the catalogue; other works that hang in the picture then count as named "
        "wrongly, unless the list says them too (a|b)."
        if left_out
        else "Strangers here are the photographs of other things."
    )
    shown = "".join(
        _error_figures(done, row.file, row.truth, answer) for row, answer in errors[:_MAX_PICTURED]
    )
    more = f"<p>And {len(errors) - _MAX_PICTURED} more.</p>" if len(errors) > _MAX_PICTURED else ""
    problems = "".join(f"<li>{escape(sentence)}</li>" for sentence in done.problems)
    return f"""<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>How well works are named</title><style>{_STYLE}</style>
<h1>How well works are named</h1>
<p>{c["correct"]} of {c["known"]} photographs of known works were named rightly, {c["wrong"]} wrongly,
{c["refused"]} refused{_offered(c)}. {_certainty(c)}
{f"Of all of them {unread} could not be read and count as refused." if unread else ""}</p>
<table>{_rows(c)}</table>
{_by_kind(done)}<h2>How sure before it speaks</h2>
<p>The kiosk names a work from a probability of {done.accept:g}, the upright line. Farther to the right it is
silent more often and wrong less often. The band is what the count leaves possible with 95 % certainty. {evidence}</p>
{_plot(curve(done), done.accept)}
<p>A museum may choose how many false accepts it bears; the calibration that comes with the program turns that
into a probability. What each choice would have given here:</p>
<div class="wide"><table>{_choices(done)}</table></div>
<h2>Not answered rightly</h2>
{shown or "<p>Nothing: every photograph that could be read was answered rightly.</p>"}{more}
{f"<h2>Could not be used</h2><ul>{problems}</ul>" if problems else ""}
</html>
"""


def _offered(c: dict[str, Any]) -> str:
    return f" ({c['offered']} of these with two works offered)" if c["offered"] else ""


def _certainty(c: dict[str, Any]) -> str:
    if not c["unknown"]:
        return "None showed anything else, so nothing is known about false accepts."
    named, of = c["false_accepts"], c["unknown"]
    return (
        f"Of {of} photographs of other things {named or 'none'} {'was' if named < 2 else 'were'} named: "
        f"with 95&nbsp;% certainty at most {_share(upper_bound(named, of))} of such photographs are."
    )


def _share(part: float) -> str:
    return f"{part * 100:.1f}&nbsp;%"


def _choices(done: RecognitionRun) -> str:
    """Returns a row for each rate of _RATES, and one for the rate that this run was asked for."""
    head = "".join(
        f'<th scope="col">{name}'
        for name in (
            "False accepts, at most",
            "Named from",
            "Known, named",
            "Strangers, named all the same",
        )
    )
    rows: list[tuple[str, float | None]] = [("as in this run", done.accept)]
    for rate in _RATES:
        try:
            rows.append((_share(rate), decision.threshold(rate)))
        except CalibrationError:
            rows.append((_share(rate), None))
    return f"<tr>{head}</tr>" + "".join(
        f'<tr><th scope="row">{name}{_choice(done, accept)}</tr>' for name, accept in rows
    )


def _choice(done: RecognitionRun, accept: float | None) -> str:
    if accept is None:
        return '<td colspan="3">can’t be promised: calibration has seen too few strangers'
    at = _at(done, accept)
    known, unknown = sum(bool(row.works) for row in done.queries), len(unknown_confidences(done))
    right = f"{at.correct * known:.0f} of {known}" if known else "–"
    named = f"{at.accepted * unknown:.0f} of {unknown}, at most {_share(at.accepted_bound)}"
    return f'<td class="n">{accept:g}<td class="n">{right}<td class="n">{named if unknown else "–"}'


def _rows(c: dict[str, Any]) -> str:
    facts = [
        ("References", f"{c['references']}"),
        ("Enrolled in", f"{c['index_seconds']:.1f} s"),
        ("On disk", f"{c['index_mb']:.1f} MB"),
        ("Memory while answering", f"{c['rss_mb']:.0f} MB"),
    ]
    if c["ms_median"] is not None:
        facts.append(("Time a photograph, middle", f"{c['ms_median']:.0f} ms"))
        facts.append(("Time a photograph, 95 % within", f"{c['ms_p95']:.0f} ms"))
    return "".join(f'<tr><th scope="row">{name}<td class="n">{value}</tr>' for name, value in facts)


def _by_kind(done: RecognitionRun) -> str:
    """Returns the counts by kind and by share covered, where the list of queries says them."""
    parts = []
    for title, counts in (
        ("By kind", by_kind(done.queries, done.answered)),
        ("By how much is covered", by_share(done.queries, done.answered)),
    ):
        if counts:
            head = "".join(f'<th scope="col">{name}' for name in COLUMNS)
            rows = "".join(
                f'<tr><th scope="row">{escape(one.name)}'
                + "".join(f'<td class="n">{value}' for value in one.values())
                + "</tr>"
                for one in counts
            )
            parts.append(
                f'<h2>{title}</h2><div class="wide"><table><tr>{head}</tr>{rows}</table></div>\n'
            )
    return "".join(parts)


def _plot(points: list[ThresholdPoint], accept: float) -> str:
    """Draw the curve as SVG: the share of false accepts as a solid line over its 95 % band, the correct ones dashed."""
    left, top, width, height = 84, 20, 680, 300

    def at(threshold: float, share: float) -> str:
        return f"{left + threshold * width:.1f},{top + (1 - share) * height:.1f}"

    right = " ".join(at(p.threshold, p.correct) for p in points)
    accepted = " ".join(at(p.threshold, p.accepted) for p in points)
    band = accepted + " " + " ".join(at(p.threshold, p.accepted_bound) for p in reversed(points))
    line = left + accept * width
    ticks = "".join(
        f'<text x="{left - 8}" y="{top + (1 - share) * height + 5:.0f}" text-anchor="end">{share:.0%}</text>'
        f'<line x1="{left}" x2="{left + width}" y1="{top + (1 - share) * height:.0f}" '
        f'y2="{top + (1 - share) * height:.0f}" stroke="var(--line)"/>'
        for share in (0, 0.25, 0.5, 0.75, 1)
    )
    below = "".join(
        f'<text x="{left + t * width:.0f}" y="{top + height + 30}" text-anchor="middle">{t:g}</text>'
        for t in (0, 0.25, 0.5, 0.75, 1)
    )
    middle = points[len(points) // 3]
    # Each label is placed away from the other line.
    right_at = top + (1 - middle.correct) * height + (30 if middle.correct > 0.9 else -10)
    named_at = (
        top + (1 - middle.accepted) * height + 30
        if middle.accepted > 0.15
        else top + (1 - middle.accepted_bound) * height - 10
    )
    return f"""<svg viewBox="0 0 800 390" role="img" aria-label="Share named rightly and share of false accepts
against the probability from which a work is named">{ticks}{below}
<polygon points="{band}" fill="var(--accent)" opacity="0.15"/>
<polyline points="{right}" fill="none" stroke="var(--ink)" stroke-width="2" stroke-dasharray="6 4"/>
<polyline points="{accepted}" fill="none" stroke="var(--accent)" stroke-width="2.5"/>
<line x1="{line:.0f}" x2="{line:.0f}" y1="{top}" y2="{top + height}" stroke="var(--second)"/>
<text x="{left + 120}" y="{right_at:.0f}">known works, named rightly</text>
<text x="{left + 120}" y="{named_at:.0f}">strangers, named all the same</text>
<text x="{left + width / 2}" y="{top + height + 62}" text-anchor="middle">probability from which a work is named</text>
</svg>"""


def _error_figures(done: RecognitionRun, file: Path, truth: str, answer: dict[str, Any]) -> str:
    named, best = answer["work"], answer["best"]
    if named:
        words = f"Named {escape(named)} ({answer['confidence']:.2f})"
    elif answer["offered"]:
        words = f"Offered: {escape(' or '.join(answer['offered']))} ({answer['confidence']:.2f})"
    elif best:
        words = f"Refused; the likeliest was {escape(best)} ({answer['confidence']:.2f})"
    else:
        words = "Refused: nothing in it to know a work by"
    truths = truth.split("|")
    parts = [_figure(file, f"{escape(file.name)}. The truth: {escape(truth)}. {words}.")]
    for work in dict.fromkeys([*truths, *answer["offered"], best]):
        reference = done.reference_files.get(work or "")
        if reference is not None:
            what = "The truth" if work in truths else _role(work, answer)
            parts.append(_figure(reference, f"{what}: {escape(work)}, its reference"))
    return f'<div class="miss">{"".join(parts)}</div>'


def _role(work: str, answer: dict[str, Any]) -> str:
    if answer["work"]:
        return "Taken for"
    return "Offered" if work in answer["offered"] else "The likeliest"


def _figure(file: Path, caption: str) -> str:
    """Returns a picture with its caption; the reason in its place where it cannot be read."""
    try:
        picture = read_picture(file)
    except PictureError as error:
        return f"<figure><p>{escape(str(error))}</p><figcaption>{caption}</figcaption></figure>"
    scale = min(1.0, _PICTURE_PX / max(picture.shape[:2]))
    size = [max(1, round(n * scale)) for n in (picture.shape[1], picture.shape[0])]
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    _, jpeg = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 82])
    data = base64.b64encode(jpeg.tobytes()).decode()
    return (
        f'<figure><img alt="" width="{size[0]}" height="{size[1]}" src="data:image/jpeg;base64,{data}">'
        f"<figcaption>{caption}</figcaption></figure>"
    )
