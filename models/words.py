"""The words people read: Chinese is the source, gettext catalogues give the other languages."""

import gettext
import json
import re
import string
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from models.resources import resource

LANGUAGES = {"zh_CN": "简体中文", "en": "English"}
SEVERAL = "several"  # the context of these words in the catalogue
_WIDE, _NARROW = "。！？；", ".!?;"  # what sentences end with; after the narrow ones there is a space: 9.5 is no end
CODE = "code"  # the context of the names of codes
_catalogue: gettext.NullTranslations = gettext.NullTranslations()


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for a mark
    """Mark a text for the catalogue where it stands; it is translated where it is shown."""
    return text


class Numbered(str):
    """A text that says one thing of one and another of many: `{count} {count:record|records}`."""

    __slots__ = ()

    def format(self, *given: object, **values: object) -> str:
        """The text with its values, and of each pair the word that fits the number before it."""
        return _BY_NUMBER.vformat(self, given, values)


class _ByNumber(string.Formatter):
    def format_field(self, value: object, format_spec: str) -> str:
        one, bar, many = format_spec.partition("|")
        return (one if str(value) == "1" else many) if bar else format(value, format_spec)


_BY_NUMBER = _ByNumber()


def _(text: str) -> str:
    """The text in the language in use; the Chinese source when the catalogue has none."""
    said = _catalogue.gettext(text) if text else text
    return Numbered(said) if "|" in said and "{" in said else said


class SentenceError(Exception):
    """Something a person is told as it is: `sentence`, also `str`, is made to be shown."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Worded(str):
    """A sentence in the language in use that can be kept with its parts, and said again in another language.

    `source` is the sentence in Chinese, `kept` the JSON that `said` reads.
    """

    __slots__ = ("kept", "source")
    source: str
    kept: str


def worded(text: str, /, **values: str | int | Iterable[str]) -> Worded:
    """A marked text with its values; those that are Worded, or lists of them, are said in the reader's language too."""
    given = {name: value if isinstance(value, (str, int)) else tuple(value) for name, value in values.items()}
    made = Worded(_(text).format(**{name: _as_words(value) for name, value in given.items()}).strip())
    made.source = text.format(**{name: _as_source(value) for name, value in given.items()}).strip()
    made.kept = json.dumps([text, {name: _as_parts(value) for name, value in given.items()}], ensure_ascii=False)
    return made


def said(kept: str | None, otherwise: str) -> Worded:
    """What was kept of a sentence, in the language in use; the text itself where nothing was kept of its parts."""
    return worded("{text}", text=otherwise) if kept is None else _said(json.loads(kept))


def _said(parts: list[Any]) -> Worded:
    text, values = parts
    return worded(text, **{name: _read(value) for name, value in values.items()})


def _read(part: Any) -> Any:
    if not isinstance(part, dict):
        return part
    return _said(part["words"]) if "words" in part else [_read(each) for each in part["list"]]


def is_told(text: str) -> bool:
    """Whether a text is one of the program's own, marked in its code, and not what somebody typed."""
    return any(_load(language).gettext(text) != text for language in LANGUAGES)


def _as_words(value: str | int | tuple[str, ...]) -> str | int:
    return listed(value) if isinstance(value, tuple) else value


def _as_source(value: str | int | tuple[str, ...]) -> str | int:
    if isinstance(value, tuple):
        return "、".join(str(_as_source(each)) for each in value)
    return value.source if isinstance(value, Worded) else value


def _as_parts(value: str | int | tuple[str, ...]) -> Any:
    if isinstance(value, tuple):
        return {"list": [_as_parts(each) for each in value]}
    return {"words": json.loads(value.kept)} if isinstance(value, Worded) else value


def several(label: str) -> str:
    """What a list of such records is called: 学生 says it for one and for many, English says Students."""
    return _catalogue.pgettext(SEVERAL, label)


def coded(name: str) -> str:
    """The name of a code in the language in use; the Chinese one where the catalogue has none."""
    return _catalogue.pgettext(CODE, name) if name else name


@lru_cache
def _load(language: str) -> gettext.NullTranslations:
    return gettext.translation("shuangyuan", resource("locale"), [language], fallback=True)


def in_every_language(text: str) -> tuple[str, ...]:
    """The text as it is said in each language: a workbook may have been made by a colleague who uses another."""
    return tuple(dict.fromkeys((text, *(_load(language).gettext(text) for language in LANGUAGES))))


def coded_in_every_language(name: str) -> tuple[str, ...]:
    """The name of a code as it is said in each language."""
    return tuple(dict.fromkeys((name, *(_load(language).pgettext(CODE, name) for language in LANGUAGES if name))))


def use_language(language: str) -> None:
    """Speak `language` (a key of LANGUAGES) from now on; widgets made before keep their words."""
    global _catalogue  # noqa: PLW0603 - gettext itself keeps one catalogue a process
    _catalogue = _load(language) if language != "zh_CN" else gettext.NullTranslations()


def listed(words: Iterable[str | None]) -> str:
    """Words one after the other, as the language in use separates them; like the next two without what is empty."""
    return _("、").join(filter(None, words))


def joined(words: Iterable[str | None]) -> str:
    """Parts of one sentence one after the other: more loosely than what is listed."""
    return _("，").join(filter(None, words))


def clauses(words: Iterable[str | None]) -> str:
    """Sentences one after the other in one line."""
    return _("；").join(filter(None, words))


def with_clause(before: str | None, words: str | None) -> str | None:
    """Sentences with others after them, unless they say so already; one that ended with a mark keeps that alone."""
    if not words or not before:
        return words or before
    bare = re.escape(words.strip().rstrip(_WIDE + _NARROW))
    begins, ends = rf"(?:^|[{_WIDE}]\s*|[{_NARROW}]\s+)", rf"\s*(?:[{_WIDE}]|[{_NARROW}](?:\s|$)|$)"
    if re.search(begins + bare + ends, before):
        return before
    stands = before.rstrip()
    if stands.endswith(tuple(_WIDE + _NARROW)):
        return stands + (" " if stands[-1].isascii() else "") + words
    return clauses((before, words))


def dotted(words: Iterable[str | None]) -> str:
    """What tells something in a narrow place one after the other."""
    return "·".join(filter(None, words))
