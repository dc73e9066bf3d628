"""Records that are right, made with as few words as a test needs; all of it synthetic."""

from datetime import date, timedelta
from typing import Any

from stdnum.cn import ric, uscc

from models.database.transaction import Transaction
from models.entities.agreements import Agreement
from models.entities.insurance import InsurancePolicy


def identity_number(serial: int, *, gender: str = "1", born: date | None = None) -> str:
    """A valid resident card number nobody has (sequence 996-999), different for every serial."""
    day = born or date(2008, 1, 1) + timedelta(days=serial % 700)
    sequence = {"1": ("997", "999"), "2": ("996", "998")}[gender][serial // 700 % 2]
    region = ("210102", "210103", "210104", "210105", "210106", "210111", "210112")[serial // 1400 % 7]
    stem = f"{region}{day:%Y%m%d}{sequence}"
    return stem + str(ric.calc_check_digit(stem + "0"))


def credit_code(serial: int) -> str:
    """A valid 统一社会信用代码 of an enterprise, different for every serial; its 17th digit is not checked."""
    stem = f"91210102MA99{serial:05d}"
    return stem + str(uscc.calc_check_digit(stem + "0"))


def student(serial: int = 1, **given: Any) -> dict[str, Any]:
    """Values of a student."""
    return {"name": f"张{'甲乙丙丁戊己庚辛壬癸'[serial % 10]}", "id_number": identity_number(serial),
            "student_number": f"2401{serial:04d}", "ethnicity": "01", "political_status": "03"} | given  # fmt: skip


def enterprise(serial: int = 1, **given: Any) -> dict[str, Any]:
    """Values of an enterprise."""
    return {"name": f"示例第{serial}机械有限公司", "credit_code": credit_code(serial)} | given


def policy(tx: Transaction, number: str = "P1", **given: Any) -> int:
    """A policy in the file; its id."""
    values = {"number": number, "insurer": "示例财产保险", "payer": "1", "insured_from": date(2019, 9, 1),
              "insured_until": date(2030, 8, 31)}  # fmt: skip
    return tx.insert(InsurancePolicy, values | given)


def agreement(number: str = "XY-1", **more: Any) -> dict[str, Any]:
    """An agreement of two years."""
    row = {"number": number, "title": f"{number} 合作协议", "kind": "02", "signed_date": date(2025, 6, 1)}
    return row | {"valid_from": date(2025, 9, 1), "valid_until": date(2027, 8, 31)} | more


def agreed(tx: Transaction, until: date = date(2027, 8, 31), number: str = "XY-1", **more: Any) -> int:
    """An agreement in the file that ends on a day; its id."""
    days = {"signed_date": date(2019, 6, 1), "valid_from": date(2019, 9, 1), "valid_until": until}
    return tx.insert(Agreement, agreement(number, **days) | {"party_a": "甲校", "party_b": "甲厂"} | more)
