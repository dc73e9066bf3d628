"""How the program is called on the command line: every verb with its arguments; what they do is said elsewhere."""

import argparse
import sys
from pathlib import Path

from models.version import program_version
from models.words import LANGUAGES, _

FILTERED = ("list", "export")


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


def declared(
    kind: type[argparse.ArgumentParser] = argparse.ArgumentParser, *, verbs: bool = True
) -> argparse.ArgumentParser:
    """Every verb with its arguments, as a parser of this kind; without `verbs` what may stand there when the window is opened."""
    top = kind(
        prog="shuangyuan",
        description=_("双元：订单班、岗位实习、招生与花名册。不带命令时打开窗口。"),
        epilog=_("shuangyuan --self-test：在临时文件夹里用示例数据自检，逐步说明是否正常。"),
    )
    top.add_argument("--database", type=Path, metavar="FILE", help=_("数据库文件"))
    if verbs:
        version = _("双元 {version}").format(version=program_version())
        top.add_argument("--version", action="version", version=version, help=_("显示版本"))
    top.add_argument("--language", choices=LANGUAGES, default="zh_CN", help=_("界面语言"))
    top.add_argument("--passphrase-fd", type=int, metavar="N", help=_("从这个描述符读口令（0 为标准输入），一行一个"))
    top.add_argument(
        "--user", metavar="NAME", help=_("以哪位使用者的身份；数据库有使用者时要写，口令在终端问或从描述符读")
    )
    top.set_defaults(verb=None)
    if verbs:
        known = top.add_subparsers(dest="verb", metavar=_("命令"), parser_class=kind)
        _add_keeping(known)
        _add_exchange(known)
        _add_acts(known)
        _add_attachments(known)
        _add_paper(known)
        _add_users(known)
    return top


def _add_keeping(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
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
    check.add_argument("--accept", action="store_true", help=_("缺少的操作已经知道，不再提示"))
    check.add_argument("--mend", action="store_true", help=_("按操作记录修复单条记录，重建损坏的索引"))
    check.add_argument(
        "--anchor",
        nargs="+",
        default=(),
        help=_("别处记下的“记录 1234·9f3a2c”（纸面页脚、备份的名称）：核对到那一步为止的历史没有变"),
    )
    backup = verbs.add_parser("backup", help=_("备份数据库"))
    backup.add_argument("out", type=Path, nargs="?", help=_("不写时放在数据库旁的备份文件夹"))
    backup.add_argument("--known", action="store_true", help=_("本机用过的数据库各备份一次，放在各自的备份文件夹"))
    restore = verbs.add_parser("restore", help=_("用备份恢复数据库"))
    restore.add_argument("source", type=Path)
    restore.add_argument("--anyway", action="store_true", help=_("备份里的内容与写下时不同也用它"))
    recover = verbs.add_parser("recover", help=_("数据库坏了或不见了：列出能恢复的备份，或恢复"))
    recover.add_argument(
        "--restore", type=_count, nargs="?", const=0, metavar="N", help=_("用第 N 份恢复；不写 N 用最近的完好的一份")
    )
    recover.add_argument("--json", action="store_true")
    lock = verbs.add_parser("lock", help=_("数据库的锁：怎样锁着，加锁，换钥匙，谁能打开，以前没有加锁的备份"))
    lock.add_argument(
        "change", nargs="?", choices=("on", "off", "rekey", "passphrase", "remove", "sheet", "check", "backups")
    )
    lock.add_argument(
        "--delete", action="store_true", help=_("backups：不加锁，核对过一份加锁的备份以后删除没有加锁的")
    )
    lock.add_argument("--name", type=_words, metavar="NAME", help=_("谁的口令；不写时为操作人"))
    lock.add_argument("--sheet", type=Path, metavar="OUT.pdf|.txt", help=_("恢复纸写成文件，不显示在终端"))
    audit = verbs.add_parser("audit", help=_("审计签封：签到第几步，设审计人，签封到现在为止的记录"))
    audit.add_argument("change", nargs="?", choices=("appoint", "mark"))
    audit.add_argument("--name", type=_words, metavar="NAME", help=_("谁是审计人；不写时为操作人"))
    erased = verbs.add_parser("erased", help=_("注销并清除过的人，哪些备份里还有"))
    erased.add_argument("--remove-backups", action="store_true", help=_("先另备份一份，再删除还有他们的旧备份"))
    erased.add_argument("--json", action="store_true")
    folding = verbs.add_parser("fold", help=_("折叠较早的操作记录：只留谁在何时做了什么，不留改动"))
    folding.add_argument("--before", metavar="DATE", required=True, help=_("折叠这一天以前的"))
    diagnose = verbs.add_parser("diagnose", help=_("错误报告：版本、最近操作的种类和日志，没有任何记录内容"))
    diagnose.add_argument("--to", type=Path, metavar="OUT.txt", help=_("写成文件"))
    verbs.add_parser("codes", help=_("显示代码表")).add_argument("table", nargs="?")


def _add_exchange(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
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
            listing.add_argument(
                "--template", type=_words, metavar="NAME", help=_("按导出模板：national，或自己做的模板的名称")
            )
            listing.add_argument("--codes", action="store_true", help=_("模板里写代码，不写名称"))
        _add_filters(listing)
    template = verbs.add_parser("template", help=_("生成空白导入模板"))
    template.add_argument("entity", metavar=_("种类"))
    template.add_argument("target", type=Path, metavar="OUT.xlsx")


def _add_acts(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
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
    listing.add_argument(
        "--search", type=_words, default="", metavar="TEXT", help=_("姓名、拼音首字母、编号尾数；遮盖的号码须写全")
    )
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


def _add_attachments(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    attach = verbs.add_parser("attach", help=_("给一条记录添加附件，列出或另存它的附件"))
    attach.add_argument("entity", metavar=_("种类"))
    attach.add_argument("key", type=_words, metavar="KEY", help=_("编号、名称或 id"))
    attach.add_argument("files", nargs="*", type=Path, metavar="FILE")
    attach.add_argument("--kind", type=_words, metavar="KIND", help=_("附件类别，如 证书"))
    attach.add_argument("--to", type=Path, metavar="FOLDER", help=_("把这条记录的附件另存到这个文件夹"))
    _add_masking(attach)
    photos = verbs.add_parser("photos", help=_("按文件名（身份证号、学号、姓名）给学生配照片"))
    photos.add_argument("files", nargs="+", type=Path, metavar="FILE|FOLDER")
    photos.add_argument("--dry-run", action="store_true", help=_("只核对，不写入"))
    photos.add_argument("--json", action="store_true")


def _add_paper(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
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
    manual = verbs.add_parser("manual", help=_("使用手册：列出主题，显示一个，或整本存为 PDF"))
    manual.add_argument("topic", nargs="?", type=_words, help=_("主题的名称或标题"))
    manual.add_argument("--pdf", type=Path, metavar="OUT.pdf", help=_("整本手册存到这个文件"))
    figures = verbs.add_parser("figures", help=_("列出指标，或算出一项"))
    figures.add_argument("measure", nargs="?")
    figures.add_argument("--as-of", metavar="DATE", help=_("统计截止日期"))
    figures.add_argument("--json", action="store_true")


def _add_users(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    user = verbs.add_parser("user", help=_("使用者：列出，添加，停用，恢复，设角色和口令"))
    user.add_argument("change", nargs="?", choices=("add", "disable", "enable", "role", "passphrase"))
    user.add_argument("name", nargs="?", type=_words, metavar="NAME")
    user.add_argument("--role", type=_words, action="append", default=[], metavar="ROLE", help=_("角色，可重复"))
    user.add_argument("--staff", type=_words, metavar="NUMBER", help=_("是哪位教职工（班主任按这个认自己的班）"))
    user.add_argument("--no-staff", action="store_true", help=_("不再对应哪位教职工"))
    user.add_argument("--json", action="store_true")
    role = verbs.add_parser("role", help=_("角色：列出，看有哪些权限，更改"))
    role.add_argument("change", nargs="?", choices=("show", "set", "reset"))
    role.add_argument("name", nargs="?", type=_words, metavar="ROLE")
    role.add_argument(
        "--allow", type=_words, action="append", default=[], metavar="REGISTER:RIGHT", help=_("加上，如 student:edit")
    )
    role.add_argument("--deny", type=_words, action="append", default=[], metavar="REGISTER:RIGHT", help=_("去掉"))
    role.add_argument("--scope", choices=("all", "own-classes"), help=_("全部记录，或只有自己班的"))
    role.add_argument("--like", type=_words, metavar="ROLE", help=_("以这个角色的权限为底"))
    role.add_argument("--json", action="store_true")
