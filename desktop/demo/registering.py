"""Student rows of the sample: names, numbers, addresses, families, as the national register asks for them."""

import random
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from desktop.demo.naming import FORMER, areas, city_name, code, person, region_name
from desktop.demo.numbers import IdentityNumbers, mobile, old_identity_number
from desktop.demo.people import Person

STATUS = {"休学": "休学", "退学": "退学", "毕业后": "毕业"}
VISIT_START = date(2019, 12, 2)  # of the work visits the second year has planned: some are not 16 by then (R-INT-02)
OLD_CARDS = (date(1998, 1, 1), date(1999, 6, 30))  # cards of 15 digits ended in October 1999
AGE_AT_ENTRY, AGE_AT_COLLEGE = 15, 18
A_YEAR_OLDER, FATHERS_FIRST, BOTH_PARENTS = 0.12, 0.6, 0.3
Row = dict[str, Any]


def register(
    people: Iterable[Person], class_codes: Mapping[int, str], identities: IdentityNumbers, rng: random.Random
) -> None:
    """Give each person the row of a student, references left out; `class_codes` are those of classes, by id() of the plan."""
    seats: dict[int, int] = {}
    for serial, someone in enumerate(people, 1):
        place = someone.place
        seats[id(place)] = seats.get(id(place), 0) + 1
        row = identity(someone, serial, identities, rng)
        row |= _home(someone, row, rng) | family(row["name"], rng) | _entry(someone, rng)
        row |= {
            "student_number": f"{class_codes[id(place)]}{seats[id(place)]:02d}",
            "candidate_number": f"{place.grade % 100}2101{serial:07d}",
            "exam_number": f"{place.grade % 100}{serial:07d}",
            "phone": mobile(rng),
            "data_consent_date": date(place.grade, 9, 2),
        }
        if not someone.document:
            row["registration_number"] = "G" + row["id_number"]
        someone.row = row


def identity(someone: Person, serial: int, identities: IdentityNumbers, rng: random.Random) -> Row:
    """Name, sex, birthday, document and ethnic group; the birthday is the one in the number."""
    area, gender = rng.choice(areas(someone.source)), someone.seat.gender
    number, birth = identities.issue(FORMER.get(area, area), _birth_date(someone, rng), gender)
    document = "居民身份证"
    if someone.document == "old":
        number = old_identity_number(area, birth, gender, 0)
    elif someone.document == "passport":
        document, number = "护照", f"E{serial:08d}"
    return {
        "name": someone.name or person(rng, gender, someone.ethnicity),
        "gender": gender,
        "birth_date": birth,
        "id_type": code("identity-document-type", document),
        "id_number": number,
        "source_region": area,
        "hmt": code("hmt", "华侨" if someone.document == "passport" else "非港澳台侨外"),
        "ethnicity": code("ethnicity", someone.ethnicity),
        "political_status": code("political-status", someone.political),
    }


def _birth_date(someone: Person, rng: random.Random) -> date:
    year = someone.place.grade - (AGE_AT_COLLEGE if someone.college else AGE_AT_ENTRY)
    first, last = date(year - 1, 9, 1), date(year, 8, 31)  # who is that age on the first day of school
    if someone.under_age:
        first, last = date(VISIT_START.year - 16, 12, 20), date(VISIT_START.year - 15, 8, 31)
    elif someone.document == "old":
        first, last = OLD_CARDS
    elif someone.political == "中共预备党员":
        last = date(year - 1, 9, 30)  # 18 by the autumn of 2019, as the Party's constitution asks
    elif rng.random() < A_YEAR_OLDER:
        first, last = date(year - 2, 9, 1), date(year - 1, 8, 31)
    return first + timedelta(days=rng.randrange((last - first).days + 1))


def _home(someone: Person, row: Row, rng: random.Random) -> Row:
    area = row["source_region"]
    place = region_name(area)
    village = f"示例镇第{rng.randint(1, 40)}村{rng.randint(1, 300)}号"
    street = f"示例路{rng.randint(1, 200)}号{rng.randint(1, 20)}-{rng.randint(1, 6)}-{rng.randint(1, 3)}"
    address = village if someone.farm else street
    return {
        "hukou_type": code("hukou-type", "农业户口" if someone.farm else "非农业户口"),
        "hukou_region": area,
        "hukou_address": address,
        "police_station": f"{place}示例派出所",
        "birth_region": area,
        "native_region": area,
        "residence_type": code("residence-type", "农村" if someone.farm else "城市"),
        "home_address": place + address,
        "home_postcode": "110000",
        "graduated_from": f"{place}示例第{rng.randint(1, 30)}中学",
        "boarding": code("boarding", "住校" if someone.boards else "走读"),
        "is_migrant_child": someone.source == "country" and rng.random() < BOTH_PARENTS,
        "train_section": f"沈阳—{city_name(area)}" if someone.source == "country" else "无",
        "hardship": code("hardship", "一般困难" if rng.random() < A_YEAR_OLDER else "不困难"),
    }


def family(name: str, rng: random.Random) -> Row:
    """The first guardian of a child of that name and, for some, the other parent, as flat fields of a student."""
    father = rng.random() < FATHERS_FIRST
    own_surname = name[0] if "·" not in name else ""
    kinds = [("父亲", "1"), ("母亲", "2")] if father else [("母亲", "2"), ("父亲", "1")]
    found: Row = {}
    for prefix, (relation, gender) in zip(("guardian", "second_member"), kinds, strict=True):
        if prefix == "second_member" and rng.random() > BOTH_PARENTS:
            break
        called = person(rng, gender)
        found |= {
            f"{prefix}_name": own_surname + called[1:] if gender == "1" and own_surname else called,
            f"{prefix}_relation": code("family-relation", relation),
            f"{prefix}_is_guardian": True,
            f"{prefix}_phone": mobile(rng),
        }
    return found


def _entry(someone: Person, rng: random.Random) -> Row:
    place, old = someone.place, someone.document == "old"
    target = "退役士兵" if old else "应届高中毕业生" if someone.college else "应届初中毕业生"
    row = {
        "status": code("student-status", STATUS.get(someone.seat.ended, "在读")),
        "duration": code("duration", "三年制"),
        "entry_month": f"{place.grade}-09",
        "study_form": code("study-form", "全日制"),
        "marital_status": code("marital-status", "未婚"),
        "health": code("health", "健康或良好"),
        "entry_way": code("entry-way", "统一招生考试/普通入学"),
        "enrolment_target": code("enrolment-target", target),
        "enrolment_way": code("enrolment-way", "统一招生"),
        "source": code("student-source", "往届" if old else "应届"),
        "is_veteran": old,
        "exam_score": rng.randint(180, 520),
    }
    if not someone.college:
        row["student_category"] = code("student-category", "普通中专学生")
    return row
