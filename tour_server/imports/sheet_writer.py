"""Writes a table as XLSX or CSV, so that a spreadsheet program shows each cell as it is and changes none.

In the XLSX every cell has the format *text*: what is typed there is not made into a date or a number.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from tour_server.imports.sheet_table import column_letters

_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # in XML
_FORMULA = re.compile("[=+@-]")
_TEXT_FORMAT = 49  # the built-in number format "@"
_WIDTH = 24  # characters
_STAMP = (1980, 1, 1, 0, 0, 0)  # the same content gives the same file

_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
    "</Relationships>",
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_RELATIONS}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_NAMESPACE}"><fonts count="2"><font><sz val="11"/>'
    '<name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    f'<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    f'<xf numFmtId="{_TEXT_FORMAT}" fontId="0" fillId="0" borderId="0" xfId="0" '
    'applyNumberFormat="1"/>'
    f'<xf numFmtId="{_TEXT_FORMAT}" fontId="1" fillId="0" borderId="0" xfId="0" '
    'applyNumberFormat="1" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}


def write_xlsx(
    file: BinaryIO, sheet: str, headings: Sequence[str], rows: Iterable[Sequence[str]]
) -> None:
    """Write an XLSX of one sheet, row by row."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _PARTS.items():
            _write_part(archive, name, content)
        _write_part(
            archive,
            "xl/workbook.xml",
            f'<workbook xmlns="{_NAMESPACE}" xmlns:r="{_RELATIONS}"><sheets>'
            f'<sheet name={quoteattr(_sheet_name(sheet))} sheetId="1" r:id="rId1"/>'
            "</sheets></workbook>",
        )
        part = zipfile.ZipInfo("xl/worksheets/sheet1.xml", _STAMP)
        part.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(part, "w", force_zip64=True) as out:
            out.write(f'{_HEAD}<worksheet xmlns="{_NAMESPACE}">'.encode())
            out.write(
                b'<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
                b'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
            )
            out.write(
                f'<cols><col min="1" max="{max(1, len(headings))}" width="{_WIDTH}" style="1" '
                'customWidth="1"/></cols><sheetData>'.encode()
            )
            out.write(_row(1, headings, 2))
            for number, row in enumerate(rows, start=2):
                out.write(_row(number, row, 1))
            out.write(b"</sheetData></worksheet>")


def write_csv(
    file: BinaryIO, headings: Sequence[str], rows: Iterable[Sequence[str]], delimiter: str
) -> None:
    """Write a CSV in UTF-8 with its mark, by which Excel knows the encoding. `delimiter` is the desk's language's own.

    Note: a spreadsheet program takes a cell that begins with = + - @ for a formula; an apostrophe before it says that
    it is text, and `csv_file` takes that apostrophe away.
    """
    text = io.TextIOWrapper(file, "utf-8-sig", newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(headings)
    for row in rows:
        writer.writerow(f"'{cell}" if _FORMULA.match(cell) else cell for cell in row)
    text.detach()  # it belongs to the caller, who closes it


def _write_part(archive: zipfile.ZipFile, name: str, content: str) -> None:
    part = zipfile.ZipInfo(name, _STAMP)
    part.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(part, _HEAD + content)


def _row(number: int, cells: Sequence[str], style: int) -> bytes:
    written = [
        f'<c r="{column_letters(column)}{number}" s="{style}" t="inlineStr"><is>'
        f'<t xml:space="preserve">{escape(_FORBIDDEN.sub("", cell))}</t></is></c>'
        for column, cell in enumerate(cells)
        if cell
    ]
    return f'<row r="{number}">{"".join(written)}</row>'.encode()


def _sheet_name(name: str) -> str:
    """Return a name that Excel takes: at most 31 characters, without []:*?/ and the backslash."""
    return re.sub(r"[\[\]:*?/\\]", " ", name).strip("' ")[:31] or "1"
