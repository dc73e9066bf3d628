"""Records that are right, made with as few words as a test needs; all of it synthetic."""

from datetime import date, timedelta

from stdnum.cn import ric, uscc

from models.entities.insurance import InsurancePolicy


def identity_number(serial, *, gender="1", born=None):
    """A valid resident card number nobody has (sequence 996-999), different for every serial."""
    day = born or date(2008, 1, 1) + timedelta(days=serial % 700)
    sequence = {"1": ("997", "999"), "2": ("996", "998")}[gender][serial // 700 % 2]
    region = ("210102", "210103", "210104", "210105", "210106", "210111", "210112")[serial // 1400 % 7]
    stem = f"{region}{day:%Y%m%d}{sequence}"
    return stem + ric.calc_check_digit(stem + "0")


def credit_code(serial):
    """A valid 统一社会信用代码 of an enterprise, different for every serial; its 17th digit is not checked."""
    stem = f"91210102MA99{serial:05d}"
    return stem + uscc.calc_check_digit(stem + "0")


def student(serial=1, **given):
    """Values of a student."""
    return {"name": f"张{'甲乙丙丁戊己庚辛壬癸'[serial % 10]}", "id_number": identity_number(serial),
            "student_number": f"2401{serial:04d}", "ethnicity": "01", "political_status": "03"} | given  # fmt: skip


def enterprise(serial=1, **given):
    """Values of an enterprise."""
    return {"name": f"示例第{serial}机械有限公司", "credit_code": credit_code(serial)} | given


def policy(tx, number="P1", **given):
    """A policy in the file; its id."""
    values = {"number": number, "insurer": "示例财产保险", "payer": "1", "insured_from": date(2019, 9, 1),
              "insured_until": date(2030, 8, 31)}  # fmt: skip
    return tx.insert(InsurancePolicy, values | given)
