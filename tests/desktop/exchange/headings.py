"""The aliases of specification Appendix A, as the tests of reading know them; the product's stand in the entities."""

from dataclasses import dataclass, field

from desktop.exchange.tables_headings import normalise_heading

_STUDENT = {
    "name": "姓名 学生姓名 考生姓名 学员姓名 名字 XM",
    "id_number": "身份证号 身份证号码 身份证件号 证件号码 公民身份号码 身份证 SFZH SFZJH",
    "id_type": "身份证件类型 证件类型 证件种类",
    "gender": "性别 男/女 XB",
    "birth_date": "出生日期 出生年月 出生年月日 生日 CSRQ",
    "ethnicity": "民族 民族码",
    "political_status": "政治面貌 政治状况 面貌",
    "student_number": "学号 学生编号 XH",
    "registration_number": "学籍号 全国学籍号 学籍主号",
    "school_class": "班级 班级名称 行政班 所在班级",
    "major": "专业 专业名称 专业简称 就读专业 录取专业 修读专业",
    "phone": "联系电话 手机 手机号码 本人电话",
    "guardian": "监护人 家长姓名 家长(监护人)姓名 第一监护人姓名 成员1姓名 父亲",
    "guardian_phone": "家长电话 监护人电话 第一监护人联系电话 成员1联系电话",
    "enterprise": "企业名称 单位名称 实习单位 合作企业 用人单位",
    "credit_code": "统一社会信用代码 信用代码 社会信用代码",
    "post": "岗位 实习岗位 工作岗位 职位",
    "start_date": "实习开始时间 起始日期 开始",
    "end_date": "结束日期 截止 止",
    "order_class": "订单班 冠名班 所属订单班 定向班",
    "join_date": "入班日期 入班时间",
    "certificate": "证书名称 职业技能等级证书",
    "level": "等级 级别",
    "theory_score": "理论成绩",
    "practice_score": "实操成绩",
}
_ENTERPRISE = {"name": _STUDENT["enterprise"], "credit_code": _STUDENT["credit_code"], "phone": _STUDENT["phone"]}


@dataclass(frozen=True)
class Aliases:
    """Headings read off a table of aliases."""

    identity: frozenset[str]
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def telling(self):
        return self.identity - {"credit_code"} | {"student_number", "registration_number"}

    def match(self, text):
        return self.fields.get(text)


def aliases(entity="student"):
    table = _ENTERPRISE if entity == "enterprise" else _STUDENT
    identity = frozenset({"name", "credit_code"} if entity == "enterprise" else {"name", "id_number"})
    return Aliases(identity, {normalise_heading(text): name for name, texts in table.items() for text in texts.split()})
