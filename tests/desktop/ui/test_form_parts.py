"""What a form is made of: what letters mean, groups, echoes, problems, months, labels."""

from datetime import date, datetime

import pytest
from PySide6.QtGui import QFontMetrics

from desktop.drafts.child_entities import form_fields
from desktop.drafts.draft import Draft, read_off
from desktop.drafts.field_groups import groups_of, key_fields, label_of, title_of
from desktop.drafts.problems import counts, form_problems
from desktop.screens.catalogue import screen_of
from desktop.ui.form import field_hints
from desktop.ui.form.editors import _few
from desktop.ui.form.row import LABEL, label_width, lines_of
from desktop.ui.kit.calendar import moved
from desktop.ui.kit.suggestions import facts_of, offers_of_codes, offers_of_records
from desktop.ui.kit.text_match import hits
from desktop.ui.kit.theme import BODY, NOTE, font
from models import clock
from models.entities import people  # noqa: F401 - the entities register themselves
from models.schema.codes import table
from models.schema.complaints import Severity
from models.schema.fields import entities, entity_named, field_map, fields_of
from models.schema.types import Code
from tests import factories
from tests.desktop.ui.records import insert

STUDENT = entity_named("student")


@pytest.mark.parametrize(
    ("text", "typed", "places"),
    [
        ("2023级数控1班", "", ()),
        ("2023级数控1班", "数控", (5, 6)),
        ("2023级数控1班", "sk1", (5, 6, 7)),
        ("2023级数控1班", "shukong", (5, 6)),
        ("2023级数控1班", "shuk", (5, 6)),
        ("2023级数控1班", "1班 2023", (0, 1, 2, 3, 7, 8)),
        ("华晨宝马", "HCBM", (0, 1, 2, 3)),
        ("单晓明", "sxm", (0, 1, 2)),
        ("华晨宝马", "hcx", None),
        ("华晨宝马", "奔驰", None),
        ("华晨宝马", "宝马 奔驰", None),
    ],
)
def test_hits(text, typed, places):
    assert hits(text, typed) == places


def test_no_pinyin_where_every_keystroke_looks_at_thousands():
    assert hits("沈阳市", "sys", latin=False) is None
    assert [offer.text for offer in offers_of_codes(table("region"), "210102")] == ["辽宁省沈阳市和平区"]
    assert len(offers_of_codes(table("region"), "区")) == 20


def test_codes_by_name_alias_and_initials_and_only_those_in_force():
    assert [offer.text for offer in offers_of_codes(table("ethnicity"), "manz")] == ["满族"]
    begun = [offer.text for offer in offers_of_codes(table("ethnicity"), "mz")]
    assert begun[0][0] in "苗满"
    assert {offer.key for offer in offers_of_codes(table("gender"), "男生")} == {"1"}
    assert len(offers_of_codes(table("boarding"), "")) == 4


@pytest.mark.parametrize(
    ("typed", "first"),
    [("汽车零", "367"), ("C367", "367"), ("c3670", "3670"), ("36", "36"), ("qczz", "36"), ("软件", "65"), ("", "A")],
)
def test_an_industry_is_offered_by_words_number_and_letter_form(typed, first):
    found = offers_of_codes(table("industry"), typed)
    assert found[0].key == first
    assert len(found) <= 20


def test_an_offer_of_a_large_table_says_where_it_lies_and_what_is_doubtful():
    (found,) = offers_of_codes(table("industry"), "3670")
    assert found.fact == "C3670 汽车制造业"
    (doubtful,) = offers_of_codes(table("industry"), "9231")
    assert doubtful.fact == "S9231 国家机构，未核实"


@pytest.mark.usefixtures("qapp")
def test_what_is_not_verified_is_never_a_segment():
    for entity in entities():
        for field in fields_of(entity):
            if isinstance(field.type, Code):
                offered = dict(_few(field.type))
                assert all(field.type.codes[code].verified for code in offered)


def test_records_by_initials_with_facts(database):
    with database.transaction("准备") as tx:
        key = tx.insert(STUDENT, factories.student(1, name="张晓明"))
        tx.insert(STUDENT, factories.student(2, name="李晓明"))
    found = offers_of_records(database, STUDENT, "zxm")
    assert [(offer.key, offer.text, offer.hits) for offer in found] == [(key, "张晓明", (0, 1, 2))]
    assert "24010001" in found[0].fact


def test_classes_of_several_schools_are_offered_with_their_school(database):
    with database.transaction("准备") as tx:
        schools = [tx.insert(entity_named("school"), {"name": f"第{n}职校", "level": "1"}) for n in "一二"]
        for school in schools[:1]:
            tx.insert(entity_named("school_class"), {"name": "1班", "school": school, "grade_year": 2024})
    with_two = offers_of_records(database, entity_named("school_class"), "1班")
    assert [offer.fact for offer in with_two] == ["第一职校"]
    with database.transaction("一所") as tx:
        tx.delete(entity_named("school"), schools[1])
    assert [offer.fact for offer in offers_of_records(database, entity_named("school_class"), "1班")] == [""]


def test_records_without_words_of_their_own_are_found_by_what_they_show(database):
    with database.transaction("准备") as tx:
        key = insert(tx, "commitment")
    entity = entity_named("commitment")
    shown = offers_of_records(database, entity, "")[0]
    assert shown.key == key
    assert offers_of_records(database, entity, shown.text[:2])[0].key == key
    assert offers_of_records(database, entity, "没有这个") == []


@pytest.mark.parametrize("entity", entities(), ids=lambda e: e.__tablename__)
def test_every_field_stands_in_one_group(entity):
    placed = [field.name for _title, fields in groups_of(entity) for field in fields]
    assert sorted(placed) == sorted(field.name for field in fields_of(entity))
    assert all(fields for _title, fields in groups_of(entity))


@pytest.mark.parametrize("entity", entities(), ids=lambda e: e.__tablename__)
def test_sections_name_what_there_is(entity):
    titles = [title for title, _names in screen_of(entity).groups]
    shown = [title for title, _fields in groups_of(entity)]
    assert shown[: len(titles)] == titles


@pytest.mark.parametrize("entity", entities(), ids=lambda e: e.__tablename__)
def test_a_record_made_in_passing_is_asked_for_what_it_needs(entity):
    asked = key_fields(entity)
    needed = {f.name for f in fields_of(entity) if f.required and f.default is None and f.writable}
    assert needed <= {f.name for f in asked}
    assert len(asked) <= 12
    assert all(not field.private for field in facts_of(entity))


@pytest.mark.parametrize(
    ("name", "label", "title"),
    [
        ("guardian_phone", "联系电话", "监护人·联系电话"),
        ("guardian_is_guardian", "是否监护人", "监护人·是否监护人"),
        ("second_member_name", "姓名", "其他家庭成员·姓名"),
        ("hukou_address", "户口详细地址", "户口详细地址"),
    ],
)
def test_labels_need_no_prefix_in_their_group(name, label, title):
    field = field_map(STUDENT)[name]
    assert label_of(field) == label
    assert title_of(field, STUDENT) == title


@pytest.mark.parametrize("entity", entities(), ids=lambda e: e.__tablename__)
def test_no_label_is_cut(entity, qapp):
    metrics = QFontMetrics(font(NOTE))
    for field in fields_of(entity):
        lines = lines_of(label_of(field), LABEL, metrics)
        assert len(lines) <= 2
        assert all(metrics.horizontalAdvance(line) <= LABEL for line in lines), lines


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("birth_date", date(2008, 3, 15), "周六，17 岁"),
        ("birth_date", date(2030, 1, 1), "周二"),
        ("data_consent_date", date(2025, 11, 20), "周四"),
        ("entry_month", "2023-09", ""),
        ("birth_date", None, ""),
    ],
)
def test_echo_of_dates(name, value, words):
    assert field_hints.inside(field_map(STUDENT)[name], value, lambda: date(2025, 11, 20)) == words


def test_echo_of_an_identity_number():
    field, number = field_map(STUDENT)["id_number"], factories.identity_number(1, gender="2")
    said = field_hints.below(field, number, {"id_type": "1"})
    assert "和平区" in said
    assert "女" in said
    assert "2008-01-02" in said
    assert field_hints.below(field, number[:-1] + "0", {"id_type": "1"}) == ""
    assert field_hints.below(field, "K12345678", {"id_type": "3"}) == ""
    assert field_hints.below(field_map(STUDENT)["name"], "张甲", {}) == ""


def test_problems_stand_errors_first_and_gaps_last():
    draft = Draft(STUDENT, {"name": "张甲", "id_number": factories.identity_number(1), "gender": "2", "phone": "130"})
    found = form_problems(draft, draft.complaints())
    assert [problem.severity for problem in found[:3]] == [Severity.ERROR, Severity.WARNING, None]
    assert [problem.field for problem in found[:2]] == ["gender", "phone"]
    assert "项未填" in found[2].title
    assert counts({"甲": ("gender", "name"), "乙": ("phone",), "丙": ("email",)}, found) == {
        "甲": (1, 0),
        "乙": (0, 1),
    }


def test_a_new_record_says_what_is_required_apart():
    titles = [problem.title for problem in form_problems(Draft(STUDENT), {})]
    assert titles[0] == "还有 2 项必填"
    assert titles[1].endswith("项未填")


def test_a_fault_that_was_loaded_is_listed_and_keeps_nobody_from_saving():
    draft = Draft(entity_named("school_class"), {"name": "甲班", "grade_year": 1800})
    assert "grade_year" in draft.complaints()
    draft.edit("name", "乙班")
    assert not draft.obstacles()
    draft.edit("grade_year", None, field_map(entity_named("school_class"))["grade_year"].read("1800")[1])
    assert "grade_year" in draft.obstacles()


def test_one_field_goes_back():
    draft = Draft(STUDENT, {"name": "张甲", "former_name": "张乙"})
    draft.edit("former_name", "张丙")
    assert draft.changed == {"former_name"}
    draft.restore("former_name")
    assert not draft.changed
    assert draft.values["former_name"] == "张乙"


def test_rebase_keeps_mine_or_takes_theirs():
    draft = Draft(STUDENT, {"name": "张甲", "former_name": "一", "specialty": "一"})
    draft.edit("former_name", "二")
    draft.edit("specialty", "二")
    draft.rebase({"former_name": "三", "specialty": "三"}, {"former_name": True, "specialty": False})
    assert draft.changes == {"former_name": "二"}
    assert draft.expected == {"former_name": "三"}
    assert draft.values["specialty"] == "三"


@pytest.mark.parametrize(
    ("day", "months", "there"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 1, 15), -1, date(2024, 12, 15)),
        (date(2025, 5, 31), -12, date(2024, 5, 31)),
        (date(9999, 12, 31), 5, date(9999, 12, 31)),
        (date(1, 1, 1), -5, date(1, 1, 1)),
    ],
)
def test_months_away(day, months, there):
    assert moved(day, months) == there


@pytest.mark.parametrize(
    ("entity", "name", "text", "words"),
    [
        ("student", "phone", "130 0000 55", "还差 2 位"),
        ("student", "phone", "13000005521", ""),
        ("student", "phone", "024-2345", ""),
        ("student", "id_number", "210102 2008", "还差 8 位"),
        ("student", "id_number", "２１０１０２２００８０３１５９９８", "还差 1 位"),
        ("enterprise", "credit_code", "91210105MA", "还差 8 位"),
        ("student", "former_name", "1300", ""),
    ],
)
def test_echo_of_what_is_still_to_be_typed(entity, name, text, words):
    assert field_hints.left(field_map(entity_named(entity))[name], text) == words


@pytest.mark.parametrize(
    ("text", "whole"), [("3-15", "2025-3-15"), ("3月15日", "2025-3-15"), ("2008-3-15", "2008-3-15"), ("315", "315")]
)
def test_a_day_without_its_year_is_one_of_this_year(text, whole):
    with clock.standing(datetime(2025, 11, 23, 10, 0)):  # noqa: DTZ001 - the clock on the wall
        assert field_hints.with_year(text) == whole


def test_what_can_be_read_off_is_known_without_the_window():
    number = factories.identity_number(1)
    values = {"name": "张甲", "name_pinyin": "Zhang Jia", "id_number": number, "gender": "2"}
    assert read_off(STUDENT, values) == {"name_pinyin"}
    draft = Draft(STUDENT, values)
    draft.follow(read_off(STUDENT, values))
    draft.edit("name", "李乙")
    assert draft.values["name_pinyin"] == "Li Yi"
    draft.edit("name_pinyin", "Li Y")
    assert "name_pinyin" not in draft.automatic


@pytest.mark.parametrize("entity", entities(), ids=lambda e: e.__tablename__)
def test_chinese_labels_stand_in_one_line(entity, qapp):
    width = label_width(form_fields(entity))
    metrics = QFontMetrics(font(BODY))
    assert LABEL <= width <= 124
    assert all(metrics.horizontalAdvance(label_of(field)) <= width for field in form_fields(entity))
