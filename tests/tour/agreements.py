"""Steps to agreements: a small register of them, and the page of one that was amended three times."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from desktop.ui.record.agreement import AgreementPart, AgreementsPage
from models.database.attachments import NewFile, attach
from models.database.query import Query
from models.database.results import counts_by
from models.database.settings import SAMPLE_DAY
from models.entities.agreements import Agreement, AgreementCommitment, AgreementParty, Amendment
from models.schema.fields import entity_named
from tests.tour.guide import Guide

DAY = SAMPLE_DAY
OTHERS = (
    ("科锐线束订单班协议", "02", -12, "3"), ("恒立金属冠名班协议", "02", 0, "3"), ("鼎泰餐饮实习基地协议", "05", 21, "3"),
    ("盛泰模具学徒制协议", "03", 87, "3"), ("安居养老实习基地协议", "05", 161, "3"), ("北川家电战略合作协议", "01", 587, "3"),
    ("云帆软件课程开发协议", "09", 400, "1"),
)  # fmt: skip


def _page(words: str) -> bytes:
    target = BytesIO()
    page = Canvas(target, pagesize=(595, 842), invariant=1)
    page.setFont("Helvetica-Bold", 24)
    page.drawString(72, 740, words)
    page.save()
    return target.getvalue()


def register(guide: Guide) -> int:
    """Agreements of the sample day; returns the one that was amended, of the enterprise with most interns."""
    with guide.database.reading() as connection:
        found = counts_by(connection, Query(entity_named("placement")), "enterprise")
    firm = max(found, key=lambda key: (found[key], key))
    with guide.database.transaction("登记协议") as tx:
        for n, (title, kind, days, stage) in enumerate(OTHERS, 1):
            until = DAY + timedelta(days=days)
            tx.insert(Agreement, {
                "number": f"云岭-2018-{n:03}", "title": title, "kind": kind, "signed_date": date(2018, 6, 20), "stage": stage,
                "valid_from": date(2018, 9, 1), "valid_until": until, "party_a": "云岭示例职教中心", "party_b": f"示例企业{n}",
            })  # fmt: skip
        key = tx.insert(Agreement, {
            "number": "云岭-基地-2017-017", "title": "华宸汽车实习基地协议", "kind": "05", "signed_date": date(2017, 8, 20),
            "valid_from": date(2017, 9, 1), "valid_until": date(2019, 8, 31), "amount": Decimal(280_000),
            "party_a": "云岭示例职教中心", "signatory_enterprise": "周国栋",
        })  # fmt: skip
        tx.insert(AgreementParty, {"agreement": key, "position": 2, "enterprise": firm})
        amended: list[tuple[str, tuple[str, ...], date, date, dict[str, Any]]] = [
            ("补1", ("3",), date(2018, 8, 23), date(2018, 9, 1), {}), ("补2", ("2",), date(2019, 3, 15), date(2019, 4, 1), {"amount": Decimal(350_000)}),
            ("补3", ("1", "4"), date(2020, 5, 6), date(2019, 8, 1), {"valid_until": date(2020, 5, 5)}),
        ]  # fmt: skip
        ids = [
            tx.insert(Amendment, {"agreement": key, "number": f"云岭-基地-2017-017-{number}", "kinds": kinds, "signed_date": signed,
                                  "effective_date": effective, "summary": "约定变更", **more})
            for number, kinds, signed, effective, more in amended
        ]  # fmt: skip
        third = {"agreement": key, "position": 3, "body_name": "云岭示例汽车与装备职教集团", "amendment": ids[2]}
        tx.insert(AgreementParty, third | {"join_date": date(2019, 8, 1)})
        day = date(2020, 5, 5)
        for row in (
            {"item": "5", "unit": "个", "target": 60, "actual": 58, "due_date": day, "from_date": date(2018, 9, 1), "amendment": ids[0]},
            {"item": "5", "unit": "个", "target": 40, "actual": 40, "from_date": date(2017, 9, 1), "until_date": date(2018, 8, 31)},
            {"item": "1", "unit": "%", "target": 80, "actual": 85, "due_date": date(2019, 12, 31)},
            {"item": "10", "unit": "门", "target": 120, "actual": 96, "due_date": date(2020, 3, 31)},
            {"item": "3", "unit": "万元", "actual": 5},
        ):  # fmt: skip
            tx.insert(AgreementCommitment, {"agreement": key, **row})
    for name in ("main", "amendment-1"):
        attach(guide.database, Agreement, key, [NewFile(f"{name}.pdf", _page(name), "1")])
    attach(guide.database, Amendment, ids[2], [NewFile("amendment-3.pdf", _page("amendment 3"), "1")])
    return key


def page(guide: Guide) -> AgreementsPage:
    """The page of the agreement that was amended."""
    key = register(guide)
    guide.window.stage.go_beside(Agreement, key)
    guide.rest()
    shown = guide.window.stage.besides["agreement"]
    assert isinstance(shown, AgreementsPage)
    return shown


def earlier(guide: Guide) -> None:
    """The same as of a day two years before."""
    shown = page(guide)
    contents = shown.contents
    assert isinstance(contents, AgreementPart)
    lanes = contents.lanes
    assert lanes is not None
    lanes.move_to(date(2018, 3, 1))
    lanes.asked.emit(lanes.day)
    guide.rest()
