"""The sheets that labels are printed on, in millimetres: label sheets as shops sell them, and cards of one label."""

from __future__ import annotations

from msgspec import Struct

A4 = (210.0, 297.0)
A5 = (148.0, 210.0)


class LabelSheet(Struct, frozen=True):
    """A sheet of equal labels. All lengths in millimetres; `left` and `top`: of the first label's corner.

    `padding`: between a label's edge and its words, more than printers are off by.
    """

    key: str
    name: str
    page_width: float
    page_height: float
    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    gap_x: float = 0.0
    gap_y: float = 0.0
    padding: float = 3.0

    @property
    def count(self) -> int:
        """How many labels are on a sheet."""
        return self.columns * self.rows


def _label_sheet(
    codes: str, columns: int, rows: int, size: tuple[float, float], gaps: tuple[float, float]
) -> LabelSheet:
    """Returns an A4 sheet whose labels stand in its middle, as those of every maker do."""
    (width, height), (gap_x, gap_y) = size, gaps
    return LabelSheet(
        key=f"{width:g}x{height:g}",
        name=f"{width:g} × {height:g} mm, {codes}",
        page_width=A4[0],
        page_height=A4[1],
        columns=columns,
        rows=rows,
        width=width,
        height=height,
        left=round((A4[0] - columns * width - (columns - 1) * gap_x) / 2, 2),
        top=round((A4[1] - rows * height - (rows - 1) * gap_y) / 2, 2),
        gap_x=gap_x,
        gap_y=gap_y,
    )


def _card(key: str, size: tuple[float, float]) -> LabelSheet:
    return LabelSheet(key, key.upper(), *size, 1, 1, *size, 0.0, 0.0, padding=15.0)


_EDGE_TO_EDGE, _ROUNDED = (0.0, 0.0), (2.54, 0.0)
SHEETS = {
    sheet.key: sheet
    for sheet in (
        _label_sheet("Avery 3474, Herma 4464", 3, 8, (70.0, 37.0), _EDGE_TO_EDGE),
        _label_sheet("Avery L7160, Herma 4677", 3, 7, (63.5, 38.1), _ROUNDED),
        _label_sheet("Avery L7163, Herma 4678", 2, 7, (99.1, 38.1), _ROUNDED),
        _label_sheet("Avery L7165, Herma 4268", 2, 4, (99.1, 67.7), _ROUNDED),
        _label_sheet("Avery 3427, Herma 4470", 2, 4, (105.0, 74.0), _EDGE_TO_EDGE),
        _label_sheet("Avery 3483, Herma 4676", 2, 2, (105.0, 148.0), _EDGE_TO_EDGE),
        _card("a5", A5),
        _card("a4", A4),
    )
}
"""The sheets by key. The makers' codes are examples: a sheet of the same size of another maker does, too."""
FIRST_SHEET = "99.1x67.7"
