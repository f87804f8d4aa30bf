"""Makes the workbooks of `declarations/excel`, twins of the texts in `declarations`.

    python3 declarations/make/excel.py

Needs openpyxl, xlwt and LibreOffice (`soffice`). Each workbook is written by the program that its
function names, because each writes other packages; `by_hand` writes the parts themselves. What the
workbooks show is told in `declarations/README.md`.
"""

import datetime
import re
import subprocess
import tempfile
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import xlwt
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, Side

import twins

OUT = twins.HERE / "excel"
LINE = Side(style="thin")
BOX = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
WHEN = datetime.datetime(2022, 1, 5, 9, 0, 0)


def amount(words):
    """The number that an amount is, or the words when they are none."""
    plain = words.replace(",", "")
    return float(plain) if re.fullmatch(r"[0-9]+\.[0-9]+", plain) else words


def save(book, path):
    """Saves a workbook, the same bytes every time."""
    book.properties.creator = "绩效"
    book.properties.created = book.properties.modified = WHEN
    with tempfile.TemporaryDirectory() as folder:
        first = Path(folder) / "first.xlsx"
        book.save(first)
        with zipfile.ZipFile(first) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                data = old.read(name)
                if name == "docProps/core.xml":
                    data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2022-01-05T09:00:00Z", data)
                entry = zipfile.ZipInfo(name, (2022, 1, 5, 9, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                new.writestr(entry, data)


def convert(path, kind, to):
    """Lets LibreOffice write a file anew, which computes its formulas."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless",
             "--convert-to", kind, "--outdir", folder, str(path)],
            check=True, capture_output=True,
        )
        made = Path(folder) / f"{Path(path).stem}.{kind.split(':')[0]}"
        to.write_bytes(made.read_bytes())


def put(sheet, row, column, value, across=1, down=1):
    """Writes a cell with borders, merged over so many columns and rows."""
    for r in range(row, row + down):
        for c in range(column, column + across):
            sheet.cell(r, c).border = BOX
    cell = sheet.cell(row, column, value)
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    if across > 1 or down > 1:
        sheet.merge_cells(start_row=row, start_column=column,
                          end_row=row + down - 1, end_column=column + across - 1)
    return cell


def department(sheet, name, first_row=1, first_column=1, numbers=True):
    """Writes a department's form: section, name and content side by side, sections merged down."""
    head, rows, notes = twins.department(name)
    row, a = first_row, first_column
    for line in head:
        put(sheet, row, a, line, across=3).font = Font(bold=True)
        row += 1
    starts = [i for i, (section, *_) in enumerate(rows) if section] + [len(rows)]
    spans = {start: end - start for start, end in zip(starts, starts[1:])}
    for index, (section, label, content) in enumerate(rows):
        if index in spans:
            put(sheet, row, a, section, down=spans[index])
        if content is None:
            put(sheet, row, a + 1, label or None, across=2)
        else:
            put(sheet, row, a + 1, label or None)
            value = amount(content) if numbers else content
            cell = put(sheet, row, a + 2, value)
            if isinstance(value, float):
                cell.number_format = "#,##0.00" if "," in content else "0.00"
        row += 1
    row += 1
    for line in notes:
        sheet.cell(row, a, line)
        row += 1


def project(sheet, rows, first_row=1, first_column=1):
    """Writes a project's form of rows, merged as printed forms are; places of cells by their text."""
    width = max(len(row) for row in rows)
    header = next(i for i, row in enumerate(rows) if row[0] == "一级指标")
    places = {}
    for index, row in enumerate(rows):
        at, last = first_row + index, len(row) - 1
        for column, value in enumerate(row):
            alone = column == last and index < header
            across = width - column if alone else 1
            down = 1
            if value:
                while (index >= header - 4 and index + down < len(rows) and column == 0
                       and (len(rows[index + down]) <= column or not rows[index + down][column])):
                    down += 1
                while (index > header and column == 1 and index + down < len(rows)
                       and not rows[index + down][column]):
                    down += 1
            elif any(at in range(r, r + d) and c == first_column + column
                     for (r, c, d) in places.values()):
                continue
            put(sheet, at, first_column + column, value or None, across, down)
            if value:
                places[(index, column)] = (at, first_column + column, down)
    return {rows[i][c]: sheet.cell(at, column) for (i, c), (at, column, _) in places.items()}


def culture():
    """openpyxl: the form begins at C5, numbers with units and percents in their formats, a date."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "项目申报表"
    rows = twins.rows("culture-project-2022.txt")
    cells = project(sheet, rows, 5, 3)
    for words, value, form in [
        ("126.00", 126, "0.00"), ("110.00", 110, "0.00_ "), ("16.00", 16, '0.00_);[Red]\\(0.00\\)'),
        ("≤0.85万元", 0.85, '"≤"0.00"万元"'), ("≤450元", 450, '"≤"0"元"'),
        ("≥76场", 76, '"≥"0"场"'), ("≥912课时", 912, '"≥"0"课时"'), ("≥300人", 300, '"≥"0"人"'),
        ("≥95%", 0.95, '"≥"0%'), ("≥35%", 0.35, '"≥"0%'), ("≥92%", 0.92, '"≥"0%'),
        ("2022年11月30日前", datetime.date(2022, 11, 30), 'yyyy"年"m"月"d"日前";@'),
    ]:
        cells[words].value = value
        cells[words].number_format = form
    for row in sheet.iter_rows(min_row=5, min_col=7, max_col=7):
        for cell in row:
            if isinstance(cell.value, str) and cell.value.isdigit():
                cell.value = int(cell.value)
    cells["项目期"].comment = Comment("问一下计财处", "经办人")
    words = book.create_sheet("字典")
    words.append(["延续性项目", "新增项目"])
    words.sheet_state = "hidden"
    book.create_sheet("Sheet3")
    sheet.print_title_rows = "5:6"
    save(book, OUT / "culture-project-2022.xlsx")


def road():
    """LibreOffice: amounts, weights and a percentage are formulas with the results it computed."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "2023年"
    rows = twins.rows("road-project-2023.txt")
    cells = project(sheet, rows)
    for words, formula, form in [
        ("2,860.00", "=2300+560", "#,##0.00"), ("2,300.00", "=1150*2", "#,##0.00"),
        ("506.00", "=253*2", "#,##0.00"), ("=100%", None, None), ("≥2%", None, None),
    ]:
        if formula:
            cells[words].value = formula
            cells[words].number_format = form
        else:
            cells[words].data_type = "s"
    cells["100%"].value = "=50/50"
    cells["100%"].number_format = "0%"
    with tempfile.TemporaryDirectory() as folder:
        first = Path(folder) / "road-project-2023.xlsx"
        book.save(first)
        convert(first, "xlsx:Calc MS Excel 2007 XML", OUT / first.name)


def agriculture():
    """openpyxl: weights added up by a formula whose result was never computed; a hidden row, line
    ends in cells, texts that look like numbers."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "申报表"
    left = twins.cells("agriculture-project-2022-gbk.txt")
    tail = left.pop().split("\n")
    left.append(tail[0])
    head, pairs, table = left[:2], left[2:19], left[19:]
    rows = [[line] for line in head]
    it = iter(pairs)
    for label in it:
        if label.startswith("项目资金"):
            rows.append([label, next(it), next(it)])
            rows.append(["", next(it), next(it)])
            rows.append(["", next(it), next(it)])
        else:
            rows.append([label, next(it)])
    rows += [table[i:i + 5] for i in range(0, len(table), 5)]
    project(sheet, rows)
    last = len(rows)
    sheet.cell(last + 1, 1, "合计")
    sheet.cell(last + 1, 5, f"=SUM(E{last - 8}:E{last})")
    for index, line in enumerate(line for line in tail[1:] if line.strip()):
        sheet.cell(last + 3 + index, 1, line)
    sheet.row_dimensions[last + 3].hidden = True
    save(book, OUT / "agriculture-project-2022.xlsx")


def two_forms():
    """openpyxl: forms of two kinds in one workbook, a sheet each, and one of instructions between."""
    book = openpyxl.Workbook()
    first = book.active
    first.title = "县道项目"
    project(first, twins.rows("road-project-2023.txt"))
    for row in first.iter_rows():
        for cell in row:
            if isinstance(cell.value, str):
                cell.data_type = "s"
    between = book.create_sheet("填表说明（请先看）")
    between.append(["各科室注意：", "一、金额单位为万元。"])
    between.append([None, "二、绩效目标逐条对应产出指标。"])
    second = book.create_sheet("体育局")
    department(second, "sports-department-2022.txt", 3, 2, numbers=False)
    save(book, OUT / "two-forms.xlsx")


def water():
    """LibreOffice: a workbook of Excel 97 with number cells."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "整体绩效"
    department(sheet, "water-bureau-2023.txt")
    with tempfile.TemporaryDirectory() as folder:
        first = Path(folder) / "water-bureau-2023.xlsx"
        book.save(first)
        convert(first, "xls:MS Excel 97", OUT / "water-bureau-2023.xls")


def civil_affairs():
    """xlwt: a workbook of WPS (.et is .xls inside), a hidden column, text kept as text."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("民政局")
    head, rows, notes = twins.department("civil-affairs-2022.txt")
    wrap = xlwt.easyxf("align: wrap on; borders: left thin, right thin, top thin, bottom thin")
    money = xlwt.easyxf("borders: left thin", num_format_str="#,##0.00")
    at = 0
    for line in head:
        sheet.write_merge(at, at, 0, 2, line, wrap)
        at += 1
    for section, label, content in rows:
        sheet.write(at, 0, section, wrap)
        if content is None:
            sheet.write_merge(at, at, 1, 2, label, wrap)
        else:
            sheet.write(at, 1, label, wrap)
            value = amount(content)
            sheet.write(at, 2, value, money if isinstance(value, float) else wrap)
        at += 1
    for line in notes:
        sheet.write(at + 1, 0, line)
        at += 1
    sheet.col(5).hidden = True
    book.save(str(OUT / "civil-affairs-2022.et"))


CONTENT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="xml" ContentType="application/xml"/>
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/book/main.xml" ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/>
</Types>"""
ROOT = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" Target="/book/main.xml"/>
</Relationships>"""
BOOK = """<x:workbook xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main" xmlns:rel="http://purl.oclc.org/ooxml/officeDocument/relationships">
<x:workbookPr date1904="true"/><x:sheets><x:sheet name="A&amp;B &lt;2021&gt;" sheetId="7" rel:id="s"/>
<x:sheet name="图" sheetId="8" rel:id="c"/></x:sheets></x:workbook>"""
RELATIONS = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="s" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet" Target="./sheets/../one.xml"/>
<Relationship Id="c" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/chartsheet" Target="chart.xml"/>
<Relationship Id="t" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/sharedStrings" Target="/book/texts.xml"/>
<Relationship Id="e" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/externalLink" Target="http://example.invalid/x.xlsx" TargetMode="External"/>
</Relationships>"""


def by_hand():
    """A package of parts with other names and prefixes: macros allowed, texts in runs with how they
    are pronounced, texts inside of cells, cells and rows without names."""
    head, rows, notes = twins.department("street-office-2021-clean.txt")
    texts, lines, merges = [], [], []

    def shared(words):
        """A cell with a shared text in two runs and a sound."""
        half = len(words) // 2
        runs = "".join(
            f'<x:r><x:rPr><x:b/></x:rPr><x:t xml:space="preserve">{escape(part)}</x:t></x:r>'
            for part in (words[:half], words[half:])
        )
        texts.append(f'<x:si>{runs}<x:rPh sb="0" eb="1"><x:t>いん</x:t></x:rPh></x:si>')
        return f't="s"><x:v>{len(texts) - 1}</x:v>'

    def inline(words):
        """A cell with its text inside, line ends as references."""
        words = escape(words).replace("\n", "_x000D_&#10;")
        return f't="inlineStr"><x:is><x:t xml:space="preserve">{words}</x:t></x:is>'

    def line(*values):
        """A row whose cells have no names: they follow one another."""
        cells = "".join(f"<x:c {value}</x:c>" if value else "<x:c/>" for value in values)
        lines.append(f"<x:row>{cells}</x:row>")

    for words in head:
        line(shared(words))
        merges.append(f"A{len(lines)}:C{len(lines)}")
    first = None
    for section, label, content in rows:
        if section:
            first = len(lines) + 1
        elif first and len(lines) + 1 > first:
            merges = [it for it in merges if not it.startswith(f"A{first}:A")]
            merges.append(f"A{first}:A{len(lines) + 1}")
        cells = [shared(section) if section else None, inline(label) if label else None]
        if content is None:
            merges.append(f"B{len(lines) + 1}:C{len(lines) + 1}")
            cells.append(None)
        elif re.fullmatch(r"[0-9,.]+", content):
            cells.append(f't="str"><x:f>TEXT(0,"0")</x:f><x:v>{content}</x:v>')
        else:
            cells.append(inline(content))
        line(*cells)
    lines.append("<x:row/>")
    for words in notes:
        line(inline(words))
    sheet = (
        '<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><!-- 手工 -->'
        f"<x:dimension ref=\"A1\"/><x:sheetData>{''.join(lines)}</x:sheetData><x:mergeCells>"
        + "".join(f'<x:mergeCell ref="{it}"/>' for it in merges)
        + "</x:mergeCells></x:worksheet>"
    )
    texts = (
        '<x:sst xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main" uniqueCount="999999999">'
        + "".join(texts) + "</x:sst>"
    )
    parts = {
        "[Content_Types].xml": CONTENT, "_rels/.rels": ROOT, "book/main.xml": BOOK,
        "book/_rels/main.xml.rels": RELATIONS, "book/one.xml": sheet, "book/texts.xml": texts,
    }
    with zipfile.ZipFile(OUT / "street-office-2021-clean.xlsm", "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, (2022, 1, 5, 9, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(entry, data)


def street_office():
    """openpyxl: the form with most defects, goals over two rows of one merged label."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Sheet1"
    department(sheet, "street-office-2021.txt")
    save(book, OUT / "street-office-2021.xlsx")


if __name__ == "__main__":
    OUT.mkdir(exist_ok=True)
    for make in (culture, road, agriculture, two_forms, water, civil_affairs, by_hand, street_office):
        make()
