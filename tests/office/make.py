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
import re
import zipfile
from pathlib import Path

import docx
import openpyxl
from docx.oxml.ns import qn
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
    # openpyxl writes the time of saving.
    clock = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
    parts = [(name, clock.sub(rb"\g<1>2023-01-01T00:00:00Z", data)) for name, data in parts]
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


# Text documents.

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def table(document):
    rows = [[("" if value is None else str(value)) for value in row] for row in FORM[2:]]
    table = document.add_table(rows=len(rows), cols=4)
    table.style = "Table Grid"
    for cells, row in zip(rows, table.rows):
        for text, cell in zip(cells, row.cells):
            cell.text = text
    table.cell(5, 0).merge(table.cell(6, 0))
    return table


def word_document():
    document = docx.Document()
    properties = document.core_properties
    properties.author = "样本"
    properties.created = properties.modified = datetime.datetime(2023, 1, 1)
    for style in (document.styles["Normal"],):
        style.font.name = "宋体"
        style.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    return document


def plain_docx():
    """A form as a clerk types it: a title, a table, a paragraph in runs of several formats."""
    document = word_document()
    document.add_heading("项目支出绩效目标申报表", 0)
    document.add_paragraph("（2023年度）")
    table(document)
    paragraph = document.add_paragraph("项目概述：全年养护公路约")
    paragraph.add_run("120").bold = True
    paragraph.add_run("公里，").italic = True
    paragraph.add_run("<不含> 乡道 & 村道。。")
    document.save(FOLDER / "plain.docx")
    again(FOLDER / "plain.docx")


def commented_docx():
    """A clerk's comment, tracked changes, a link, a content control, a list, a note, a text box."""
    document = word_document()
    title = document.add_paragraph("项目支出绩效目标申报表")
    clerk = document.add_comment(title.runs, text="表头以财政局模板为准 <张三>", author="张三", initials="张")
    clerk._comment_elm.set(qn("w:date"), "2023-03-01T09:00:00Z")
    document.add_paragraph("（2023年度）")
    table(document)
    body = document.element.body
    last = body.sectPr
    for xml in (
        '''<w:p><w:r><w:t>养护里程</w:t></w:r><w:del w:id="90" w:author="李四"><w:r><w:delText>不少于</w:delText></w:r></w:del><w:ins w:id="91" w:author="李四"><w:r><w:t>约</w:t></w:r></w:ins><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">120 </w:t></w:r><w:r><w:t>公里</w:t></w:r></w:p>''',
        '''<w:p><w:r><w:t>详见</w:t></w:r><w:hyperlink w:anchor="a"><w:r><w:rPr><w:u w:val="single"/></w:rPr><w:t>实施方案第三章</w:t></w:r></w:hyperlink><w:r><w:t>。</w:t></w:r></w:p>''',
        '''<w:sdt><w:sdtPr><w:id w:val="7"/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>填报人：</w:t></w:r><w:sdt><w:sdtContent><w:r><w:t>赵六</w:t></w:r></w:sdtContent></w:sdt></w:p></w:sdtContent></w:sdt>''',
        '''<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="5"/></w:numPr></w:pPr><w:r><w:t>养护公路</w:t></w:r><w:r><w:tab/><w:t>约</w:t><w:br/><w:t>三十处</w:t></w:r></w:p>''',
        '''<w:p><w:r><w:t>资金</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><wps:txbx><w:txbxContent><w:p><w:r><w:t>框里的字约十条</w:t></w:r></w:p></w:txbxContent></wps:txbx></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p><w:r><w:t>框里的字约十条</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>来源</w:t></w:r></w:p>''',
        '''<w:p/>''',
        '''<w:p><w:bookmarkStart w:id="3" w:name="a"/><w:r><w:t> 首尾的空格不算 </w:t></w:r><w:bookmarkEnd w:id="3"/><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>''',
    ):
        names = (
            f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
            'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
            'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
            'xmlns:v="urn:schemas-microsoft-com:vml"'
        )
        wrapped = docx.oxml.parse_xml(f"<w:body {names}>{xml}</w:body>")
        for element in wrapped:
            last.addprevious(element)
    document.save(FOLDER / "commented.docx")
    again(FOLDER / "commented.docx")


def handmade_docx():
    """The strict namespace as the default one, a byte order mark, parts that tell comments apart."""
    word = "http://schemas.microsoft.com/office/word"
    strict = "http://purl.oclc.org/ooxml/officeDocument/relationships"
    rows = "".join(
        "<tr>" + "".join(f"<tc><p><r><t>{value or ''}</t></r></p></tc>" for value in (row + [None] * 4)[:4]) + "</tr>"
        for row in FORM[2:]
    ).replace("<r><t></t></r>", "")
    document = (
        f'\ufeff<?xml version="1.0"?><document xmlns="{STRICT}" xmlns:q="{STRICT}" xmlns:z="{word}/2010/wordml"><body>'
        '<p><commentRangeStart q:id="4"/><r><rPr><b/></rPr><t>项目支出绩效目标申报表</t></r><commentRangeEnd q:id="4"/>'
        '<r><commentReference q:id="4"/></r></p>'
        f"<p><r><t>（2023年度）</t></r></p><tbl>{rows}</tbl>"
        '<p z:paraId="4A580001"><r q:rsidR="00AA"><rPr><i/></rPr><t>甲&amp;乙<![CDATA[<丙>]]>丁</t><noBreakHyphen/><sym q:font="Wingdings" q:char="F0FC"/><t>约</t></r></p>'
        "</body></document>"
    )
    comments = (
        f'{HEAD}<comments xmlns="{STRICT}" xmlns:w="{STRICT}" xmlns:w14="{word}/2010/wordml">'
        '<comment w:id="4" w:author="王五" w:date="2023-01-01T00:00:00Z" w:initials="王"><p w14:paraId="11111111"><r><t>请核对</t></r></p></comment></comments>'
    )
    types = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    parts = [
        ("[Content_Types].xml", f'''{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{types}.document.main+xml"/><Override PartName="/word/comments.xml" ContentType="{types}.comments+xml"/><Override PartName="/word/commentsExtended.xml" ContentType="{types}.commentsExtended+xml"/><Override PartName="/word/commentsIds.xml" ContentType="{types}.commentsIds+xml"/><Override PartName="/word/commentsExtensible.xml" ContentType="{types}.commentsExtensible+xml"/></Types>'''),
        ("_rels/.rels", f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{strict}/officeDocument" Target="word/document.xml"/></Relationships>'),
        ("word/document.xml", document),
        ("word/_rels/document.xml.rels", f'''{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="c" Type="{strict}/comments" Target="comments.xml"/><Relationship Id="e" Type="http://schemas.microsoft.com/office/2011/relationships/commentsExtended" Target="commentsExtended.xml"/><Relationship Id="i" Type="http://schemas.microsoft.com/office/2016/09/relationships/commentsIds" Target="commentsIds.xml"/><Relationship Id="x" Type="http://schemas.microsoft.com/office/2018/08/relationships/commentsExtensible" Target="commentsExtensible.xml"/></Relationships>'''),
        ("word/comments.xml", comments),
        ("word/commentsExtended.xml", f'{HEAD}<w15:commentsEx xmlns:w15="{word}/2012/wordml"><w15:commentEx w15:paraId="11111111" w15:done="0"/></w15:commentsEx>'),
        ("word/commentsIds.xml", f'{HEAD}<w16cid:commentsIds xmlns:w16cid="{word}/2016/wordml/cid"><w16cid:commentId w16cid:paraId="11111111" w16cid:durableId="22222222"/></w16cid:commentsIds>'),
        ("word/commentsExtensible.xml", f'{HEAD}<w16cex:commentsExtensible xmlns:w16cex="{word}/2018/wordml/cex"><w16cex:commentExtensible w16cex:durableId="22222222" w16cex:dateUtc="2023-01-01T00:00:00Z"/></w16cex:commentsExtensible>'),
    ]
    pack(FOLDER / "handmade.docx", parts)


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    plain()
    commented()
    handmade()
    plain_docx()
    commented_docx()
    handmade_docx()
