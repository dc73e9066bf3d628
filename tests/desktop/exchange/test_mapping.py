"""Headings a person says something about, several files read as one, and what is remembered of it."""

import json

import pytest

from desktop.exchange.corrections import Draft, Mends
from desktop.exchange.known_headings import headings_of
from desktop.exchange.mapping import (
    IGNORED,
    Source,
    found_plan,
    gather,
    guessed_headings,
    headings_found,
    likeliest,
    likenesses,
    patterns,
    shown,
)
from desktop.exchange.mapping_memory import Remembered
from desktop.exchange.plan import Action
from desktop.exchange.reader import read_workbook
from desktop.exchange.refusal import Refused
from desktop.exchange.tables_headings import normalise_heading
from models.schema.fields import entity_named
from tests.desktop.exchange.test_importing import SHEETS, sheet
from tests.factories import identity_number

STUDENT, ENTERPRISE = entity_named("student"), entity_named("enterprise")
PEOPLE = [["姓名", "身份证号", "爱好", "编号(家长)"], ["张甲", identity_number(1), "围棋", "13900000001"]]


def source(path):
    return Source(path, read_workbook(path))


def test_what_is_recognised_and_what_is_not(tmp_path):
    found = headings_found(gather(STUDENT, (source(sheet(tmp_path / "a.xlsx", PEOPLE)),), {}))
    assert [(h.text, h.column, h.samples) for h in found] == [
        ("姓名", "name", ("张甲",)), ("身份证号", "id_number", (identity_number(1),)), ("爱好", None, ("围棋",)),
        ("编号(家长)", None, ("13900000001",)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "heading", "column"),
    [
        ("placement", "月报酬", "pay"), ("placement", "月报酬（元）", "pay"), ("placement", "实习形式", "mode"),
        ("placement", "单位", "enterprise"), ("placement", "学籍班级", "school_class"),
        ("student", "学籍班级", "school_class"), ("student", "单位", None),
    ],
)  # fmt: skip
def test_what_offices_call_a_column(name, heading, column):
    assert headings_of(entity_named(name)).match(normalise_heading(heading)) == column


@pytest.mark.parametrize(
    ("choices", "wanted"),
    [
        ({"爱好": "remark"}, {"name", "id_number", "remark"}),
        ({"编号家长": "phone"}, {"name", "id_number", "phone"}),
        ({"身份证号": IGNORED}, {"name"}),
        ({"姓名": "remark", "爱好": "name"}, {"name", "id_number", "remark"}),
    ],
)
def test_a_heading_is_what_a_person_says(tmp_path, choices, wanted):
    gathered = gather(STUDENT, (source(sheet(tmp_path / "a.xlsx", PEOPLE)),), choices)
    assert set(gathered.tables[0].columns) == wanted
    assert set(found_plan(STUDENT, gathered).rows[0].raw) == wanted


def test_a_file_nobody_recognises_can_be_read_by_hand(database, tmp_path):
    one = source(sheet(tmp_path / "a.xlsx", [["三年级名单"], ["谁", "号"], ["张甲", identity_number(1)]]))
    with pytest.raises(Refused):
        gather(STUDENT, (one,), {})
    assert [h.text for h in guessed_headings((one,))] == ["谁", "号"]
    gathered = gather(STUDENT, (one,), {"谁": "name", "号": "id_number"})
    plan = Draft(database, found_plan(STUDENT, gathered)).judged(Mends())
    assert [(row.values["name"], row.action) for row in plan.rows] == [("张甲", Action.INSERT)]


def test_several_files_are_one_import(database, tmp_path):
    paths = [sheet(tmp_path / f"2024级机电技术应用{n}班.xlsx", PEOPLE) for n in (1, 2)]
    gathered = gather(STUDENT, tuple(source(path) for path in paths), {})
    assert len({s.name for s in gathered.workbook.sheets}) == 2
    assert gathered.workbook.path.name == "2024级机电技术应用1班 等 2 个文件"
    plan = Draft(database, found_plan(STUDENT, gathered)).judged(Mends())
    assert [row.raw["school_class"] for row in plan.rows] == ["2024级机电技术应用1班", "2024级机电技术应用2班"]
    assert [row.action for row in plan.rows] == [Action.INSERT, Action.REJECT]  # one person in two files
    only = found_plan(STUDENT, gathered, frozenset({gathered.workbook.sheets[1].name}))
    assert [row.sheet for row in only.rows] == [gathered.workbook.sheets[1].name]


def test_choices_are_remembered_by_pattern(tmp_path):
    one = source(sheet(tmp_path / "a.xlsx", PEOPLE))
    turned = source(sheet(tmp_path / "b.xlsx", [list(reversed(row)) for row in PEOPLE]))
    other = source(sheet(tmp_path / "c.xlsx", [row[:3] for row in PEOPLE]))
    (first, _keys), (second, _k), (third, _h) = patterns(STUDENT, (one, turned, other))
    assert first == second != third
    kept = []
    known = Remembered(None, kept.append)
    known.keep_headings(STUDENT, first, {"爱好": "remark"})
    known.keep_words(STUDENT, {("major", "数控"): "数控技术应用"})
    again = Remembered(json.loads(json.dumps(kept[-1])), kept.append)
    assert again.headings(STUDENT, first) == {"爱好": "remark"}
    assert again.headings(STUDENT, third) == again.headings(ENTERPRISE, first) == {}
    assert again.words(STUDENT) == {("major", "数控"): "数控技术应用"}
    assert kept[0] != kept[1]


@pytest.mark.parametrize(
    "known", [None, [1], {"words": [1]}, {"words": {"student": {"major": 3}}}, {"headings": {"student:x": 1}}]
)
def test_what_somebody_made_of_the_settings_is_no_matter(known):
    remembered = Remembered(known, lambda _whole: None)
    assert remembered.words(STUDENT) == remembered.headings(STUDENT, "x") == {}


@pytest.mark.parametrize(
    ("column", "word", "kept"),
    [
        ("gender", "女", False),  # what one number told of one person
        ("gender", "女性", False),  # a few words: each is said of a person
        ("student_source", "应届生源", False),
        ("political_status", "团圆", True),
        ("political_status", "群众", False),  # a word the table knows means itself
        ("major", "数控", True),
        ("phone", "13000000000", False),  # no vocabulary
        ("no_such_column", "某", False),
    ],
)
def test_only_words_of_a_vocabulary_are_remembered(column, word, kept):
    stored = {"words": {"student": {column: {word: "甲"}}}}
    wanted = {(column, word): "甲"} if kept else {}
    assert Remembered(stored, lambda _whole: None).words(STUDENT) == wanted
    fresh = Remembered(None, lambda _whole: None)
    fresh.keep_words(STUDENT, {(column, word): "甲"})
    assert fresh.words(STUDENT) == wanted


def test_what_was_remembered_is_forgotten_singly_and_all():
    kept = []
    known = Remembered(None, kept.append)
    known.keep_headings(STUDENT, "x", {"小灵通": "phone", "爱好": ""})
    known.keep_words(STUDENT, {("major", "数控"): "数控技术应用", ("school_class", "一班"): "2024级数控1班"})
    known.keep_words(ENTERPRISE, {("industry", "造车"): "汽车制造业"})
    every = list(known.all())
    headings, first, _second = (memory for memory in every if memory.entity is STUDENT)
    assert (headings.entity, headings.headings) == (STUDENT, (("小灵通", "phone"), ("爱好", "")))
    known.forget(first)
    assert list(Remembered(kept[-1], kept.append).all()) == [memory for memory in every if memory != first]
    known.forget(headings)
    assert list(known.all()) == [memory for memory in every if memory not in (first, headings)]
    known.forget_all()
    assert list(Remembered(kept[-1], kept.append).all()) == []


def test_words_that_were_not_used_stay_remembered():
    known = Remembered(None, lambda _whole: None)
    one, two, three = (("major", text) for text in ("数控", "机电", "护"))
    known.keep_words(STUDENT, {one: "数控技术应用", two: "机电技术应用"})
    known.keep_words(STUDENT, {three: "护理"}, used=[two])
    assert known.words(STUDENT) == {one: "数控技术应用", three: "护理"}


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("全国中职学籍系统_学生信息_2025级.xlsx", "student"), ("合作企业一览表.xlsx", "enterprise"),
     ("2024级岗位实习安置表.xlsx", "placement"), ("2026年新生报到册.xlsx", "admission")],
)  # fmt: skip
def test_what_a_workbook_is_about(name, wanted):
    found = likeliest(likenesses(read_workbook(SHEETS / name)))
    assert found is not None
    assert found.__tablename__ == wanted


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (999999999999999.0, "999999999999999"), (1e15, "1.00000E+15"), (1234567890123456.0, "1.23457E+15"),
        (-1e15, "-1.00000E+15"), (210104200801010011.0, "2.10104E+17"), (2.0, "2"), (2.5, "2.5"), (None, ""),
    ],
)  # fmt: skip
def test_a_number_with_more_digits_than_a_cell_keeps_is_shown_as_the_cell_shows_it(cell, text):
    assert shown(cell) == text
