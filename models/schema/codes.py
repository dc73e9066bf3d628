"""Code tables from resources/codes: from a code to its name and from whatever clerks write to the code."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from types import MappingProxyType

from models.resources import resource
from models.schema.look_alikes import folded
from models.words import N_, _, coded, coded_in_every_language, in_every_language

_COLUMNS = ("code", "name", "short", "parent", "aliases", "valid_from", "valid_to", "verified")
# Endings that people add to the names of a table or leave out.
_ENDINGS: Mapping[str, tuple[str, ...]] = {
    "certificate-catalogue": ("职业技能等级证书", "等级证书", "证书"),
    "enterprise-size": ("企业",),
    "ethnicity": ("族",),
    "group-role": ("单位",),
    "industry": ("业", "行业"),
    "major": ("专业",),
    "major-class": ("大类",),
    "student-category": ("学生",),
}
_LETTERED = ("industry",)  # tables whose codes are also written after the letter of their section: C36 is 36
CLASSIFICATIONS = (  # whole official classifications: their names stay as they were published, in every language
    "region", "industry", "enterprise-size-rule", "major", "major-class", "certificate-catalogue",
)  # fmt: skip
_DOUBTED = N_("{name}（未核实）")
_NOISE = re.compile("[“”‘’\"']+")


@dataclass(frozen=True, slots=True)
class Code:
    """One code: `short` is the form printed in narrow columns, `parent` a code of the same table or ''.

    `valid_from` and `valid_to` are the first and last day of validity, None where open; `verified` is False where the
    official text has not been seen (see resources/codes/README.md); `extra` holds the further columns of the table;
    `classified` is True in a whole official classification, which is not translated.
    """

    code: str
    name: str
    short: str
    parent: str
    aliases: tuple[str, ...]
    valid_from: date | None
    valid_to: date | None
    verified: bool
    extra: Mapping[str, str]
    classified: bool = False

    @property
    def label(self) -> str:
        """Its name in the language in use."""
        return self.name if self.classified else coded(self.name)

    @property
    def brief(self) -> str:
        """Its short name in the language in use."""
        return (self.short or self.name) if self.classified else coded(self.short or self.name)

    @property
    def words(self) -> set[str]:
        """Its names in every language."""
        names = {self.name, self.short or self.name}
        return names if self.classified else {word for name in names for word in coded_in_every_language(name)}

    @property
    def doubt(self) -> str:
        """What is said beside it where it is offered or counted; '' where the official text has been seen."""
        return "" if self.verified else _("未核实")

    def told(self, name: str = "") -> str:
        """Its name, or the one given, with the doubt about it."""
        return (name or self.label) if self.verified else _(_DOUBTED).format(name=name or self.label)


class CodeTable:
    """The codes of one table in the order of its file."""

    def __init__(self, name: str, codes: Iterable[Code]) -> None:
        self.name_of_table = name
        self.codes = tuple(codes)
        self._by_code = {code.code: code for code in self.codes}

    def __getitem__(self, code: str) -> Code:
        """The code itself; KeyError when the table does not have it."""
        return self._by_code[code]

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)

    def __len__(self) -> int:
        return len(self.codes)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def get(self, code: str) -> Code | None:
        """The code itself, or None."""
        return self._by_code.get(code)

    def path(self, code: Code) -> tuple[Code, ...]:
        """The codes it lies under, the outermost first, and itself."""
        found = [code]
        while found[0].parent in self._by_code:
            found.insert(0, self._by_code[found[0].parent])
        return tuple(found)

    def number(self, code: Code) -> str:
        """Its code as it is printed: that of an industry after the letter of its section, C3670."""
        section = self.path(code)[0]
        return section.code + code.code if self.name_of_table in _LETTERED and section is not code else code.code

    def name(self, code: str) -> str:
        """The name of a code; an unknown code is its own name."""
        found = self._by_code.get(code)
        return code if found is None else found.name

    def label(self, code: str) -> str:
        """The name of a code in the language in use; an unknown code is its own name."""
        found = self._by_code.get(code)
        return code if found is None else found.label

    def find(self, text: str) -> Code | None:
        """The code that `text` means: a code, name, short form or alias, however it was typed; None rather than a guess."""
        found = self._words.get(text)
        if found is None and text:
            word = _normalised(text)
            found = self._words.get(word)
            if found is None and word.isdecimal():
                found = self._words.get(word.lstrip("0") or "0")
        return found

    def perhaps(self, text: str) -> Code | None:
        """The code that a word nobody should write for it is likely to mean (column `doubtful`), or None."""
        return self._doubtful.get(_normalised(text))

    @cached_property
    def _doubtful(self) -> dict[str, Code]:
        return {
            _normalised(word): code
            for code in self.codes
            for word in code.extra.get("doubtful", "").split("|")
            if word and code.valid_to is None
        }

    def valid_on(self, day: date) -> tuple[Code, ...]:
        """The codes in force on a day, in the order of the file."""
        return tuple(
            code
            for code in self.codes
            if (code.valid_from is None or code.valid_from <= day) and (code.valid_to is None or day <= code.valid_to)
        )

    def nearest(self, text: str, limit: int = 3) -> tuple[Code, ...]:
        """Codes in force whose name or alias looks like `text`, most alike first, for messages."""
        from rapidfuzz import fuzz, process

        words = self._words_in_force
        alike = process.extract(_normalised(text), list(words), scorer=fuzz.ratio, limit=limit * 4, score_cutoff=50)
        found = {words[word].code: words[word] for word, _score, _place in alike}
        return tuple(found.values())[:limit]

    @cached_property
    def _words_in_force(self) -> dict[str, Code]:
        words: dict[str, Code] = {}
        for code in self.codes:
            if code.valid_to is None:
                for word in (code.name, *code.aliases):
                    words.setdefault(_normalised(word), code)
        return words

    @cached_property
    def _words(self) -> dict[str, Code]:
        """Every written form of every code; what the file says goes before what is derived from it."""
        words: dict[str, Code] = {}
        for code in self.codes:
            words[_normalised(code.code)] = code
        for code in self.codes:
            for word in (code.name, *code.aliases):
                words.setdefault(_normalised(word), code)
        in_force = [code for code in self.codes if code.valid_to is None]
        abolished = [code for code in self.codes if code.valid_to is not None]
        for group in (in_force, abolished):
            for word, owner in self._derived(group).items():
                words.setdefault(word, owner)
        return words

    def _derived(self, codes: Iterable[Code]) -> dict[str, Code]:
        """Forms that follow from names and codes; one that would mean two codes is left out."""
        owners: dict[str, set[str]] = {}
        for code in codes:
            for word in self._forms(code):
                owners.setdefault(word, set()).add(code.code)
        return {word: self._by_code[min(found)] for word, found in owners.items() if len(found) == 1}

    def _forms(self, code: Code) -> set[str]:
        forms = {
            _normalised(word) for word in code.words
        }  # as a workbook of ours has it, whatever language it was made in
        if not code.verified:
            forms |= {
                _normalised(told.format(name=word)) for told in in_every_language(_DOUBTED) for word in code.words
            }
        if code.code.isdecimal():
            forms.add(code.code.lstrip("0") or "0")
        for ending in _ENDINGS.get(self.name_of_table, ()):
            for word in (code.name, code.short, *code.aliases):
                plain = _normalised(word)
                forms.add(plain + ending)
                forms.add(plain.removesuffix(ending) or plain)
        if self.name_of_table in _LETTERED:  # C3670, and code and name together: C3670汽车零部件及配件制造
            numbers, words = {code.code, self.number(code)}, {"", code.name, code.short}
            forms |= {_normalised(number + word) for number in numbers for word in words}
        return forms


def _normalised(text: str) -> str:
    """The text folded for comparing, without quotation marks; only for looking up, never for names of people."""
    return _NOISE.sub("", folded(text))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _codes(rows: Iterator[list[str]], classified: bool) -> Iterator[Code]:
    """The codes of a file's rows, the first of which names the columns; the largest table has thousands."""
    head = next(rows)
    places = [head.index(column) for column in _COLUMNS]
    further = [(place, column) for place, column in enumerate(head) if column not in _COLUMNS]
    for row in rows:
        code, name, short, parent, aliases, begin, end, verified = [row[place] for place in places]
        yield Code(
            code, name, short, parent,
            aliases=tuple(filter(None, aliases.split("|"))),
            valid_from=_day(begin),
            valid_to=_day(end),
            verified=verified == "1",
            extra=MappingProxyType({column: row[place] for place, column in further}),
            classified=classified,
        )  # fmt: skip


@cache
def table(name: str) -> CodeTable:
    """The code table of that name (a file of resources/codes without its ending); KeyError when there is none."""
    path = resource("codes", f"{name}.csv")
    if not path.is_file():
        raise KeyError(f"no code table {name!r} in resources/codes")
    with path.open(encoding="utf-8", newline="") as file:
        return CodeTable(name, _codes(csv.reader(file), name in CLASSIFICATIONS))


@cache
def table_names() -> tuple[str, ...]:
    """The names of all code tables, in alphabetical order."""
    return tuple(sorted(path.stem for path in resource("codes").glob("*.csv")))
