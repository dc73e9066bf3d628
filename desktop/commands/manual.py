"""manual: the topics of the manual, one of them as Markdown, or the whole as a PDF."""

import argparse
import sys
from pathlib import Path

from desktop.commands.common import say
from desktop.commands.wrong_calls import WrongCall, nearest
from desktop.manual.book import Topic, contents
from models.schema.widths import aligned
from models.words import _


def run_manual(_path: Path, given: argparse.Namespace) -> None:
    """Print a topic, or what topics there are; write the whole where `--pdf` says."""
    if given.pdf is not None:
        _save(given.pdf)
    elif given.topic is None:
        print(
            aligned(
                [[_("主题"), _("标题")], *([one.name, one.title] for one in contents() if one.title)], ["left", "left"]
            )
        )
    else:
        print(_found(given.topic).text)


def _save(target: Path) -> None:
    from desktop.manual.paper import print_manual

    if target.suffix.lower() != ".pdf":
        raise WrongCall(_("手册只能存为 .pdf 文件：{file}").format(file=target.name))
    printed = print_manual(target)
    for glyph in printed.missing:
        print(f"{glyph.char} {glyph.codepoint} {glyph.where}", file=sys.stderr)
    say(_("手册已存为 {file}，共 {pages} 页").format(file=target.name, pages=printed.pages))


def _found(text: str) -> Topic:
    """The topic of that name or title."""
    every = contents()
    for topic in every:
        if text in (topic.name, topic.title):
            return topic
    near = nearest(text, [topic.title for topic in every])
    raise WrongCall(_("手册里没有“{name}”{nearest}").format(name=text, nearest=near))
