"""act: what an office does, shown before it is done, from the command line."""

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from desktop.commands.common import DONE, REFUSED, day_of, opened, pairs_of, say, value_of
from desktop.commands.wrong_calls import WrongCall, nearest
from desktop.operations.acting import perform
from desktop.operations.erasing import forget_settings
from models.acts.act import Act, Question, right_to
from models.acts.catalogue import act_named, acts
from models.acts.foreseeing import Verdict, foreseen
from models.acts.planning import ActPlan, Case, Newcomer, Waiving, plan, plan_cases
from models.acts.wording import EffectLine, lines_of, proposals, subjects_named
from models.database.database import Database
from models.database.errors import Missing
from models.database.location import settings_file
from models.database.results import displays
from models.schema.fields import entity_named, field_map, kebab
from models.schema.widths import aligned
from models.words import _

APART = "@"  # between a field and the one it is given for
SHOWN = 30  # effects told in words; programs read them all


def run_act(path: Path, given: argparse.Namespace) -> int:
    """List the acts, or do one, or show what it would do."""
    if given.name is None:
        _list(as_json=given.json)
        return DONE
    act = act_named(given.name)
    if act is None:
        names = [word for one in acts() for word in (one.name, one.title)]
        raise WrongCall(_("没有“{name}”这种办理{nearest}").format(name=given.name, nearest=nearest(given.name, names)))
    with opened(path, write=not given.dry_run) as database:
        database.require(right_to(act))  # before it is planned from what they may not see either
        made = _planned(database, act, given)
        check_answers(made.questions, made.answers)
        return _told(database, made, given)


def _list(*, as_json: bool) -> None:
    rows = [
        {"name": act.name, "label": act.title, "group": _(act.group) if act.group else "", "entity": kebab(entity_named(act.entity)),
         "asks": [f.name for f in act.fields], "required": [f.name for f in act.fields if f.required], "apart": list(act.apart)}
        for act in acts()
    ]  # fmt: skip
    if as_json:
        print(json.dumps(rows, ensure_ascii=False))
        return
    lines = [[_("名称"), _("英文名"), _("对象"), _("分组"), _("要填的")]]
    lines += [
        [
            act.title, act.name, _(entity_named(act.entity).label), _(act.group) if act.group else "",
            "、".join(f.title for f in act.fields if f.required),
        ]
        for act in acts()
    ]  # fmt: skip
    print(aligned(lines, ["left"] * 5))


def _planned(database: Database, act: Act, given: argparse.Namespace) -> ActPlan:
    """The plan a call asks for."""
    until = day_of(given.waive_until)
    waived = {rule: Waiving(reason, until) for rule, reason in pairs_of(given.waive).items()}
    with database.reading() as connection:
        told = pairs_of(given.set)
        values, newcomer = _values(connection, act, {name: text for name, text in told.items() if APART not in name})
        apart = _apart(connection, act, {name: text for name, text in told.items() if APART in name})
        day = day_of(given.date)
        if day is not None and act.dated:
            values[act.dated] = day
        answers = pairs_of(given.answer)
        if given.of:
            subjects = list(dict.fromkeys(_subject(connection, act, text) for text in given.of))
            if other := apart.keys() - set(subjects):
                raise WrongCall(_("“字段@谁=值”里的人须在 --of 里：{count} 人不在").format(count=len(other)))
            return plan(connection, act, subjects, values, answers, None, apart).waiving(waived)
        if not act.makes:
            raise WrongCall(_("请用 --of 写明是谁"))
        return plan_cases(connection, [Case(act, Newcomer(newcomer), values)], answers).waiving(waived)


def _subject(connection: Any, act: Act, text: str) -> int:
    found = subjects_named(connection, act, text)
    label = _(entity_named(act.entity).label)
    if not found:
        raise WrongCall(_("找不到{label}“{text}”").format(label=label, text=text))
    if len(found) > 1:
        words = _("“{text}”对应 {count} 条{label}，请写编号或 id")
        raise WrongCall(words.format(text=text, count=len(found), label=label))
    return found[0]


def _values(connection: Any, act: Act, told: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What was given by field of the act; and of the one it makes, where it makes one."""
    asked = {f.name: f for f in act.fields}
    about = field_map(entity_named(act.entity)) if act.makes else {}
    values: dict[str, Any] = {}
    newcomer: dict[str, Any] = {}
    for name, text in told.items():
        field = asked.get(name) or about.get(name)
        if field is None:
            words = _("{act}不填“{name}”{nearest}。可填的有：{known}")
            known = "、".join(asked)
            raise WrongCall(words.format(act=act.title, name=name, nearest=nearest(name, asked), known=known))
        (values if name in asked else newcomer)[name] = value_of(connection, field, text)
    return values, newcomer


def _apart(connection: Any, act: Act, told: Mapping[str, str]) -> dict[int, dict[str, Any]]:
    """What was given for some subjects by themselves, as FIELD@KEY=VALUE, by subject and field."""
    found: dict[int, dict[str, Any]] = {}
    for name, text in told.items():
        field, _sign, key = name.partition(APART)
        if field not in act.apart:
            words = _("{act}不能给一个人单独填“{name}”。可以的有：{known}")
            raise WrongCall(words.format(act=act.title, name=field, known="、".join(act.apart) or _("无")))
        values, _newcomer = _values(connection, act, {field: text})
        found.setdefault(_subject(connection, act, key), {}).update(values)
    return found


def check_answers(asked: Iterable[Question], answers: Mapping[str, str]) -> None:
    """Raise WrongCall for an answer to what is not asked, or that is none of the choices."""
    questions = {one.name: one for one in asked}
    for name, answer in answers.items():
        if name not in questions:
            known = "、".join(questions) or _("无")
            raise WrongCall(_("没有“{name}”这个问题。要定的有：{known}").format(name=name, known=known))
        choices = [choice for choice, _words in questions[name].choices]
        if answer not in choices:
            words = _("“{name}”可以答：{choices}")
            raise WrongCall(words.format(name=name, choices="、".join(choices)))


def question_json(one: Question) -> dict[str, Any]:
    """A question for programs, with what holds."""
    return {
        "question": one.name, "label": one.label, "choices": [choice for choice, _words in one.choices],
        "default": one.default, "choice": one.chosen, "count": one.count,
    }  # fmt: skip


def _told(database: Database, made: ActPlan, given: argparse.Namespace) -> int:
    """Show the plan, and do it unless it is only to be shown or something stands against it."""
    with database.reading() as connection:
        lines, shown, proposed = lines_of(connection, made), _shown(connection, made), proposals(connection, made)
    seen = foreseen(database, made)
    stopping = [one for one in seen.verdicts if one.stops]
    message = _("只核对，尚未办理")
    if made.refused:
        message = _("不能办理，没有写入任何内容")
    elif stopping:
        rules = " ".join(
            _("{rule}=理由").format(rule=n) for n in dict.fromkeys(v.finding.rule.number for v in stopping)
        )
        message = _("有禁止的情形，没有写入任何内容；确须办理的，加 --waive {rules}").format(rules=rules)
    elif not given.dry_run:
        done = perform(database, made)
        if done.lasting:
            with suppress(Missing):  # an account without a home remembers nothing
                forget_settings(settings_file(), database, done.forgotten)
        message = (
            _("已办理，撤销编号 {id}").format(id=done.change_set.id)
            if done.change_set and not done.lasting
            else done.sentence
        )
    if given.json:
        print(
            json.dumps(
                _json(made, lines, shown, seen.verdicts, [[c.label, c.before, c.after] for c in seen.counts], message)
                | {"proposed": [{"subject": shown[n]} | values for n, values in proposed.items()]},
                ensure_ascii=False,
            )
        )
    _say(made, lines, shown, seen.verdicts, message)
    return REFUSED if made.refused or stopping else DONE


def _shown(connection: Any, made: ActPlan) -> dict[int, str]:
    """What the subjects display, by the place of the case."""
    kind = entity_named(made.cases[0].act.entity)
    names = displays(connection, kind, [c.subject for c in made.cases if isinstance(c.subject, int)])
    return {
        n: names.get(c.subject, "") if isinstance(c.subject, int) else str(c.subject.values.get("name", ""))
        for n, c in enumerate(made.cases)
    }


def _json(  # noqa: PLR0913, PLR0917 - the parts of an answer
    made: ActPlan, lines: Sequence[EffectLine], shown: Mapping[int, str], verdicts: Sequence[Verdict],
    counts: Sequence[Sequence[Any]], message: str,
) -> dict[str, Any]:  # fmt: skip
    def told(n: int, field: str, complaint: Any) -> dict[str, Any]:
        return {"subject": shown[n], "field": field, "code": complaint.code, "message": complaint.message}

    return {
        "act": made.cases[0].act.name, "name": made.name, "message": message,
        "effects": [line.as_json() for line in lines], "questions": [question_json(one) for one in made.questions],
        "refused": [told(n, *why) for n, why in made.refused.items()],
        "warnings": [told(n, *one) for n, some in made.warnings.items() for one in some],
        "notes": [{"subject": shown[n], "message": words} for n, some in made.notes.items() for words in some],
        "verdicts": [
            {"rule": v.finding.rule.number, "verdict": v.finding.verdict.value, "message": v.finding.complaint.message, "waived": v.reason}
            for v in verdicts
        ],
        "counts": [{"label": label, "before": before, "after": after} for label, before, after in counts],
    }  # fmt: skip


def _say(
    made: ActPlan, lines: Sequence[EffectLine], shown: Mapping[int, str], verdicts: Sequence[Verdict], message: str
) -> None:
    for line in lines[:SHOWN]:
        label = _(entity_named(line.entity).label)
        words = _("  {label} {field}：{before} → {after}")
        say(
            words.format(
                label=label, field=line.field.title, before=line.before or _("空"), after=line.after or _("空")
            )
        )
    if len(lines) > SHOWN:
        say(_("  ……另有 {count} 处").format(count=len(lines) - SHOWN))
    for one in made.questions:
        chosen = dict(one.choices)[one.chosen]
        say(
            _("  {label}（{count} 条）：{chosen}；用 --answer {name}=… 另选").format(
                label=one.label, count=one.count, chosen=chosen, name=one.name
            )
        )
    for n, (_field, complaint) in made.refused.items():
        say(_("  {subject}——{message}").format(subject=shown[n], message=complaint.message))
    for n, some in made.warnings.items():
        for _field, complaint in some:
            say(_("  提醒 {subject}——{message}").format(subject=shown[n], message=complaint.message))
    for n, notes in made.notes.items():
        for words in notes:
            say(_("  {subject}——{message}").format(subject=shown[n], message=words))
    alike = Counter((v.finding.rule.number, v.finding.verdict.word, v.finding.complaint.message) for v in verdicts)
    for (rule, word, message_), count in alike.items():
        words = _("  {rule} {word}：{message}").format(rule=rule, word=word, message=message_)
        say(words if count == 1 else _("{words}（{count} 条）").format(words=words, count=count))
    say(_("{name}：{message}").format(name=made.name, message=message))
