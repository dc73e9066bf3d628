"""What every verb needs: the database file, the filters, a voice, and how failures end."""

import argparse
import errno
import logging
import os
import re
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from desktop.commands import signing_in
from desktop.commands.wrong_calls import WrongCall, nearest
from desktop.exchange.refusal import Refused
from desktop.fault_report import report_of, trail
from models import clock
from models.access.rights import Right
from models.database import lookup, permissions
from models.database.backup import backups_of
from models.database.database import Database, open_database
from models.database.disclosures import LIST, asked_for, revealing_answer
from models.database.errors import DatabaseError, Missing
from models.database.location import is_usual
from models.database.query import Condition, Query
from models.database.signing_in import asks
from models.database.units import UNIT, has_unit
from models.progress import Cancelled, Progress
from models.schema.fields import Entity, Field, entities, entity_named, field_map, kebab
from models.schema.values import read_date
from models.statistics import Connection
from models.words import _, listed

DONE, REFUSED, WRONG_CALL, STOPPED, ENDED = 0, 1, 2, 130, 143
_LOG = logging.getLogger(__name__)
_WHERE = re.compile(r"([A-Za-z_0-9]+)(>=|<=|!=|=|~|>|<)(.*)", re.DOTALL)


class Terminated(KeyboardInterrupt):
    """The system ends the program."""


def say(text: str) -> None:
    """A message for the person, beside the output."""
    with suppress(BrokenPipeError):  # that nobody listens any more must not stop the work
        print(text, file=sys.stderr, flush=True)


def guarded(work: Callable[[], int]) -> int:
    """Run a command; whatever goes wrong ends as a sentence and an exit status, never as a traceback."""
    try:
        with _ended_by_the_system():
            status = work()
        sys.stdout.flush()  # here, where it can still be told that the disk is full
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - a fault of ours is told as one
        status, sentence = _ending(error)
        if sentence:
            say(sentence)
        if isinstance(error, OSError):
            _silence()
    return status


@contextmanager
def _ended_by_the_system() -> Iterator[None]:
    """Let SIGTERM end a command as Ctrl+C does, so that nothing half-made stays; the window hears it by itself."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(_number: int, _frame: object) -> None:
        raise Terminated

    former = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, former)


def _ending(error: BaseException) -> tuple[int, str]:  # noqa: PLR0911 - one for each kind of error
    """The exit status and the sentence an error ends with."""
    match error:
        case WrongCall() | Missing() | clock.WrongDay():
            return WRONG_CALL, str(error)
        case DatabaseError() | Refused():
            return REFUSED, str(error)
        case Terminated():
            return ENDED, _("程序被系统结束；没有做完的一步没有写入任何内容")
        case Cancelled() | KeyboardInterrupt():
            return STOPPED, _("已取消；没有做完的一步没有写入任何内容")
        case BrokenPipeError():  # the reader of a pipe has seen enough
            return DONE, ""
        case OSError():
            words = _("文件读写失败：{file}（{reason}）")
            return WRONG_CALL, words.format(file=error.filename or "", reason=_reason(error))
        case MemoryError():
            return REFUSED, _("内存不足，没有完成；请关闭其他程序，或减少一次处理的记录后重试")
    _LOG.error("a fault of ours: %s", report_of(error))
    words = _("程序出了一处意外，没有完成，已有的数据没有改动；请把这一行告诉维护人员：{where}")
    return REFUSED, words.format(where=trail(error))


def _silence() -> None:
    """Let what is still to be flushed at the end go nowhere: it would be told in English."""
    with suppress(OSError, ValueError):  # no descriptor: the output is not a file
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _reason(error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return _("磁盘空间不足")
    if error.errno == errno.ENAMETOOLONG:
        return _("文件名太长")
    known = {
        FileNotFoundError: _("文件或文件夹不存在"),
        PermissionError: _("没有权限"),
        IsADirectoryError: _("这是一个文件夹"),
        FileExistsError: _("文件已存在"),
        NotADirectoryError: _("路径中有一段不是文件夹"),
    }
    return known.get(type(error), _("请检查磁盘空间和权限，错误代码 {code}").format(code=error.errno))


@contextmanager
def opened(
    path: Path,
    *,
    write: bool = False,
    create: bool = False,
    installation: int | None = None,
    unattended: bool = False,
) -> Iterator[Database]:
    """The database, closed afterwards, with who calls signed in unless it is `unattended`; raises Missing when there is none and none is to be made.

    The usual folder is made when it is not there; one that somebody names must be: the disk may only be missing.
    """
    if not create and not path.exists() and not backups_of(path):
        raise Missing(_("找不到数据库 {path}；先用 demo 建立示例学校，或导入一份工作簿").format(path=path))
    if create and is_usual(path):
        permissions.new_folder(path.parent)
    database = open_database(path, write=write, create=create, installation=installation)
    for note in database.file.notes if database.file is not None else ():
        say(note)
    try:
        if not unattended:
            signing_in.call.sign_in(database)
        yield database
    finally:
        database.close()


def why_of(given: argparse.Namespace) -> str | None:
    """Why private values are asked whole for; None when they are not; raises WrongCall where nobody says why."""
    if not given.unmasked:
        return None
    if not given.why.strip():
        raise WrongCall(_("要完整号码时请用 --why 写明原因，如 --why 报送学籍；会写进记录"))
    return str(given.why.strip())


def progress() -> Progress:
    """Progress on one line of the terminal; silent when nobody watches."""
    if not sys.stderr.isatty():
        return Progress()

    def show(name: str, done: int, total: int) -> None:
        share = f" {done:,}/{total:,}" if total else ""
        print(f"\r{name}{share}\033[K", end="", file=sys.stderr, flush=True)

    return Progress(show)


def entity_of(name: str) -> type[Entity]:
    """An entity by its name on the command line."""
    found = next((entity for entity in entities() if name in (kebab(entity), entity.__tablename__)), None)
    if found is None:
        known = "、".join(f"{kebab(e)}（{_(e.label)}）" for e in entities())
        near = nearest(name, (kebab(e) for e in entities()))
        raise WrongCall(
            _("没有“{name}”这种记录{nearest}。可用的有：{known}").format(name=name, nearest=near, known=known)
        )
    return found


def field_of(entity: type[Entity], name: str) -> Field:
    """A field by its name."""
    fields = field_map(entity)
    field = fields.get(name) or fields.get(name.removesuffix("_id"))
    if field is None:
        raise WrongCall(
            _("{label}没有字段“{name}”{nearest}。可用的有：{known}").format(
                label=_(entity.label), name=name, nearest=nearest(name, fields), known="、".join(fields)
            )
        )
    return field


def _asked_of(entity: type[Entity], name: str) -> Field:
    """The field a condition asks for, or the school that records belong to by what they refer to."""
    return UNIT if name == UNIT.name and has_unit(entity) else field_of(entity, name)


def pairs_of(texts: Sequence[str]) -> dict[str, str]:
    """NAME=VALUE by name."""
    found = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or not name.strip():
            raise WrongCall(_("“{text}”写法不对，应为 名称=值").format(text=text))
        found[name.strip()] = value.strip()
    return found


def value_of(connection: Connection, field: Field, text: str) -> Any:
    """What --set gives a field: a value as people write it, a record by what it is called; raises WrongCall."""
    if field.to is not None:
        found = lookup.named(connection, entity_named(field.to), text)
        if len(found) != 1:
            label = _(entity_named(field.to).label)
            raise WrongCall(
                _("{field}：有 {count} 条{label}叫“{text}”").format(
                    field=field.title, count=len(found), label=label, text=text
                )
            )
        return found[0]
    value, complaints = field.read(text)
    if any(c.fatal for c in complaints):
        raise WrongCall(_("{field}：{reason}").format(field=field.title, reason=complaints[0].message))
    return value


def day_of(text: str | None) -> date | None:
    """A date as people write it; None for None."""
    if text is None:
        return None
    day, complaints = read_date(text)
    if day is None or complaints:
        raise WrongCall(_("看不懂日期“{text}”，请写成 2026-03-05").format(text=text))
    return day  # type: ignore[no-any-return] # a reading is of any type


def check_filters(given: argparse.Namespace) -> None:
    """Raise WrongCall for a kind, a field or a day that is none, before any database is looked for."""
    entity = entity_of(given.entity)
    for name in given.order.split(",") if given.order else ():
        field_of(entity, name.strip().removeprefix("-"))
    for name in given.columns.split(",") if given.columns else ():
        field_of(entity, name.strip())
    for text in given.where:
        _asked_of(entity, _parts_of(text)[0])
    day_of(given.as_of)


def query_of(database: Database, given: argparse.Namespace) -> Query:
    """The list that the filters of a command ask for."""
    entity = entity_of(given.entity)
    order = tuple(part.strip() for part in given.order.split(",")) if given.order else ()
    conditions = tuple(_condition(database, entity, text) for text in given.where)
    return Query(entity, conditions, order, given.search, day_of(given.as_of))


def check_may(path: Path, right: str) -> None:
    """Raise NotAllowed where a file that is closed has users, and who calls has not this right of it.

    Of one that cannot be read nobody could be asked.
    """
    if asks(path):
        with opened(path) as database:
            database.require(Right(right))


def asked_query(database: Database, given: argparse.Namespace, why: str | None) -> Query:
    """The same, once it is written down why private fields are asked for by their content; raises WrongCall without a reason."""
    query = query_of(database, given)
    asked = asked_for(query)
    if asked and why is None:
        words = _("条件或搜索用到了遮盖的栏（{fields}）：一次次试能试出号码，请加 --unmasked 和 --why 原因；会写进记录")
        raise WrongCall(words.format(fields=listed(field.title for field in asked)))
    if why is None:
        return query
    query = replace(query, whole=True)
    revealing_answer(database, LIST, query, why)
    return query


def _parts_of(text: str) -> tuple[str, str, str]:
    """Field, operator and value of a condition."""
    parts = _WHERE.fullmatch(text)
    if parts is None:
        raise WrongCall(_("条件“{text}”写法不对，应为 字段=值，如 gender=女").format(text=text))
    return parts[1], parts[2], parts[3].strip()


def _condition(database: Database, entity: type[Entity], text: str) -> Condition:
    name, operator, raw = _parts_of(text)
    field = _asked_of(entity, name)
    if raw in ("", "*"):
        return Condition(field.name, "empty" if (raw == "") == (operator == "=") else "filled")
    if operator == "~":
        return Condition(field.name, "~", raw)
    if field.to is not None:
        return Condition(field.name, "in" if operator == "=" else operator, _records(database, field, raw, operator))
    value, complaints = field.type.read(raw)
    if value is None or any(c.fatal for c in complaints):
        reason = complaints[0].message if complaints else ""
        raise WrongCall(_("条件“{text}”的值不对：{reason}").format(text=text, reason=reason))
    return Condition(field.name, operator, value[0] if isinstance(value, tuple) else value)


def _records(database: Database, field: Field, text: str, operator: str) -> Any:
    assert field.to is not None
    with database.reading() as connection:
        ids = lookup.named(connection, entity_named(field.to), text)
    if not ids:
        raise WrongCall(_("找不到{label}“{text}”").format(label=_(entity_named(field.to).label), text=text))
    return tuple(ids) if operator == "=" else ids[0]
