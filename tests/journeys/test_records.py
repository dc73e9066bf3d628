"""Somebody is found by initials, in the list and by Ctrl+K, changed and saved; what was done can be taken back."""

import re

from tests.journeys import steps
from tests.journeys.desk import until


def test_a_student_is_found_by_initials_and_changed(clerk):
    clerk.start()
    table = steps.go_to_list(clerk, "学生")
    whole = clerk.voice.size(table)[0]
    person = clerk.row(table, 0)
    assert whole == clerk.count("student")

    clerk.press("ctrl+f")
    clerk.focus_on("搜索", "text")
    clerk.type("lxh")
    table = clerk.table("学生列表", lambda count: 0 < count < whole)
    found = [clerk.row(table, n)["姓名"] for n in range(clerk.voice.size(table)[0])]
    assert "李轩豪" in found
    assert person["姓名"] not in found

    clerk.press("ctrl+k")
    clerk.focus_on("搜索与命令", "text")
    clerk.type("lxh")
    clerk.see(re.compile("李轩豪，.*"), "list item")
    clerk.press("Return")
    clerk.focus_on("姓名", "text")
    change_and_take_back(clerk)
    clerk.leave()


def change_and_take_back(clerk):
    box = clerk.see("曾用名", "text")
    clerk.click_on(box.ref)
    clerk.focus_on("曾用名", "text")
    clerk.write("Leo")
    clerk.press("ctrl+s")
    clerk.see("撤销", "push button")
    assert kept(clerk) == "Leo"
    clerk.click("撤销", "push button")
    until(lambda: not kept(clerk), "the change to be taken back")
    until(lambda: clerk.text("曾用名") == "", "the form to follow")


def kept(clerk):
    return clerk.records("student", "--search", "李轩豪", "--columns", "former_name")[0]["former_name"]
