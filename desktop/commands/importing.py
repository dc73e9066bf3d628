"""import: workbooks judged, shown as JSON or words, and written when asked."""

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from desktop.commands.acting import check_answers, question_json
from desktop.commands.common import DONE, REFUSED, WRONG_CALL, entity_of, opened, pairs_of, progress, say
from desktop.commands.wrong_calls import WrongCall
from desktop.exchange.columns import columns_of
from desktop.exchange.corrections import NOTHING_MENDED, Mends
from desktop.exchange.events import effects_of
from desktop.exchange.import_steps import JudgedImport, judge, read
from desktop.exchange.mapping import Source, contradicting, gather, likenesses, parts_of
from desktop.exchange.plan import Action, CellError, ImportPlan, shown_values
from desktop.exchange.refusal import Refused
from desktop.exchange.unknown_names import new_records
from desktop.exchange.workbook import Workbook
from desktop.operations.importing import Imported, give_back, imported_words, write
from models.acts.wording import lines_of
from models.database import scratch
from models.database.database import Database
from models.database.errors import DatabaseError
from models.database.instance import is_held
from models.schema.fields import Entity, entity_named, kebab
from models.schema.showing import mask_numbers
from models.words import _, clauses

SHOWN = 20  # rejected rows told in words; the rest stand in the error workbook
Refusal = Refused | DatabaseError


def run_import(path: Path, given: argparse.Namespace) -> int:
    """Judge all files as one, then write them as one step or not at all; rejected rows stay out only with --accept-valid."""
    entity = entity_of(given.entity)
    if not entity.keys:
        raise WrongCall(_("{label}不能导入").format(label=_(entity.label)))
    _check_target(given)
    mends = Mends(make=_makeable(entity, given.make), answers=pairs_of(given.answer))
    found = _found(entity, given)
    results: dict[Path, dict[str, Any]] = {}
    status = DONE
    if any(isinstance(one, Source) for one in found.values()):
        status = _import_found(path, found, mends, given, results)
    for file, refusal in found.items():
        if not isinstance(refusal, Source):
            results[file] = _refused(file, refusal, given)
            unreadable = isinstance(refusal, Refused) and refusal.reason in ("missing", "permission")
            status = max(status, WRONG_CALL if unreadable else REFUSED)
    if given.json:
        told = [results[file] for file in found]
        print(json.dumps(told if len(told) > 1 else told[0], ensure_ascii=False))
    return status


def _found(entity: type[Entity], given: argparse.Namespace) -> dict[Path, Source | Refusal]:
    """Every file as it was read, or why there is nothing to import in it."""
    found: dict[Path, Source | Refusal] = {}
    for file in given.files:
        try:
            source = read(file, given.sheet, progress())
            gather(entity, (source,), {})
            found[file] = source
        except Refused as refusal:
            found[file] = refusal
    return found


def _import_found(
    path: Path,
    found: dict[Path, Source | Refusal],
    mends: Mends,
    given: argparse.Namespace,
    results: dict[Path, dict[str, Any]],
) -> int:
    """Import what was read, and tell it file by file; where it is refused that is what was found of each."""
    sources = {file: one for file, one in found.items() if isinstance(one, Source)}
    with _database(path, given) as database:
        try:
            judged, parts = _judged(database, sources, mends, given)
            _give_back(database, parts, given)
            stopped = any(_stops(part, given) for part in parts.values())
            held = stopped or given.dry_run or len(parts) < len(found)
            done = None if held else write(judged, progress=progress())
        except DatabaseError as refusal:
            found.update(dict.fromkeys(sources, refusal))
            return REFUSED
        for file, part in parts.items():
            results[file] = _told(database, part, done, given)
    return REFUSED if stopped else DONE


def _judged(
    database: Database, sources: Mapping[Path, Source], mends: Mends, given: argparse.Namespace
) -> tuple[JudgedImport, dict[Path, ImportPlan]]:
    """All files judged as one, and what becomes of each; raises WrongCall for an answer to what is not asked."""
    entity, files = entity_of(given.entity), tuple(sources.values())
    gathered = gather(entity, files, {})
    judged = judge(database, entity, gathered, mends, progress())
    check_answers(judged.plan.left_open, mends.answers)
    return judged, dict(zip(sources, parts_of(judged.plan, gathered, files), strict=True))


def _stops(part: ImportPlan, given: argparse.Namespace) -> bool:
    """Whether somebody must say more before anything is written."""
    return bool(_asked(part, given)) or bool(part.rejected and not given.accept_valid)


def _asked(part: ImportPlan, given: argparse.Namespace) -> list[str]:
    return [] if given.accept_without_identity else [question.words for question in part.questions]


def _give_back(database: Database, parts: Mapping[Path, ImportPlan], given: argparse.Namespace) -> None:
    """Write the rejected rows of each file into a workbook of its own, where they are wanted."""
    taken = {file.resolve() for file in given.files}
    for part in parts.values():
        if given.errors and part.rejected:
            target = given.errors if len(given.files) == 1 else _beside(given.errors, part.path, taken)
            taken.add(target.resolve())
            say(give_back(database, part, NOTHING_MENDED, target))


def _makeable(entity: type[Entity], wanted: Sequence[str]) -> frozenset[str]:
    """The kinds of persons to be made; raises WrongCall for others than sheets of this kind tell of."""
    fields = (c.field for c in columns_of(entity).values())
    possible = {
        f.to: kebab(entity_named(f.to)) for f in fields if f.to is not None and f.told_by_others and not f.told_through
    }
    chosen = {name.replace("-", "_") for name in wanted}
    if wrong := chosen - possible.keys():
        words = _("导入{label}时不能新建“{kind}”，可以新建的有：{kinds}")
        kinds = "、".join(possible.values()) or _("无")
        raise WrongCall(words.format(label=_(entity.label), kind="、".join(sorted(wrong)), kinds=kinds))
    return frozenset(chosen)


def _check_target(given: argparse.Namespace) -> None:
    """The rejected rows go into a workbook of their own, never over one they came from."""
    if given.errors is None:
        return
    if given.errors.suffix.lower() != ".xlsx":
        raise WrongCall(_("被拒绝的行只能写成 .xlsx：{file}").format(file=given.errors))
    if given.errors.resolve() in [file.resolve() for file in given.files]:
        raise WrongCall(_("被拒绝的行不能写回导入的文件本身，请换一个文件名：{file}").format(file=given.errors))


@contextmanager
def _database(path: Path, given: argparse.Namespace) -> Iterator[Database]:
    """The office's database; for a dry run without one an empty one that is thrown away."""
    if not path.exists() and given.dry_run:
        with (
            scratch.folder() as folder,
            opened(folder / "empty.db", write=True, create=True) as empty,
        ):
            yield empty
    else:
        # the act of giving rejected rows back is logged, where nobody else is writing
        noting = given.errors is not None and not is_held(path)
        with opened(path, write=noting or not given.dry_run, create=not given.dry_run) as database:
            yield database


def _told(database: Database, part: ImportPlan, done: Imported | None, given: argparse.Namespace) -> dict[str, Any]:
    """What became of one file, said in words and returned for programs."""
    asked = _asked(part, given)
    if done is not None:
        step = done.change_set
        own = imported_words(part)
        message = clauses([own, _("撤销编号 {id}").format(id=step.id)]) if step and part.writing else own
    elif asked:
        how = _(
            "没有导入任何内容：{questions}。请在表格里补上或改好表头；确实如此的，加 --accept-without-identity 再导入"
        )
        message = how.format(questions="；".join(asked))
    elif given.dry_run:
        message = _("只核对，尚未导入")
    elif part.rejected and not given.accept_valid:
        message = _("有被拒绝的行，尚未导入任何内容")
    else:
        message = _("同时给出的其他文件有问题，尚未导入任何内容")
    acts = _acts(database, part) if part.acts is not None and done is None else {}
    _say_fates(part, message)
    if acts and (told := effects_of(part.acts)) is not None:
        say(_("  会做什么：{acts}；{changes}").format(acts=told.done, changes=told.changed))
    return _result(part, message, given.json) | acts | ({"status": "question"} if asked else {})


def _acts(database: Database, made: ImportPlan) -> dict[str, Any]:
    """What the events of a file do, and what they leave to a person, as it was answered."""
    assert made.acts is not None
    with database.reading() as connection:
        effects = [line.as_json() for line in lines_of(connection, made.acts)]
    return {"effects": effects, "answers": [question_json(one) for one in made.left_open]}


def _beside(target: Path, source: Path, taken: AbstractSet[Path]) -> Path:
    """The error workbook of one of several files: none of them, nor that of another one of its name."""
    name = f"{target.stem}-{source.stem}"
    names = (name, *(f"{name} ({n})" for n in range(2, len(taken) + 2)))
    return next(file for one in names if (file := target.with_name(one + target.suffix)).resolve() not in taken)


def _refused(file: Path, refusal: Refusal, given: argparse.Namespace) -> dict[str, Any]:
    """The same of a file that is refused."""
    say(f"{file.name}：{refusal}")
    if isinstance(refusal, Refused) and refusal.reason == "no-data":
        with suppress(Refused):  # a file without a cell has no headings either
            _question(entity_of(given.entity), read(file, given.sheet).workbook)
    totals = {action.value: 0 for action in Action if action is not Action.SKIP}
    return {
        "file": file.name, "status": "refused", "message": str(refusal), "sheets": [], "totals": totals, "rows": [],
    }  # fmt: skip


def _result(made: ImportPlan, message: str, whole: bool) -> dict[str, Any]:
    rows = [_row(made, row) for row in (*made.rows, *made.absent)] if whole else []
    return {
        "file": made.path.name, "status": "ok", "message": message,
        "unread": [{"heading": c.heading, "cells": c.cells, "like": c.like} for c in made.unread],
        "questions": [{"kind": q.kind, "message": q.words, "headings": list(q.headings)} for q in made.questions],
        "answers": [question_json(one) for one in made.asked], "by_content": dict(made.by_content), "sheets": list(made.sheets),
        "totals": made.totals(), "created": new_records(made), "unknown_persons": made.unknown_persons(),
        "unused": list(made.unused), "notes": [*made.workbook.notes, *made.notes], "rows": rows,
    }  # fmt: skip


def _row(made: ImportPlan, row: Any) -> dict[str, Any]:
    return {
        "sheet": row.sheet, "row": row.number, "block": row.block, "action": row.action.value,
        "values": shown_values(row, columns_of(made.entity)),
        "errors": [_error(error) for error in row.errors], "warnings": [_error(error) for error in row.warnings],
    }  # fmt: skip


def _error(error: CellError) -> dict[str, str]:
    return {"field": error.field, "code": error.code, "message": error.message}


def _question(entity: type[Entity], workbook: Workbook) -> None:
    """Say so when the headings are those of another kind of record."""
    other = contradicting(likenesses(workbook), entity)
    if other is not None:
        words = _("  表头更像是“{other}”，不像“{label}”；如果选错了，请改用 import {kind}")
        say(words.format(other=_(other.label), label=_(entity.label), kind=kebab(other)))


def _counted(records: Mapping[str, int]) -> str:
    return "、".join(f"{_(entity_named(name).label)} {count}" for name, count in records.items())


def _say_fates(made: ImportPlan, message: str) -> None:
    lost = [column.words for column in made.unread if column.cells]
    if lost:
        say(_("{file}：没有读入的列：{columns}").format(file=made.path.name, columns="、".join(lost)))
    for heading, name in made.by_content.items():
        label = columns_of(made.entity)[name].label
        say(_("{file}：“{heading}”按内容认作{label}").format(file=made.path.name, heading=heading, label=label))
    for one in made.asked:
        words = _("{label}（{count} 行）：{chosen}；用 --answer {name}=… 另选：{choices}")
        choices = "、".join(choice for choice, _words in one.choices if choice != one.chosen)
        say(words.format(label=one.label, count=one.count, chosen=one.chosen, name=one.name, choices=choices))
    for note in made.notes:
        say(f"{made.path.name}：{note}")
    totals = made.totals()
    created = _counted(new_records(made))
    words = _("{file}：新增 {insert}，修改 {update}，不变 {unchanged}，拒绝 {reject}。{message}")
    say(words.format(file=made.path.name, message=message, **totals))
    _question(made.entity, made.workbook)
    if created:
        say(_("  另外新建：{records}").format(records=created))
    unmade = {kind: count for kind, count in made.unknown_persons().items() if kind not in made.make}
    for kind, count in unmade.items():
        words = _("  {persons} 在库中找不到；要按表中内容一并新建，请加 --make {kind}")
        say(words.format(persons=_counted({kind: count}), kind=kebab(entity_named(kind))))
    for row in made.rejected[:SHOWN]:
        name = row.values.get("name") or mask_numbers(row.values.get("id_number") or "")
        reasons = "；".join(f"{columns_of(made.entity)[e.field].label}：{e.message}" for e in row.errors)
        say(
            _("  {sheet} 第 {row} 行 {name}——{reasons}").format(
                sheet=row.sheet, row=row.number, name=name, reasons=reasons
            )
        )
    if len(made.rejected) > SHOWN:
        say(_("  ……另有 {count} 行").format(count=len(made.rejected) - SHOWN))
    warned = Counter((e.field, e.message) for row in made.rows for e in row.warnings)
    for (field, text), count in warned.most_common(SHOWN):
        say(
            _("  提醒（{count} 行）{field}：{text}").format(
                count=count, field=columns_of(made.entity)[field].label, text=text
            )
        )
