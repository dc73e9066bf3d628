"""The command line: what is asked for, and which command does it."""

import argparse
import gc
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from desktop.commands.wrong_calls import wrong_call
from desktop.version import program_version
from models import clock
from models.memory import uncollected
from models.words import LANGUAGES, _, use_language

FILTERED = ("list", "export")
WITHOUT_DATABASE = ("codes", "template")


class Parser(argparse.ArgumentParser):
    """An argument parser that answers in the person's language."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the command and how it is written, and end with 2."""
        from desktop.commands.common import WRONG_CALL, say

        say(wrong_call(message, _options_of(self)))
        say(_("正确写法：{usage}").format(usage=self.format_usage().removeprefix("usage: ").strip()))
        raise SystemExit(WRONG_CALL)


def _options_of(asked: argparse.ArgumentParser) -> set[str]:
    """Every option of a command and of those below it."""
    known: set[str] = set()
    for action in asked._actions:  # noqa: SLF001 - argparse tells nowhere else
        known.update(action.option_strings)
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - see above
            known.update(*(_options_of(each) for each in action.choices.values()))
    return known


def _count(raw: str) -> int:
    """How many records at most; one cannot ask for fewer than none, nor for more than a file can hold."""
    number = int(raw)
    if not 0 <= number <= sys.maxsize:
        raise ValueError(raw)
    return number


def _words(raw: str) -> str:
    """Text to look for; bytes the terminal could not read as text are found nowhere."""
    raw.encode()
    return raw


def parser(*, verbs: bool = True) -> argparse.ArgumentParser:
    """Every verb with its arguments; without `verbs` what may stand there when the window is opened."""
    top = Parser(prog="shuangyuan", description=_("双元：订单班、岗位实习、招生与花名册。不带命令时打开窗口。"))
    top.add_argument("--database", type=Path, metavar="FILE", help=_("数据库文件"))
    if verbs:
        version = _("双元 {version}").format(version=program_version())
        top.add_argument("--version", action="version", version=version)
    top.add_argument("--language", choices=LANGUAGES, default="zh_CN", help=_("界面语言"))
    top.set_defaults(verb=None)
    if verbs:
        known = top.add_subparsers(dest="verb", metavar=_("命令"), parser_class=Parser)
        _add_keeping(known)
        _add_exchange(known)
        _add_acts(known)
        _add_attachments(known)
        _add_paper(known)
    return top


def _add_keeping(verbs: "argparse._SubParsersAction[Parser]") -> None:
    demo = verbs.add_parser("demo", help=_("建立示例学校"))
    demo.add_argument("--school", action="store_true", help=_("一所学校一个学年的示例，由工作簿逐份导入"))
    demo.add_argument("--scale", type=float, default=1.0, metavar="S", help=_("规模倍数"))
    demo.add_argument("--seed", type=int, default=20191001, metavar="N", help=_("随机种子"))
    demo.add_argument("--workbooks", type=Path, metavar="DIR", help=_("另存一套带错误的练习表格"))
    history = verbs.add_parser("history", help=_("最近做过的操作"))
    history.add_argument("--json", action="store_true")
    history.add_argument("--search", type=_words, default="", metavar="TEXT", help=_("只列有这些字的"))
    history.add_argument("--disclosures", action="store_true", help=_("谁在何时为什么看过完整的证件号和电话"))
    history.add_argument("--limit", type=_count, default=20, metavar="N")
    undo = verbs.add_parser("undo", help=_("撤销最近一步，或指定的一步"))
    undo.add_argument("id", nargs="?", type=int)
    verbs.add_parser("redo", help=_("重做刚撤销的一步"))
    check = verbs.add_parser("check", help=_("检查全部记录，列出问题"))
    check.add_argument("--json", action="store_true")
    verbs.add_parser("backup", help=_("备份数据库")).add_argument("out", type=Path)
    verbs.add_parser("restore", help=_("用备份恢复数据库")).add_argument("source", type=Path)
    verbs.add_parser("codes", help=_("显示代码表")).add_argument("table", nargs="?")


def _add_exchange(verbs: "argparse._SubParsersAction[Parser]") -> None:
    importing = verbs.add_parser("import", help=_("导入工作簿"))
    importing.add_argument("entity", metavar=_("种类"))
    importing.add_argument("files", nargs="+", type=Path, metavar="FILE")
    importing.add_argument("--sheet", metavar="NAME", help=_("只读这张工作表"))
    importing.add_argument("--dry-run", action="store_true", help=_("只核对，不写入"))
    importing.add_argument("--accept-valid", action="store_true", help=_("有拒绝的行时，仍导入其余的行"))
    importing.add_argument(
        "--make", action="append", default=[], metavar="KIND", help=_("库里没有的人按表中内容一并新建，如 student")
    )
    importing.add_argument(
        "--accept-without-identity", action="store_true", help=_("没有一列能分清人，或不知道是哪一列时，仍然导入")
    )
    importing.add_argument(
        "--answer",
        type=_words,
        action="append",
        default=[],
        metavar="QUESTION=CHOICE",
        help=_("办理时由人定的事，如 order_class=keep"),
    )
    importing.add_argument("--errors", type=Path, metavar="OUT.xlsx", help=_("把拒绝的行写回一份工作簿"))
    importing.add_argument("--json", action="store_true")
    for verb, words in zip(FILTERED, (_("列出记录"), _("导出记录")), strict=True):
        listing = verbs.add_parser(verb, help=words)
        listing.add_argument("entity", metavar=_("种类"))
        if verb == "export":
            listing.add_argument("target", type=Path, metavar="OUT.xlsx|OUT.csv")
            listing.add_argument("--template", type=_words, metavar="NAME", help=_("按导出模板，如 national"))
            listing.add_argument("--codes", action="store_true", help=_("模板里写代码，不写名称"))
        _add_filters(listing)
    template = verbs.add_parser("template", help=_("生成空白导入模板"))
    template.add_argument("entity", metavar=_("种类"))
    template.add_argument("target", type=Path, metavar="OUT.xlsx")


def _add_acts(verbs: "argparse._SubParsersAction[Parser]") -> None:
    act = verbs.add_parser("act", help=_("列出可办理的事，或办理一件"))
    act.add_argument("name", nargs="?")
    act.add_argument(
        "--of", type=_words, nargs="+", action="extend", default=[], metavar="KEY", help=_("给谁办：编号、姓名或 id")
    )
    act.add_argument(
        "--set", type=_words, nargs="+", action="extend", default=[], metavar="FIELD=VALUE", help=_("要填的内容")
    )
    act.add_argument(
        "--answer", type=_words, nargs="+", action="extend", default=[], metavar="QUESTION=CHOICE", help=_("由人定的事")
    )
    act.add_argument(
        "--waive", type=_words, nargs="+", action="extend", default=[], metavar="RULE=REASON", help=_("例外及理由")
    )
    act.add_argument("--waive-until", metavar="DATE", help=_("例外到哪一天为止"))
    act.add_argument("--date", metavar="DATE", help=_("从哪一天起"))
    act.add_argument("--dry-run", action="store_true", help=_("只核对，不写入"))
    act.add_argument("--json", action="store_true")


def _add_filters(listing: argparse.ArgumentParser) -> None:
    listing.add_argument("--search", type=_words, default="", metavar="TEXT", help=_("姓名、拼音首字母、号码尾数"))
    listing.add_argument("--where", type=_words, action="append", default=[], metavar="FIELD=VALUE")
    listing.add_argument("--as-of", metavar="DATE", help=_("截止日期：只列当天有效的记录"))
    listing.add_argument("--columns", metavar="A,B")
    listing.add_argument("--order", metavar="F", help=_("排序字段，前面加 - 为降序"))
    listing.add_argument("--limit", type=_count, metavar="N")
    _add_masking(listing)
    if listing.prog.endswith("list"):
        listing.add_argument("--count", action="store_true", help=_("只显示条数"))
        listing.add_argument("--format", choices=("table", "csv", "json"), default="table")


def _add_masking(asking: argparse.ArgumentParser) -> None:
    asking.add_argument(
        "--unmasked", action="store_true", help=_("显示完整证件号和电话，留下记录；要用 --why 写明原因")
    )
    asking.add_argument("--why", type=_words, default="", metavar="TEXT", help=_("为什么需要完整号码，写进记录"))


def _add_attachments(verbs: "argparse._SubParsersAction[Parser]") -> None:
    attach = verbs.add_parser("attach", help=_("给一条记录添加附件，或列出它的附件"))
    attach.add_argument("entity", metavar=_("种类"))
    attach.add_argument("key", type=_words, metavar="KEY", help=_("编号、名称或 id"))
    attach.add_argument("files", nargs="*", type=Path, metavar="FILE")
    attach.add_argument("--kind", type=_words, metavar="KIND", help=_("附件类别，如 证书"))
    photos = verbs.add_parser("photos", help=_("按文件名（身份证号、学号、姓名）给学生配照片"))
    photos.add_argument("files", nargs="+", type=Path, metavar="FILE|FOLDER")
    photos.add_argument("--dry-run", action="store_true", help=_("只核对，不写入"))
    photos.add_argument("--json", action="store_true")


def _add_paper(verbs: "argparse._SubParsersAction[Parser]") -> None:
    report = verbs.add_parser("report", help=_("列出报表，或生成一份"))
    report.add_argument("name", nargs="?")
    report.add_argument(
        "--of", type=_words, action="append", default=[], metavar="KEY", help=_("编号、名称或 id，可重复")
    )
    report.add_argument("--by", metavar="KIND", help=_("--of 说的是哪一类记录（报表允许几类时）"))
    report.add_argument("--all", action="store_true", help=_("全部"))
    report.add_argument("--as-of", metavar="DATE", help=_("统计截止日期"))
    _add_masking(report)
    report.add_argument("--set", type=_words, action="append", default=[], metavar="NAME=VALUE", help=_("报表选项"))
    report.add_argument("--to", type=Path, metavar="OUT.pdf|.xlsx|.txt")
    figures = verbs.add_parser("figures", help=_("列出指标，或算出一项"))
    figures.add_argument("measure", nargs="?")
    figures.add_argument("--as-of", metavar="DATE", help=_("统计截止日期"))
    figures.add_argument("--json", action="store_true")


def _command_of(verb: str) -> Callable[[Path, argparse.Namespace], int | None]:
    """The function of a verb; its code is imported when it is asked for."""
    if verb == "import":
        from desktop.commands.importing import run_import

        return run_import
    if verb == "act":
        from desktop.commands.acting import run_act

        return run_act
    if verb in ("list", "export", "template", "codes", "attach", "photos"):
        from desktop.commands import attaching, listing

        return {
            "attach": attaching.run_attach, "photos": attaching.run_photos,
            "list": listing.run_list, "export": listing.run_export, "template": listing.run_template,
            "codes": listing.run_codes,
        }[verb]  # fmt: skip
    if verb == "report":
        from desktop.commands.printing import run_report

        return run_report
    if verb == "figures":
        from desktop.commands.figures import run_figures

        return run_figures
    from desktop.commands import keeping

    return {
        "demo": keeping.run_demo, "history": keeping.run_history, "undo": keeping.run_undo, "redo": keeping.run_redo,
        "check": keeping.run_check, "backup": keeping.run_backup, "restore": keeping.run_restore,
    }[verb]  # fmt: skip


def _prepared(arguments: Sequence[str]) -> list[str]:
    """The arguments, where `--order -age` is one: argparse would take -age for an option of its own."""
    words: list[str] = []
    for word in arguments:
        if words and words[-1] == "--order" and word.startswith("-"):
            words[-1] = f"--order={word}"
        else:
            words.append(word)
    return words


def _language_in(arguments: Sequence[str]) -> str:
    """The language asked for, known before the help is written in it."""
    for place, word in enumerate(arguments):
        asked = word.partition("=")[2] if word.startswith("--language=") else ""
        if word == "--language" and place + 1 < len(arguments):
            asked = arguments[place + 1]
        if asked in LANGUAGES:
            return asked
    return "zh_CN"


def _opens_window(words: Sequence[str]) -> bool:
    """Whether nothing but the window is asked for, and rightly: options of the program alone, each with its value."""
    rest = list(words)
    while rest:
        name, equals, value = rest.pop(0).partition("=")
        value = value if equals or not rest else rest.pop(0)
        if (
            not value
            or value.startswith("-")
            or (name != "--database" and (name != "--language" or value not in LANGUAGES))
        ):
            return False
    return True


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return the exit status.

    0 done, 1 refused or rejected rows, 2 wrong call or unreadable file, 130 or 143 ended by Ctrl+C or SIGTERM.
    """
    _open_streams()
    words = _prepared(sys.argv[1:] if arguments is None else arguments)
    use_language(_language_in(words))
    given = parser(verbs=not _opens_window(words)).parse_args(words)
    with uncollected():  # reading code lets nothing go; looking through it again costs a sixth of the start
        from desktop.commands.common import guarded
    return guarded(lambda: _run(given))


def _run(given: argparse.Namespace) -> int:
    from desktop.commands.common import DONE
    from models.database import location

    clock.told()  # a wrong day is said before anything is done
    path: Path = given.database or (Path() if given.verb in WITHOUT_DATABASE else location.default_database())
    if given.verb is None:
        named = given.database is not None or location.told() is not None
        return _open_window(path, given.language, movable=not named)
    return _command_of(given.verb)(path, given) or DONE


def _open_streams() -> None:
    """Speak UTF-8 wherever we run; a program started without a terminal, or with its output closed, speaks to nobody."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - kept to the end
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _open_window(path: Path, language: str, *, movable: bool) -> int:
    gc.disable()  # until the window looks for cycles itself
    try:
        from desktop.app import run

        return run(path, language, movable=movable)
    finally:
        gc.enable()
