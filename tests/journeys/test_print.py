"""The roster of a class goes into a file and to a printer, and both are the same paper."""

import re

import pytest

from tests.journeys import printer as printing
from tests.journeys import steps
from tests.journeys.clerk import Clerk
from tests.journeys.conftest import needs
from tests.journeys.desk import until

GROUP = "2017级建筑工程施工1班"


@pytest.fixture
def printer(desk):
    needs(printing.lacking())
    return printing.Printer(desk)


@pytest.fixture
def clerk(desk, database, printer):
    desk.env["CUPS_SERVER"] = printer.server
    return Clerk(desk, database)


def test_a_roster_goes_into_a_file_and_to_a_printer(clerk, printer):
    clerk.start()
    table = steps.go_to_list(clerk, "班级", 26)
    row = next(n for n in range(26) if clerk.row(table, n)["班级名称"] == GROUP)
    clerk.press(*["Down"] * row)
    clerk.press("ctrl+p")
    clerk.see(re.compile(f"范围：{GROUP}"))
    target = clerk.desk.home / "roster.pdf"
    save(clerk, target)
    send(clerk, printer)

    roster, printed = printing.words_of(target), printing.words_of(printer.paper)
    assert GROUP in roster
    assert len(re.findall(r"^ *\d+ +\d{10} ", roster, re.MULTILINE)) == 47
    assert without_time(printed) == without_time(roster)
    clerk.leave()


def save(clerk, target):
    clerk.click("保存为 PDF")
    steps.give_file(clerk, target)
    clerk.see(re.compile("已保存 roster.pdf.*"))
    assert target.read_bytes()[:5] == b"%PDF-"


def send(clerk, printer):
    clerk.click(re.compile(r"打印 \d+ 页"))
    clerk.wait_for_title(re.compile("打印.*"))
    until(lambda: (h := clerk.focused()) and re.fullmatch(r"打印 \d+ 页", h.name), "a printer that can be used")
    clerk.press("Return")
    clerk.see(re.compile("已送到打印机“Office”，.*"))
    until(printer.paper.exists, "the paper")
    assert printer.jobs()
    assert printer.paper.read_bytes()[:5] == b"%PDF-"
    slip = printer.slip.read_text("utf-8")
    assert "班级花名册" in slip
    assert "media=A4" in slip


def without_time(words):
    """What is said whenever it is printed: having saved the paper is an entry of the record itself.

    How wide the time is moves the columns of the text that is made of the page; what stands beside what stays.
    """
    return re.sub(r" +", " ", re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d|(?<=记录 )\d+·[0-9a-f]{6}", "", words))
