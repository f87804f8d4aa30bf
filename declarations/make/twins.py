"""Reads the text declarations of the folder above, for the scripts that make office files of them.

A department's form is given as rows of three columns (section, name, content), a project's form as
rows of as many columns as its table has. Nothing is reworded: what differs between the twins is
only how they are laid out.
"""

import re
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent


def text(name):
    """The text of a declaration."""
    data = (HERE / name).read_bytes()
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding).replace("\r\n", "\n")
        except UnicodeDecodeError:
            pass
    raise ValueError(name)


def cells(name):
    """The cells of a text with one cell a line: a TAB opens one, other lines go on in it."""
    found = []
    opened = False
    for line in text(name).split("\n"):
        if line.startswith("\t"):
            found.append(line[1:])
            opened = True
        elif opened:
            found[-1] += "\n" + line
        elif line.strip():
            found.append(line)
    return [cell.rstrip().lstrip("\n") if cell.strip() else "" for cell in found]


def rows(name):
    """The rows of a text with one row a line."""
    return [line.split("\t") for line in text(name).rstrip("\n").split("\n")]


GROUP = re.compile(r"\s*(产出|效果|效益)指标[一二三四五六七八九十0-9]+[：:]")
FUNDS = re.compile(r"(资金情况|预算安排|资金)[（(](万元|元)[）)]$")
AMOUNT = re.compile(r"(资金总额|基本支出|项目支出)[：:]?$")


def department(name):
    """The parts of a department's form: `(head, rows, notes)`.

    `head` are the lines above the table, `rows` triples of section, name and content, `notes` the
    lines below the table.
    """
    left = cells(name)
    head = []
    while not re.search("名称$", left[0]):
        head.append(left.pop(0))
    found, notes = [], []
    section = ""
    while left:
        cell = left.pop(0)
        if FUNDS.search(cell):
            section = cell
            while left and (not left[0] or AMOUNT.match(left[0])):
                label = left.pop(0)
                if label:
                    found.append((section, label, left.pop(0)))
                    section = ""
        elif cell in ("绩效指标", "年度绩效指标"):
            section = cell
            found.append((section, left.pop(0), left.pop(0)))
            group = ""
            while left and (not left[0] or GROUP.match(left[0]) or group):
                cell = left.pop(0)
                if GROUP.match(cell):
                    group = cell
                elif cell:
                    found.append(("", group, cell))
                    group = " "
                if group == " " and left and left[0] and not GROUP.match(left[0]):
                    if re.match("其他", left[0]):
                        break
            found = [(a, b.strip(" ") if b == " " else b, c) for a, b, c in found]
        else:
            value = left.pop(0) if left else ""
            own = cell.split("\n")
            if len(own) > 1 and not value:
                # The last field is empty and the notes stand behind its label.
                cell, notes = own[0], own[1:]
            lines = value.split("\n")
            at = next((i for i, line in enumerate(lines) if re.match("填.说明", line)), None)
            if at is not None:
                value, notes = "\n".join(lines[:at]).rstrip(), lines[at:]
            found.append((cell, value, None))
    return head, found, [line for line in notes if line.strip()]
