"""Rows put right are judged as if the file had said so in the first place, whatever else they touch."""

from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from desktop.exchange.applying import apply
from desktop.exchange.corrections import SKIPPED, Draft, Mends, key_of, mended_workbook
from desktop.exchange.mapping import Source, found_plan, gather
from desktop.exchange.plan import Action
from desktop.exchange.reader import read_workbook
from desktop.exchange.rejected_rows import write_errors
from desktop.exchange.suggesting import suggestions
from desktop.exchange.unknown_names import name_for, unknown_names
from models.database.query import Query
from models.database.results import ResultSet
from models.schema.fields import entity_named
from tests.desktop.exchange.test_importing import SHEETS, rows, sheet
from tests.factories import identity_number

STUDENT, SCHOOL_CLASS, STAFF, VISIT = map(entity_named, ("student", "school_class", "staff", "visit"))


def draft_of(database, path, entity=STUDENT):
    return Draft(database, found_plan(entity, gather(entity, (Source(path, read_workbook(path)),), {})))


def told(plan):
    """What people see of a plan."""
    return [(row.action, row.errors, row.warnings, row.values) for row in plan.rows]


def again(draft, plan, mends, *positions):
    """Judge some rows again and put them into the plan, as the window does."""
    made = draft.again(plan, mends, positions)
    for position, row in made.items():
        plan.rows[position] = row
    return made


NUMBER, OTHER = identity_number(1), identity_number(2)
BORN = f"{NUMBER[6:10]}-{NUMBER[10:12]}-{NUMBER[12:14]}"
SEX, OTHER_SEX = ("男", "女") if int(NUMBER[16]) % 2 else ("女", "男")
PEOPLE = [["姓名", "身份证号", "联系电话"], ["张甲", NUMBER, "13000000001"], ["张乙", OTHER[:17], "13000000002"],
          ["张丙", NUMBER, "13000000003"]]  # fmt: skip


@pytest.mark.parametrize(
    ("position", "column", "value", "touched"),
    [
        (1, "id_number", OTHER, {1}),
        (1, "id_number", NUMBER, {0, 1, 2}),  # now one of three
        (0, "id_number", OTHER, {0, 2}),  # the copy is now the first
        (2, "id_number", identity_number(3), {0, 2}),
        (2, "phone", "1300", {0, 2}),
        (0, "name", None, {0, 2}),
    ],
)
def test_a_mended_cell_is_judged_as_if_the_file_said_so(database, tmp_path, position, column, value, touched):
    draft = draft_of(database, sheet(tmp_path / "a.xlsx", PEOPLE))
    plan = draft.judged(Mends())
    assert [row.action for row in plan.rows] == [Action.INSERT, Action.REJECT, Action.REJECT]
    mends = Mends().with_cells({(key_of(plan.rows[position]), column): value})
    made = again(draft, plan, mends, position)
    assert set(made) == touched
    assert told(plan) == told(draft_of(database, sheet(tmp_path / "a.xlsx", PEOPLE)).judged(mends))


def test_mending_back_is_as_before(database, tmp_path):
    draft = draft_of(database, sheet(tmp_path / "a.xlsx", PEOPLE))
    plan = draft.judged(Mends())
    before = told(plan)
    again(draft, plan, Mends().with_cells({(key_of(plan.rows[0]), "id_number"): OTHER}), 0)
    assert told(plan) != before
    again(draft, plan, Mends(), 0)
    assert told(plan) == before


def test_a_row_left_out_lets_its_copy_in(database, tmp_path):
    draft = draft_of(database, sheet(tmp_path / "a.xlsx", PEOPLE))
    plan = draft.judged(Mends())
    mends = Mends().with_row_out(key_of(plan.rows[0]))
    again(draft, plan, mends, 0)
    assert [row.action for row in plan.rows] == [Action.REJECT, Action.REJECT, Action.INSERT]
    assert [error.code for error in plan.rows[0].errors] == [SKIPPED]
    final = draft.judged(mends)
    assert told(final) == told(plan)
    apply(database, final)
    assert rows(database, STUDENT, "name") == [{"name": "张丙"}]


def test_a_word_put_for_a_word_counts_in_every_row(database, tmp_path):
    with database.transaction("班级") as tx:
        key = tx.insert(SCHOOL_CLASS, {"name": "2024级机电技术应用1班", "grade_year": 2024})
    path = sheet(tmp_path / "a.xlsx", [["姓名", "身份证号", "班级"], ["张甲", NUMBER, "机电一班"],
                                       ["张乙", OTHER, "机电一班"], ["张丙", identity_number(3), "机电二班"]])  # fmt: skip
    draft = draft_of(database, path)
    plan = draft.judged(Mends())
    found = unknown_names(database, plan)
    assert [(name.column, name.text, name.rows, name.creatable) for name in found] == [
        ("school_class", "机电一班", 2, True), ("school_class", "机电二班", 1, True)]  # fmt: skip
    meant = name_for(database, STUDENT, "school_class", key)
    mends = Mends().with_word(("school_class", "机电一班"), meant).with_word_out(("school_class", "机电二班"))
    final = draft.judged(mends)
    assert [row.written.get("school_class") for row in final.rows[:2]] == [key, key]
    assert [row.action for row in final.rows] == [Action.INSERT, Action.INSERT, Action.REJECT]
    assert final.created == {}
    apply(database, final)
    assert len(ResultSet(database, Query(SCHOOL_CLASS))) == 1
    emptied = draft.judged(Mends().with_word(("school_class", "机电一班"), None))
    assert "school_class" not in emptied.rows[0].written


# names and numbers of the staff, the first of whom is meant; what is written in a cell for that one
SAID = [
    ([("王五", "T1")], "王五"),
    ([("王五", "T1"), ("赵六", "T2")], "王五"),
    ([("王五", "T1"), ("王五", "T2")], "T1"),  # a namesake: the number alone tells them apart
    ([("王五", "赵六"), ("王五", "T2"), ("赵六", "T3")], None),  # and the number is a third one's name
]


@pytest.mark.parametrize(("staff", "said"), SAID)
def test_a_record_is_called_by_its_name_where_that_is_its_own_alone(database, staff, said):
    with database.transaction("教师") as tx:
        key, *_others = (tx.insert(STAFF, {"name": name, "staff_number": number}) for name, number in staff)
    assert name_for(database, VISIT, "teacher", key) == said


def test_a_class_of_another_year_is_not_offered(database, tmp_path):
    with database.transaction("班级") as tx:
        for year in (2023, 2024):
            tx.insert(SCHOOL_CLASS, {"name": f"{year}级数控技术应用1班", "grade_year": year})
    path = sheet(tmp_path / "a.xlsx", [["姓名", "身份证号", "班级"], ["张甲", NUMBER, "2024级数控技术1班"],
                                       ["张乙", OTHER, "数控技术应用班1"]])  # fmt: skip
    draft = draft_of(database, path)
    near = [name.near for name in unknown_names(database, draft.judged(Mends()))]
    assert near[0] == ("2024级数控技术应用1班",)
    assert set(near[1]) == {"2023级数控技术应用1班", "2024级数控技术应用1班"}


def test_mended_cells_go_into_the_workbook_of_errors(database, tmp_path):
    draft = draft_of(database, sheet(tmp_path / "a.xlsx", PEOPLE))
    plan = draft.judged(Mends())
    mends = Mends().with_cells({(key_of(plan.rows[1]), "phone"): "13900000009"})
    again(draft, plan, mends, 1)
    plan.workbook = mended_workbook(plan, mends)
    assert write_errors(plan, tmp_path / "errors.xlsx") == 2
    lines = read_workbook(tmp_path / "errors.xlsx").sheets[0].rows
    assert lines[1][2:] == ("张乙", OTHER[:17], "13900000009")
    assert draft.found.workbook.sheets[0].rows[2][2] == "13000000002"


@pytest.mark.parametrize(
    ("cells", "column", "wanted"),
    [
        ({"id_number": NUMBER[:17], "birth_date": BORN, "gender": SEX}, "id_number", [NUMBER]),
        ({"id_number": NUMBER[:17], "birth_date": BORN}, "id_number", []),  # any digit may be the one that is missing
        ({"id_number": NUMBER[:17], "gender": SEX}, "id_number", []),
        ({"id_number": NUMBER[:17]}, "id_number", []),
        ({"id_number": NUMBER[:17], "birth_date": BORN, "gender": OTHER_SEX}, "id_number", []),
        ({"id_number": NUMBER.replace("0", "O", 1)}, "id_number", [NUMBER]),
        ({"id_number": NUMBER[:17], "birth_date": "2001-01-01"}, "id_number", []),  # the two do not agree
        ({"id_number": NUMBER[:16]}, "id_number", []),
        (
            {"id_number": NUMBER, "birth_date": "不详"},
            "birth_date",
            [BORN],
        ),
        ({"political_status": "团圆"}, "political_status", ["共青团员"]),
    ],
)
def test_suggestions(database, tmp_path, cells, column, wanted):
    headings = {"id_number": "身份证号", "birth_date": "出生日期", "gender": "性别", "political_status": "政治面貌"}
    path = sheet(tmp_path / "a.xlsx", [["姓名", *(headings[c] for c in cells)], ["张甲", *cells.values()]])
    row = draft_of(database, path).judged(Mends()).rows[0]
    assert [found.value for found in suggestions(STUDENT, row, column)][: len(wanted) or None] == wanted


@contextmanager
def asked(database):
    """What is asked of the file inside, statement by statement."""
    statements = []

    def note(_connection, _cursor, statement, *_more):
        statements.append(statement)

    sa.event.listen(database.engine, "before_cursor_execute", note)
    yield statements
    sa.event.remove(database.engine, "before_cursor_execute", note)


def test_one_row_is_judged_again_with_as_few_questions_in_any_sheet(database):
    counts = {}
    for name in ("全校学生一万人.xlsx", "学生信息导入模板（已填写）.xlsx"):
        draft = draft_of(database, SHEETS / name)
        plan = draft.judged(Mends())
        mends = Mends().with_cells({(key_of(plan.rows[0]), "id_number"): identity_number(7)})
        with asked(database) as statements:
            again(draft, plan, mends, 0)
        counts[name] = len(statements)
    assert len(set(counts.values())) == 1, counts
