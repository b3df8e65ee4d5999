"""Gives a cell that is merged over several rows to each of them."""

from __future__ import annotations

from collections import defaultdict

from msgspec.structs import replace

from tour_server.imports.sheet_table import SheetRow


class MergedCells:
    """The cells of a sheet that are merged over several rows, by the row in which they begin."""

    def __init__(self) -> None:
        self._begin: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self._open: dict[int, tuple[int, str]] = {}

    def add(self, first: int, last: int, column: int) -> None:
        """Say that a cell reaches from row `first` to row `last`. One row is passed over."""
        if last > first > 0:
            self._begin[first].append((column, last))

    def fill(self, row: SheetRow) -> SheetRow:
        """Return the row with the cells that reach into it from above. Rows come in their order."""
        if not self._begin and not self._open:
            return row
        for column, last in self._begin.pop(row.number, []):
            if row.cell(column):
                self._open[column] = (last, row.cell(column))
        self._open = {
            column: (last, text)
            for column, (last, text) in self._open.items()
            if last >= row.number
        }
        if not self._open or not any(row.cells):
            return row
        cells = row.cells + [""] * (max(self._open) + 1 - len(row.cells))
        for column, (_last, text) in self._open.items():
            cells[column] = cells[column] or text
        return replace(row, cells=cells)
