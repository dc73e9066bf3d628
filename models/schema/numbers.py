"""Figures as papers print them: half-up rounding, percentages, amounts in capital characters."""

from decimal import ROUND_HALF_UP, Decimal

NO_VALUE = "—"  # where the denominator is 0 (specification, trap 10)
LARGEST_AMOUNT = Decimal(10) ** 16  # yuan: the default context of Decimal carries 28 digits, fen and products included
AMOUNT_FORMAT = "#,##0.00"  # amount_text in a spreadsheet
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_SCALES = ((100_000_000, "亿"), (10_000, "万"), (1000, "仟"), (100, "佰"), (10, "拾"))


def round_half_up(value: Decimal | float, places: int = 0) -> Decimal:
    """`value` with `places` decimals, 5 away from zero; a float counts as the shortest decimal that names it."""
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def amount_text(amount: Decimal | int) -> str:
    """An amount as people read it, whole thousands apart and to the fen: 280,000.00."""
    return f"{amount:,.2f}"


def percent(numerator: Decimal | float, denominator: Decimal | float, places: int = 2) -> str:
    """`12.50%`; a dash for a denominator of 0 (specification, traps 9 and 10)."""
    if not denominator:
        return NO_VALUE
    share = Decimal(str(numerator)) * 100 / Decimal(str(denominator))
    return f"{round_half_up(share, places)}%"


def capital_amount(amount: Decimal | int) -> str:
    """An amount in yuan in capital characters, rounded half up to the fen.

    《正确填写票据和结算凭证的基本规定》: 整 after yuan, none after jiao and fen, one 零 for a run of zeros. From 10**16
    yuan on a ValueError is raised.
    """
    rounded = Decimal(amount)
    if abs(rounded) >= LARGEST_AMOUNT:
        raise ValueError(amount)
    rounded = round_half_up(rounded, 2)
    yuan, fen = divmod(int(abs(rounded) * 100), 100)
    sign = "负" if rounded < 0 else ""
    if not fen:
        return f"{sign}{_whole(yuan) or '零'}元整"
    jiao, rest = divmod(fen, 10)
    change = f"{_DIGITS[jiao]}角" if jiao else "零" if yuan else ""
    change += f"{_DIGITS[rest]}分" if rest else ""
    return f"{sign}{_whole(yuan)}元{change}" if yuan else f"{sign}{change}"


def _whole(number: int) -> str:
    """A whole number in capital characters; '' for 0."""
    for scale, unit in _SCALES:
        if number >= scale:
            head, rest = divmod(number, scale)
            gap = "零" if 0 < rest < scale // 10 else ""
            return f"{_whole(head)}{unit}{gap}{_whole(rest)}"
    return _DIGITS[number] if number else ""
