"""Numbers that acts give: by the pattern of the office, or by one of a few where it has none; each once and for good."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from models.acts.act import Subject
from models.acts.scene import Scene
from models.database import storage
from models.entities.numbers import (
    DIPLOMA_NUMBER,
    EVERY_CLASS,
    EVERY_GRADE,
    EVERY_YEAR,
    RUNS,
    STUDENT_NUMBER,
    GivenNumber,
    NumberPattern,
)
from models.schema.number_patterns import CLASS, COUNTER, GRADE, MAJOR, SCHOOL, YEAR, Pattern, UnfitError, parse
from models.statistics.numbers import held, runs_by
from models.words import N_

NONE = "none"
_LAST = "\uffff"  # after every number that begins alike


@dataclass(frozen=True, slots=True)
class Ready:
    """A pattern to choose where the office has none: its words, and when the counter begins anew."""

    pattern: str
    words: str
    reset: str


# the first of each holds unless another is chosen
READY: Mapping[str, tuple[Ready, ...]] = {
    STUDENT_NUMBER: (
        Ready("{grade}{counter:04}", N_("入学年份 + 4 位序号"), EVERY_GRADE),
        Ready("{grade}{class:02}{counter:02}", N_("入学年份 + 2 位班号 + 2 位序号"), EVERY_CLASS),
        Ready("{grade:2}{major}{class:02}{counter:02}", N_("2 位入学年份 + 专业代码 + 班号 + 序号"), EVERY_CLASS),
    ),
    DIPLOMA_NUMBER: (
        Ready("{year}{counter:05}", N_("毕业年份 + 5 位序号"), EVERY_YEAR),
        Ready("{school}{year}{counter:05}", N_("学校代码 + 毕业年份 + 5 位序号"), EVERY_YEAR),
    ),
}  # fmt: skip
ASKED: Mapping[str, str] = {STUDENT_NUMBER: N_("学号规则"), DIPLOMA_NUMBER: N_("毕业证书编号规则")}


class Numbering:
    """The numbers of one thing while acts are thought through: those given, and what comes next."""

    def __init__(self, connection: sa.Connection, thing: str) -> None:
        self.connection, self.thing = connection, thing
        own = NumberPattern.table().c
        query = sa.select(own.pattern, own.counter, own.reset).where(own.thing == thing)
        self.kept = connection.execute(query).first()  # the pattern of the office
        self.proposed = False  # whether one was made the office's by this plan
        self._taken: set[str] = set()
        self._read: set[str] = set()
        self._next: dict[tuple[str, ...], int] = {}

    def next(self, pattern: Pattern, reset: str, first: int, facts: Mapping[str, str]) -> str:
        """A number nobody has had; raises UnfitError where the pattern wants what is not known."""
        pattern.number(facts, first)
        run = tuple(facts.get(token, "") for token in RUNS[reset])
        if run not in self._next:
            self._know(pattern.beginning(facts, frozenset((YEAR, GRADE, SCHOOL))))
            self._next[run] = max(first, self._last(pattern, reset, facts) + 1)
        while True:
            number = pattern.number(facts, self._next[run])
            self._next[run] += 1
            if number not in self._taken:
                self._taken.add(number)
                return number

    def _know(self, beginning: str) -> None:
        """Read the numbers that begin so, whoever gave them."""
        if beginning in self._read:
            return
        self._read.add(beginning)
        for column in held(self.thing):
            alike = column.between(beginning, beginning + _LAST) if beginning else column.is_not(None)
            self._taken.update(self.connection.execute(sa.select(column).where(alike)).scalars())
        given = GivenNumber.table().c
        alike = given.number.between(beginning, beginning + _LAST)
        query = sa.select(given.number).where(given.thing == self.thing, alike)
        self._taken.update(self.connection.execute(query).scalars())

    def _last(self, pattern: Pattern, reset: str, facts: Mapping[str, str]) -> int:
        """The highest counter of the numbers of a run."""
        known = {token: facts[token] for token in runs_by(pattern, reset)}
        matcher = pattern.matcher(known)
        found = (m for number in self._taken if (m := matcher.fullmatch(number)) is not None)
        return max((int(m[COUNTER]) for m in found), default=0)

    def given(self, numbers: Collection[str]) -> frozenset[str]:
        """Those of the numbers that were given once, whoever has them now."""
        own, found = GivenNumber.table().c, set[str]()
        for some in storage.pieces(sorted(numbers), storage.CHUNK):
            query = sa.select(own.number).where(own.thing == self.thing, own.number.in_(some))
            found.update(self.connection.execute(query).scalars())
        return frozenset(found)


def numbering(scene: Scene, thing: str) -> Numbering:
    """The numbers of a thing for all cases of a plan."""
    if ("numbers", thing) not in scene.worked:
        scene.worked["numbers", thing] = Numbering(scene.connection, thing)
    known: Numbering = scene.worked["numbers", thing]
    return known


def give(s: Subject, thing: str, name: str, facts: Mapping[str, str]) -> str | None:
    """Give the subject a number of a thing, kept as given from now on; None where it is to have none.

    Asks under `name` (the field the number is for) for a pattern where the office has none, and warns where the pattern
    wants what is not known.
    """
    numbers = numbering(s.scene, thing)
    chosen = _chosen(s, numbers, name)
    if chosen is None:
        return None
    text, first, reset = chosen
    try:
        number = numbers.next(parse(text), reset, first, facts)
    except UnfitError as lacking:
        s.warn(name, "required", str(lacking))
        return None
    keep_given(s, thing, number)
    return number


def keep_given(s: Subject, thing: str, number: str) -> None:
    """Let a number be given from now on: without a cause, since 冲回 gives no number back."""
    s.scene.make(s.case, "given_number", None, {"thing": thing, "number": number, "given_date": s.day})


def _chosen(s: Subject, numbers: Numbering, name: str) -> tuple[str, int, str] | None:
    """Pattern, first counter and reset: those of the office, else what is answered, which then is the office's."""
    if numbers.kept is not None:
        first = numbers.kept.counter
        return numbers.kept.pattern, 1 if first is None else first, numbers.kept.reset or EVERY_YEAR
    ready = READY[numbers.thing]
    choices = (*((one.pattern, one.words) for one in ready), (NONE, N_("暂不编号")))
    answer = s.ask(name, ASKED[numbers.thing], choices, ready[0].pattern)
    taken = next((one for one in ready if one.pattern == answer), None)
    if taken is None:
        return None
    if not numbers.proposed:
        numbers.proposed = True
        kept = {"thing": numbers.thing, "pattern": taken.pattern, "reset": taken.reset, "counter": 1}
        s.scene.make(s.case, "number_pattern", None, kept)
    return taken.pattern, 1, taken.reset


def facts_of(
    *, year: int | None, school_class: Mapping[str, Any], major: Mapping[str, Any], school: Mapping[str, Any]
) -> dict[str, str]:
    """What tokens stand for: of a class its number (2 of 数控2班), of a major and a school the local code or the national."""
    grade = school_class.get("grade_year")
    found = {
        YEAR: year, GRADE: grade, MAJOR: major.get("local_code") or major.get("code"), SCHOOL: school.get("school_code"),
        CLASS: class_number(school_class),
    }  # fmt: skip
    return {token: str(value) for token, value in found.items() if value}


_BEFORE_CLASS = re.compile(r"(\d+)\s*[)）]?\s*班")


def class_number(school_class: Mapping[str, Any]) -> str:
    """The number of a class in its name, without the year it may begin with (2024级数控2班, 数控2402班); else in its code."""
    found = _BEFORE_CLASS.search(str(school_class.get("name") or ""))
    digits = found[1] if found is not None else "".join(re.findall(r"\d+$", str(school_class.get("class_code") or "")))
    grade = str(school_class.get("grade_year") or "")
    for year in (grade, grade[2:]):
        if year and digits.startswith(year) and len(digits) > len(year):
            return str(int(digits[len(year) :]))
    return str(int(digits)) if digits else ""
