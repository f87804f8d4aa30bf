"""The text samples as titles, rows of cells and lines below the table.

A cell is a text whose lines are divided by line breaks. A row of the forms of departments has three
columns: a label that may stand for several rows, then label and value, or one value over both.
"""

import tomllib
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent

# Labels of the first column whose rows have a column of labels behind it.
PARTED = ("资金情况", "绩效指标", "预算安排")
# Cells that begin an indented column of labels.
INNER = ("资金总额", "基本支出", "项目支出", "指标名称", "指标类别", "产出指标", "效果指标", "效益指标")


def opened(name):
    """A sample whose cells are opened by TABs: lines above, rows of cells, lines below."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    above, cells, below = [], [], []
    for line in lines:
        stops = line.strip().rstrip("：") in ("填制说明", "填表说明", "填报说明")
        if stops or below:
            below.append(line)
        elif line.startswith("\t"):
            cells.append(line[1:])
        elif cells:
            cells[-1] += "\n" + line
        elif line:
            above.append(line)
    cells = [cell.strip("\n") for cell in cells]
    while not (above and above[-1].startswith("（")):
        above.append(cells.pop(0))
    return above, rows(cells), [line for line in below if line.strip()]


def rows(cells):
    """Cuts a run of cells into rows: (label, inner label or None, value)."""
    found, label, at = [], "", 0
    cells = list(cells)
    while at < len(cells):
        cell = cells[at]
        first = cell.split("\n")[0]
        if first.startswith(INNER):
            found.append((label, cell, cells[at + 1] if at + 1 < len(cells) else ""))
            label, at = "", at + 2
        elif any(word in first for word in PARTED):
            label, at = cell, at + 1
        elif not first and at + 1 < len(cells) and cells[at + 1].split("\n")[0].startswith(INNER):
            at += 1
        elif not first and found:
            # A second cell under the label before: an old version that was left in.
            found.append(("", None, cells[at + 1] if not cell and at + 1 < len(cells) else cell))
            at += 2 if not cell else 1
        else:
            found.append((cell, None, cells[at + 1] if at + 1 < len(cells) else ""))
            at += 2
    return found


def separated(name):
    """A sample whose cells are divided by TABs: lines above, rows."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    above = [line for line in lines if "\t" not in line]
    return above, [line.split("\t") for line in lines if "\t" in line]


def table(name):
    """A sample in TOML."""
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))
