"""The school year of a day: which academic year and term it falls in, and which grade a class is in."""

from datetime import date

SEPTEMBER, FEBRUARY = 9, 2


def academic_year(day: date) -> int:
    """The calendar year in which the academic year of `day` began, on 1 September."""
    return day.year if day.month >= SEPTEMBER else day.year - 1


def school_year_of(day: date) -> date:
    """The first day of the academic year of `day`."""
    return date(academic_year(day), SEPTEMBER, 1)


def term(day: date) -> int:
    """1 from September to January, 2 from February to August."""
    return 2 if FEBRUARY <= day.month < SEPTEMBER else 1


def grade(grade_year: int | None, day: date) -> int | None:
    """The grade (1 is 一年级) of those who entered in `grade_year`; None when unknown or before they entered."""
    if grade_year is None or grade_year > academic_year(day):
        return None
    return academic_year(day) - grade_year + 1
