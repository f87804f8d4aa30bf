"""Makes the documents of `declarations/word/` anew from the text samples."""

import html
import re
import subprocess
import tempfile
from pathlib import Path

import docx

import samples
from package import (
    cell,
    document,
    paragraph,
    part,
    row,
    run,
    save,
    table,
    text_box,
)

OUT = samples.FOLDER / "word"


def street_office_2021():
    """python-docx: a template's styles, merged cells made by the library, soft breaks in labels."""
    above, rows, below = samples.opened("street-office-2021.txt")
    made = docx.Document()
    for line in above:
        made.add_paragraph(line)
    grid = made.add_table(rows=len(rows), cols=3, style="Table Grid")
    start = 0
    for number, (label, inner, value) in enumerate(rows):
        cells = grid.rows[number].cells
        if label:
            start = number
            cells[0].text = label
        else:
            grid.cell(start, 0).merge(cells[0])
        if inner is None:
            target = cells[1].merge(cells[2])
        else:
            # A line break in a label is a soft one: w:br in one paragraph.
            cells[1].text = inner
            target = cells[2]
        lines = value.split("\n")
        target.text = lines[0]
        for line in lines[1:]:
            target.add_paragraph(line)
    for line in below:
        made.add_paragraph(line)
    made.save(OUT / "street-office-2021.docx")


def levels(rows):
    """Rows of an indicator table with cells merged downwards where the sample leaves them empty."""
    made = []
    for number, cells in enumerate(rows):
        below = rows[number + 1] if number + 1 < len(rows) else [""] * len(cells)
        merged = []
        for column, text in enumerate(cells):
            merge = None
            if column < 2 and number > 0:
                opens = text and column < len(below) and not below[column]
                merge = "restart" if opens else "continue" if not text else None
            merged.append(cell(text, merge=merge))
        made.append(row(*merged))
    return made


def head(rows, columns):
    """Rows above the indicators: the last cell of a short row spans the rest of the grid."""
    return [
        row(
            *(cell(text) for text in cells[:-1]),
            cell(cells[-1], span=columns - len(cells) + 1),
        )
        for cells in rows
    ]


def project(name, split=None):
    """A project form as one table, or cut into two where a page ends, the header repeated."""
    above, rows = samples.separated(name)
    at = next(number for number, cells in enumerate(rows) if cells[0] == "一级指标")
    lines, tables = rows[at:], []
    upper = head(rows[:at], 5)
    if split is None:
        return above, [table(upper + levels(lines), 5)]
    tables.append(table(upper + levels(lines[:split]), 5))
    rest = lines[split:]
    tables.append(table(levels([lines[0], *rest]), 5))
    return above, tables


def road_project_2023():
    """By hand: a rare prefix, the title in a text box, the table cut into two, the header again."""
    above, tables = project("road-project-2023.txt", split=6)
    body = text_box(above[0]) + paragraph(above[1])
    body += tables[0] + paragraph() + tables[1] + paragraph()
    save(OUT / "road-project-2023.docx", document(body, prefix="ns0"))


def culture_project_2022():
    """By hand: tracked changes, hidden words, controls around cells, a placeholder, a footnote."""
    above, rows = samples.separated("culture-project-2022.txt")
    at = next(number for number, cells in enumerate(rows) if cells[0] == "一级指标")
    upper, lower = head(rows[:at], 5), levels(rows[at:])

    def changed(text, old, new):
        before, after = text.split(new, 1)
        return paragraph(
            run(before)
            + '<w:del w:id="1" w:author="审核" w:date="2022-01-05T09:00:00Z"><w:r><w:delText>'
            + old
            + '</w:delText></w:r></w:del><w:ins w:id="2" w:author="审核" '
            + f'w:date="2022-01-05T09:00:00Z">{run(new)}</w:ins>'
            + run(after)
        )

    goal = rows[at - 1][-1]
    upper[-1] = row(cell(rows[at - 1][0]), cell(changed(goal, "36", "38"), span=4))
    hidden = run("（此处待核）", "<w:vanish/>")
    name = paragraph(run(rows[0][1]) + hidden)
    control = (
        '<w:sdt><w:sdtPr><w:alias w:val="项目名称"/></w:sdtPr><w:sdtContent>'
        f"{cell(name, span=4)}</w:sdtContent></w:sdt>"
    )
    upper[0] = row(cell(rows[0][0]), control)
    deleted = (
        '<w:tr><w:trPr><w:del w:id="3" w:author="审核" w:date="2022-01-05T09:00:00Z"/></w:trPr>'
        + "".join(
            "<w:tc><w:tcPr/><w:p><w:del w:id=\"4\" w:author=\"审核\"><w:r><w:delText>"
            f"{text}</w:delText></w:r></w:del></w:p></w:tc>"
            for text in ("产出指标", "数量指标", "取消的指标", "≥1场", "5")
        )
        + "</w:tr>"
    )
    lower.insert(4, deleted)
    body = paragraph(
        run(above[0]) + '<w:r><w:footnoteReference w:id="2"/></w:r>'
    ) + paragraph(above[1])
    body += table(upper + lower, 5)
    body += (
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
        f"{paragraph('单击此处输入备注')}</w:sdtContent></w:sdt>"
    )
    notes = (
        '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
        f'<w:footnote w:id="2">{paragraph("指标值写明计量单位，保留两位小数。")}</w:footnote>'
    )
    save(OUT / "culture-project-2022.docx", document(body), footnotes=part("footnotes", notes))


def level(number, form, text, suffix, style=""):
    style = f'<w:pStyle w:val="{style}"/>' if style else ""
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{style}'
        f'<w:suff w:val="{suffix}"/><w:lvlText w:val="{text}"/></w:lvl>'
    )


def street_office_2022():
    """By hand: no typed number at all. Goals are numbered by their list, items by their style, and
    every group begins anew by an override."""
    above, rows, below = samples.opened("street-office-2022.txt")
    lists = 10

    def goals(text):
        made = []
        for line in text.split("\n"):
            words = re.sub(r"^[一二三四五六七八九十]+、", "", line)
            number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
            made.append(paragraph(words, number if words != line else ""))
        return "".join(made)

    def items(text):
        nonlocal lists
        lists += 1
        made = []
        for line in text.split("\n"):
            words = re.sub(r"^\d+\.", "", line)
            style = '<w:pStyle w:val="Item"/>'
            style += f'<w:numPr><w:numId w:val="{lists}"/></w:numPr>'
            made.append(paragraph(words, style if words != line else ""))
        return "".join(made)

    made = []
    for number, (label, inner, value) in enumerate(rows):
        following = rows[number + 1 : number + 2]
        opens = label and following and not following[0][0]
        first = cell(label, merge="restart" if opens else None if label else "continue")
        if inner is None:
            content = goals(value) if re.search("^一、", value, re.M) else value
            made.append(row(first, cell(content, span=2, width=3000)))
        else:
            content = items(value) if value.startswith("1.") else value
            made.append(row(first, cell(paragraph(run(inner))), cell(content)))
    body = "".join(paragraph(line) for line in above) + table(made, 3)
    body += "".join(paragraph(line) for line in below)
    shapes = (
        '<w:abstractNum w:abstractNumId="0">'
        + level(0, "chineseCounting", "%1、", "nothing")
        + '</w:abstractNum><w:abstractNum w:abstractNumId="1">'
        + level(0, "decimal", "%1.", "nothing", style="Item")
        + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        + '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
        + "".join(
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0">'
            '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
            for number in range(11, lists + 1)
        )
    )
    styles = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        '</w:style><w:style w:type="paragraph" w:styleId="Item"><w:name w:val="条目"/>'
        '<w:basedOn w:val="Normal"/><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
    )
    save(
        OUT / "street-office-2022.docx",
        document(body),
        numbering=part("numbering", shapes),
        styles=part("styles", styles),
    )


def converted(source, target, reader=None):
    """Converts a file to docx with LibreOffice."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["soffice", "--headless", "--convert-to", "docx:MS Word 2007 XML"]
        command += [f"--infilter={reader}"] if reader else []
        command += ["--outdir", folder, str(source)]
        subprocess.run(command, check=True, capture_output=True)
        made = Path(folder) / (Path(source).stem + ".docx")
        (OUT / target).write_bytes(made.read_bytes())


def page(above, rows, below):
    """A form as a page of the web, with cells that span rows and columns."""
    text = lambda words: html.escape(words).replace("\n", "<br/>")
    made = "".join(f"<p>{text(line)}</p>" for line in above) + '<table border="1">'
    for number, (label, inner, value) in enumerate(rows):
        made += "<tr>"
        if label:
            count = 1
            while number + count < len(rows) and not rows[number + count][0]:
                count += 1
            made += f'<td rowspan="{count}">{text(label)}</td>'
        made += f"<td>{text(inner)}</td><td>" if inner else '<td colspan="2">'
        made += "".join(f"<p>{text(line)}</p>" for line in value.split("\n")) + "</td></tr>"
    made += "</table>" + "".join(f"<p>{text(line)}</p>" for line in below)
    return f'<html><head><meta charset="utf-8"/></head><body>{made}</body></html>'


def civil_affairs_2022():
    """LibreOffice: converted from a page of the web."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "civil-affairs-2022.html"
        source.write_text(page(*samples.opened("civil-affairs-2022.txt")), encoding="utf-8")
        converted(source, "civil-affairs-2022.docx", "HTML (StarWriter)")


def water_bureau_2023():
    """LibreOffice again, from OpenDocument: its own styles, lists and names of them."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "water-bureau-2023.html"
        source.write_text(page(*samples.opened("water-bureau-2023.txt")), encoding="utf-8")
        command = ["soffice", "--headless", "--infilter=HTML (StarWriter)"]
        command += ["--convert-to", "odt:writer8", "--outdir", folder, str(source)]
        subprocess.run(command, check=True, capture_output=True)
        converted(source.with_suffix(".odt"), "water-bureau-2023.docx")


def education_bureau_2022_faulty():
    """python-docx: the form of a sample in TOML, all of it inside of a table for the layout."""
    data = samples.table("education-bureau-2022-faulty.toml")
    made = docx.Document()
    frame = made.add_table(rows=1, cols=1, style="Table Grid").cell(0, 0)
    frame.text = data["form"]
    frame.add_paragraph(f"（{data['年度']}年度）")
    grid = frame.add_table(rows=0, cols=3)

    def add(label, inner, value):
        cells = grid.add_row().cells
        cells[0].text = label
        target = cells[1].merge(cells[2]) if inner is None else cells[2]
        if inner is not None:
            cells[1].text = inner
        lines = value if isinstance(value, list) else [value]
        target.text = lines[0]
        for line in lines[1:]:
            target.add_paragraph(line)

    add("部门（单位）名称", None, data["单位名称"])
    for number, name in enumerate(("资金总额", "基本支出", "项目支出")):
        add("部门（单位）总体资金情况（万元）" if number == 0 else "", name, data[name])
    add("绩效目标", None, data["绩效目标"])
    add("绩效指标", "指标名称", "指标内容和指标值")
    for group in data["绩效指标"]:
        add("", f"{group['类别']}{group['序号']}：\n{group['名称']}", group["条目"])
    add("其他说明的问题", None, data["其他说明"])
    frame.add_paragraph()
    made.save(OUT / "education-bureau-2022-faulty.docx")


def two_projects():
    """By hand: two forms in one file, each a declaration of its own."""
    body = ""
    for name in ("culture-project-2022.txt", "road-project-2023.txt"):
        above, tables = project(name)
        body += "".join(paragraph(line) for line in above) + "".join(tables) + paragraph()
    save(OUT / "two-projects.docx", document(body))


if __name__ == "__main__":
    OUT.mkdir(exist_ok=True)
    for make in (
        street_office_2021,
        road_project_2023,
        culture_project_2022,
        street_office_2022,
        civil_affairs_2022,
        water_bureau_2023,
        education_bureau_2022_faulty,
        two_projects,
    ):
        make()
