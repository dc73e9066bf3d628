"""An agreement is extended by an amendment, with the keyboard alone: nothing outlives it any more, on page, list and paper."""

import json
import re

from tests.journeys.desk import until
from tests.journeys.test_acts import find, reach

NUMBER, DAY, ENDS, EXTENDED = "HT-2017-01", "2020-04-20", "2020-05-05", "2021-12-31"
FIRM = "示例宝马汽车（沈阳）有限公司"
ORDER = ("海尔订单班（2017级）", "DD2017002")
PROGRAMME = ("2018级机电一体化技术现代学徒制1班", "XT-2018-01")
HANGING = (NUMBER, ORDER[0], PROGRAMME[0])


def agreed(clerk, folder):
    """An internship base that ends in a fortnight, with an order class, a programme and interns that go on."""
    sheets = {
        "agreement": (
            "协议编号,协议名称,协议类型,甲方,乙方,签订日期,有效期起,有效期止",
            f"{NUMBER},宝马实习基地协议,实习基地,沈阳示例装备职业技术学院,{FIRM},2017-08-20,2017-09-01,{ENDS}",
        ),
        "order-class": ("订单班编号,订单班名称,协议编号", f"{ORDER[1]},{ORDER[0]},{NUMBER}"),
        "apprenticeship-programme": ("项目编号,项目名称,协议编号", f"{PROGRAMME[1]},{PROGRAMME[0]},{NUMBER}"),
    }
    for entity, lines in sheets.items():
        path = folder / f"{entity}.csv"
        path.write_text("\n".join(lines) + "\n", "utf-8")
        clerk.command("import", entity, path)


def told(clerk):
    """What is wrong with the agreement and what hangs on it: (record, code)."""
    found = json.loads(clerk.command("check", "--json", status=1))
    rows = found if isinstance(found, list) else found["problems"]
    return sorted({(row["record"], row["code"]) for row in rows if row["record"] in HANGING})


def paper(clerk, folder):
    """The summary of the agreement, as text."""
    target = folder / "概要.txt"
    clerk.command("report", "agreement-summary", "--of", NUMBER, "--to", target)
    return target.read_text("utf-8")


def test_an_agreement_is_extended_with_all_that_hangs_on_it(clerk, tmp_path):
    agreed(clerk, tmp_path)
    before = told(clerk)
    assert {(NUMBER, "agreement-urgent"), (ORDER[0], "conflict"), (PROGRAMME[0], "conflict")} <= set(before)
    assert f"晚于协议的最后一天 {ENDS} 才结束" in paper(clerk, tmp_path)

    clerk.start()
    find(clerk, "baoma shixi", re.compile("宝马实习基地协议.*|HT-2017-01.*"))
    clerk.see(re.compile(f".*晚于协议到期（{ENDS}）"))
    clerk.see(f"2017-09-01 至 {ENDS}")

    clerk.press("ctrl+n")
    clerk.see(re.compile("签补充协议 · .*"))
    reach(clerk, "添加变更事项")
    clerk.type("yanqi")
    clerk.press("Return")
    for field, day in (("签订日期", "2020-04-15"), ("生效日期", DAY), ("变更后有效期止", EXTENDED)):
        reach(clerk, field)
        clerk.write(day)
    clerk.see("改动 1 条记录")  # what will be done is seen before it is done
    clerk.press("ctrl+Return")
    clerk.see(re.compile(f"已签补充协议 {NUMBER}，.*"))

    clerk.see(f"2017-09-01 至 {EXTENDED}")
    clerk.miss(re.compile(f".*晚于协议到期（{ENDS}）"))
    row = next(
        r
        for r in clerk.records("agreement", "--columns", "number,state,effective_until", "--as-of", DAY)
        if r["number"] == NUMBER
    )
    assert (row["state"], row["effective_until"]) == ("有效", EXTENDED)
    after = told(clerk)
    assert not {code for _record, code in after} & {"conflict", "agreement-urgent", "agreement-expiring"}, after
    words = paper(clerk, tmp_path)
    assert f"2017-09-01 至 {EXTENDED}" in words
    assert "才结束" not in words

    clerk.press("ctrl+z")
    until(lambda: told(clerk) == before, "the amendment to be taken back")
    clerk.leave()
