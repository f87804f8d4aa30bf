"""Packages written by hand: WordprocessingML as strings, zipped."""

import zipfile
from xml.sax.saxutils import escape

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
NAMES = {
    "r": OFFICE,
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "v": "urn:schemas-microsoft-com:vml",
}
TYPES = {
    "styles": "styles+xml",
    "numbering": "numbering+xml",
    "footnotes": "footnotes+xml",
}


def run(text, properties=""):
    """A run; line breaks and TABs of the text become elements."""
    properties = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    pieces = []
    for number, line in enumerate(text.split("\n")):
        if number:
            pieces.append("<w:br/>")
        for count, words in enumerate(line.split("\t")):
            if count:
                pieces.append("<w:tab/>")
            if words:
                pieces.append(f'<w:t xml:space="preserve">{escape(words)}</w:t>')
    return f"<w:r>{properties}{''.join(pieces)}</w:r>"


def paragraph(content="", properties=""):
    """A paragraph of runs, or of a text."""
    if content and not content.startswith("<"):
        content = run(content)
    properties = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{properties}{content}</w:p>"


def cell(content="", span=1, merge=None, width=2000):
    """A cell of paragraphs, or of a text whose lines become paragraphs."""
    if not content.startswith("<"):
        content = "".join(paragraph(line) for line in content.split("\n"))
    properties = f'<w:tcW w:w="{width * span}" w:type="dxa"/>'
    if span > 1:
        properties += f'<w:gridSpan w:val="{span}"/>'
    if merge == "restart":
        properties += '<w:vMerge w:val="restart"/>'
    elif merge:
        properties += "<w:vMerge/>"
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def row(*cells, properties=""):
    properties = f"<w:trPr>{properties}</w:trPr>" if properties else ""
    return f"<w:tr>{properties}{''.join(cells)}</w:tr>"


BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def table(rows, columns, width=2000):
    grid = f'<w:gridCol w:w="{width}"/>' * columns
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{columns * width}" w:type="dxa"/>'
        f"<w:tblBorders>{BORDERS}</w:tblBorders></w:tblPr>"
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def text_box(text):
    """A paragraph with a text box, as shape for Word of today and as picture for older ones."""
    inner = f"<w:txbxContent>{paragraph(text)}</w:txbxContent>"
    shape = (
        '<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        '<wp:extent cx="5000000" cy="400000"/><wp:docPr id="1" name="标题"/><a:graphic>'
        '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        '<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/>'
        '<a:ext cx="5000000" cy="400000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        f"</a:prstGeom></wps:spPr><wps:txbx>{inner}</wps:txbx><wps:bodyPr/></wps:wsp>"
        "</a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
    picture = (
        '<w:pict><v:shape style="width:394pt;height:32pt">'
        f"<v:textbox>{inner}</v:textbox></v:shape></w:pict>"
    )
    return paragraph(
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps">'
        f"{shape}</mc:Choice><mc:Fallback>{picture}</mc:Fallback></mc:AlternateContent></w:r>"
    )


def document(body, prefix="w"):
    names = "".join(f' xmlns:{name}="{uri}"' for name, uri in NAMES.items())
    xml = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<w:document xmlns:w="{WORD}"{names}><w:body>{body}'
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:body></w:document>'
    )
    if prefix != "w":
        xml = xml.replace("<w:", f"<{prefix}:").replace("</w:", f"</{prefix}:")
        xml = xml.replace(" w:", f" {prefix}:").replace("xmlns:w=", f"xmlns:{prefix}=")
    return xml


def part(root, content):
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<w:{root} xmlns:w="{WORD}">{content}</w:{root}>'
    )


def save(path, main, **parts):
    """Writes a package: the document and its parts by name (`styles`, `numbering`, …)."""
    kinds = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="application/vnd.openxmlformats-'
        f'officedocument.wordprocessingml.{TYPES[name]}"/>'
        for name in parts
    )
    types = (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        'ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
        f"{kinds}</Types>"
    )
    relations = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/{name}" Target="{name}.xml"/>' for name in parts
    )
    files = {
        "[Content_Types].xml": types,
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": main,
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f"{relations}</Relationships>",
        **{f"word/{name}.xml": text for name, text in parts.items()},
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2023, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
