"""Odd arguments and odd workbooks: a sentence in Chinese and an exit status, never a traceback."""

import csv
import io
import json
import os
import re
import shutil
import warnings
import zipfile
from datetime import date, timedelta

import openpyxl
import pytest
import xlsxwriter

from models.database.database import open_database
from tests.desktop.bad_luck import CLEAN, DOUBLES, contents, copied, ended, program
from tests.factories import identity_number

HEADS = ("姓名", "身份证号", "学号")
PEOPLE = [("王小明", identity_number(7001), "2401007001"), ("李小红", identity_number(7002), "2401007002")]


def book(path, rows, name="名单", **options):
    with xlsxwriter.Workbook(str(path), options) as made:
        sheet = made.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


def repacked(path, change):
    """The same workbook with other parts: `change` gets the list of (name, bytes) and gives another."""
    with zipfile.ZipFile(path) as source:
        parts = [(name, source.read(name)) for name in source.namelist()]
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        warnings.simplefilter("ignore")  # doubled names are what is wanted
        for name, data in change(parts):
            target.writestr(name, data)
    return path


NUMBERS = ["-1", "0", "3", "99999999999999999999", "9" * 5000, "x", "", "1.5", "²", "１"]
TEXTS = [
    "",
    "   ",
    "'",
    '"',
    "\\",
    "%",
    "*",
    "a OR b NOT",
    "\udcff",
    "王" * 3000,
    "🙂",
    "=1+1",
    "9223372036854775808",
    "²",
]
ODD = [
    ["-x"], ["--language"], ["--language", "xx"], ["frobnicate"], ["import"], ["import", "student"], ["report", "x"],
    *([verb, *flag, number] for number in NUMBERS for verb, flag in (
        ("history", ["--limit"]), ("list", ["student", "--limit"]), ("list", ["student", "--count", "--limit"]),
        ("undo", []), ("redo", []), ("demo", ["--scale"]), ("export", ["student", "x.csv", "--limit"]),
    )),
    *([verb, *flag, text] for text in TEXTS for verb, flag in (
        ("list", ["student", "--search"]), ("list", ["student", "--where"]), ("list", ["student", "--columns"]),
        ("list", ["student", "--order"]), ("list", ["student", "--as-of"]), ("list", []), ("codes", []), ("report", []),
        ("report", ["class-roster", "--to", "x.txt", "--of"]), ("report", ["class-roster", "--all", "--to", "x.txt", "--set"]),
        ("report", ["student-statistics", "--to", "x.txt", "--as-of"]), ("report", ["class-roster", "--all", "--to"]),
        ("import", ["student", "--dry-run"]), ("import", ["student", CLEAN, "--dry-run", "--sheet"]),
        ("export", ["student"]), ("template", ["student"]), ("restore", []),
    )),
    *(["list", "student", "--where", field + operator + value]
      for field in ("name", "birth_date", "gender", "school_class", "age", "nothing", "id")
      for operator in ("=", "!=", "<", ">=", "~") for value in ("", "*", "x", "99999999999999999999999", "\udcff") if operator != "~" or field not in ("birth_date", "age")),
    ["demo", "--scale", "nan"], ["demo", "--scale", "inf"], ["demo", "--seed", "x"], ["check", "extra"],
    ["codes", "../../x"], ["import", "family-member", CLEAN, "--dry-run"], ["import", "student", "/dev/zero", "--dry-run"],
    ["import", "student", CLEAN, "--errors", "x.docx"], ["import", "student", CLEAN, "--sheet", "无此表"],
    ["restore", "/etc/hostname"], ["restore", "/dev/null"], ["list", "student", "--format", "xml"],
]  # fmt: skip


@pytest.mark.parametrize("verb", sorted({case[0] for case in ODD}))
def test_odd_arguments(run, filled, tmp_path, verb):
    path = copied(filled, tmp_path / "here")
    for arguments in ODD:
        if arguments[0] == verb:
            run(*arguments, database=path)
    if verb not in {"undo", "redo"}:
        assert contents(path) == contents(filled)


def test_undo_takes_back_only_what_is_named(run, filled, tmp_path):
    path = copied(filled, tmp_path / "here")
    assert [run("undo", number, database=path)[0] for number in (0, -5, 2, 10**19)] == [1, 1, 1, 1]
    assert contents(path) == contents(filled)


def sheets(path, names, rows):
    with xlsxwriter.Workbook(str(path)) as made:
        for name in names:
            sheet = made.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def merged_everywhere(path):
    book(path, [HEADS, *PEOPLE])
    whole = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    return repacked(path, lambda parts: [(n, d.replace(b"</sheetData>", whole)) for n, d in parts])


def with_macros(path):
    book(path, [HEADS, *PEOPLE])
    macro = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    changed = repacked(
        path, lambda parts: [*((n, d.replace(plain, macro)) for n, d in parts), ("xl/vbaProject.bin", b"x" * 99)]
    )
    return changed.rename(path.with_suffix(".xlsm"))


def protected(path):
    made = openpyxl.Workbook()
    for row in (HEADS, *PEOPLE):
        made.active.append(row)
    made.active.protection.set_password("123456")
    made.security.workbookPassword = "123456"
    made.save(path)
    return path


def doubled_parts(path):
    book(path, [HEADS, *PEOPLE])
    return repacked(path, lambda parts: parts + parts)


def climbing_parts(path):
    book(path, [HEADS, *PEOPLE])
    return repacked(
        path, lambda parts: [*parts, ("../../../evil.txt", b"x"), ("/etc/evil.txt", b"x"), ("C:\\evil.txt", b"x")]
    )


def as_text(path, encoding, rows=(HEADS, *PEOPLE), separator=","):
    path.write_bytes("\r\n".join(separator.join(row) for row in rows).encode(encoding))
    return path


GOOD = [
    lambda folder: book(folder / "表.xlsx", [HEADS, *PEOPLE], name="三年\"级'的 名单"),
    lambda folder: with_macros(folder / "宏.xlsx"),
    lambda folder: protected(folder / "保护.xlsx"),
    lambda folder: climbing_parts(folder / "爬.xlsx"),
    lambda folder: book(folder / "表.xlsx", [HEADS, *PEOPLE]).rename(folder / "其实是工作簿.csv"),
    lambda folder: as_text(folder / "其实是文本.xlsx", "gb18030"),
    lambda folder: as_text(folder / "制表符.csv", "utf-16", separator="\t"),
    lambda folder: book(folder / f"{'很长' * 40}.xlsx", [HEADS, *PEOPLE]),
    lambda folder: book(folder / "带 空格 🙂 $(x) `y` %s {0}.xlsx", [HEADS, *PEOPLE]),
    lambda folder: as_text(
        folder / os.fsdecode("名单.csv".encode("gb18030")), "utf-8"
    ),  # unpacked from a zip of Windows
]


@pytest.mark.parametrize(
    "make", GOOD, ids=lambda make: str(make.__code__.co_firstlineno - GOOD[0].__code__.co_firstlineno)
)
def test_odd_but_readable(run, tmp_path, make):
    folder = tmp_path / "表 格"
    folder.mkdir()
    path = make(folder)
    status, out, err = run("import", "student", path, "--json")
    assert (status, json.loads(out)["totals"]["insert"]) == (0, 2), err
    assert run("import", "student", path, "--json")[0] == 0
    assert json.loads(run("history", "--json")[1])[0]["changes"] >= 2
    assert [file.name for file in tmp_path.rglob("evil*")] == []


def broken_text(path):
    path.write_bytes(
        "姓名,身份证号\n王小明,".encode() + identity_number(7001).encode() + "\n李".encode()[:2] + b"\xff\xfe,\n" * 9
    )
    return path


REFUSED = [
    (lambda folder: broken_text(folder / "坏字节.csv"), {0, 1}),
    (lambda folder: doubled_parts(folder / "重复部件.xlsx"), {0, 1}),
    (lambda folder: sheets(folder / "千表.xlsx", [f"表{n}" for n in range(1000)], [("说明",)]), {1}),
    (lambda folder: book(folder / "空表.xlsx", []), {1}),
    (lambda folder: folder / "没有.xlsx", {2}),
    (lambda folder: folder, {1}),
    (lambda folder: merged_everywhere(folder / "合并.xlsx"), {0, 1}),
]


@pytest.mark.parametrize(("make", "expected"), REFUSED)
def test_refused_with_a_sentence(run, tmp_path, make, expected):
    folder = tmp_path / "表 格"
    folder.mkdir()
    status, out, _err = run("import", "student", make(folder), "--dry-run", "--json")
    assert status in expected
    answer = json.loads(out)
    assert answer["status"] == "ok" or re.search("[\u4e00-\u9fff]{4}", answer["message"])


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "管道.xlsx")
    status, _out, err = ended(program(tmp_path / "a.db", "import", "student", tmp_path / "管道.xlsx", "--dry-run"), 20)
    assert (status, "不是文件" in err) == (1, True)


@pytest.mark.parametrize(
    ("column", "value"),
    [("出生日期", text) for text in ("2023-02-30", "0000-00-00", "99999999", "二〇〇八年", "1900-02-29", "-1", "1e400")]
    + [
        ("姓名", "王" * 1_000_000),
        ("姓名", "王\x00明"),
        ("备注", "x" * 1_000_000),
        ("姓名", "\u202e明小王"),
        ("学号", "1" * 5000),
    ],
    ids=lambda value: value[:12].encode("unicode_escape").decode(),
)
def test_odd_cells(run, tmp_path, column, value):
    """Odd values are refused or kept, but the row beside them is judged by itself and everything can be given back."""
    with io.StringIO() as text:
        heads = dict.fromkeys((*HEADS, column))
        odd = dict(zip(HEADS, PEOPLE[0], strict=True)) | {column: value}
        good = dict(zip(HEADS, PEOPLE[1], strict=True))
        for row in (dict(zip(heads, heads, strict=True)), odd, good):
            text.write("\t".join(row.get(head, "") for head in heads) + "\n")
        (tmp_path / "表.csv").write_text(text.getvalue(), encoding="utf-8")
    status, out, _err = run("import", "student", "表.csv", "--json", "--accept-valid", "--errors", "错.xlsx")
    totals = json.loads(out)["totals"]
    assert status == 0
    assert totals["insert"] >= 1
    assert totals["insert"] + totals["reject"] == 2
    assert (tmp_path / "错.xlsx").exists() == bool(totals["reject"])
    assert run("export", "student", "出.xlsx")[0] == run("export", "student", "出.csv")[0] == 0


def test_a_formula_is_text_everywhere(run, tmp_path):
    evil, link = "=1+cmd|' /C calc'!A0", '=HYPERLINK("http://x","y")'  # a link is a formula without its result
    lines = [(*HEADS, "备注"), (*PEOPLE[0], evil), (*PEOPLE[1], link), ("=1+1", "1", "x", "@x")]
    as_text(tmp_path / "表.csv", "utf-8", lines, "\t")
    assert run("import", "student", "表.csv", "--accept-valid", "--errors", "错.xlsx")[0] == 0
    for name in ("出.xlsx", "出.csv"):  # whole, because a mask is no number a spreadsheet would spoil
        assert run("export", "student", name, "--unmasked", "--why", "核对")[0] == 0
    for name in ("出.xlsx", "错.xlsx"):
        with zipfile.ZipFile(tmp_path / name) as parts:
            assert not any(b"<f>" in parts.read(n) for n in parts.namelist() if n.startswith("xl/worksheets/"))
    with (tmp_path / "出.csv").open(encoding="utf-8-sig", newline="") as stream:
        cells = [cell for row in csv.reader(stream) for cell in row]
    run_by_excel = [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert run_by_excel
    assert all(re.fullmatch(r'="\d+"', cell) for cell in run_by_excel)  # which says that digits are text
    assert f"'{evil}" in cells


def test_rejected_rows_never_overwrite_their_source(run, tmp_path):
    mine = shutil.copy(DOUBLES, tmp_path / "我的.xlsx")
    before = mine.read_bytes()
    assert run("import", "student", mine, "--errors", mine)[0] == 2
    assert run("import", "student", "我的.xlsx", "--errors", tmp_path / "x" / ".." / "我的.xlsx")[0] == 2
    assert mine.read_bytes() == before
    assert run("import", "student", mine, "--errors", "没有的/错.xlsx", "--accept-valid")[0] == 2
    assert run("list", "student", "--count")[1] == "0\n"
    (tmp_path / "夹.xlsx").mkdir()
    assert run("import", "student", mine, "--errors", "夹.xlsx")[0] == 2


def test_a_workbook_gone_or_changed_after_it_was_judged(tmp_path):
    from desktop.exchange.applying import apply
    from desktop.exchange.rejected_rows import write_errors
    from models.schema.fields import entity_named
    from tests.imported import plan

    with_database = open_database(tmp_path / "a.db")
    try:
        mine = shutil.copy(DOUBLES, tmp_path / "我的.xlsx")
        made = plan(with_database, entity_named("student"), mine)
        mine.write_bytes(b"changed")
        assert write_errors(made, tmp_path / "错.xlsx") == 7
        mine.unlink()
        assert apply(with_database, made).change_count >= 50
    finally:
        with_database.close()


@pytest.mark.slow
def test_a_hundred_thousand_rows_take_a_minute_at_most(tmp_path):
    path = tmp_path / "十万.xlsx"
    rows = (
        (
            f"王{chr(0x4E00 + nth % 3000)}",
            identity_number(nth % 14 * 700, gender="12"[nth // 14 % 2], born=born),
            f"{nth:09}",
        )
        for nth in range(100_000)
        for born in [date(2000, 1, 1) + timedelta(days=nth // 28)]
    )
    book(path, [HEADS, *rows], constant_memory=True)
    status, _out, err = ended(program(tmp_path / "a.db", "import", "student", path, "--dry-run"), 60)
    assert status == 0, err
    assert "100000" in err
