"""A teacher's workbook goes in: two cells are mended in the wizard; after a restart the import is taken back."""

import re

from tests.factories import identity_number
from tests.journeys import steps, workbooks

GROUP = "2017级建筑工程施工1班"


def import_with_mending(clerk):
    before = clerk.count("student")
    path = workbooks.class_with_two_errors(clerk.desk.home / "class.xlsx", GROUP)
    cells = steps.review(clerk, path)
    assert clerk.voice.size(cells)[0] == 2
    assert "应为 18 位" in clerk.row(cells, 0)["身份证件号"]
    assert "团圆" in clerk.row(cells, 1)["政治面貌"]
    assert clerk.row(cells, 1)["班级"] == GROUP  # a cell that is right is its words and nothing more
    assert clerk.count("student") == before

    steps.mend_two_errors(clerk)
    clerk.click("导入 30 行")
    clerk.see(re.compile(".*已导入.*30.*"))
    return before


def test_a_workbook_with_two_errors_is_mended_in_the_wizard_and_goes_in(clerk):
    clerk.start()
    before = import_with_mending(clerk)
    clerk.click(re.compile("查看.*"))
    table = clerk.table("学生列表")
    assert clerk.count("student") == before + 30
    mended = clerk.records("student", "--search", workbooks.pupil(workbooks.SHORT, GROUP)[0])
    assert [row["id_number"] for row in mended] == [identity_number(workbooks.SHORT)[:3] + "*" * 15]  # 18 digits by now
    assert clerk.voice.size(table)[1] > 5
    clerk.leave()


def test_an_import_is_undone_after_a_restart(clerk):
    clerk.start()
    before = import_with_mending(clerk)
    clerk.leave()
    assert clerk.count("student") == before + 30

    clerk.start()
    clerk.see("首页", "label")
    clerk.press("ctrl+z")
    clerk.see(re.compile("已撤销.*"))
    assert clerk.count("student") == before
    clerk.press("ctrl+y")
    clerk.see(re.compile("已重做.*"))
    assert clerk.count("student") == before + 30
    clerk.leave()
