"""Characters that look like an ordinary one and are another: radicals, compatibility ideographs, full-width letters.

Texts copied from a PDF or recognised in a picture are full of them. People see 高 and the program ⾼, so that nothing
matches and twins arise.
"""

import re
from unicodedata import normalize

from models.schema.complaints import Complaint, warning
from models.words import _

# Radical and ideograph in turn: property Equivalent_Unified_Ideograph of the Unicode Character Database 14.0
# (EquivalentUnifiedIdeograph.txt), block CJK Radicals Supplement; ⺀ has none.
_SUPPLEMENT = (
    "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺇𠘨⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺑𡯂⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵⺢氺⺣灬"
    "⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪𤴔⺫目⺬示⺭礻⺮𥫗⺯糹⺰纟⺱罓⺲罒⺳㓁⺴冗⺵𦉫⺶羊⺷𦍌⺸𦍋⺹耂⺺肀⺻聿⺼肉⺽𦥑⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角"
    "⻇𧢲⻈讠⻉贝⻊𧾷⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑長⻒镸⻓长⻔门⻕𨸏⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞𩙿⻟飠⻠饣⻡𩠐⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦"
    "⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
# Kangxi radicals and compatibility ideographs are decomposed by the database itself; the twelve of the latter that are
# ideographs of their own (﨑 and others) have no decomposition and stay.
_DECOMPOSED = (*range(0x2F00, 0x2FD6), *range(0xF900, 0xFB00), *range(0x2F800, 0x2FA20))
ORDINARY = {ord(odd): plain for odd, plain in zip(_SUPPLEMENT[::2], _SUPPLEMENT[1::2], strict=True)} | {
    code: plain for code in _DECOMPOSED if (plain := normalize("NFKC", chr(code))) != chr(code)
}
_ODD = "\u2e80-\u2fd5\uf900-\ufaff\U0002f800-\U0002fa1f"
ODD = re.compile(f"[{_ODD}]")
HALF_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
HALF_LETTERS = {wide: half for wide, half in HALF_WIDTH.items() if chr(half).isalnum()}
DOTS = "•・‧･∙⋅·"  # what is written between the parts of a name; the last is the ordinary one
_FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"  # seen by nobody, and printable all the same
INVISIBLE = re.compile(
    f"[{_FILLERS}\0-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\U000e0001\U000e0020-\U000e007f]"
)
SUSPECT = re.compile(f"[{_ODD}{_FILLERS}]")  # what a printable text in NFC may hold and should not
_BLANK = re.compile(r"\s+")
_WORDS = re.compile("[0-9A-Za-z \u4e00-\u9fff]*")  # nothing in them is written one way or another
_UMLAUT = re.compile("(?<=[ln])u:")
_ACCENTED = re.compile("[\u00c0-\u024f\u1e00-\u1eff]")
_ACCENTS = re.compile("[\u0300-\u036f]")
_SEPARATORS = re.compile(r"[\s;,、/|]+")
_MARKS = re.compile(r"[^\w \ue000-\uf8ff\U000f0000-\U0010fffd]|_")  # private characters stand for rare ones
_ONE_DOT = dict.fromkeys(map(ord, DOTS), "·")


def ordinary(text: str) -> str:
    """The same text in ordinary characters."""
    return text.translate(ORDINARY) if not text.isascii() and ODD.search(text) else text


def mended(raw: object) -> tuple[Complaint, ...]:
    """A warning for every character of a name that `ordinary` replaces: people see no difference and cannot know."""
    if not isinstance(raw, str) or ODD.search(raw) is None:
        return ()
    sentence = _("“{odd}”（U+{code}）是形似“{plain}”的另一个字符，已改为“{plain}”，请核对")
    return tuple(
        warning("look-alike", sentence.format(odd=odd, code=f"{ord(odd):04X}", plain=ORDINARY[ord(odd)]))
        for odd in dict.fromkeys(ODD.findall(raw))
        if ord(odd) in ORDINARY
    )


def folded(text: str) -> str:
    """What two texts that mean the same have in common: ordinary characters, half width, small letters, one dot.

    Only for comparing and looking up: a line break, a blank or a form of letters tells nothing apart.
    """
    if _WORDS.fullmatch(text):
        return text.replace(" ", "").lower()
    return normalize("NFKC", _BLANK.sub("", _unified(text)).translate(_ONE_DOT))


def searchable(text: str) -> str:
    """A text as a search looks at it, what is written and what is typed alike: words in small letters and half width.

    Freed of everything an import frees values from, of accents (ü is v, as keyboards write it) and of punctuation; what
    separates values separates words.
    """
    if _WORDS.fullmatch(text):
        return text.lower()
    plain = _UMLAUT.sub("v", _unified(text))
    if _ACCENTED.search(plain):
        apart = normalize("NFD", plain).replace("u\u0308", "v")
        plain = normalize("NFC", _ACCENTS.sub("", apart))
    return _MARKS.sub("", _SEPARATORS.sub(" ", plain))


def _unified(text: str) -> str:
    return normalize("NFKC", ordinary(INVISIBLE.sub("", text)).translate(_ONE_DOT)).casefold()
