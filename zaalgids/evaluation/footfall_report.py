"""Makes the page of `zaalgids evaluate footfall --report`: crossings over time, and each one as a drawing.

Note: the page shows no frames, because it must not contain pictures of visitors. The line and the box suffice to
check a crossing beside the video.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from device.footfall.crossing import Direction
from device.footfall.line import CountingLine

INK, SECOND_INK, HAIRLINE, ACCENT = "#1C1B19", "#5A564E", "#D9D4C7", "#1F3A8A"
PLOT_PX = 860, 180  # width and height, CSS pixels
STYLE = f"""
body{{font:18px/1.45 "Source Serif 4",Georgia,serif;color:{INK};background:#F7F5F0;max-width:56rem;
margin:3rem auto;padding:0 1.5rem}}
h1{{font-size:1.95rem;font-weight:600}}h2{{font-size:1.25rem;font-weight:600}}
p,figcaption,text{{font-variant-numeric:tabular-nums}}
.drawn{{display:grid;grid-template-columns:repeat(auto-fill,minmax(12rem,1fr));gap:1.5rem}}
figure{{margin:0}}figcaption{{color:{SECOND_INK};font-size:.8em}}svg{{max-width:100%;height:auto}}
"""


@dataclass(frozen=True, slots=True)
class DrawnCrossing:
    """One crossing: its frame, and the box at the line (left, top, width, height in pixels) if known."""

    frame: int
    direction: Direction
    box: tuple[float, float, float, float] | None


def page(
    name: str,
    line: CountingLine,
    counts: dict[str, Any],
    size: tuple[int, int],
    first: int,
    fps: float,
    drawn: Sequence[DrawnCrossing],
) -> str:
    """Returns the page as HTML that fetches nothing.

    `size`: of the video (w, h), pixels; `first`: the first frame that was counted in.
    """
    seconds = counts["frames"] / fps
    figures = "".join(_figure(one, line, size, fps) for one in drawn)
    no_crossing = "" if drawn else "<p>Nobody crossed the line.</p>"
    return f"""<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Footfall: {escape(name)}</title><style>{STYLE}</style>
<h1>{escape(name)}</h1>
<p>{counts["in"]} in, {counts["out"]} out, in {counts["frames"]} frames ({seconds:.0f} s).
A frame took {counts["ms_median"]} ms (median) and {counts["ms_p95"]} ms (95 %).
The line runs from ({line.x1:g}, {line.y1:g}) to ({line.x2:g}, {line.y2:g}).</p>
<h2>Over time</h2>
{_plot(drawn, first, counts["frames"], fps)}
<h2>Each crossing</h2>
<p>The line, and the box of the person at it. There are no pictures of people on this page: compare it with the
video at the frame that is given.</p>{no_crossing}
<div class="drawn">{figures}</div>
</html>
"""


def _plot(drawn: Sequence[DrawnCrossing], first: int, frames: int, fps: float) -> str:
    """Draw the running totals of in and out over the seconds of the video as SVG, each line with its label."""
    width, height = PLOT_PX
    highest = max(1, *(sum(d.direction is way for d in drawn) for way in Direction))

    def x(frame: float) -> float:
        return 40 + (width - 120) * (frame - first) / max(frames, 1)

    def y(count: float) -> float:
        return height - 30 - (height - 50) * count / highest

    parts = [
        f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="Crossings over time" '
        f'font-size="14" fill="{SECOND_INK}">',
        f'<path d="M40 {y(0):.1f}H{x(first + frames):.1f}" stroke="{HAIRLINE}" fill="none"/>',
        f'<text x="40" y="{height - 8}">{first / fps:.0f} s</text>',
        f'<text x="{x(first + frames):.1f}" y="{height - 8}" text-anchor="end">'
        f"{(first + frames) / fps:.0f} s</text>",
    ]
    ends: list[float] = []
    for way, colour, dash in ((Direction.IN, ACCENT, ""), (Direction.OUT, INK, "5 4")):
        path, total = f"M40 {y(0):.1f}", 0
        for one in drawn:
            if one.direction is way:
                total += 1
                path += f"H{x(one.frame):.1f}V{y(total):.1f}"
        path += f"H{x(first + frames):.1f}"
        end = y(total) + 5
        if any(abs(end - other) < 16 for other in ends):
            end -= 16
        ends.append(end)
        parts.append(
            f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2" '
            f'stroke-dasharray="{dash}"/><text x="{x(first + frames) + 8:.1f}" y="{end:.1f}" '
            f'fill="{colour}">{total} {way.value}</text>'
        )
    return "".join(parts) + "</svg>"


def _figure(one: DrawnCrossing, line: CountingLine, size: tuple[int, int], fps: float) -> str:
    """Draw one crossing as SVG."""
    width, height = size
    stroke = max(width, height) / 150
    box = ""
    if one.box is not None:
        x, y, w, h = one.box
        box = (
            f'<rect x="{x:.0f}" y="{y:.0f}" width="{w:.0f}" height="{h:.0f}" fill="none" '
            f'stroke="{INK}" stroke-width="{stroke:.1f}"/>'
        )
    return (
        f'<figure><svg viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{one.direction.value} at frame {one.frame}">'
        f'<rect width="{width}" height="{height}" fill="#fff" stroke="{HAIRLINE}"/>'
        f'<path d="M{line.x1:g} {line.y1:g}L{line.x2:g} {line.y2:g}" stroke="{ACCENT}" '
        f'stroke-width="{stroke:.1f}"/>{box}</svg><figcaption>Frame {one.frame}, '
        f"{one.frame / fps:.1f} s: {one.direction.value}</figcaption></figure>"
    )
