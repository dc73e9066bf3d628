"""How wide text stands in columns of equal cells, where a Chinese character takes two."""

import unicodedata
from collections.abc import Sequence


def width(text: str) -> int:
    """Cells the text takes."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text)


def padded(text: str, cells: int, align: str = "left") -> str:
    """The text filled up with blanks to that many cells."""
    room = max(cells - width(text), 0)
    left = {"left": 0, "right": room, "center": room // 2}[align]
    return " " * left + text + " " * (room - left)


def aligned(rows: Sequence[Sequence[str]], aligns: Sequence[str]) -> str:
    """Rows as lines with columns as wide as their widest cell; line breaks in cells become blanks."""
    flat = [[" ".join(cell.split()) for cell in row] for row in rows]
    widths = [max(map(width, column)) for column in zip(*flat, strict=True)] if flat else []
    lines = ("  ".join(map(padded, row, widths, aligns)).rstrip() for row in flat)
    return "\n".join(lines)
