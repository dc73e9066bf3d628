"""What is written for other programs: no cell of a CSV is run by them, none changed, and all come back as they were."""

import csv

import pytest

from desktop.exchange.reader import read_workbook
from desktop.exchange.writing import _guarded
from models.schema.fields import entity_named, field_map

FIELDS = field_map(entity_named("enterprise"))
TEXT, NUMBER, DAY = FIELDS["name"], FIELDS["staff_total"], FIELDS["inspection_date"]

# a cell, what stands in the file
RUN = [
    ("=1+1", "'=1+1"),
    ("+1", "'+1"),
    ("-1+2", "'-1+2"),
    ("@SUM(A1)", "'@SUM(A1)"),
    ("@", "'@"),
    ("\t=1", "'\t=1"),
    ("\r=1", "'\r=1"),
    ("\n=1", "'\n=1"),
    ("＝1+1", "'＝1+1"),
    ("＋1", "'＋1"),
    ("－1", "'－1"),
    ("＠x", "'＠x"),
    ("'=1+1", "''=1+1"),  # an apostrophe of its own is not taken for the guard
    ("''@x", "'''@x"),
]
COUNTED = [
    ("007", '="007"'),
    ("210102200801011234", '="210102200801011234"'),
    ("123456789012", '="123456789012"'),
    ("1E5", '="1E5"'),
    ("1e5", '="1e5"'),
    ("2.1E+17", '="2.1E+17"'),
    ("3-2", '="3-2"'),
    ("1/2", '="1/2"'),
    ("2024-9-1", '="2024-9-1"'),
    ("TRUE", '="TRUE"'),
    ("false", '="false"'),
]
PLAIN = ["张三", "a@b.cn", "1=1", "数控1班", "2-1班", "12345678901", "0", "7", "E5", "'", "2024级", "真", "", " =1"]


@pytest.mark.parametrize(("text", "written"), [*RUN, *COUNTED, *((text, text) for text in PLAIN)])
def test_a_cell_of_text_is_neither_run_nor_counted(text, written):
    assert _guarded(TEXT, text) == written


@pytest.mark.parametrize(("field", "text"), [(NUMBER, "007"), (DAY, "2024-09-01"), (NUMBER, "123456789012")])
def test_what_is_a_number_or_a_day_is_counted(field, text):
    assert _guarded(field, text) == text


def test_numbers_below_nothing_are_guarded_all_the_same():
    assert _guarded(NUMBER, "-5") == "'-5"


def test_our_own_reader_takes_every_guard_off(tmp_path):
    texts = [text for text, _written in (*RUN, *COUNTED) if not {"\t", "\r", "\n"} & set(text)]
    target = tmp_path / "名单.csv"
    with target.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["姓名", "备注"])
        writer.writerows([f"第{nth}行", _guarded(TEXT, text)] for nth, text in enumerate(texts))
    (sheet,) = read_workbook(target).sheets
    assert [row[1] for row in list(sheet.rows)[1:]] == texts
