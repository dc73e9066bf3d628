"""The line of totals below the enterprises that were visited, or were not."""

import pytest

from desktop.reports.forms.placement_records import _host_totals
from models.statistics.placement_records import HostRow

LIMIT = 30


def host(name, visits, gap):
    return HostRow(1, name, 3, visits, {"1": visits}, 0, 0, None, gap, "")


# enterprises with their visits and the longest time without one; what is said of them all
CASES = [
    ([], []),
    ([("甲厂", 2, LIMIT)], ["合计 1 个单位，巡查 2 次；没有巡查的 0 个，间隔超过 30 天的 0 个。"]),
    ([("甲厂", 1, LIMIT + 1), ("乙厂", 2, 5)], ["合计 2 个单位，巡查 3 次；没有巡查的 0 个，间隔超过 30 天的 1 个。"]),
    (
        [("甲厂", 1, 5), ("乙厂", 0, 90), ("丙厂", 0, 20)],
        ["合计 3 个单位，巡查 1 次；没有巡查的 2 个，间隔超过 30 天的 1 个。", "没有巡查的单位：乙厂、丙厂。"],
    ),
]


@pytest.mark.parametrize(("hosts", "said"), CASES)
def test_who_was_not_visited_is_counted_and_named(hosts, said):
    assert [row.cells[0] for row in _host_totals([host(*one) for one in hosts], LIMIT)] == said
