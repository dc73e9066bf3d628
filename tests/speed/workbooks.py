"""A clean list of students as a school keeps it: the workbook the import is measured with."""

from pathlib import Path
from typing import Any

import xlsxwriter

from models.schema.codes import table
from tests.speed.students import rows

HEADINGS = (
    "学号", "姓名", "性别", "民族", "出生日期", "身份证号", "班级", "专业", "政治面貌", "联系电话", "家庭住址", "就读方式",
)  # fmt: skip
MAJORS = ("焊接技术应用", "数控技术应用", "计算机应用", "电子商务", "幼儿保育")
CLASS_SIZE = 45


def write(path: Path, count: int, seed: int = 1) -> None:
    """A workbook of so many students, all of whom an import accepts; those of another seed are others."""
    with xlsxwriter.Workbook(str(path)) as book:  # shared strings, as Excel itself writes them
        sheet = book.add_worksheet("学生")
        sheet.write_row(0, 0, HEADINGS)
        for number, student in enumerate(rows(count, seed)):
            sheet.write_row(number + 1, 0, _cells(number // CLASS_SIZE, student))


def _cells(place: int, student: dict[str, Any]) -> tuple[str, ...]:
    major = MAJORS[place % len(MAJORS)]
    return (
        student["student_number"],
        student["name"],
        table("gender").name(student["gender"]),
        table("ethnicity").name(student["ethnicity"]),
        student["birth_date"].isoformat(),
        student["id_number"],
        f"{2022 + place % 3}级{major}{place // 15 + 1}班",
        major,
        table("political-status").name(student["political_status"]),
        student["phone"],
        f"沈阳市铁西区建设大路{1 + place % 300}号",
        table("boarding").name(student["boarding"]),
    )
