"""What the sample school exports goes in again unchanged, whatever the entity."""

import csv
import tempfile
from datetime import date, timedelta
from pathlib import Path
from random import Random

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from desktop.demo import make_sample
from desktop.exchange.plan import Action
from desktop.exchange.reader import read_workbook
from desktop.exchange.writing import export
from models import words
from models.acts.applying import apply
from models.acts.catalogue import act_named, acts_of
from models.acts.planning import offered
from models.acts.planning import plan as acting
from models.database.database import open_database
from models.database.query import Condition, Query
from models.database.results import ResultSet, ids_of, read_all, rows_of
from models.schema.fields import entities, entity_named
from tests.desktop.ui.records import one_of_each
from tests.factories import identity_number
from tests.imported import plan
from tests.year_sheets import DAY, drawn, everything, take_in

SCHOOL_CLASS = entity_named("school_class")
IMPORTABLE = [e for e in entities() if e.importable]


@pytest.fixture
def empty(tmp_path):
    database = open_database(tmp_path / "x.db", installation=1)
    yield database
    database.close()


def post_breaks(database, count):
    """Put the first students who may on a break."""
    act, ids = act_named("suspend"), ResultSet(database, Query(entity_named("student"))).ids
    day = database.day()
    given = {"change_date": day, "break_until": date(day.year + 1, day.month, 1)}
    with database.reading() as connection:
        closed = offered(connection, acts_of("student"), ids, day)[act]
        made = acting(connection, act, [key for key in ids if key not in closed][:count], given, {}, day)
    with database.transaction(made.name) as tx:
        apply(tx, made)


def change_posts(database, count):
    """Put the first students at work to another post."""
    act, day = act_named("change-post"), database.day()
    ids = ResultSet(database, Query(entity_named("placement"), as_of=day)).ids[:count]
    with database.reading() as connection:
        made = acting(connection, act, ids, {"change_date": day, "new_post": "仓储管理员"}, {}, day)
    assert not made.refused
    with database.transaction(made.name) as tx:
        apply(tx, made)


def add_records(database, count):
    """One record of each kind for the first placements."""
    placements, staff = (
        rows_of_first(database, name, count, fields)
        for name, fields in (("placement", ("enterprise", "start_date")), ("staff", ("name",)))
    )
    with database.transaction("实习记录") as tx:
        for n, (key, stay) in enumerate(placements.items()):
            day, month = stay["start_date"], f"{stay['start_date']:%Y-%m}"
            visit = {
                "enterprise": stay["enterprise_id"],
                "visit_date": day + timedelta(n),
                "teacher": next(iter(staff)),
            }
            tx.insert(entity_named("visit"), visit)
            for name, more in (
                ("attendance_month", {"month": month}), ("pay_month", {"month": month, "paid": "1"}),
                ("weekly_log", {"week": 1}), ("incident", {"occurred_date": day, "kind": "2", "injury": "1"}),
                ("archive_item", {"kind": "3"}),
            ):  # fmt: skip
                tx.insert(entity_named(name), {"placement": key, **more})


def add_apprentices(database, count):
    """A programme of students and one of employees, with everything that belongs to them."""
    firm = next(iter(rows_of_first(database, "enterprise", 1, ("name",))))
    students = rows_of_first(database, "student", count, ("name",))
    days = {"start_date": date(2019, 9, 1), "end_date": date(2020, 8, 31)}
    with database.transaction("学徒制") as tx:

        def add(kind_of_record, /, **values):
            return tx.insert(entity_named(kind_of_record), values)

        mentor = add("mentor", name="冯师傅", enterprise=firm)
        modern, new = (
            add("apprenticeship_programme", name=name, kind=kind, enterprises=[firm], **days)
            for name, kind in (("现代学徒制班", "1"), ("新型学徒制班", "2"))
        )
        learners = [add("apprentice", programme=modern, student=key, number=f"A-{key}", **days) for key in students]
        number = identity_number(9000, born=date(1990, 5, 1))
        worker = {"employee_name": "卫三", "employee_id_number": number, "contract_until": date(2021, 12, 31)}
        learners.append(
            add("apprentice", programme=new, number="B-1", contract_from=date(2019, 1, 1), **worker, **days)
        )
        for key in learners:
            add("mentor_pairing", mentor=mentor, apprentice=key, from_date=days["start_date"])
            add("rotation", apprentice=key, post="装配", **days)
            add("assessment", apprentice=key, kind="1", assessed_date=date(2020, 1, 10), theory_score="80")
        add("standard_document", programme=modern, kind="1", version="一")
        add("subsidy_claim", programme=new, kind="1", applied_date=date(2019, 10, 1), applied_amount="5000")


def add_destinations(database, count):
    """Where the first students went, one of them twice, a follow-up and a support of each."""
    with database.transaction("毕业去向") as tx:
        for key in rows_of_first(database, "student", count, ("name",)):
            went = {"student": key, "graduation_year": 2019, "from_date": date(2019, 7, 1), "destination": "60"}
            tx.insert(entity_named("graduate_destination"), went)
            work = {
                "from_date": date(2019, 9, 1),
                "destination": "20",
                "start_date": date(2019, 9, 1),
                "unit_name": "示例小厂",
            }
            own = tx.insert(entity_named("graduate_destination"), went | work)
            asked = {"destination": own, "interval": "30", "contact_date": date(2019, 10, 2), "result": "1"}
            tx.insert(entity_named("destination_follow_up"), asked)
            support = {"student": key, "kind": "3", "support_date": date(2019, 8, 1), "detail": "示例小厂"}
            tx.insert(entity_named("job_support"), support)


def rows_of_first(database, name, count, fields):
    """The first records of an entity, values by id."""
    query = Query(entity_named(name))
    with database.reading() as connection:
        return {row.id: row.values for row in rows_of(connection, query, ids_of(connection, query)[:count], fields)}


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    database = open_database(tmp_path_factory.mktemp("sample") / "sample.db", installation=1)
    make_sample(database, 0.02)
    firms = ResultSet(database, Query(entity_named("enterprise"))).ids[:3]
    with database.reading() as connection:
        terms = {r.values["school_id"]: r.id for r in read_all(connection, Query(entity_named("term")), ("school",))}
    with database.transaction("企业投入") as tx:
        kinds = [{"enterprise": firm, "year": 2020, "kind": kind} for firm in firms for kind in ("1", "2")]
        tx.insert_many(entity_named("contribution"), kinds)
        agreement = next(iter(rows_of_first(database, "agreement", 1, ("number",))))
        change = {
            "number": "补1",
            "kinds": ("9",),
            "signed_date": date(2019, 12, 1),
            "effective_date": date(2020, 1, 1),
        }
        tx.insert(entity_named("amendment"), {"agreement": agreement, **change})
        tx.insert(entity_named("number_pattern"), {"thing": "1", "pattern": "{grade}{counter:04}"})
        audits = [
            {"student": key, "year": 2020, "verdict": "1"}
            for key in ResultSet(database, Query(entity_named("student"))).ids[:3]
        ]
        tx.insert_many(entity_named("graduation_audit"), audits)
        present = Query(entity_named("student"), (Condition("is_present", "=", True),), as_of=database.day())
        for row in list(read_all(tx.connection, present, ("school",)))[:3]:
            registered = {"student": row.id, "term": terms[row.values["school_id"]], "method": "1"}
            tx.insert(entity_named("term_registration"), registered | {"registered_date": date(2019, 9, 2)})
            tx.insert(entity_named("discipline"), {"student": row.id, "kind": "13", "date": date(2019, 12, 2)})
    post_breaks(database, 3)
    change_posts(database, 3)
    add_records(database, 3)
    add_apprentices(database, 3)
    add_destinations(database, 3)
    one_of_each(database, (entity.__tablename__ for entity in IMPORTABLE))
    yield database
    database.close()


# Each kind of file, language and way of masking with each of the others: in Chinese on the sample, in English on what was imported.
WAYS = [(".xlsx", "zh", None), (".csv", "zh", "核对"), (".xlsx", "en", "核对"), (".csv", "en", None)]


def ways(language):
    found = [way for way in WAYS if way[1] == language]
    return pytest.mark.parametrize(("suffix", "spoken", "unmasked"), found, ids=[way[0] for way in found])


@ways("zh")
@pytest.mark.parametrize("entity", IMPORTABLE, ids=lambda e: e.__tablename__)
def test_an_export_comes_back_unchanged(sample, language, tmp_path, entity, suffix, spoken, unmasked):
    language(spoken)
    target = tmp_path / f"导出{suffix}"
    count = len(ResultSet(sample, Query(entity)))
    assert export(sample, Query(entity), target, unmasked=unmasked) == count > 0
    made = plan(sample, entity, target)
    assert made.totals() == {"insert": 0, "update": 0, "unchanged": count, "reject": 0}, [
        (row.values, row.written, row.seen, row.errors) for row in made.rows if row.action is not Action.UNCHANGED
    ][:3]
    assert not made.unused
    assert not [warning for row in made.rows for warning in row.warnings if warning.code == "masked"]


def test_numbers_are_text_in_the_export(sample, tmp_path):
    student = next(e for e in entities() if e.__tablename__ == "student")
    export(sample, Query(student), tmp_path / "a.xlsx", ["id_number", "student_number"], limit=5)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert {cell.data_type for line in sheet.iter_rows(min_row=2) for cell in line} == {"s"}
    assert sheet.max_row == 6


@pytest.fixture
def day(monkeypatch):
    monkeypatch.setenv("SHUANGYUAN_TODAY", DAY)


@pytest.fixture
def language():
    yield words.use_language
    words.use_language("zh")


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    """A year of sheets, with every record in one state or another."""
    database = open_database(tmp_path_factory.mktemp("imported") / "office.db", installation=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHUANGYUAN_TODAY", DAY)
        refused = take_in(database, everything())
    assert not any(refused.values()), [row.errors for rows in refused.values() for row in rows]
    one_of_each(database, (entity.__tablename__ for entity in IMPORTABLE))
    yield database
    database.close()


def comes_back(database, entity, folder, suffix, unmasked):
    """Whether the list of an entity, exported, is taken for what it is; the rows that are not."""
    target = Path(folder) / f"导出{suffix}"
    count = export(database, Query(entity), target, unmasked=unmasked)
    if not count:
        return 0
    made = plan(database, entity, target)
    assert made.totals() == {"insert": 0, "update": 0, "unchanged": count, "reject": 0}, (entity.__tablename__, [
        (row.values, row.written, row.seen, row.errors) for row in made.rows if row.action is not Action.UNCHANGED
    ][:3])  # fmt: skip
    assert not made.unused
    return count


@ways("en")
@pytest.mark.parametrize("entity", IMPORTABLE, ids=lambda e: e.__tablename__)
def test_what_an_import_made_comes_back_unchanged(imported, day, language, tmp_path, entity, suffix, spoken, unmasked):
    language(spoken)
    assert comes_back(imported, entity, tmp_path, suffix, unmasked)


@settings(max_examples=2, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10**6))
def test_whatever_an_import_made_comes_back_unchanged(seed):
    """Drawn by a seed and not shrunk: each example imports a year."""
    chance = Random(seed)
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHUANGYUAN_TODAY", DAY)
        database = open_database(Path(folder) / "office.db", installation=1)
        try:
            take_in(database, drawn(chance))
            for entity in IMPORTABLE:
                suffix, spoken, unmasked = chance.choice(WAYS)
                words.use_language(spoken)
                comes_back(database, entity, folder, suffix, unmasked)
        finally:
            words.use_language("zh")
            database.close()


GUARDED = {
    "=1+1": "'=1+1", "@SUM(A1)": "'@SUM(A1)", "+86": "'+86", "-": "'-", "'=1": "''=1", '="1"': """'="1\"""",
    "107001200903159973": '="107001200903159973"', "00250101": '="00250101"', "1E5": '="1E5"', "3-2": '="3-2"',
    "2025/3/1": '="2025/3/1"', "true": '="true"', "张三": "张三", "25010101": "25010101", "0": "0", "'03": "'03",
    "13000000000": "13000000000", "3-2班": "3-2班", '说"好"': '说"好"',
}  # fmt: skip


@pytest.mark.parametrize("text", GUARDED)
def test_a_csv_keeps_texts_from_being_run_or_counted_and_is_read_back(empty, tmp_path, text):
    with empty.transaction("班") as tx:
        tx.insert(SCHOOL_CLASS, {"name": "甲班", "monitor": text})
    export(empty, Query(SCHOOL_CLASS), tmp_path / "a.csv", ["name", "monitor"])
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert list(csv.reader(stream))[1] == ["甲班", GUARDED[text]]
    assert read_workbook(tmp_path / "a.csv").sheets[0].cell(1, 1) == text


def test_numbers_and_days_of_a_csv_can_be_counted(empty, tmp_path):
    with empty.transaction("班") as tx:
        tx.insert(SCHOOL_CLASS, {"name": "甲班", "grade_year": 2025, "expected_graduation": "2028-07"})
    export(empty, Query(SCHOOL_CLASS), tmp_path / "a.csv", ["grade_year", "expected_graduation"])
    assert (tmp_path / "a.csv").read_text("utf-8-sig").splitlines()[1] == "2025,2028-07"


def test_an_exported_list_is_printed_one_page_wide(sample, tmp_path):
    export(sample, Query(entity_named("student")), tmp_path / "a.xlsx", limit=5)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToWidth in (None, 1)  # one is what a file means that says nothing
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.page_setup.orientation == "landscape"
