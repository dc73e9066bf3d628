"""Somebody is found by initials, in the list and by Ctrl+K, changed and saved; what was done can be taken back."""

import re

from pypinyin import Style, lazy_pinyin

from tests.journeys import steps
from tests.journeys.desk import until


def initials(name):
    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER))


def kept(clerk, name):
    found = clerk.records("student", "--search", name, "--columns", "name,former_name")
    return [row["former_name"] for row in found if row["name"] == name]


def test_a_student_is_found_by_initials_and_changed(clerk):
    clerk.start()
    table = steps.go_to_list(clerk, "学生")
    whole = clerk.voice.size(table)[0]
    name, other = (clerk.row(table, n)["姓名"] for n in (4, 5))

    clerk.press("ctrl+f")
    clerk.focus_on("搜索", "text")
    clerk.type(initials(name))
    table = clerk.table("学生列表", lambda count: 0 < count < whole)
    found = [clerk.row(table, n)["姓名"] for n in range(clerk.voice.size(table)[0])]
    assert name in found
    assert other not in found

    clerk.press("ctrl+k")
    clerk.focus_on("搜索与命令", "text")
    clerk.type(initials(name))
    clerk.click(re.compile(f"{name}，.*"), "list item")
    clerk.focus_on("姓名", "text")
    assert clerk.text("姓名") == name
    change_and_take_back(clerk, name)
    clerk.leave()


def change_and_take_back(clerk, name):
    before = kept(clerk, name)
    clerk.click_on(clerk.see("曾用名", "text").ref)
    clerk.focus_on("曾用名", "text")
    clerk.write("Leo")
    clerk.press("ctrl+s")
    clerk.rest_on("撤销", "push button")
    assert "Leo" in kept(clerk, name)
    clerk.click("撤销", "push button")
    until(lambda: kept(clerk, name) == before, "the change to be taken back")
    until(lambda: clerk.text("曾用名") == "", "the form to follow")
