"""Synthetic numbers that check out and belong to nobody: identity numbers, credit codes, telephones."""

import random
from datetime import date, timedelta

from stdnum.cn import ric, uscc

from models.schema import checks

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: no I O S V Z
_ORGANISATION_DIGITS = "0123456789X"


class IdentityNumbers:
    """Gives out identity numbers, never one twice.

    Sequence codes 996 to 999 were kept for centenarians, so that no young person has one (specification §5.2). A larger
    sample needs more numbers a day than these four: `codes_a_sex` is how many codes below 999 each sex may use.
    """

    def __init__(self, codes_a_sex: int = 2) -> None:
        self._codes = codes_a_sex
        self._used: dict[tuple[str, date, str], int] = {}

    def issue(self, area: str, birth: date, gender: str) -> tuple[str, date]:
        """A number of that area, and the birthday in it: the day asked for, or the first one before with a number left."""
        while (taken := self._used.get((area, birth, gender), 0)) >= self._codes:
            birth -= timedelta(days=1)
        self._used[area, birth, gender] = taken + 1
        sequence = (999 if gender == "1" else 998) - 2 * taken
        body = f"{area}{birth:%Y%m%d}{sequence:03d}"
        return body + str(ric.calc_check_digit(body + "0")), birth


def old_identity_number(area: str, birth: date, gender: str, nth: int) -> str:
    """A number of 15 digits, as given out until 1999."""
    return f"{area}{birth:%y%m%d}{(999 if gender == '1' else 998) - 2 * nth:03d}"


def credit_code(kind: str, region: str, serial: int) -> str:
    """The `serial`-th synthetic credit code: kind (91 enterprise, 12 institution), region, MA99 and both check digits."""
    letters = ""
    for _ in range(4):
        serial, place = divmod(serial, len(_ALPHABET))
        letters = _ALPHABET[place] + letters
    for digit in _ORGANISATION_DIGITS:
        body = f"{kind}{region}MA99{letters}{digit}"
        code = body + str(uscc.calc_check_digit(body))
        if not checks.credit_code(code):
            return code
    raise AssertionError(f"no check digit fits {kind}{region}MA99{letters}")


def mobile(rng: random.Random) -> str:
    """A number of a block 0000 that no exchange routes: 1[3-9]x 0000 xxxx."""
    return f"1{rng.randint(3, 9)}{rng.randint(0, 9)}0000{rng.randint(0, 9999):04d}"
