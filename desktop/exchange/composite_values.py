"""What several columns say together, or one says twice: a class told by grade, major and number, two dates in one cell, a term."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from desktop.exchange.columns import GRADE, SCHOOL_YEAR, Period, columns_of, periods_of
from desktop.exchange.tables_context import TableContext, is_blank
from desktop.exchange.workbook import Cell
from models.schema.class_names import ClassParts, class_parts, grade_of
from models.schema.codes import table
from models.schema.fields import Entity
from models.schema.readings import key_of
from models.schema.terms import parse_academic_year, parse_term
from models.schema.types import Grade
from models.schema.values import clean_code, clean_text

_CLASS, _MAJOR = "school_class", "major"
_STATED_GRADE = re.compile(r"(?<!\d)(?:20\d{2}|\d{2})级|(?:高中|职高|中职|[高职中])[一二三](?:年级)?|[一二三四五]年级")
_STATED_MAJOR = re.compile(r"(\0?)([\u4e00-\u9fff（）()]{2,20}?)专业")
_DATE = r"\d{4}\s*[年./-]\s*\d{1,2}(?:\s*[月./-]\s*\d{1,2}\s*日?|\s*月)?|\d{8}"
_TWO_DATES = re.compile(rf"\s*(?:自|从)?\s*({_DATE})\s*(?:起)?\s*(?:[-—–－~～至到]+)\s*({_DATE})\s*(?:止|为止)?\s*")


def composed(
    entity: type[Entity], context: TableContext, places: Sequence[str], rows: Sequence[Mapping[str, Cell]]
) -> list[Mapping[str, Cell]]:
    """The cells of a table's rows, with the columns that are only parts read into what they are parts of."""
    columns = columns_of(entity)
    made = list(rows)
    for name, period in periods_of(entity).items():
        if any(name in row for row in made):
            made = [_with_both_dates(name, period, row) if name in row else row for row in made]
    term = columns[SCHOOL_YEAR].part_of if SCHOOL_YEAR in columns else None
    if term is not None and any(SCHOOL_YEAR in row for row in made):
        made = [_with_term(term, row) for row in made]
    if _CLASS in columns and any(not is_blank(row.get(_CLASS)) for row in made):
        made = _with_classes(_Around.of(context, places), made)
    return made


def said_of_periods(entity: type[Entity], said: Mapping[str, str]) -> dict[str, str]:
    """What is said of a record, by field: both dates of a period for the words that tell it, nothing for other parts.

    Words that are no two dates (培训期限：12个月) say nothing of a period.
    """
    periods = periods_of(entity)
    found = {name: text for name, text in said.items() if columns_of(entity)[name].part_of is None}
    for name, text in said.items():
        both = _TWO_DATES.fullmatch(clean_text(text) or "") if name in periods else None
        if both is not None:
            found = dict(zip(periods[name], both.groups(), strict=True)) | found
    return found


def _with_both_dates(column: str, period: Period, row: Mapping[str, Cell]) -> Mapping[str, Cell]:
    """Two dates of one cell in the fields of a period; a cell that is no such pair is judged as the first of them."""
    first, last = period
    both = row.get(column)
    rest = {name: cell for name, cell in row.items() if name != column}
    if is_blank(both):
        return {first: None, last: None} | rest
    found = _TWO_DATES.fullmatch(clean_text(both) or "")
    begin, end = (found[1], found[2]) if found else (both, None)
    own = {name: cell for name, cell in rest.items() if not is_blank(cell)}
    return rest | {first: own.get(first, begin), last: own.get(last, end)}


def _with_term(name: str, row: Mapping[str, Cell]) -> Mapping[str, Cell]:
    """The term in full where its year stands apart (学年 2025-2026, 学期 1); a year that is none is judged as the term."""
    year, number = (clean_code(row.get(part)) or "" for part in (SCHOOL_YEAR, name))
    rest = {part: cell for part, cell in row.items() if part != SCHOOL_YEAR}
    if parse_term(number) is not None or not year:
        return rest
    whole = parse_academic_year(year)
    return {**rest, name: f"{whole or year}-{number}" if number.isdecimal() else f"{whole or year}{number}"}


class _Around:
    """The grade and the major that a title, the sheet's or the file's name says for every row."""

    def __init__(self, grade: int | None, major: str) -> None:
        self.grade = grade
        self.major = major

    @classmethod
    def of(cls, context: TableContext, places: Sequence[str]) -> "_Around":
        """What the lines above the table say, the nearest first, then the names of the sheet and of the file."""
        lines = (*reversed(context.titles), *places)
        grades = (grade for line in lines for hit in _STATED_GRADE.finditer(line) if (grade := grade_of(hit[0])))
        majors = (name for line in lines for name in _majors_in(line))
        return cls(next(grades, None), next(majors, ""))


def _majors_in(line: str) -> Sequence[str]:
    """Majors a line names: as X专业 after a grade, or because the end of X, or all of the line, is in the catalogue."""
    known = table(_MAJOR)
    found = []
    for after_grade, text in _STATED_MAJOR.findall(_STATED_GRADE.sub("\0", line)):
        ends = (text[n:] for n in range(len(text) - 1))
        name = text if after_grade else next((end for end in ends if known.find(end) is not None), None)
        found += [name] if name else []
    plain = line.strip()
    return found or ([plain] if known.find(plain) is not None else [])


def _with_classes(around: _Around, rows: Sequence[Mapping[str, Cell]]) -> list[Mapping[str, Cell]]:
    """The rows with the class in full where grade and major stand in other columns or around the table."""
    keys = [tuple([key_of(row.get(name)) for name in (_CLASS, _MAJOR, GRADE)]) for row in rows]
    told = {key: _Told(row, around) for key, row in dict(zip(keys, rows, strict=True)).items()}
    majors = defaultdict(set)
    for one in told.values():
        majors[one.text].add(one.major)
    said = {key: one.said(several=len(majors[one.text]) > 1) for key, one in told.items()}
    return [_in_full(row, *said[key]) for row, key in zip(rows, keys, strict=True)]


def _in_full(row: Mapping[str, Cell], name: str | None, keeps_grade: bool) -> Mapping[str, Cell]:
    kept = row if keeps_grade or GRADE not in row else {n: cell for n, cell in row.items() if n != GRADE}
    return kept if name is None else {**kept, _CLASS: name}


class _Told:
    """What the rows with the same three cells say of their class."""

    def __init__(self, row: Mapping[str, Cell], around: _Around) -> None:
        self._row = row
        self.text = clean_code(row.get(_CLASS)) or ""
        self.major = (clean_text(row.get(_MAJOR)) or around.major).removesuffix("专业")
        self._unread = False
        self._grade = around.grade
        if not is_blank(row.get(GRADE)):
            self._grade, complaints = Grade().read(row[GRADE])
            self._unread = bool(complaints)

    def said(self, *, several: bool) -> tuple[str | None, bool]:
        """The class in full where the cell does not say all of it, and whether the grade stays a cell of its own.

        `several` majors have a class of this name. A grade that cannot be read, or contradicts the class, stays, to be
        complained of.
        """
        if self._unread or not self.text:
            return None, True
        parts = class_parts(self.text)
        differs = self._grade is not None and parts.grade_year not in (None, self._grade)
        return parts.joined(self._grade, self.major) if self._completes(parts, several) else None, differs

    def _completes(self, parts: ClassParts, several: bool) -> bool:
        """Whether grade or major are known that the class does not say itself; a major alone tells too little."""
        if parts.grade_year is None:
            numbered = several and parts.number is not None  # 阳光班 may take learners of several majors
            return self._grade is not None or (numbered and not parts.major and bool(self.major))
        if parts.is_staged:
            return bool(parts.major or self.major)
        return not parts.major and bool(self.major) and (GRADE in self._row or several)


def grade_contradicted(values: Mapping[str, Any]) -> bool:
    """Whether the grade of a row is another one than its class says."""
    grade, name = values.get(GRADE), values.get(_CLASS)
    said = class_parts(name).grade_year if isinstance(name, str) and grade is not None else None
    return said not in (None, grade)
