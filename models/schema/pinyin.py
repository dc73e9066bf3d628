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
COMPOUND = frozenset(
    [
        "欧阳",
        "司马",
        "上官",
        "诸葛",
        "东方",
        "皇甫",
        "夏侯",
        "慕容",
        "司徒",
        "轩辕",
        "令狐",
        "南宫",
        "公孙",
        "端木",
        "百里",
        "东郭",
        "西门",
        "宇文",
        "呼延",
        "赫连",
        "钟离",
        "公冶",
        "太史",
        "申屠",
        "闻人",
        "公羊",
        "淳于",
        "太叔",
        "仲孙",
        "鲜于",
        "闾丘",
        "司空",
        "司寇",
        "颛孙",
        "巫马",
        "拓跋",
        "谷梁",
        "段干",
        "东门",
        "南门",
        "独孤",
        "尉迟",
        "万俟",
        "单于",
        "长孙",
        "澹台",
        "濮阳",
        "宗政",
    ]
)
MOST_READINGS = 12  # of one name: beyond that a search in Latin letters may miss the rarest combination


@lru_cache(maxsize=30_000)
def readings(character: str) -> tuple[str, ...]:
    """Every toneless reading of one character; () for what is not Chinese."""
    from pypinyin import Style, pinyin

    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore", v_to_u=False)
    return tuple(dict.fromkeys(word for word in found[0] if word)) if found else ()


def spellings(syllable: str) -> tuple[str, ...]:
    """How a reading with ü may be typed: v as on keyboards, yu as on passports (吕 LYU), u where no other syllable is."""
    if syllable[:2] not in ("lv", "nv"):
        return (syllable,)
    rest = syllable[2:]
    return (syllable, f"{syllable[0]}yu{rest}", *((f"{syllable[0]}u{rest}",) if rest else ()))


@lru_cache(maxsize=60_000)
def all_readings(text: str) -> tuple[tuple[str, ...], ...]:
    """Every way to read a text, syllable by syllable; Latin letters and digits stand for themselves."""
    return tuple(islice(product(*filter(None, map(_choices, text))), MOST_READINGS))


@lru_cache(maxsize=30_000)
def _choices(character: str) -> tuple[str, ...]:
    """The readings of one character, of which a Latin letter or a digit is its own."""
    plain = character.isascii() and character.isalnum()
    return readings(character) or ((character.lower(),) if plain else ())


@lru_cache(maxsize=60_000)
def of_name(name: str) -> str:
    """The pinyin of a person's name, as on passports: `Shan Xiaoming`, `Ouyang Ming`, `Ayiguli Maimaiti`; ü is YU."""
    if "·" in name:
        return " ".join(_joined(part).capitalize() for part in name.split("·"))
    compound = len(name) > 2 and name[:2] in COMPOUND  # noqa: PLR2004 - two characters of surname and one of name
    surname = name[:2] if compound else name[:1]
    first = (SURNAMES.get(surname) or _joined(surname)).replace(" ", "")
    return f"{first.capitalize()} {_joined(name[len(surname) :]).capitalize()}".strip()


@lru_cache(maxsize=30_000)  # surnames and given names return, each with others
def _joined(text: str) -> str:
    said = "".join([found[0] for c in text if (found := readings(c))])
    return said.replace("lv", "lyu").replace("nv", "nyu") if "v" in said else said
