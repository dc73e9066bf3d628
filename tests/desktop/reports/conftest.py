"""Papers that the tests of all renderers share."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from desktop.reports.document import (
    Column,
    Document,
    HeadLine,
    PageBreak,
    Paragraph,
    Row,
    SignOff,
    Table,
    Title,
    sentence,
)

GOLDEN = Path(__file__).parents[2] / "golden"
NAMES = ("张𬭎", "王䶮", "李㛃", "赵𠅤然", "阿卜杜拉·买买提江·吐尔逊", "欧阳明月", "刘洋", "古丽仙·阿不都热合曼")


def roster(name, count):
    """A class roster of the shape of XJ-01, synthetic throughout."""
    columns = (
        Column("序号", 9, kind="code"),
        Column("学号", 26, kind="code"),
        Column("姓名", 20, kind="name"),
        Column("性别", 10, kind="code"),
        Column("出生年月", 18, kind="month"),
        Column("身份证号", 40, kind="code"),
        Column("入班日期", 22, kind="date"),
        Column("备注", 30),
    )
    rows = tuple(
        Row((nth, f"2025{nth:06d}", NAMES[nth % 8], "男女"[nth % 2], date(2009, 1 + nth % 12, 3),
             f"210102200901{nth:06d}", date(2025, 9, 1), None if nth % 5 else "烈士子女，享受国家助学金一等，住校"))
        for nth in range(1, count + 1)
    )  # fmt: skip
    return (
        Title(f"示范职业学校{name}花名册", "2025—2026学年第一学期"),
        HeadLine((("专业", "数控技术应用"), ("班主任", "李红"), ("填报单位（盖章）", ""))),
        Table(columns, rows, (sentence(f"合计 {count} 人。"),)),
        SignOff(("班主任", "教务处"), "填表日期", seal=True),
    )


def statistics():
    """A table with two levels of heading, merged cells, subtotals, a total and rates."""
    columns = (
        Column("专业大类", 30, "center"),
        Column("专业名称", 48),
        *(Column(heading, 14, kind="number", group=year) for year in ("一年级", "二年级") for heading in "男女计"),
        Column("报到率", 18, kind="percent", empty="—"),
    )
    rows = (
        Row(("装备制造大类", "数控技术应用", 120, 30, 150, 110, 25, 135, Decimal("98.50"))),
        Row(("装备制造大类", "机电技术应用", 80, 20, 100, 70, 21, 91, Decimal("100.00"))),
        Row(("装备制造大类", "焊接技术应用", 0, 0, 0, 12, 1, 13, None)),
        Row(("装备制造大类小计", 200, 50, 250, 192, 47, 239, Decimal("99.10")), "subtotal", 2),
        Row(("电子与信息大类", "计算机应用", 60, 61, 121, 58, 60, 118, Decimal("97.53"))),
        Row(("电子与信息大类", "软件与信息服务", 40, 41, 81, 38, 40, 78, Decimal("96.43"))),
    )
    totals = (Row(("总计", 300, 152, 452, 288, 147, 435, Decimal("98.26")), "total", 2),)
    return (
        Title("招生情况统计表", "（分专业、分性别）"),
        HeadLine((("填报单位（盖章）", ""), ("统计截止", "2025年9月30日"), ("单位", "人"))),
        Table(columns, rows, totals, merge=(0,)),
        Paragraph("注：1. 报到率＝报到人数÷录取人数。\n2. “—”表示没有录取。"),
        SignOff(("单位负责人", "审核人", "填表人"), "填表日期"),
    )


@pytest.fixture
def paper():
    """Two classes and a statistics table, three sections."""
    blocks = (
        PageBreak(title="数控1班"), *roster("2025级数控1班", 48),
        PageBreak(title="数控2班"), *roster("2025级数控2班", 5),
        PageBreak(title="统计表"), *statistics(),
    )  # fmt: skip
    return Document(
        "花名册和统计表", blocks, code="XJ-01", footer_left="双元", printed_by="王老师",
        printed_at=datetime(2025, 9, 30, 14, 5),  # noqa: DTZ001 - local time, as on the wall
    )  # fmt: skip


@pytest.fixture
def golden(request):
    """Compare a text with its golden file; `--write-golden` writes it instead."""

    def compare(name, text):
        path = GOLDEN / name
        if request.config.getoption("--write-golden", default=False):
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8")

    return compare
