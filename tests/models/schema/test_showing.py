"""What values read like, and what is hidden in texts of no known field and in cells that are no value of their field."""

from decimal import Decimal

import pytest

import models.entities  # noqa: F401 - the fields are complete when it is imported
from models.schema.fields import entities, entity_named, field_map, fields_of
from models.schema.showing import fits, is_masked, mask_numbers, mask_written, text_of, written_of
from models.schema.types import CodeText

STUDENT, ENTERPRISE, AGREEMENT, PROMISE, REGISTRATION, RESULT = (
    field_map(entity_named(name))
    for name in ("student", "enterprise", "agreement", "agreement_commitment", "exam_registration", "exam_result")
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("210102200801019976", "210***************"),
        ("21010220080101997x", "210***************"),
        ("21010220080101997", "210**************"),  # one digit short tells as much
        ("210102 20080101 9976", "210*****************"),
        ("G210102200801019976", "G210***************"),
        ("210102830101997", "210************"),
        ("E12345678", "E******78"),
        ("13800138000", "138****8000"),
        ("138-0013-8000", "138******8000"),
        ("024-23456789", "024*****6789"),
        ("6222020200112233445", "***************3445"),
        ("6222 0202 0011 2233", "***************2233"),
        ("找不到学生“210102200801019976”，请先导入", "找不到学生“210***************”，请先导入"),
        ("本人13800138000，母亲13900139000", "本人138****8000，母亲139****9000"),
    ],
)
def test_numbers_of_persons_are_hidden_wherever_they_stand(text, shown):
    assert mask_numbers(text) == shown
    assert mask_numbers(shown) == shown


@pytest.mark.parametrize(
    "text",
    ["", "张三", "2024级机电1班", "2000010001", "2010-02-30 2010-03-01", "91210102MA9900001X", "2.10104E+17", "第 12345 行",
     "教职成〔2021〕4号", "12345.67", "22210102110001"],
)  # fmt: skip
def test_other_texts_stay_as_they_are(text):
    assert mask_numbers(text) == text


@pytest.mark.parametrize(
    ("fields", "name", "text", "shown"),
    [
        (STUDENT, "phone", "1300000887", "130***0887"),
        (STUDENT, "phone", "1300", "1300"),  # tells nobody, and what is wrong is to be seen
        (STUDENT, "id_number", "2.10104E+17", "2.10104E+17"),
        (STUDENT, "id_number", "无", "无"),
        (STUDENT, "id_number", "21010220080101", "2***********01"),
        (STUDENT, "name", "210102200801019976", "210***************"),  # the wrong column was chosen
        (ENTERPRISE, "credit_code", "912101020000000000", "912101020000000000"),  # no person's
        (STUDENT, "exam_number", "2101202603100105", "2101202603100105"),  # nor a bank card's
        (STUDENT, "exam_number", "210102200801019976", "210***************"),
        (REGISTRATION, "ticket_number", "2101202603100105", "2101202603100105"),
        (RESULT, "registration", "2101202603100105", "2101202603100105"),
        (RESULT, "registration", "210102200801019976", "210***************"),
        (STUDENT, "school_class", "6222020200112233445", "***************3445"),
    ],
)
def test_what_was_written_in_a_cell(fields, name, text, shown):
    assert mask_written(fields[name], text) == shown


@pytest.mark.parametrize("entity", [e for e in entities() if e.importable], ids=lambda entity: entity.__tablename__)
@pytest.mark.parametrize("text", ["2101202603100105", "20260001", "210102200801019976"])
def test_a_number_that_is_not_private_reads_alike_wrong_and_right(entity, text):
    numbers = [f for f in fields_of(entity) if type(f.type) is CodeText and not f.private]
    assert [mask_written(f, text) for f in numbers] == [text_of(f, text, masked=True) for f in numbers]


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("student_number", "210102200801019976", "210***************"),  # an office that uses it as 学号
        ("remark", "证件210102200801019976，G21010220080101997X", "证件210***************，G210***************"),
        ("remark", "证书号 107001202006011234", "证书号 107001202006011234"),  # no number of a card
        ("student_number", "24010001", "24010001"),
        ("native_region", "210102", "辽宁省****"),
        ("police_station", "沈阳市公安局和平分局南湖派出所", "●●●"),
    ],
)
def test_a_number_is_hidden_in_a_field_that_is_not_its_place(name, value, shown):
    assert text_of(STUDENT[name], value, masked=True) == shown
    assert is_masked(STUDENT[name], shown) == (shown != value)


@pytest.mark.parametrize(
    ("name", "covering", "text", "fitting"),
    [
        ("id_number", "210***************", "210102200801019976", True),
        ("id_number", "210102********9976", "210102200801019976", True),  # of a former version
        ("id_number", "210102********9976", "210102200801019984", False),
        ("id_number", "210*************", "210102200801019976", False),
        ("id_number", "211***************", "210102200801019976", False),
        ("registration_number", "G210***************", "G210102200801019976", True),
        ("registration_number", "G21010*********9976", "G210102200801019976", True),
        ("id_number", "****************7*", "210102200801019976", False),  # right, and would tell what is hidden
        ("id_number", "**************9976", "210102200801019976", False),
        ("phone", "138***45678", "13812345678", False),
        ("registration_number", "L210***************", "G210102200801019976", False),
        ("phone", "138****5678", "13812345678", True),
        ("phone", "138****5678", "13812345679", False),
        ("phone", "138****5678", "", False),
        ("home_address", "****", "沈阳市浑南区秘密街9号", True),
        ("home_address", "辽宁省****", "辽宁省沈阳市浑南区秘密街9号", True),
        ("home_address", "辽宁省沈阳市浑南区****", "辽宁省沈阳市浑南区秘密街9号", False),  # as above
        ("native_region", "辽宁省****", "辽宁省沈阳市和平区", True),
        ("native_region", "吉林省****", "辽宁省沈阳市和平区", False),
        ("student_number", "210***************", "210102200801019976", True),
        ("student_number", "210***************", "24010001", False),
    ],
)
def test_a_mask_is_held_against_the_value_it_may_be_of(name, covering, text, fitting):
    assert is_masked(STUDENT[name], covering)
    assert fits(STUDENT[name], covering, text) is fitting


@pytest.mark.parametrize(
    ("field", "value", "shown", "written"),
    [
        (AGREEMENT["amount"], Decimal(280_000), "280,000.00", "280000.00"),
        (AGREEMENT["amount"], Decimal("999.5"), "999.50", "999.50"),
        (AGREEMENT["amount"], Decimal("1234567.89"), "1,234,567.89", "1234567.89"),
        (PROMISE["target"], Decimal(30_000), "30,000", "30000"),
        (PROMISE["target"], Decimal("12.50"), "12.5", "12.5"),
        (AGREEMENT["amount"], None, "", ""),
        (STUDENT["phone"], "13800138000", "13800138000", "13800138000"),
    ],
)
def test_people_read_thousands_apart_and_programs_together(field, value, shown, written):
    assert (text_of(field, value), written_of(field, value)) == (shown, written)
    assert field.read(shown) == field.read(written)


def test_what_is_written_for_programs_is_masked_alike():
    assert written_of(STUDENT["phone"], "13800138000", masked=True) == "138****8000"
