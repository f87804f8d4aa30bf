#!/usr/bin/env python3
"""Draws a page of an annotated copy with its comments beside it: the picture of the README.

    soffice --headless --convert-to pdf:writer_pdf_Export:'{"ExportNotes":{"type":"boolean","value":"true"}}' \\
        --outdir notes x.批注.docx
    soffice --headless --convert-to pdf:writer_pdf_Export:'{"ExportNotes":{"type":"boolean","value":"false"}}' \\
        --outdir page x.批注.docx
    pdftoppm -r 88 -png -singlefile page/x.批注.pdf page
    picture.py notes/x.批注.pdf page.png HEIGHT images/annotated.png

The page and the places and words of the comments are LibreOffice's; only the boxes are drawn here,
for without a screen it shows comments as icons. Needs Pillow and pypdf.
"""

import sys

from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfReader

FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
MARGIN = 430


def main(pdf, png, height, out):
    paper = PdfReader(pdf).pages[0]
    notes = []
    for note in paper["/Annots"]:
        note = note.get_object()
        if note.get("/Subtype") == "/Text":
            x, _, _, top = (float(value) for value in note["/Rect"])
            notes.append((float(paper.mediabox.height) - top, x, str(note["/Contents"])))
    page = Image.open(png).convert("RGB")
    scale = page.width / float(paper.mediabox.width)
    page = page.crop((0, 0, page.width, int(height)))
    picture = Image.new("RGB", (page.width + MARGIN, page.height), "white")
    picture.paste(page, (0, 0))
    draw = ImageDraw.Draw(picture)
    font = ImageFont.truetype(FONT, 13)
    at = 8
    for y, x, text in sorted(notes):
        lines = wrapped(draw, font, text)
        end = at + len(lines) * 17 + 8
        if end > page.height:
            break
        x, y = x * scale + 4, y * scale + 8
        draw.line([(x, y), (page.width - 4, y), (page.width + 4, at + 10)], fill=(200, 120, 60))
        box = [page.width + 4, at, page.width + MARGIN - 6, end]
        draw.rectangle(box, fill=(255, 248, 224), outline=(214, 160, 80))
        for number, line in enumerate(lines):
            color = (30, 30, 30) if number else (150, 40, 0)
            draw.text((page.width + 12, at + 3 + number * 17), line, font=font, fill=color)
        at = end + 5
    picture.quantize(64).save(out, optimize=True)


def wrapped(draw, font, text):
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for character in paragraph:
            if draw.textlength(line + character, font=font) > MARGIN - 24:
                lines.append(line)
                line = ""
            line += character
        lines.append(line)
    return lines


if __name__ == "__main__":
    main(*sys.argv[1:])
