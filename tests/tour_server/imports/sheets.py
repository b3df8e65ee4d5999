"""Spreadsheets for tests: read into records as an import does, and ODS files made by hand."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

from tour_server.imports.column_mapping import ColumnMapping
from tour_server.imports.records import Record
from tour_server.imports.spreadsheet import SpreadsheetSource, guess_mapping

_ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink">'
)


def read(path: Path, pictures: Path | None = None) -> list[Record]:
    """Returns the records of a spreadsheet whose columns are guessed."""
    return list(SpreadsheetSource(path, guess_mapping(path), pictures).records())


def fields(mapping: ColumnMapping) -> dict[str, str | None]:
    """Returns the field of each column by its heading."""
    return {column.heading: column.field for column in mapping.columns}


def cell(text: str = "", kind: str = "string", value: str = "", more: str = "") -> str:
    """Returns a cell of an ODS."""
    attribute = {"float": "office:value", "date": "office:date-value"}.get(kind)
    said = f' {attribute}="{value}"' if attribute else ""
    return (
        f'<table:table-cell office:value-type="{kind}"{said} {more}>'
        f"<text:p>{escape(text)}</text:p></table:table-cell>"
    )


def write_ods(path: Path, *tables: tuple[str, str], styles: str = "", doctype: str = "") -> None:
    """Write an ODS of tables (name with more attributes, rows as XML)."""
    body = "".join(f"<table:table {name}>{rows}</table:table>" for name, rows in tables)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{doctype}{_ODS}'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)


def row(*cells: str, more: str = "") -> str:
    """Returns a row of an ODS."""
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"
