"""The program is started for the first time, and shows a sample school a minute later."""

import re

from tests.journeys.clerk import Clerk
from tests.journeys.desk import until

SAMPLE = re.compile("先用演示数据试一试：全市.*")
A_SCHOOL = 120  # seconds to make a school of the usual size on a busy computer


def test_the_first_start_leads_to_a_sample_school(desk):
    clerk = Clerk(desk).start()
    clerk.wait_for_title("双元")
    clerk.focus_on("单位名称", "text")
    clerk.click(SAMPLE, "radio button")
    clerk.click(re.compile("建立.*|.*演示.*"), "push button")
    clerk.see(re.compile("演示数据.*"), patience=A_SCHOOL)
    until(lambda: "沈阳市示例教育局" in clerk.title(), "the window over the school", A_SCHOOL)
    clerk.see(re.compile(r"学生，[\d,]+ 名"), patience=A_SCHOOL)
    assert clerk.count("student") > 9000
    assert clerk.count("order-class", "--as-of", "2019-12-01") > 90
    clerk.leave()

    clerk.start()
    clerk.see("首页", "label")
    clerk.leave()
