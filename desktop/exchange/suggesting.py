"""What a bad cell probably should say: a likely code, a date the identity number tells, a check digit left out."""

from dataclasses import dataclass

from stdnum.cn import ric

from desktop.exchange.columns import columns_of
from desktop.exchange.mapping import shown
from desktop.exchange.plan import CellError, ImportRow
from models.entities.rules import has_resident_card
from models.schema.checks import parts_of_identity
from models.schema.fields import Entity
from models.schema.types import Code, IdentityNumber
from models.words import N_, _

_LOOKALIKES = str.maketrans("OoIlＯ", "00110")
_STEM = 17  # digits before the check digit (GB 11643-1999)

KINDS = {
    "excel-damaged": N_("被 Excel 截断"),
    "trailing-000": N_("疑被截断"),
    "format": N_("格式不对"),
    "checksum": N_("校验位不对"),
    "position-17": N_("第 17 位不符"),
    "impossible-date": N_("日期不存在"),
    "out-of-range": N_("超出范围"),
    "required": N_("缺失"),
    "unknown-code": N_("不在代码表"),
    "unknown-area": N_("区划码未知"),
    "unknown-reference": N_("找不到记录"),
    "duplicate-in-file": N_("文件内重复"),
    "duplicate": N_("与库中重复"),
    "old-15-digit": N_("15 位旧号"),
    "single-character": N_("只有一个字"),
    "private-character": N_("有自造字"),
    "conflicts-with-id": N_("与身份证号不符"),
    "old-registration-number": N_("15 位旧注册号"),
    "old-organisation-code": N_("旧组织机构代码"),
    "skipped": N_("已跳过"),
    "likely-same": N_("可能重复"),
    "another-unit": N_("另一所学校"),
    "conflict": N_("前后不一致"),
    "illegal-transition": N_("现在不能办理"),
    "by-act": N_("由办理登记"),
    "not-allowed": N_("没有权限"),
    "too-long": N_("太长"),
    "masked": N_("号码已遮盖"),
    "lost-zeros": N_("缺开头的 0"),
    "look-alike": N_("字形相近"),
    "doubtful-code": N_("代码存疑"),
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A value for a cell and the words of the button that puts it there.

    `by_identity` when the number of the row tells it: then it is a value of this row, and no other word for a word.
    """

    words: str
    value: str
    by_identity: bool = False


def kind_of(error: CellError) -> str:
    """What is wrong, in a few words."""
    return _(KINDS.get(error.code, N_("需要核对")))


def suggestions(entity: type[Entity], row: ImportRow, column: str) -> tuple[Suggestion, ...]:
    """What may be put into a bad cell, the likeliest first; nothing that would only hide a doubt."""
    field = columns_of(entity)[column].field
    text = shown(row.raw.get(column))
    if isinstance(field.type, IdentityNumber):
        return _of_identity(row, text)
    told = _told_by_identity(entity, row, column)
    if told is not None and told != text:
        return (Suggestion(_("按身份证填 {value}").format(value=told), told, by_identity=True),)
    if isinstance(field.type, Code) and text and field.type.codes.find(text) is None:
        near = (code.label for code in field.type.codes.nearest(text))
        return tuple(Suggestion(_("改为 {value}").format(value=name), name) for name in near)
    return ()


def _of_identity(row: ImportRow, text: str) -> tuple[Suggestion, ...]:
    """Letters taken for digits put right, a check digit left out; only if the number then agrees with the row.

    Letters put right are proved by the check digit. A missing check digit proves nothing: any other digit may be the
    one that is missing, so birth date and sex must both stand in the row and agree.
    """
    plain = text.translate(_LOOKALIKES).upper()
    completed = len(plain) == _STEM and plain.isdigit()
    if completed:
        plain += ric.calc_check_digit(plain + "0")
    parts = parts_of_identity(plain) if len(plain) == _STEM + 1 and plain[:_STEM].isdigit() else None
    if plain == text or parts is None or ric.calc_check_digit(plain) != plain[_STEM]:
        return ()
    told = [(row.values.get(name), getattr(parts, name)) for name in ("birth_date", "gender")]
    if any(completed if known is None else known != said for known, said in told):
        return ()
    words = _("补为 …{tail}") if completed else _("改为 …{tail}")
    return (Suggestion(words.format(tail=plain[-4:] if completed else plain), plain),)


def _told_by_identity(entity: type[Entity], row: ImportRow, column: str) -> str | None:
    """The birth date or the sex that the right number of a resident card in the same row says."""
    number = row.values.get("id_number") if has_resident_card(row.values) else None
    parts = parts_of_identity(number) if isinstance(number, str) else None
    if parts is None or column not in ("birth_date", "gender"):
        return None
    return columns_of(entity)[column].field.type.show(getattr(parts, column))
