"""What is wrong with a command, said in the person's language with what to write instead."""

import re
from collections.abc import Iterable

from models.words import N_, _

# what argparse says -> what we say, with the names of its groups
_SAID = (
    (r"the following arguments are required: (?P<what>.+)", N_("还缺：{what}")),
    (r"unrecognized arguments: (?P<what>.+)", N_("不认识：{what}")),
    (r"argument (?P<what>.+?): expected .*argument.*", N_("“{what}”后面要写一个值")),
    (r"argument (?P<what>.+?): ignored explicit argument (?P<value>.+)", N_("“{what}”后面不写值：{value}")),
    (r"argument (?P<what>.+?): invalid .*value: '(?P<value>.*)'", N_("“{what}”的值“{value}”不对")),
    (r"ambiguous option: (?P<what>.+?) could match (?P<known>.+)", N_("“{what}”可以是几个选项：{known}")),
    (r"argument (?P<what>.+?): not allowed with argument (?P<value>.+)", N_("“{what}”和“{value}”不能一起用")),
)
_CHOICE = re.compile(
    r"argument (?P<what>.+?): invalid choice: '(?P<value>.*?)' \(choose from (?P<known>.*)\)", re.DOTALL
)


class WrongCall(Exception):  # noqa: N818 - a state of the call, said as a sentence
    """The command asks for something that does not exist."""


def wrong_call(message: str, options: Iterable[str] = ()) -> str:
    """What argparse found wrong, as a sentence; `options` are those that may have been meant."""
    choice = _CHOICE.fullmatch(message)
    if choice is not None:
        return _no_such(choice["what"], choice["value"], re.findall(r"[\w.-]+", choice["known"]))
    for pattern, words in _SAID:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found is not None:
            reason = _(words).format(**found.groupdict())
            unknown = found["what"].split()[0] if "unrecognized" in pattern else ""
            near = nearest(unknown, options) if unknown.startswith("-") else ""
            return _("命令写法不对：{reason}").format(reason=reason + near)
    return _("命令写法不对")


def _no_such(what: str, value: str, known: list[str]) -> str:
    if what == _("命令"):
        words = _("没有命令“{value}”{nearest}。可用的有：{known}")
    else:
        words = _("“{what}”没有“{value}”这个值{nearest}。可用的有：{known}")
    return words.format(what=what, value=value, nearest=nearest(value, known), known="、".join(known))


def nearest(given: str, known: Iterable[str]) -> str:
    """What may have been meant, as a bracket within a sentence; "" when nothing is like it."""
    from difflib import get_close_matches  # a call that is right does without

    found = get_close_matches(given.lower(), list(known), n=3, cutoff=0.6)
    return _("（是不是 {names}？）").format(names="、".join(found)) if found else ""
