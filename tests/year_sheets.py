"""A school year as the sheets an office sends, small and drawn: every state our own import can bring a record into."""

from dataclasses import dataclass
from pathlib import Path

from stdnum.cn import ric

from desktop.exchange.applying import apply
from desktop.exchange.known_headings import headings_of
from desktop.exchange.planning import judge_rows, unjudged
from desktop.exchange.recognising import read_tables
from desktop.exchange.workbook import Sheet, Workbook
from models.schema.fields import entity_named
from tests.factories import credit_code, identity_number

DAY = "2026-03-10"  # the day everything is imported
_KEPT = 0.8  # of the records of a kind in a year that is drawn


@dataclass(frozen=True)
class Kind:
    """Sheets of one kind of record: records by what tells them apart, and what else may stand in their rows."""

    entity: str
    records: tuple[dict[str, str], ...]
    states: dict[str, tuple[str, ...]]


_PERMIT = "81000020090315001" + ric.calc_check_digit("810000200903150010")


def _person(name, number="", card="", **more):
    return {"姓名": name, "学号": number, "身份证号": card} | more


def _card(serial):
    return identity_number(serial, gender="12"[serial % 2])


CARDED = (  # with a document; namesakes, two of them born on one day, and twins
    _person("张伟", "24010101", _card(1)), _person("张伟", "24010102", _card(2)), _person("张伟", "", _card(1401)),
    _person("李一", "24010104", _card(4)), _person("李二", "24010105", _card(704)),
    _person("古丽·买买提", "24010106", _card(6)), _person("𠮷野", "00250107", _card(7)),
    _person("ANNA MARIA", "24010108", "E12345678", 证件类型="护照", 性别="女", 出生日期="2009-02-28"),
    _person("王芳", "", _PERMIT, 证件类型="港澳台居民居住证"),
)  # fmt: skip
UNCARDED = (  # without one: known by number, by birthday, or by nothing
    _person("赵无", "24020201"), _person("赵无", "24020202"), _person("钱生", 出生日期="2009-03-16"),
    _person("张伟", "", 出生日期="2009-03-17"), _person("孙名", 特长="书法"),
    _person("孙名", 特长="唱歌"), _person("孙名", 特长="唱歌"),
)  # fmt: skip
FIRMS = (
    ("同名有限公司", credit_code(1)), ("同名有限公司", credit_code(2)), ("无码公司", ""),
    ("甲（沈阳）有限公司", credit_code(3)), ("乙厂", credit_code(4)), ("一、二公司", credit_code(5)),
)  # fmt: skip
CODED = tuple((name, code) for name, code in FIRMS if code)
STAFF = (("王老师", "T01"), ("王老师", "T02"), ("李老师", "007"))
CLASSES = (
    ("护理1班", "C1", "甲校"), ("护理1班", "C2", "乙校"), ("2023级护理1班", "", "甲校"), ("2023级护理2班", "", "甲校"),
    ("阳光班", "C9", "甲校"),
)  # fmt: skip
CLASS_WORDS = ("护理1班（C1）", "护理1班（C2）", "2023级护理1班", "2023级护理2班", "阳光班", "")
SPONSORS = (f"同名有限公司（{credit_code(1)}）、乙厂", f"同名有限公司（{credit_code(2)}）", "无码公司", "")
STATES = {
    "班级": CLASS_WORDS, "学籍状态": ("", "在读", "休学", "退学", "毕业", "保留学籍", "结业"), "毕业日期": ("", "2025-07-01"),
    "联系电话": ("", "13000000001"), "监护人姓名": ("", "张父"), "监护人联系电话": ("", "13000000002"),
    "成员2姓名": ("", "李母"), "成员2联系电话": ("", "13000000003"), "家庭现地址": ("", "示例路1号"), "银行账号": ("",),
    "备注": ("", "-", "=1+1", "3-2"),
}  # fmt: skip
ATTENDING = (0, 4, 7)  # of those with a document, who is 在读 when each has one state or another
MONTHS = ("2025-04", "2024-10", "2026-04", "2026-06", "2025-05")  # within the first stays, one after the other
PERIODS = (("2025-03-01", "2025-08-31"), ("2026-02-01", "2026-07-31"), ("2026-05-01", "2026-10-31"))
STILL = (1, 10)  # whose placement runs on the day, whatever becomes of the others
STAYS = tuple(
    person
    | {"实习单位": firm, "统一社会信用代码": code, "开始日期": begin, "结束日期": end}
    | ({"状态": "在岗"} if n in STILL else {})
    for n, person in enumerate((*CARDED, *UNCARDED[:4]))
    for firm, code in (FIRMS[n % len(FIRMS)],)
    for begin, end in (PERIODS[n % 3], *([("2024-09-01", "2024-12-31")] if n % 4 == 0 else []))
)
_STAYING = tuple(
    {n: c for n, c in stay.items() if n not in ("开始日期", "结束日期", "状态")} for stay in STAYS if "状态" in stay
)
CHANGED = tuple(
    _STAYING[place] | {"变更日期": day} | change
    for place, day, change in (
        (0, "2026-02-10", {"变更类型": "换岗", "新岗位": "钳工"}),
        (0, "2026-02-12", {"变更类型": "延期", "延期至": "2026-08-15"}),
        (1, "2026-02-11", {"变更类型": "换指导教师", "新指导教师": "王老师（T02）"}),
        (1, "2026-02-13", {"变更类型": "换单位", "新实习单位": "甲（沈阳）有限公司", "新岗位": "钳工"}),
    )
)
RECORDS = tuple(
    {name: cell for name, cell in stay.items() if name not in ("开始日期", "结束日期")}
    for stay in STAYS[:5]  # who goes on a break has none
)
JOINED = tuple(
    person | {"订单班": ("订单一班", "订单二班")[n % 2], "入班日期": ("2025-09-01", "2026-09-01", "2024-09-01")[n % 3]}
    for n, person in enumerate((*CARDED, *UNCARDED[:4]))
)
MOVED = tuple(
    person | {"班级": CLASS_WORDS[(n + half) % 5], "进班日期": begin, "离班日期": end}
    for n, person in enumerate(CARDED)
    for half, (begin, end) in enumerate((("2023-09-01", "2024-03-01"), ("2024-03-01", "2025-01-15"))[: 1 + n % 2])
)
PROGRAMMES = (
    ("现代学徒制一班", "现代学徒制", {}), ("现代学徒制二班", "现场工程师", {}),
    ("新型学徒制一班", "新型学徒制", {"职业（工种）": "车工", "目标等级": "四级", "备案月数": "12"}),
)  # fmt: skip
GROUPED = tuple(
    {"集团": "示例职教集团", "成员类别": kind, name: body, "统一社会信用代码": code, "身份": role}
    for kind, name, body, code, role in (
        ("中职", "成员院校", "甲校", "", "牵头单位"), ("企业", "成员企业", "同名有限公司", credit_code(1), "成员单位"),
        ("企业", "成员企业", "同名有限公司", credit_code(2), "成员单位"), ("企业", "成员企业", "无码公司", "", "成员单位"),
        ("行业协会（学会）", "其他成员单位", "示例行业协会", "", "成员单位"),
    )
)  # fmt: skip


def _firms(rows):
    return tuple({"企业": name, "统一社会信用代码": code} for name, code in rows)


KINDS = (
    Kind("school", ({"学校名称": "甲校", "学校标识码": "3121000001"}, {"学校名称": "乙校", "学校标识码": ""}),
         {"办学层次": ("", "中职")}),
    Kind("term", ({"学校": "甲校", "学年": "2025-2026", "学期": "1"}, {"学校": "乙校", "学年": "2025-2026", "学期": "2"}),
         {"开学日期": ("", "2025-09-01"), "注册截止": ("", "2025-09-15")}),
    Kind("staff", tuple({"姓名": name, "工号": number} for name, number in STAFF), {"部门": ("", "护理系")}),
    Kind("staff", ({"姓名": "赵老师"}, {"姓名": "钱老师"}, {"姓名": "钱老师"}), {"部门": ("", "护理系", "机电系")}),
    Kind("major", ({"专业名称": "护理", "专业代码": "720201"}, {"专业名称": "数控技术应用", "专业代码": "660103"},
                   {"专业名称": "护理", "专业代码": "720201", "专业方向": "老年"}), {"学制": ("", "3年")}),
    Kind("school_class", tuple({"班级名称": n, "班级编号": c, "学校": s} for n, c, s in CLASSES if c),
         {"年级": ("", "2024"), "班主任": ("", "王老师（T01）", "王老师（T02）", "李老师", "新老师"), "计划人数": ("", "45"),
          "专业": ("", "护理（老年）", "数控技术应用")}),
    Kind("enrolment_plan", tuple({"年份": y, "专业": m, "学校": s} for y, m, s in (
        ("2025", "数控技术应用", "甲校"), ("2026", "护理（老年）", "甲校"), ("2025", "数控技术应用", "乙校"))),
        {"批次": ("", "春季"), "计划人数": ("40", "0"), "报名人数": ("", "60")}),
    Kind("admission", tuple({"准考证号": f"0{n}"} | p for n, p in enumerate(CARDED)),
         {"招生年份": ("", "2025"), "录取专业": ("", "数控技术应用"), "录取学校": ("", "甲校", "乙校"), "报到时间": ("", "2025-09-01"),
          "缴费": ("", "是", "否"), "未报到原因": ("", "复读"), "录取状态": ("", "已录取")}),
    Kind("student", tuple({"证件类型": "", "性别": "", "出生日期": ""} | p for p in CARDED), STATES),
    Kind("student", tuple({n: c for n, c in ({"出生日期": ""} | p).items() if n != "身份证号"} for p in UNCARDED[:4]), STATES),
    Kind("student", tuple({n: p[n] for n in ("姓名", "特长")} for p in UNCARDED[4:]), {"联系电话": ("", "13000000004")}),
    Kind("family_member", tuple({"学生姓名": p["姓名"], "学生身份证号": p["身份证号"], "序号": "3", "姓名": "王祖父"}
         for p in CARDED[:4]),
         {"关系": ("", "祖父"), "联系电话": ("", "13000000005")}),
    Kind("class_membership", MOVED, {"原因": ("", "调班")}),
    Kind("enterprise", tuple({"企业名称": name, "统一社会信用代码": code} for name, code in CODED),
         {"曾用名": ("", "旧名公司"), "联系人": ("", "周经理"), "联系电话": ("", "13000000006"), "企业规模": ("", "小型"),
          "停止合作": ("", "是")}),
    Kind("enterprise", tuple({"企业名称": name, "统一社会信用代码": code} for name, code in CODED[1:]),
         {"集团母公司": ("", f"同名有限公司（{credit_code(1)}）", "一、二公司")}),
    Kind("enterprise", ({"企业名称": "无码公司"},), {"联系人": ("", "吴经理"), "联系电话": ("", "13000000007")}),
    Kind("contact", tuple(f | {"姓名": n} for f, n in zip(_firms(FIRMS), ("郑一", "郑一", "郑三", "郑四", "郑五", "郑六"), strict=True)),
         {"职务": ("", "经理"), "手机": ("", "13000000008")}),
    Kind("post", tuple(f | {"岗位名称": post} for f in _firms(FIRMS) for post in ("操作工", "质检员")),
         {"需求人数": ("", "3"), "对口专业": ("", "数控技术应用", "护理（老年）、数控技术应用")}),
    Kind("contribution", tuple(f | {"年度": "2025", "类别": kind} for f in _firms(FIRMS) for kind in ("设备捐赠", "")),
         {"金额（元）": ("", "1000", "0.5")}),
    Kind("education_group", ({"集团名称": "示例职教集团"},), {"类型": ("", "职教集团"), "状态": ("", "运行")}),
    Kind("group_member", GROUPED, {"加入日期": ("", "2025-01-01"), "退出日期": ("", "2026-01-01"), "代表": ("", "周代表")}),
    Kind("council_meeting", ({"集团": "示例职教集团", "年度": "2025"},), {"会议次数": ("", "2")}),
    Kind("group_year_figure", tuple(
        {"集团": "示例职教集团", "年度": year, "指标": item} for year, item in (("2025", "共建教材"), ("2025", "互聘进校"), ("2026", "共建教材"))),
        {"数值": ("3", "12.5"), "依据": ("", "工作总结"), "填报人": ("", "周主任")}),
    Kind("agreement", tuple(
        {"协议编号": n, "协议名称": f"{n}合作协议", "协议类型": kind, "甲方": "甲校", "乙方": firm, "签订日期": "2025-01-05",
         "有效期起": "2025-01-10", "有效期止": "2026-12-31"}
        for n, kind, firm in (("XY-1", "战略合作", "乙厂"), ("XY〔2025〕2号", "实习基地", "无码公司"), ("XY-3", "捐赠", "乙厂"))
    ), {"协议金额（元）": ("", "350000"), "状态": ("", "草拟", "签订生效"), "校方负责人": ("", "李老师")}),
    Kind("amendment", tuple(
        {"原协议": n, "补充协议编号": f"{n}-补1", "变更事项": "延期、其他", "签订日期": "2026-01-05", "生效日期": "2026-01-10",
         "变更后有效期止": "2027-12-31"} for n in ("XY-1", "XY〔2025〕2号")
    ), {"摘要": ("", "延长一年")}),
    Kind("agreement_commitment", tuple({"协议": "XY-1", "承诺项": item, "生效日期": "2025-01-10"} for item in ("设备", "奖学金")),
         {"目标": ("", "20"), "完成": ("5", "")}),
    Kind("order_class", ({"订单班名称": "订单一班", "订单班编号": "D1"}, {"订单班名称": "订单二班", "订单班编号": ""}),
         {"合作企业": SPONSORS, "协议编号": ("", "XY-1"), "校方负责人": ("", "王老师（T02）"), "专业": ("", "护理（老年）", "数控技术应用"),
          "结束日期": ("", "2026-01-01"), "状态": ("", "在培", "终止")}),
    Kind("order_class_member", JOINED, {"退出日期": ("", "2026-12-31", "2026-09-30"), "退出原因": ("", "主动退出"),
                                        "入企": ("", "是", "否")}),
    Kind("company_course", ({"订单班": "订单一班", "课程名称": "企业文化"},), {"学时": ("", "20")}),
    Kind("commitment", ({"订单班": "订单一班", "承诺项": "设备"}, {"订单班": "订单二班", "承诺项": "奖学金"}), {"目标": ("", "2.5")}),
    Kind("placement_plan", ({"批次名称": "2026年岗位实习", "开始日期": "2026-02-01", "结束日期": "2026-07-31"},),
         {"类别": ("", "岗位实习", "认识实习"), "专业": ("", "护理（老年）"), "年级": ("", "2024")}),
    Kind("policy_parameter", ({"参数": "R-INT-18.interns", "适用范围": "210100", "生效日期": "2022-01-01"},),
         {"数值": ("25", "12.5"), "程度": ("", "提示"), "依据": ("", "沈教〔2022〕1号")}),
    Kind("apprenticeship_programme", tuple(
        {"项目名称": n, "项目类型": k, "开始日期": "2025-09-01", "结束日期": "2026-08-31"} | more for n, k, more in PROGRAMMES),
        {"备案号": ("", "沈人社备1号"), "合作企业": SPONSORS, "计划人数": ("", "3"), "专业": ("", "数控技术应用"), "校方负责人": ("", "李老师"),
         "状态": ("", "筹备", "在培")}),
    Kind("mentor", tuple(f | {"姓名": n} for f, n in zip(_firms(FIRMS), ("冯一", "冯一", "冯三", "冯四", "冯五", "冯六"), strict=True)),
         {"岗位": ("", "钳工"), "技能等级": ("", "技师"), "聘期起": ("", "2025-09-01"), "带头人": ("", "是"), "带徒上限": ("", "1")}),
    Kind("standard_document", tuple({"项目": PROGRAMMES[0][0], "文件类别": k, "版本": v} for k, v in (
        ("课程标准", "一"), ("课程标准", "二"), ("岗位标准", "一"))), {"审定日期": ("", "2025-08-01")}),
    Kind("apprentice", tuple(CARDED[n] | {"项目": PROGRAMMES[n % 2][0], "学徒编号": f"A-{n}", "学徒期起": "2025-09-01"} for n in range(6)),
         {"企业": ("乙厂", "无码公司", ""), "学徒期止": ("2026-08-31", "", "2026-01-31"), "结果": ("", "在培", "退出"), "岗位": ("", "钳工"),
          "校内导师": ("", "王老师（T01）"), "津贴（元/月）": ("", "800")}),
    Kind("apprentice", tuple(
        {"项目": PROGRAMMES[2][0], "姓名": name, "身份证号": _card(50 + n), "学徒编号": f"B-{n}", "学徒期起": "2025-09-01",
         "劳动合同起止": "2025-01-01至2027-12-31"} for n, name in enumerate(("陈二", "陈二", "卫三"))),
        {"联系电话": ("", "13000000009"), "学徒期止": ("", "2026-08-31"), "取得证书等级": ("", "四级"), "企业": ("乙厂", "")}),
    Kind("mentor_pairing", tuple(
        {"师傅": "冯五", "企业": "乙厂", "学徒编号": number, "结对日期": "2025-09-01"} for number in ("A-0", "A-1", "B-0")),
        {"解除日期": ("", "2026-01-01"), "签名": ("", "是")}),
    Kind("rotation", tuple({"学徒编号": n, "轮岗岗位": "装配", "开始日期": b, "结束日期": e} for n, b, e in (
        ("A-0", "2025-09-01", "2025-10-31"), ("A-0", "2025-11-01", "2025-12-31"), ("B-1", "2025-09-01", "2025-10-31"))),
        {"评分": ("", "85.5"), "任务": ("", "装夹")}),
    Kind("assessment", tuple({"学徒编号": n, "考核类型": k, "考核日期": "2025-12-20"} for n in ("A-1", "B-0") for k in ("阶段", "中期")),
         {"理论": ("", "80"), "技能": ("", "79.5"), "职业素养": ("", "90"), "等次": ("", "良好")}),
    Kind("subsidy_claim", tuple({"项目": PROGRAMMES[2][0], "类别": k, "申请日期": "2025-10-01", "申请金额": "7500"} for k in ("预支", "退回")),
         {"申请编号": ("", "BT-1"), "拨付日期": ("", "2025-11-01"), "拨付金额": ("", "7000"), "状态": ("", "公示", "拨付")}),
    Kind("insurance_policy", tuple({"保单号": n, "起保日期": "2025-01-01", "终保日期": "2026-12-31"} for n in ("PZ-1", "保〔2026〕2号")),
         {"险种": ("", "意外险"), "保险公司": ("", "示例保险"), "保费承担": ("", "学校", "企业"), "保费合计（元）": ("", "6450")}),
    Kind("placement", STAYS, {"责任险保单号": ("", "PZ-1"), "实习岗位": ("", "操作工", "新岗位"), "状态": ("", "在岗", "中止", "待签"), "中止原因": ("", "单位违约"),
         "指导教师": ("", "王老师（T01）", "李老师"), "三方协议编号": ("", "SF-1"), "实习批次": ("", "2026年岗位实习")}),
    Kind("insured_person", tuple(CARDED[n] | {"保单号": "保〔2026〕2号"} for n in ATTENDING),
         {"起保日期": ("", "2026-02-01"), "终保日期": ("", "2026-08-31"), "保费（元）": ("", "30")}),
    Kind("graduation_audit", tuple(p | {"毕业年份": "2026"} for p in CARDED),
         {"德育": ("", "合格", "否", "是"), "课程": ("", "合格", "不合格"), "实习鉴定": ("", "优秀", "不合格"), "遗留问题": ("", "欠费"),
          "审核结论": ("", "毕业", "暂缓"), "审核日期": ("", "2026-03-01")}),
    Kind("number_pattern", ({"编号对象": "学号"}, {"编号对象": "毕业证书编号"}),
         {"规则": ("{grade}{counter:04}", "毕{年}-{序号:5}"), "起始序号": ("", "100"), "序号重置": ("", "每年级", "不重置")}),
    Kind("visit", tuple({"实习单位": name, "统一社会信用代码": code, "巡查日期": "2025-04-01", "巡查教师": "李老师"} for name, code in FIRMS),
         {"巡查方式": ("", "现场", "视频"), "在岗学生数": ("", "3"), "巡查情况": ("", "良好"), "是否有问题": ("", "否")}),
    Kind("attendance_month", tuple(stay | {"月份": month} for stay, month in zip(RECORDS, MONTHS, strict=True)),
         {"应出勤": ("", "22"), "实出勤": ("", "20", "21.5"), "请假": ("", "2")}),
    Kind("pay_month", tuple(stay | {"月份": month, "实发": "3000"} for stay, month in zip(RECORDS, MONTHS, strict=True)),
         {"应发": ("", "3000"), "标准": ("", "3300"), "发放日期": ("", "2025-05-10"), "签字": ("", "是")}),
    Kind("weekly_log", tuple(stay | {"周次": week} for stay in RECORDS[2:] for week in ("1", "2")),
         {"提交日期": ("", "2025-03-10"), "批阅日期": ("", "2025-03-12"), "评分": ("", "85.5")}),
    Kind("incident", tuple(stay | {"发生日期": f"{month}-15", "类别": "疾病"} for stay, month in zip(RECORDS[:2], MONTHS[:2], strict=True)),
         {"伤害程度": ("", "轻微"), "经过": ("", "发热送医"), "理赔金额": ("", "860")}),
    Kind("archive_item", tuple(stay | {"材料类别": kind} for stay in RECORDS[2:] for kind in ("三方协议", "总结")),
         {"归档日期": ("", "2025-10-10"), "纸质": ("", "是", "否")}),
    Kind("term_registration", tuple(CARDED[n] | {"学期": "2025-2026-1"} for n in ATTENDING),
         {"注册日期": ("", "2025-09-02"), "注册方式": ("", "报到注册", "补注册"), "缴费情况": ("", "减免"), "经办人": ("", "王老师（T02）")}),
    Kind("discipline", tuple(CARDED[n] | {"奖惩类别": kind, "奖惩日期": "2025-12-01"} for n in ATTENDING for kind in ("奖学金", "记过")),
         {"级别": ("", "校", "市"), "文号": ("", "校〔2025〕3号"), "金额（元）": ("", "600")}),
    Kind("status_change", tuple(
        CARDED[n] | {"异动类别": "休学", "异动日期": "2026-01-10", "休学止": "2027-01-09"} for n in ATTENDING),
        {"原因": ("", "病休"), "审批文号": ("", "沈教〔2026〕1号"), "备注": ("", "=1+1")}),
    Kind("placement_change", CHANGED, {"原因": ("", "单位岗位调整"), "审批人": ("", "周主任"), "审批日期": ("", "2026-02-20")}),
    Kind("evaluation_body", ({"评价组织": "示例评价有限公司", "统一社会信用代码": credit_code(9)}, {"评价组织": "示例鉴定中心"}),
         {"联系人": ("", "孙经理"), "联系电话": ("", "13000000010"), "网址": ("", "https://example.invalid"), "有效": ("", "是", "否")}),
    Kind("certificate", tuple(
        {"证书名称": name, "等级": level, "启用日期": begin, "停用日期": end, "总分合格线": mark}
        for name, level, begin, end, mark in (
            ("物流管理", "中级", "2024-01-01", "2026-01-01", "60"), ("物流管理", "中级", "2026-01-01", "", "70"), ("车工", "四级", "", "", "60"))),
        {"评价组织": ("", "示例鉴定中心"), "理论权重": ("0.4",), "实操权重": ("0.6",), "对应专业": ("", "数控技术应用"),
         "标准版本": ("", "2.0"), "已核对": ("", "是")}),
    Kind("certificate_pilot", ({"学校": "甲校", "证书名称": "物流管理", "等级": "中级", "年度": "2025"},
                               {"学校": "乙校", "证书名称": "车工", "等级": "四级", "年度": "2025"}),
         {"试点规模": ("", "50"), "试点专业": ("", "数控技术应用"), "考核站点": ("", "是"), "负责人": ("", "王老师（T01）"), "经费": ("", "5000")}),
    Kind("exam_session", ({"考试批次": "KS-A1", "证书名称": "物流管理", "等级": "中级", "考试日期": "2025-12-13"},
                          {"考试批次": "KS-B1", "证书名称": "车工", "等级": "四级/中级工", "考试日期": "2026-06-20"}),
         {"站点代码": ("2107",), "报名截止": ("", "2025-11-20"), "考试费": ("", "300", "0"), "状态": ("", "报名中", "出分")}),
    Kind("exam_room", tuple({"考试批次": code, "考场号": n} for code, n in (("KS-A1", "1"), ("KS-A1", "2"), ("KS-B1", "1"))),
         {"地点": ("", "实训楼301"), "座位数": ("30", ""), "监考": ("", "王老师")}),
    Kind("exam_registration", tuple(
        {"考试批次": code, "证书名称": name, "等级": level} | person | more
        for code, name, level, person, more in (
            *(("KS-A1", "物流管理", "中级", CARDED[n], {"准考证号": f"210720251213010{n}", "考场": "1", "座号": str(n)}) for n in (1, 4, 7)),
            ("KS-A1", "物流管理", "中级", _person("周外人", "", _card(30), 考生类别="社会人员"), {"准考证号": "2107202512130201", "考场": "2", "座号": "1"}),
            *(("KS-B1", "车工", "四级", CARDED[n], {"状态": state}) for n, state in ((0, "取消"), (3, "报名"), (4, "已缴费")))))
        ,
        {"缴费": ("", "是"), "金额": ("", "300"), "备注": ("", "=1+1")}),
    Kind("exam_result", tuple(
        {"准考证号": f"21072025121301{n}", "考试批次": "KS-A1", "理论": theory, "实操": practice}
        for n, theory, practice in (("01", "70", "85.5"), ("04", "缺考", "缺考"), ("07", "50", "95"))),
        {"结果": ("", "合格"), "公布日期": ("", "2026-01-20")}),
    Kind("certificate_award", tuple(
        CARDED[n] | {"证书名称": "物流管理", "等级": "中级", "证书编号": f"20262107{n:06d}"} for n in (1, 7)),
        {"发证日期": ("2026-02-01",), "领取日期": ("", "2026-02-20"), "领取人": ("", "本人"), "代领关系": ("", "父亲")}),
    Kind("credit_conversion", tuple(
        {n: c for n, c in CARDED[1].items() if n != "身份证号"} | {"证书编号": "20262107000001", "认定课程": course, "认定学分": "2.5"}
        for course in ("仓储实务", "配送实务", "物流基础")),
        {"认定成绩": ("", "85"), "原成绩": ("", "61.5"), "审批日期": ("", "2026-03-01"), "状态": ("", "", "驳回"), "依据": ("", "学分认定办法")}),
    Kind("course_standard", tuple(
        {"标准编号": code, "课程名称": name, "专业": "数控技术应用", "版本": version}
        for code, name, version in (("KB-1", "数控车削", "V1.0"), ("KB-1", "数控车削", "V2.0"), ("", "机械制图", "1"))),
        {"合作企业": SPONSORS, "总学时": ("", "96"), "理论学时": ("", "32"), "学分": ("", "5.5"), "主持方": ("", "校企联合"),
         "审定日期": ("", "2025-08-01"), "状态": ("废止", "执行", "制订中", "")}),
    Kind("activity", tuple(
        {"活动名称": title, "活动日期": day, "活动类型": kind} for title, day, kind in (
            ("秋季双选会", "2025-09-14", "双选会"), ("秋季双选会", "2026-09-13", "校园招聘"), ("第一次联席会", "2026-01-19", "联席会议"))),
        {"结束日期": ("", "2026-09-14"), "地点": ("", "体育馆"), "企业数": ("", "12"), "参加学生": ("60", ""), "负责人": ("", "王老师（T01）"), "经费": ("", "3000")}),
    Kind("activity_enterprise", tuple(
        {"活动名称": title, "活动日期": day, "企业名称": name, "统一社会信用代码": code} for (name, code), (title, day) in zip(
            FIRMS, (("第一次联席会", ""), ("秋季双选会", "2025-09-14"), ("秋季双选会", "2026-09-13")) * 2, strict=True)),
        {"岗位数": ("", "3"), "招聘人数": ("", "20"), "收到简历": ("", "10"), "签约人数": ("", "2"), "最低薪资": ("", "3500")}),
    Kind("activity_student", tuple(CARDED[n] | {"活动名称": "第一次联席会"} for n in ATTENDING),
         {"签到": ("", "是", "否"), "意向企业": ("", "乙厂"), "签约": ("", "否")}),
    Kind("matter", tuple(
        {"事项编号": code, "事项": title, "类别": "师资", "提出单位": firm, "提出日期": "2025-09-12"}
        for code, title, firm in (("LX-1", "教师下企业", "乙厂"), ("LX-2", "设备开放", "示例商会"), ("", "住宿", "同名有限公司"))),
        {"办理时限": ("", "2025-11-11"), "承办部门": ("", "教务处"), "状态": ("受理", "", "办理中"), "会议": ("", "第一次联席会")}),
    Kind("training_base", tuple(
        {"基地名称": name, "校内外": place} for name, place in (("数控车间", "校内"), ("甲厂车间", "校外"), ("旧车间", "校内基地"))),
        {"合作企业": ("", "乙厂", f"同名有限公司（{credit_code(1)}）"), "面向专业": ("", "数控技术应用", "护理（老年）、数控技术应用"), "工位数": ("", "40"),
         "面积（㎡）": ("", "120.5"), "设备总值（万元）": ("", "35"), "建成日期": ("", "2023-09-01"), "撤销日期": ("", "2026-01-01"), "协议编号": ("", "XY-1")}),
    Kind("cooperation_project", tuple(
        {"项目编号": code, "项目名称": name, "项目类型": "技术服务", "立项日期": "2025-03-01"} for code, name in (("KY-1", "甲项目"), ("", "乙项目"))),
        {"合作企业": SPONSORS, "合同金额（万元）": ("", "10.5"), "到账金额": ("", "50000"), "结题日期": ("", "2026-03-01", "2025-12-31"),
         "负责人": ("", "李老师"), "状态": ("", "在研", "结题")}),
    Kind("graduate_destination", tuple(
        CARDED[n] | {"毕业年份": "2025届", "登记日期": day, "毕业去向": kind, "单位名称": unit, "升学院校": school, "入职日期": start}
        for n, day, kind, unit, school, start in (
            (0, "2025-07-01", "直接就业", FIRMS[0][0], "", "2025-07-15"), (3, "2025-07-01", "待就业", "", "", ""),
            (3, "2025-09-01", "就业", "无名小厂", "", "2025-09-08"), (4, "2025-07-01", "高职", "", "示例学院", ""))),
        {"岗位": ("", "钳工"), "对口": ("", "基本对口", "否"), "起薪": ("", "3900"), "合同期限": ("", "两至三年"), "社会保险": ("", "五险一金"),
         "渠道": ("", "学校推荐"), "证明材料": ("", "劳动合同", "就业协议；劳动合同"), "满意度": ("", "满意"), "备注": ("", "=1+1")}),
    Kind("destination_follow_up", tuple(
        CARDED[n] | {"回访节点": days, "回访日期": day, "回访结果": result}
        for n, days, day, result in ((0, "30天", "2025-08-15", "在岗"), (0, "90", "2025-10-14", "失联"), (3, "一个月", "2025-10-08", "离职"))),
        {"回访方式": ("", "微信"), "现单位": ("", "另一小厂"), "现月薪": ("", "4200"), "回访人": ("", "王老师（T01）"), "满意度": ("", "一般")}),
    Kind("job_support", tuple(
        CARDED[3] | {"服务类型": kind, "帮扶日期": "2025-07-20", "内容": what}
        for kind, what in (("政策宣介", "就业政策"), ("岗位推荐", "甲厂"), ("岗位推荐", "乙厂"))),
        {"方式": ("", "电话", "走访"), "结果": ("", "愿意面试"), "责任人": ("", "王老师（T02）")}),
)  # fmt: skip


def _sheet(kind, rows):
    """The lines of a sheet: of columns, those any row fills stay, and the ones that tell records apart."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    return kind.entity, [names, *([row.get(name, "") for name in names] for row in rows)]


def everything():
    """The sheets with every record, each choice of each state in one row or another."""
    for kind in KINDS:
        rows = [
            record | {n: c for place, (n, choices) in enumerate(kind.states.items()) if n not in record or not record[n]
                      for c in (choices[(number * (place + 1) + number // len(choices)) % len(choices)],)}
            for number, record in enumerate(kind.records)
        ]  # fmt: skip
        yield _sheet(kind, rows)


def drawn(chance):
    """Some records of every kind, in whatever order and states."""
    for kind in KINDS:
        rows = []
        for record in kind.records:
            states = {name: chance.choice(choices) for name, choices in kind.states.items()}
            rows.append(states | {name: cell for name, cell in record.items() if cell or name not in states})
        kept = [row for row in rows if chance.random() < _KEPT] or rows[:1]
        yield _sheet(kind, chance.sample(kept, len(kept)))


def take_in(database, sheets):
    """Import sheets as far as they can be; the rows that cannot, by kind of record."""
    refused = {}
    for name, (headings, *rows) in sheets:
        entity = entity_named(name)
        lines = [headings, *(tuple(cell or None for cell in row) for row in rows)]
        workbook = Workbook(Path(f"{name}.xlsx"), "xlsx", (Sheet(name, [tuple(line) for line in lines]),))
        made = unjudged(entity, workbook.path, workbook, read_tables(entity, workbook, headings_of(entity)))
        judge_rows(database, made)
        refused.setdefault(name, []).extend(made.rejected)
        apply(database, made)
    return refused
