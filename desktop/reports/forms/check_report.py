"""检查报告: what every rule says of placements, with its article, and who let which breach pass (R-INT, decisions §4)."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from desktop.reports.document import (
    Block,
    Column,
    HeadLine,
    Paragraph,
    Ref,
    Row,
    SignOff,
    Table,
    Title,
    Value,
    sentence,
)
from desktop.reports.formatting import long_day, marked, minors_note, rows_or_note
from desktop.reports.report import ReportContext, report
from models.database.results import displays
from models.rules.regulation import NUMBERS, verdicts_of, worst
from models.rules.rule import Finding, Verdict
from models.rules.subjects import SUBJECTS
from models.schema.fields import entity_named
from models.schema.sorting import natural_key, pinyin_key
from models.statistics.placements import PlacementRow, Scope, placements_ended, placements_on
from models.statistics.waivers import Waived, waivers_around
from models.words import N_, _, clauses

_MARKS = {Verdict.KEPT: "√", Verdict.BROKEN: "×", Verdict.LACKING: N_("缺")}
_WAIVED, _UNKNOWN = "△", "—"
Said = Mapping[str, Sequence[Finding]]  # what the rules of each number say


class Checked(NamedTuple):
    """A placement with what every rule says of it, and the breaches somebody let pass."""

    row: PlacementRow
    said: Said
    waived: tuple[Waived, ...]

    @property
    def kept_on(self) -> str:
        """The day on which the verdict at its end was kept."""
        days = {each.kept_on for some in self.said.values() for each in some if each.kept_on is not None}
        return min(days).isoformat() if days else ""

    def mark(self, number: str) -> str:
        """The verdict on a rule in a sign; of a breach that was let pass another."""
        one = worst(self.said[number])
        if not one.known:
            return _UNKNOWN
        passed = one.waived if one.kept_on is not None else any(each.rule == number for each in self.waived)
        if one.verdict is Verdict.BROKEN and passed:
            return _WAIVED
        return _(_MARKS[one.verdict])


@report(
    "check-report", N_("岗位实习检查报告"), code="SX-12", of="placement_plan", by=("enterprise", "school_class"),
    landscape=True, purpose=N_("自查和迎检时用：截止日期在岗的每条安置对照实习管理规定逐条的结论、条款和例外。"),
)  # fmt: skip
def check_report(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """Every rule with its verdict for each placement of the day: of batches, firms, classes or all."""
    scope, day = Scope(context.of, tuple(ids)), context.day
    rows = placements_on(context.connection, scope, day)
    every = _checked(context, rows)
    ended = _checked(context, placements_ended(context.connection, scope, day))
    chosen = entity_named(context.of)
    names = "、".join(displays(context.connection, chosen, ids).values()) if ids else _("全部")
    yield Title(_("岗位实习检查报告"))
    yield HeadLine((
        (_("填报单位（盖章）"), context.unit), (_(chosen.label), names), (_("截止日期"), long_day(day)),
    ))  # fmt: skip
    note = _("截至{day}，没有在岗的安置记录。").format(day=long_day(day))
    yield Paragraph(_("一、逐条结论"), "body")
    yield Table(_rule_columns(), rows_or_note(_rule_rows(every), note), _totals(every))
    yield Paragraph(_("二、逐人结论"), "body")
    yield Table(_matrix_columns(), rows_or_note(_matrix_rows(every, context), note))
    yield Paragraph(
        _("√ 符合，× 不符，缺 缺资料，△ 不符而准许例外，— 当时规定未收录；列为规定编号 R-INT-01 至 R-INT-26。")
    )
    yield Paragraph(_("三、不符和例外"), "body")
    yield Table(_breach_columns(), rows_or_note(_breach_rows(every, context), _("没有。")))
    if ended:
        yield Paragraph(_("四、已结束的安置：结束时的结论"), "body")
        yield Table(_matrix_columns(ended=True), tuple(_matrix_rows(ended, context, ended=True)))
        yield Table(_breach_columns(), rows_or_note(_breach_rows(ended, context), _("没有。")))
        yield Paragraph(
            _("结束时留存的结论不因规定、标准以后改动而改变；考核和档案在结束以后，按现有登记核对，考核办理后留存。")
        )
    yield from minors_note([one.row.birth_date for one in (*every, *ended)], day)
    yield SignOff((_("单位负责人"), _("审核人"), _("制表人")), _("填表日期"))


def _checked(context: ReportContext, rows: Sequence[PlacementRow]) -> list[Checked]:
    """Placements with what rules say of them, by class and student number."""
    rows = sorted(rows, key=lambda r: (pinyin_key(r.school_class), natural_key(r.student_number)))
    found = verdicts_of(context.connection, [row.id for row in rows], context.day)
    waived = waivers_around(context.connection, [row.id for row in rows])
    every = []
    for row in rows:
        said: dict[str, list[Finding]] = {}
        for each in found.get(row.id, ()):
            said.setdefault(each.rule.number, []).append(each)
        if said:
            every.append(Checked(row, said, waived.get(row.id, ())))
    return every


# --- rule by rule


def _rule_columns() -> tuple[Column, ...]:
    return (
        Column(_("规定"), 24, kind="code"), Column(_("内容"), 44), Column(_("依据"), 60), Column(_("文号"), 44),
        Column(_("程度"), 16, kind="code"), Column(_("符合"), 16, kind="number"), Column(_("不符"), 16, kind="number"),
        Column(_("其中例外"), 16, kind="number"), Column(_("缺资料"), 16, kind="number"),
    )  # fmt: skip


def _rule_rows(every: Sequence[Checked]) -> Iterator[tuple[Value, ...]]:
    for number in NUMBERS if every else ():
        known = [one for each in every for one in each.said[number] if one.known]
        marks = Counter(each.mark(number) for each in every)
        first = worst(known) if known else None
        kept, broken, lacking = (_(_MARKS[each]) for each in (Verdict.KEPT, Verdict.BROKEN, Verdict.LACKING))
        yield (
            number, _(SUBJECTS[number]), first.rule.source if first else _("当时规定未收录"), first.rule.document if first else "",
            first.severity.word if first else "", marks[kept], marks[broken] + marks[_WAIVED], marks[_WAIVED], marks[lacking],
        )  # fmt: skip


def _totals(every: Sequence[Checked]) -> tuple[Row, ...]:
    if not every:
        return ()
    clean = sum(all(each.mark(number) != _MARKS[Verdict.BROKEN] for number in NUMBERS) for each in every)
    words = _("合计 {count} 条安置，没有不符（例外除外）的 {clean} 条。")
    return (sentence(words.format(count=len(every), clean=clean)),)


# --- placement by placement


def _matrix_columns(*, ended: bool = False) -> tuple[Column, ...]:
    rules = (Column(number.removeprefix("R-INT-"), 7, kind="code") for number in NUMBERS)
    last = (Column(_("结束日期"), 20, kind="code"), Column(_("留存日期"), 20, kind="code")) if ended else ()
    return (
        Column(_("序号"), 9, kind="code"), Column(_("学号"), 20, kind="code"), Column(_("姓名"), 16, kind="name"),
        Column(_("实习单位"), 26), *last, *rules,
    )  # fmt: skip


def _matrix_rows(every: Sequence[Checked], context: ReportContext, *, ended: bool = False) -> Iterator[Row]:
    for nth, one in enumerate(every, 1):
        row = one.row
        name = marked(row.name, row.birth_date, context.day)
        cells: list[Value] = [nth, row.student_number, name, row.enterprise]
        cells += [row.end_date.isoformat(), one.kept_on] if ended else []
        cells += map(one.mark, NUMBERS)
        yield Row(tuple(cells), of=Ref("placement", row.id))


# --- breaches


def _breach_columns() -> tuple[Column, ...]:
    return (
        Column(_("序号"), 10, kind="code"), Column(_("姓名"), 18, kind="name"), Column(_("实习单位"), 40),
        Column(_("规定"), 20, kind="code"), Column(_("不符之处"), 70), Column(_("依据"), 44), Column(_("程度"), 14, kind="code"),
        Column(_("例外（准许人、理由、有效至）"), 36),
    )  # fmt: skip


def _breach_rows(every: Sequence[Checked], context: ReportContext) -> Iterator[Row]:
    nth = 0
    for one in every:
        for number in NUMBERS:
            broken = [each for each in one.said[number] if each.verdict is Verdict.BROKEN]
            if not broken:
                continue
            nth += 1
            first = worst(broken)
            titles = clauses(dict.fromkeys(each.title for each in broken))
            passed = clauses(each.words for each in one.waived if each.rule == number)
            yield Row((
                nth, marked(one.row.name, one.row.birth_date, context.day), one.row.enterprise, number, titles,
                first.rule.source, first.severity.word, passed,
            ), of=Ref("placement", one.row.id))  # fmt: skip
