"""What is hidden in texts of which no field is known, and in cells that are no value of their field."""

import pytest

import models.entities  # noqa: F401 - the fields are complete when it is imported
from models.schema.fields import entity_named, field_map
from models.schema.showing import mask_numbers, mask_written

STUDENT, ENTERPRISE = (field_map(entity_named(name)) for name in ("student", "enterprise"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("210102200801019976", "210102********9976"),
        ("21010220080101997x", "210102********997x"),
        ("21010220080101997", "210102*******1997"),  # one digit short tells as much
        ("210102 20080101 9976", "210102**********9976"),
        ("G210102200801019976", "G21010*********9976"),
        ("210102830101997", "210102*****1997"),
        ("E12345678", "E******78"),
        ("13800138000", "138****8000"),
        ("138-0013-8000", "138******8000"),
        ("024-23456789", "024*****6789"),
        ("6222020200112233445", "***************3445"),
        ("6222 0202 0011 2233", "***************2233"),
        ("找不到学生“210102200801019976”，请先导入", "找不到学生“210102********9976”，请先导入"),
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
        (STUDENT, "name", "210102200801019976", "210102********9976"),  # the wrong column was chosen
        (ENTERPRISE, "credit_code", "912101020000000000", "912101020000000000"),  # no person's
    ],
)
def test_what_was_written_in_a_cell(fields, name, text, shown):
    assert mask_written(fields[name], text) == shown
