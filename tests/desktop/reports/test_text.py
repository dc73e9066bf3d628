"""The plain text: golden, and aligned by what a terminal shows."""

import pytest

from desktop.reports.document import Document, PageBreak, Paragraph
from desktop.reports.text import render_text
from models.schema import widths


def test_golden(paper, golden):
    golden("paper.txt", render_text(paper))


def test_rules_stand_below_one_another(paper):
    for section in render_text(paper).split("========"):
        lines = [line for line in section.splitlines() if line.startswith("|")]
        assert len({widths.width(line) for line in lines}) <= 1


@pytest.mark.parametrize(
    ("text", "width"), [("张三", 4), ("张𬭎", 4), ("a·b", 3), ("（续表）", 8), ("e\u0301", 1), ("", 0)]
)
def test_width(text, width):
    assert widths.width(text) == width


def test_a_page_break_within_a_section_is_marked():
    blocks = [Paragraph("甲"), PageBreak(restart_numbering=False), Paragraph("乙")]
    assert render_text(Document("册", blocks)).splitlines() == ["册", "甲", "-------- 分页 --------", "乙"]
