"""The reference of the manual, read off what is declared: registers, acts, rules, measures, papers, pages, keys, commands.

Every function returns Markdown in the language in use.
"""

import argparse
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from desktop.arguments import declared
from desktop.keys import keys
from desktop.manual import topics
from desktop.manual.recipes import about
from desktop.reports.report import Report
from desktop.screens.catalogue import screen_of
from desktop.screens.pages import Page
from models.acts.act import Act
from models.acts.catalogue import acts_of
from models.entities.policy import national
from models.rules.regulation import RULES
from models.rules.rule import REGULATION_2016, Regulation, Rule, RuleSeverity
from models.rules.subjects import SUBJECTS
from models.schema.fields import Entity, Field, entity_named, fields_of, kebab
from models.schema.types import Choice, Code, Date, Flag, Integer, Money, Month, MultiCode, Number, Percent, Reference
from models.statistics.measured import MEASURES
from models.words import N_, _, listed, several

_FEW = 12  # codes that are named one by one
_PRIVATE = {
    "identity": N_("证件号，遮盖"), "phone": N_("电话，遮盖"), "bank": N_("银行账号，遮盖"), "address": N_("住址，遮盖"),
    "region": N_("地区，遮盖"), "hidden": N_("保密，不显示"),
}  # fmt: skip
_KINDS = (
    (MultiCode, N_("可选几项")), (Code, N_("选一项")), (Reference, N_("登记簿里的一条")), (Choice, N_("选一项")), (Flag, N_("是或否")),
    (Date, N_("日期")), (Month, N_("月份")), (Money, N_("金额")), (Percent, N_("百分比")), (Integer, N_("整数")), (Number, N_("数")),
)  # fmt: skip


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows under heads; nothing where there are none."""
    lines = [_line(row) for row in rows]
    return "\n".join([_line(heads), _line(["---"] * len(heads)), *lines]) if lines else ""


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") or " " for cell in cells) + " |"


def page_of(*parts: str) -> str:
    """Parts of a page one below the other, without those that say nothing."""
    return "\n\n".join(part for part in parts if part) + "\n"


def link(words: str, topic: str) -> str:
    """A link to a topic."""
    return f"[{words}](<{topic}>)"


def how_to(*of: str) -> str:
    """The recipes that help with these topics, as a list under a heading."""
    found = dict.fromkeys(recipe for topic in of for recipe in about(topic))
    lines = "\n".join(f"- {link(recipe.title, recipe.topic)}" for recipe in found)
    return f"## {_('怎么做')}\n\n{lines}" if lines else ""


# --- registers


def register(entity: type[Entity]) -> str:
    """A register: what may be done to its records, every field with what it takes, its papers."""
    name = kebab(entity)
    intro = _("命令行里叫 `{name}`。").format(name=name)
    way = link(_("打开列表"), f"{topics.OPEN}list/{entity.__tablename__}")
    heads = (_("内容"), _("填什么"), _("必填"), _("保密"), _("说明"))
    return page_of(
        f"# {several(entity.label)}",
        f"{intro}{way}",
        how_to(topics.of_entity(entity), *(topics.of_act(act.name) for act in acts_of(entity.__tablename__))),
        _listed(_("可以办理"), [(act.title, topics.of_act(act.name)) for act in acts_of(entity.__tablename__)]),
        _listed(_("报表"), _papers(entity)),
        f"## {_('每一栏')}",
        table(heads, (_field(field) for field in fields_of(entity))),
    )


def _listed(title: str, links: Sequence[tuple[str, str]]) -> str:
    return f"## {title}\n\n" + listed(link(words, topic) for words, topic in links) if links else ""


def _papers(entity: type[Entity]) -> list[tuple[str, str]]:
    from desktop.reports.catalogue import report_named

    screen = screen_of(entity)
    names = dict.fromkeys((*screen.papers, *(name for _field, name in screen.papers_of)))
    return [(_(report_named(name).title), topics.of_paper(name)) for name in names]


def _field(field: Field) -> tuple[str, ...]:
    wanted = _("必填") if field.required else _("应填") if field.expected else ""
    if not field.writable:
        wanted = _("自动")
    private = _(_PRIVATE[field.private]) if field.private else ""
    notes = [_(field.help) if field.help else "", _("只能由办理改变") if field.by_act and field.writable else ""]
    return f"{field.title} {{#{field.name}}}", takes(field), wanted, private, " ".join(part for part in notes if part)


def takes(field: Field) -> str:
    """What a field takes, in words: its kind, and what there is to choose from."""
    words = next((_(words) for kind, words in _KINDS if isinstance(field.type, kind)), _("文字"))
    if isinstance(field.type, Choice):
        return _("{kind}：{names}").format(kind=words, names=listed(_(label) for _key, label in field.type.choices))
    if isinstance(field.type, Code):
        codes = field.type.codes.codes
        if len(codes) <= _FEW:
            return _("{kind}：{names}").format(kind=words, names=listed(code.told() for code in codes))
        return _("{kind}，代码表 {table} 里的 {count} 项").format(
            kind=words, table=field.type.table, count=f"{len(codes):,}"
        )
    if isinstance(field.type, Reference):
        target = entity_named(field.type.to)
        return link(_(target.label), topics.of_entity(target))
    return words


# --- acts


def act(one: Act) -> str:
    """An act: for whom it is, what it asks, which registers it may change, what is printed of it."""
    entity = entity_named(one.entity)
    asked = (
        (f"{f.title} {{#{f.name}}}", takes(f), _("必填") if f.required else "", _(f.help) if f.help else "")
        for f in one.fields
    )
    return page_of(
        f"# {one.title}",
        _("对“{label}”办理，命令行里叫 `{name}`。").format(label=_(entity.label), name=one.name)
        + link(several(entity.label), topics.of_entity(entity)),
        how_to(topics.of_act(one.name)),
        f"## {_('要填什么')}" if one.fields else "",
        table((_("内容"), _("填什么"), _("必填"), _("说明")), asked),
        f"## {_('会改动什么')}",
        _effects(one),
        _listed(_("办完可以打印"), _paper_of(one)),
    )


def _effects(one: Act) -> str:
    names = dict.fromkeys((one.entity, *([one.event] if one.event else ()), *one.needs))
    known = [entity_named(name) for name in names]
    touched = listed(link(_(e.label), topics.of_entity(e)) for e in known if not e.internal)
    words = [_("它看、也可能改动这些登记簿：{names}。具体改动哪些记录，办理前逐条列出。").format(names=touched)]
    if one.event:
        words.append(_("办理记在登记簿“{label}”里。").format(label=_(entity_named(one.event).label)))
    if one.judged:
        judged = listed(_(entity_named(name).label) for name in one.judged)
        words.append(_("办理前按规定核对：{names}。").format(names=judged))
    return "".join(words)


def _paper_of(one: Act) -> list[tuple[str, str]]:
    from desktop.reports.catalogue import report_named

    return [(_(report_named(one.paper.report).title), topics.of_paper(one.paper.report))] if one.paper else []


# --- rules


def rule(number: str) -> str:
    """A rule of the regulation: each of its sentences with what policy makes of it and where it stands."""
    own = [one for one in RULES if one.number == number]
    heads = (_("规定"), _("查哪一栏"), _("程度"), _("出处"))
    return page_of(
        f"# {number} {_(SUBJECTS[number])}",
        how_to(topics.of_rule(number)),
        _("程度和数值是登记簿{link}里的记录，可按地区、办学层次或学校另立。").format(
            link=link(_("政策参数"), topics.of_entity(entity_named("policy_parameter")))
        ),
        table(heads, (_sentence(one) for one in own)),
        f"## {_('缺资料')}",
        _("登记的内容不够时不算符合，也不算违反，列为缺资料："),
        "\n".join(dict.fromkeys(f"- {_valued(one, _(one.wanting))}" for one in own)),
    )


def _sentence(one: Rule) -> tuple[str, ...]:
    place = next((f for f in fields_of(one.entity) if f.name == one.field), None)
    where = link(f"{_(one.entity.label)}·{place.title}", topics.of_field(one.entity, place.name)) if place else ""
    return _valued(one, _(one.words)), where, severity_of(one), clause_of(one)


def clause_of(one: Rule) -> str:
    """The document and the article; where nobody vouches for the article, that is said instead of one."""
    document = _(one.regulation.name)
    words = _("{document}（{number}）{period}").format(
        document=document, number=one.document, period=_period(one.regulation)
    )
    return f"{words} {_(one.article)}" if one.article else _("{words}；条款号未核实").format(words=words)


def _period(regulation: Regulation) -> str:
    if regulation.valid_until is None:
        return _("，{first} 起").format(first=regulation.valid_from.isoformat())
    return _("，{first} 至 {last}").format(
        first=regulation.valid_from.isoformat(), last=regulation.valid_until.isoformat()
    )


def _valued(one: Rule, words: str) -> str:
    value = next((row["value"] for row in _parameters(one, (one.limit,)) if row.get("value") is not None), None)
    return words.format(limit="—" if value is None else f"{value.normalize():f}")


def severity_of(one: Rule) -> str:
    """What the shipped policy makes of a breach."""
    found = (row["severity"] for key in one.keys for row in _parameters(one, (key,)) if row.get("severity"))
    code = next(found, None)
    return RuleSeverity(code).word if code else ""


def _parameters(one: Rule, wanted: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    """The shipped parameters of these keys that hold on the first day of the rule."""
    for row in national():
        last = row.get("valid_until")
        begun = row["valid_from"] <= max(one.valid_from, REGULATION_2016.valid_from)
        if row["key"] in wanted and begun and (last is None or one.valid_from <= last):
            yield row


# --- measures, papers, pages


def measures() -> str:
    """Every measure with its definition."""
    rows = ((f"{_(name)} {{#{name}}}", _(one.definition)) for name, one in MEASURES.items())
    return page_of(
        f"# {_('指标和口径')}",
        how_to(topics.MEASURES),
        _("首页、报表和命令 `figures` 用同一个算法；截止日在首页右上角，报表上也写明。"),
        table((_("指标"), _("口径")), rows),
    )


def paper(report: Report) -> str:
    """A report: what it is for, for whom it is printed, what may be chosen."""
    filters = listed(_(entity_named(name).label) for name in report.filters)
    options = (
        (f"{option.title} {{#{option.name}}}", takes(option), _(option.help) if option.help else "")
        for option in report.options
    )
    return page_of(
        f"# {_(report.title)}",
        f"{report.code}　{_(report.purpose)}",
        _("打印的范围可以按：{names}。命令行里叫 `{name}`。").format(names=filters, name=report.name)
        + link(_("在打印中心打开"), f"{topics.OPEN}{topics.PAPER}/{report.name}"),
        how_to(topics.of_paper(report.name), topics.of_page("print")),
        f"## {_('可以选什么')}",
        table((_("选项"), _("填什么"), _("说明")), options),
    )


def screen(page: Page) -> str:
    """A page of the window: how to come there, and the recipes that use it."""
    keyed = _("快捷键 {keys}。").format(keys=page.keys) if page.keys else ""
    return page_of(
        f"# {_(page.title)}",
        f"{keyed}{link(_('打开这一页'), f'{topics.OPEN}{topics.PAGE}/{page.key}')}",
        how_to(topics.of_page(page.key)),
    )


# --- keys and commands


def keyboard() -> str:
    """What every key does, by group."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for key in keys():
        groups.setdefault(key.group, []).append((listed(f"`{one}`" for one in key.keys), key.words))
    parts = (part for group, rows in groups.items() for part in (f"## {_(group)}", table((_("键"), _("作用")), rows)))
    return page_of(f"# {_('快捷键')}", how_to(topics.KEYS), *parts)


def commands() -> str:
    """Every verb of the command line with its arguments."""
    top = declared()
    shared, verbs = _options(top), _verbs(top)
    parts = (part for name, verb, words in verbs for part in (f"## {name} {{#{name}}}", words, _options(verb)))
    return page_of(
        f"# {_('命令行')}",
        how_to(topics.COMMANDS),
        _("不开窗口也能做同样的事：`shuangyuan [选项] 命令 …`。各命令通用的选项："),
        shared,
        *parts,
    )


def _actions(of: argparse.ArgumentParser) -> list[argparse.Action]:
    return of._actions  # noqa: SLF001 - argparse tells nowhere else


def _verbs(top: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser, str]]:
    for action in _actions(top):
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - see above
            words = {one.dest: one.help or "" for one in action._choices_actions}  # noqa: SLF001 - see above
            yield from ((name, verb, words.get(name, "")) for name, verb in action.choices.items())


def _options(of: argparse.ArgumentParser) -> str:
    shown = [one for one in _actions(of) if not isinstance(one, argparse._HelpAction | argparse._SubParsersAction)]  # noqa: SLF001 - see above
    return table((_("参数"), _("作用")), ((f"`{_written(one)}`", one.help or "") for one in shown))


def _written(action: argparse.Action) -> str:
    """How an argument is written: its name, and what stands behind it."""
    if isinstance(action.metavar, str):
        value = action.metavar
    else:
        value = "/".join(map(str, action.choices)) if action.choices else action.dest
    if not action.option_strings:
        return value
    return action.option_strings[-1] + (f" {value}" if action.nargs != 0 else "")
