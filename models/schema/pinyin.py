"""How Chinese names are read aloud: every reading for searching, the right one of a surname for showing."""

import os
from functools import lru_cache
from itertools import islice, product

# Readings of surnames that dictionaries of words do not know (specification §2.10); compound ones first.
SURNAMES = {
    "尉迟": "yu chi", "万俟": "mo qi", "单于": "chan yu", "长孙": "zhang sun", "令狐": "ling hu", "澹台": "tan tai",
    "单": "shan", "解": "xie", "仇": "qiu", "区": "ou", "查": "zha", "曾": "zeng", "朴": "piao", "盖": "ge", "冼": "xian",
    "翟": "zhai", "缪": "miao", "任": "ren", "华": "hua", "乐": "yue", "员": "yun", "召": "shao", "黑": "he", "秘": "bi",
    "燕": "yan", "纪": "ji", "应": "ying", "葛": "ge", "覃": "qin", "卜": "bu", "种": "chong", "折": "she", "繁": "po",
    "宁": "ning", "柏": "bai", "牟": "mu", "那": "na", "佴": "nai", "晁": "chao", "谌": "chen", "郗": "xi",
}  # fmt: skip
# Whole phrases are of no use for names, and loading them takes longer than all the rest of an import of 1 000 rows.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
MOST_READINGS = 12  # of one name: beyond that a search in Latin letters may miss the rarest combination


@lru_cache(maxsize=30_000)
def readings(character: str) -> tuple[str, ...]:
    """Every toneless reading of one character; () for what is not Chinese."""
    from pypinyin import Style, pinyin

    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore", v_to_u=False)
    return tuple(dict.fromkeys(word for word in found[0] if word)) if found else ()


@lru_cache(maxsize=60_000)
def all_readings(text: str) -> tuple[tuple[str, ...], ...]:
    """Every way to read a text, syllable by syllable; Latin letters and digits stand for themselves."""
    choices = [readings(c) or ((c.lower(),) if c.isascii() and c.isalnum() else ()) for c in text]
    return tuple(islice(product(*(choice for choice in choices if choice)), MOST_READINGS))


@lru_cache(maxsize=60_000)
def of_name(name: str) -> str:
    """The pinyin of a person's name, as on certificates: surname, blank, given name: `Shan Xiaoming`."""
    surname = name[:2] if name[:2] in SURNAMES and len(name) > 2 else name[:1]  # noqa: PLR2004 - compound surnames
    rest = "".join((readings(c) or ("",))[0] for c in name[len(surname) :])
    first = SURNAMES.get(surname) or (readings(surname) or ("",))[0]
    return f"{first.replace(' ', '').capitalize()} {rest.capitalize()}".strip()
