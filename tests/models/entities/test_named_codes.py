"""Codes that the program calls by name mean what the code tables say."""

import pytest

from models.entities import measures, placement_changes, status_changes
from models.entities.reasons import EndedPlacement, Joined, LeftOrderClass
from models.entities.status_changes import Kinds
from models.schema.codes import table


@pytest.mark.parametrize(
    ("name", "codes", "labels"),
    [
        ("student-status", (measures.ATTENDING, measures.AWAY, measures.WITHDRAWN, measures.STOPPED, measures.BACK, measures.DROPPED),
         "在读 休学 退学 停学 复学 流失"),
        ("student-status", (measures.GRADUATED, measures.COURSES_ONLY, measures.INCOMPLETE, measures.TRANSFERRED, measures.DECEASED),
         "毕业 结业 肄业 转学（转出） 死亡"),
        ("student-status", (measures.EXPELLED, measures.MISSING, measures.KEPT), "开除 下落不明 保留学籍（入伍）"),
        ("order-class-status", (measures.FORMING, measures.RUNNING, measures.CLOSED, measures.TERMINATED), "筹建 在培 结业 终止"),
        ("match-level", (measures.WHOLLY, measures.NEARLY, measures.NOT_MATCHED), "完全对口 相近 不对口"),
        ("status-change-kind", (Kinds.REPEATED, Kinds.DEMOTED, Kinds.SUSPENDED, Kinds.RESUMED, Kinds.STOPPED), "留级 降级 休学 复学 停学"),
        ("status-change-kind", (Kinds.REINSTATED, Kinds.RETAINED, Kinds.TRANSFERRED_OUT, Kinds.TRANSFERRED_IN),
         "恢复学籍 保留学籍 转学（转出） 转学（转入）"),
        ("status-change-kind", (Kinds.MAJOR_CHANGED, Kinds.CLASS_CHANGED, Kinds.WITHDRAWN, Kinds.EXPELLED, Kinds.DECEASED),
         "转专业 转班级 退学 开除学籍 死亡"),
        ("status-change-kind", (Kinds.GRADUATED, Kinds.EARLY, Kinds.COURSES_ONLY, Kinds.INCOMPLETE, Kinds.OTHER),
         "毕业 提前毕业 结业 肄业 其他"),
        ("change-stage", (status_changes.APPLIED, status_changes.WITH_TEACHER, status_changes.WITH_OFFICE, status_changes.WITH_HEAD),
         "申请 班主任 教务 校长"),
        ("change-stage", (status_changes.REPORTED, status_changes.DONE, status_changes.SENT_BACK, status_changes.REVERSED), "上报 办结 退回 冲回"),
        ("class-member-reason", (Joined.ENTERED, Joined.MOVED, Joined.MAJOR_CHANGED, Joined.REPEATING, Joined.BACK, Joined.TRANSFERRED),
         "入学 调班 转专业 留级 复学 转入"),
        ("leave-reason", (LeftOrderClass.HIRED, LeftOrderClass.NOT_HIRED, LeftOrderClass.MAJOR_CHANGED, LeftOrderClass.AWAY, LeftOrderClass.OTHER),
         "毕业入企 毕业未入企 转专业 休退学 其他"),
        ("placement-end-reason", (EndedPlacement.OWN_WISH, EndedPlacement.SENT_BACK, EndedPlacement.MISCONDUCT), "学生申请 单位退回 违纪"),
        ("placement-end-reason", (EndedPlacement.ILL, EndedPlacement.FIRM_AT_FAULT), "伤病 单位违约"),
        ("placement-change-kind",
         (placement_changes.OTHER_POST, placement_changes.OTHER_FIRM, placement_changes.LATER_END, placement_changes.OTHER_TUTOR),
         "换岗 换单位 延期 换指导教师"),
    ],
)  # fmt: skip
def test_a_code_is_what_it_is_called(name, codes, labels):
    names = {code.code: code.name for code in table(name).codes}
    assert [names[code] for code in codes] == labels.split()
