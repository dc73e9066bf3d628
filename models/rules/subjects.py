"""What each rule of the regulation is about, in a word or two."""

from models.words import N_

SUBJECTS = {
    "R-INT-01": N_("年级"), "R-INT-02": N_("年龄"), "R-INT-03": N_("未成年工禁忌劳动"), "R-INT-04": N_("女职工禁忌劳动"),
    "R-INT-05": N_("经营场所"), "R-INT-06": N_("不经中介"), "R-INT-07": N_("劳动强度"), "R-INT-08": N_("危险、夜班与休息日"),
    "R-INT-09": N_("工时"), "R-INT-10": N_("接收人数比例"), "R-INT-11": N_("实习期限"), "R-INT-12": N_("专业对口"),
    "R-INT-13": N_("自愿"), "R-INT-14": N_("知情同意"), "R-INT-15": N_("三方协议"), "R-INT-16": N_("实习报酬"),
    "R-INT-17": N_("不收费、不扣证"), "R-INT-18": N_("指导教师"), "R-INT-19": N_("住宿"), "R-INT-20": N_("跨省备案"),
    "R-INT-21": N_("责任险"), "R-INT-22": N_("单位的考察与审定"), "R-INT-23": N_("单位的资质"), "R-INT-24": N_("八个事先与岗前培训"),
    "R-INT-25": N_("考核"), "R-INT-26": N_("档案"),
}  # fmt: skip
