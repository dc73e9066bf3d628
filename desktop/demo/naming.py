"""What things and people of the sample are called: names made of the lists in resources/demo, every firm marked 示例."""

import random
from collections.abc import Sequence
from functools import lru_cache

from desktop.demo.figures import rows
from models.schema.codes import table

ONE_CHARACTER = 0.18  # of the given names
KOREAN_SURNAMES = ("金", "朴", "崔", "李", "全", "许", "南", "玄")
MANCHU_SURNAMES = ("关", "佟", "那", "金", "赵", "白", "富", "王")


def code(name_of_table: str, word: str) -> str:
    """The code of a word of a code table; KeyError when the table does not know it."""
    found = table(name_of_table).find(word)
    if found is None:
        raise KeyError(f"{word} is not in code table {name_of_table}")
    return found.code


@lru_cache
def _surnames() -> tuple[tuple[str, ...], tuple[int, ...]]:
    lines = rows("surnames")
    return tuple(line["surname"] for line in lines), tuple(int(line["weight"]) for line in lines)


@lru_cache
def _given(gender: str) -> tuple[str, ...]:
    return tuple(line["character"] for line in rows("given-names") if line["gender"] == gender)


def surname(rng: random.Random, ethnicity: str = "汉族") -> str:
    """A surname, of the kind usual in an ethnic group where there is one."""
    own = {"朝鲜族": KOREAN_SURNAMES, "满族": MANCHU_SURNAMES}.get(ethnicity)
    if own and rng.random() < 0.6:  # noqa: PLR2004 - the others bear common surnames
        return rng.choice(own)
    names, weights = _surnames()
    return rng.choices(names, weights)[0]


def person(rng: random.Random, gender: str, ethnicity: str = "汉族") -> str:
    """A full name of a man (`1`) or woman (`2`)."""
    characters = _given(gender)
    first = rng.choice(characters)
    rest = "" if rng.random() < ONE_CHARACTER else rng.choice(characters)
    return surname(rng, ethnicity) + first + rest


class Brands:
    """Gives out two-character brands of firms; they repeat, with the trade telling firms apart, once all are used."""

    def __init__(self, rng: random.Random) -> None:
        lines = rows("brands")
        first, second = ([r["character"] for r in lines if r["place"] == place] for place in "12")
        self._all = [a + b for a in first for b in second]
        rng.shuffle(self._all)
        self._given = 0

    def next(self) -> str:
        """The next brand, with a number from the second round on."""
        turn, place = divmod(self._given, len(self._all))
        self._given += 1
        return self._all[place] + (str(turn + 1) if turn else "")


def firm(brand: str, trade: str) -> str:
    """The name of a firm of that brand and trade."""
    return f"沈阳{brand}示例{trade}" + ("" if trade == "幼儿园" else "有限公司")


CITY = ("210102", "210103", "210104", "210105", "210106", "210111", "210112", "210113", "210114")
COUNTIES = ("210115", "210181", "210123", "210124")
FORMER = {"210115": "210122"}  # who was born before 2016 has the number of the county, not of the district


@lru_cache
def areas(source: str) -> tuple[str, ...]:
    """Divisions of six digits a student may come from: city, county, province, country."""
    fixed = {"city": CITY, "county": COUNTIES}.get(source)
    if fixed:
        return fixed
    valid = [c.code for c in table("region").codes if c.valid_to is None and c.parent and not c.code.endswith("00")]
    districts = [c for c in valid if not c.endswith("01") and c[2:4] < "90"]  # 01: the districts of a city as a whole
    if source == "province":
        return tuple(c for c in districts if c.startswith("21") and not c.startswith("2101"))
    return tuple(c for c in districts if c[:2] in ("13", "15", "22", "23", "37", "41"))


def region_name(region: str) -> str:
    """The name of a division as addresses write it."""
    return table("region").name(region)


def city_name(region: str) -> str:
    """The name of the city a division belongs to."""
    return table("region")[f"{region[:4]}00"].short


def spread(items: Sequence[str], number: int) -> str:
    """The `number`-th of the items, beginning again at the end."""
    return items[number % len(items)]
