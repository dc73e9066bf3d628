"""The words people read: Chinese is the source, gettext catalogues give the other languages."""

import gettext
from collections.abc import Iterable
from functools import lru_cache

from models.resources import resource

LANGUAGES = {"zh_CN": "简体中文", "en": "English"}
SEVERAL = "several"  # the context of these words in the catalogue
_catalogue: gettext.NullTranslations = gettext.NullTranslations()


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for a mark
    """Mark a text for the catalogue where it stands; it is translated where it is shown."""
    return text


def _(text: str) -> str:
    """The text in the language in use; the Chinese source when the catalogue has none."""
    return _catalogue.gettext(text) if text else text


def several(label: str) -> str:
    """What a list of such records is called: 学生 says it for one and for many, English says Students."""
    return _catalogue.pgettext(SEVERAL, label)


@lru_cache
def _load(language: str) -> gettext.NullTranslations:
    return gettext.translation("shuangyuan", resource("locale"), [language], fallback=True)


def in_every_language(text: str) -> tuple[str, ...]:
    """The text as it is said in each language: a workbook may have been made by a colleague who uses another."""
    return tuple(dict.fromkeys((text, *(_load(language).gettext(text) for language in LANGUAGES))))


def use_language(language: str) -> None:
    """Speak `language` (a key of LANGUAGES) from now on; widgets made before keep their words."""
    global _catalogue  # noqa: PLW0603 - gettext itself keeps one catalogue a process
    _catalogue = _load(language) if language != "zh_CN" else gettext.NullTranslations()


def listed(words: Iterable[str]) -> str:
    """Words one after the other, as the language in use separates them."""
    return _("、").join(words)
