"""What is to be said about a record beside its form: what is wrong, what is doubtful, what is still missing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from desktop.drafts.draft import Draft, Found
from desktop.drafts.field_groups import groups_of, heading_of, title_of
from desktop.drafts.record_draft import RecordDraft
from desktop.drafts.row_drafts import RowDraft, RowsDraft
from models.database.doubts import of_rows
from models.schema.complaints import Complaint, Severity
from models.schema.fields import Field
from models.words import _, listed

NAMED = 4  # missing fields that are named one by one


@dataclass(frozen=True, slots=True)
class FormProblem:
    """One entry of the list of checks: the field it leads to, a title, a sentence; `severity` None for a mere gap."""

    field: str
    title: str
    sentence: str
    severity: Severity | None


def form_problems(
    draft: Draft, complaints: Found, verdicts: Iterable[tuple[str, Complaint]] = ()
) -> tuple[FormProblem, ...]:
    """Errors first, then doubts, then one entry each for what is required and for what the specification asks for besides.

    `verdicts` are what rules say of the record as it would be stored, each of which is told besides.
    """
    fields = {field.name: field for field in draft.fields}
    said = [
        FormProblem(name, title_of(fields[name], draft.entity), complaint.message, complaint.severity)
        for name, found in complaints.items()
        if name in fields
        for complaint in found[:1]
    ]
    ruled = [(name, told) for name, told in verdicts if name in fields and told not in complaints.get(name, ())]
    said += [
        FormProblem(
            name,
            told.title or title_of(fields[name], draft.entity),
            told.source if told.repeats_title else told.message,
            told.severity,
        )
        for name, told in ruled
    ]
    order = {f.name: place for place, f in enumerate(f for _title, fields in groups_of(draft.entity) for f in fields)}
    said.sort(key=lambda problem: (problem.severity is not Severity.ERROR, order[problem.field]))
    gaps = [fields[name] for name in draft.gaps() if name not in complaints and name not in dict(ruled)]
    indispensable = [f for f in gaps if f.required]
    return (
        *said,
        *_missing(draft, indispensable, _("还有 {count} 项必填"), "{names}"),
        *_missing(draft, [f for f in gaps if not f.required], _("还有 {count} 项未填"), _("{names}，可稍后补录")),
    )


def _missing(draft: Draft, gaps: Sequence[Field], title: str, sentence: str) -> tuple[FormProblem, ...]:
    if not gaps:
        return ()
    words = listed(title_of(field, draft.entity) for field in gaps[:NAMED])
    if len(gaps) > NAMED:
        words = _("{names}等").format(names=words)
    return (FormProblem(gaps[0].name, title.format(count=len(gaps)), sentence.format(names=words), None),)


def row_problems(draft: RecordDraft) -> list[FormProblem]:
    """What was said of the rows of its tables, and what they are without."""
    found: list[FormProblem] = []
    for rows in draft.tables.values():
        for row in rows.shown:
            found += _of_row(draft, row)
        found += [
            FormProblem(rows.child.table, _(rows.child.title), lacking, Severity.WARNING)
            for lacking in _lacking(draft, rows)
        ]
    return found


def _lacking(draft: RecordDraft, rows: RowsDraft) -> Iterator[str]:
    """What the rows as a whole are without, or have twice, as they stand now."""
    if not draft.values:
        return
    child, given = rows.child, [row.values for row in rows.shown if not row.blank]
    if child.wanting is not None and (words := child.wanting(draft.values, given, draft.day)):
        yield words
    yield from of_rows(draft.entity, child.entity, [{child.back: 0} | values for values in given], draft.day)


def _of_row(draft: RecordDraft, row: RowDraft) -> list[FormProblem]:
    told = [
        FormProblem(row.path(name), draft.title_at(row.path(name)), found[0].message, found[0].severity)
        for name, found in row.told.items()
    ]
    lacking = row.lacking()
    if lacking and not told:
        title = _("{name}缺{label}").format(name=row.name, label=listed(heading_of(field) for field in lacking))
        told.append(FormProblem(row.path(lacking[0].name), title, _("可稍后补录"), Severity.WARNING))
    return told


def ordered(problems: Sequence[FormProblem], groups: Mapping[str, tuple[str, ...]]) -> tuple[FormProblem, ...]:
    """Errors first, then doubts, then gaps, each in the order of the form; `groups` holds fields and tables."""
    places = {name: place for place, name in enumerate(name for names in groups.values() for name in names)}
    ranks = {Severity.ERROR: 0, Severity.WARNING: 1}
    return tuple(
        sorted(problems, key=lambda p: (ranks.get(p.severity, 2) if p.severity else 2, places[p.field.split(".")[0]]))
    )


def counts(groups: Mapping[str, tuple[str, ...]], problems: Sequence[FormProblem]) -> dict[str, tuple[int, int]]:
    """(errors, doubts) by group, where there are any; `groups` holds the names of their fields and tables."""
    told: dict[str, tuple[int, int]] = {}
    for title, names in groups.items():
        worst = [p.severity is Severity.ERROR for p in problems if p.severity and p.field.split(".")[0] in names]
        if worst:
            told[title] = (sum(worst), len(worst) - sum(worst))
    return told
