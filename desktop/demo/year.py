"""The workbooks of the second sample: one school with one year of life, in the order they are imported."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from models.resources import resource
from models.schema.fields import Entity, entities, entity_named
from models.words import N_, _

FOLDER, MANIFEST = ("demo", "school"), "files.csv"
CHAPTERS = {
    "school": N_("学校、校历和教职工"), "enrolment": N_("录取和报到"), "students": N_("班级和学生"),
    "enterprises": N_("企业和岗位"), "agreements": N_("协议和订单班"), "apprentices": N_("学徒"),
    "placements": N_("注册、实习安置和异动"), "supervision": N_("实习管理"), "certificates": N_("证书"),
    "graduates": N_("毕业去向"), "cooperation": N_("校企合作"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class YearFile:
    """One workbook of the year: the chapter it belongs to, what it tells of, where it lies."""

    chapter: str
    entity: type[Entity]
    path: Path


@cache
def year_files() -> tuple[YearFile, ...]:
    """The workbooks in the order they are imported; those of kinds of records the program does not keep are left out."""
    known = {entity.__tablename__ for entity in entities()}
    with resource(*FOLDER, MANIFEST).open(encoding="utf-8", newline="") as file:
        return tuple(
            YearFile(row["chapter"], entity_named(row["entity"]), resource(*FOLDER, row["file"]))
            for row in csv.DictReader(file)
            if row["entity"] in known
        )


def steps() -> tuple[str, ...]:
    """The chapters that progress tells of, in the language in use."""
    return tuple(_(CHAPTERS[name]) for name in dict.fromkeys(file.chapter for file in year_files()))
