"""Patterns of numbers an office gives (decisions §7): text with tokens such as {year}{class:02}{counter:03}."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from models.schema.complaints import Complaint
from models.words import N_, _

COUNTER, YEAR, GRADE, MAJOR, CLASS, SCHOOL = "counter", "year", "grade", "major", "class", "school"
TOKENS: Mapping[str, str] = {
    YEAR: N_("年份"), GRADE: N_("年级"), MAJOR: N_("专业"), CLASS: N_("班号"), SCHOOL: N_("学校代码"), COUNTER: N_("序号"),
}  # fmt: skip
EXAMPLE = "{year}{counter:04}"
_SPOKEN = {
    "年": YEAR, "年份": YEAR, "年级": GRADE, "级": GRADE, "专业": MAJOR, "专业代码": MAJOR, "班": CLASS, "班级": CLASS, "班号": CLASS,
    "学校": SCHOOL, "学校代码": SCHOOL, "序号": COUNTER, "流水号": COUNTER,
}  # fmt: skip
_TOKEN = re.compile(r"\{([^{}:]*)(?::(\d{1,2}))?\}")
_YEAR_WIDTHS = (2, 4)
_LONGEST = 12  # digits of one token
_GROWN = 2  # digits a counter may grow beyond its width before a number is taken for one of another kind


@dataclass(frozen=True, slots=True)
class Piece:
    """A token with the number of digits it takes (0: as many as it has), or plain text between tokens."""

    token: str
    width: int
    text: str


class UnfitError(ValueError):
    """What is wrong with a pattern, or with what a number is to be made of, as a sentence."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern read into its pieces."""

    pieces: tuple[Piece, ...]

    @property
    def tokens(self) -> frozenset[str]:
        """The tokens that stand in it."""
        return frozenset(piece.token for piece in self.pieces if piece.token)

    def number(self, facts: Mapping[str, str], counter: int) -> str:
        """The number of a counter; raises UnfitError when a token has nothing to say."""
        return "".join(_written(piece, facts, counter) for piece in self.pieces)

    def beginning(self, facts: Mapping[str, str], known: frozenset[str]) -> str:
        """What every number begins with, as far as tokens of `known` and plain text go."""
        found = ""
        for piece in self.pieces:
            if piece.token and piece.token not in known:
                break
            found += _written(piece, facts, 0)
        return found

    def matcher(self, known: Mapping[str, str] = MappingProxyType({})) -> re.Pattern[str]:
        """Finds the tokens in a number that was given by the pattern, each as a group; `known` tokens only as they are."""
        looked = (_looking(piece, known) for piece in self.pieces)
        return re.compile("".join(looked), re.ASCII)


def parse(text: str) -> Pattern:
    """The pieces of a pattern; raises UnfitError."""
    pieces, place = list[Piece](), 0
    for found in _TOKEN.finditer(text):
        pieces.extend(_plain(text[place : found.start()]))
        pieces.append(_token(found[1].strip(), int(found[2] or 0)))
        place = found.end()
    pieces.extend(_plain(text[place:]))
    named = [piece.token for piece in pieces if piece.token]
    if named.count(COUNTER) != 1:
        raise UnfitError(_("编号规则里须有且只有一个序号，如 {example}").format(example=EXAMPLE))
    twice = next((token for token in named if named.count(token) > 1), None)
    if twice is not None:
        raise UnfitError(_("“{token}”在编号规则里写了两次").format(token=twice))
    return Pattern(tuple(pieces))


def checked(text: str) -> tuple[Complaint, ...]:
    """The complaint about a pattern that cannot be read."""
    try:
        parse(text)
    except UnfitError as wrong:
        return (Complaint("format", str(wrong)),)
    return ()


def _plain(text: str) -> Sequence[Piece]:
    if "{" in text or "}" in text:
        raise UnfitError(_("编号规则里的大括号不成对，请改为 {example} 这样的写法").format(example=EXAMPLE))
    return [Piece("", 0, text)] if text else []


def _token(name: str, width: int) -> Piece:
    token = name.lower() if name.lower() in TOKENS else _SPOKEN.get(name)
    if token is None:
        known = "、".join(f"{{{one}}} {_(label)}" for one, label in TOKENS.items())
        raise UnfitError(_("编号规则里没有“{name}”这一项。可用的有：{known}").format(name=name, known=known))
    if token in (YEAR, GRADE) and width not in (0, *_YEAR_WIDTHS):
        raise UnfitError(_("年份只能是 2 位或 4 位"))
    if width > _LONGEST:
        raise UnfitError(_("一项最多 {count} 位").format(count=_LONGEST))
    return Piece(token, width, "")


def _written(piece: Piece, facts: Mapping[str, str], counter: int) -> str:
    if not piece.token:
        return piece.text
    if piece.token == COUNTER:
        return str(counter).zfill(piece.width)
    said = facts.get(piece.token, "")
    if not said:
        raise UnfitError(_("编号规则要用{what}，这里没有").format(what=_(TOKENS[piece.token])))
    if piece.token in (YEAR, GRADE):
        return said[-piece.width :]
    if piece.width and len(said) > piece.width:
        words = _("{what}“{said}”超过编号规则里的 {width} 位")
        raise UnfitError(words.format(what=_(TOKENS[piece.token]), said=said, width=piece.width))
    return said.zfill(piece.width)


def _looking(piece: Piece, known: Mapping[str, str]) -> str:
    if not piece.token:
        return re.escape(piece.text)
    if piece.token in known:
        return f"(?P<{piece.token}>{re.escape(_written(piece, known, 0))})"
    if piece.token == COUNTER:
        most = piece.width + _GROWN if piece.width else _LONGEST
        return rf"(?P<counter>\d{{{max(piece.width, 1)},{most}}})"
    if piece.token in (YEAR, GRADE):
        return rf"(?P<{piece.token}>\d{{{piece.width or 4}}})"
    return rf"(?P<{piece.token}>\w{{{piece.width}}})" if piece.width else rf"(?P<{piece.token}>\w+)"
