#!/usr/bin/env python3
"""Other programs' libraries read annotated copies and find what the check found.

    jixiao check declarations --fail-on never --format json --annotate COPIES > RESULT
    read_back.py RESULT declarations COPIES

python-docx and openpyxl open the copies; every finding must stand in a comment of ours on its
words or in its cell, and every part that need not change must be byte for byte the same.
"""

import json
import re
import sys
import zipfile
from pathlib import Path

import docx
import openpyxl

AUTHOR = "绩效规则检查"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Parts that an annotation changes or adds.
CHANGED = {
    ".docx": r"\[Content_Types\]\.xml|word/_rels/document\.xml\.rels|word/document\.xml|word/comments\w*\.xml",
    ".xlsx": r"\[Content_Types\]\.xml|xl/_rels/workbook\.xml\.rels|xl/workbook\.xml|xl/comments\S*\.xml"
    r"|xl/drawings/\w+\.vml|xl/worksheets/\S+",
}


def main(result, base, copies):
    files = {}
    for document in json.loads(Path(result).read_text("utf-8"))["documents"]:
        files.setdefault(document["path"], []).extend(document["findings"])
    read = {".docx": word, ".xlsx": sheet}
    count = {kind: 0 for kind in read}
    exact = total = 0
    for path, findings in sorted(files.items()):
        original = Path(path)
        if original.suffix not in read:
            continue
        below = original.relative_to(base)
        copy = Path(copies) / below.with_name(f"{below.stem}.批注{below.suffix}")
        findings = [it for it in findings if it["waiver"] is None]
        unchanged(original, copy)
        exact += read[original.suffix](copy, findings)
        total += len(findings)
        count[original.suffix] += 1
    assert min(count.values()) > 2, count
    print(f"read back: {count}, {exact} of {total} findings on the very words")
    assert exact >= total * 0.9


def unchanged(original, copy):
    """All parts but those of comments and lists are as they were."""
    with zipfile.ZipFile(original) as before, zipfile.ZipFile(copy) as after:
        assert after.testzip() is None, copy
        new = set(after.namelist())
        for name in before.namelist():
            assert name in new, (copy, name)
            if before.read(name) != after.read(name):
                assert re.fullmatch(CHANGED[original.suffix], name), (copy, name)


def squeezed(text):
    return "".join(text.split())


def word(copy, findings):
    document = docx.Document(copy)
    ours = [it for it in document.comments if it.author == AUTHOR]
    assert len(ours) == len(findings), (copy, len(ours), len(findings))
    words = {it.comment_id: "" for it in ours}
    open_marks = set()
    for element in document.element.body.iter():
        number = element.get(WORD + "id")
        if element.tag == WORD + "commentRangeStart":
            open_marks.add(int(number))
        elif element.tag == WORD + "commentRangeEnd":
            open_marks.discard(int(number))
        elif element.tag == WORD + "t":
            for mark in open_marks & words.keys():
                words[mark] += element.text or ""
    assert not open_marks, copy
    exact = 0
    for comment, finding in zip(ours, findings):
        assert finding["rule"] in comment.text and finding["message"] in comment.text, comment.text
        meant = finding["spans"][0]["text"] if finding["spans"] else ""
        meant, marked = squeezed(meant), squeezed(words[comment.comment_id])
        # Numbers of lists stand in no run, empty cells hold no words.
        near = not meant or meant in marked or marked in meant
        assert near, (copy, finding["rule"], meant, marked)
        exact += meant == marked
    return exact


def sheet(copy, findings):
    book = openpyxl.load_workbook(copy)
    exact = 0
    for finding in findings:
        place = finding["spans"][0]["place"] if finding["spans"] else None
        if place is None:
            continue
        exact += 1
        comment = book[place["sheet"]][place["cell"]].comment
        assert comment is not None and comment.author == AUTHOR, (copy, place)
        assert finding["message"] in comment.text, (copy, place, comment.text)
    # A title, the headings, and a row a finding.
    name = book.defined_names["jixiao.result"].attr_text.split("!")[0].strip("'")
    assert book[name].max_row == len(findings) + 2, (copy, name, len(findings))
    return exact


if __name__ == "__main__":
    main(*sys.argv[1:])
