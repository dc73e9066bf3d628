"""What offices call the same column in sheets of different kinds (specification Appendix A, and sheets met since)."""

# what stands before the headings of one who learns (学员性别), and of a body
LEARNER = ("学生", "学员", "考生", "新生", "本人", "个人", "实习生", "实习学生", "毕业生")
BODY = ("企业", "单位", "公司", "合作企业", "合作单位", "实习单位", "用人单位")

PERSON_NAME = ("学生姓名", "考生姓名", "学员姓名", "名字", "XM")
ID_NUMBER = (
    "身份证号", "身份证号码", "证件号码", "证件号", "公民身份号码", "公民身份证号码", "身份证", "居民身份证号", "居民身份证号码",
    "SFZH", "SFZJH",
)  # fmt: skip
ID_TYPE = ("证件类型", "证件种类", "身份证类型")
GENDER = ("男/女", "男女", "XB")
BIRTH_DATE = ("出生年月", "出生年月日", "生日", "CSRQ")
ETHNICITY = ("民族码", "MZ")
POLITICAL_STATUS = ("政治状况", "面貌", "ZZMM")
PHONE = ("手机", "手机号码", "手机号", "本人电话", "本人联系电话", "电话", "学生电话", "学生联系电话", "联系方式")
MAJOR = ("专业", "专业名称", "专业简称", "就读专业", "录取专业", "修读专业", "所学专业")
SCHOOL_CLASS = ("班级名称", "行政班", "所在班级", "班别", "班号", "原行政班", "原班级")
GRADE = ("所在年级", "入学年级", "学生年级", "年级名称", "年级（级）")
# two dates in one cell
PERIOD = (
    "起止",
    "起止时间",
    "起止年月",
    "有效期",
    "有效期限",
    "期限",
    "聘期",
    "实习起止",
    "实习起止日期",
    "实习起止时间",
    "实习期限",
    "实习时间",
    "实习期",
)
INSURED_PERIOD = ("保险期间", "保险期限", "保险起止", "保险期", "保险有效期")
STUDENT_NUMBER = ("学生编号", "XH")
EXAM_NUMBER = ("中考准考证号", "准考证")
CANDIDATE_NUMBER = ("中考考号", "KSH")
EXAM_SCORE = ("考试总分", "中考总分", "中考成绩", "总分")
HOME_ADDRESS = ("家庭住址", "家庭现地址", "现住址", "通讯地址", "家庭地址")
SOURCE_REGION = ("生源地", "生源地代码", "生源地行政区划码")
SOURCE_SCHOOL = ("初中毕业学校", "来源学校", "毕业（来源）学校", "毕业院校")
# in front of 姓名, 电话 …; the first of them is what the national system writes
GUARDIAN = ("成员1", "监护人", "家长", "家长（监护人）", "第一监护人", "父亲", "父母")
SECOND_MEMBER = ("成员2", "第二监护人", "母亲")
ENTERPRISE_NAME = (
    "企业名称",
    "单位名称",
    "实习单位",
    "合作企业",
    "用人单位",
    "企业全称",
    "公司名称",
    "企业",
    "实习企业",
)
CREDIT_CODE = ("信用代码", "社会信用代码", "组织机构代码", "统一信用代码", "统一代码")
ORDER_CLASS = ("订单班", "订单班名称", "冠名班", "所属订单班", "定向班")
AGREEMENT_NUMBER = ("协议编号", "协议书编号", "协议号", "合作协议编号", "三方协议编号")
POLICY_NUMBER = ("保险单号", "责任险保单号", "保单编号", "保单号", "保险单编号", "保险单")
INSURED_FROM = ("保险起", "保险起期", "起保时间", "保险开始日期", "保险起始日期", "起保日期", "生效日期")
INSURED_UNTIL = ("保险止", "保险止期", "终保时间", "保险结束日期", "保险终止日期", "终保日期", "到期日期")
YEAR = ("年度", "年份")
