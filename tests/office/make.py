#!/usr/bin/env python3
"""Makes the samples in tests/data/annotate that the tests of annotated copies read.

    python3 -m venv target/office
    target/office/bin/pip install -r tests/office/requirements.txt
    target/office/bin/python tests/office/make.py

The samples are of fictional departments. They are checked in; nothing runs this but who changes
them. Workbooks come from openpyxl and from packages written by hand, with what clerks leave in
their files: comments, protection, charts, threaded comments, prefixes of other makers.
"""

import datetime
import zipfile
from pathlib import Path

import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import Alignment
from openpyxl.worksheet.datavalidation import DataValidation

FOLDER = Path(__file__).resolve().parent.parent / "data" / "annotate"
# Every entry of an archive has one time, so that the same script makes the same bytes.
TIME = (1980, 1, 1, 0, 0, 0)

FORM = [
    ["项目支出绩效目标申报表"],
    ["（2023年度）"],
    ["项目名称", "青石河农村公路养护项目"],
    ["资金总额（万元）", 100.5],
    ["其中：财政拨款", 60],
    ["其他资金", 40],
    ["一级指标", "二级指标", "三级指标", "指标值"],
    ["产出指标", "数量指标", "养护公路里程", "约120公里"],
    [None, "质量指标", "养护合格率", "≥95%"],
    ["效益指标", "社会效益", "群众出行条件明显改善", "良好"],
]


def fill(sheet):
    for row in FORM:
        sheet.append(row)
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("A8:A9")
    for row in sheet.iter_rows(min_row=7):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True)


def again(path):
    """Writes a package anew with fixed times, in its own order."""
    with zipfile.ZipFile(path) as package:
        parts = [(name, package.read(name)) for name in package.namelist()]
    pack(path, parts)


def pack(path, parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts:
            entry = zipfile.ZipInfo(name, TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, data)


def book():
    book = openpyxl.Workbook()
    book.properties.creator = "样本"
    book.properties.created = book.properties.modified = datetime.datetime(2023, 1, 1)
    return book


def plain():
    """Two sheets, no comments."""
    workbook = book()
    fill(workbook.active)
    other = workbook.create_sheet("附表'二'页")
    other.append(["说明", "本表由项目单位填报。。"])
    workbook.save(FOLDER / "plain.xlsx")
    again(FOLDER / "plain.xlsx")


def commented():
    """A clerk's comments, a chart, a list of choices, protection, and a sheet of our name."""
    workbook = book()
    sheet = workbook.active
    sheet.title = "申报表"
    fill(sheet)
    sheet["B4"].comment = Comment("总额以批复为准 <待定> & 复核", "张三")
    sheet["D9"].comment = Comment("见合同", "李四")
    choice = DataValidation(type="list", formula1='"良好,一般"')
    sheet.add_data_validation(choice)
    choice.add("D10")
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=4, max_row=6))
    sheet.add_chart(chart, "F2")
    sheet["C10"].hyperlink = "https://example.invalid/"
    sheet.protection.sheet = True
    workbook.create_sheet("检查结果").append(["去年的检查结果，勿删"])
    workbook.defined_names["总额"] = openpyxl.workbook.defined_name.DefinedName(
        "总额", attr_text="申报表!$B$4"
    )
    workbook.save(FOLDER / "commented.xlsx")
    again(FOLDER / "commented.xlsx")


def handmade():
    """Another maker's prefixes, absolute targets, a byte order mark, threaded comments."""
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    rows = []
    for number, row in enumerate(FORM, 1):
        cells = []
        for letter, value in zip("ABCD", row):
            if isinstance(value, str):
                cells.append(f'<x:c r="{letter}{number}" t="inlineStr"><x:is><x:t>{value}</x:t></x:is></x:c>')
            elif value is not None:
                cells.append(f'<x:c r="{letter}{number}"><x:v>{value}</x:v></x:c>')
        rows.append(f'<x:row r="{number}">{"".join(cells)}</x:row>')
    guid = "{11111111-2222-3333-4444-555555555555}"
    parts = [
        ("[Content_Types].xml", f'''{head}<ct:Types xmlns:ct="http://schemas.openxmlformats.org/package/2006/content-types"><ct:Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><ct:Default Extension="xml" ContentType="application/xml"/><ct:Default Extension="VML" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/><ct:Override PartName="/book/Main.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><ct:Override PartName="/book/s1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><ct:Override PartName="/book/c1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"/><ct:Override PartName="/book/t1.xml" ContentType="application/vnd.ms-excel.threadedcomments+xml"/><ct:Override PartName="/book/p.xml" ContentType="application/vnd.ms-excel.person+xml"/></ct:Types>'''),
        ("_rels/.rels", f'{head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="{rel}/officeDocument" Target="/book/Main.xml"/></Relationships>'),
        ("book/_rels/Main.xml.rels", f'{head}<r:Relationships xmlns:r="http://schemas.openxmlformats.org/package/2006/relationships"><r:Relationship Id="rId7" Type="{rel}/worksheet" Target="/book/s1.xml"/><r:Relationship Id="p" Type="http://schemas.microsoft.com/office/2017/10/relationships/person" Target="/book/p.xml"/></r:Relationships>'),
        ("book/Main.xml", f'\ufeff{head}<x:workbook xmlns:x="{main}" xmlns:q="{rel}"><x:sheets><x:sheet name="申报表" sheetId="7" q:id="rId7"/></x:sheets><x:calcPr calcId="0"/></x:workbook>'),
        ("book/s1.xml", f'{head}<x:worksheet xmlns:x="{main}" xmlns:q="{rel}"><x:sheetData>{"".join(rows)}</x:sheetData><x:legacyDrawing q:id="v"/><x:extLst/></x:worksheet>'),
        ("book/_rels/s1.xml.rels", f'{head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="v" Type="{rel}/vmlDrawing" Target="v1.vml"/><Relationship Id="c" Type="{rel}/comments" Target="c1.xml"/><Relationship Id="t" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment" Target="t1.xml"/></Relationships>'),
        ("book/c1.xml", f'{head}<comments xmlns="{main}"><authors><author>tc={guid}</author></authors><commentList><comment ref="D8" authorId="0" shapeId="0"><text><t>[Threaded comment]\n请核实</t></text></comment></commentList></comments>'),
        ("book/v1.vml", '<xml xmlns:a="urn:schemas-microsoft-com:vml"\n xmlns:b="urn:schemas-microsoft-com:office:office"\n xmlns:c="urn:schemas-microsoft-com:office:excel"><a:shapetype id="_x0000_t202" coordsize="21600,21600" b:spt="202" path="m,l,21600r21600,l21600,xe"/><a:shape id="_x0000_s1025" type="#_x0000_t202" style=\'visibility:hidden\'><c:ClientData ObjectType="Note"><c:Row>7</c:Row><c:Column>3</c:Column></c:ClientData></a:shape></xml>'),
        ("book/t1.xml", f'{head}<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><threadedComment ref="D8" dT="2023-01-01T00:00:00.00" personId="{{0}}" id="{guid}"><text>请核实</text></threadedComment></ThreadedComments>'),
        ("book/p.xml", f'{head}<personList xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><person displayName="王五" id="{{0}}" userId="w" providerId="None"/></personList>'),
    ]
    pack(FOLDER / "handmade.xlsx", parts)


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    plain()
    commented()
    handmade()
