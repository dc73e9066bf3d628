"""Workbooks with the deliberate defects of the sample (specification §5.2), to practise importing on."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from desktop.demo.figures import rows
from desktop.demo.naming import CITY, Brands, firm, person
from desktop.demo.numbers import IdentityNumbers, credit_code, mobile
from desktop.demo.people import Person
from desktop.demo.registering import family, identity
from desktop.demo.seating import ClassPlan, Seat
from models.schema.codes import table

GRADE = 2020  # after the sample's youngest, so that nobody is in the database already
TWICE, WRONG_CHECK, SCIENTIFIC, SHORT_PHONE, WRONG_CODE = 6, 14, 120, 22, 8
CLASS_SIZE = 45
MADE = datetime(2019, 10, 1, tzinfo=UTC)  # the same seed writes the same file
HEADINGS = (
    "序号",
    "学号",
    "姓名",
    "性别",
    "民族",
    "身份证号",
    "出生日期",
    "政治面貌",
    "联系电话",
    "监护人",
    "监护人电话",
)
WIDTHS = (6, 12, 12, 6, 10, 22, 12, 12, 14, 12, 14)
FIRM_HEADINGS = ("序号", "企业名称", "统一社会信用代码", "单位性质", "联系人", "联系人手机")
FIRM_WIDTHS = (6, 40, 22, 14, 12, 14)
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DefectiveWorkbook:
    """One workbook: what it is to be imported as, how many data rows it has and how many of them hold the defect.

    `fatal`: the defect keeps a row out; else it is a warning.
    """

    path: Path
    entity: str
    rows: int
    defects: int
    fatal: bool = True


class _Pupils:
    """Makes up pupils of 2020, each a row of a class list."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._identities = IdentityNumbers()
        self._count = 0

    def next(self) -> dict[str, Any]:
        """The next pupil, without a defect."""
        self._count += 1
        someone = Person(Seat(self._rng.choice("12")), ClassPlan(0, GRADE, ""), college=False)
        row = identity(someone, self._count, self._identities, self._rng)
        members = family(row["name"], self._rng)
        return {
            "学号": f"{GRADE % 100}0001{self._count:04d}",
            "姓名": row["name"],
            "性别": table("gender").name(row["gender"]).removesuffix("性"),
            "民族": table("ethnicity").name(row["ethnicity"]),
            "身份证号": row["id_number"],
            "出生日期": row["birth_date"].isoformat(),
            "政治面貌": "团员",
            "联系电话": mobile(self._rng),
            "监护人": members["guardian_name"],
            "监护人电话": members["guardian_phone"],
        }

    def many(self, count: int) -> list[dict[str, Any]]:
        """So many pupils."""
        return [self.next() for _n in range(count)]


def write_defective_workbooks(folder: Path, seed: int = 20191001) -> tuple[DefectiveWorkbook, ...]:
    """Write the workbooks into `folder` (made when missing) and say what is wrong in each; raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(seed)  # noqa: S311 - reproducible, not secret
    pupils = _Pupils(rng)
    return (
        _twice(folder, pupils, rng),
        _wrong_check(folder, pupils, rng),
        _scientific(folder, pupils),
        _short_phone(folder, pupils, rng),
        _wrong_code(folder, rng),
    )


def write_mixed_workbook(folder: Path, seed: int = 20191001) -> Path:
    """Write one class list with a little of everything that goes wrong, a dozen pupils; raises OSError."""
    rng = random.Random(seed)  # noqa: S311 - reproducible, not secret
    name = f"{GRADE}级机电技术应用1班"
    found = [{**row, "班级": name, "宿舍楼栋": f"{1 + n % 3}号楼"} for n, row in enumerate(_Pupils(rng).many(12))]
    found[1]["身份证号"] = found[1]["身份证号"][:-1]
    found[3]["政治面貌"] = found[8]["政治面貌"] = "团圆"
    found[4]["出生日期"] = "2005-02-30"
    found[6]["联系电话"] = found[6]["联系电话"][:-1]
    found[9] = {**found[2], "联系电话": mobile(rng)}
    path = folder / "机电1班新生名单.xlsx"
    headings = (*HEADINGS, "班级", "宿舍楼栋")
    _write(path, [("名单", f"{name}新生名单", found)], headings, (*WIDTHS, 26, 10))
    return path


def _twice(folder: Path, pupils: _Pupils, rng: random.Random) -> DefectiveWorkbook:
    """Six pupils stand in two class sheets."""
    names = [f"{GRADE}级机电技术应用{n}班" for n in range(1, 5)]
    classes = [pupils.many(CLASS_SIZE) for _name in names]
    for n, row in enumerate(rng.sample(classes[0], TWICE)):
        classes[1 + n % 3].insert(rng.randrange(CLASS_SIZE), {**row, "学号": None})
    path = folder / "各班花名册（有人重复）.xlsx"
    _write(path, [(name, f"{name}花名册", found) for name, found in zip(names, classes, strict=True)])
    return DefectiveWorkbook(path, "student", sum(map(len, classes)), TWICE)


def _wrong_check(folder: Path, pupils: _Pupils, rng: random.Random) -> DefectiveWorkbook:
    """The last digit of an identity number was mistyped."""
    found = pupils.many(90)
    for row in rng.sample(found, WRONG_CHECK):
        last = row["身份证号"][-1]
        row["身份证号"] = row["身份证号"][:-1] + rng.choice([d for d in "0123456789" if d != last])
    path = folder / "新生名单（身份证号有误）.xlsx"
    _write(path, [("名单", f"{GRADE}级数控技术应用1班学生名单", found)])
    return DefectiveWorkbook(path, "student", len(found), WRONG_CHECK)


def _scientific(folder: Path, pupils: _Pupils) -> DefectiveWorkbook:
    """Identity numbers became numbers: 2.10E+17, the last digits lost."""
    found: list[dict[str, Any]] = []
    while len(found) < SCIENTIFIC:
        row = pupils.next()
        if row["身份证号"].isdigit() and not row["身份证号"].endswith("000"):
            found.append({**row, "身份证号": float(row["身份证号"])})
    path = folder / "学生名单（科学计数法）.xlsx"
    _write(path, [("名单", f"{GRADE}级计算机应用学生名单", found)])
    return DefectiveWorkbook(path, "student", len(found), SCIENTIFIC)


def _short_phone(folder: Path, pupils: _Pupils, rng: random.Random) -> DefectiveWorkbook:
    """Mobile numbers of ten digits: doubtful, but no reason to keep a pupil out."""
    found = pupils.many(80)
    for row in rng.sample(found, SHORT_PHONE):
        row["联系电话"] = row["联系电话"][:-1]
    path = folder / "学生联系方式（手机号少一位）.xlsx"
    _write(path, [("名单", f"{GRADE}级护理1班学生名单", found)])
    return DefectiveWorkbook(path, "student", len(found), SHORT_PHONE, fatal=False)


def _wrong_code(folder: Path, rng: random.Random) -> DefectiveWorkbook:
    """Credit codes with a wrong check character."""
    brands, trades = Brands(rng), [trade for line in rows("groups") for trade in line["trades"].split("|")]
    found: list[dict[str, Any]] = [
        {
            "企业名称": firm(brands.next(), rng.choice(trades)) + "分公司",
            "统一社会信用代码": credit_code("91", rng.choice(CITY), 500_000 + n),  # the sample's own count from 0
            "单位性质": "其他企业",
            "联系人": person(rng, rng.choice("12")),
            "联系人手机": mobile(rng),
        }
        for n in range(60)
    ]
    for row in rng.sample(found, WRONG_CODE):
        last = row["统一社会信用代码"][-1]
        row["统一社会信用代码"] = row["统一社会信用代码"][:-1] + ("A" if last != "A" else "B")
    path = folder / "合作企业（信用代码有误）.xlsx"
    _write(path, [("企业", "合作企业一览表", found)], FIRM_HEADINGS, FIRM_WIDTHS)
    return DefectiveWorkbook(path, "enterprise", len(found), WRONG_CODE)


def _write(
    path: Path,
    sheets: Sequence[tuple[str, str, Sequence[Row]]],
    headings: Sequence[str] = HEADINGS,
    widths: Sequence[int] = WIDTHS,
) -> None:
    """One sheet each of (name, title above the table, rows)."""
    with Workbook(str(path)) as workbook:
        workbook.set_properties({"created": MADE.replace(tzinfo=None)})
        title = workbook.add_format({"bold": True, "font_size": 16, "align": "center"})
        head = workbook.add_format({"bold": True, "border": 1, "align": "center"})
        for name, text, found in sheets:
            sheet = workbook.add_worksheet(name)
            for n, width in enumerate(widths):
                sheet.set_column(n, n, width)
            sheet.merge_range(0, 0, 0, len(headings) - 1, text, title)
            sheet.write_row(1, 0, headings, head)
            _write_rows(sheet, headings, found, workbook.add_format({"border": 1}))


def _write_rows(sheet: Worksheet, headings: Sequence[str], found: Sequence[Row], cell: Format) -> None:
    for n, row in enumerate(found):
        for column, heading in enumerate(headings):
            value = n + 1 if heading == "序号" else row.get(heading)
            if isinstance(value, str):
                sheet.write_string(n + 2, column, value, cell)
            elif value is not None:
                sheet.write_number(n + 2, column, value, cell)
