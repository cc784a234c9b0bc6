"""Files that want to hurt the reader, made small and in memory."""

import io
import zipfile

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>'
)
RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    '{kind}" Target="{target}"/>{more}</Relationships>'
)
BOOK = (
    '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
STYLES_REL = (
    '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" '
    'Target="styles.xml"/>'
)


def package(sheet: bytes = b"", styles: bytes = b"", extra: dict[str, bytes] | None = None, book: str = BOOK) -> bytes:
    """A workbook by hand: the given sheet and styles XML, and any other parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("_rels/.rels", RELS.format(kind="officeDocument", target="xl/workbook.xml", more=""))
        archive.writestr("xl/workbook.xml", book)
        archive.writestr(
            "xl/_rels/workbook.xml.rels", RELS.format(kind="worksheet", target="worksheets/sheet1.xml", more=STYLES_REL)
        )
        archive.writestr("xl/worksheets/sheet1.xml", sheet or sheet_xml(""))
        archive.writestr("xl/styles.xml", styles or f"<styleSheet {MAIN}/>".encode())
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    return stream.getvalue()


def sheet_xml(rows: str) -> bytes:
    return f'<?xml version="1.0"?><worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>'.encode()


def many_rows() -> bytes:
    row = '<row r="{0}">' + "".join(f'<c r="{chr(65 + i)}{{0}}"><v>1</v></c>' for i in range(20)) + "</row>"
    return package(sheet_xml("".join(row.format(n) for n in range(1, 60_001))))


def huge_cell() -> bytes:
    return package(sheet_xml(f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"A" * 39_000_000}</t></is></c></row>'))


def far_cell() -> bytes:
    return package(sheet_xml('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))


def bracket_format() -> bytes:
    brackets = "[" * 100_000
    return package(
        sheet_xml('<row r="1"><c r="A1" s="1"><v>1</v></c></row>'),
        f'<styleSheet {MAIN}><numFmts count="1"><numFmt numFmtId="164" formatCode="{brackets}"/></numFmts><fonts '
        f'count="1"><font/></fonts><fills count="1"><fill><patternFill/></fill></fills><borders count="1"><border/></borders><cellXfs '
        f'count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0"/></cellXfs></styleSheet>'.encode(),
    )


def many_styles() -> bytes:
    xfs = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>' * 600_000
    return package(
        styles=f'<styleSheet {MAIN}><fonts count="1"><font/></fonts><fills count="1"><fill><patternFill/></fill></fills><borders count="1">'
        f'<border/></borders><cellXfs count="600000">{xfs}</cellXfs></styleSheet>'.encode()
    )


def zip_bomb() -> bytes:
    return package(b"<worksheet>" + b" " * 200_000_000)


def laughs() -> bytes:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return package(
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{entities}]><worksheet>&a9;</worksheet>'.encode()
    )


def late_entity() -> bytes:
    """A DTD behind 5,000 bytes of comment, where a look at the beginning does not see it."""
    return package(
        f'<?xml version="1.0"?><!--{"x" * 5000}--><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        f"<worksheet {MAIN}><sheetData><row><c t='inlineStr'><is><t>&e;</t></is></c></row></sheetData></worksheet>".encode()
    )


HOSTILE = {
    "many rows": many_rows,
    "huge cell": huge_cell,
    "far cell": far_cell,
    "bracket format": bracket_format,
    "many styles": many_styles,
    "zip bomb": zip_bomb,
    "billion laughs": laughs,
    "late entity": late_entity,
    "macros": lambda: package(extra={"xl/vbaProject.bin": b"x"}),
    "external links": lambda: package(extra={"xl/externalLinks/externalLink1.xml": b"<x/>"}),
    "path outside": lambda: package(extra={"../../evil.xml": b"<x/>"}),
    "many parts": lambda: package(extra={f"xl/media/{n}.bin": b"x" for n in range(500)}),
    "truncated": lambda: package()[:-40],
    "no zip": lambda: b"this is no workbook",
    "old Excel": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "plain zip": lambda: _plain_zip(),
    "a full sheet of repeated cells": lambda: ods(_repeated(16_384), 1_048_576),
    "a row of a million": lambda: ods(_repeated(1), 1_048_576),
    "an .ods without cells": lambda: ods("", 1),
    "an .ods that is no XML": lambda: ods("<table:table-cell", 1),
    "empty": lambda: b"",
}


def _plain_zip() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("readme.txt", "hello")
    return stream.getvalue()


def _repeated(n: int) -> str:
    return (
        f'<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="{n}">'
        "<text:p>1</text:p></table:table-cell>"
    )


def ods(cells: str, rows: int) -> bytes:
    """An .ods of one row, repeated."""
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content{names}><office:body><office:spreadsheet>'
        f'<table:table table:name="A"><table:table-row table:number-rows-repeated="{rows}">{cells}</table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return stream.getvalue()
