"""The report of a fault that a person can read through and hand to a maintainer: versions, kinds of acts, places in the code."""

import locale
import platform
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from desktop import program_log
from desktop.fault_report import Harmless, kind_of, without_homes
from models import clock
from models.database import key_files
from models.database.act_kinds import ActKind, latest_kinds
from models.database.database import Database
from models.database.engine import sqlite_version
from models.database.errors import DatabaseError
from models.database.location import is_usual
from models.database.written_by import own_shape, shape_of
from models.schema.counting import counted
from models.schema.fields import Entity, entities
from models.version import program_version
from models.words import _, joined, listed

ACTS, TOLD = 20, 4  # the latest acts that are told, and of each the kinds of records it changed most of
LIBRARIES = ("PySide6-Essentials", "SQLAlchemy", "reportlab", "python-calamine", "pandas")
KINDS = {"do": "", "undo": "↶ ", "redo": "↷ "}


def error_report(
    database: Database | DatabaseError | OSError | None,
    *,
    details: Harmless = Harmless(),  # noqa: B008 - a text
    screen: Mapping[str, str] | None = None,
) -> str:
    """The whole report in the language in use.

    `database` may be why it cannot be read; `details` is the report of the fault it is about, `screen` what only the window
    knows: names of its facts with their values. No value of a record, no file name and no name of an account is in it.
    """
    parts: list[tuple[str, Iterator[str]]] = [
        (_("程序和电脑"), _versions(screen or {})),
        (_("数据库"), _about(database)),
        (_("这次的意外"), iter(details.splitlines())),
        (_("最近的操作（只有种类、条数和时间）"), _acts(database)),
        (_("上次意外退出时程序在哪里"), _crash()),
        (_("最近的日志"), _log()),
    ]
    told = [(title, list(lines)) for title, lines in parts]
    blocks = ["\n".join((f"## {title}", *lines)) for title, lines in told if lines]
    head = _("双元错误报告 {time}").format(time=f"{clock.now():%Y-%m-%d %H:%M %z}")
    return without_homes("\n\n".join((head, *blocks)) + "\n")


def _versions(screen: Mapping[str, str]) -> Iterator[str]:
    frozen = _("安装包") if getattr(sys, "frozen", False) else _("源码")
    yield _("双元 {version}（{kind}）").format(version=program_version(), kind=frozen)
    yield f"{platform.system()} {platform.release()} {platform.machine()} {_distribution()}".strip()
    yield f"Python {platform.python_version()}, SQLite {sqlite_version()}"
    yield ", ".join(f"{name} {number}" for name in LIBRARIES if (number := _installed(name)))
    yield f"locale {locale.getlocale()[0]}, {sys.getfilesystemencoding()}"
    yield from (f"{name}: {value}" for name, value in screen.items())


def _distribution() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, AttributeError, KeyError):
        return platform.version() if sys.platform == "win32" else ""


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _about(database: Database | Exception | None) -> Iterator[str]:
    yield _("程序写成的格式：{shape}").format(shape=own_shape().words)
    if isinstance(database, Exception):
        yield _("数据库没有打开：{kind}").format(kind=kind_of(database))
        return
    if database is None or database.file is None:
        return
    path = database.file.path
    try:
        with database.reading() as connection:
            yield _("文件的格式：{shape}").format(shape=shape_of(connection).words)
    except DatabaseError as error:
        yield _("数据库读不出：{kind}").format(kind=kind_of(error))
    yield joined(
        (
            _("{size} MB").format(size=f"{_size(path) / 1e6:.1f}"),
            _("已加锁") if key_files.is_locked(path) else _("没有加锁"),
            _("在个人数据文件夹") if is_usual(path) else _("在自选的文件夹"),
            *((_("上次没有正常关闭"),) if database.file.unclean else ()),
        )
    )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _acts(database: Database | Exception | None) -> Iterator[str]:
    if not isinstance(database, Database):
        return
    try:
        with database.reading() as connection:
            acts = latest_kinds(connection, ACTS)
    except DatabaseError as error:
        yield kind_of(error)
        return
    known = {entity.__tablename__: entity for entity in entities()}
    yield from (_act_line(act, known) for act in acts)


def _act_line(act: ActKind, known: Mapping[str, type[Entity]]) -> str:
    largest = sorted(act.counts, key=lambda pair: -pair[1])
    told = [f"{_(known[table].label)} {counted(known[table], count)}" for table, count in largest if table in known]
    counts = listed((*told[:TOLD], *(("…",) if told[TOLD:] else ())))
    return f"{act.time.astimezone():%Y-%m-%d %H:%M} {KINDS.get(act.kind, '')}{act.words or _('一步操作')}（{counts}）"


def _crash() -> Iterator[str]:
    place = program_log.folder()
    yield from program_log.crash_before(place).splitlines() if place is not None else ()


def _log() -> Iterator[str]:
    place = program_log.folder()
    yield from program_log.end_of(place / program_log.NAME).splitlines() if place is not None else ()
