"""个人信息清除证明: that what told of a person is gone, from which registers, by whose act; the person has no name on it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from desktop.reports.document import (
    Block,
    Column,
    HeadLine,
    PageBreak,
    Paragraph,
    Ref,
    Row,
    SignOff,
    Table,
    Title,
    Value,
)
from desktop.reports.formatting import long_day
from desktop.reports.report import ReportContext, report
from models.acts.erasing import BASES, BASIS
from models.database.audit_chain import SHORT
from models.database.erasing import erased_persons
from models.database.operator import signed
from models.schema.fields import entity_named
from models.words import N_, _

_OTHERS = ("admission", "staff", "mentor", "apprentice", "exam_registration")


@report(
    "erasure-certificate", N_("个人信息清除证明"), code="XX-01", of="student", by=_OTHERS, per_record=True,
    purpose=N_("一人一页：注销并清除办理后给本人或存档，写明代号、清除了哪些登记、经办人和操作记录的封印。"),
)  # fmt: skip
def erasure_certificate(context: ReportContext, ids: Sequence[int]) -> Iterator[Block]:
    """A page for each of these records in which a person was erased, or for all of them."""
    first: dict[int, tuple[Mapping[str, Any], Mapping[str, Any]]] = {}
    for erasure in reversed(erased_persons(context.connection)):  # what came back with an older file went again
        for person in erasure["persons"]:
            if person["entity"] == context.of:
                first.setdefault(person["id"], (erasure, person))
    for key in ids or first:
        if key in first:
            yield from _certificate(context, *first[key])


def _certificate(context: ReportContext, erasure: Mapping[str, Any], person: Mapping[str, Any]) -> Iterator[Block]:
    done = datetime.fromisoformat(erasure["time"]).astimezone()
    label = _(entity_named(person["entity"]).label)
    yield PageBreak(title=person["called"], of=Ref(person["entity"], person["id"]))
    yield Title(_("个人信息清除证明"))
    yield HeadLine(((_("清除单位（盖章）"), context.unit), (_("清除日期"), long_day(done.date()))))
    basis = _("《中华人民共和国个人信息保护法》第四十七条：{words}")
    pairs: tuple[tuple[str, Value], ...] = (
        (_("代号"), person["called"]),
        (_("登记和记录号"), f"{label} {person['id']}"),
        (_("法律依据（概括，非条文原文）"), basis.format(words=_(dict(BASES).get(erasure.get(BASIS, ""), BASES[-1][1])))),
        (_("理由"), erasure.get("reason", "")),
        (_("申请书或批准文号"), erasure.get("document", "")),
        (_("经办人"), signed(erasure["user"])),
        (_("办理时间"), f"{done:%Y-%m-%d %H:%M}"),
        (_("操作记录"), f"{erasure['act']}·{erasure['seal'][:SHORT]}"),
    )  # fmt: skip
    yield Table((Column(_("项目"), 50), Column(_("内容"), 120)), tuple(map(Row, pairs)))
    yield Paragraph(_("清除涉及的登记"), "body")
    rows = tuple(Row((_(entity_named(name).label), count)) for name, count in person["counts"].items())
    yield Table((Column(_("登记"), 110), Column(_("记录数"), 60, kind="number")), rows)
    yield Paragraph(_(
        "姓名、证件号、电话、住址、银行账号、出生日期、文字说明、照片和附件已从登记、操作记录、搜索索引和草稿中清除，"
        "家庭成员、附件整条删除；统计要用的代码、日期和数目留在不具名的行里，只有代号。"
    ))  # fmt: skip
    yield Paragraph(_(
        "操作记录的封印证明这一步何时由谁办理、此后没有被改写，不能证明被清除的内容是什么。"
        "清除以前的备份按保存规则到期删除，或另行删除；用它们恢复时会重新清除。已经印出、导出的文件不在此列。"
    ))  # fmt: skip
    yield SignOff((_("单位负责人"), _("经办人"), _("本人或监护人签收")), _("日期"))
