"""Workbooks as an office has them, such as that of a class as a teacher hands it in."""

import openpyxl

from tests.factories import identity_number

HEADINGS = ("姓名", "身份证号", "出生日期", "政治面貌", "联系电话", "班级")
SIZE = 30
SHORT, UNKNOWN = 3, 7  # rows with a number one digit short, and with a word nobody knows


def pupil(serial, group):
    """One row that is right."""
    number = identity_number(serial)
    name = "张" + "甲乙丙丁戊己庚辛壬癸"[serial % 10] + "一二三"[serial // 10]
    return [name, number, f"{number[6:10]}-{number[10:12]}-{number[12:14]}", "共青团员", f"139{serial:08d}", group]


def class_with_two_errors(path, group):
    """Thirty pupils of a class; two cells are wrong."""
    rows = [pupil(serial, group) for serial in range(SIZE)]
    rows[SHORT][1] = rows[SHORT][1][:17]
    rows[UNKNOWN][3] = "团圆"
    return book(path, HEADINGS, rows)


def book(path, headings, rows):
    """A workbook of one sheet."""
    made = openpyxl.Workbook()
    made.active.title = "名单"
    for row in (headings, *rows):
        made.active.append(row)
    made.save(path)
    return path
